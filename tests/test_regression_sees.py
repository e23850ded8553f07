"""A slowdown of a tenth is seen: real work put into one stage is named, in that stage alone."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import regression  # noqa: E402
from fuhe import pipeline  # noqa: E402

SAMPLE = ROOT / "samples" / "clean-project-2022.docx"
TURN = 2  # instructions of one turn of an empty loop, at least


@pytest.fixture(autouse=True)
def one_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regression, "FILES", (SAMPLE,))
    monkeypatch.setattr(regression, "WARM", (SAMPLE, SAMPLE))


def busy(work: Callable[..., Any], turns: int) -> Callable[..., Any]:
    def call(*given: Any) -> Any:
        for _ in range(turns):
            pass
        return work(*given)

    return call


@pytest.mark.parametrize(("share", "seen"), [(0.12, True), (0.02, False)])
def test_work_put_into_a_stage_is_seen_from_a_tenth_on(
    monkeypatch: pytest.MonkeyPatch, share: float, seen: bool
) -> None:
    before = regression.counted()
    turns = round(before[SAMPLE.name]["score"] * share / TURN)
    monkeypatch.setattr(pipeline, "_verify", busy(pipeline._verify, turns))
    told = regression.slower(regression.compare(regression.counted(), before))
    assert [line.partition(" takes ")[0] for line in told] == [f"{SAMPLE.name}: score"] * seen


def test_the_same_work_is_the_same_number_of_instructions() -> None:
    assert regression.counted() == regression.counted()
