"""Sentences and forms that an unfriendly author would write: what has to be found, and what not."""

from __future__ import annotations

from pathlib import Path

import pytest

import fuhe

FORM = """ 2022年度项目支出绩效自评表

| 项目名称 | 农村公路养护 |
| 资金 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
| 年度资金总额 | 280 | 300 | 240 | 10 | 80% | 8 |
| 其中：财政拨款 | 280 | 300 | 240 | | | |

| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 养护里程 | ≥12公里 | 12公里 | 60 | 60 |
| 效益指标 | 社会效益指标 | 群众出行 | 便利 | 便利 | 30 | 30 |
| 总分 | 100 | 98 |
"""


def found(folder: Path, text: str, form: str = "") -> list[tuple[str, str, str]]:
    """Rule, stated and recomputed of every error and warning in a report of one section."""
    path = folder / "report.txt"
    path.write_text(
        f"{form}\n\n 2022年度绩效自评报告\n\n一、自评情况\n\n    {text}\n", encoding="utf-8"
    )
    said = fuhe.read(path).findings
    return [(f.rule, f.stated, f.recomputed) for f in said if f.severity != "note"]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (
            "2022年支出80.19万元，上年支出67.05万元，同比增长21.10%。",
            ("text-growth", "21.1%", "19.5973%"),
        ),
        (
            "与2021年的52.31万元相比，2022年支出40.49万元，减少11.82万元，降幅32.60%。",
            ("text-growth", "32.6%", "22.5961%"),
        ),
        ("政府采购预算100万元，实际支出87万元，执行率90%。", ("text-rate", "90%", "87%")),
        ("经自评，得分95.5分，自评等级为良。", ("grade-band", "良", "优")),
        (
            "85分以上为优，75-85分为良，60-75分为中。本次自评得分70分，等级为“良”。",
            ("grade-band", "良", "中"),
        ),
        (
            "收回有效问卷62份，满意度为92.0%。",
            ("satisfaction-count", "92.0%", "91.94% / 93.55%"),
        ),
        ("购买服务50万元，折合510000元。", ("text-unit-pair", "51", "50")),
        (
            "省级资金200万元，实际支出160万元，执行率90%；县级资金100万元，实际支出80万元，执行率80%。",
            ("text-rate", "90%", "80%"),
        ),
        ("支出260万元，完成预算300万元的80%。", ("text-share", "80%", "86.667%")),
        (
            "共组织12个项目开展绩效自评，其中优秀10个，良好3个。",
            ("text-count-sum", "12", "13"),
        ),
    ],
)
def test_a_contradiction_in_one_sentence_is_found(tmp_path, text, finding):
    assert found(tmp_path, text) == [finding]


@pytest.mark.parametrize(
    "text",
    [
        "与2021年的52.31万元相比，2022年支出40.49万元，减少11.82万元，降幅22.60%。",
        "项目资金100万元，其中购买服务50万元，即500000元，设备购置30万元，宣传费20万元。",
        "收入总计100万元，其中财政拨款85万元，其他收入15万元；支出总计95万元，结转下年5万元。",
        "“三公”经费12万元，其中接待费2万元，车辆运行费10万元，比上年13.00万元减少1.00万元。",
        "共组织12个项目开展绩效自评，其中优秀10个，良好2个。",
        "甲项目自评得分86分，等级为良；乙项目自评得分96分，等级为优。",
        "85分以上为优，75-85分为良，60-75分为中。本次自评得分86分，等级为“优”。",
        "收回有效问卷62份，满意度为91.9%。",
    ],
)
def test_a_sentence_that_agrees_is_left_alone(tmp_path, text):
    assert found(tmp_path, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "政府采购预算100万元，实际支出87万元，执行率87%。",
        "会议费预算3万元，执行数2万元。",
        "本年追加预算100万元，其中：人员支出20万元，项目支出80万元。",
        "注：总分90分（含）以上为优，80（含）—90分为良。",
    ],
)
def test_what_is_told_of_something_else_is_not_the_form_s(tmp_path, text):
    assert found(tmp_path, text, FORM) == []


@pytest.mark.parametrize(
    "text", ["全年支出250万元。", "农村公路养护预算300万元，实际支出250万元。"]
)
def test_what_is_told_of_the_whole_is_the_form_s(tmp_path, text):
    assert found(tmp_path, text, FORM) == [("text-table", "250", "240")]


def test_a_blank_budget_is_not_looked_up_in_the_column_beside_it(tmp_path):
    blank = FORM.replace("| 年度资金总额 | 280 | 300 |", "| 年度资金总额 | 280 |  |")
    assert [rule for rule, *_ in found(tmp_path, "全年预算数300万元。", blank)] == [
        "fund-total-blank"
    ]


def test_a_total_that_is_the_sum_of_its_scores_was_not_rounded(tmp_path):
    assert found(tmp_path, "本次自评得分97.5分。", FORM) == [("text-score", "97.5", "98")]


def test_a_rounded_total_may_be_told_with_more_digits(tmp_path):
    rounded = FORM.replace("| 10 | 80% | 8 |", "| 10 | 80% | 8.0 |").replace(
        "| 30 | 30 |", "| 30 | 29.6 |"
    )
    assert found(tmp_path, "本次自评得分97.6分。", rounded) == []


def test_the_same_indicator_twice_is_found_where_no_targets_are_printed(tmp_path):
    table = """ 2022年度部门整体支出绩效自评评分表

| 一级指标 | 二级指标 | 三级指标 | 分值 | 评分标准 | 得分 |
| 投入 | 目标设定 | 绩效目标合理性 | 50 | 合理得满分 | 50 |
| 过程 | 预算管理 | 管理制度健全性 | 25 | 健全得满分 | 25 |
| 过程 | 预算管理 | 管理制度健全性 | 25 | 健全得满分 | 25 |
| 合计 | 100 |  | 100 |
"""
    assert [rule for rule, *_ in found(tmp_path, "情况良好。", table)] == ["indicator-repeated"]


def test_zeros_at_the_end_of_an_amount_in_yuan_prove_nothing(tmp_path):
    slipped = """ 2022年度项目支出绩效自评表

| 项目名称 | 农村公路养护 |
| 资金 | 全年预算数 | 全年执行数 | 执行率 |
| 年度资金总额 | 37.00 | 32.50 | 87.84% |
| 其中：中央补助 | 11.21 | 9.85 | 87.84% |
| 自治区补助 | 12.89 | 11.32 | 87.84% |
| 市县资金 | 128900 | 11.33 | 87.84% |

| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 养护里程 | ≥12公里 | 12公里 | 100 | 100 |
"""
    assert ("unit-slip", "128900", "12.89") in found(tmp_path, "情况良好。", slipped)


def test_a_part_of_the_whole_spending_is_compared_with_its_row(tmp_path):
    form = """ 2022年度部门整体支出绩效自评表

| 资金 | | 全年预算数 | 全年执行数 |
| 资金结构 | 合计 | 1000 | 950 |
| | 基本支出 | 520 | 510 |
| | 项目支出 | 480 | 440 |

| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 养护里程 | ≥12公里 | 12公里 | 100 | 100 |
"""
    text = "部门整体支出950万元，其中基本支出310万元，项目支出440万元。"
    assert set(found(tmp_path, text, form)) == {
        ("text-sum", "950", "750"),
        ("text-table", "310", "510"),
    }
