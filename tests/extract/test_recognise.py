"""Forms of several layouts, drawn as grids, through the recogniser and into clean forms."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Cell, Document, Paragraph, Place, Table
from extract.recognise import recognise
from extract.vocabulary import bare_label, fold, label_points, load, vocabulary
from normalize.forms import clean_form
from normalize.report import Form

Row = Sequence[str | tuple[str, int] | tuple[str, int, int]]


def table(rows: Sequence[Row], number: int = 1) -> Table:
    """A table from rows of texts; ``("text", colspan)`` and ``("text", colspan, rowspan)`` merge."""
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for r, row in enumerate(rows, start=1):
        c = 1
        for item in row:
            text, cols, down = (item, 1, 1) if isinstance(item, str) else (*item, 1)[:3]
            while (r, c) in taken:
                c += 1
            cells.append(Cell(text, Place(block=number, table=number, row=r, col=c), down, cols))
            taken |= {(r + i, c + j) for i in range(down) for j in range(cols)}
            c += cols
    width = max(c for _, c in taken)
    return Table(tuple(cells), max(r for r, _ in taken), width, Place(block=number, table=number))


def document(*blocks: str | Table) -> Document:
    made = [
        Paragraph(b, Place(block=i)) if isinstance(b, str) else b
        for i, b in enumerate(blocks, start=1)
    ]
    return Document("docx", tuple(made), "test")


def forms(*blocks: str | Table) -> list[Form]:
    found = recognise(document(*blocks))
    return [clean_form(raw, n, vocabulary()) for n, raw in enumerate(found.forms, start=1)]


PROJECT: list[Row] = [
    ["项目名称", ("某专项资金", 7)],
    ["主管部门", ("某市某局", 3), "实施单位", ("某中心", 3)],
    [("项目资金\n（万元）", 1, 5), "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["年度资金总额：", "100", "120.00", "90", "10", "75%", "7.5"],
    ["其中：当年财政拨款", "60", "70.00", "50", "－", "", "－"],
    ["      上年结转资金", "40", "50.00", "40", "－", "", "－"],
    ["          其他资金", "", "", "", "－", "", "－"],
    ["一级指标", "二级指标", "三级指标", "年度\n指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
    [("产出指标（50分）", 1, 2), "数量指标", "1.开展培训", "≥20次", "22次", "25", "25", ""],
    ["质量指标", "指标2：合格率", "100%", "98%", "25", "24.5", "个别未达标"],
    ["效益指标（30分）", "社会效益\n指标", "知晓程度", "提高", "提高", "30", "30", ""],
    ["满意度指标（10分）", "服务对象满意度指标", "群众满意度", "≥90%", "95%", "10", "10", "/"],
    [("总  分", 5), "100", "97.0", ""],
]  # fmt: skip


def test_a_project_form_is_read_by_its_labels() -> None:
    (form,) = forms("2022年度项目支出绩效自评表", table(PROJECT))
    assert (form.kind, form.year, form.project) == ("project", 2022, "某专项资金")
    assert (form.department, form.unit) == ("某市某局", "某中心")
    assert [r.item for r in form.funds] == ["total", "fiscal", "carryover", "other"]
    assert [r.parent_row for r in form.funds] == [None, 1, 1, 1]
    assert str(form.funds[0].figures["budget"].value) == "120.00"
    assert str(form.funds[0].figures["rate"].value) == "0.75"
    assert "weight" not in form.funds[1].figures
    assert form.funds[1].cells["weight"].text == "－"
    assert [i.level3 for i in form.indicators] == ["开展培训", "合格率", "知晓程度", "群众满意度"]
    assert [i.level1_code for i in form.indicators] == [
        "output", "output", "benefit", "satisfaction",
    ]  # fmt: skip
    assert form.indicators[1].reason == "个别未达标"
    assert [(g.label, str(g.weight.value), g.rows) for g in form.groups] == [
        ("产出指标", "50", (1, 2)),
        ("效益指标", "30", (3,)),
        ("满意度指标", "10", (4,)),
    ]
    assert form.weight_total_stated is not None
    assert str(form.weight_total_stated.value) == "100"
    assert form.score_total_stated is not None
    assert form.score_total_stated.place.row == 13


def test_columns_may_stand_in_any_order() -> None:
    order = (0, 3, 6, 1, 5, 2, 4)
    swapped: list[Row] = [[row[n] for n in order] for row in PROJECT[3:7]]
    header = ["", "全年执行数", "得分", "年初预算数", "执行率（%）", "调整后预算数", "分值"]
    (form,) = forms("项目支出绩效自评表", table([header, *swapped, *PROJECT[7:]]))
    total = form.funds[0].figures
    assert {k: str(v.value) for k, v in total.items()} == {
        "budget_initial": "100", "budget": "120.00", "executed": "90",
        "rate": "0.75", "weight": "10", "score": "7.5",
    }  # fmt: skip


def test_sign_value_and_unit_in_columns_of_their_own_are_one_target() -> None:
    rows: list[Row] = [
        [("一级指标", 1, 2), ("二级指标", 1, 2), ("三级指标", 1, 2), ("年度指标值", 3),
         ("实际完成值", 1, 2), ("分值", 1, 2), ("得分", 1, 2)],
        ["指标性质", "指标值", "度量单位"],
        ["产出指标", "数量指标", "资助人数", "≧", "735", "人次", "735", "10", "10"],
        ["效益指标", "社会效益指标", "就学便利", "定性", "优良中低差", "", "优", "20", "20"],
    ]  # fmt: skip
    (form,) = forms("2022年度项目支出绩效自评表", table(rows))
    first, second = form.indicators
    assert (first.target, first.target_op, first.target_unit) == ("≥735人次", ">=", "人次")
    assert str(first.attainment) == "1.000000"
    assert (second.target, second.direction) == ("优良中低差", "qualitative")


def test_two_blocks_know_their_group_and_their_parts() -> None:
    rows: list[Row] = [
        [("整体资金（元）", 1, 8), ("项目", 2), "全年预算数", "全年执行数", "执行率"],
        [("资金\n来源", 1, 3), "合计", "3000000", "2000000", "66.67%"],
        ["（1）财政拨款", "1000000", "1000000", ""],
        ["（2）其他资金(包含上年结转）", "2000000", "1000000", ""],
        [("资金\n结构", 1, 4), "合计", "3000000", "2000000", ""],
        ["（1）基本支出", "1000000", "1000000", ""],
        ["其中：人员支出", "600000", "600000", ""],
        ["（2）项目支出", "2000000", "1000000", ""],
        ["一级指标", "二级指标", "三级指标", "指标值", "完成值", "得分"],
        ["产出指标", "数量指标", "办件", "5件", "5件", "5"],
    ]
    (form,) = forms("2021年度部门整体支出绩效自评表", table(rows))
    assert [(r.group, r.item, r.parent_row) for r in form.funds] == [
        ("source", "total", None), ("source", "fiscal", 1), ("source", "other", 1),
        ("structure", "total", None), ("structure", "basic", 4), ("structure", "personnel", 5),
        ("structure", "project", 4),
    ]  # fmt: skip
    assert form.funds[0].unit_stated == "元"
    assert str(form.funds[0].figures["budget"].value.normalize()) == "3E+2"


def test_a_bundle_gives_each_form_its_own_title() -> None:
    second = [["项目名称", ("另一专项", 7)], *PROJECT[1:]]
    first_form, second_form = forms(
        "2022年度项目支出绩效自评表", table(PROJECT), "2023年度项目支出绩效自评表", table(second, 2)
    )
    assert (first_form.year, second_form.year) == (2022, 2023)
    assert second_form.project == "另一专项"


def test_a_second_form_in_the_same_table_is_a_form_of_its_own() -> None:
    both = [*PROJECT, ["项目名称", ("另一专项", 7)], *PROJECT[1:]]
    assert [f.project for f in forms("项目支出绩效自评表", table(both))] == [
        "某专项资金",
        "另一专项",
    ]


def test_a_budget_table_is_no_form_and_its_rows_are_kept() -> None:
    rows: list[Row] = [
        ["科目编码", "科目名称", "年初预算数", "决算数"],
        ["201", "一般公共服务支出", "1204.50", "1188.32"],
        ["", "合计", "1204.50", "1188.32"],
    ]
    found = recognise(document("2023年度部门决算公开说明", table(rows)))
    assert found.forms == ()
    assert any("1204.50" in p.text for p in found.leftovers)


def test_a_form_of_no_known_family_is_read_by_its_columns() -> None:
    rows: list[Row] = [
        ["评价指标", "三级指标", "目标值", "完成值", "备注"],
        ["甲", "修路", "5公里", "5公里", ""],
    ]
    (form,) = forms("某某绩效自评表", table(rows))
    assert form.template == ""
    assert form.indicators[0].level3 == "修路"


def test_a_made_up_family_needs_one_data_file_only() -> None:
    family = """
name = "made-up"
kind = "other"
marks = ["column:level3", "column:actual", "奇特列"]
[promise]
weights_to = 120
[words.columns.indicator.actual]
labels = ["办成数"]
[words.columns.indicator.basis]
labels = ["奇特列"]
"""
    words = load([family])
    rows: list[Row] = [
        ["三级指标", "指标值", "办成数", "分值", "奇特列"],
        ["修路", "5公里", "6公里", "120", "x"],
    ]
    (raw,) = recognise(document("某某绩效自评表", table(rows)), words).forms
    form = clean_form(raw, 1, words)
    assert (form.template, form.indicators[0].actual) == ("made-up", "6公里")
    assert form.promise.weights_to == 120


def test_labels_are_compared_without_units_points_and_numbers() -> None:
    assert fold("执行率\n（B/A×100%）") == "执行率"
    assert fold("得分 (20分*执行率)") == "得分"
    assert bare_label("其中：（1）财政拨款") == "财政拨款"
    assert label_points("产出指标\n（50分）") == "50"
    assert label_points("产出指标") == ""


def test_a_form_goes_on_under_its_own_title_on_the_next_page() -> None:
    title = "2022年度项目支出绩效自评表"
    header, rows = PROJECT[7], PROJECT[8:]
    first = [*PROJECT[:8], ["产出指标（50分）", *rows[0][1:]]]
    (form,) = forms(title, table(first), title, table([header, *rows[2:]], 2))
    assert [i.level3 for i in form.indicators] == ["开展培训", "知晓程度", "群众满意度"]
    assert form.score_total_stated is not None


def test_a_list_of_spending_between_money_and_indicators_is_no_part_of_the_form() -> None:
    spent: list[Row] = [["支出内容", "预算数", "执行数", "执行率"], ["材料费", "5", "4", "80%"]]
    found = recognise(
        document("项目支出绩效自评表", table(PROJECT[:7]), "支出明细", table(spent, 2), table(PROJECT[7:], 3))
    )  # fmt: skip
    (form,) = found.forms
    assert (len(form.funds), len(form.indicators)) == (4, 4)
    assert any("材料费" in p.text for p in found.leftovers)


def test_a_unit_beside_the_project_name_holds_for_the_money() -> None:
    rows = [["项目名称", ("某项目", 6), "单位：元"], *PROJECT[1:]]
    rows[2] = [("项目资金", 1, 5), *PROJECT[2][1:]]
    (form,) = forms("项目支出绩效自评表", table(rows))
    assert form.unit == "某中心"
    assert str(form.funds[0].figures["budget"].value) == "0.012000"


def test_income_and_spending_side_by_side_give_rows_for_both() -> None:
    rows: list[Row] = [
        ["收入（万元）", "预算数", "执行数", "支出（万元）", "预算数", "执行数"],
        ["合计", "100", "90", "合计", "100", "90"],
        ["财政拨款", "100", "90", "基本支出", "60", "54"],
        ["", "", "", "项目支出", "40", "36"],
    ]
    (form,) = forms("2022年度部门整体支出绩效自评表", table(rows), table(PROJECT[7:], 2))
    assert [(r.group, r.item, str(r.figures["budget"].value)) for r in form.funds] == [
        ("source", "total", "100"), ("structure", "total", "100"), ("source", "fiscal", "100"),
        ("structure", "basic", "60"), ("structure", "project", "40"),
    ]  # fmt: skip


def test_pairs_one_below_the_other_are_one_line_of_money() -> None:
    rows: list[Row] = [
        ["项目名称", ("某项目", 7)], ["全年预算数", ("120万元", 7)], ["全年执行数", ("90万元", 7)],
        ["执行率", ("75%", 7)], *PROJECT[7:],
    ]  # fmt: skip
    (form,) = forms("项目支出绩效自评表", table(rows))
    (row,) = form.funds
    assert {k: str(v.value) for k, v in row.figures.items()} == {
        "budget": "120", "executed": "90", "rate": "0.75",
    }  # fmt: skip


def test_what_stands_under_the_total_is_no_indicator() -> None:
    under: list[Row] = [
        [("偏差原因及改进措施", 2), ("资金拨付慢", 6)],
        [("填表人：张三　　联系电话：1234567", 8)],
        [("注：1.定量指标填写实际完成数。", 8)],
    ]
    (form,) = forms("项目支出绩效自评表", table([*PROJECT, *under]))
    assert len(form.indicators) == 4
    assert form.leftovers == ()


def test_rows_that_nobody_filled_in_are_no_indicators() -> None:
    empty: list[Row] = [
        ["", "成本指标", "指标1：", "", "", "", "", ""],
        ["", "", "……", "……", "", "", "", ""],
    ]
    (form,) = forms("项目支出绩效自评表", table([*PROJECT[:-1], *empty, PROJECT[-1]]))
    assert len(form.indicators) == 4


def test_a_total_may_stand_with_its_label_or_its_grade_in_one_cell() -> None:
    for last in ([("总分：97.0分", 8)], [("自评总分", 5), ("97.0（优）", 3)]):
        (form,) = forms("项目支出绩效自评表", table([*PROJECT[:-1], last]))
        assert form.score_total_stated is not None
        assert str(form.score_total_stated.value) == "97.0"


def test_points_in_every_name_are_the_weights_where_no_column_holds_them() -> None:
    rows: list[Row] = [
        ["一级指标", "二级指标", "三级指标", "自评得分"],
        ["部门决策（15）", "目标任务（5）", "相关性（5）", "5"],
        ["", "预算编制（10）", "测算依据（10）", "9"],
    ]
    (form,) = forms("2017年部门整体支出绩效评价自评表", table(rows))
    assert [str(i.figures["weight"].value) for i in form.indicators] == ["5", "10"]


def test_a_level_name_cut_by_a_page_break_is_one_name() -> None:
    def on(page: int, rows: list[Row], number: int) -> Table:
        made = table(rows, number)
        cells = tuple(replace(c, place=replace(c.place, page=page)) for c in made.cells)
        return replace(made, cells=cells)

    header = PROJECT[7]
    foot: list[Row] = [
        header,
        ["满意度指标", "服务对象满意度指", "甲满意度", "90%", "90%", "5", "5", ""],
    ]
    head: list[Row] = [header, ["", "标", "乙满意度", "90%", "90%", "5", "5", ""]]
    (form,) = forms("项目支出绩效自评表", on(1, foot, 1), on(2, head, 2))
    assert [i.level2_code for i in form.indicators] == ["satisfaction", "satisfaction"]


def test_a_bundle_of_thirty_forms_in_one_table_is_thirty_forms() -> None:
    rows: list[Row] = []
    for n in range(30):
        rows += [[("2022年度项目支出绩效自评表", 8)], ["项目名称", (f"专项{n}", 7)], *PROJECT[1:]]
    found = forms("汇编", table(rows))
    assert [f.project for f in found] == [f"专项{n}" for n in range(30)]
    assert {(f.year, len(f.funds), len(f.indicators)) for f in found} == {(2022, 4, 4)}


def test_an_attachment_number_is_no_part_of_a_title() -> None:
    for before in ("附件2：", "附件2-1 ", "附表1 ", "附件3"):
        (form,) = forms(f"{before}2022年度项目支出绩效自评表", table(PROJECT))
        assert (form.title, form.year) == ("2022年度项目支出绩效自评表", 2022)


def test_level_names_over_the_whole_width_hold_for_the_rows_below() -> None:
    rows: list[Row] = [
        ["二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        [("一、产出指标（50分）", 6)],
        ["数量指标", "开展培训", "20次", "20次", "50", "50"],
        [("二、效益指标", 6)],
        ["社会效益指标", "知晓程度", "提高", "提高", "50", "50"],
    ]
    (form,) = forms("项目支出绩效自评表", table(rows))
    assert [i.level1_code for i in form.indicators] == ["output", "benefit"]


def test_the_execution_may_be_scored_in_a_row_over_all_levels() -> None:
    rows: list[Row] = [*PROJECT[7:-1], [("预算执行率（10分）", 5), "10", "7.5", ""], PROJECT[-1]]
    (form,) = forms("项目支出绩效自评表", table(rows))
    last = form.indicators[-1]
    assert (last.level1_code, str(last.figures["score"].value)) == ("execution", "7.5")


def test_one_figure_in_the_total_row_of_a_dump_is_never_guessed() -> None:
    header: Row = ["一级指标", "二级指标", "三级指标", "分值", "指标值", "完成值", "得分"]
    line: Row = ["产出指标", "数量指标", "开展培训", "100", "20次", "20次", "96"]
    for figure, score in (("100", None), ("96", "96")):
        made = table([header, line, ["总分", figure, ""]])
        (form,) = forms("项目支出绩效自评表", replace(made, ordinal=True))
        stated = form.score_total_stated
        assert (str(stated.value) if stated else None) == score


@given(st.integers(min_value=0, max_value=10**6))
@settings(max_examples=60, deadline=None)
def test_no_table_breaks_the_reader(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - drawing, not secrets
    words = [cell if isinstance(cell, str) else cell[0] for row in PROJECT for cell in row]
    rows: list[Row] = [
        [(rng.choice(words), rng.choice((1, 1, 2)), 1) for _ in range(rng.randint(1, 7))]
        for _ in range(rng.randint(1, 9))
    ]
    made = replace(table(rows), ordinal=rng.random() < 0.5)
    for form in forms("2022年度项目支出绩效自评表", made):
        assert form.kind
