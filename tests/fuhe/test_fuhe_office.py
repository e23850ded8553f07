"""Old Word files of a run: LibreOffice starts once for many, and nobody can tell from the corpus."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import fuhe
from extract.readers import office
from fuhe.executors import hand, local
from fuhe.executors.limits import Limits
from fuhe.executors.work import Task
from fuhe.pipeline import digest
from tests.fuhe.corpora import contents

RTF = "{{\\rtf1\\ansi\\ansicpg936 \\'bc\\'a8\\'d0\\'a7 {0}\\par}}"


@pytest.fixture
def folder(tmp_path: Path, need_program: Callable[[str], str]) -> Path:
    """Six old Word files, one that is damaged and one that is another thing than it says."""
    need_program("soffice")
    top = tmp_path / "in"
    top.mkdir()
    for n in range(6):
        (top / f"{n}.rtf").write_text(RTF.format(n), encoding="ascii")
    with zipfile.ZipFile(top / "odd.odt", "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", "<cut")
    (top / "plain.doc").write_text("绩效自评报告\n一、项目概况\n", encoding="utf-8")
    return top


@pytest.fixture
def starts(monkeypatch) -> list[int]:
    """How many files each start of LibreOffice in this process is given."""
    seen: list[int] = []
    real = office._Office.run

    def run(self, jobs):
        seen.append(len(jobs))
        return real(self, jobs)

    monkeypatch.setattr(office._Office, "run", run)
    return seen


def tasks(folder: Path) -> list[Task]:
    return [Task(str(path), *digest(path)) for path in sorted(folder.iterdir())]


def test_a_batch_is_converted_at_one_start_and_bad_files_are_tried_alone(folder: Path, starts):
    found = tasks(folder)
    hand.hold(found, 60)
    assert len(office._prepared.made) == 6
    before = len(starts)
    replies = [local.perform(task) for task in found]
    assert [reply.error for reply in replies] == [""] * 6 + ["damaged", ""]
    assert starts[before:] == [1]
    hand.drop()


def test_the_corpus_is_the_same_alone_and_in_batches(folder: Path, tmp_path: Path, monkeypatch):
    fuhe.ingest(folder, tmp_path / "batch", workers=1)
    monkeypatch.setattr("fuhe.executors.packs._NEED_OFFICE", ())
    fuhe.ingest(folder, tmp_path / "alone", workers=1)
    assert contents(tmp_path / "batch") == contents(tmp_path / "alone")


def test_a_file_that_hangs_a_batch_costs_only_itself(folder: Path, tmp_path: Path, monkeypatch):
    """A LibreOffice that hangs at one file stands for the real one: it makes what comes before."""
    program = tmp_path / "soffice"
    program.write_text(
        "#!/bin/sh\n"
        'while [ "$1" != --outdir ]; do shift; done; out=$2; shift 2; mkdir -p "$out"\n'
        'for f; do if grep -q " 3" "$f"; then sleep 600; fi\n'
        f'  cp {folder.parent}/made.docx "$out/$(basename "${{f%.*}}").docx"; done\n'
    )
    program.chmod(0o755)
    import docx

    docx.Document().save(str(folder.parent / "made.docx"))
    monkeypatch.setattr(office, "find_program", lambda: str(program))
    monkeypatch.setattr(office, "SECONDS", 1.0)
    rtf = [task for task in tasks(folder) if task.path.endswith(".rtf")]
    hand.hold(rtf, 1)
    made = sorted(path.stem for path, _ in office._prepared.made)
    assert made == ["0", "1", "2", "4", "5"]
    hand.drop()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_libreoffice_ends_with_the_worker_that_started_it(tmp_path: Path, root: Path):
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid; sleep 600\n")
    program.chmod(0o755)
    code = (
        f"import sys; sys.path.insert(0, {str(root)!r})\n"
        "from pathlib import Path\nfrom extract.readers import office\n"
        f"office.find_program = lambda: {str(program)!r}\n"
        f"list(office.read_many([(Path({str(tmp_path / 'x.rtf')!r}), 'rtf')]))\n"
    )
    (tmp_path / "x.rtf").write_text("{\\rtf1 x}")
    worker = subprocess.Popen([sys.executable, "-c", code])
    deadline = time.monotonic() + 20
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text().strip():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    started = int((tmp_path / "pid").read_text())
    worker.kill()
    worker.wait()
    while time.monotonic() < deadline and _alive(started):
        time.sleep(0.05)
    assert not _alive(started)


def _alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        pass
    if sys.platform == "linux":
        return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def test_a_worker_that_dies_while_it_prepares_costs_nothing(folder: Path, tmp_path: Path):
    """The pack is then read file by file."""
    deadly = (
        "import json, os, sys; a = json.loads(sys.argv[1]); sys.path[:] = a['path']\n"
        "from fuhe.executors import worker\n"
        "worker.hold = lambda tasks, seconds: os._exit(9)\n"
        "worker.main(a['megabytes'])"
    )
    rtf = [task for task in tasks(folder) if task.path.endswith(("0.rtf", "1.rtf"))]
    seat = local.Seat(Limits())
    patch = pytest.MonkeyPatch()
    patch.setattr(local, "_BOOT", deadly)
    try:
        assert [reply.status for reply in seat.serve(tuple(rtf))] == ["no_form", "no_form"]
    finally:
        patch.undo()
        seat.stop()
