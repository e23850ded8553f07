"""A small run of the mutation study: every family, every kind of slip, nothing missed."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks.mutation_families import Drawn, drawn, families
from benchmarks.mutation_forms import LAYOUTS, Sample
from benchmarks.mutation_slips import KINDS, Mutant, mutate
from benchmarks.mutation_study import Maker, Row, false_findings, makers, mutants, true, try_one
from score import verify
from score.diagnose import explanations


def seeded(number: int) -> Random:
    return Random(number)  # noqa: S311 - the same slips every time


@pytest.fixture(scope="module")
def pool() -> Drawn:
    return drawn(1)


@pytest.fixture(scope="module")
def sources(pool: Drawn) -> list[Maker]:
    return makers(pool.samples, [])


def test_every_family_that_prints_a_form_is_mutated(pool: Drawn) -> None:
    assert pool.left_out == ()
    names = {sample.layout.removeprefix("family ") for sample in pool.samples}
    assert names == {family["id"] for family in families()}


def test_no_error_is_found_in_forms_that_nobody_spoilt(sources: list[Maker]) -> None:
    assert false_findings(2 * len(sources), seeded(5), sources) == 0


@pytest.mark.parametrize("kind", [*KINDS, "two typing slips"])
def test_every_slip_that_some_identity_sees_is_found_with_its_true_cell(
    kind: str, sources: list[Maker]
) -> None:
    row = Row()
    for mutant in mutants(30, (kind,), seeded(11), sources):
        try_one(mutant, row)
    assert row.visible >= 15
    assert row.detected == row.visible
    assert row.among == row.detected - row.masked
    assert row.misrepaired == 0


def spoilt(kind: str, sample: Sample, random: Random) -> Mutant:
    found = [m for _ in range(40) if (m := mutate(sample, kind, random)) and not m.blind]
    return found[0]


def test_a_row_printed_twice_comes_first() -> None:
    random = seeded(3)
    mutant = spoilt("doubled row", LAYOUTS[0](random), random)
    verified = verify(mutant.sample.report)
    for explanation in explanations(mutant.sample.report, verified.checks):
        assert explanation.slips[0].kind == "doubled-row"
        assert true(explanation.slips[0], mutant)


def test_what_no_identity_sees_is_said_with_the_reason(sources: list[Maker]) -> None:
    row = Row()
    for mutant in mutants(200, ("dropped row", "swapped cells"), seeded(2), sources):
        if mutant.blind:
            try_one(mutant, row)
    assert row.visible == 0
    assert "both are parts of the same sums" in row.blind
    assert all(why for why in row.blind)
