"""What one slip would explain a contradiction, and which findings have one cause."""

from __future__ import annotations

from pathlib import Path

import pytest

import extract
import score
from normalize import understand
from normalize.report import Report
from score.check import Finding
from score.diagnose import MOST_CANDIDATES, diagnose
from tests.score.builders import read

FORMATS = ("txt", "docx", "pdf")


@pytest.fixture(scope="module", params=FORMATS)
def published(request: pytest.FixtureRequest) -> dict[tuple[str, str], Finding]:
    """The errors of the published form of 2021, by rule and field, from each format."""
    samples = Path(__file__).resolve().parents[2] / "samples"
    report = understand(extract.read(samples / f"yuelu-2021.{request.param}"))
    found = score.verify(report).findings
    return {(f.rule, f.field): f for f in found if f.severity == "error"}


def doubted(finding: Finding) -> set[str]:
    return {candidate.stated for candidate in finding.candidates}


def test_the_source_lines_are_the_doubtful_cells_of_the_budget_and_not_the_total(
    published: dict[tuple[str, str], Finding],
) -> None:
    assert doubted(published["fund-sources-sum", "budget"]) == {"7547.08", "5834.54"}


def test_the_source_lines_come_first_for_the_money_spent(
    published: dict[tuple[str, str], Finding],
) -> None:
    best = published["fund-sources-sum", "executed"].candidates[0]
    assert (best.kind, best.stated) == ("digit", "6701.89")


def test_weights_and_scores_that_are_both_over_by_four_have_one_cause(
    published: dict[tuple[str, str], Finding],
) -> None:
    weight = published["total-weight", "weight_total"]
    points = published["total-score", "score_total"]
    assert weight.cause == points.cause != ""
    assert weight.candidates == points.candidates
    assert weight.candidates[0].kind == "row"


def test_other_contradictions_have_other_causes(
    published: dict[tuple[str, str], Finding],
) -> None:
    budget = published["fund-sources-sum", "budget"].cause
    spent = published["fund-sources-sum", "executed"].cause
    assert not budget or budget != spent


def test_the_wages_of_the_narrative_are_doubted_with_the_figure_of_the_table(
    published: dict[tuple[str, str], Finding],
) -> None:
    best = published["text-sum", "基本支出"].candidates[0]
    assert (best.kind, best.stated, best.proposed) == ("seen", "382.07", "353.38")
    assert "353.38" in best.message
    assert "人员支出" in best.message_zh


def test_fourteen_items_that_fall_short_may_lack_one_or_have_a_slip_in_one(
    published: dict[tuple[str, str], Finding],
) -> None:
    found = {(c.kind, c.stated): c for c in published["text-sum", "项目支出"].candidates}
    assert found["transposed", "1700.34"].proposed == "1703.04"
    assert found["shift", "0.3"].proposed == "3.0"
    assert "2.71" in found["omitted-row", ""].proposed
    assert all(stated != "11043.76" for _, stated in found)


def test_candidates_are_ranked_bounded_and_told_in_both_languages(
    published: dict[tuple[str, str], Finding],
) -> None:
    for finding in published.values():
        ranks = [candidate.rank for candidate in finding.candidates]
        assert ranks == sorted(ranks, reverse=True)
        assert len(ranks) <= MOST_CANDIDATES
        assert all(c.message and c.message_zh and c.label for c in finding.candidates)


BROKEN = """
    | 资金 | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 |
    | 年度资金总额 | 1000.00 | 1234.56 | 1000.06 | 81.01% |
    | 财政拨款 | 700.00 | {fiscal} | 800.05 | 88.85% |
    | 其他资金 | 300.00 | 334.06 | 200.01 | 59.87% |
"""


def found(report: Report) -> list[Finding]:
    return [f for f in score.verify(report).findings if f.severity == "error"]


def test_a_clean_form_comes_back_as_it_was() -> None:
    report = read(BROKEN.format(fiscal="900.50"))
    verification = score.verify(report)
    assert diagnose(report, verification.findings, verification.checks) == verification.findings
    assert found(report) == []


def test_findings_of_one_wrong_cell_share_cause_and_candidates() -> None:
    errors = found(read(BROKEN.format(fiscal="940.50")))
    assert {f.rule for f in errors} == {"fund-sources-sum", "fund-rate"}
    assert len({f.cause for f in errors}) == 1
    for finding in errors:
        (best,) = finding.candidates
        assert (best.kind, best.stated, best.proposed) == ("digit", "940.50", "900.50")
        assert "2" in best.message


def test_a_unit_slip_is_proposed_in_the_printed_unit() -> None:
    errors = found(read(BROKEN.format(fiscal="9005000")))
    sums = next(f for f in errors if f.rule == "fund-sources-sum")
    assert sums.candidates[0].kind == "unit"
    assert sums.candidates[0].proposed == "900.5"


def test_the_narrative_settles_what_the_table_leaves_open() -> None:
    text = """
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 100.00 | 90.00 |
    | 财政拨款 | 70.00 | 62.00 |
    | 其他资金 | 30.00 | 31.00 |

    正文：全年执行数 93.00
    """
    errors = found(read(text))
    sums = next(f for f in errors if f.rule == "fund-sources-sum")
    assert [c.stated for c in sums.candidates] == ["90.00"]
    assert {f.cause for f in errors if f.rule in ("fund-sources-sum", "text-table")} == {sums.cause}


def test_findings_without_a_check_are_left_alone() -> None:
    report = read(BROKEN.format(fiscal="940.50"))
    bare = Finding(
        "x", "error", True, "", "", report.forms[0].place, "", "", verdict="inconsistent"
    )
    assert diagnose(report, [bare]) == (bare,)
