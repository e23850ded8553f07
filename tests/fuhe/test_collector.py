"""Searches for cyclic garbage are rare inside a run and as frequent as before after it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

import fuhe
from extract.document import ReadError
from fuhe.collector import spared

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "clean-project-2022.txt"
OWN = (777, 7, 7)


@pytest.fixture(autouse=True)
def own_limits() -> Iterator[None]:
    """A process with limits of its own."""
    before = gc.get_threshold()
    gc.set_threshold(*OWN)
    yield
    gc.set_threshold(*before)


def test_a_read_document_leaves_the_limits_of_the_process_as_they_were() -> None:
    fuhe.read(SAMPLE)
    assert gc.get_threshold() == OWN


def test_a_file_that_cannot_be_read_leaves_them_too(tmp_path: Path) -> None:
    with pytest.raises(ReadError):
        fuhe.read(tmp_path / "none.docx")
    assert gc.get_threshold() == OWN


def test_the_limits_come_back_with_the_last_of_several_runs_at_once() -> None:
    one, other = spared(), spared()
    one.__enter__()
    assert gc.get_threshold()[0] > OWN[0]
    other.__enter__()
    one.__exit__(None, None, None)
    assert gc.get_threshold()[0] > OWN[0]
    other.__exit__(None, None, None)
    assert gc.get_threshold() == OWN
