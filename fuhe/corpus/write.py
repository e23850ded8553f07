"""Writes the tables of a corpus from its journal, one document at a time."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from fuhe.corpus.cells import writable
from fuhe.corpus.copied import Found, add, find_copies
from fuhe.corpus.folder import DESCRIPTION
from fuhe.corpus.package import describe
from fuhe.corpus.rows import Rows, failed_document, unpack
from fuhe.corpus.schema import tables
from fuhe.corpus.shape import Shape
from fuhe.corpus.sinks import Sink, open_sink
from fuhe.corpus.spool import Settled, Spool
from fuhe.outputs.failed import failure_text
from fuhe.outputs.words import Words
from fuhe.settings import Settings

_USUAL = Settings()


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
        made = _rows(settled)
        if more := copied.get(settled.sha256[:16]):
            add(made, more)
        year = made["documents"][0][_YEAR]
        for name, rows in made.items():
            sinks[name].write(rows, year)
    for failure in spool.failures():
        sinks["failures"].write([[writable(text) for text in failure]])


def _rows(settled: Settled) -> Rows:
    reply = settled.reply
    if reply.failed:
        reason_zh = failure_text(reply.error, reply.message, Words("zh"))
        made = {
            "documents": [failed_document(settled.sha256, settled.bytes, reply.message, reason_zh)]
        }
    else:
        made = unpack(reply.rows)
    for row in made["documents"]:
        row[_PATH] = writable(settled.path)
    return made


_HEADER = next(t for t in tables() if t.name == "documents").header
_PATH, _YEAR = _HEADER.index("path"), _HEADER.index("year")
