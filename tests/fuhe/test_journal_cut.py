"""What the journal keeps when a run is cut: by a kill, a lack of power, a full disk, a bad answer."""

from __future__ import annotations

import dataclasses
import errno
import json
import random
import sqlite3
import struct
import zlib
from pathlib import Path

import pytest
from typer.testing import CliRunner

import fuhe
from extract.document import ReadError
from fuhe.cli import app
from fuhe.corpus import keeping, packed, sinks, spool
from fuhe.corpus.build import Request
from fuhe.corpus.build import ingest as build
from fuhe.executors import local
from fuhe.executors.work import Reply
from tests.fuhe.corpora import contents, rows

RUNNER = CliRunner()
REPORT = "2022年度项目支出绩效自评报告\n一、资金情况\n项目{n}预算31万元，其中：设备10万元、培训20万元。\n"


def write_reports(folder: Path, count: int) -> Path:
    for n in range(count):
        (folder / f"{n:02}.txt").write_text(REPORT.format(n=n), encoding="utf-8")
    return folder


def made_of(folder: Path, out: Path) -> dict[str, bytes]:
    fuhe.ingest(folder, out, workers=0)
    return contents(out)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Forty reports, which no test changes."""
    return write_reports(tmp_path_factory.mktemp("in"), 40)


@pytest.fixture(scope="module")
def whole(folder: Path, tmp_path_factory) -> dict[str, bytes]:
    return made_of(folder, tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def few(tmp_path_factory) -> Path:
    """Four reports, for what each document goes through alone."""
    return write_reports(tmp_path_factory.mktemp("few"), 4)


@pytest.fixture(scope="module")
def few_whole(few: Path, tmp_path_factory) -> dict[str, bytes]:
    return made_of(few, tmp_path_factory.mktemp("whole"))


class Cut(BaseException):
    """As a kill would end the run: nothing is said and nothing is tidied up."""


def cut_journal(folder: Path, out: Path, monkeypatch, after: int) -> tuple[bytes, bytes]:
    """The journal and its log of changes as they lie on the disk in the middle of a run."""
    taken: list[bytes] = []

    def progress(summary: fuhe.Summary) -> None:
        if summary.done == after:
            area = out / ".fuhe"
            taken.extend((area / f"journal.sqlite{end}").read_bytes() for end in ("", "-wal"))
            raise Cut

    with monkeypatch.context() as patch:
        patch.setattr(keeping, "_SECONDS", 0.0)
        with pytest.raises(Cut):
            fuhe.ingest(folder, out, workers=0, progress=progress)
    return taken[0], taken[1]


def test_a_journal_that_lost_its_end_with_the_power_gives_the_same_corpus(
    folder: Path, whole, tmp_path: Path, monkeypatch
):
    """What the system had not yet written is gone, or is there in part, or is noise."""
    main, changes = cut_journal(folder, tmp_path / "cut", monkeypatch, after=30)
    assert len(changes) > 100_000
    chance, kept = random.Random(5), set()  # noqa: S311
    for number in range(12):
        out = tmp_path / f"out-{number}"
        (out / ".fuhe").mkdir(parents=True)
        (out / ".fuhe" / "journal.sqlite").write_bytes(main)
        tail = chance.randbytes(chance.choice((0, 9_000)))
        end = chance.randrange(len(changes))
        (out / ".fuhe" / "journal.sqlite-wal").write_bytes(changes[:end] + tail)
        summary = fuhe.ingest(folder, out, workers=0)
        assert contents(out) == whole
        kept.add(summary.kept)
    assert len(kept) > 4


def test_what_took_long_is_kept_at_once_and_the_rest_soon(tmp_path: Path, monkeypatch):
    class Journal:
        kept: list[str]

        def __init__(self) -> None:
            self.kept, self.open = [], []

        def begin(self) -> None:
            pass

        def replied(self, reply: Reply) -> None:
            self.open.append(reply.sha256)

        def commit(self) -> None:
            self.kept += self.open
            self.open = []

    class Log:
        def __init__(self) -> None:
            self.told: list[str] = []

        def documents(self, settled) -> None:
            self.told += [reply.sha256 for _, reply in settled]

    now = [100.0]
    monkeypatch.setattr(keeping.time, "monotonic", lambda: now[0])
    journal, log = Journal(), Log()
    keep = keeping.Keeping(journal, log)
    keep.add(None, Reply("first", "ok", seconds=0.001))
    assert journal.kept == log.told == ["first"]
    keep.add(None, Reply("quick", "ok", seconds=0.001))
    assert journal.kept == log.told == ["first"]
    keep.add(None, Reply("slow", "ok", seconds=4.0))
    assert journal.kept == log.told == ["first", "quick", "slow"]
    keep.add(None, Reply("more", "ok", seconds=0.001))
    now[0] += 0.06
    keep.add(None, Reply("later", "ok", seconds=0.001))
    assert journal.kept == log.told == ["first", "quick", "slow", "more", "later"]


def ask(folder: Path, out: Path) -> tuple[int, str]:
    answer = RUNNER.invoke(app, ["ingest", str(folder), "-o", str(out), "-j", "1", "--lang", "en"])
    return answer.exit_code, answer.stderr


def test_a_disk_that_is_full_while_documents_are_read_stops_and_goes_on(
    folder: Path, whole, tmp_path: Path, monkeypatch
):
    out, planned = tmp_path / "out", spool.Spool.plan_work

    def small(self: spool.Spool) -> fuhe.Summary:
        summary = planned(self)
        (pages,) = self._one("pragma page_count")
        # beyond that SQLite says that the disk is full
        self.db.execute(f"pragma max_page_count = {pages + 2}")
        return summary

    monkeypatch.setattr(spool.Spool, "plan_work", small)
    status, said = ask(folder, out)
    assert status == 2
    assert "disk is full" in said
    assert "same command goes on" in said
    assert "Traceback" not in said
    assert [path.name for path in out.iterdir()] == [".fuhe"]
    log = (out / ".fuhe" / "log.jsonl").read_text("utf-8").splitlines()
    told = {e["doc_id"] for e in map(json.loads, log) if e["event"] == "document"}
    with sqlite3.connect(out / ".fuhe" / "journal.sqlite") as db:
        kept = {sha[:16] for (sha,) in db.execute("select sha256 from replies")}
    db.close()
    assert 0 < len(told) < 40
    assert told <= kept
    monkeypatch.undo()
    assert ask(folder, out)[0] == 0
    assert contents(out) == whole


def test_a_disk_that_is_full_while_tables_are_written_stops_and_goes_on(
    folder: Path, whole, tmp_path: Path, monkeypatch
):
    out, written, write = tmp_path / "out", [], sinks._CsvSink.write

    def full(self: sinks._CsvSink, lines: packed.Lines, year: str = "") -> None:
        written.append(lines)
        if len(written) == 100:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(self, lines, year)

    monkeypatch.setattr(sinks._CsvSink, "write", full)
    status, said = ask(folder, out)
    assert status == 2
    assert "No space left" in said
    assert "same command goes on" in said
    assert [path.name for path in out.iterdir()] == [".fuhe"]
    monkeypatch.undo()
    assert ask(folder, out)[0] == 0
    assert contents(out) == whole
    log = [json.loads(s) for s in (out / ".fuhe" / "log.jsonl").read_text("utf-8").splitlines()]
    assert sum(event["event"] == "document" for event in log) == 40  # none was read twice


def bad(*parts: bytes) -> bytes:
    return struct.pack(">I", 0) + zlib.compress(b"".join(parts))


ANSWERS = [
    b"", b"\0", b"\0\0\0\7abc", b"\0\0\0\0no zlib", bad(), bad(b"{}"), bad(b"[1]"), bad(b"2"),
    bad(b"2[]\n"), bad(b"2[]\nmore"), bad(b"2[[1,2]]\n"), bad(b'2[["documents",1,9]]\nx,,\xff\r\n'),
    bad(b'2[["documents",1,20]]\n0123456789abcdef,,\r\n'), bad(b"2" + b"[" * 100_000 + b"\n"),
    bad(b'2[["elsewhere",1,1]]\nx'), bad(b"\0" * (packed.MOST_BYTES * 2 + 1)),
]  # fmt: skip


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
def test_an_answer_that_is_none_costs_its_document_alone(few: Path, tmp_path: Path, answer):
    """A worker that a hostile document took over may send anything."""

    def engine(tasks, _workers, _limits):
        for task in tasks:
            reply = local.perform(task)
            yield Reply(reply.sha256, "ok", answer) if "02" in task.path else reply

    out = tmp_path / "out"
    build(Request((few,), out, engine=engine))
    assert [row["path"] for row in rows(out, "failures")] == ["02.txt"]
    failed = [row for row in rows(out, "documents") if row["status"] == "failed"]
    assert [row["path"] for row in failed] == ["02.txt"]
    assert len(rows(out, "documents")) == 4


HEADS = [
    b"x", b"\xff", b"{}", b"3", b"[1]", b"[[1, 2]]", b"[" * 100_000,
    json.dumps([["k", "b", "p", n, "key", "home", "{}", "told"] for n in range(3)]).encode(),
    json.dumps([["k", "b", "p", n, f"{n}", f"{n}", "[" * 99_999, "{}"] for n in range(3)]).encode(),
    json.dumps([["k", "b", "p", 1 << 70, "key", "home", "{}", "{}"]]).encode(),
    b'[["k", "b", "\\ud800", 1, "key", "home", "{}", "{}"]]',
]  # fmt: skip


@pytest.mark.parametrize("head", HEADS, ids=range(len(HEADS)))
def test_sums_that_are_none_end_no_run(few: Path, few_whole, tmp_path: Path, head: bytes):
    def engine(tasks, _workers, _limits):
        for task in tasks:
            reply = local.perform(task)
            made = {name: one.rows() for name, one in packed.unpack(reply.rows).items()}
            yield dataclasses.replace(reply, rows=packed.pack(made, head))

    build(Request((few,), tmp_path / "out", engine=engine))
    assert contents(tmp_path / "out") == few_whole


def test_what_an_earlier_state_kept_as_json_still_stands(few: Path, few_whole, tmp_path: Path):
    def engine(tasks, _workers, _limits):
        for task in tasks:
            reply = local.perform(task)
            plain = {name: one.rows() for name, one in packed.unpack(reply.rows).items()}
            body = zlib.compress(json.dumps(plain).encode())
            head = packed.head(reply.rows)
            yield Reply(
                reply.sha256, reply.status, struct.pack(">I", len(head)) + head + body,
                reply.forms, reply.errors, reply.warnings,
            )  # fmt: skip

    build(Request((few,), tmp_path / "out", engine=engine))
    assert contents(tmp_path / "out") == few_whole


def test_lines_give_back_every_text():
    texts = [["", "a,b", 'say "x"', "two\nlines", "复核", "=1+1", " ", "'", "\u2028", "\ufffd"]]
    lines = packed.Lines.of(texts * 3)
    assert lines.count == 3
    assert lines.rows() == texts * 3


def test_a_document_of_too_many_tables_is_one_failure(monkeypatch):
    monkeypatch.setattr(packed, "MOST_BYTES", 1000)
    assert packed.pack({"documents": [["x" * 900]]})
    with pytest.raises(ReadError) as caught:
        packed.pack({"documents": [["x" * 900]], "forms": [["y" * 200]]})
    assert (caught.value.reason, caught.value.stage) == ("too-large", "write")


def test_a_line_that_a_kill_tore_does_not_spoil_the_next(few: Path, tmp_path: Path):
    out = tmp_path / "out"
    fuhe.ingest(few, out, workers=0)
    log = out / ".fuhe" / "log.jsonl"
    log.write_bytes(log.read_bytes()[:-30])
    fuhe.ingest(few, out, workers=0)
    lines = log.read_text("utf-8").splitlines()
    torn = [line for line in lines if not line.endswith("}")]
    assert len(torn) == 1
    events = [json.loads(line)["event"] for line in lines if line.endswith("}")]
    assert events[-4:] == ["start", "found", "writing", "end"]
