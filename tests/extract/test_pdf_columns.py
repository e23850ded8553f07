"""Tables with horizontal rules only, and with no rules at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from extract.document import Document, Table
from extract.readers.pdf import read
from tests.extract.pdf_making import Page, pdf, stroked, write

LEFTS = (60, 200, 320, 420)
HEAD = ["项目", "预算数", "执行数", "执行率"]
ROWS = [
    ["年度资金总额", "13351.20", "11436.27", "85.66%"],
    ["其中：财政拨款", "7547.08", "6701.89", "88.80%"],
    ["其他资金", "5804.12", "4734.38", "81.57%"],
    ["合计", "26702.40", "22872.54", "85.66%"],
]


def read_page(tmp_path: Path, content: str) -> Document:
    path = tmp_path / "made.pdf"
    path.write_bytes(pdf(Page(content)))
    return read(path, "pdf")


def texts(table: Table) -> list[list[str | None]]:
    return [[cell.text if cell else None for cell in row] for row in table.grid()]


def rows_of_text(rows: Sequence[Sequence[str]], top: float = 700, step: float = 20) -> str:
    return "".join(
        write(text, x, top - r * step)
        for r, row in enumerate(rows)
        for x, text in zip(LEFTS, row, strict=True)
    )


def level(*heights: float) -> str:
    return stroked([(55, y, 500, y) for y in heights])


def test_horizontal_rules_under_every_row_make_a_table(tmp_path: Path) -> None:
    content = level(*(714 - 20 * i for i in range(6))) + rows_of_text([HEAD, *ROWS])
    (table,) = read_page(tmp_path, content).tables
    assert texts(table) == [HEAD, *ROWS]


def test_three_rules_make_a_table_with_a_row_for_each_line(tmp_path: Path) -> None:
    rows = [*ROWS, *ROWS, *ROWS]
    content = level(714, 694, 694 - 20 * len(rows)) + rows_of_text([HEAD, *rows])
    (table,) = read_page(tmp_path, content).tables
    assert texts(table) == [HEAD, *rows]


def test_a_text_across_columns_is_a_merged_cell(tmp_path: Path) -> None:
    content = level(*(734 - 20 * i for i in range(7))) + rows_of_text([HEAD, *ROWS])
    content += write("预算与执行情况（万元）汇总", 220, 720)
    (table,) = read_page(tmp_path, content).tables
    title = next(cell for cell in table.cells if cell.text.startswith("预算与执行"))
    assert title.colspan > 1
    assert texts(table)[1:] == [HEAD, *ROWS]


def test_text_in_columns_without_any_rule_is_a_table(tmp_path: Path) -> None:
    content = write("2021年度资金情况表", 200, 740, 16) + rows_of_text([HEAD, *ROWS])
    content += write("说明：以上数据来自单位决算，未经审计，仅供参考。", 60, 560)
    document = read_page(tmp_path, content)
    (table,) = document.tables
    assert texts(table) == [HEAD, *ROWS]
    assert [p.text for p in document.paragraphs] == [
        "2021年度资金情况表",
        "说明：以上数据来自单位决算，未经审计，仅供参考。",
    ]


def test_wrapped_texts_of_an_unruled_table_stay_in_their_row(tmp_path: Path) -> None:
    content = rows_of_text([HEAD, *ROWS], step=34)
    content += write("（含上年结转）", 60, 655)
    (table,) = read_page(tmp_path, content).tables
    assert texts(table)[1] == ["年度资金总额\n（含上年结转）", *ROWS[0][1:]]
    assert table.rows == 5


@pytest.mark.parametrize(
    "lines",
    [
        ["本单位按照年初确定的绩效目标逐项核对完成情况，认真组织开展自评工作。"] * 6,
        ["单位名称：某局    填报人：张三    日期：2021年"],
        ["一、基本情况", "（一）主要职能", "（二）机构设置", "二、资金情况"],
    ],
    ids=["prose", "one line of labels", "headings"],
)
def test_running_text_is_no_table(tmp_path: Path, lines: list[str]) -> None:
    content = "".join(write(t, 60, 700 - 20 * i, 12) for i, t in enumerate(lines))
    assert list(read_page(tmp_path, content).tables) == []


def test_underlines_and_a_rule_under_the_running_head_are_no_table(tmp_path: Path) -> None:
    content = level(800, 60) + stroked([(100, 698, 200, 698), (100, 658, 200, 658)])
    content += write("绩效自评报告", 100, 700) + write("单位名称", 100, 660)
    assert list(read_page(tmp_path, content).tables) == []


def shaded(rows: Sequence[Sequence[str]]) -> str:
    """Cells told by two shades of grey, without any line."""
    content = ""
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            x, y = 60 + 110 * c, 690 - 20 * r
            content += f"{0.75 + 0.1 * ((r + c) % 2)} g {x} {y} 110 20 re f 0 g\n"
            content += write(text, x + 4, y + 6)
    return content


def test_columns_of_shaded_cells_are_told_by_their_texts(tmp_path: Path) -> None:
    (table,) = read_page(tmp_path, shaded([HEAD, *ROWS])).tables
    assert texts(table) == [HEAD, *ROWS]


def test_two_columns_told_by_shading_alone_are_read_by_pdfplumber_and_noted(tmp_path: Path) -> None:
    rows = [row[:2] for row in (HEAD, *ROWS)]
    document = read_page(tmp_path, shaded(rows))
    (table,) = document.tables
    assert texts(table) == rows
    assert "pdfplumber" in document.notes[0]
