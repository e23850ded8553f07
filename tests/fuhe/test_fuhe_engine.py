"""The local engine: whatever a document does to its worker, it costs that document alone."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from fuhe.executors import local
from fuhe.executors.limits import Limits
from fuhe.executors.work import Task

# a worker that reads nothing, and misbehaves where the name of a file says so
MISBEHAVING = """
import json, os, sys, time
a = json.loads(sys.argv[1])
sys.path[:] = a["path"]
from fuhe.executors import worker, work
served = 0
def perform(task):
    global served
    served += 1
    name = os.path.basename(task.path)
    if "crash" in name:
        os.kill(os.getpid(), 11)
    if "exit" in name:
        os._exit(7)
    if "hang" in name:
        time.sleep(600)
    if "greedy" in name:
        block = bytearray(8 << 30)
    if "tired" in name and served > 1:
        os._exit(7)
    if "chatty" in name:
        print("not part of the protocol", flush=True)
        os.write(1, b"nor is this")
    return work.Reply(task.sha256, "ok")
worker.perform = perform
worker.main(a["megabytes"])
"""


@pytest.fixture
def misbehaving(monkeypatch):
    monkeypatch.setattr(local, "_BOOT", MISBEHAVING)


def task(path: Path) -> Task:
    data = path.read_bytes()
    return Task(str(path), hashlib.sha256(data).hexdigest(), len(data))


@pytest.fixture
def make(tmp_path: Path):
    def make(*names: str) -> list[Task]:
        made = []
        for name in names:
            path = tmp_path / name
            path.write_text(f"绩效 {name}", encoding="utf-8")
            made.append(task(path))
        return made

    return make


def outcomes(tasks: list[Task], **options: object) -> dict[str, str]:
    names = {one.sha256: Path(one.path).stem for one in tasks}
    replies = list(local.run(iter(tasks), **options))
    assert len(replies) == len(tasks)
    return {names[reply.sha256]: reply.error or reply.status for reply in replies}


def test_a_crash_a_hang_and_a_glutton_cost_one_document_each(make, misbehaving):
    tasks = make(
        "a.docx", "crash.docx", "b.docx", "hang.docx", "greedy.docx", "exit.docx", "c.docx"
    )
    limits = Limits(seconds=2, megabytes=1024)
    found = outcomes(tasks, workers=2, limits=limits)
    expected = {"a": "ok", "b": "ok", "c": "ok", "crash": "crash", "exit": "crash"}
    if sys.platform == "linux":
        expected["greedy"] = "memory"
    assert found | expected == found
    assert found["hang"] == "timeout"


def test_a_document_does_not_pay_for_a_worn_worker(make, misbehaving):
    assert outcomes(make("a.docx", "tired.docx"), workers=1) == {"a": "ok", "tired": "ok"}


def test_what_a_library_prints_does_not_disturb_the_answers(make, misbehaving):
    assert outcomes(make("chatty.docx", "b.docx"), workers=1) == {"chatty": "ok", "b": "ok"}


def test_an_old_worker_is_replaced_and_nothing_is_lost(make, misbehaving):
    tasks = make(*(f"{n}.docx" for n in range(5)))
    found = outcomes(tasks, workers=1, limits=Limits(per_worker=2))
    assert set(found.values()) == {"ok"}


def test_a_file_that_changed_after_it_was_found_is_not_taken_for_the_other(make):
    (one,) = make("a.docx")
    Path(one.path).write_bytes(Path(one.path).read_bytes() + b" ")
    assert outcomes([one], workers=0) == {"a": "changed"}


def test_leaving_early_leaves_no_process_behind(make, misbehaving):
    tasks = make("a.docx", "hang.docx")
    replies = local.run(iter(tasks), workers=2)
    next(replies)
    children = _children()
    assert children
    replies.close()
    deadline = time.monotonic() + 10
    while any(_alive(pid) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_alive(pid) for pid in children)


def test_the_engine_asks_for_tasks_only_as_it_needs_them(make, misbehaving):
    tasks = make(*(f"{n}.docx" for n in range(12)))
    asked = 0

    def slowly():
        nonlocal asked
        for one in tasks:
            asked += 1
            yield one

    replies = local.run(slowly(), workers=1)
    next(replies)
    assert asked <= 3
    assert len(list(replies)) == 11


def test_an_error_of_the_engine_reaches_the_caller(make, monkeypatch):
    monkeypatch.setattr(local, "_BOOT", "raise SystemExit(3)")
    with pytest.raises(RuntimeError, match="could not be started"):
        list(local.run(iter(make("a.docx")), workers=1))


@pytest.mark.skipif(sys.platform != "linux", reason="needs PR_SET_PDEATHSIG")
def test_workers_die_with_a_parent_that_is_killed(root: Path):
    code = (
        "import sys, time; sys.path.insert(0, sys.argv[1])\n"
        "from fuhe.executors import local\n"
        "worker = local._Worker(0); print(worker.process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(root)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while _alive(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(worker)


def _children() -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid() and fields[0] != "Z":
            found.append(int(folder.name))
    return found


def _alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_no_thread_is_left_over(make, misbehaving):
    before = threading.active_count()
    list(local.run(iter(make("a.docx")), workers=2))
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.02)
    assert threading.active_count() <= before
