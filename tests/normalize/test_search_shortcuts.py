"""Shortcuts of the search for slips say what the long way says."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest

from extract.document import Place
from extract.frozen import replace
from normalize._repair_bonds import INFINITE, UNIT, Linear, propagate, steps, value_of
from normalize._repair_edits import edits
from normalize._repair_model import build
from normalize._repair_units import scaled_figures
from normalize._repair_unmoved import hopeful
from normalize.identities import disagree, identities
from normalize.repair import moved_points
from normalize.report import Figure
from tests.normalize.test_repair import form_of, fund

D = Decimal


def test_a_fast_replacement_is_that_of_the_standard_library() -> None:
    figure = Figure(D("1.5"), D("0.1"), "1.5", Place(block=1), "万元")
    assert replace(figure, value=D(2)) == dataclasses.replace(figure, value=D(2))
    with pytest.raises(TypeError):
        replace(figure, nothing=1)


@pytest.mark.parametrize("text", ["0", "13351.2", "-0.0001", "999999999999.99", "1E+3"])
def test_a_value_comes_back_from_its_steps(text: str) -> None:
    assert value_of(steps(D(text))) == D(text)


def test_what_has_no_end_stays_without_one() -> None:
    assert steps(D("Infinity")) == INFINITE
    assert value_of(-INFINITE) == D("-Infinity")


@pytest.mark.parametrize(
    ("printed", "places"), [("13351.2", 1), ("382.07", 2), ("95", 0), ("7", 0)]
)
def test_the_slips_within_a_range_are_those_of_all_slips_that_lie_in_it(
    printed: str, places: int
) -> None:
    value = D(printed)
    step = D(1).scaleb(-places)
    every = edits(value, step, D(0), D("1e9"), places, step.scaleb(-1))
    assert len(every) > 10
    for edit in every:
        near = edits(value, step, edit.value - step, edit.value + step, places, step.scaleb(-1))
        typed = {(e.kind, e.value) for e in near if e.kind not in ("unit", "shift")}
        within = {
            (e.kind, e.value)
            for e in every
            if abs(e.value - edit.value) <= step and e.kind not in ("unit", "shift")
        }
        assert typed == within


def test_two_sums_narrow_the_figure_that_only_they_hold() -> None:
    bonds = [Linear((("a", 1), ("x", -1), ("b", -1))), Linear((("c", 1), ("x", -1)))]
    box = {"a": (9, 10), "b": (1, 2), "c": (8, 8), "x": (0, INFINITE)}
    left = propagate(bonds, box)
    assert left is not None
    assert left["x"] == (8, 8)


def test_a_sum_off_by_little_is_no_matter_of_a_point() -> None:
    form = form_of(
        fund(1, "source", "total", "合计", budget="100.00"),
        fund(2, "source", "fiscal", "财政拨款", budget="60.00"),
        fund(3, "source", "other", "其他资金", budget="39.00"),
    )
    assert disagree(identities(form))
    assert hopeful(identities(form)) == frozenset()
    assert moved_points(form) == ()


def test_a_figure_in_yuan_is_a_matter_of_a_point() -> None:
    form = form_of(
        fund(1, "source", "total", "合计", budget="100.25"),
        fund(2, "source", "fiscal", "财政拨款", budget="600023.00"),
        fund(3, "source", "other", "其他资金", budget="40.25"),
    )
    assert hopeful(identities(form)) != frozenset()
    assert [(scaled.what, scaled.power) for scaled in moved_points(form)] == [("figure", -4)]


@pytest.mark.parametrize("printed", ["600023.00", "6.00", "0.60", "59.99", "0.00", "60.00"])
def test_the_few_figures_that_may_have_a_slipped_point_are_all_that_have(printed: str) -> None:
    form = form_of(
        fund(1, "source", "total", "合计", budget="100.25", executed="90.02"),
        fund(2, "source", "fiscal", "财政拨款", budget=printed, executed="900000.20"),
        fund(3, "source", "other", "其他资金", budget="40.25", executed="0.02"),
    )
    few = hopeful(identities(form))
    model = build(identities(form))
    assert few is not None
    assert tuple(scaled_figures(model, few)) == tuple(scaled_figures(model))


def test_one_is_so_many_steps() -> None:
    assert steps(D(1)) == UNIT
