"""Writes the tables of a corpus from its journal, one document at a time."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from fuhe.corpus.cells import writable
from fuhe.corpus.copied import Found, add, find_copies
from fuhe.corpus.folder import DESCRIPTION
from fuhe.corpus.package import describe
from fuhe.corpus.packed import UNSOUND, Lines, Packed, unpack
from fuhe.corpus.rows import Rows, failed_document
from fuhe.corpus.schema import tables
from fuhe.corpus.shape import Shape
from fuhe.corpus.sinks import Sink, open_sink
from fuhe.corpus.spool import Settled, Spool
from fuhe.executors.work import Reply, Task, failure
from fuhe.outputs.failed import failure_text
from fuhe.outputs.words import Words
from fuhe.settings import Settings

_USUAL = Settings()
_NO_ANSWER = "The program that read the document broke and gave no answer; the file may be damaged."


def write(spool: Spool, fresh: Path, shape: Shape, settings: Settings = _USUAL) -> list[str]:
    """Write every table and their description to ``fresh``; the names of the tables' files.

    What only several documents together tell is found first (``settings`` says which rules speak).
    """
    fresh.mkdir()
    names = {one.name: f"{one.name}.{shape.format}" for one in tables()}
    with ExitStack() as until:
        sinks = {
            one.name: until.enter_context(open_sink(fresh / names[one.name], one, shape))
            for one in tables()
        }
        _fill(spool, sinks, find_copies(spool.summed(), settings.for_rules()))
    counts = {name: sink.count for name, sink in sinks.items()}
    text = describe(fresh, names, counts, shape, spool.versions())
    (fresh / DESCRIPTION).write_text(text, encoding="utf-8", newline="\n")
    return list(names.values())


def _fill(spool: Spool, sinks: dict[str, Sink], copied: Found) -> None:
    for settled in spool.documents():
        made = _lines(settled, spool)
        if more := copied.get(settled.sha256[:16]):
            made |= _with(made, more)
        year = made["documents"].rows()[0][_YEAR] if sinks["documents"].by_year else ""
        for name, lines in made.items():
            sinks[name].write(lines, year)
    for row in spool.failures():
        sinks["failures"].write(Lines.of([[writable(text) for text in row]]))


def _lines(settled: Settled, spool: Spool) -> Packed:
    """The lines of one document under its paths. An answer that is none, as a worker may give that
    the document took over, becomes a failure."""
    if not settled.reply.failed:
        try:
            made = unpack(settled.reply.rows)
            return made | {"documents": _under(settled, made["documents"])}
        except UNSOUND:
            task = Task("", settled.sha256, settled.bytes)
            spool.replied(reply := failure(task, "run", "crash", _NO_ANSWER))
            return _failed(settled, reply)
    return _failed(settled, settled.reply)


def _under(settled: Settled, documents: Lines) -> Lines:
    """The row of a document, whose path is empty, with its path. ValueError for anything else."""
    start = f"{settled.sha256[:16]},,".encode("ascii")
    if documents.count != 1 or bytes(documents.data[: len(start)]) != start:
        raise ValueError("no row of this document")
    path = Lines.of([[writable(settled.path)]]).data[:-2]  # without its line end
    return Lines(1, b"".join((start[:-1], path, documents.data[len(start) - 1 :])))


def _failed(settled: Settled, reply: Reply) -> Packed:
    reason_zh = failure_text(reply.error, reply.message, Words("zh"))
    row = failed_document(settled.sha256, settled.bytes, reply.message, reason_zh)
    row[_PATH] = writable(settled.path)
    return {"documents": Lines.of([row])}


def _with(made: Packed, more: list[dict[str, Any]]) -> Packed:
    """The tables that change where findings are added to a document."""
    names = [name for name in ("documents", "findings") if name in made]
    rows: Rows = {name: made[name].rows() for name in names}
    add(rows, more)
    return {name: Lines.of(found) for name, found in rows.items()}


_HEADER = next(t for t in tables() if t.name == "documents").header
_PATH, _YEAR = _HEADER.index("path"), _HEADER.index("year")
