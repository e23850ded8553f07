"""No stage has become slower: the instructions it executes, against those on file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ON_FILE = json.loads((ROOT / "benchmarks" / "regression.json").read_text(encoding="utf-8"))
VERSION = "{}.{}".format(*sys.version_info)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.regression", *arguments]
    env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.mark.skipif(VERSION not in ON_FILE, reason=f"nothing on file for Python {VERSION}")
def test_no_stage_executes_a_tenth_more_than_is_on_file() -> None:
    done = run()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "yuelu-2021.docx | read" in done.stdout


def test_a_stage_that_takes_an_eighth_more_is_named() -> None:
    sys.path.insert(0, str(ROOT))
    from benchmarks.regression import compare, slower

    then = {"a.docx": {"read": 800, "score": 1000}}
    now = {"a.docx": {"read": 900, "score": 1050, "write": 7}}
    (only,) = slower(compare(now, then))
    assert only == "a.docx: read takes 12 % more instructions than on file"
