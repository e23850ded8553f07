"""Forms that look wrong and are not: read from pages as published, nothing may be said of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.score.pages import report, told_of

PROJECT = "2022年度项目支出绩效自评表"
HEAD = ["项目名称 | 农村公路养护*7", "主管部门 | 交通运输局*3 | 实施单位 | 公路中心*3"]
MONEY = "项目资金（万元） | 资金 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分"
ROWS = "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施"
INDICATORS = [
    ROWS,
    "产出指标^2 | 数量指标 | 养护里程 | ≥120公里 | 130公里 | 30 | 30 | 无",
    "质量指标 | 验收合格率 | ≥95% | 98% | 20 | 20 | 无",
    "效益指标 | 社会效益指标 | 通行条件 | 改善 | 改善 | 30 | 30 | 无",
    "满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90% | 95% | 10 | 10 | 无",
]


def form(*money: str, total: str = "100 | {}", indicators: list[str] | None = None) -> list[str]:
    """A project form of 财预〔2020〕10号 with these rows in its money table."""
    return [*HEAD, MONEY, *money, *(indicators or INDICATORS), f"总分*5 | {total} | "]


def silent(folder: Path, rows: list[str], told: str = "", title: str = PROJECT) -> bool:
    """True where a form is found, with rows, and nothing is told of it."""
    understood = report(folder, title, rows, told)
    assert understood.forms
    assert understood.forms[0].funds or understood.forms[0].indicators
    found = told_of(folder, title, rows, told)
    assert found == []
    return not found


def test_rounding_at_every_level(tmp_path):
    rows = form(
        " | 年度资金总额 | 100.0 | 100.0 | 85.7 | 10 | 86% | 8.6",
        " | 其中：当年财政拨款 | 66.66 | 66.66 | 57.13 | - | - | -",
        " | 上年结转资金 | 0 | 0 | 0 | - | - | -",
        " | 其他资金 | 33.33 | 33.33 | 28.52 | - | - | -",
        total="100 | 98.6",
    )
    told = (
        "全年预算数99.99万元，全年执行数85.657万元，执行率85.7%，其中财政拨款57.1万元（占66.7%）。"
    )
    assert silent(tmp_path, rows, told)


def test_more_than_all_executed_earns_the_full_weight_and_only_that_is_told(tmp_path):
    rows = form(" | 年度资金总额 | 100 | 100 | 103 | 10 | 103% | 10", total="100 | 100")
    assert told_of(tmp_path, PROJECT, rows) == ["fund-overspent warning"]


def test_a_list_of_which_only_one_part_is_named(tmp_path):
    rows = form(
        " | 年度资金总额 | 100 | 100 | 100 | 10 | 100% | 10",
        " | 其中：财政拨款 | 60 | 60 | 60 | - | - | -",
        total="100 | 100",
    )
    assert silent(tmp_path, rows)


def test_central_and_provincial_money_alone_do_not_make_up_the_total(tmp_path):
    rows = form(
        " | 年度资金总额 | 100 | 100 | 100 | 10 | 100% | 10",
        " | 其中：中央财政资金 | 50 | 50 | 50 | - | - | -",
        " | 省级财政资金 | 20 | 20 | 20 | - | - | -",
        total="100 | 100",
    )
    assert silent(tmp_path, rows)


def test_money_brought_forward_within_the_fiscal_money(tmp_path):
    rows = form(
        " | 年度资金总额 | 100 | 100 | 100 | 10 | 100% | 10",
        " | （1）财政拨款 | 80 | 80 | 80 | - | - | -",
        " | 其中：上年结转 | 30 | 30 | 30 | - | - | -",
        " | （2）其他资金 | 20 | 20 | 20 | - | - | -",
        total="100 | 100",
    )
    assert silent(tmp_path, rows)


def test_levels_of_government_that_stand_beside_the_fiscal_money(tmp_path):
    rows = form(
        " | 年度资金总额 | 175 | 175 | 175 | 10 | 100% | 10",
        " | 财政拨款 | 50 | 50 | 50 | - | - | -",
        " | 中央补助 | 100 | 100 | 100 | - | - | -",
        " | 其他资金 | 25 | 25 | 25 | - | - | -",
        total="100 | 100",
    )
    assert silent(tmp_path, rows)


def test_sources_under_each_of_several_projects(tmp_path):
    rows = form(
        " | 年度资金总额 | 100 | 100 | 100 | 10 | 100% | 10",
        " | 公路养护项目 | 60 | 60 | 60 | - | - | -",
        " | 其中：财政拨款 | 50 | 50 | 50 | - | - | -",
        " | 其他资金 | 10 | 10 | 10 | - | - | -",
        " | 桥梁加固项目 | 40 | 40 | 40 | - | - | -",
        " | 其中：财政拨款 | 25 | 25 | 25 | - | - | -",
        " | 其他资金 | 15 | 15 | 15 | - | - | -",
        total="100 | 100",
    )
    assert silent(tmp_path, rows)


def test_a_form_with_a_total_and_no_parts(tmp_path):
    rows = form(" | 年度资金总额 | 23 | 23 | 21.16 | 10 | 92% | 9.2", total="100 | 99.2")
    assert silent(tmp_path, rows)


@pytest.mark.parametrize("rate", ["0%", "/", "100%", ""])
def test_zero_budgets(tmp_path, rate):
    rows = form(
        f" | 年度资金总额 | 0 | 0 | 0 | 10 | {rate} | 10",
        " | 其中：当年财政拨款 | 0 | 0 | 0 | - | - | -",
        " | 上年结转资金 | 0 | 0 | 0 | - | - | -",
        " | 其他资金 | 0 | 0 | 0 | - | - | -",
        total="100 | 100",
    )
    assert silent(tmp_path, rows)


def test_negative_adjustments(tmp_path):
    rows = form(
        " | 年度资金总额 | 100 | 95 | 95 | 10 | 100% | 10",
        " | 其中：当年财政拨款 | 100 | 100 | 100 | - | - | -",
        " | 上年结转资金 | 0 | -5 | -5 | - | - | -",
        " | 其他资金 | 0 | 0 | 0 | - | - | -",
        total="100 | 100",
    )
    assert silent(tmp_path, rows)


def test_an_execution_that_is_scored_among_the_indicators(tmp_path):
    rows = form(
        " | 年度资金总额 | 100 | 100 | 80 | 10 | 80% | -",
        " | 其中：当年财政拨款 | 100 | 100 | 80 | - | - | -",
        " | 其他资金 | 0 | 0 | 0 | - | - | -",
        total="100 | 98",
        indicators=[
            ROWS,
            "预算执行率 | 预算执行率 | 预算执行率 | 100% | 80% | 10 | 8 | 支付较慢",
            *INDICATORS[1:],
        ],
    )
    assert silent(tmp_path, rows)


@pytest.mark.parametrize("points", ["- | 86% | -", "10 | 86% | 8.6"])
def test_an_execution_told_with_both_totals_counts_once(tmp_path, points):
    rows = [
        "部门名称 | 退役军人事务局*7",
        "整体资金（万元）*2 | 项目 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分",
        "整体资金^5 | 资金来源^2 | 合计 | 100 | 86 | 10 | 86% | 8.6",
        "财政拨款 | 100 | 86 | - | - | -",
        f"资金结构^3 | 合计 | 100 | 86 | {points}",
        "基本支出 | 40 | 36 | - | - | -",
        "项目支出 | 60 | 50 | - | - | -",
        *INDICATORS,
        "总分*5 | 100 | 98.6 | ",
    ]
    assert silent(tmp_path, rows, title="2022年度部门整体支出绩效自评表")


def test_a_transfer_form_without_weights(tmp_path):
    rows = [
        "转移支付（项目）名称 | 衔接资金*5",
        "中央主管部门 | 财政部*5",
        "资金情况（万元） | 资金 | 全年预算数（A） | 全年执行数（B） | 预算执行率（B/A）*2",
        " | 年度资金总额： | 808.1 | 692.98 | 86%*2",
        " | 其中：中央补助 | 808.1 | 692.98 | 86%*2",
        " | 地方资金 |  |  | *2",
        " | 其他资金 |  |  | *2",
        "一级指标 | 二级指标 | 三级指标 | 指标值 | 全年实际完成值 | 未完成原因和改进措施",
        "产出指标 | 数量指标 | 建设公路 | 20 | 20 | ",
        "满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90% | 95% | ",
    ]
    assert silent(tmp_path, rows, title="2022年度中央对地方转移支付绩效目标自评表")


def test_twenty_and_eighty_without_weights_by_row(tmp_path):
    rows = [
        "项目名称 | 公路养护*5",
        "预算执行情况（万元）（20分） | 资金 | 预算数（A） | 执行数（B） | 执行率（B/A） | 得分（20分*执行率）",
        " | 年度财政资金总额 | 50 | 40 | 80% | 16",
        "一级指标 | 二级指标 | 三级指标 | 年初目标值（A） | 实际完成值（B） | 得分",
        "产出指标（50分）^2 | 数量指标 | 养护里程 | 120公里 | 130公里 | 30",
        "质量指标 | 验收合格率 | 95% | 98% | 20",
        "满意度指标（30分） | 服务对象满意度指标 | 群众满意度 | 90% | 95% | 30",
        "总分*5 | 96",
    ]
    assert silent(tmp_path, rows)


def test_a_form_without_scores(tmp_path):
    rows = [
        "项目名称 | 公路养护*4",
        "预算执行情况（万元） | 资金 | 预算数 | 执行数 | 执行率",
        " | 总额 | 50 | 40 | 80%",
        "一级指标 | 二级指标 | 三级指标 | 预期指标值 | 实际完成指标值",
        "项目完成指标^2 | 数量指标 | 养护里程 | ≥120公里 | 100公里",
        "质量指标 | 验收合格率 | ≥95% | 90%",
        "满意度指标 | 满意度指标 | 群众满意度 | ≥90% | 85%",
    ]
    assert silent(tmp_path, rows)


TWO_YEARS = """
一、基本情况
2022年全年预算数100万元，全年执行数90万元，执行率90%。2021年全年预算数80万元，全年执行数76万元，执行率95%。
2022年全年执行数90万元，较上年76万元增加14万元，增长18.4%；人员经费占比较上年下降2个百分点。
2021年度项目支出76万元，其中设备购置30万元（占39.5%）、维修46万元（占60.5%）。
"""


def test_a_document_with_figures_of_two_years(tmp_path):
    rows = form(" | 年度资金总额 | 95 | 100 | 90 | 10 | 90% | 9", total="100 | 99")
    assert silent(tmp_path, rows, TWO_YEARS)


def test_percentages_of_percentages(tmp_path):
    rows = form(" | 年度资金总额 | 95 | 100 | 90 | 10 | 90% | 9", total="100 | 99")
    told = """
    一、绩效情况
    任务完成率98%，完成目标值的103.2%，较上年提高3.2个百分点，增幅3.4%。
    总支出90万元，其中基本支出60万元，其中人员经费45万元，占50%；公用经费15万元，占25%；项目支出30万元。
    验收合格率98%，是目标值95%的103%。满意度由92%提高到95%，提高3.3%。
    """
    assert silent(tmp_path, rows, told)


def test_grades_and_scores_of_several_forms_are_not_mixed(tmp_path):
    rows = form(" | 年度资金总额 | 95 | 100 | 90 | 10 | 90% | 9", total="100 | 99")
    told = """
    一、自评结论
    共自评项目15个，其中优12个、良3个。共实施民生项目8个，其中重点项目6个、市级项目5个。
    共发放问卷50份，收回48份，满意度97.9%。另电话访谈37人，综合满意度为96.3%。
    """
    assert silent(tmp_path, rows, told)
