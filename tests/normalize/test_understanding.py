"""What a document says beside its forms: years, bodies, head counts, and what was left over."""

from __future__ import annotations

from collections.abc import Sequence

from extract.document import Cell, Document, Paragraph, Place, Table
from normalize.forms import year_of
from normalize.report import Report
from normalize.understanding import understand


def table(rows: Sequence[Sequence[str]], number: int) -> Table:
    width = max(map(len, rows))
    cells = tuple(
        Cell(text, Place(block=number, table=number, row=r, col=c))
        for r, row in enumerate(rows, start=1)
        for c, text in enumerate(row, start=1)
    )
    return Table(cells, len(rows), width, Place(block=number, table=number))


def report(*blocks: str | Sequence[Sequence[str]]) -> Report:
    made = [
        Paragraph(b, Place(block=n)) if isinstance(b, str) else table(b, n)
        for n, b in enumerate(blocks, start=1)
    ]
    return understand(Document("docx", tuple(made), "test"))


INDICATORS = [
    ["一级指标", "二级指标", "三级指标", "指标值", "完成值", "分值", "得分"],
    ["产出指标", "数量指标", "培训场次", "5场", "5场", "100", "100"],
]


def test_a_fiscal_year_is_not_the_year_of_publishing() -> None:
    assert year_of("2023年关于2022年度预算的自评表") == 2022
    assert year_of("填报日期：2023年3月15日") is None
    assert year_of("二○二一年度自评表") == 2021


def test_a_unit_of_money_is_no_reporting_unit() -> None:
    got = report("2022年度项目支出绩效自评表", "单位：万元", INDICATORS)
    assert got.unit == ""
    assert got.forms[0].unit == ""


def test_several_labels_on_one_line_are_told_apart() -> None:
    line = "项目名称：道路养护　　自评总分：97.5分　　自评等级：优"
    (form,) = report("2022年度项目支出绩效自评表", line, INDICATORS).forms
    assert form.project == "道路养护"
    assert form.score_total_stated is not None
    assert str(form.score_total_stated.value) == "97.5"
    assert form.grade_stated is not None
    assert form.grade_stated.text == "优"


def test_a_ticked_grade_is_the_stated_one() -> None:
    rows = [*INDICATORS, ["自评等级", "优☑ 良□ 中□ 差□"]]
    (form,) = report("2022年度项目支出绩效自评表", rows).forms
    assert form.grade_stated is not None
    assert form.grade_stated.text == "优"


def test_the_year_of_the_only_title_holds_for_every_form() -> None:
    got = report(
        "2022年度项目支出绩效自评表",
        [["项目名称", "甲项目"], *INDICATORS],
        [["项目名称", "乙项目"], *INDICATORS],
    )
    assert [(f.project, f.year) for f in got.forms] == [("甲项目", 2022), ("乙项目", 2022)]


def test_a_base_data_sheet_gives_its_head_counts_to_the_department_form() -> None:
    base = [
        ["财政供养人员情况（人）", "编制数", "2022年实际在职人数", "控制率"],
        ["", "45", "43", "95.56%"],
    ]
    got = report(
        "部门整体支出绩效评价基础数据表", base, "2022年度部门整体支出绩效自评表", INDICATORS
    )
    (form,) = got.forms
    assert form.staff_quota is not None
    assert form.staff_actual is not None
    assert (form.staff_quota.value, form.staff_actual.value) == (45, 43)


def test_targets_without_actual_values_are_no_self_evaluation() -> None:
    rows = [
        ["项目名称", "道路养护"],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "里程", "≥20公里"],
    ]
    got = report("2023年度项目支出绩效目标申报表", rows)
    assert (got.status, got.forms) == ("no_form", ())
    assert "targets" in got.reason
    assert any("≥20公里" in p.text for p in got.leftovers)


def test_the_tables_of_a_report_are_no_forms_and_every_row_is_kept() -> None:
    rows = [["项目", "预算数", "决算数", "执行率"], ["公务接待费", "5", "4", "80%"]]
    got = report("某县水利局2022年度部门整体支出绩效自评报告", "一、三公经费", rows)
    assert (got.status, got.unit, got.year) == ("no_form", "某县水利局", 2022)
    assert [p.text for p in got.leftovers] == [
        "项目 | 预算数 | 决算数 | 执行率",
        "公务接待费 | 5 | 4 | 80%",
    ]


def test_a_table_of_something_else_after_a_form_is_not_a_part_of_it() -> None:
    people = [["序号", "姓名"], ["1", "某甲"]]
    got = report("2022年度项目支出绩效自评表", INDICATORS, "附件2", people)
    assert got.status == "ok"
    assert [p.text for p in got.leftovers] == ["序号 | 姓名", "1 | 某甲"]
