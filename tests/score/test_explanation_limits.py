"""The search for explanations costs what the document is long, and stops at stated limits."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from normalize import _repair_bonds
from normalize._repair_chapters import chapters
from normalize.report import Report
from score import verify
from score.diagnose import explanations
from tests.score.builders import read

LETTERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"


def wrong_form(rows: int) -> str:
    """A form in which no sum, no rate and no total is right."""
    lines = [
        "| 资金 | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | 分值 | 得分 |",
        "| 合计 | 777.7 | 999.5 | 888.3 | 12% | 10 | 3 |",
    ]
    lines += [
        f"| 其他资金{k} | {17 + k % 89}.{k % 10} | {23 + k % 71}.{k % 7} | {3 + k % 97}.{k % 9}"
        f" | {k % 50}.{k % 10}% |  |  |"
        for k in range(rows)
    ]
    lines.append("| 组 | 指标 | 目标 | 实际 | 分值 | 得分 | 原因 |")
    lines += [
        f"| 产出{k // 7} | 指标{k} | ≥{100 + k} | {80 + k} | {1 + k % 9} | {2 + k % 9} |  |"
        for k in range(rows)
    ]
    return "\n".join([*lines, "总分值：100      总得分：98.1      等级：中"])


def wrong_sentences(count: int) -> str:
    return "\n".join(
        f"支出{LETTERS[k % 20]}{LETTERS[k % 7]} {500 + k}.{k % 10}"
        f" = 工资{LETTERS[k % 7]} {300 + k}.{k % 9} + 商品{LETTERS[k % 11]} {39 + k % 13}.{k % 7}"
        for k in range(count)
    )


def wrong_forms(count: int) -> str:
    return "\n----\n".join(wrong_form(6) for _ in range(count))


def work(report: Report, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many terms of sums the search looks at: what it costs, on any machine."""
    looked = 0
    reach = _repair_bonds.Linear.reach

    def counted(self: _repair_bonds.Linear, box: _repair_bonds.Box) -> _repair_bonds.Range:
        nonlocal looked
        looked += len(self.terms)
        return reach(self, box)

    with monkeypatch.context() as patch:
        patch.setattr(_repair_bonds.Linear, "reach", counted)
        verify(report)
    return looked


@pytest.mark.parametrize("text", [wrong_forms, wrong_sentences])
def test_four_times_as_much_that_is_wrong_costs_four_times_as_much(
    text: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    once, four_times = (work(read(text(n)), monkeypatch) for n in (10, 40))
    assert once > 0
    assert four_times < 5 * once


@pytest.mark.parametrize("text", [wrong_form(300), wrong_forms(30), wrong_sentences(300)])
def test_a_document_with_everything_wrong_is_told_in_seconds(text: str) -> None:
    report = read(text)
    start = time.process_time()
    found = verify(report).findings
    assert len(found) >= 300
    assert time.process_time() - start < 20


def test_a_contradiction_of_very_many_figures_says_that_not_all_was_tried() -> None:
    verified = verify(report := read(wrong_form(150)))
    sums = [f for f in verified.findings if f.rule == "total-weight"]
    assert [f.message.endswith("try every explanation.") for f in sums] == [True]
    assert "未逐一试遍" in sums[0].message_zh
    assert any(not e.complete for e in explanations(report, verified.checks))


def test_a_contradiction_of_few_figures_is_searched_to_the_end() -> None:
    verified = verify(report := read(wrong_form(2)))
    found = explanations(report, verified.checks)
    assert found
    assert not [f for f in verified.findings if "try every explanation" in f.message]


def test_a_report_of_one_form_is_one_chapter() -> None:
    report = read(wrong_form(4))
    assert chapters(report) == (report,)
