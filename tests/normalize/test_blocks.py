"""Which rows of a money table make up which, where the labels leave several readings."""

from __future__ import annotations

from dataclasses import replace

from normalize.blocks import blocks, families
from normalize.identities import awards, evaluate, identities
from normalize.report import Form
from tests.score.builders import read


def form(text: str, **parents: int | None) -> Form:
    """The form, with rows put under other ones: ``_3=2`` makes row 3 a part of row 2."""
    found = read(text).forms[0]
    moved = {int(name.removeprefix("_")): parent for name, parent in parents.items()}
    rows = tuple(
        replace(row, parent_row=moved.get(row.row_no, row.parent_row)) for row in found.funds
    )
    return replace(found, funds=rows)


def wrong(found: Form) -> list[str]:
    return [i.rule for i in identities(found) if evaluate(i).verdict == "inconsistent"]


BESIDE = """
    | 资金 | 全年预算数 |
    | 年度资金总额 | {} |
    | 财政拨款 | 50 |
    | 中央补助 | {} |
    | 其他资金 | 25 |
"""


def test_bare_levels_below_fiscal_money_are_its_parts_where_that_adds_up():
    nested = form(BESIDE.format(75, 40), _3=2)
    assert [row.row_no for row in blocks(nested)[0].parts] == [2, 4]
    assert [parent.row_no for parent, _ in families(nested)] == [2]
    assert wrong(nested) == []


def test_bare_levels_stand_beside_fiscal_money_where_only_that_adds_up():
    beside = form(BESIDE.format(175, 100), _3=2)
    assert [row.row_no for row in blocks(beside)[0].parts] == [2, 3, 4]
    assert list(families(beside)) == []
    assert wrong(beside) == []


def test_where_neither_reading_adds_up_the_labels_decide_and_the_sum_is_wrong():
    assert wrong(form(BESIDE.format(80, 40), _3=2)) == ["fund-sources-sum"]
    assert wrong(form(BESIDE.format(75, 60), _3=2)) == ["fund-breakdown-sum"]


def test_levels_marked_as_parts_are_parts_whatever_adds_up():
    text = BESIDE.format(175, 100).replace("| 中央补助", "| 其中：中央补助")
    assert wrong(form(text, _3=2)) == ["fund-sources-sum", "fund-breakdown-sum"]


def test_personnel_public_and_project_make_up_a_structure_without_a_row_for_basic():
    text = """
        | 资金 | 全年预算数 |
        | 结构/合计 | {} |
        | 结构/人员支出 | 40 |
        | 结构/公用支出 | 20 |
        | 结构/项目支出 | 40 |
    """
    assert wrong(form(text.format(100))) == []
    assert wrong(form(text.format(120))) == ["fund-structure-sum"]


def test_levels_of_government_are_all_there_is_only_down_to_the_lowest():
    text = """
        | 资金 | 全年预算数 |
        | 年度资金总额 | 100 |
        | 其中：中央补助 | 50 |
        | 省级补助 | 20 |
    """
    found = form(text)
    rows = tuple(
        replace(row, item="fiscal_province") if row.row_no == 3 else row for row in found.funds
    )
    assert wrong(replace(found, funds=rows)) == []
    rows = tuple(
        replace(row, item="fiscal_county") if row.row_no == 3 else row for row in found.funds
    )
    assert wrong(replace(found, funds=rows)) == ["fund-sources-sum"]


def test_several_items_that_come_again_have_an_order_that_nothing_tells():
    text = """
        | 资金 | 全年预算数 |
        | 年度资金总额 | 100 |
        | 甲项目支出 | 60 |
        | 财政拨款 | 50 |
        | 其他资金 | 10 |
        | 乙项目支出 | 40 |
        | 财政拨款 | 25 |
        | 其他资金 | 15 |
    """
    assert blocks(form(text)) == ()
    assert wrong(form(text)) == []


TWICE = """
    | 资金 | 全年预算数 | 全年执行数 | 执行率 | 分值 | 得分 |
    | 来源/合计 | 100 | 90 | 90% | 10 | 9 |
    | 来源/财政拨款 | 100 | 90 |  |  |  |
    | 结构/合计 | 100 | 90 | 90% | {} | {} |
    | 结构/项目支出 | 100 | 90 |  |  |  |
    | 指标 | 分值 | 得分 |
    | 一 | 90 | 90 |
    总分值：100
    总得分：99
"""


def test_an_execution_that_both_totals_print_counts_once():
    assert wrong(form(TWICE.format("10", "9"))) == []
    assert len(awards(form(TWICE.format("10", "9")), "weight")) == 2


def test_executions_of_different_points_are_two():
    assert set(wrong(form(TWICE.format("5", "4.5")))) == {"total-weight", "total-score"}
