"""What only the name of a sheet says, and tables of values parted by upright bars."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter

from extract import read
from extract.document import Document, Paragraph

FORM = (
    ("项目名称", "农村饮水安全工程", "", "", "", ""),
    ("一级指标", "二级指标", "三级指标", "指标值", "完成值", "得分"),
    ("产出指标", "数量指标", "新建水厂", "3座", "3座", "50"),
    ("效益指标", "社会效益指标", "受益人口", "2万人", "2万人", "40"),
)


def workbook(folder: Path, *sheets: tuple[str, tuple[tuple[str, ...], ...]]) -> Document:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, text in enumerate(row):
                    sheet.write_string(r, c, text)
    path = folder / "a.xlsx"
    path.write_bytes(data.getvalue())
    return read(path)


def lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize("name", ["2023年项目支出绩效自评表", "2022年度自评表（水利局）"])
def test_the_name_of_a_sheet_is_the_title_where_nothing_on_it_is(tmp_path: Path, name: str) -> None:
    assert lines(workbook(tmp_path, (name, FORM))) == [name]


def test_each_sheet_has_a_title_of_its_own(tmp_path: Path) -> None:
    names = ["2022年项目自评表", "2023年项目自评表"]
    assert lines(workbook(tmp_path, *((name, FORM) for name in names))) == names


@pytest.mark.parametrize("name", ["Sheet1", "自评表", "2023年", "2023年水利局"])
def test_a_name_that_names_no_form_of_a_year_is_no_title(tmp_path: Path, name: str) -> None:
    assert lines(workbook(tmp_path, (name, FORM))) == []


def test_a_title_on_the_sheet_counts_and_its_name_does_not(tmp_path: Path) -> None:
    rows = (("2022年度项目支出绩效自评表",), ("",), *FORM)
    assert lines(workbook(tmp_path, ("2023年自评表", rows))) == ["2022年度项目支出绩效自评表"]


def test_bars_part_the_cells_of_a_file_of_values(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join("|".join(row) for row in FORM), encoding="utf-8")
    (table,) = read(path).tables
    assert [cell.text for cell in table.cells if cell.place.row == 3] == list(FORM[2])


def test_bars_within_the_cells_of_a_file_of_values_part_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join("甲|乙|丙,1,2" for _ in range(5)), encoding="utf-8")
    (table,) = read(path).tables
    assert {cell.place.col for cell in table.cells} == {1, 2, 3}
    assert next(iter(table.cells)).text == "甲|乙|丙"
