"""The likeliest culprit is named first, as a first reader of broken documents would name it."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

import extract
import score
from normalize import understand
from score.check import Finding
from tests.score.builders import read

MONEY = "| 资金 | 全年预算数 | 全年执行数 |\n| 合计 | {} | 572.07 |\n| 财政拨款 | {} | 52.66 |\n"
SOUND = "年度资金总额 | 50 | 50 | 10 | 100% | 10\n其中：财政拨款 | 50 | 50 |  |  |\n"
HEAD = """项目名称 | 甲项目 | 主管部门 | 某县教育局 |  |
项目资金（{unit}） | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
"""
POINT_ROWS = """三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析
培训人数 | ≥100人 | 120人 | 80 | 80 |
满意度 | ≥95% | {actual} | 10 | 10 |
总分 |  |  | 100 | 100 |
"""
POINTS = "| 指标 | 目标 | 实际 | 分值 | 得分 |\n| 满意度 | {} | {} | 10 | {} |"


def found(text: str, rule: str) -> list[Finding]:
    return [f for f in score.verify(read(text)).findings if f.rule == rule]


@pytest.fixture
def printed(tmp_path: Path):
    """``printed(rule, money, points, after)``: the findings of a rule in a web page with a form of
    such rows."""
    numbers = itertools.count()

    def findings(
        rule: str, money: str, points: str = POINT_ROWS, unit: str = "万元", after: str = ""
    ) -> list[Finding]:
        text = (HEAD + money + points).replace("{actual}", "96%").replace("{unit}", unit)
        rows = [line.split("|") for line in text.strip().split("\n")]
        cells = ("".join(f"<td>{cell.strip()}</td>" for cell in row) for row in rows)
        table = "".join(f"<tr>{row}</tr>" for row in cells)
        path = tmp_path / f"{next(numbers)}.html"
        title = "<p>2022年度项目支出绩效自评表</p>"
        path.write_text(f"<meta charset=utf-8>{title}<table>{table}</table>{after}", "utf-8")
        report = understand(extract.read(path))
        return [f for f in score.verify(report).findings if f.rule == rule]

    return findings


def first(text: str, rule: str) -> tuple[str, str, str]:
    """Kind, stated and proposed of the first explanation of the only finding of a rule."""
    (finding,) = found(text, rule)
    best = finding.candidates[0]
    return best.kind, best.stated, best.proposed


def test_a_figure_is_mended_to_the_last_digit_and_not_to_within_rounding() -> None:
    text = MONEY.format("715.09", "65.82") + "| 其他资金 | 649.21 | 519.41 |"
    (finding,) = found(text, "fund-sources-sum")
    proposed = {c.stated: c.proposed for c in finding.candidates if c.kind == "digit"}
    assert proposed["649.21"] == "649.27"
    assert proposed["65.82"] == "65.88"


def test_a_negative_total_lost_its_sign_before_any_part_is_doubted() -> None:
    text = MONEY.format("-946.36", "393.52") + "| 其他资金 | 552.84 | 519.41 |"
    assert first(text, "fund-sources-sum") == ("sign", "-946.36", "946.36")


def test_a_negative_rate_is_explained_by_its_sign_alone(printed) -> None:
    rows = "年度资金总额 | 475.38 | 475.38 | 10 | -100% | 10\n其中：财政拨款 | 475.38 | 475.38 |  |  |\n"
    (finding,) = printed("fund-rate", rows)
    assert [(c.kind, c.stated, c.proposed) for c in finding.candidates] == [
        ("sign", "-100%", "100%")
    ]


def test_a_target_far_below_what_was_reached_is_no_likely_slip() -> None:
    kind, stated, proposed = first(POINTS.format("≥94%", "92%", "10"), "indicator-attainment")
    assert (kind, stated) == ("value", "10")
    assert proposed.startswith("9.7")
    swapped = first(POINTS.format("≥97%", "79%", "10"), "indicator-attainment")
    assert swapped == ("transposed", "79", "97")


def test_a_share_is_mended_as_it_is_printed(printed) -> None:
    (finding,) = printed("indicator-over-100", SOUND, POINT_ROWS.replace("{actual}", "105%"))
    assert ("digit", "105%", "100%") in [(c.kind, c.stated, c.proposed) for c in finding.candidates]


def test_a_score_below_zero_is_an_error_where_no_weight_is_printed() -> None:
    text = "| 指标 | 得分 |\n| 一 | -5 |\n| 二 | 90 |\n总得分：95"
    (finding,) = found(text, "indicator-score-range")
    assert (finding.severity, finding.stated, finding.recomputed) == ("error", "-5", "0")
    assert [(c.kind, c.proposed) for c in finding.candidates][:1] == [("sign", "5")]


@pytest.mark.parametrize("cell", ["747,30000", "12.5.3", "7,473,00000.00", "1,23万元"])
def test_digits_that_make_no_number_are_told(printed, cell: str) -> None:
    (finding,) = printed("figure-unreadable", SOUND.replace("50", cell, 1))
    assert (finding.severity, finding.stated, finding.label) == ("warning", cell, "年度资金总额")


@pytest.mark.parametrize("cell", ["7,473.00", "１２.５", "—", "", "见附件1", "0.5%", "12 500"])
def test_numbers_words_and_dashes_are_no_broken_numbers(printed, cell: str) -> None:
    assert printed("figure-unreadable", SOUND.replace("50", cell, 1)) == []


def test_a_part_left_out_is_told_once_for_each_amount() -> None:
    text = "| 指标 | 分值 | 得分 |\n| 一 | 50 | 50 |\n| 二 | 44 | 43 |\n总分值：100\n总得分：99"
    said = [c.message for f in found(text, "total-weight") for c in f.candidates]
    assert "a part of 6 weight, 6 score may be left out of the list" in said


def test_money_printed_in_yuan_is_told_without_zeros_that_nobody_printed(printed) -> None:
    rows = """年度资金总额 | 21,616,400.00 | 21,616,400.00 | 10 | 100% | 10
其中：财政拨款 | 11,616,400.00 | 10,716,400.00 |  |  |
其他资金 | 10,900,000.00 | 10,900,000.00 |  |  |
"""
    (finding,) = printed("fund-sources-sum", rows, unit="元")
    assert (finding.stated, finding.recomputed) == ("2161.64", "2251.64")
    assert finding.check is not None
    assert finding.check.formula == "1161.64 + 1090"


def test_a_total_score_that_lost_its_point_in_the_text_contradicts_the_form(printed) -> None:
    told = "<p>一、自评结论</p><p>本次自评得分9770分，自评等级为“优”。</p>"
    (finding,) = printed("text-score", SOUND, after=told)
    assert (finding.stated, finding.recomputed) == ("9770", "100")


CONSTANT = """| 资金 | 年初预算数 | 全年预算数 | 全年执行数 |
| 合计 | 300.69 | 337.63 | 337.63 |
| 财政拨款 | 44.49 | 47.65 | 47.65 |
| 单位资金 | {0} | {0} | {0} |
| 其他资金 | 28.06 | 30.53 | 30.53 |
"""


@pytest.mark.parametrize("own", ["110.72", "0"])
def test_a_row_left_out_of_every_column_is_one_cause_and_named_first(own: str) -> None:
    findings = found(CONSTANT.format(own), "fund-sources-sum")
    assert len(findings) == 3
    assert len({f.cause for f in findings}) == 1
    assert findings[0].cause
    assert findings[0].candidates[0].kind == "omitted-row"


def test_a_row_that_says_the_same_in_every_column_is_no_copy_before_a_figure_said_again() -> None:
    text = (
        "| 资金 | 年初预算数 | 全年预算数 | 全年执行数 |\n| 合计 | 946.36 | 1114.59 | 1114.59 |\n"
        "| 财政拨款 | 393.52 | 589.66 | 561.75 |\n| 其他资金 | 552.84 | 552.84 | 552.84 |"
    )
    (finding,) = found(text, "fund-sources-sum")
    best = finding.candidates[0]
    assert (best.stated, best.proposed) == ("589.66", "561.75")


def test_a_point_that_was_left_out_is_put_back_whatever_the_decimals() -> None:
    text = (
        "| 资金 | 全年预算数 | 全年执行数 |\n| 合计 | 174444746 | 143.984301 |\n"
        "| 财政拨款 | 72.845425 | 57.274050 |\n| 其他资金 | 101.599321 | 86.710251 |"
    )
    assert first(text, "fund-sources-sum") == ("shift", "174444746", "174.444746")


def test_a_slip_of_the_hand_is_no_bound() -> None:
    text = "设备采购支出 20.619 >= 办公设备 66.73 + 专用设备 109.76"
    (finding,) = found(text, "text-sum")
    told = {c.kind: c.message for c in finding.candidates}
    assert "may stand for" in told["missing-digit"]
    assert all("should be" not in said for kind, said in told.items() if kind != "value")


def test_a_refund_with_a_negative_rate_is_explained_as_any_other(printed) -> None:
    rows = "年度资金总额 | 100 | -5 | 10 | {} | 0\n其中：财政拨款 | 100 | -5 |  |  |\n"
    assert printed("fund-rate", rows.format("-5%")) == []
    (finding,) = printed("fund-rate", rows.format("-50%"))
    assert ("-50%", "-5%") in [(c.stated, c.proposed) for c in finding.candidates]
    assert all(c.kind != "sign" for c in finding.candidates)
