"""Forms and sentences as provinces publish them: what is read, and that one slip is found alone."""

from __future__ import annotations

from pathlib import Path

import pytest

import extract
import score
from normalize import understand
from normalize.report import Report
from tests.score.builders import read
from tests.score.pages import report

TITLE = "2022年度项目支出绩效自评表"
MONEY = [
    "项目名称 | 农村敬老院改造*6",
    "项目资金（万元） | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分",
    "年度资金总额 | 500 | 480 | 470.4 | 10 | 98% | 9.8",
]
LEVELS = "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分"
ROWS = [
    "产出指标 | 数量指标 | 改造敬老院 | 6处 | 6处 | 50 | 50",
    "效益指标 | 社会效益指标 | 供养老人 | ≥300人 | 312人 | 30 | 30",
    "满意度指标 | 服务对象满意度 | 老人满意度 | ≥90% | 95% | 10 | 10",
]
FORM = [*MONEY, LEVELS, *ROWS]


def said(found: Report) -> list[tuple[str, str, str]]:
    findings = score.verify(found).findings
    return [(f.rule, f.stated, f.recomputed) for f in findings if f.severity != "note"]


def test_a_target_adjusted_during_the_year_is_the_one_that_counts(tmp_path: Path) -> None:
    levels = "一级指标 | 三级指标 | 年初指标值 | 调整指标值 | 全年完成值 | 分值 | 得分"
    rows = [
        "产出指标 | 坡改梯面积 | 1500亩 | 1400亩 | 1410亩 | 50 | 50",
        "效益指标 | 减少流失 | 3万吨 |  | 3万吨 | 30 | 30",
        "满意度指标 | 群众满意度 | 90% | 90% | 92% | 10 | 10",
    ]
    found = report(tmp_path, TITLE, [*MONEY, levels, *rows, "总分*5 | 100 | 99.8"])
    assert [row.target for row in found.forms[0].indicators] == ["1400亩", "3万吨", "90%"]
    assert said(found) == []


@pytest.mark.parametrize(
    ("executed", "slips"),
    [("320", []), ("302", [("fund-breakdown-sum", "2100", "2082")])],
)
def test_what_a_nested_list_goes_on_with_is_no_part_of_the_outer_one(
    tmp_path: Path, executed: str, slips: list[tuple[str, str, str]]
) -> None:
    rows = [
        "部门名称 | 某州林业局*3",
        "整体资金（万元） | 年初预算数 | 全年预算数 | 全年执行数",
        "合计 | 5210 | 6130 | 6130",
        "一、基本支出 | 2210 | 2330 | 2330",
        "其中：1.人员经费 | 2000 | 2100 | 2100",
        "其中：在职人员经费 | 1700 | 1780 | 1780",
        f"离退休人员经费 | 300 | 320 | {executed}",
        "2.公用经费 | 210 | 230 | 230",
        "二、项目支出 | 3000 | 3800 | 3800",
        LEVELS,
        *ROWS,
    ]
    found = report(tmp_path, "2022年度部门整体支出绩效自评表", rows)
    assert [row.parent_row for row in found.forms[0].funds] == [None, 1, 2, 3, 3, 2, 1]
    assert said(found) == slips


@pytest.mark.parametrize(("below", "slips"), [("98", []), ("89", [("total-score", "89", "99.8")])])
def test_a_total_printed_in_the_head_and_below_is_checked_twice(
    tmp_path: Path, below: str, slips: list[tuple[str, str, str]]
) -> None:
    below = "99.8" if not slips else below
    head = ["自评总分 | 99.8 | 评价等级 | 优*4"]
    found = report(tmp_path, TITLE, [*head, *FORM, f"总分*5 | 100 | {below}"])
    assert said(found) == slips


def test_the_total_of_the_indicators_alone_is_a_subtotal(tmp_path: Path) -> None:
    rows = [*FORM, "绩效指标得分合计*5 | 90 | {}", "总分*5 | 100 | 99.8"]
    right = [row.format("90") for row in rows]
    (form,) = report(tmp_path, TITLE, right).forms
    assert form.score_total_stated is not None
    assert (str(form.score_total_stated.value), form.leftovers) == ("99.8", ())
    assert said(report(tmp_path, TITLE, right)) == []
    wrong = [row.format("88") for row in rows]
    assert said(report(tmp_path, TITLE, wrong)) == [("group-subtotal", "88", "90")]


def test_money_may_stand_under_the_indicators_of_its_form(tmp_path: Path) -> None:
    rows = ["项目名称 | 种苗繁育*6", LEVELS, *ROWS, "总分*5 | 90 | 90", *MONEY[1:]]
    (form,) = report(tmp_path, TITLE, rows).forms
    assert [str(f.figures["executed"].value) for f in form.funds] == ["470.4"]
    assert len(form.indicators) == 3


def test_a_list_of_spending_under_the_money_makes_no_rows_of_it(tmp_path: Path) -> None:
    spent = [
        "二、项目支出明细情况*7",
        "支出内容 | 实际支出数（元）*2 | 会计凭证号*2 | 备注*2",
        "设备购置 | 4000000*2 | 12-0045*2 | *2",
        "合计 | 4000000*2 | *2 | *2",
    ]
    (form,) = report(tmp_path, TITLE, [*MONEY, *spent, LEVELS, *ROWS]).forms
    assert [f.label for f in form.funds] == ["年度资金总额"]


def test_points_of_a_level_that_each_row_repeats_are_those_of_one_group(tmp_path: Path) -> None:
    levels = "一级指标 | 分值 | 二级指标 | 三级指标 | 分值 | 评分标准 | 自评得分"
    rows = [
        "投入 | 40 | 预算配置 | 人员控制率 | 10 | 控制在100%以内 | 10",
        "投入 | 40 | 预算配置 | 三公经费变动率 | {} | 不增加 | {}",
        "产出 | 60 | 职责履行 | 重点工作完成率 | 60 | 全部完成 | 60",
    ]
    title = "2021年度部门整体支出绩效评价指标评分表"
    right = [row.format(30, 30) for row in rows]
    assert said(report(tmp_path, title, [levels, *right])) == []
    wrong = [row.format(20, 20) for row in rows]
    rules = {rule for rule, _, _ in said(report(tmp_path, title, [levels, *wrong]))}
    assert "indicator-group-weight" in rules


def test_the_names_of_three_levels_may_stand_under_one_header(tmp_path: Path) -> None:
    rows = [
        "评价指标*3 | 指标分值^2 | 评价要点^2 | 自评得分^2 | 得分说明^2",
        "一级指标 | 二级指标 | 三级指标",
        "预算编制（40分） | 目标管理 | 目标制定 | 40 | 要素完整 | 40 | ",
        "综合管理（60分） | 信息公开 | 按时公开 | 60 | 按要求公开 | 60 | ",
        "合计*3 | 100 |  | 100 | ",
    ]
    (form,) = report(tmp_path, "2018年度部门整体支出绩效自评评分表", rows).forms
    assert [row.level3 for row in form.indicators] == ["目标制定", "按时公开"]
    assert [row.level1 for row in form.indicators] == ["预算编制（40分）", "综合管理（60分）"]


def test_weight_and_score_in_one_column_are_told_apart_in_every_row(tmp_path: Path) -> None:
    rows = [
        "项目名称 | 敬老院改造*5",
        "项目资金（万元） | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | 分值/得分",
        "年度资金总额 | 500 | 480 | 470.4 | 98% | 10/9.8",
        "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值/得分",
        "产出指标 | 数量指标 | 改造敬老院 | 6处 | 6处 | 90/90",
        "总分*5 | 100/{}",
    ]
    (form,) = report(tmp_path, TITLE, [row.format("99.8") for row in rows]).forms
    assert form.score_total_stated is not None
    assert str(form.score_total_stated.value) == "99.8"
    assert str(form.funds[0].figures["score"].value) == "9.8"
    wrong = report(tmp_path, TITLE, [row.format("98.9") for row in rows])
    assert said(wrong) == [("total-score", "98.9", "99.8")]


def test_sources_across_with_a_column_of_remarks(tmp_path: Path) -> None:
    rows = [
        "项目名称 | 中小企业专项*5",
        "资金来源（万元） | 省级财政 | 市县配套 | 企业自筹 | 合计 | 备注",
        "预算数 | 500 | 200 | 1300 | 2000 | ",
        "到位数 | 500 | 180 | 1300 | 1980 | ",
        "执行数 | 480 | 175 | 1300 | {} | ",
        "一级指标 | 三级指标 | 目标值 | 完成值 | 分值 | 得分",
        "产出指标 | 支持企业 | 30家 | 32家 | 100 | 100",
    ]
    right = report(tmp_path, TITLE, [row.format(1955) for row in rows])
    total = right.forms[0].funds[-1].figures
    assert [str(total[c].value) for c in ("budget", "arrived", "executed")] == [
        "2000",
        "1980",
        "1955",
    ]
    assert said(right) == []
    wrong = report(tmp_path, TITLE, [row.format(1595) for row in rows])
    assert said(wrong) == [("fund-sources-sum", "1595", "1955")]


def test_a_line_without_spaces_is_cut_where_the_next_label_begins(tmp_path: Path) -> None:
    line = "项目名称：古厝保护专项主管部门：福州市文物局金额单位：万元"
    rows = ["项目资金 | 预算数 | 执行数 | 执行率", "资金总额 | 100 | 98 | 98%", *[LEVELS, *ROWS]]
    path = tmp_path / "glued.html"
    cells = "".join(
        "<tr>" + "".join(f"<td>{cell.strip()}</td>" for cell in row.split("|")) + "</tr>"
        for row in rows
    )
    path.write_text(f"<p>{TITLE}</p><p>{line}</p><table>{cells}</table>", encoding="utf-8")
    (form,) = understand(extract.read(path)).forms
    assert (form.project, form.department) == ("古厝保护专项", "福州市文物局")


def test_the_seal_is_no_part_of_a_name(tmp_path: Path) -> None:
    (form,) = report(tmp_path, TITLE, ["实施单位 | 某市体育局（盖章）*6", *FORM]).forms
    assert form.unit == "某市体育局"


def test_a_grade_below_the_table_is_one_finding_and_not_two(tmp_path: Path) -> None:
    found = report(tmp_path, TITLE, [*FORM, "总分*5 | 100 | 99.8"], "自评等级：良")
    assert said(found) == [("grade-band", "良", "优")]


@pytest.mark.parametrize(("rate", "slips"), [("98%", []), ("89%", [("text-table", "89%", "98%")])])
def test_the_rate_of_the_text_is_held_against_the_row_with_its_spending(
    tmp_path: Path, rate: str, slips: list[tuple[str, str, str]]
) -> None:
    text = f"一、资金使用情况\n全年实际支出470.4万元，预算执行率{rate}。"
    assert said(report(tmp_path, TITLE, [*FORM, "总分*5 | 100 | 99.8"], text)) == slips


@pytest.mark.parametrize(
    "sentence",
    [
        "截至6月底实际支出470.4万元，执行率45%。",
        "上年实际支出470.4万元，执行率45%。",
        "全年实际支出470.4万元，执行率94.08%。",  # of the initial budget
        "中央资金实际支出470.4万元，执行率45%。",
    ],
)
def test_a_rate_of_something_else_is_not_that_of_the_table(tmp_path: Path, sentence: str) -> None:
    found = report(tmp_path, TITLE, [*FORM, "总分*5 | 100 | 99.8"], f"一、资金\n{sentence}")
    assert said(found) == []


SCORED = "项目自评综合得分为{}分，其中：投入20分得19.7分，过程20分得19.5分，产出30分得29分，效益30分得28分。"


@pytest.mark.parametrize(
    ("sentence", "slips"),
    [
        (SCORED.format("96.2"), []),
        (SCORED.format("92.6"), [("text-score-sum", "92.6", "96.2")]),
        ("预算执行9.6分、产出50分、效益28分、满意度10分，总得分97.6分。", []),
        (
            "预算执行9.6分、产出50分、效益30分、满意度10分，总得分97.6分。",
            [("text-score-sum", "97.6", "99.6")],
        ),
        # the execution is left out; what could be won; a total that was rounded
        ("自评得分97分，其中产出指标49分、效益指标29分、满意度指标9分。", []),
        ("项目总分100分，其中决策20分、过程20分、产出30分、效益30分，最终得分93.5分。", []),
    ],
)
def test_the_groups_of_the_text_make_its_score(
    sentence: str, slips: list[tuple[str, str, str]]
) -> None:
    assert said(read(f"叙述：{sentence}")) == slips


def test_a_rounded_total_of_groups_is_a_note() -> None:
    text = "自评得分97分，其中产出指标49分、效益指标29分、满意度指标9.15分、预算执行率9.75分。"
    (finding,) = score.verify(read(f"叙述：{text}")).findings
    assert (finding.rule, finding.severity) == ("text-score-sum", "note")


@pytest.mark.parametrize(
    ("sentence", "slips"),
    [
        (
            "年初预算860万元，年中追加95.5万元，调整后预算955.5万元，全年执行数931.16万元，执行率97.45%。",
            [],
        ),
        (
            "年初预算860万元，年中追加95.5万元，调整后预算955.5万元，全年执行数931.16万元，执行率94.75%。",
            [("text-rate", "94.75%", "97.4526%")],
        ),
        ("年初预算100万元，调整后预算120万元，实际支出90万元，执行率90%。", []),
        ("项目预算500万元。全年实际支出480万元，执行率90%。", [("text-rate", "90%", "96%")]),
        ("计划安排资金2680万元，到位资金2600万元，到位率97.01%。", []),
        (
            "计划安排资金2680万元，到位资金2600万元，到位率100%。",
            [("text-rate", "100%", "97.015%")],
        ),
        ("年初预算100万元，实际到位120万元，到位率100%。", []),
    ],
)
def test_a_rate_goes_by_the_adjusted_budget_or_the_one_in_the_sentence_before(
    sentence: str, slips: list[tuple[str, str, str]]
) -> None:
    assert said(read(f"叙述：{sentence}")) == slips


def test_the_messages_say_what_was_expected(tmp_path: Path) -> None:
    rows = [row.replace("| 50 | 50", "| 51 | 51") for row in FORM]
    found = report(tmp_path, TITLE, [*rows, "总分*5 | 101 | 100.8"])
    (finding,) = [f for f in score.verify(found).findings if f.rule == "total-not-100"]
    assert finding.message == "The weights add up to 101, as is printed, where 100 is expected."
    missed = [row.replace("312人", "204人") for row in FORM]
    (finding,) = [
        f
        for f in score.verify(report(tmp_path, TITLE, missed)).findings
        if f.rule == "indicator-attainment"
    ]
    assert "it would be 20.4 by this rule: in proportion" in finding.message


@pytest.mark.parametrize(
    ("spent", "slips"),
    [("288.4", []), ("248.4", [("fund-structure-sum", "1954.06", "1914.06")])],
)
def test_income_beside_spending_under_one_word_for_both_is_kept_apart(
    tmp_path: Path, spent: str, slips: list[tuple[str, str, str]]
) -> None:
    rows = [
        "收入*3 | 支出*3",
        "项目 | 预算数 | 决算数 | 项目 | 预算数 | 决算数",
        "一、财政拨款收入 | 1860.2 | 1905.66 | 一、基本支出 | 1720.2 | 1665.66",
        "二、事业收入 | 40 | 38.5 | 其中：人员经费 | 1520.2 | 1466.16",
        "三、其他收入 | 0 | 2.1 | 公用经费 | 200 | 199.5",
        f"四、上年结转 | 120 | 20 | 二、项目支出 | 300 | {spent}",
        "收入合计 | 2020.2 | 1966.26 | 支出合计 | 2020.2 | 1954.06",
        "一级指标 | 二级指标 | 三级指标 | 分值 | 评分标准 | 得分",
        "部门管理 | 预算编制 | 目标制定 | 100 | 完整得满分 | 97",
    ]
    found = report(tmp_path, "2023年度单位整体支出绩效自评表", rows)
    assert [s for s in said(found) if s[0].startswith("fund")] == slips


def test_one_header_may_stand_over_the_level_and_the_name(tmp_path: Path) -> None:
    rows = [
        "项目名称 | 图书购置专项资金 | 预算金额 | 120 | 实际支出 | 118.8",
        "评价指标*2 | 目标值 | 实际值 | 分值 | 得分",
        "投入^2 | 资金到位率 | 100% | 100% | 10 | 10",
        "预算执行率 | 100% | 99% | 10 | 9.9",
        "产出 | 购置图书册数 | 3万册 | 3.1万册 | 80 | 80",
        "合计*2 |  |  | 100 | 99.9",
    ]
    (form,) = report(tmp_path, "2017年度财政支出项目绩效自评表", rows).forms
    names = [(row.level1, row.level3) for row in form.indicators]
    assert names == [("投入", "资金到位率"), ("投入", "预算执行率"), ("产出", "购置图书册数")]
    assert form.project == "图书购置专项资金"
    assert [str(row.figures["executed"].value) for row in form.funds] == ["118.8"]


def test_labels_of_the_head_may_be_numbered(tmp_path: Path) -> None:
    head = ["一、项 目 名 称 | 冰雪旅游推广*2 | 二、实施单位 | 某市旅游中心*3"]
    (form,) = report(tmp_path, TITLE, [*head, *FORM[1:]]).forms
    assert (form.project, form.unit) == ("冰雪旅游推广", "某市旅游中心")


def test_the_year_may_stand_alone_under_the_title_of_a_report(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(
        "某市科技创新项目绩效自评报告\n（2021年度）\n一、概况\n安排资金100万元。", "utf-8"
    )
    assert understand(extract.read(path)).year == 2021
