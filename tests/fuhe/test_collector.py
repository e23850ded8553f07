"""Searches for cyclic garbage are rare inside a run and as frequent as before after it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

import fuhe
from extract import collector
from extract.collector import spared
from extract.document import ReadError

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


def test_what_was_read_is_not_searched_through_afterwards() -> None:
    searches: list[str] = []
    gc.collect()
    gc.callbacks.append(lambda phase, _about: searches.append(phase))
    try:
        kept = fuhe.read(SAMPLE)
        more = [[] for _ in range(OWN[0] // 2)]
    finally:
        gc.callbacks.pop()
    assert kept.report.forms
    assert len(more) == OWN[0] // 2
    assert searches == []


def test_objects_frozen_by_the_program_stay_frozen() -> None:
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        fuhe.read(SAMPLE)
        assert gc.get_freeze_count() >= frozen - 100
    finally:
        gc.unfreeze()


def test_garbage_in_cycles_is_found_once_enough_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "_aged", collector._Aged(enough=5_000))
    for _ in range(3):
        with spared():
            for _ in range(2_000):
                ring: list[object] = []
                ring.append(ring)
    assert collector._aged.objects < 5_000
    assert sum(isinstance(one, list) and one[:1] == [one] for one in gc.get_objects()) < 4_500


def test_the_next_search_waits_for_as_many_as_are_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "_ENOUGH", 10)
    monkeypatch.setattr(collector, "_aged", collector._Aged(enough=1_000))
    with spared():
        kept = [[] for _ in range(2_000)]
    assert collector._aged.enough > len(kept)
