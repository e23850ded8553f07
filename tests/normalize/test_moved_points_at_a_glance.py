"""What is refused at a glance is refused for good: moved points, whole rows and swapped cells come out
as they do where everything is tried."""

from __future__ import annotations

from decimal import localcontext
from itertools import combinations

import pytest

from normalize import _repair_rows, _repair_swaps, _repair_units
from normalize._repair_explain import DIGITS
from normalize._repair_model import build
from normalize._repair_rows import joint_slips
from normalize._repair_swaps import swaps
from normalize._repair_units import POWERS, scaled_figures, scaled_sets
from normalize._repair_unmoved import hopeful
from normalize._repair_witness import Witnesses
from normalize.identities import identities
from normalize.repair import moved_points
from normalize.report import Form
from tests.normalize.test_repair import figure, form_of, fund, indicator, three_rows

CHANGED = {
    "total_executed": ("10000.6", "100.006", "10000600", "1000.60", "0.00", "-1000.06", "1060.06"),
    "fiscal_executed": ("80.005", "8000500", "805.00", "8000.5"),
    "total_budget": ("12345.6", "12345600", "123.456", "1234.65"),
    "other_budget": ("3340.6", "33.406", "343.06"),
    "total_rate": ("8.101%", "810.1%", "0.8101%", "81.10%", "0.00%", "18.01%"),
    "fiscal_rate": ("8.885%", "88.58%"),
}
ONE = [{cell: text} for cell, texts in CHANGED.items() for text in texts]
TWO = [{a: CHANGED[a][n], b: CHANGED[b][n]} for a, b in combinations(CHANGED, 2) for n in range(2)]


@pytest.mark.parametrize("changed", ONE + TWO, ids=str)
def test_points_that_moved_are_those_that_a_trial_of_all_finds(
    changed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    form = three_rows(**changed)
    found = [(s.what, s.keys, s.power) for s in moved_points(form)]
    monkeypatch.setattr(_repair_units, "_likely", lambda *_: POWERS)
    model = build(identities(form))
    with localcontext() as context:
        context.prec = DIGITS
        columns = [scaled for scaled in scaled_sets(model) if scaled.what == "column"]
        every = [(s.what, s.keys, s.power) for s in (*scaled_figures(model), *columns)]
    assert found == every


def test_a_rate_excludes_the_amounts_that_are_of_its_size() -> None:
    assert hopeful(identities(three_rows(total_rate="81.10%"))) == frozenset()
    assert hopeful(identities(three_rows(total_rate="8.101%"))) != frozenset()


@pytest.mark.parametrize("changed", ONE + TWO, ids=str)
def test_columns_and_rows_in_another_unit_are_those_that_a_trial_of_all_finds(
    changed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    form = three_rows(**changed)
    found = [(s.what, s.keys, s.power) for s in scaled_sets(build(identities(form)))]
    monkeypatch.setattr(_repair_units, "_likely", lambda *_: POWERS)
    assert found == [(s.what, s.keys, s.power) for s in scaled_sets(build(identities(form)))]


def points(*rows: tuple[str, str]) -> Form:
    return form_of(
        points=tuple(indicator(n, *row) for n, row in enumerate(rows, 1)),
        weight_total_stated=figure("100", ""),
        score_total_stated=figure("96", ""),
    )


def test_a_row_that_is_off_throughout_is_found_without_a_closer_look_at_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    form = points(("60", "58"), ("40", "38"), ("3", "3"), ("1", "1"))
    model, witnesses = build(identities(form)), Witnesses(None, (form,))
    found = joint_slips(model, witnesses)
    assert sum(joint.slip.kind == "row" for joint in found) == 2
    monkeypatch.setattr(_repair_rows, "_alone", lambda *_: [])
    assert found == joint_slips(model, witnesses)


def rows_swapped() -> Form:
    return form_of(
        fund(1, "source", "total", "合计", budget="60.00", executed="70.00", rate="85.71%"),
        fund(2, "source", "fiscal", "财政拨款", budget="50.00", executed="40.00", rate="80.00%"),
        fund(3, "source", "other", "其他资金", budget="20.00", executed="20.00", rate="100.00%"),
    )


def test_cells_that_lie_beside_nothing_but_parts_of_their_sum_need_no_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def found() -> list[tuple[object, ...]]:
        model = build(identities(rows_swapped()))
        return [(j.slip.keys, j.likely) for j in swaps(model, model.failing)]

    usual = found()
    assert usual
    monkeypatch.setattr(_repair_swaps, "MOST_SWAPS", 12)  # too few for all, enough for each once
    assert found() == usual
