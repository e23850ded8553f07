"""The engine for a cluster, on a real Ray of this machine: the same bytes, whoever dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

import fuhe
from fuhe.corpus.build import Request, ingest
from fuhe.executors import choice, local
from fuhe.executors import ray as engine
from fuhe.executors.limits import Limits
from fuhe.executors.work import Task
from fuhe.pipeline import digest
from tests.fuhe.corpora import contents

ray = pytest.importorskip("ray")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture(scope="module")
def cluster(root: Path) -> Iterator[None]:
    """A Ray of two processors, without anything else; it sees this very checkout."""
    environment = {"PYTHONPATH": str(root), "RAY_USAGE_STATS_ENABLED": "0"}
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray.init(
        address="local",
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        logging_level="ERROR",
        object_store_memory=80 << 20,
        runtime_env={"env_vars": environment},
    )
    yield
    ray.shutdown()


@pytest.fixture
def folder(tmp_path: Path, write_form, broken_files: Path) -> Path:
    top = tmp_path / "in"
    for n in range(6):
        write_form(top / f"{n}.docx", project=f"{n}项目", score="97" if n % 2 else "98.5")
    for n in range(20):
        (top / f"{n}.txt").write_text(f"绩效自评报告\n一、项目{n}概况\n", encoding="utf-8")
    broken_files.rename(top / "broken")
    return top


def benches() -> list[int]:
    """The processes of Ray that hold a seat."""
    found = []
    for status in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if status.read_bytes().startswith(b"ray::Bench"):
                found.append(int(status.parent.name))
    return found


def test_ray_gives_the_corpus_of_one_machine_byte_for_byte(
    cluster: None, folder: Path, tmp_path: Path
):
    fuhe.ingest(folder, tmp_path / "local", workers=1)
    summary = fuhe.ingest(folder, tmp_path / "ray", workers=2, engine="ray")
    assert contents(tmp_path / "ray") == contents(tmp_path / "local")
    assert (summary.read, summary.failed) == (26, 4)
    assert fuhe.ingest(folder, tmp_path / "ray", workers=2, engine="ray").kept == 30


def test_a_process_of_ray_that_is_killed_costs_nothing(cluster: None, folder: Path, tmp_path: Path):
    fuhe.ingest(folder, tmp_path / "local", workers=1)
    killed: list[int] = []

    def kill(summary: fuhe.Summary) -> None:
        if summary.done in (5, 15):
            for pid in benches()[:1]:
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)

    request = Request((folder,), tmp_path / "ray", 2, engine=engine.run, progress=kill)
    assert ingest(request).failed == 4
    assert len(set(killed)) == 2
    assert contents(tmp_path / "ray") == contents(tmp_path / "local")


def test_files_that_the_machines_do_not_see_are_sent_to_them(
    cluster: None, folder: Path, tmp_path: Path, monkeypatch
):
    """Two machines are played by one: the path is hidden before a task is given out."""
    tasks = [Task(str(path), *digest(path)) for path in sorted(folder.glob("*.docx"))]
    alone = {reply.sha256: reply.rows for reply in map(local.perform, tasks)}
    monkeypatch.setattr(ray, "nodes", lambda: [{"Alive": True}] * 2)
    hide = threading.Lock()
    real = engine._read

    def read(pack):
        with hide:
            sent = real(pack)
            for task in pack:
                Path(task.path).rename(Path(task.path).with_suffix(".away"))
            return sent

    monkeypatch.setattr(engine, "_read", read)
    replies = list(engine.run(iter(tasks), 1, Limits()))
    assert {reply.sha256: reply.rows for reply in replies} == alone


def test_a_machine_with_another_fuhe_is_refused(cluster: None, monkeypatch):
    monkeypatch.setattr("fuhe.version.build", lambda: "0123")
    with pytest.raises(ValueError, match="install the same on all"):
        list(engine.run(iter([]), 1))


def test_without_ray_the_way_to_install_it_is_said(tmp_path: Path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    for step in (lambda: list(engine.run(iter([]))), lambda: choice.choose("ray")):
        with pytest.raises(ValueError, match=r"pip install 'fuhe\[ray\]'"):
            step()
    monkeypatch.undo()
    with pytest.raises(ValueError, match="--engine ray"):
        choice.choose("local", "auto")
    with pytest.raises(ValueError, match="local or ray"):
        choice.choose("spark")


def test_the_command_starts_a_ray_of_its_own_and_leaves_none_behind(
    folder: Path, tmp_path: Path, root: Path
):
    fuhe.ingest(folder, tmp_path / "local", workers=1)
    command = [sys.executable, "-m", "fuhe", "ingest", folder, "-o", tmp_path / "ray"]
    run = partial(
        subprocess.run,
        env={**os.environ, "PYTHONPATH": str(root)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    done = run([*command, "--engine", "ray", "-j", "1", "--lang", "en"])
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "ray") == contents(tmp_path / "local")
    gone = run([*command, "--engine", "ray", "--address", "127.0.0.1:9"])
    assert gone.returncode == 2
    assert "No Ray cluster at 127.0.0.1:9 answers" in gone.stderr
    deadline = time.monotonic() + 10
    while benches() and time.monotonic() < deadline:
        time.sleep(0.2)
