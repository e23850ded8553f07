"""What counts as the time of a document, and what a worker that is told ahead does with it."""

from __future__ import annotations

import csv
import mmap
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import fuhe
from extract.document import ReadError
from fuhe import sandbox
from fuhe.executors import local
from fuhe.executors.limits import Limits
from fuhe.executors.watch import queued
from fuhe.executors.work import Reply, Task
from fuhe.settings import Settings

# a worker whose documents say by their names what they do to it
WORKER = """
import json, os, sys, time
a = json.loads(sys.argv[1])
sys.path[:] = a["path"]
from fuhe.executors import worker, work
if {core} >= 0:
    os.sched_setaffinity(0, [{core}])
def perform(task):
    name = os.path.basename(task.path)
    since = time.process_time()
    if "busy" in name:
        while time.process_time() - since < 0.5:
            pass
    if "forever" in name:
        while True:
            pass
    if "within C" in name:
        import re
        re.match("(a|a)*$", "a" * 60 + "b")
    if "sleep" in name:
        time.sleep(600)
    if "crash" in name:
        os.kill(os.getpid(), 11)
    if "wide" in name:
        return work.Reply(task.sha256, "ok", b"x" * 500_000)
    return work.Reply(task.sha256, "ok", str(os.getpid()).encode())
worker.perform = perform
worker.main(a["megabytes"])
"""
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc and processor affinity")


def worker(monkeypatch: pytest.MonkeyPatch, core: int = -1) -> None:
    monkeypatch.setattr(local, "_BOOT", WORKER.replace("{core}", str(core)))


def tasks(*names: str) -> Iterator[Task]:
    return (Task(name, f"{number:064x}", 1) for number, name in enumerate(names))


def run(*names: str, limits: Limits | None = None, workers: int = 1) -> list[Reply]:
    replies = list(local.run(tasks(*names), workers, limits))
    return sorted(replies, key=lambda one: one.sha256)


@pytest.fixture
def crowded() -> Iterator[int]:
    """A processor that four others are using up."""
    core = min(os.sched_getaffinity(0))
    code = f"import os; os.sched_setaffinity(0, [{core}])\nwhile True: pass"
    alone = {"start_new_session": True}  # a share of the processor of its own
    hogs = [subprocess.Popen([sys.executable, "-c", code], **alone) for _ in range(4)]
    try:
        yield core
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()


@LINUX
def test_a_document_does_not_pay_for_a_processor_that_others_use(monkeypatch, crowded):
    worker(monkeypatch, crowded)
    since = time.monotonic()
    (reply,) = run("busy", limits=Limits(seconds=1))
    assert time.monotonic() - since > 1
    assert reply.status == "ok"


@LINUX
def test_a_loop_without_end_is_ended_on_a_crowded_processor_too(monkeypatch, crowded):
    worker(monkeypatch, crowded)
    replies = run("forever", "plain", limits=Limits(seconds=0.5))
    assert [one.error or one.status for one in replies] == ["timeout", "ok"]


@LINUX
def test_who_sleeps_does_not_queue():
    before = queued(os.getpid())
    time.sleep(0.3)
    assert queued(os.getpid()) - before < 0.2
    assert queued(0) == 0


@LINUX
def test_check_goes_by_the_same_time(monkeypatch, tmp_path: Path, crowded):
    def slowly(_path: Path, _settings: Settings) -> None:
        os.sched_setaffinity(0, [crowded])
        since = time.process_time()
        while time.process_time() - since < 0.3:
            pass
        raise ReadError("empty", "It took its time and was done.")

    monkeypatch.setattr(sandbox.pipeline, "run", slowly)
    with sandbox.Sandbox(Settings(), Limits(seconds=0.7)) as box:
        since = time.monotonic()
        with pytest.raises(ReadError) as caught:
            box.read(tmp_path / "a.txt")
    assert caught.value.reason == "empty"
    assert time.monotonic() - since > 0.7


def test_a_document_that_waited_in_the_pipe_of_a_crash_is_read_all_the_same(monkeypatch):
    monkeypatch.setattr(local, "_QUICK_SECONDS", 100.0)  # told ahead from the first one on
    worker(monkeypatch)
    replies = run("a", "crash", "b", "c", "sleep", "d", limits=Limits(seconds=1))
    found = [one.error or one.status for one in replies]
    assert found == ["ok", "crash", "ok", "ok", "timeout", "ok"]


def test_two_slow_documents_are_read_by_two_workers(monkeypatch):
    worker(monkeypatch)
    first, second = run("busy 1", "busy 2", workers=2)
    assert first.rows != second.rows, "each tells the process that read it"


def test_whatever_hangs_costs_one_row_of_failures(monkeypatch, tmp_path: Path):
    """Asleep, in a loop, and in a loop that no signal handler of Python ever interrupts."""
    worker(monkeypatch)
    names = ("sleep", "forever", "within C")
    (tmp_path / "in").mkdir()
    for name in names:
        (tmp_path / "in" / f"{name}.txt").write_text(name, encoding="utf-8")
    limits = Limits(seconds=1)
    summary = fuhe.ingest(tmp_path / "in", tmp_path / "out", workers=2, limits=limits)
    assert (summary.done, summary.failed) == (3, 3)
    with (tmp_path / "out" / "failures.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["path"], row["stage"], row["error"]) for row in csv.DictReader(file)]
    assert rows == [(f"{name}.txt", "run", "timeout") for name in sorted(names)]


def test_replies_and_tasks_larger_than_any_pipe_block_nobody(monkeypatch):
    worker(monkeypatch)
    names = [f"{'x' * 100_000}/wide-{number}" for number in range(6)]
    replies = run(*names, limits=Limits(seconds=20))
    assert [len(one.rows) for one in replies] == [500_000] * 6


def test_no_worker_reads_more_documents_than_it_may(monkeypatch):
    worker(monkeypatch)
    replies = run(*"abcdefgh", limits=Limits(per_worker=3))
    pids = [one.rows for one in replies]
    assert len(set(pids)) == 3
    assert max(map(pids.count, pids)) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux reads in a copy of the process")
def test_what_the_program_around_check_holds_is_not_counted_against_a_document():
    sample = Path(fuhe.__file__).parents[1] / "samples" / "clean-2021.docx"
    held = mmap.mmap(-1, 400 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    with held, sandbox.Sandbox(Settings(), Limits(megabytes=300)) as box:
        assert box.read(sample).report.forms
