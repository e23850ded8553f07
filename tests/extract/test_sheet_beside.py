"""What lies beside, over and behind the cells of a workbook: second forms, text boxes, formulas."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from extract import Document, read
from extract.readers._sheet_formula import results

FORM = [
    ["项目名称", "{}", "", "主管部门", "某局"],
    ["资金情况", "预算数", "执行数", "执行率", "得分"],
    ["年度资金总额", "12.5", "12", "96%", "9.6"],
    ["一级指标", "二级指标", "三级指标", "指标值", "分值"],
    ["产出指标", "数量指标", "{}人次", "≥95人", "50"],
    ["效益指标", "社会效益指标", "知晓率", "逐步提高", "40"],
]
Fill = Callable[[xlsxwriter.Workbook], None]


def made(folder: Path, fill: Fill) -> Document:
    path = folder / "made.xlsx"
    book = xlsxwriter.Workbook(path)
    fill(book)
    book.close()
    return read(path)


def put(sheet: xlsxwriter.worksheet.Worksheet, name: str, top: int = 0, left: int = 0) -> None:
    for r, row in enumerate(FORM, top):
        for c, text in enumerate(row, left):
            sheet.write_string(r, c, text.format(name))
    sheet.merge_range(top, left + 1, top, left + 2, name)


def grids(found: Document) -> list[list[list[str]]]:
    return [
        [[cell.text if cell else "" for cell in row] for row in table.grid()]
        for table in found.tables
    ]


def meant(name: str) -> list[list[str]]:
    rows = [[text.format(name) for text in row] for row in FORM]
    rows[0][2] = name
    return rows


@pytest.mark.parametrize("gap", [0, 1, 3])
def test_forms_beside_each_other_are_tables_of_their_own(tmp_path: Path, gap: int) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for n, name in enumerate("甲乙丙"):
            put(sheet, name, left=n * (5 + gap))

    assert grids(made(tmp_path, fill)) == [meant("甲"), meant("乙"), meant("丙")]


def test_a_form_that_says_its_values_twice_stays_one(tmp_path: Path) -> None:
    rows = [["指标", "年初目标", "分值", "说明", "目标完成", "得分", "说明"]]
    rows += [[f"指标{n}", "达成", "按期", "提高", "达成", "按期", "提高"] for n in "甲乙丙丁戊己"]

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for r, row in enumerate(rows):
            sheet.write_row(r, 0, row)

    assert grids(made(tmp_path, fill)) == [rows]


def test_a_text_box_over_the_form_is_its_title(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        put(sheet, "甲", top=5)
        sheet.insert_textbox(0, 1, "项目支出绩效自评表\n（2023年度）")
        sheet.insert_textbox(20, 1, "填表说明")

    found = made(tmp_path, fill)
    assert [(p.text, p.kind, p.place.row) for p in found.paragraphs] == [
        ("项目支出绩效自评表", "body", 1),
        ("（2023年度）", "body", 1),
        ("填表说明", "textbox", 21),
    ]
    assert grids(found) == [meant("甲")]


def test_the_heading_of_the_printed_pages_is_read_without_its_codes(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        put(sheet, "甲")
        sheet.set_header('&L附件3&C&"宋体,加粗"&16 2023年度项目支出绩效自评表&R&P')

    found = made(tmp_path, fill)
    assert [(p.text, p.kind) for p in found.paragraphs] == [
        ("附件3", "header"),
        ("2023年度项目支出绩效自评表", "body"),
    ]


def test_hidden_columns_beside_the_form_are_left_out_and_noted(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("表1")
        put(sheet, "甲")
        for row in range(6):
            sheet.write_number(row, 6, 100 + row)
        sheet.set_column(6, 6, 8, None, {"hidden": True})

    found = made(tmp_path, fill)
    assert grids(found) == [meant("甲")]
    assert found.notes == ("sheet 表1 has 1 hidden columns beside the others; left out",)


def test_formulas_that_no_program_has_worked_out_show_their_result(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        rate, two = (
            book.add_format({"num_format": "0.00%"}),
            book.add_format({"num_format": "0.00"}),
        )
        sheet.write_row(0, 0, ["资金", "预算数", "执行数", "执行率"])
        sheet.write_row(1, 0, ["财政拨款", 10, 8.25])
        sheet.write_row(2, 0, ["其他资金", 2.5, 1])
        sheet.write_string(3, 0, "合计")
        sheet.write_formula("B4", "=SUM(B2:B3)", two)  # the library stores 0
        sheet.write_formula("C4", "=SUM(C2,C3)", two, "")
        sheet.write_formula("D4", "=C4/B4", rate)
        sheet.write_formula("D2", '=IF(B2>0,C2/B2,"/")', rate)
        sheet.write_formula("D3", "=VLOOKUP(A3,A1:B4,2,0)", rate)

    found = made(tmp_path, fill)
    assert grids(found)[0][1:] == [
        ["财政拨款", "10", "8.25", "82.50%"],
        ["其他资金", "2.5", "1", ""],
        ["合计", "12.50", "9.25", "74.00%"],
    ]
    assert "1 formulas without a stored value" in found.notes[0]


def test_a_stored_result_counts_where_the_program_has_worked_it_out(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_row(0, 0, ["甲", "乙", "丙"])
        book.get_worksheet_by_name("Sheet1").write_formula("A2", "=1+1", None, 12)

    path = tmp_path / "made.xlsx"
    made(tmp_path, fill)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'fullCalcOnLoad="1"', b"")
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    assert grids(read(path))[0][1][0] == "12"


CELLS = {(0, 0): Decimal(2), (1, 0): Decimal("3.5"), (2, 0): "文字", (3, 0): None}


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("A1+A2*2", "9"),
        ("(A1+A2)*2", "11"),
        ("-A1^2", "4"),  # as Excel binds it
        ("SUM(A1:A4)", "5.5"),
        ("ROUND($A$2/A1,1)", "1.8"),
        ("100*50%", "50"),
        ("A4+1", "1"),
        ('"共"&A1&"项"', "共2项"),
        ("IFERROR(A1/A4,0)", "0"),
        ("MAX(A1:A2)-MIN(A1,A2)", "1.5"),
        ("IF(A1<=2,10,0)", "10"),
        ("AVERAGE(A1:A3)", "2.75"),
    ],
)
def test_a_formula_gives_what_a_spreadsheet_shows(formula: str, result: str) -> None:
    ((_, found),) = results({(9, 9): formula}, CELLS)
    assert (f"{found.normalize():f}" if isinstance(found, Decimal) else found) == result


@pytest.mark.parametrize(
    "formula", ["A1/A4", "J10", "A3*2", "VLOOKUP(A1,A1:A4,1)", "表2!A1", "SUM(A1", "1 2", "(" * 999]
)
def test_a_formula_without_a_result_gives_none(formula: str) -> None:
    assert list(results({(9, 9): formula}, CELLS)) == []
