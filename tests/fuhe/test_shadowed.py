"""A script of the user's called like one of our packages is named, not stumbled over."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import fuhe

HOME = Path(fuhe.__file__).parents[1]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python in ``folder``, with the project found after it, as an installed one is."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(HOME)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("room", ["extract", "normalize", "score"])
def test_a_script_called_as_a_package_of_ours_is_named_in_one_line(tmp_path: Path, room: str):
    (tmp_path / f"{room}.py").write_text("figures = 1\n")
    (tmp_path / "go.py").write_text("import fuhe\n")
    done = run(tmp_path, "go.py")
    last = done.stderr.strip().splitlines()[-1]
    assert last == (
        f"ImportError: {tmp_path / room}.py hides the package '{room}' that fuhe is made of: "
        "rename it, or run from another folder."
    )
    assert "direct cause" not in done.stderr


def test_a_module_of_that_name_that_was_imported_before_is_named_too(tmp_path: Path):
    (tmp_path / "score.py").write_text("figures = 1\n")
    done = run(tmp_path, "-c", "import score, sys; sys.path.pop(0); import fuhe")
    assert f"{tmp_path / 'score.py'} hides" in done.stderr.splitlines()[-1]


def test_a_package_folder_of_that_name_is_named_too(tmp_path: Path):
    (tmp_path / "extract").mkdir()
    (tmp_path / "extract" / "__init__.py").touch()
    done = run(tmp_path, "-c", "import fuhe")
    assert f"{tmp_path / 'extract'} hides" in done.stderr.splitlines()[-1]


def test_nothing_is_said_of_data_folders_and_other_scripts(tmp_path: Path):
    (tmp_path / "score").mkdir()
    (tmp_path / "scores.py").write_text("figures = 1\n")
    done = run(tmp_path, "-c", "import fuhe; print(fuhe.__all__[0])")
    assert (done.stdout, done.stderr) == ("Document\n", "")
