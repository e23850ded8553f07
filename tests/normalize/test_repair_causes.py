"""Several slips in one form, and slips that a bound or a unit seems to explain."""

from __future__ import annotations

from decimal import Decimal

import pytest

from normalize._repair_bonds import Linear, propagate
from normalize._repair_edits import edits
from normalize.repair import explain, moved_points, repairs
from tests.normalize.test_repair import form_of, fund, indicator, three_rows

D = Decimal


def test_what_one_bond_finds_reaches_every_other_however_they_are_ordered() -> None:
    wide = (0, 100)
    chain = [Linear(((a, 1), (b, -1))) for a, b in ("vw", "wx", "xy", "yz")]
    left = propagate(chain, dict.fromkeys("vwxy", wide) | {"z": (7, 7)})
    assert left is not None
    assert left["v"] == (7, 7)


@pytest.mark.parametrize(
    ("printed", "meant", "kind"),
    [("1223.56", "123.56", "doubled-digit"), ("1273.56", "123.56", "extra-digit")],
)
def test_a_digit_typed_twice_is_told_from_a_stray_one(printed: str, meant: str, kind: str) -> None:
    (best, *_) = edits(D(printed), D("0.01"), D(meant), D(meant), 2)
    assert (best.kind, best.value) == (kind, D(meant))


def test_a_digit_typed_twice_is_likelier_than_a_stray_one() -> None:
    found = edits(D("1223.56"), D("0.01"), D(0), D("1000"), 2)
    likely = {edit.kind: edit.likely for edit in found}
    assert likely["doubled-digit"] > likely["extra-digit"]


def test_two_slips_side_by_side_are_two_contradictions() -> None:
    broken = three_rows(fiscal_budget="940.50", other_executed="260.01")
    found = {e.slips[0].keys: e.slips[0].kind for e in explain(broken)}
    assert found == {
        (("funds", 2, "budget"),): "digit",
        (("funds", 3, "executed"),): "digit",
    }


def test_two_slips_that_share_an_agreeing_figure_are_two_contradictions() -> None:
    rows = (
        fund(1, "source", "total", "合计", budget="300.00", executed="200.00", rate="66.67%"),
        fund(2, "source", "fiscal", "财政拨款", budget="180.00", executed="150.00"),
        fund(3, "source", "other", "其他资金", budget="129.00", executed="57.00"),
        fund(4, "structure", "total", "合计", budget="300.00", executed="200.00"),
        fund(5, "structure", "basic", "基本支出", budget="100.00", executed="70.00"),
        fund(6, "structure", "project", "项目支出", budget="205.00", executed="130.00"),
    )
    found = explain(form_of(*rows))
    assert {tuple(i.field for i in e.identities) for e in found} == {
        ("budget",),
        ("executed",),
        ("budget",),
    }
    assert len(found) == 3
    assert all(len(slip.changes) <= 1 for e in found for slip in e.slips)


def test_three_slips_that_share_figures_are_each_explained_alone() -> None:
    points = tuple(indicator(n, "30", s) for n, s in enumerate(("29", "30", "26"), start=1))
    row = fund(1, "source", "total", "合计", budget="100.00", executed="90.00", rate="80%")
    cells = {**row.figures, "weight": indicator(1, "10", "1").figures["weight"]}
    cells["score"] = indicator(1, "10", "4.5").figures["score"]
    from dataclasses import replace

    scored = replace(row, figures=cells)
    total = indicator(1, "10", "99.9").figures["score"]
    found = explain(form_of(scored, points=points, score_total_stated=total))
    rules = [{i.rule for i in e.identities} for e in found]
    assert {"fund-rate"} in rules
    assert {"total-score"} in rules
    assert all(e.slips for e in found)


def test_the_second_of_two_wrong_figures_keeps_all_the_values_it_may_have() -> None:
    truth = {3: D("2102.009221"), 4: D("2722.083809")}
    rows = (
        fund(1, "source", "total", "合计", executed="9824.093030"),
        fund(2, "source", "fiscal", "财政拨款", executed="5000.000000"),
        fund(3, "source", "own", "单位资金", executed="210.209221", rate="95%", budget="2212.6"),
        fund(
            4, "source", "other", "其他资金", executed="27220.883809", rate="95%", budget="2865.3"
        ),
    )
    (explanation,) = explain(form_of(*rows))
    pairs = [s for s in explanation.slips if {k[1] for k in s.keys} == {3, 4}]
    assert pairs
    for change in pairs[0].changes:
        assert change.low <= truth[change.ref.row_no or 0] <= change.high


def test_a_part_printed_twice_is_named_where_the_list_need_not_be_complete() -> None:
    rows = (
        fund(1, "source", "total", "合计", budget="1000.00", executed="900.00"),
        fund(2, "source", "fiscal", "财政拨款", budget="800.00", executed="720.00"),
        fund(
            3, "source", "fiscal_central", "其中：中央资金", 2, budget="456.78", executed="400.10"
        ),
        fund(
            4, "source", "fiscal_central", "其中：中央资金", 2, budget="456.78", executed="400.10"
        ),
        fund(5, "source", "other", "其他资金", budget="200.00", executed="180.00"),
    )
    for explanation in explain(form_of(*rows)):
        assert explanation.slips[0].kind == "doubled-row"
        assert all(slip.kind != "unit" for slip in explanation.slips)


def test_no_power_of_ten_is_claimed_for_a_bound_that_any_small_figure_keeps() -> None:
    rows = (
        fund(1, "source", "total", "合计", budget="1000.00", executed="900.00"),
        fund(2, "source", "fiscal", "财政拨款", budget="800.00", executed="720.00"),
        fund(
            3, "source", "fiscal_central", "其中：中央资金", 2, budget="956.78", executed="800.10"
        ),
        fund(4, "source", "other", "其他资金", budget="200.00", executed="180.00"),
    )
    form = form_of(*rows)
    assert [s.what for s in moved_points(form) if s.what == "column"] == []
    assert repairs(form) == ()


def test_one_power_of_ten_is_found_for_the_rule_and_for_the_explanation_alike() -> None:
    broken = three_rows(fiscal_executed="8000500")
    (scaled,) = moved_points(broken)
    best = explain(broken)[0].slips[0]
    assert (scaled.keys, scaled.power) == (best.keys, -4)
    assert best.kind == "unit"


def test_a_figure_that_is_only_right_together_with_another_one_is_considered() -> None:
    """Each wrong part has a rate of its own; mending one alone would exceed the whole."""
    rows = (
        fund(1, "source", "total", "合计", budget="900.00", executed="700.00"),
        fund(2, "source", "fiscal", "财政拨款", budget="737.02", executed="589.62"),
        fund(
            3, "source", "fiscal_central", "其中：中央资金", 2,
            budget="683.40", executed="547.72", rate="80.00%",
        ),
        fund(
            4, "source", "fiscal_local", "地方资金", 2,
            budget="53.62", executed="24.90", rate="80.01%",
        ),
        fund(5, "source", "other", "其他资金", budget="162.98", executed="110.38"),
    )  # fmt: skip
    best = {e.slips[0].keys: e.slips[0].changes[0].proposed for e in explain(form_of(*rows))}
    assert best == {
        (("funds", 3, "executed"),): D("546.72"),
        (("funds", 4, "executed"),): D("42.90"),
    }
