"""What each rule says, and what it leaves unsaid."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

import score
from normalize.report import Promise
from tests.score.builders import read, with_form

DEPARTMENT = """
    | 资金 | 全年预算数 | 全年执行数 | 执行率 | 分值 | 得分 |
    | 来源/合计 | 13381.62 | 11436.30 | 85.46% | 10 | 8.55 |
    | 来源/财政拨款 | 7547.08 | 6701.89 |  |  |  |
    | 来源/其他资金 | 5834.54 | 4734.41 |  |  |  |
    | 结构/合计 | 13381.62 | 11436.30 |  | － | － |
    | 结构/基本支出 | 413.73 | 392.51 |  |  |  |
    | 结构/人员支出 | 374.51 | 353.38 |  |  |  |
    | 结构/公用支出 | 39.22 | 39.13 |  |  |  |
    | 结构/项目支出 | 12967.89 | 11043.79 |  |  |  |

    | 组 | 指标 | 目标 | 实际 | 分值 | 得分 | 原因 |
    | 产出指标（50分） | 补助人数 | ≥4113人 | 4113人 | 20 | 20 |  |
    | 产出指标（50分） | 抽查次数 | ≥8次 | 6次 | 12 | 9 | 年底未及开展 |
    | 产出指标（50分） | 发放率 | 100% | 100% | 18 | 18 |  |
    | 效益指标（40分） | 幸福感 | 提高 | 达成预期指标 | 20 | 20 |  |
    | 效益指标（40分） | 满意度 | ≥90% | 98% | 20 | 20 |  |

    总分值：100
    总得分：95.55
    等级：优
    正文得分：95.55

    基本支出 392.51 = 工资福利支出 353.38 + 商品和服务支出 39.13
    工作人员 12人 = 行政人员 5人 + 事业人员 7人
    正文：全年预算数 13381.62
    正文：项目支出 11043.79
"""
# every figure of the document: its line, the figure, and the rules that it feeds
FED = [
    # the score still follows from the printed rate, the text from the other total
    ("来源/合计", "13381.62", "fund-sources-sum fund-totals-agree fund-rate"),
    ("来源/合计", "11436.30", "fund-sources-sum fund-totals-agree fund-rate"),
    ("来源/合计", "85.46%", "fund-rate"),
    ("来源/合计", "| 10 |", "fund-score total-weight total-not-100"),
    ("来源/合计", "8.55", "fund-score total-score"),
    ("来源/财政拨款", "7547.08", "fund-sources-sum"),
    ("来源/财政拨款", "6701.89", "fund-sources-sum"),
    ("来源/其他资金", "5834.54", "fund-sources-sum"),
    ("来源/其他资金", "4734.41", "fund-sources-sum"),
    ("结构/合计", "13381.62", "fund-structure-sum fund-totals-agree"),
    ("结构/合计", "11436.30", "fund-structure-sum fund-totals-agree"),
    ("结构/基本支出", "413.73", "fund-structure-sum fund-breakdown-sum"),
    ("结构/基本支出", "392.51", "fund-structure-sum fund-breakdown-sum text-table"),
    ("结构/人员支出", "374.51", "fund-breakdown-sum"),
    ("结构/人员支出", "353.38", "fund-breakdown-sum"),
    ("结构/公用支出", "39.22", "fund-breakdown-sum"),
    ("结构/公用支出", "39.13", "fund-breakdown-sum"),
    ("结构/项目支出", "12967.89", "fund-structure-sum"),
    ("结构/项目支出", "11043.79", "fund-structure-sum text-table"),
    ("补助人数", "| 20 | 20 |", "indicator-group-weight total-weight total-not-100"),
    ("补助人数", "| 20 |  |", "indicator-score-range total-score"),
    ("抽查次数", "| 12 |", "indicator-group-weight total-weight total-not-100"),
    ("抽查次数", "| 9 |", "total-score indicator-attainment"),
    ("总分值", "100", "total-weight"),
    ("总得分", "95.55", "total-score text-score"),
    ("正文得分", "95.55", "text-score"),
    ("基本支出 392.51", "392.51", "text-sum text-table"),
    ("基本支出 392.51", "353.38", "text-sum"),
    ("基本支出 392.51", "39.13", "text-sum"),
    ("工作人员", "12", "staff-sum"),
    ("工作人员", "5", "staff-sum"),
    ("工作人员", "7", "staff-sum"),
    ("正文：全年预算数", "13381.62", "text-table"),
    ("正文：项目支出", "11043.79", "text-table"),
]


def findings(text: str, severity: str = "error", **changes: object):
    report = read(text)
    report = with_form(report, **changes) if changes else report
    return [f for f in score.verify(report).findings if f.severity == severity]


def rules(text: str, severity: str = "error", **changes: object) -> set[str]:
    return {f.rule for f in findings(text, severity, **changes)}


def told(text: str, rule: str, **changes: object) -> list[tuple[str, str, str]]:
    """Severity, stated and recomputed of every finding of one rule."""
    found = score.verify(with_form(read(text), **changes) if changes else read(text)).findings
    return [(f.severity, f.stated, f.recomputed) for f in found if f.rule == rule]


def broken(line_start: str, figure: str) -> str:
    """The document with one figure of one line made larger by three of its first digit."""
    lines = DEPARTMENT.splitlines()
    starts = (line_start, f"产出指标（50分） | {line_start} |")
    at = next(n for n, line in enumerate(lines) if line.strip("| ").startswith(starts))
    digit = next(n for n, c in enumerate(figure) if c.isdigit())
    new = figure[:digit] + str(int(figure[digit]) + 3)[-2:] + figure[digit + 1 :]
    head, found, tail = lines[at].rpartition(figure)
    assert found
    lines[at] = head + new + tail
    return "\n".join(lines)


def test_a_document_that_adds_up_is_silent():
    assert [f for f in score.verify(read(DEPARTMENT)).findings if f.severity != "note"] == []


@pytest.mark.parametrize(("line", "figure", "fed"), FED, ids=lambda v: v.replace(" ", "+"))
def test_one_wrong_figure_makes_exactly_its_own_rules_speak(line, figure, fed):
    assert rules(broken(line, figure)) == set(fed.split())


class TestRounding:
    """The must-nots of the contract, and what lies just beyond them."""

    def rate(self, printed: str, total: str = "13351.2") -> list[str]:
        text = f"""
            | 资金 | 全年预算数 | 全年执行数 | 执行率 |
            | 年度资金总额 | {total} | 11436.27 | {printed} |
        """
        return [severity for severity, _, _ in told(text, "fund-rate")]

    def test_86_percent_stands_for_85_657(self):
        assert self.rate("86%") == ["note"]
        assert self.rate("85.66%") == ["note"]
        assert self.rate("85%") == ["error"]
        assert self.rate("85.60%") == ["error"]

    def test_an_exact_rate_is_not_even_noted(self):
        assert self.rate("100%", total="11436.27") == []

    def score(self, printed: str, rate: str = "") -> list[str]:
        text = f"""
            | 资金 | 全年预算数 | 全年执行数 | 执行率 | 分值 | 得分 |
            | 年度资金总额 | 13351.2 | 11436.27 | {rate} | 10 | {printed} |
        """
        return [severity for severity, _, _ in told(text, "fund-score")]

    def test_8_6_points_stand_for_8_5657(self):
        assert self.score("8.6") == ["note"]
        assert self.score("8.57") == ["note"]
        assert self.score("9") == ["note"]
        assert self.score("8.5") == ["error"]
        assert self.score("10") == ["error"]

    def test_a_score_that_follows_from_the_printed_rate_is_exact(self):
        assert self.score("8.6", rate="86%") == []

    def test_a_total_with_fewer_decimals_is_rounded(self):
        text = """
            | 资金 | 全年执行数 |
            | 来源/合计 | 11436.27 |
            | 来源/财政拨款 | 6701.86 |
            | 来源/其他资金 | 4734.41 |
            | 结构/合计 | 11436.3 |
            | 结构/基本支出 | 392.52 |
            | 结构/项目支出 | 11043.75 |
        """
        assert told(text, "fund-totals-agree") == [("note", "11436.3", "11436.27")]
        assert told(text, "fund-structure-sum") == [("note", "11436.3", "11436.27")]

    def test_a_last_digit_is_rounding_and_two_are_not(self):
        text = "基本支出 {} = 人员 353.38 + 公用 39.13"
        assert told(text.format("392.52"), "text-sum") == [("note", "392.52", "392.51")]
        assert told(text.format("392.51"), "text-sum") == []
        assert told(text.format("392.53"), "text-sum") == [("error", "392.53", "392.51")]

    def test_three_hundredths_in_two_addends_are_an_error(self):
        text = """
            | 资金 | 全年执行数 |
            | 年度资金总额 | 11436.27 |
            | 财政拨款 | 6701.89 |
            | 其他资金 | 4734.41 |
        """
        assert told(text, "fund-sources-sum") == [("error", "11436.27", "11436.30")]

    def test_text_and_table_may_differ_by_a_last_digit(self):
        table = "| 资金 | 全年执行数 |\n| 项目支出 | 11043.75 |\n正文：项目支出 {}"
        assert told(table.format("11043.76"), "text-table") == [("note", "11043.76", "11043.75")]
        assert told(table.format("11043.77"), "text-table") == [("error", "11043.77", "11043.75")]

    def test_heads_are_never_rounded(self):
        assert told("编制 11人 = 行政 5人 + 事业 5人", "staff-sum") == [("error", "11", "10")]


class TestSilence:
    """What looks wrong and is not."""

    def test_more_than_all_executed_earns_the_full_weight(self):
        text = """
            | 资金 | 全年预算数 | 全年执行数 | 执行率 | 分值 | 得分 |
            | 年度资金总额 | 129.12 | 131.26 | 101.66% | 10 | 10 |
        """
        assert rules(text) == set()
        assert rules(text, "warning") == {"fund-overspent"}

    def test_an_incomplete_list_claims_nothing(self):
        assert findings("项目支出 100 >= 维修 30 + 采购 20", "note") == []
        assert rules("项目支出 100 >= 维修 30 + 采购 20") == set()
        assert rules("项目支出 100 >= 维修 80 + 采购 30") == {"text-sum"}

    def test_a_transfer_form_without_weights_promises_no_hundred(self):
        text = """
            | 资金 | 全年预算数 | 全年执行数 | 执行率 |
            | 年度资金总额 | 808.1 | 692.98 | 86% |
            | 其中：中央补助 | 808.1 | 692.98 | 86% |
            | 地方资金 |  |  |  |
            | 其他资金 |  |  |  |

            | 指标 | 目标 | 实际 |
            | 建设公路 | 20 | 20 |
            | 群众满意度 | ≥90% | 95% |
        """
        assert rules(text) | rules(text, "warning") == set()

    def test_twenty_and_eighty_make_a_hundred(self):
        text = """
            | 资金 | 全年预算数 | 全年执行数 | 分值 | 得分 |
            | 年度财政资金总额 | 50 | 40 | 20 | 16 |
            | 指标 | 分值 | 得分 |
            | 一 | 50 | 50 |
            | 二 | 30 | 30 |
            总分值：100
            总得分：96
        """
        assert rules(text) | rules(text, "warning") == set()

    def test_forty_forty_twenty_needs_no_execution_weight(self):
        text = """
            | 资金 | 全年预算数 | 全年执行数 | 执行率 |
            | 年度资金总额 | 50 | 40 | 80% |
            | 指标 | 分值 | 得分 |
            | 一 | 40 | 40 |
            | 二 | 40 | 40 |
            | 三 | 20 | 19 |
            总分值：100
            总得分：99
        """
        assert rules(text) == set()

    def test_an_execution_score_outside_the_total_is_not_added(self):
        text = """
            | 资金 | 全年预算数 | 全年执行数 | 分值 | 得分 |
            | 年度资金总额 | 50 | 50 | 10 | 10 |
            | 指标 | 分值 | 得分 |
            | 一 | 100 | 97 |
            总分值：100
            总得分：97
        """
        promise = Promise(weights_to=Decimal(100), fund_in_total=False)
        assert rules(text, promise=promise) == set()
        assert rules(text) == {"total-weight", "total-score", "total-not-100"}

    def test_a_form_without_scores_is_asked_for_none(self):
        text = "| 指标 | 目标 | 实际 |\n| 一 | ≥5 | 5 |\n| 二 | ≥5 | 3 |\n| 三 | 及时 | 及时 |"
        assert rules(text) | rules(text, "warning") == set()

    def test_negative_adjustments_add_up(self):
        text = """
            | 资金 | 全年预算数 |
            | 年度资金总额 | 95 |
            | 财政拨款 | 100 |
            | 上年结转 | -5 |
            | 其他资金 | 0 |
        """
        assert rules(text) == set()

    def test_zero_budgets_have_no_rate_to_check(self):
        text = """
            | 资金 | 全年预算数 | 全年执行数 | 执行率 | 分值 | 得分 |
            | 年度资金总额 | 0 | 0 | 0% | 10 | 0 |
            | 财政拨款 | 0 | 0 |  |  |  |
            | 其他资金 | 0 | 0 |  |  |  |
        """
        assert rules(text) | rules(text, "warning") == set()

    def test_a_form_of_another_year_in_the_text_is_not_compared(self):
        table = (
            "| 资金 | 全年预算数 | 全年执行数 |\n| 年度资金总额 | 100 | 90 |\n正文：全年执行数 80"
        )
        report = read(table)
        for before in ("2020年", "上年", "去年同期", "较2020年增加", "其中上年结转"):
            section = replace(report.sections[0], text=f"{before}全年执行数80万元。")
            amount = replace(report.amounts[0], start=len(before))
            told_ = replace(report, sections=(section,), amounts=(amount,))
            assert score.verify(told_).findings == (), before
        section = replace(report.sections[0], text="与上年相比变化不大。2021年全年执行数80万元。")
        amount = replace(report.amounts[0], start=16)
        told_ = replace(report, sections=(section,), amounts=(amount,))
        assert [f.rule for f in score.verify(told_).findings] == ["text-table"]

    def test_a_part_of_something_else_is_not_the_tables_figure(self):
        text = """
            | 资金 | 全年预算数 | 全年执行数 |
            | 结构/合计 | 100 | 90 |
            | 结构/基本支出 | 60 | 50 |
            | 结构/项目支出 | 40 | 40 |
            会议培训 12 = 基本支出 5 + 项目支出 7
        """
        assert rules(text) == set()

    def test_a_part_of_the_total_is_the_tables_figure(self):
        text = """
            | 资金 | 全年预算数 | 全年执行数 |
            | 结构/合计 | 100 | 90 |
            | 结构/基本支出 | 60 | 50 |
            | 结构/项目支出 | 40 | 40 |
            本年支出 90 = 基本支出 52 + 项目支出 38
        """
        assert rules(text) == {"text-table"}
        assert len(findings(text)) == 2

    def test_several_forms_are_not_compared_with_the_text(self):
        report = read(DEPARTMENT + "\n正文：全年执行数 1")
        two = replace(report, forms=(report.forms[0], replace(report.forms[0], form_no=2)))
        assert "text-table" in {f.rule for f in score.verify(report).findings}
        assert "text-table" not in {f.rule for f in score.verify(two).findings}

    def test_rules_that_a_layout_switches_off_say_nothing(self):
        text = "| 资金 | 全年预算数 | 全年执行数 | 执行率 |\n| 年度资金总额 | 100 | 90 | 50% |"
        assert rules(text) == {"fund-rate"}
        assert rules(text, promise=Promise(rules_off=("fund-rate",))) == set()


class TestMoney:
    def test_a_total_of_zero_with_filled_parts_is_wrong_in_every_column(self):
        text = """
            | 资金 | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | 分值 | 得分 |
            | 年度资金总额 | 0 | 0 | 0 | 0% | 10 | 0 |
            | 其中：财政拨款 | 202.64 | 132.912 | 132.912 |  |  |  |
            | 上年结转 |  |  |  |  |  |  |
            | 其他资金 |  |  |  |  |  |  |
        """
        expected = [("error", "0", right) for right in ("202.64", "132.912", "132.912")]
        assert told(text, "fund-sources-sum") == expected

    def test_the_initial_budget_as_denominator_is_named(self):
        text = """
            | 资金 | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 |
            | 年度资金总额 | 100 | 200 | 90 | 90% |
        """
        (finding,) = findings(text)
        assert finding.rule == "fund-rate"
        assert (finding.stated, finding.recomputed) == ("90%", "45%")
        assert "年初预算" in finding.message_zh

    def test_overspending_is_told_from_the_side_of_what_was_spent(self):
        text = "| 资金 | 全年预算数 | 全年执行数 |\n| 年度资金总额 | 129.120594 | 131.256628 |"
        assert told(text, "fund-overspent") == [("warning", "131.256628", "129.120594")]
        (finding,) = findings(text, "warning")
        assert finding.difference == Decimal("2.136034")

    def test_the_execution_score_needs_its_weight(self):
        text = """
            | 资金 | 全年预算数 | 全年执行数 | 分值 | 得分 |
            | 年度资金总额 | 100 | 90 |  | 9 |
        """
        (check,) = [c for c in score.verify(read(text)).checks if c.rule == "fund-score"]
        assert check.verdict == "not_checked"
        assert check.reason
        assert check.reason_zh


class TestIndicators:
    def attainment(self, target: str, actual: str, points: str, name: str = "某指标") -> list[str]:
        text = f"| 指标 | 目标 | 实际 | 分值 | 得分 |\n| {name} | {target} | {actual} | 10 | {points} |"
        return [severity for severity, _, _ in told(text, "indicator-attainment")]

    @pytest.mark.parametrize(
        ("target", "actual"),
        [("≥90%", "85%"), ("≤50万元", "60万元"), ("100%", "98%"), ("=8个", "7"), ("120人", "69人"),
         ("不低于90%", "80%"), ("≥95%", "0"), ("及时", "未完成")],
    )  # fmt: skip
    def test_full_marks_for_a_target_missed_are_an_error(self, target, actual):
        assert self.attainment(target, actual, "10") == ["error"]
        assert self.attainment(target, actual, "8") == []

    @pytest.mark.parametrize(
        ("target", "actual"),
        [("≥90%", "92%"), ("≤50万元", "45万元"), ("100%", "100%"), ("=8个", "8"), ("120人", "130人"),
         ("≥90%", "≥90%")],
    )  # fmt: skip
    def test_marks_lost_on_a_target_met_are_a_warning(self, target, actual):
        assert self.attainment(target, actual, "8") == ["warning"]
        assert self.attainment(target, actual, "10") == []

    @pytest.mark.parametrize(
        ("target", "actual"),
        [("≥90%", "0.95"), ("100%", "1"), ("≥100人", "80人次"), ("≥90.04%", "90%"), ("=8个", "9"),
         ("12月前", "10月"), ("提高", "基本提高"), ("≥90%", "≥85%"), ("100人", "200人"),
         ("≥90%", ""), ("5-8次", "9次")],
    )  # fmt: skip
    def test_what_policies_read_differently_is_left_alone(self, target, actual):
        assert self.attainment(target, actual, "10") == []

    def test_less_of_a_cost_is_no_miss(self):
        assert self.attainment("100万元", "95万元", "10", name="项目成本") == []
        assert self.attainment("5次", "3次", "10", name="群众投诉次数") == []

    def test_a_proportional_score_is_named(self):
        text = "| 指标 | 目标 | 实际 | 分值 | 得分 |\n| 某 | ≥2030人次 | 1539人次 | 9 | 9 |"
        assert told(text, "indicator-attainment") == [("error", "9", "6.82")]

    def test_a_score_below_zero_is_out_of_range(self):
        text = "| 指标 | 分值 | 得分 |\n| 某 | 9 | -1 |"
        assert told(text, "indicator-score-range") == [("error", "-1", "0")]

    def test_blank_rows_of_the_form_are_silent(self):
        text = """
            | 指标 | 目标 | 实际 | 分值 | 得分 |
            | 一 | ≥5 | 5 | 50 | 50 |
            | 二 | ≥5 | 5 | 50 | 50 |
            | 指标3： |  |  |  |  |
            | 指标4： |  |  |  |  |
            总分值：100
            总得分：100
        """
        assert rules(text) | rules(text, "warning") == set()

    @pytest.mark.parametrize(
        ("row", "column"),
        [("| 二 | ≥5 | 5 |  | 40 |", "weight"), ("| 二 | ≥5 | 5 | 40 |  |", "score"),
         ("| 二 | ≥5 |  | 40 | 40 |", "actual")],
    )  # fmt: skip
    def test_a_blank_among_filled_neighbours_is_a_warning(self, row, column):
        head = "| 指标 | 目标 | 实际 | 分值 | 得分 |\n| 一 | ≥5 | 5 | 60 | 60 |\n"
        found = findings(f"{head}{row}\n| 三 | 高 | 高 | 5 | 5 |", "warning")
        assert [(f.rule, f.field, f.label) for f in found] == [("indicator-blank", column, "二")]

    def test_a_missing_score_leaves_the_total_open(self):
        text = (
            "| 指标 | 分值 | 得分 |\n| 一 | 60 | 60 |\n| 二 | 30 |  |\n| 三 | 10 | 10 |\n总得分：90"
        )
        (check,) = [c for c in score.verify(read(text)).checks if c.rule == "total-score"]
        assert check.verdict == "not_checked"

    @pytest.mark.parametrize("reason", ["", "无", "/", "—"])
    def test_no_reason_is_no_reason_however_it_is_written(self, reason):
        text = f"| 指标 | 目标 | 实际 | 分值 | 得分 | 原因 |\n| 一 | ≥5 | 4 | 5 | 4 | {reason} |"
        assert told(text, "indicator-reason-missing") == [("warning", "4", "5")]

    def test_a_form_without_a_column_for_reasons_is_not_asked(self):
        text = "| 指标 | 目标 | 实际 | 分值 | 得分 |\n| 一 | ≥5 | 4 | 5 | 4 |"
        assert told(text, "indicator-reason-missing") == []


class TestTotals:
    WEIGHTS = "| 指标 | 分值 | 得分 |\n| 一 | {} | 1 |\n| 二 | 40 | 1 |\n"

    def test_a_printed_total_that_is_not_a_hundred_is_told_even_where_it_adds_up(self):
        text = self.WEIGHTS.format("61") + "总分值：101"
        assert told(text, "total-not-100") == [("error", "101", "101")]
        assert told(text, "total-weight") == []

    def test_an_implied_total_is_a_hundred_as_well(self):
        promise = Promise(weights_to=Decimal(100))
        text = self.WEIGHTS.format("61")
        assert told(text, "total-not-100", promise=promise) == [("error", "", "101")]
        assert told(text, "total-not-100") == []

    def test_an_execution_weight_that_is_not_printed_may_be_the_rest(self):
        text = "| 资金 | 全年预算数 |\n| 年度资金总额 | 5 |\n" + self.WEIGHTS.format("50")
        promise = Promise(weights_to=Decimal(100))
        assert told(text, "total-not-100", promise=promise) == []

    def test_weights_and_scores_over_by_the_same_points_have_one_cause(self):
        text = """
            | 指标 | 分值 | 得分 |
            | 一 | 60 | 59 |
            | 二 | 44 | 44 |
            总分值：100
            总得分：99
        """
        found = [f for f in findings(text) if f.rule in ("total-weight", "total-score")]
        assert [f.difference for f in found] == [Decimal(-4), Decimal(-4)]
        assert len({f.cause for f in found}) == 1
        assert found[0].cause

    def grade(self, points: str, word: str) -> list[tuple[str, str, str]]:
        return told(
            f"| 指标 | 分值 | 得分 |\n| 一 | 100 | 1 |\n总得分：{points}\n等级：{word}",
            "grade-band",
        )

    def test_grades_are_bands_of_the_score(self):
        assert self.grade("98.1", "良") == [("error", "良", "优")]
        assert (
            self.grade("90", "优") == self.grade("89.99", "良好") == self.grade("60", "合格") == []
        )
        assert self.grade("59.9", "中") == [("error", "中", "差")]

    def test_a_word_for_no_certain_band_is_left_alone(self):
        assert self.grade("75", "好") == self.grade("75", "一般") == []

    def test_a_grade_in_the_text_is_tried_against_the_forms_score(self):
        text = "| 指标 | 分值 | 得分 |\n| 一 | 100 | 1 |\n总得分：85\n正文等级：优秀"
        assert told(text, "grade-band") == [("error", "优秀", "良")]

    def test_bands_follow_the_policy_of_the_layout(self):
        text = "| 指标 | 分值 | 得分 |\n| 一 | 100 | 1 |\n总得分：85\n等级：优"
        assert told(text, "grade-band") == [("error", "优", "良")]
        assert told(text, "grade-band", promise=Promise(grade_bands="80-70-60")) == []


class TestUnitSlip:
    def slips(self, text: str) -> list[tuple[str, str]]:
        return [(stated, right) for _, stated, right in told(text, "unit-slip")]

    def test_yuan_among_ten_thousands_is_found(self):
        text = """
            | 资金 | 全年预算数 | 全年执行数 | 执行率 |
            | 年度资金总额 | 2809.55 | 28095500 | 100% |
            | 财政拨款 | 1871.38 | 1871.38 |  |
            | 其他资金 | 938.17 | 938.17 |  |
        """
        assert self.slips(text) == [("28095500", "2809.55")]

    def test_a_lost_decimal_point_is_found(self):
        text = """
            | 资金 | 全年预算数 |
            | 年度资金总额 | 2809.55 |
            | 财政拨款 | 1871.38 |
            | 其他资金 | 93817 |
        """
        assert self.slips(text) == [("93817", "938.17")]

    def test_a_whole_column_in_another_unit_is_found(self):
        text = """
            | 资金 | 全年预算数 | 全年执行数 | 执行率 | 分值 | 得分 |
            | 年度资金总额 | 2809.55 | 14047750 | 50% | 10 | 5 |
            | 财政拨款 | 1871.38 | 9356900 |  |  |  |
            | 其他资金 | 938.17 | 4690850 |  |  |  |
        """
        assert self.slips(text) == [("14047750", "1404.775")]

    def test_a_difference_that_no_power_of_ten_explains_is_none(self):
        text = "| 资金 | 全年预算数 |\n| 年度资金总额 | 13351.2 |\n| 财政拨款 | 7547.08 |\n| 其他资金 | 5834.54 |"
        assert self.slips(text) == []

    def test_a_round_figure_alone_proves_nothing(self):
        text = (
            "| 资金 | 全年预算数 |\n| 年度资金总额 | 1000 |\n| 财政拨款 | 100 |\n| 其他资金 | 0 |"
        )
        assert self.slips(text) == []

    def test_the_narrative_slips_as_well(self):
        text = "项目支出 11041.35 = 抚恤 188.27 + 优待 108530800 + 其他支出 0.00"
        assert self.slips(text) == [("108530800", "10853.08")]
