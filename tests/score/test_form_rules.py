"""Rules of forms beyond the sums: what is blank, converted, repeated, capped."""

from __future__ import annotations

from dataclasses import replace

import pytest

import score
from normalize.report import Promise
from tests.score.builders import read

EXECUTION = """
    | 资金 | 年初预算数 | 全年预算数 | 到位数 | 全年执行数 | 执行率 | 分值 | 得分 |
    | 年度资金总额 | {} | {} | {} | {} | {} | 10 | {} |
"""


def findings(text: str, settings: score.Settings | None = None) -> list[score.Finding]:
    found = score.verify(read(text), settings).findings
    return [f for f in found if f.severity != "note"]


def rules(text: str, settings: score.Settings | None = None) -> list[str]:
    return [f.rule for f in findings(text, settings)]


class TestExecution:
    def only(self, *cells: str) -> score.Finding:
        found = [f for f in findings(EXECUTION.format(*cells)) if f.rule.startswith("fund-")]
        (finding,) = [f for f in found if f.rule != "fund-overspent"]
        return finding

    def test_a_score_without_its_cap_is_named(self):
        finding = self.only("100", "100", "100", "103", "103%", "10.3")
        assert (finding.rule, finding.stated, finding.recomputed) == ("fund-score", "10.3", "10")
        assert "未以分值为上限" in finding.message_zh

    def test_a_score_of_the_initial_budget_is_named(self):
        finding = self.only("100", "120", "120", "90", "75%", "9")
        assert finding.rule == "fund-score"
        assert "年初预算数" in finding.message_zh

    def test_a_rate_of_the_money_received_is_named(self):
        finding = self.only("100", "100", "80", "72", "90%", "7.2")
        assert finding.rule == "fund-rate"
        assert "到位数" in finding.message_zh

    def test_a_policy_may_leave_the_cap_out(self):
        text = EXECUTION.format("100", "100", "100", "103", "103%", "10.3")
        uncapped = score.Settings(policy=score.Policy(execution_score="uncapped"))
        assert rules(text, uncapped) == ["fund-overspent"]

    def test_a_score_that_nothing_explains_is_held_to_its_weight(self):
        text = EXECUTION.format("", "", "", "", "", "10.5")
        assert [(f.rule, f.stated, f.recomputed) for f in findings(text)] == [
            ("fund-score-range", "10.5", "10")
        ]
        assert rules(EXECUTION.format("", "", "", "", "", "-1")) == ["fund-score-range"]
        uncapped = score.Settings(policy=score.Policy(execution_score="uncapped"))
        assert rules(text, uncapped) == []

    def test_the_reason_is_asked_for_only_where_the_layout_asks(self):
        text = """
            | 资金 | 全年预算数 | 全年执行数 | 执行率 | 原因 |
            | 总额 | 100 | {} | {}% |  |
        """
        assert rules(text.format("62", "62")) == []
        asked = "原因线：90%\n" + text
        assert rules(asked.format("62", "62")) == ["fund-reason-missing"]
        assert rules(asked.format("90", "90")) == []
        assert rules(asked.format("95", "95")) == []
        settled = score.Settings(policy=score.Policy(reason_below="80%"))
        assert rules(text.format("62", "62"), settled) == ["fund-reason-missing"]
        assert rules(text.format("85", "85"), settled) == []


class TestBlankTotals:
    TEXT = """
        | 资金 | 全年预算数 | 全年执行数 |
        | 年度资金总额 | {} | {} |
        | 其中：财政拨款 | 60 | 60 |
        | 其他资金 | 40 | 40 |
    """

    @pytest.mark.parametrize("blank", ["", "-", "/"])
    def test_a_blank_total_over_filled_parts(self, blank):
        found = findings(self.TEXT.format(blank, "100"))
        assert [(f.rule, f.field) for f in found] == [("fund-total-blank", "budget")]

    def test_a_total_of_zero_is_left_to_the_sums(self):
        assert rules(self.TEXT.format("0", "100"))[:1] == ["fund-sources-sum"]
        assert "fund-total-blank" not in rules(self.TEXT.format("0", "100"))

    def test_a_scan_is_not_asked(self):
        report = replace(read(self.TEXT.format("", "100")), ocr=True)
        assert [f for f in score.verify(report).findings if f.rule == "fund-total-blank"] == []

    def test_basic_expenditure_is_a_total_of_its_own(self):
        text = """
            | 资金 | 全年预算数 | 全年执行数 |
            | 结构/合计 | 100 | 90 |
            | 结构/基本支出 | 60 |  |
            | 结构/人员支出 | 40 | 35 |
            | 结构/公用支出 | 20 | 15 |
            | 结构/项目支出 | 40 | 40 |
        """
        found = findings(text)
        assert [(f.rule, f.field) for f in found] == [("fund-total-blank", "executed")]


class TestSources:
    def carried(self, fiscal: str) -> list[str]:
        text = f"""
            | 资金 | 全年预算数 |
            | 年度资金总额 | 100 |
            | {fiscal} | 80 |
            | 上年结转 | 30 |
            | 其他资金 | 20 |
        """
        return [f"{f.rule} {f.severity}" for f in findings(text)]

    def test_money_brought_forward_may_be_within_plain_fiscal_money(self):
        assert self.carried("财政拨款") == ["fund-sources-sum warning"]
        assert self.carried("当年财政拨款") == ["fund-sources-sum error"]

    def test_income_and_spending_side_by_side(self):
        text = """
            | 资金 | 金额 |
            | 来源/一般公共预算 | {} |
            | 来源/其他资金 | {} |
            | 结构/基本支出 | 462 |
            | 结构/项目支出 | 118 |
        """
        assert rules(text.format("580", "")) == []
        assert rules(text.format("500", "80")) == []
        assert rules(text.format("500", "0")) == ["fund-sides-agree"]
        assert rules(text.format("500", "")) == []  # a part is missing
        assert rules(text.format("600", "")) == ["fund-sides-agree"]


class TestIndicators:
    def test_scores_of_a_group_without_weights_by_row(self):
        text = """
            | 组 | 指标 | 得分 |
            | 产出指标（40分） | 一 | 25 |
            | 产出指标（40分） | 二 | {} |
        """
        assert rules(text.format("15")) == []
        assert rules(text.format("15.5")) == ["indicator-group-score"]

    def test_a_form_that_converts_by_a_rule_of_its_own_is_left_alone(self):
        rows = "\n".join(f"| {n} | 100 | 90 | 20% | {n} |" for n in (11, 12, 13, 14, 15))
        text = f"| 指标 | 分值 | 得分 | 权重占比 | 折算得分 |\n{rows}"
        assert rules(text) == []

    def test_converted_scores_make_up_the_total(self):
        text = """
            | 指标 | 分值 | 得分 | 权重占比 | 折算得分 |
            | 一 | 100 | 90 | 20% | 18 |
            | 二 | 100 | 100 | 50% | 50 |
            | 三 | 100 | 80 | 30% | 24 |
            总得分：{}
        """
        assert rules(text.format("92")) == []
        assert rules(text.format("270")) == ["total-score"]

    def test_a_converted_score_by_weight_and_share(self):
        text = """
            | 指标 | 分值 | 得分 | 权重占比 | 折算得分 |
            | 一 | 20 | 18 | 20% | 18 |
            | 二 | 50 | 25 | 50% | 25 |
            | 三 | 30 | 30 | 30% | {} |
        """
        assert rules(text.format("30")) == []
        assert rules(text.format("27")) == ["indicator-converted-score"]

    def test_blank_names_are_not_the_same_indicator(self):
        text = "| 指标 | 目标 | 实际 |\n| …… | ≥5 | 5 |\n| …… | ≥5 | 5 |"
        assert rules(text) == []

    def test_a_name_merged_over_two_rows_is_one_name(self):
        report = read("| 指标 | 目标 | 实际 |\n| 培训 | ≥5 | 5 |\n| 培训 | ≥5 | 5 |")
        assert "indicator-repeated" in [f.rule for f in score.verify(report).findings]
        first, second = report.forms[0].indicators
        merged = (first, replace(second, place=first.place))
        report = replace(report, forms=(replace(report.forms[0], indicators=merged),))
        assert "indicator-repeated" not in [f.rule for f in score.verify(report).findings]

    @pytest.mark.parametrize(
        ("name", "actual", "wrong"),
        [("群众满意度", "100%", False), ("群众满意度", "100.5%", True), ("验收合格率", "120%", True),
         ("任务完成率", "120%", False), ("满意度提升率", "120%", False), ("满意度", "120", True)],
    )  # fmt: skip
    def test_shares_of_a_whole_end_at_a_hundred(self, name, actual, wrong):
        text = f"| 指标 | 目标 | 实际 |\n| {name} | ≥90% | {actual} |"
        assert ("indicator-over-100" in rules(text)) is wrong


class TestPolicy:
    def test_grade_bands_of_an_office(self):
        text = "| 指标 | 分值 | 得分 |\n| 一 | 100 | 85 |\n总得分：85\n等级：优"
        assert rules(text) == ["grade-band"]
        chosen = score.Settings(policy=score.Policy(grade_bands="80-70-60"))
        assert rules(text, chosen) == []

    def test_a_policy_that_does_not_exist_is_refused(self):
        with pytest.raises(ValueError, match="national"):
            score.Policy(grade_bands="80-60")
        with pytest.raises(ValueError, match="uncapped"):
            score.Policy(execution_score="double")

    def test_the_promise_of_a_layout_stays_where_the_policy_says_nothing(self):
        report = read("| 指标 | 分值 |\n| 一 | 100 |", Promise(grade_bands="80-70-60"))
        settings = score.Settings(policy=score.Policy(execution_score="uncapped"))
        (form,) = settings.applied(report).forms
        assert form.promise == Promise(grade_bands="80-70-60", execution_capped=False)
        assert score.Settings().applied(report) is report
