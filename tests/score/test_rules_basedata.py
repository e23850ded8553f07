"""Base-data sheets and completion rates as published: what follows from what, and what is left alone."""

from __future__ import annotations

import pytest

import score
from normalize.report import Report
from tests.score.builders import read

RULES = ("base-data-rate", "base-data-sum", "indicator-completion")


def told(*lines: str, beside: bool = True) -> list[tuple[str, str, str, str]]:
    """What the new rules say of these rows, and nothing else may be said at all."""
    text = "\n".join(f"数据表：{line}" if beside else line for line in lines)
    return findings(read(text))


def findings(report: Report) -> list[tuple[str, str, str, str]]:
    found = [f for f in score.verify(report).findings if f.severity != "note"]
    assert {f.rule for f in found} <= set(RULES)
    return [(f.rule, f.severity, f.stated, f.recomputed) for f in found]


def verdicts(report: Report) -> list[str]:
    return [c.verdict for c in score.verify(report).checks if c.rule in RULES]


STAFF = "财政供养人员情况（人） | 编制数 | 2018年实际在职人数 | 控制率"
EXPENSES = [
    "经费控制情况（万元） | 2017年决算数 | 2018年预算数 | 2018年决算数",
    "三公经费 | 29.08 | 63.46 | {whole}",
    "1、公务用车购置和维护经费 | 11.86 | 41.46 | 39.30",
    "其中：公车购置 |  | 29.46 | 29.46",
    "公车运行维护 | 11.86 | 12.00 | {cars}",
    "2、出国经费 | 0.00 | 0.00 | {abroad}",
    "3、公务接待 | 17.22 | 22.00 | 4.99",
]


def expenses(whole: str = "44.29", cars: str = "9.84", abroad: str = "0.00") -> list[str]:
    return [line.format(whole=whole, cars=cars, abroad=abroad) for line in EXPENSES]


# ------------------------------------------------------------ rates
@pytest.mark.parametrize("rate", ["95.10%", "95.1%", "95%", "0.951", "95.10", "-4.9%"])
def test_a_control_rate_of_posts_is_people_by_posts_however_it_is_written(rate: str) -> None:
    assert told(STAFF, f" | 143 | 136 | {rate}") == []


def test_a_wrong_control_rate_of_posts_is_an_error_with_both_values() -> None:
    found = told(STAFF, " | 143 | 136 | 59.10%")
    assert found == [("base-data-rate", "error", "59.1%", "95.1049%")]


def test_heads_are_counted_so_that_a_rate_next_to_the_right_one_is_wrong() -> None:
    assert told(STAFF, " | 3 | 2 | 70%") == [("base-data-rate", "error", "70%", "66.667%")]


def test_a_hundred_percent_for_posts_not_all_taken_is_a_question() -> None:
    assert [row[:2] for row in told(STAFF, " | 143 | 136 | 100%")] == [
        ("base-data-rate", "warning")
    ]


def test_a_rate_cut_off_instead_of_rounded_agrees() -> None:
    assert told(STAFF, " | 65 | 61 | 93.84%") == []


def test_two_rates_in_one_row_each_take_the_figures_before_them() -> None:
    header = (
        "楼堂馆所控制情况 | 批复规模（㎡） | 实际规模（㎡） | 规模控制率"
        " | 预算投资（万元） | 实际投资（万元） | 投资概算控制率"
    )
    good = "办公楼 | 1200 | 1188 | 99.00% | 300 | 294 | 98.00%"
    assert told(header, good) == []
    found = told(header, good.replace("98.00%", "89.00%"))
    assert found == [("base-data-rate", "error", "89%", "98%")]


def test_labels_and_figures_by_turns_are_read_as_well() -> None:
    assert told("编制数 | 45 | 实有人数 | 43 | 控制率 | 95.56%") == []
    found = told("编制数 | 45 | 实有人数 | 43 | 控制率 | 59.56%")
    assert [row[:3] for row in found] == [("base-data-rate", "error", "59.56%")]


@pytest.mark.parametrize(
    ("change", "rate", "slips"),
    [
        ("-1.00", "-20%", []),
        ("-1.00", "20%", []),  # a fall told without its sign
        ("1.00", "-20%", []),
        ("-1.50", "-20%", [("base-data-rate", "warning", "-1.50", "-1.00")]),
        ("-1.00", "-25%", [("base-data-rate", "warning", "-25%", "-20%")]),
    ],
)
def test_a_change_against_the_year_before_is_recomputed(
    change: str, rate: str, slips: list[tuple[str, str, str, str]]
) -> None:
    assert told("项目 | 上年数 | 本年数 | 增减额 | 增减率", f"会议费 | 5.00 | 4.00 | {change} | {rate}") == slips  # fmt: skip


def test_where_several_columns_may_be_meant_one_that_fits_is_enough() -> None:
    header = "项目 | 2021年决算数 | 2022年预算数 | 2022年决算数 | 变动率"
    report = read(f"数据表：{header}\n数据表：公务接待费 | 5.00 | 6.00 | 4.00 | -20%")
    assert verdicts(report) == ["exact"]
    assert told(header, "公务接待费 | 5.00 | 6.00 | 4.00 | -20%") == []


def test_a_rate_of_nothing_cannot_be_checked() -> None:
    report = read("数据表：项目 | 上年数 | 本年数 | 增减率\n数据表：出国费 | 0.00 | 4.00 | 100%")
    assert verdicts(report) == ["not_checked"]


def test_a_rate_beside_figures_of_different_units_is_left_alone() -> None:
    assert told("项目 | 预算数 | 决算数 | 控制率", "公用经费 | 50万元 | 450000元 | 12%") == []


# ------------------------------------------------------------ totals
def test_the_three_kinds_of_expenses_make_up_their_total_in_every_column() -> None:
    report = read("\n".join(f"数据表：{line}" for line in expenses()))
    assert findings(report) == []
    assert verdicts(report).count("exact") == 6


def test_a_wrong_total_of_expenses_is_found_in_its_column() -> None:
    found = told(*expenses(whole="54.29"))
    assert found == [("base-data-sum", "error", "54.29", "44.29")]


def test_a_wrong_part_of_the_cars_is_found_at_the_cars() -> None:
    assert told(*expenses(cars="8.94")) == [("base-data-sum", "error", "39.30", "38.40")]


def test_a_blank_part_is_not_taken_for_zero() -> None:
    assert told(*expenses(abroad="", whole="50.00")) == []
    found = told(*expenses(abroad="", whole="34.29"))
    assert found == [("base-data-sum", "error", "34.29", "44.29")]


def test_a_part_that_is_blank_in_every_column_is_one_all_the_same() -> None:
    rows = [row for row in expenses() if not row.startswith("2、")]
    report = read("\n".join(f"数据表：{row}" for row in [*rows, "2、出国经费 |  |  | "]))
    assert verdicts(report).count("exact") == 6
    assert told(*expenses(whole="34.29")[:-2], "2、出国经费 |  |  | ", EXPENSES[-1]) == [
        ("base-data-sum", "error", "34.29", "44.29")
    ]


def test_what_the_sheet_lists_with_of_which_must_not_be_more_than_its_whole() -> None:
    rows = ["项目 | 本年预算数 | 本年决算数", "公用经费 | 60 | {}", "其中：办公经费 | 20 | 18"]
    rows += ["水费、电费、差旅费 | 15 | 14", "会议费、培训费 | 5 | 4"]
    assert told(*(row.format("50") for row in rows)) == []
    found = told(*(row.format("30") for row in rows))
    assert found == [("base-data-sum", "error", "30", "36")]


def test_a_project_list_that_goes_on_is_no_closed_sum() -> None:
    rows = ["项目 | 本年预算数 | 本年决算数", "项目支出 | 100 | 90"]
    rows += ["1、业务工作专项 | 60 | 50", "2、运行维护专项 | 20 | 40"]
    assert told(*rows) == [("base-data-sum", "error", "100", "80")]
    assert told(*rows, "3、其他专项 | 20 |") == []


# ------------------------------------------------------------ completion rates
HEADER = "| 指标 | 目标 | 实际 | 完成率 |"


def completed(target: str, actual: str, rate: str) -> list[tuple[str, str, str, str]]:
    return told(HEADER, f"| 事项 | {target} | {actual} | {rate} |", beside=False)


@pytest.mark.parametrize(
    ("target", "actual", "rate"),
    [
        ("≥320人次", "335人次", "104.69%"),
        ("≥320人次", "335人次", "104.68%"),  # cut off
        ("≥320人次", "335人次", "1.05"),
        ("≥320人次", "335人次", "105"),
        ("≥320人次", "335人次", "100%"),
        ("≥90%", "93%", "103.33%"),
        ("≥90%", "93%", "93%"),
        ("≤98.6万元", "94.44万元", "95.78%"),
        ("≤98.6万元", "94.44万元", "104.4%"),
        ("≤98.6万元", "94.44万元", "104.22%"),
        ("6月底前", "5月", "100%"),
        ("提升", "提升", "100%"),
        ("10至20次", "15次", "75%"),
        ("≥90%", "≥90%", "98%"),
        ("≥3公里", "3000米", "100%"),
        ("≥10次", "12次", "完成"),
    ],
)
def test_a_completion_rate_that_some_office_computes_so_is_left_alone(
    target: str, actual: str, rate: str
) -> None:
    assert completed(target, actual, rate) == []


@pytest.mark.parametrize(
    ("target", "actual", "rate"),
    [
        ("≥320人次", "335人次", "164.69%"),
        ("≥928小时", "909小时", "100%"),
        ("≥3公里", "2.4公里", "90%"),
        ("≤98.6万元", "94.44万元", "88%"),
        ("320人次", "335人次", "164.69%"),
    ],
)
def test_a_completion_rate_that_none_computes_so_is_a_question(
    target: str, actual: str, rate: str
) -> None:
    assert [row[:3] for row in completed(target, actual, rate)] == [
        ("indicator-completion", "warning", rate)
    ]
