"""What every test may ask for: the project's folder, the samples, programs beside Python."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample documents."""
    return ROOT / "samples"


@pytest.fixture(scope="session")
def need_program() -> Callable[[str], str]:
    """``need_program("soffice")``: its path; without it the test is skipped, but fails in CI."""

    def need(name: str) -> str:
        found = shutil.which(name)
        if found:
            return found
        message = f"this test needs the program {name}, which is not installed"
        if os.environ.get("CI", "").lower() in ("1", "true", "yes"):
            pytest.fail(f"{message}; .ci/run has to install it", pytrace=False)
        pytest.skip(message)

    return need
