"""Inputs that once broke a promise keep it now, and a short fuzzing of every target finds no other."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
import tomllib
from itertools import islice
from pathlib import Path

import pytest

import extract
import fuhe
from benchmarks.fuzz import mutate
from benchmarks.fuzz.targets import TARGETS, Target
from extract.registry import formats

CRASHERS = Path(__file__).parent / "crashers"
FOUND = tomllib.loads((CRASHERS / "found.toml").read_text("utf-8"))["found"]
BY_NAME = {one.name: one for one in TARGETS}
NOT_FUZZED = {
    "doc",
    "wps",
    "rtf",
    "odt",
    "wordxml",
}  # LibreOffice reads them: see benchmarks.fuzz.files


@pytest.mark.parametrize("name", [one["file"] for one in FOUND])
def test_what_once_broke_a_promise_keeps_it(name: str):
    started = time.process_time()
    BY_NAME[name.partition("-")[0]].judge((CRASHERS / name).read_bytes())
    assert time.process_time() - started < 20


def test_every_crasher_is_told_of_and_every_tale_has_its_crasher():
    files = {path.name for path in CRASHERS.iterdir()} - {"found.toml"}
    assert files == {one["file"] for one in FOUND}
    assert all(one["input"] and one["was"] and one["now"] for one in FOUND)


@pytest.mark.parametrize("name", ["xlsx-terabyte", "xls-panic"])
def test_a_library_that_ends_its_process_costs_one_read_error(name: str, tmp_path: Path):
    """In this very process: nothing forks or shields it."""
    suffix = name.partition("-")[0]
    path = tmp_path / f"x.{suffix}"
    shutil.copy(CRASHERS / name, path)
    for read in (extract.read, fuhe.read):
        with pytest.raises(extract.ReadError, match="workbook is damaged"):
            read(path)


def test_a_member_without_a_name_costs_an_archive_nothing_else(tmp_path: Path, root: Path):
    (tmp_path / "in").mkdir()
    shutil.copy(CRASHERS / "archive-no-name", tmp_path / "in" / "a.zip")
    summary = fuhe.ingest(tmp_path / "in", tmp_path / "out", workers=0)
    assert (summary.total, summary.failed) == (1, 0)


@pytest.mark.parametrize("target", TARGETS, ids=lambda one: one.name)
def test_a_short_fuzzing_finds_nothing(target: Target):
    """A dozen mutants of the first seeds, the same every time."""
    first = list(islice(target.seeds(), 6)) if target.name not in ("xls", "ods", "picture") else []
    chance = random.Random(target.name)  # noqa: S311 - no secret hangs on it
    for n in range(12 if first else 0):
        data = mutate.mutated(first[n % len(first)], chance.choice(first), chance)
        target.judge(data)


def test_every_format_has_a_target():
    covered = {kind for one in TARGETS for kind in one.covers}
    assert set(formats()) - covered == NOT_FUZZED
    assert {"number", "unit", "target", "section", "narrative", "unruled"} <= covered


def test_a_mutated_folder_is_accounted_for(root: Path, tmp_path: Path):
    """The run over ten thousand mutated files, with forty."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks.fuzz.files", "--documents", "40", "--seed", "3"),
            *(
                "--keep",
                tmp_path / "top",
                "--only",
                "docx",
                "pdf",
                "txt",
                "html",
                "xlsx",
                "csv",
                "zip",
            ),
        ],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "files without a row: 0; tracebacks printed: 0; exit status 0" in done.stdout
    assert "promises broken: none" in done.stdout
