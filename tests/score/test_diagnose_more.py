"""Explanations beside the sums: grades, single rows, promises, numbers of the outline."""

from __future__ import annotations

import pytest

import score
from normalize.report import Promise
from score.check import Candidate, Finding
from tests.score.builders import read


def found(text: str, rule: str, promise: Promise | None = None) -> Finding:
    report = read(text, promise) if promise else read(text)
    (finding,) = [f for f in score.verify(report).findings if f.rule == rule]
    return finding


def proposals(finding: Finding) -> dict[str, list[tuple[str, str]]]:
    kinds: dict[str, list[tuple[str, str]]] = {}
    for candidate in finding.candidates:
        kinds.setdefault(candidate.kind, []).append((candidate.stated, candidate.proposed))
    return kinds


GRADE = "| 指标 | 分值 | 得分 |\n| 一 | 100 | {row} |\n总得分：{total}\n等级：良"


def test_a_grade_of_another_band_is_the_other_grade_or_a_slip_in_the_score() -> None:
    given = proposals(found(GRADE.format(row="89.1", total="98.1"), "grade-band"))
    assert given["transposed"] == [("98.1", "89.1")]
    assert given["grade"] == [("良", "优")]


def test_a_score_that_its_own_rows_make_up_is_not_doubted_for_the_grade() -> None:
    given = proposals(found(GRADE.format(row="98.1", total="98.1"), "grade-band"))
    assert given == {"grade": [("良", "优")]}


def test_a_score_above_its_weight_may_be_capped_or_the_two_be_swapped() -> None:
    text = "| 指标 | 分值 | 得分 |\n| 一 | 6 | 9 |\n| 二 | 94 | 94 |"
    given = proposals(found(text, "indicator-score-range"))
    assert given["value"] == [("9", "6")]
    assert given["swap"] == [("6; 9", "9; 6")]


def test_a_score_out_of_range_shares_the_slip_that_mends_the_total() -> None:
    text = "| 指标 | 分值 | 得分 |\n| 一 | 6 | 6.5 |\n| 二 | 94 | 94 |\n总得分：99.5"
    finding = found(text, "indicator-score-range")
    assert [(c.stated, c.proposed) for c in finding.candidates] == [("6.5", "5.5")]
    assert finding.cause == found(text, "total-score").cause != ""


def test_full_marks_for_a_missed_target_may_be_a_slip_in_what_was_reached() -> None:
    text = "| 指标 | 目标 | 实际 | 分值 | 得分 |\n| 培训 | ≥1530人 | 1350人 | 50 | 50 |"
    given = proposals(found(text, "indicator-attainment"))
    assert ("1350", "1530") in given["transposed"]
    assert given["value"][0][0] == "50"


def test_the_only_blank_weight_is_what_the_printed_total_lacks() -> None:
    text = """
    | 指标 | 分值 | 得分 |
    | 一 | 40 | 40 |
    | 二 | 35 | 35 |
    | 三 |  | 25 |
    总分值：100
    """
    report = read(text)
    blanks = [f for f in score.verify(report).findings if f.rule == "indicator-blank"]
    (weight,) = [f for f in blanks if f.field == "weight"]
    assert [(c.kind, c.proposed) for c in weight.candidates] == [("missing", "25")]


def test_a_break_in_the_numbering_proposes_the_number_that_should_stand_there() -> None:
    finding = found("章节：(三)项目资金安排情况 3 应为 2", "section-numbering")
    assert [(c.stated, c.proposed) for c in finding.candidates] == [("3", "2")]


OVER = """
| 指标 | 分值 | 得分 |
| 一 | 45 | 45 |
| 二 | 30 | 30 |
| 三 | 27 | 27 |
总分值：{total}
"""


def test_weights_beyond_the_promise_doubt_the_weights_and_not_the_printed_hundred() -> None:
    promise = Promise(weights_to=100)
    text = OVER.format(total="100")
    total, promised = (found(text, r, promise) for r in ("total-weight", "total-not-100"))
    assert total.cause == promised.cause != ""
    assert {c.stated for c in total.candidates} == {"45", "30", "27"}
    assert "Over all smallest repairs the total remains 100." in total.message
    assert "合计仍为 100" in total.message_zh


def test_weights_that_keep_the_promise_leave_only_the_printed_total_in_doubt() -> None:
    text = OVER.replace("27 | 27", "25 | 25").format(total="700")
    finding = found(text, "total-weight", Promise(weights_to=100))
    assert [(c.stated, c.proposed) for c in finding.candidates] == [("700", "100")]
    assert "Over all smallest repairs the total remains" in finding.message


def test_a_unit_slip_offers_itself_as_the_explanation() -> None:
    text = """
    | 资金 | 年初预算数 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 2651.624129 | 2809.554936 | 2809.554936 |
    | 上年结转 | 1871.383541 | 18713835.41 | 1871.383541 |
    | 其他资金 | 780.240588 | 938.171395 | 938.171395 |
    """
    best = found(text, "unit-slip").candidates[0]
    assert (best.kind, best.stated) == ("unit", "18713835.41")


def test_a_note_that_repeats_another_is_told_once() -> None:
    text = """
    | 资金 | 全年预算数 | 全年执行数 |
    | 结构/合计 | 12951.20 | 11436.27 |
    | 结构/基本支出 | 413.73 | 392.52 |
    | 结构/项目支出 | 12537.47 | 11043.75 |

    正文：项目支出 11043.76
    正文：项目支出 11043.76
    """
    verification = score.verify(read(text))
    notes = [f for f in verification.findings if f.rule == "text-table"]
    assert [f.severity for f in notes] == ["note"]
    assert sum(c.rule == "text-table" for c in verification.checks) == 2


def test_every_candidate_is_told_in_both_languages() -> None:
    given: list[Candidate] = []
    for text, rule in (
        (GRADE.format(row="89.1", total="98.1"), "grade-band"),
        ("章节：(三)项目资金安排情况 3 应为 2", "section-numbering"),
    ):
        given += found(text, rule).candidates
    assert all(c.message and c.message_zh and 0 < c.rank <= 1 for c in given)


@pytest.mark.parametrize("rate", ["95%", "92%"])
def test_a_figure_that_no_sum_holds_is_read_by_its_own_slips(rate: str) -> None:
    text = f"| 资金 | 全年预算数 | 全年执行数 | 执行率 |\n| 年度资金总额 | 100 | 92 | {rate} |"
    findings = [f for f in score.verify(read(text)).findings if f.rule == "fund-rate"]
    if rate == "92%":
        assert findings == []
    else:
        assert ("95%", "92%") in [(c.stated, c.proposed) for c in findings[0].candidates]
