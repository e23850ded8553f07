"""Habits that soften what is said of a difference, and never what counts as one."""

from __future__ import annotations

import pytest

import score
from score.check import Finding
from tests.score.builders import read


def told(text: str, rule: str) -> Finding:
    found = [f for f in score.verify(read(text)).findings if f.rule == rule]
    (finding,) = found
    return finding


RATE = "| 资金 | 全年预算数 | 全年执行数 | 执行率 |\n| 年度资金总额 | 1000.00 | {spent} | {rate} |"


@pytest.mark.parametrize(
    ("spent", "rate", "english", "chinese"),
    [
        ("856.57", "85.6%", "cut off rather than rounded", "直接舍去尾数"),
        ("856.57", "85.8%", "one unit of the last digit", "仅差末位一个单位"),
        ("856.57", "86.00%", "zeros may have been added", "补写了零"),
    ],
)
def test_a_habit_is_named_and_the_error_stays_an_error(
    spent: str, rate: str, english: str, chinese: str
) -> None:
    finding = told(RATE.format(spent=spent, rate=rate), "fund-rate")
    assert finding.severity == "error"
    assert english in finding.message
    assert chinese in finding.message_zh


def test_a_plain_contradiction_is_not_softened() -> None:
    finding = told(RATE.format(spent="856.57", rate="75.6%"), "fund-rate")
    assert finding.message.rstrip(".").endswith("rounding explains at most +0.0505%") or (
        "cut off" not in finding.message and "one unit" not in finding.message
    )


SUM = """
| 资金 | 全年预算数 |
| 来源/合计 | {total} |
| 来源/财政拨款 | 60.25 |
| 来源/其他资金 | 40.21 |
"""


def test_a_total_that_may_have_lost_a_zero_is_told_so_and_stays_a_note() -> None:
    finding = told(SUM.format(total="100.5"), "fund-sources-sum")
    assert finding.severity == "note"
    assert "unless a last zero was dropped (100.50)" in finding.message
    assert "100.50" in finding.message_zh


def test_a_total_rounded_to_whole_numbers_has_lost_no_zero() -> None:
    finding = told(SUM.format(total="100"), "fund-sources-sum")
    assert finding.severity == "note"
    assert "zero" not in finding.message


def test_points_are_awarded_and_one_more_of_them_is_no_matter_of_rounding() -> None:
    text = "| 指标 | 分值 | 得分 |\n| 一 | 60 | 60 |\n| 二 | 40 | 39 |\n总得分：98"
    finding = told(text, "total-score")
    assert finding.severity == "error"
    assert "last digit" not in finding.message
