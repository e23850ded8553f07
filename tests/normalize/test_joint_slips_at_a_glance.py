"""Swapped cells and whole rows that are refused at a glance are those that a close look refuses too,
and the narrative's moved points are found among the sums that may hold one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import localcontext
from random import Random

import pytest

from benchmarks.mutation_forms import LAYOUTS
from benchmarks.mutation_slips import KINDS, mutate
from extract.frozen import replace
from normalize import _repair_rows, repair
from normalize._repair_explain import DIGITS
from normalize._repair_model import Model, build
from normalize._repair_rows import joint_slips
from normalize._repair_swaps import MOST_SWAPS, _Near, _Open, swaps
from normalize._repair_types import Slip
from normalize._repair_witness import Witnesses
from normalize.identities import identities
from normalize.repair import moved_points
from normalize.report import Form
from tests.normalize.test_repair import figure, form_of, indicator, report_of, three_rows


def spoilt(layout: int, times: int = 3) -> Iterator[Form]:
    """Forms of a layout with one slip of each kind."""
    random = Random(layout)  # noqa: S311 - the same forms every time
    for kind in KINDS * times:
        mutant = mutate(LAYOUTS[layout](random), kind, random)
        if mutant is not None:
            yield mutant.sample.report.forms[0]


def models(layout: int) -> Iterator[Model]:
    """The models of those forms in which something fails."""
    return (model for form in spoilt(layout) if (model := build(identities(form))).failing)


@pytest.mark.parametrize("layout", range(len(LAYOUTS)))
def test_the_pairs_of_all_lines_are_those_of_one_figure_after_the_other(layout: int) -> None:
    for model in models(layout):
        near = _Near(model, _Open(model, model.failing))
        told = [frozenset((one.key, other.key)) for one, other in near.pairs()]
        in_turn = [frozenset((one.key, other.key)) for one, other in near.first(10**6)]
        assert sorted(told, key=sorted) == sorted(in_turn, key=sorted)
        assert near.count(0) >= len(told)


def test_no_two_cells_that_a_close_look_swaps_are_refused_at_a_glance(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    every = [model for layout in range(len(LAYOUTS)) for model in models(layout)]
    usual = [swaps(model, model.failing) for model in every]
    assert any(usual)
    monkeypatch.setattr(_Open, "stay", lambda *_: False)
    assert usual == [swaps(model, model.failing) for model in every]


def test_a_form_of_many_rows_tries_no_more_pairs_than_it_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [indicator(n, str(1 + n * 7 % 13), str(n * 5 % 11)) for n in range(1, 90)]
    form = form_of(points=tuple(rows), weight_total_stated=figure("100", ""))
    model = build(identities(form))
    tried = []
    monkeypatch.setattr(_Open, "stay", lambda *pair: tried.append(pair) or True)
    assert swaps(model, model.failing) == []
    near = _Near(model, _Open(model, model.failing))
    assert near.count(MOST_SWAPS) > MOST_SWAPS >= len(tried)


def _joint(form: Form) -> list[Slip]:
    model = build(identities(form))
    with localcontext() as context:
        context.prec = DIGITS
        found = joint_slips(model, Witnesses(None, (form,)))
    return [replace(joint.slip, rank=joint.likely) for joint in found]


def points(change: int) -> Form:
    """Weights and scores that both add up to more or less than is printed."""
    rows = [("60", "58"), ("20", "20"), ("4", "4"), ("12", "9.5"), ("3", "3"), ("1", "0")]
    return form_of(
        points=tuple(indicator(n, *row) for n, row in enumerate(rows, 1)),
        weight_total_stated=figure(str(100 + change), ""),
        score_total_stated=figure(str(94.5 + change), ""),
    )


@pytest.mark.parametrize("change", [-20, -4, -3, -1, 1, 7])
def test_a_row_that_is_off_throughout_is_found_at_a_glance_or_closely(
    change: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = points(change)
    usual = _joint(form)
    assert any(slip.kind == "row" for slip in usual)
    monkeypatch.setattr(_repair_rows, "_apart", lambda *_: None)
    monkeypatch.setattr(_repair_rows, "_rooms", lambda *_: [])
    assert usual == _joint(form)


@pytest.mark.parametrize("layout", range(len(LAYOUTS)))
def test_a_row_counted_twice_is_found_without_a_look_at_sums_that_lack_something(
    layout: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = list(spoilt(layout, 1))
    usual = [_joint(form) for form in forms]
    monkeypatch.setattr(_repair_rows, "_has_too_much", lambda *_: True)
    assert usual == [_joint(form) for form in forms]


@pytest.mark.parametrize("below", ["20.15", "-20.15"])
def test_a_moved_point_of_the_narrative_is_found_among_the_sums_that_may_hold_one(
    below: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = report_of(
        three_rows(),
        (("支出", "100.25"), (("人员", "600.23"), ("公用", "40.227"))),
        (("支出", "100.25"), (("基本", "80.10"), ("项目", below))),
        (("收入", "50.00"), (("拨款", "30.00"), ("其他", "19.00"))),
    )
    found = moved_points(report)
    assert found
    monkeypatch.setattr(repair, "_holding", lambda stated, _: stated)
    closely = moved_points(report)
    assert [(s.keys, s.power, len(s.ties)) for s in found] == [
        (s.keys, s.power, len(s.ties)) for s in closely
    ]
