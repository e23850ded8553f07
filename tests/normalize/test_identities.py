"""What must add up in a form, and what a missing part leaves open."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from normalize.identities import blocks, evaluate, identities
from tests.score.builders import figure, read


def of_rule(text: str, rule: str):
    return [i for i in identities(read(text).forms[0]) if i.rule == rule]


def verdicts(text: str, rule: str) -> list[str]:
    return [evaluate(identity).verdict for identity in of_rule(text, rule)]


DEPARTMENT = """
    | 资金 | 全年预算数 | 全年执行数 |
    | 来源/合计 | 100 | 90 |
    | 来源/财政拨款 | 60 | 60 |
    | 来源/其他资金 | 40 | 30 |
    | 结构/合计 | 100 | 90 |
    | 结构/基本支出 | 70 | 65 |
    | 结构/人员支出 | 50 | 45 |
    | 结构/公用支出 | 20 | 20 |
    | 结构/项目支出 | 30 | 25 |
"""


def test_parts_of_parts_are_not_added_twice():
    source, structure = blocks(read(DEPARTMENT).forms[0])
    assert [row.label for row in source.parts] == ["财政拨款", "其他资金"]
    assert [row.label for row in structure.parts] == ["基本支出", "项目支出"]


def test_a_department_form_has_every_identity_in_every_column():
    names = [i.rule for i in identities(read(DEPARTMENT).forms[0])]
    expected = ["fund-sources-sum", "fund-structure-sum", "fund-breakdown-sum", "fund-totals-agree"]
    assert {name: names.count(name) for name in names} == dict.fromkeys(expected, 2)
    assert all(evaluate(i).verdict == "exact" for i in identities(read(DEPARTMENT).forms[0]))


def test_totals_below_their_parts_are_found_as_well():
    text = """
        | 资金 | 全年预算数 |
        | 财政拨款 | 60 |
        | 其他资金 | 40 |
        | 合计 | 100 |
    """
    report = read(text)
    rows = tuple(replace(row, parent_row=None) for row in report.forms[0].funds)
    (block,) = blocks(replace(report.forms[0], funds=rows))
    assert [row.label for row in block.parts] == ["财政拨款", "其他资金"]


def test_one_block_may_take_its_total_apart_in_two_ways():
    text = """
        | 资金 | 全年预算数 |
        | 合计 | 100 |
        | 财政拨款 | 60 |
        | 其他资金 | 40 |
        | 基本支出 | 70 |
        | 项目支出 | 30 |
    """
    assert verdicts(text, "fund-sources-sum") == ["exact"]
    assert verdicts(text, "fund-structure-sum") == ["exact"]


def test_a_list_that_names_only_a_part_must_not_exceed_the_total():
    text = "| 资金 | 全年预算数 |\n| 年度资金总额 | 100 |\n| 其中：财政拨款 | {} |"
    assert verdicts(text.format(60), "fund-sources-sum") == ["exact"]
    assert verdicts(text.format(100), "fund-sources-sum") == ["exact"]
    assert verdicts(text.format(101), "fund-sources-sum") == ["rounded"]
    assert verdicts(text.format(102), "fund-sources-sum") == ["inconsistent"]


def sources(first: str, second: str, total: str = "100") -> list[str]:
    text = f"""
        | 资金 | 全年预算数 | 全年执行数 |
        | 年度资金总额 | {total} | 1 |
        | 财政拨款 | {first} | 1 |
        | 其他资金 | {second} | 0 |
    """
    return verdicts(text, "fund-sources-sum")[:1]


def test_a_dash_is_nothing_and_a_blank_is_missing():
    assert sources("100", "—") == ["exact"]
    assert sources("90", "—") == ["inconsistent"]
    assert sources("90", "/") == ["inconsistent"]
    assert sources("90", "") == ["not_checked"]


def test_a_blank_beside_parts_that_make_up_the_total_leaves_nothing_open():
    assert sources("100", "") == ["exact"]


def test_a_blank_cannot_explain_parts_that_exceed_the_total():
    assert sources("132.912", "", total="0") == ["inconsistent"]


def test_a_blank_beside_a_negative_part_may_be_negative_too():
    text = """
        | 资金 | 全年预算数 | 全年执行数 |
        | 年度资金总额 | 90 | 1 |
        | 财政拨款 | 105 | 1 |
        | 上年结转 | -5 | 0 |
        | 其他资金 |  | 0 |
    """
    assert verdicts(text, "fund-sources-sum")[0] == "not_checked"


def test_a_masked_figure_is_not_nothing():
    report = read("| 资金 | 全年预算数 |\n| 合计 | 100 |\n| 财政拨款 | 90 |\n| 其他资金 |  |")
    form = report.forms[0]
    masked = replace(form.funds[2].cells["budget"], text="**")
    row = replace(form.funds[2], cells={"budget": masked})
    form = replace(form, funds=(*form.funds[:2], row))
    outcome = evaluate(identities(form)[0])
    assert (outcome.verdict, outcome.reason) == ("not_checked", "part-not-a-number")


def test_a_row_that_nobody_filled_in_is_nothing():
    text = """
        | 资金 | 全年预算数 |
        | 年度资金总额 | 100 |
        | 财政拨款 | 90 |
        | 其他资金 |  |
    """
    assert verdicts(text, "fund-sources-sum") == ["inconsistent"]


def test_scores_add_up_exactly_whatever_their_decimals_would_allow():
    rows = "\n".join("| 某项 | 4 | 4 |" for _ in range(20))
    text = f"| 指标 | 分值 | 得分 |\n{rows}\n总分值：81\n总得分：80"
    assert verdicts(text, "total-weight") == ["inconsistent"]
    assert verdicts(text, "total-score") == ["exact"]


def test_a_total_with_fewer_decimals_than_its_parts_is_rounded():
    text = "| 指标 | 分值 | 得分 |\n| 一 | 50 | 48.35 |\n| 二 | 50 | 46 |\n总得分：{}"
    assert verdicts(text.format("94.4"), "total-score") == ["rounded"]
    assert verdicts(text.format("94.3"), "total-score") == ["rounded"]
    assert verdicts(text.format("94.35"), "total-score") == ["exact"]
    assert verdicts(text.format("94.36"), "total-score") == ["inconsistent"]
    assert verdicts(text.format("94.5"), "total-score") == ["inconsistent"]


def test_a_zero_budget_has_no_rate():
    text = "| 资金 | 全年预算数 | 全年执行数 | 执行率 |\n| 年度资金总额 | 0 | {} | 0% |"
    for executed in ("0", "5"):
        (identity,) = of_rule(text.format(executed), "fund-rate")
        outcome = evaluate(identity)
        assert (outcome.verdict, outcome.reason) == ("not_checked", "zero-denominator")


def test_the_adjusted_budget_is_the_denominator():
    text = """
        | 资金 | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 |
        | 年度资金总额 | 100 | 200 | 100 | 50% |
    """
    assert verdicts(text, "fund-rate") == ["exact"]


def test_an_identity_can_be_tried_with_other_figures():
    identity = of_rule(DEPARTMENT, "fund-sources-sum")[0]
    outcome = evaluate(identity, lambda ref: figure("1") if ref.label == "财政拨款" else ref.figure)
    assert outcome.verdict == "inconsistent"
    assert outcome.recomputed == Decimal(41)


def test_a_cell_that_spans_rows_counts_once():
    report = read("| 指标 | 分值 | 得分 |\n| 一 | 50 | 50 |\n| 二 | 50 | 50 |\n总分值：50")
    form = report.forms[0]
    first = form.indicators[0].figures["weight"]
    second = replace(form.indicators[1], figures={"weight": first})
    form = replace(form, indicators=(form.indicators[0], second))
    (identity,) = [i for i in identities(form) if i.rule == "total-weight"]
    assert evaluate(identity).verdict == "exact"
