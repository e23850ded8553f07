"""What the rules about sentences say, and what rounding or cutting off explains."""

from __future__ import annotations

from dataclasses import replace

import pytest

import score
from extract.form import Printed
from normalize.report import Section
from tests.score.builders import read


def told(sentence: str, rule: str) -> list[tuple[str, str, str]]:
    found = score.verify(read(f"叙述：{sentence}")).findings
    return [(f.severity, f.stated, f.recomputed) for f in found if f.rule == rule]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("支出1100万元，较上年增加100万元，增长12%。", [("warning", "12%", "10%")]),
        ("支出1000万元，同比减少100万元，下降10%。", [("warning", "10%", "9.091%")]),
        ("支出1100万元，较上年1000万元增长15%。", [("warning", "15%", "10%")]),
        ("支出900万元，较上年1000万元下降1%。", [("warning", "1%", "10%")]),
        ("支出1200万元，较上年1000万元增加100万元。", [("warning", "1200", "1100")]),
        ("支出800万元，较上年1000万元减少100万元。", [("warning", "800", "900")]),
    ],
)
def test_growth(sentence, said):
    assert told(sentence, "text-growth") == said


def test_growth_that_was_cut_off_is_a_note_that_says_so():
    sentence = "支出1106.90万元，较上年1000.00万元增长10.6%。"  # 10.69 %
    (finding,) = score.verify(read(f"叙述：{sentence}")).findings
    assert finding.severity == "note"
    assert "截位" in finding.message_zh
    assert "cut off" in finding.message


def test_growth_from_nothing_is_not_checked():
    checks = score.verify(read("叙述：支出100万元，较上年0万元增长100%。")).checks
    assert [c.verdict for c in checks if c.rule == "text-growth"] == ["not_checked"]
    assert told("支出100万元，较上年增加100万元，增长100%。", "text-growth") == []


def test_shares():
    sentence = "设备采购支出206.19万元，包括办公设备66.73万元（占{}%），专用设备109.76万元等。"
    assert told(sentence.format("32.4"), "text-share") == [("note", "32.4%", "32.363%")]
    assert told(sentence.format("34.2"), "text-share") == [("warning", "34.2%", "32.363%")]


def test_a_finding_holds_both_amounts_and_both_ranges():
    found = score.verify(read("叙述：预算安排100万元，实际支出90万元，执行率95%。")).findings
    (finding,) = [f for f in found if f.rule == "text-rate"]
    assert finding.check is not None
    assert [str(term.figure.value) for term in finding.check.terms] == ["90", "100"]
    assert finding.check.formula == "90 ÷ 100"
    assert finding.check.stated_low < finding.check.stated < finding.check.stated_high
    assert finding.check.recomputed_low < finding.check.recomputed < finding.check.recomputed_high


def test_two_units_of_one_amount():
    assert told("资金202.64万元，即20264元。", "text-unit-pair") == [("error", "2.0264", "202.64")]
    assert told("资金202.64万元（20264元）。", "text-unit-pair")[0][0] == "warning"
    assert told("资金202.64万元（2026384元）。", "text-unit-pair") == []


def test_counts():
    rule = "text-count-sum"
    assert told("内设机构5个，分别为科室3个、中心3个。", rule) == [("warning", "5", "6")]
    assert told("内设机构5个，分别为科室3个、中心1个。", rule) == [("warning", "5", "4")]
    assert told("项目12个，其中已完成9个、未完成4个。", rule) == [("warning", "12", "13")]
    assert told("项目12个，其中已完成9个、在建2个。", rule) == []
    assert told("项目12个，其中民生项目9个、重点项目8个。", rule) == []
    assert told("项目12个，其中民生项目13个、重点项目8个。", rule) == [("warning", "12", "13")]


@pytest.mark.parametrize("share", ["97.9", "97.91", "97.92", "98", "100", "0"])
def test_a_satisfaction_that_answers_can_give(share):
    assert told(f"收回有效问卷48份，满意度为{share}%。", "satisfaction-count") == []


@pytest.mark.parametrize("share", ["97.5", "98.7", "96.66", "0.5"])
def test_a_satisfaction_that_no_answers_can_give(share):
    assert len(told(f"收回有效问卷48份，满意度为{share}%。", "satisfaction-count")) == 1
    assert told(f"收回有效问卷4800份，满意度为{share}%。", "satisfaction-count") == []


def years(title: str, other: str, text: str = "") -> list[str]:
    report = read(f"| 指标 | 得分 |\n| 一 | 9 |\n表名：{title}")
    section = Section(1, 1, "一、", "1", "概况", text, report.sections[0].place)
    titles = (Printed(other, report.sections[0].place),) if other else ()
    report = replace(report, sections=(section,), titles=titles)
    return [f.rule for f in score.verify(report).findings]


def test_years_of_titles():
    form = "2022年度项目支出绩效自评表"
    assert years(form, "2021年度项目支出绩效自评报告") == ["year-differs"]
    assert years(form, "2022年度项目支出绩效自评报告") == []
    assert years(form, "2023年开展2022年度绩效自评工作报告") == []
    assert years("项目支出绩效自评表", "2021年度项目支出绩效自评报告") == []


def test_a_text_that_speaks_of_another_year_throughout():
    form = "2022年度项目支出绩效自评表"
    old = "2021年度预算安排1万元。2021年全年支出1万元。2021年度任务已完成。"
    assert years(form, "", old) == ["year-differs"]
    assert years(form, "", old + "2022年继续实施。") == []
    assert years(form, "", "2021年度预算安排1万元。") == []
    assert years(form, "", old + "2020年度支出1万元。") == []
