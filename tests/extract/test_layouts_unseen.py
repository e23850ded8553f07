"""Layouts that no family describes: small web pages, through the reader and into clean forms.

A table is drawn line by line, cells apart by ``|``; ``<`` merges with the cell on the left, ``^`` with
the one above.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from extract import read
from normalize import understand
from normalize.report import Form, FundRow, Report
from score import verify

Understood = Callable[..., Report]

HEAD = """
项目名称|<|桥梁养护|<|<|<|<
实施单位|<|青禾县公路所|<|<|<|<
"""
LEVELS = "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分"
ROWS = """
产出指标|数量指标|养护桥梁|10座|10座|60|60
效益指标|社会效益指标|通行安全|提升|提升|30|27
"""
BELOW = f"{LEVELS}\n{ROWS.strip()}\n总分|<|<|<|<|90|87"


def spans(grid: list[list[str]], row: int, col: int) -> tuple[int, int]:
    """Rows and columns that the cell at this slot covers."""
    wide = col + 1
    while wide < len(grid[row]) and grid[row][wide] == "<":
        wide += 1
    low = row + 1
    while low < len(grid) and col < len(grid[low]) and grid[low][col] == "^":
        low += 1
    return low - row, wide - col


def table(text: str) -> str:
    grid = [[c.strip() for c in line.split("|")] for line in text.strip().splitlines()]
    out = ["<table>"]
    for r, line in enumerate(grid):
        out.append("<tr>")
        for c, shown in enumerate(line):
            if shown in ("<", "^"):
                continue
            down, across = spans(grid, r, c)
            inner = html.escape(shown).replace("\\n", "<br>")
            out.append(f"<td rowspan={down} colspan={across}>{inner}</td>")
        out.append("</tr>")
    return "".join([*out, "</table>"])


@pytest.fixture
def understood(tmp_path: Path) -> Understood:
    def understood(*blocks: str) -> Report:
        body = "".join(table(b) if "|" in b else f"<p>{html.escape(b)}</p>" for b in blocks)
        path = tmp_path / "form.html"
        path.write_text(f"<html><meta charset=utf-8><body>{body}</body></html>", "utf-8")
        return understand(read(path))

    return understood


TITLE = "2022年度项目支出绩效自评表"


def money(row: FundRow) -> dict[str, str]:
    return {name: f"{figure.value.normalize():f}" for name, figure in row.figures.items()}


def funds(form: Form) -> dict[str, dict[str, str]]:
    return {row.label: money(row) for row in form.funds}


def points(form: Form) -> list[tuple[str, ...]]:
    """Name, weight and score of each indicator, empty where there is none."""
    found = []
    for row in form.indicators:
        given = (row.figures.get(name) for name in ("weight", "score"))
        found.append((row.level3, *(f"{f.value:f}" if f else "" for f in given)))
    return found


def rules(report: Report) -> Iterable[str]:
    return [f.rule for f in verify(report).findings if f.severity == "error"]


# ------------------------------------------------------------ the money
def test_the_title_of_the_block_names_the_only_row_of_money(understood: Understood) -> None:
    report = understood(
        TITLE, HEAD + "项目资金（万元）|<|预算数|<|执行数|<|执行率\n^|^|500|<|450|<|90%\n" + BELOW
    )
    (form,) = report.forms
    assert funds(form) == {"项目资金": {"budget": "500", "executed": "450", "rate": "0.9"}}
    assert form.funds[0].item == "total"


def test_figures_under_a_header_without_labels_make_one_nameless_row(
    understood: Understood,
) -> None:
    (form,) = understood(TITLE, HEAD + "预算安排|<|实际支出|<|支出率|<|<\n300|<|285|<|95%|<|<\n" + BELOW).forms  # fmt: skip
    assert funds(form) == {"": {"budget": "300", "executed": "285", "rate": "0.95"}}


def test_a_money_table_on_its_side_is_read_by_its_columns(understood: Understood) -> None:
    side = """
项目资金（万元）|<|合计|中央财政|县级财政|其他资金|<
年初预算数|<|100|60|30|10|<
全年执行数|<|90|54|27|9|<
"""
    report = understood(TITLE, HEAD + side + BELOW)
    (form,) = report.forms
    assert funds(form)["县级财政"] == {"budget_initial": "30", "executed": "27"}
    assert [r.item for r in form.funds] == ["total", "fiscal_central", "fiscal_county", "other"]
    assert report.status == "ok"


def test_sources_under_each_kind_of_figure_are_rows(understood: Understood) -> None:
    crossed = """
预算数（万元）|<|<|执行数（万元）|<|<|执行率
合计|财政拨款|其他资金|合计|财政拨款|其他资金|^
100|80|20|95|76|19|95%
"""
    (form,) = understood(TITLE, HEAD + crossed + BELOW).forms
    assert funds(form) == {
        "合计": {"budget": "100", "executed": "95", "rate": "0.95"},
        "财政拨款": {"budget": "80", "executed": "76"},
        "其他资金": {"budget": "20", "executed": "19"},
    }


def test_money_after_the_indicators_belongs_to_the_same_form(understood: Understood) -> None:
    late = f"{LEVELS}\n{ROWS.strip()}\n资金|<|年初预算数|全年预算数|全年执行数|执行率|得分\n资金总额|<|40|40|38|95%|9.5\n总分|<|<|<|<|100|96.5"
    (form,) = understood(TITLE, HEAD + late).forms
    assert funds(form)["资金总额"]["executed"] == "38"
    assert form.score_total_stated is not None
    assert str(form.score_total_stated.value) == "96.5"


def test_pairs_in_two_rows_make_one_line(understood: Understood) -> None:
    pairs = """
年初预算数（元）|<|2000000|<|调整后预算数（元）|<|2100000
预算执行数（元）|<|2058000|<|预算执行率（%）|<|98
"""
    (form,) = understood(TITLE, HEAD + pairs + BELOW).forms
    (row,) = form.funds
    assert money(row) == {
        "budget_initial": "200", "budget": "210", "executed": "205.8", "rate": "0.98",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "bound"),
    [("（全年预算数）：", "budget"), ("（决算数）：", "executed"), ("：", "")],
)
def test_amounts_by_nature_are_bound_only_where_the_heading_says_to_what(
    understood: Understood, heading: str, bound: str
) -> None:
    block = f"""
资金（万元）|年初预算数|全年预算数|全年执行数|分值|执行率|得分
年度资金总额|600|650|637|10|98%|9.8
按收入性质分{heading}|<|<|按支出性质分{heading}|<|<|<
其中：一般公共预算：630|<|<|其中：基本支出：400|<|<|<
"""
    (form,) = understood("2022年度部门整体支出绩效自评表", HEAD + block + BELOW).forms
    source, structure = form.funds[1:]
    assert (source.group, structure.group) == ("source", "structure")
    assert money(source) == ({bound: "630"} if bound else {})
    assert structure.cells["amount"].text == "400"


def test_amounts_by_nature_in_cells_of_their_own_are_no_columns_of_the_table(
    understood: Understood,
) -> None:
    block = """
资金（万元）|<|年初预算数|全年预算数|全年执行数|执行率|得分
年度资金总额|<|600|650|637|98%|9.8
按收入性质分|<|<|<|按支出性质分|<|<
一般公共预算|<|630|<|基本支出|400|<
"""
    (form,) = understood("2022年度部门整体支出绩效自评表", HEAD + block + BELOW).forms
    assert [(r.label, money(r)) for r in form.funds[1:]] == [("一般公共预算", {}), ("基本支出", {})]


def test_a_year_before_a_label_is_passed_over_only_where_all_are_of_one_year(
    understood: Understood,
) -> None:
    one = "资金（万元）|<|2022年年初预算数|2022年全年预算数|<|执行率|得分\n资金总额|<|90|100|<|95%|9\n"
    two = one.replace("2022年年初", "2021年年初")
    (form,) = understood(TITLE, HEAD + one + BELOW).forms
    assert funds(form)["资金总额"]["budget_initial"] == "90"
    (form,) = understood(TITLE, HEAD + two + BELOW).forms
    assert all("budget_initial" not in row.figures for row in form.funds)


# ------------------------------------------------------------ the indicators
def test_a_total_row_follows_the_order_of_its_columns(understood: Understood) -> None:
    turned = """
一级指标|二级指标|三级指标|完成值|目标值|得分|满分
产出指标|数量指标|养护桥梁|9座|10座|58|60
合计|<|<|<|<|98|100
"""
    (form,) = understood(TITLE, HEAD + turned).forms
    assert form.weight_total_stated is not None
    assert form.score_total_stated is not None
    assert (form.weight_total_stated.value, form.score_total_stated.value) == (100, 98)
    assert (form.indicators[0].target, form.indicators[0].actual) == ("10座", "9座")


def test_an_outline_in_one_column_gives_levels_and_group_points(understood: Understood) -> None:
    outline = """
项目名称|桥梁养护|<|<|<
指标名称|目标值|完成值|分值|得分
一、产出指标|||60|58
（一）数量指标|||60|58
1.养护桥梁|10座|9座|60|58
二、效益指标|||40|40
1.通行安全|提升|提升|40|40
合计|||100|98
"""
    report = understood(TITLE, outline)
    (form,) = report.forms
    assert points(form) == [("养护桥梁", "60", "58"), ("通行安全", "40", "40")]
    assert [(r.level1_code, r.level2_code) for r in form.indicators] == [
        ("output", "quantity"), ("benefit", ""),
    ]  # fmt: skip
    assert "total-score" not in rules(report)


def test_group_points_left_of_the_names_are_not_those_of_the_row(understood: Understood) -> None:
    groups = """
一级指标|分值|得分|三级指标|指标值|实际值|分值|得分
产出指标|60|58|养护桥梁|10座|10座|30|30
^|^|^|合格率|100%|95%|30|28
"""
    (form,) = understood(TITLE, groups).forms
    assert points(form) == [("养护桥梁", "30", "30"), ("合格率", "30", "28")]


def test_headers_of_unknown_words_left_of_points_name_the_rows(understood: Understood) -> None:
    report = understood(TITLE, "大类|要点|应得分|实得分\n绿化|修剪草坪12次|40|40\n保洁|每日清扫|60|55\n总得分|<|100|95")  # fmt: skip
    (form,) = report.forms
    assert form.template == ""
    assert report.status == "partial"
    assert [(r.level1, r.level3) for r in form.indicators] == [
        ("绿化", "修剪草坪12次"), ("保洁", "每日清扫"),
    ]  # fmt: skip


def test_several_indicators_in_one_cell_are_told_apart_by_lines(understood: Understood) -> None:
    several = f"{LEVELS}\n产出指标|数量指标|指标1：修路\\n指标2：建桥|5公里\\n2座|5公里\\n2座|20\\n30|20\\n25\n总分|<|<|<|<|50|45"
    report = understood(TITLE, several)
    assert points(report.forms[0]) == [("修路", "20", "20"), ("建桥", "30", "25")]
    assert "total-score" not in rules(report)


def test_points_one_below_the_other_are_never_one_number(understood: Understood) -> None:
    unclear = f"{LEVELS}\n产出指标|数量指标|修路和建桥|5公里|5公里|20\\n30|20\\n25"
    assert points(understood(TITLE, unclear).forms[0]) == [("修路和建桥", "", "")]


def test_a_score_out_of_its_weight_is_the_score(understood: Understood) -> None:
    told = f"{LEVELS}\n产出指标|数量指标|修路|5公里|5公里|30|29.8/30"
    assert points(understood(TITLE, told).forms[0]) == [("修路", "30", "29.8")]
    both = "一级指标|二级指标|三级指标|目标值|完成值|分值/得分\n产出指标|数量指标|修路|5公里|5公里|60/58"
    assert points(understood(TITLE, both).forms[0]) == [("修路", "60", "58")]


def test_the_names_stand_in_the_fourth_level_where_there_is_one(understood: Understood) -> None:
    four = "一级指标|二级指标|三级指标|四级指标|目标值|完成值|分值|得分\n产出指标|数量指标|设备|终端|9台|9台|60|60"
    assert points(understood(TITLE, four).forms[0]) == [("终端", "60", "60")]


def test_words_under_a_wide_header_may_be_unknown(understood: Understood) -> None:
    two_rows = """
一级指标|二级指标|三级指标|指标值|<|<|实际完成值|分值|得分|偏差原因分析|<
^|^|^|运算符号|指标值|度量单位|^|^|^|经费保障|原因说明
产出指标|数量指标|修路|≥|10|公里|9|30|27|√|雨季停工
"""
    (row,) = understood(TITLE, two_rows).forms[0].indicators
    assert (row.target, row.actual, row.reason) == ("≥10公里", "9", "雨季停工")


# ------------------------------------------------------------ what stands around
def test_a_score_and_grade_under_the_table_are_those_of_the_form(understood: Understood) -> None:
    (form,) = understood(TITLE, HEAD + f"{LEVELS}\n{ROWS.strip()}", "自评总分：87分　　自评等级：良").forms  # fmt: skip
    assert form.score_total_stated is not None
    assert form.grade_stated is not None
    assert (form.score_total_stated.value, form.grade_stated.text) == (87, "良")


def test_a_score_over_the_next_form_is_never_that_of_the_one_before(understood: Understood) -> None:
    first = HEAD + f"{LEVELS}\n{ROWS.strip()}"
    report = understood(TITLE, "自评得分：87", first, "自评得分：90", first.replace("桥梁", "道路"))
    totals = [form.score_total_stated for form in report.forms]
    assert [str(t.value) if t else "" for t in totals] == ["87", "90"]


def test_the_rest_of_a_table_needs_no_header_again(understood: Understood) -> None:
    first, second = ROWS.strip().splitlines()
    report = understood(TITLE, HEAD + f"{LEVELS}\n{first}", f"{second}\n总分|<|<|<|<|90|87")
    assert [len(form.indicators) for form in report.forms] == [2]


def test_remarks_with_figures_in_them_are_no_rows(understood: Understood) -> None:
    remarks = """
存在问题|<|1.支出进度为95%；2.制度不健全。|<|<|<|<
填报说明：1.得分最高不能超过该指标分值上限10分。|<|<|<|<|<|<
2.定量指标若为正向指标，得分等于全年实际值除以年度指标值再乘以该指标分值。|<|<|<|<|<|<
"""
    report = understood(TITLE, HEAD + BELOW + remarks)
    assert len(report.forms[0].indicators) == 2
    assert (report.status, report.forms[0].leftovers) == ("ok", ())


def test_a_value_over_the_table_ends_where_the_next_label_begins(understood: Understood) -> None:
    (form,) = understood(TITLE, "部门名称：石桥区司法局　　金额单位：元", BELOW).forms
    assert form.unit == "石桥区司法局"


def test_the_title_names_the_body_where_nothing_else_does(understood: Understood) -> None:
    (form,) = understood("2019年度青禾县水利局部门整体支出绩效自评表", BELOW).forms
    assert (form.kind, form.unit) == ("department", "青禾县水利局")


def test_points_of_a_goal_leave_the_totals_unchecked(understood: Understood) -> None:
    scored = """
专项名称|造林补助|<|<|自评得分|<|<
总体目标（20分）|完成造林|<|已完成|<|<|20
""".replace("自评得分|<|<", "自评得分|107|<")
    report = understood(
        "2022年转移支付绩效自评表", scored + BELOW.replace("总分|<|<|<|<|90|87", "")
    )
    assert "total-score" not in rules(report)


def test_a_goal_is_no_row_of_money_and_a_blank_source_is_one(understood: Understood) -> None:
    block = """
资金（万元）|<|年初预算数|全年预算数|全年执行数|执行率|得分
年度资金总额|<|600|650|637|98%|9.8
（1）财政拨款|<|600|650|637|98%|
（2）其他资金|<|||||
年度履职目标|目标1：完成审计项目12个|||||
"""
    (form,) = understood(TITLE, HEAD + block + BELOW).forms
    assert [row.label for row in form.funds] == ["年度资金总额", "（1）财政拨款", "（2）其他资金"]


def test_a_list_of_tasks_below_the_money_is_kept_apart(understood: Understood) -> None:
    block = """
资金（万元）|<|年初预算数|全年预算数|全年执行数|执行率|得分
合计|<|600|650|637|98%|9.8
基本支出|<|500|550|540|98.18%|
项目支出|<|100|100|97|97%|
重点任务|任务内容|预算金额（万元）|实际支出（万元）|完成情况|<|<
公路养护|养护200公里|60|58|完成|<|<
"""
    report = understood("2022年度部门整体支出绩效自评表", HEAD + block + BELOW)
    (form,) = report.forms
    assert [row.item for row in form.funds] == ["total", "basic", "project"]
    assert ["公路养护" in left.text for left in form.leftovers] == [True]
    assert "fund-structure-sum" not in rules(report)


def test_a_total_in_the_head_is_that_of_the_form(understood: Understood) -> None:
    (form,) = understood(TITLE, HEAD + "总分|<|87|<|评价等级|优|<\n" + f"{LEVELS}\n{ROWS}").forms
    assert form.score_total_stated is not None
    assert form.grade_stated is not None
    assert (form.score_total_stated.value, form.grade_stated.text) == (87, "优")


def test_a_form_that_nobody_filled_in_is_not_wrong(understood: Understood) -> None:
    blank = f"资金（万元）|<|年初预算数|全年预算数|全年执行数|分值|得分\n年度资金总额|<||||10|\n{LEVELS}\n产出指标|数量指标|指标1：||||\n总分|<|<|<|<|100|"
    report = understood(TITLE, HEAD + blank)
    assert len(report.forms) == 1
    assert rules(report) == []


def test_an_execution_score_without_its_weight_leaves_the_weights_open(
    understood: Understood,
) -> None:
    block = (
        "资金（万元）|<|年初预算数|全年预算数|全年执行数|执行率|得分\n资金总额|<|10|10|10|100%|10\n"
    )
    report = understood(TITLE, HEAD + block + BELOW.replace("|90|87", "|100|97"))
    assert rules(report) == []
