"""The journal: a run that was stopped goes on, nothing is read twice, nothing is lost."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

import fuhe
from fuhe import ingesting
from fuhe.corpus import build, package
from fuhe.corpus import plan as plans
from fuhe.corpus import spool as spools
from fuhe.executors import local
from fuhe.executors.work import failure
from fuhe.outputs.words import choose
from tests.fuhe.corpora import contents, paths, rows

TEXT = """2022年度项目支出绩效自评报告
一、项目基本情况
（一）项目概况。{name}预算{total}万元，其中：设备{first}万元、培训{second}万元。
"""


def write_texts(folder: Path, count: int, start: int = 0) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(start, start + count):
        first, second = 10 + n, 2 * n + 1
        total = first + second + (n % 3 == 0)
        text = TEXT.format(name=f"项目{n}", total=total, first=first, second=second)
        (folder / f"{n:03}.txt").write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_texts(tmp_path / "in", 6)
    return tmp_path / "in"


@pytest.fixture
def read(monkeypatch) -> list[str]:
    """The names of the files that runs in this process read."""
    seen: list[str] = []
    real = local.perform

    def perform(task):
        seen.append(Path(task.path).name)
        return real(task)

    monkeypatch.setattr(local, "perform", perform)
    return seen


def ingest(*given: Path, out: Path, **options) -> fuhe.Summary:
    return fuhe.ingest(given, out, workers=0, **options)


def stop_after(count: int):
    def progress(summary: fuhe.Summary) -> None:
        if summary.done - summary.kept >= count:
            raise KeyboardInterrupt

    return progress


def test_a_run_that_was_stopped_goes_on_where_it_was(folder: Path, tmp_path: Path, read):
    ingest(folder, out=tmp_path / "whole")
    read.clear()
    with pytest.raises(KeyboardInterrupt):
        ingest(folder, out=tmp_path / "out", progress=stop_after(2))
    assert read == ["000.txt", "001.txt"]
    summary = ingest(folder, out=tmp_path / "out")
    assert read == [f"{n:03}.txt" for n in range(6)]
    assert (summary.kept, summary.done, summary.total) == (2, 6, 6)
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_what_has_not_changed_is_not_read_again_and_what_has_is(folder: Path, tmp_path, read):
    out = tmp_path / "out"
    ingest(folder, out=out)
    read.clear()
    (folder / "003.txt").write_text("绩效自评报告\n一、新的内容\n", encoding="utf-8")
    assert ingest(folder, out=out).kept == 5
    assert read == ["003.txt"]
    fresh = tmp_path / "fresh"
    ingest(folder, out=fresh)
    assert contents(out) == contents(fresh)


def test_a_change_that_keeps_size_and_time_is_seen(folder: Path, tmp_path: Path, read):
    out, file = tmp_path / "out", folder / "000.txt"
    old = time.time() - 3600
    for path in folder.iterdir():
        os.utime(path, (old, old))
    ingest(folder, out=out)
    read.clear()
    file.write_text(file.read_text("utf-8").replace("设备", "培训"), encoding="utf-8")
    os.utime(file, (old, old))
    ingest(folder, out=out)
    assert read == ["000.txt"]


def test_adding_files_is_the_same_as_giving_all_at_once(folder: Path, tmp_path: Path, read):
    write_texts(tmp_path / "more", 3, start=50)
    ingest(folder, out=tmp_path / "out")
    summary = ingest(tmp_path / "more", out=tmp_path / "out")
    assert (summary.total, summary.others) == (3, 6)
    assert len(read) == 9
    ingest(folder, tmp_path / "more", out=tmp_path / "whole")
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_a_file_that_is_gone_leaves_the_corpus_when_its_folder_is_given_again(
    folder: Path, tmp_path: Path, read
):
    write_texts(tmp_path / "more", 1, start=50)
    ingest(folder, out=tmp_path / "out")
    moved = (folder / "002.txt").rename(tmp_path / "002.txt")
    ingest(tmp_path / "more", out=tmp_path / "out")
    assert "002.txt" in paths(tmp_path / "out")
    ingest(folder, out=tmp_path / "out")
    assert paths(tmp_path / "out") == [
        "000.txt",
        "001.txt",
        "003.txt",
        "004.txt",
        "005.txt",
        "050.txt",
    ]
    read.clear()
    moved.rename(folder / "002.txt")
    ingest(folder, out=tmp_path / "out")
    assert "002.txt" in paths(tmp_path / "out")
    assert read == []


def test_a_folder_that_is_not_there_takes_nothing_out_of_the_corpus(folder: Path, tmp_path: Path):
    ingest(folder, out=tmp_path / "out")
    folder.rename(tmp_path / "away")
    write_texts(tmp_path / "more", 1, start=50)
    ingest(folder, tmp_path / "more", out=tmp_path / "out")
    assert len(paths(tmp_path / "out")) == 7
    assert [row["error"] for row in rows(tmp_path / "out", "failures")] == ["missing"]
    (tmp_path / "away").rename(folder)
    ingest(folder, out=tmp_path / "out")
    assert rows(tmp_path / "out", "failures") == []


def test_what_a_run_had_read_is_in_the_corpus_however_it_was_cut_at_the_end(
    folder: Path, tmp_path: Path, monkeypatch
):
    """Killed between the journal and the tables; the next run is given something else."""
    out = tmp_path / "out"
    write_texts(tmp_path / "more", 1, start=50)
    write_texts(tmp_path / "last", 1, start=60)
    ingest(folder, out=out)
    for step in ("make_ready", "put_in_place"):
        monkeypatch.setattr(build, step, _dies)
        with pytest.raises(SystemExit):
            ingest(tmp_path / "more", out=out)
        monkeypatch.undo()
        ingest(tmp_path / "last", out=out)
        assert {"000.txt", "050.txt", "060.txt"} <= set(paths(out))


def _dies(*_given: object) -> None:
    raise SystemExit


def test_what_is_in_an_archive_is_not_read_again(folder: Path, tmp_path: Path, read):
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as pack:
        for path in folder.iterdir():
            pack.write(path, path.name)
    out = tmp_path / "out"
    ingest(archive, out=out)
    assert len(read) == 6
    assert ingest(archive, out=out).kept == 6
    with zipfile.ZipFile(archive, "a") as pack:
        pack.writestr("new.txt", "绩效自评报告\n一、新的内容\n")
    assert ingest(archive, out=out).kept == 6
    assert len(read) == 7
    assert "all.zip/new.txt" in paths(out)


def test_only_forgets_what_is_not_given(folder: Path, tmp_path: Path):
    write_texts(tmp_path / "more", 2, start=50)
    ingest(folder, out=tmp_path / "out")
    ingest(tmp_path / "more", out=tmp_path / "out", only=True)
    assert paths(tmp_path / "out") == ["050.txt", "051.txt"]


def test_a_corpus_without_its_journal_loses_nothing_unasked(folder: Path, tmp_path: Path):
    out = tmp_path / "out"
    ingest(folder, out=out)
    before = contents(out)
    for name in ("journal.sqlite", "journal.sqlite-wal"):
        (out / ".fuhe" / name).unlink(missing_ok=True)
    write_texts(tmp_path / "more", 1, start=50)
    with pytest.raises(ValueError, match="no journal, so 6 documents"):
        ingest(tmp_path / "more", out=out)
    assert contents(out) == before
    ingest(folder, tmp_path / "more", out=out)
    assert len(paths(out)) == 7


def test_a_journal_that_is_damaged_is_named_and_the_tables_stay(folder: Path, tmp_path: Path):
    out = tmp_path / "out"
    ingest(folder, out=out)
    before = contents(out)
    (out / ".fuhe" / "journal.sqlite").write_bytes(b"no database at all" * 500)
    with pytest.raises(ValueError, match=r"journal\.sqlite"):
        ingest(folder, out=out)
    assert contents(out) == before


def test_other_choices_read_again_what_the_command_gives(folder: Path, tmp_path: Path, read):
    out = tmp_path / "out"
    ingest(folder, out=out)
    read.clear()
    ingest(folder, out=out, settings=fuhe.Settings(ignore=("text-sum",)))
    assert len(read) == 6
    assert rows(out, "findings") == []


@pytest.fixture
def newer(monkeypatch):
    """The next run is one of another version of fuhe."""

    def set_version(version: str, build: str = "") -> None:
        for module in (plans, package, ingesting):
            monkeypatch.setattr(module, "version", lambda: version)
        if build:
            monkeypatch.setattr(plans, "build", lambda: build)

    return set_version


def test_a_new_version_says_what_it_would_redo_and_does_it_when_asked(
    folder: Path, tmp_path: Path, read, newer
):
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    out = tmp_path / "out"
    ingest(folder, out=out)
    read.clear()
    newer("99.0")
    summary = ingest(folder, out=out)
    assert (summary.older, summary.kept, read) == (7, 7, [])
    (line,) = [s for s in ingesting._standing(summary, choose("en")) if "--redo" in s]
    assert "--redo changed these 7, --redo failed the 1 that failed, --redo all all 7" in line
    described = json.loads((out / "datapackage.json").read_text("utf-8"))
    assert sum(described["fuhe_versions"].values()) == 7
    ingest(folder, out=out, redo="failed")
    assert read == ["bad.pdf"]
    ingest(folder, out=out, redo="changed")
    assert len(read) == 7
    assert ingest(folder, out=out, redo="changed").older == 0
    assert len(read) == 7
    ingest(folder, out=out, redo="all")
    assert len(read) == 14


def test_the_same_version_with_other_code_reads_again(folder: Path, tmp_path: Path, read, newer):
    ingest(folder, out=tmp_path / "out")
    newer(plans.version(), build="0123")
    ingest(folder, out=tmp_path / "out")
    assert len(read) == 12


def test_redo_that_was_stopped_goes_on_as_well(folder: Path, tmp_path: Path, read):
    out = tmp_path / "out"
    ingest(folder, out=out)
    read.clear()
    with pytest.raises(KeyboardInterrupt):
        ingest(folder, out=out, redo="all", progress=stop_after(4))
    ingest(folder, out=out, redo="all")
    assert sorted(read) == [f"{n:03}.txt" for n in range(6)]
    ingest(folder, out=out, redo="all")
    assert len(read) == 12


def test_a_failure_that_was_not_the_documents_own_is_tried_again(folder: Path, tmp_path: Path):
    def engine(tasks, _workers, limits):
        for task in tasks:
            name = Path(task.path).stem
            error = {"000": "missing-program", "001": "timeout"}.get(name)
            if error and limits.seconds < 600:
                yield failure(task, "read", error, "Not this time.")
            else:
                yield local.perform(task)

    from fuhe.corpus.build import Request
    from fuhe.corpus.build import ingest as build

    def run(seconds: float, with_engine) -> list[str]:
        bounds = fuhe.Limits(seconds=seconds)
        build(Request((folder,), tmp_path / "out", limits=bounds, engine=with_engine, workers=0))
        return [row["error"] for row in rows(tmp_path / "out", "failures")]

    assert run(300, engine) == ["missing-program", "timeout"]
    assert run(300, None) == ["timeout"]
    assert run(900, engine) == []


def test_every_event_of_a_run_is_a_line_of_json(folder: Path, tmp_path: Path):
    (folder / "empty.pdf").touch()
    ingest(folder, out=tmp_path / "out")
    log = (tmp_path / "out" / ".fuhe" / "log.jsonl").read_text("utf-8")
    events = [json.loads(line) for line in log.splitlines()]
    assert [e["event"] for e in events if e["event"] != "document"] == [
        "start",
        "found",
        "writing",
        "end",
    ]
    documents = [event for event in events if event["event"] == "document"]
    assert len(documents) == 7
    assert {e["status"] for e in documents} == {"no_form", "failed"}
    assert {e.get("error") for e in documents} == {None, "empty"}
    assert all(event["seconds"] >= 0 for event in documents)
    assert all(event["time"].endswith("Z") and event["run"] for event in events)


def test_tables_that_were_ready_go_in_place_after_a_kill(folder: Path, tmp_path, monkeypatch):
    out = tmp_path / "out"
    ingest(folder, out=out)
    write_texts(folder, 1, start=9)
    moved: list[Path] = []
    replace = Path.replace

    def dies(self: Path, target: Path) -> Path:
        if self.name.endswith(".csv"):
            moved.append(self)
            if len(moved) == 3:
                raise SystemExit  # as a kill would: nothing after this runs
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", dies)
    with pytest.raises(SystemExit):
        ingest(folder, out=out)
    monkeypatch.undo()
    assert (out / ".fuhe" / "fresh" / "ready.json").exists()
    from fuhe.corpus.read import need_csv

    with pytest.raises(ValueError, match="ingest"):
        need_csv(out, choose("en"))
    ingest(folder, out=out)
    assert not (out / ".fuhe" / "fresh").exists()
    ingest(folder, out=tmp_path / "whole")
    assert contents(out) == contents(tmp_path / "whole")


def heed_ctrl_c() -> None:
    """A shell starts what runs in the background deaf to Ctrl-C, and its children after it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def command(folder: Path, out: Path, root: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "fuhe",
            "ingest",
            folder,
            "-o",
            out,
            "-j",
            "2",
            "--lang",
            "en",
            *more,
        ],
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heed_ctrl_c if os.name == "posix" else None,  # noqa: PLW1509
        text=True,
        start_new_session=True,
    )


def settled(out: Path) -> int:
    log = out / ".fuhe" / "log.jsonl"
    return log.read_text("utf-8").count('"event": "document"') if log.exists() else 0


def wait_for(condition, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_ctrl_c_stops_cleanly_and_says_how_to_go_on(tmp_path: Path, root: Path):
    write_texts(tmp_path / "in", 3_000)  # enough that the run is not over before the signal
    out = tmp_path / "out"
    for number in (signal.SIGINT, signal.SIGTERM):
        before = settled(out)
        run = command(tmp_path / "in", out, root)
        wait_for(lambda b=before: settled(out) > b + 5)
        run.send_signal(number)
        stdout, stderr = run.communicate(timeout=30)
        assert run.returncode == 130
        assert "The same command goes on from here" in stderr
        assert "Traceback" not in stdout + stderr
        assert [path.name for path in out.iterdir()] == [".fuhe"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_a_run_killed_five_times_gives_the_same_corpus(tmp_path: Path, root: Path):
    folder, out = tmp_path / "in", tmp_path / "out"
    write_texts(folder, 400)
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    fuhe.ingest(folder, tmp_path / "whole", workers=2)
    chance, kills = random.Random(2), 0  # noqa: S311
    for step in range(5):
        run = command(folder, out, root, "--quiet", "-j", "1")
        target = settled(out) + chance.randrange(1, 10)
        wait_for(lambda r=run, t=target: settled(out) >= t or r.poll() is not None)
        time.sleep(chance.random() / 20)
        kills += run.poll() is None
        run.kill()
        run.communicate()
        assert not list(out.glob("*.csv")) or step == 4
    assert kills >= 4
    run = command(folder, out, root, "--quiet")
    run.communicate(timeout=60)
    assert run.returncode == 0
    done = subprocess.run(
        ["diff", "-r", "-x", ".fuhe", tmp_path / "whole", out], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"")
    assert settled(out) <= 401 + 5 * 2  # twice only what was under way


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_a_worker_that_is_killed_costs_nothing(tmp_path: Path, root: Path):
    folder, out = tmp_path / "in", tmp_path / "out"
    write_texts(folder, 240)
    fuhe.ingest(folder, tmp_path / "whole", workers=1)
    run = command(folder, out, root, "--quiet")
    killed = last = 0
    while run.poll() is None:
        done, workers = settled(out), _children(run.pid)
        if workers and done >= last + 20 and killed < 4:
            os.kill(min(workers), signal.SIGKILL)  # the oldest: no document dies three times
            killed, last = killed + 1, done
        time.sleep(0.02)
    run.communicate()
    assert run.returncode == 0
    assert killed >= 2
    assert rows(out, "failures") == []
    assert contents(out) == contents(tmp_path / "whole")


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for one in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # a thread that has just ended
            found += map(int, one.read_text().split())
    return found


def test_a_second_run_names_the_first(folder: Path, tmp_path: Path):
    pytest.importorskip("fcntl")
    refused: list[str] = []

    def again(_: fuhe.Summary) -> None:
        with pytest.raises(ValueError, match="Another run") as caught:
            ingest(folder, out=tmp_path / "out")
        refused.append(str(caught.value))

    ingest(folder, out=tmp_path / "out", progress=again)
    assert f"process {os.getpid()}" in refused[0]


def test_the_journal_itself_keeps_a_second_run_out(tmp_path: Path):
    from fuhe.corpus.plan import plan

    how = plan(fuhe.Settings(), None, None)
    first = spools.Spool(tmp_path / "journal.sqlite", how)
    with pytest.raises(ValueError, match="Another run"):
        spools.Spool(tmp_path / "journal.sqlite", how)
    first.close()
    spools.Spool(tmp_path / "journal.sqlite", how).close()


def test_a_work_area_that_is_a_link_is_refused(folder: Path, tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "tmp").mkdir(parents=True)
    (elsewhere / "tmp" / "mine.txt").touch()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".fuhe").symlink_to(elsewhere)
    with pytest.raises(ValueError, match="link"):
        ingest(folder, out=tmp_path / "out")
    assert (elsewhere / "tmp" / "mine.txt").exists()
