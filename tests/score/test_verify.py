"""Settings, severities, causes, the verdict: what holds for every rule."""

from __future__ import annotations

import pickle
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import score
import score.verdict as verdict_module
from normalize.report import Report
from score.materiality import is_material
from score.policy import band, grade_of
from tests.score.builders import read

WRONG = """
    | 资金 | 全年预算数 | 全年执行数 | 执行率 |
    | 年度资金总额 | 100 | 90 | 95% |
    | 财政拨款 | 60 | 60 |  |
    | 其他资金 | 30 | 30 |  |

    | 指标 | 目标 | 实际 | 分值 | 得分 | 原因 |
    | 一 | ≥5 | 4 | 100 | 80 |  |

    总分值：100
    总得分：80
    等级：优
"""


def named(found: tuple[score.Finding, ...]) -> list[str]:
    return [finding.rule for finding in found]


def test_select_applies_only_those_rules():
    chosen = score.Settings(select=("fund-rate",))
    verification = score.verify(read(WRONG), chosen)
    assert named(verification.findings) == ["fund-rate"]
    assert {check.rule for check in verification.checks} == {"fund-rate"}


def test_ignore_leaves_rules_out():
    all_ = set(named(score.verify(read(WRONG)).findings))
    left = set(named(score.verify(read(WRONG), score.Settings(ignore=("fund-rate",))).findings))
    assert all_ - left == {"fund-rate"}


def test_a_severity_can_be_set_and_notes_stay_notes():
    settings = score.Settings(severity={"fund-rate": "warning", "text-sum": "error"})
    text = WRONG + "\n正文：其他 1\n项目支出 10.01 = 一 5.00 + 二 5.00"
    found = {f.rule: f.severity for f in score.verify(read(text), settings).findings}
    assert found["fund-rate"] == "warning"
    assert found["text-sum"] == "note"


def test_a_severity_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="no severity 'fatal'"):
        score.Settings(severity={"fund-rate": "fatal"})


def test_findings_come_form_by_form_and_gravest_first():
    found = score.verify(read(WRONG)).findings
    order = ["error", "warning", "note"]
    ranks = [order.index(finding.severity) for finding in found]
    assert ranks == sorted(ranks)


def test_a_finding_that_rests_on_a_doubtful_reading_is_a_warning_that_says_so():
    report = read(WRONG)
    form = report.forms[0]
    rate = replace(form.funds[0].figures["rate"], confidence=0.7)
    row = replace(form.funds[0], figures={**form.funds[0].figures, "rate": rate})
    report = replace(report, forms=(replace(form, funds=(row, *form.funds[1:])),))
    (finding,) = [f for f in score.verify(report).findings if f.rule == "fund-rate"]
    assert finding.severity == "warning"
    assert "扫描件" in finding.message_zh
    assert "hard to read" in finding.message


def test_every_check_is_kept_with_its_arithmetic():
    checks = score.verify(read(WRONG)).checks
    sources = [c for c in checks if c.rule == "fund-sources-sum"]
    assert [(c.field, c.verdict, c.formula) for c in sources] == [
        ("budget", "inconsistent", "60 + 30"),
        ("executed", "exact", "60 + 30"),
    ]
    assert (sources[0].stated_low, sources[0].stated_high) == (Decimal("99.5"), Decimal("100.5"))
    assert [term.label for term in sources[0].terms] == ["财政拨款", "其他资金"]


def test_figures_that_count_as_exact_have_no_bounds():
    (check,) = [c for c in score.verify(read(WRONG)).checks if c.rule == "total-score"]
    assert (check.stated_low, check.recomputed_low) == (None, None)


def test_the_verdict_counts_checks_and_figures():
    verification = score.verify(read(WRONG))
    verdict = verification.verdict
    checks = verification.checks
    for name in ("exact", "rounded", "inconsistent", "not_checked"):
        assert getattr(verdict, name) == sum(c.verdict == name for c in checks)
    assert verdict.figures == 7 + 4 + 2
    assert verdict.looked_at == verdict.figures
    assert verdict.coverage == 1.0
    assert verification.forms[0].form_no == 1
    assert str(verdict.errors) in verdict.sentence
    assert str(verdict.errors) in verdict.sentence_zh


def test_the_verdicts_are_worked_out_when_they_are_asked_for_and_once(monkeypatch):
    asked, real = [], verdict_module.verdicts
    monkeypatch.setattr(verdict_module, "verdicts", lambda *of: asked.append(of) or real(*of))
    verification = score.verify(read(WRONG))
    assert not asked
    assert verification.forms[0].form_no == 1
    assert verification.verdict is verification.verdict
    assert len(asked) == 1


def test_a_verification_that_was_sent_elsewhere_has_the_same_verdicts():
    verification = score.verify(read(WRONG))
    sent = pickle.loads(pickle.dumps(verification))  # noqa: S301 - our own
    assert sent == verification
    assert (sent.verdict, sent.forms) == (verification.verdict, verification.forms)


def test_coverage_falls_where_nothing_was_looked_at():
    verdict = score.verify(read("正文：购置设备 12.5")).verdict
    assert (verdict.figures, verdict.looked_at, verdict.coverage) == (1, 0, 0.0)


def test_a_document_without_figures_is_covered():
    empty = Report("txt", "test", None, False, "", "", "", None, (), (), (), (), (), ())
    verification = score.verify(empty)
    assert verification.findings == ()
    assert verification.verdict.coverage == 1.0
    assert "未发现矛盾" in verification.verdict.sentence_zh


def test_the_same_report_gives_the_same_findings():
    assert score.verify(read(WRONG)) == score.verify(read(WRONG))


def test_findings_on_the_same_figures_share_a_cause():
    text = "| 指标 | 分值 | 得分 |\n| 一 | 60 | 60 |\n| 二 | 42 | 42 |\n总分值：100\n总得分：100"
    found = [f for f in score.verify(read(text)).findings if f.severity == "error"]
    assert set(named(tuple(found))) == {"total-weight", "total-score", "total-not-100"}
    assert len({finding.cause for finding in found}) == 1


def test_what_stands_alone_has_no_cause():
    found = score.verify(read("基本支出 10 = 一 4 + 二 3")).findings
    assert [(f.rule, f.severity) for f in found] == [("text-sum", "error")]


@pytest.mark.parametrize(
    ("field", "stated", "recomputed", "expected"),
    [
        ("budget", "13351.2", "13381.62", True),
        ("executed", "11436.27", "11436.30", False),
        ("budget", "1000", "1001", True),
        ("budget", "0", "132", True),
        ("score_total", "98.6", "98.5", True),
        ("score_total", "98.6", "98.55", False),
        ("score_total", "90.02", "89.99", True),
        ("weight", "10", "10.05", False),
    ],
)
def test_a_difference_matters_by_share_points_or_grade(field, stated, recomputed, expected):
    bands = "national" if field == "score_total" else ""
    assert is_material(field, Decimal(stated), Decimal(recomputed), bands) is expected


def test_grades_come_from_the_policy():
    assert [band(Decimal(n)) for n in ("100", "90", "89.9", "80", "60", "59.99", "0")] == [
        "优", "优", "良", "良", "中", "差", "差",
    ]  # fmt: skip
    assert band(Decimal(80), "80-70-60") == "优"
    assert band(Decimal(80), "no such policy") == "良"
    assert (grade_of("优秀"), grade_of("好")) == ("优", "")


cells = st.one_of(
    st.sampled_from(["", "—", "0", "0.00", "-5", "100%", "0.0001", "9" * 40, "3." + "1" * 30]),
    st.decimals(0, 10**6, places=2).map(str),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(cells, min_size=30, max_size=30))
def test_nothing_that_a_form_prints_makes_verify_fail(given_cells):
    head = "| 资金 | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | 分值 | 得分 |"
    labels = ("合计", "财政拨款", "其他资金", "结构/基本支出", "结构/项目支出")
    rows = [
        f"| {label} | " + " | ".join(given_cells[n * 6 : n * 6 + 6]) + " |"
        for n, label in enumerate(labels)
    ]
    points = f"| 指标 | 分值 | 得分 |\n| 一 | {given_cells[0]} | {given_cells[1]} |"
    verification = score.verify(read("\n".join([head, *rows, points, "总分值：100"])))
    assert all(finding.message_zh for finding in verification.findings)


def test_the_verdict_says_why_checks_could_not_be_made():
    verdict = score.verify(
        read("""
        | 资金 | 全年预算数 | 全年执行数 | 执行率 |
        | 年度资金总额 | 0 | 0 | 0% |

        | 指标 | 目标 | 实际 | 分值 | 得分 |
        | 通行条件 | 改善 | 改善 | 10 | 10 |
        | 群众出行 | 便利 | 便利 | 10 | 10 |
        """)
    ).verdict
    assert verdict.not_checked == sum(number for _, _, number in verdict.why)
    assert verdict.why[0] == ("target or actual is not a number", "目标值或完成值不是数字", 2)
    assert "target or actual is not a number: 2" in verdict.sentence
    assert "目标值或完成值不是数字 2 项" in verdict.sentence_zh
    assert "the budget is zero: 1" in verdict.sentence
