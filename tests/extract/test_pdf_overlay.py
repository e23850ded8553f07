"""A watermark across a table is in no cell; a large title in a row of its own is."""

from __future__ import annotations

import math
from pathlib import Path

from extract.document import Document, Table
from extract.readers.pdf import read
from tests.extract.pdf_making import Page, pdf, write

ROWS = [["一级指标", "指标值", "得分"], *([f"目标{n}", f"{n}人", str(n)] for n in range(1, 12))]
XS = (60, 200, 340, 480)


def table(rows: list[list[str]], top: float = 700) -> str:
    content = ""
    for n, row in enumerate(rows):
        y = top - 20 * (n + 1)
        for text, left, right in zip(row, XS, XS[1:], strict=False):
            content += f"{left} {y} {right - left} 20 re S\n"
            content += write(text, left + 50, y + 6, 9) if text else ""
    return content


def read_page(tmp_path: Path, content: str) -> Document:
    path = tmp_path / "made.pdf"
    path.write_bytes(pdf(Page(content)))
    return read(path, "pdf")


def rows_of(found: Table) -> list[list[str]]:
    return [[cell.text if cell else "?" for cell in row] for row in found.grid()]


def test_large_letters_across_the_table_are_left_out_and_noted(tmp_path: Path) -> None:
    found = read_page(tmp_path, write("岳麓区财政局", 90, 560, 60) + table(ROWS))
    (only,) = found.tables
    assert rows_of(only) == ROWS
    assert any("watermark" in note for note in found.notes)


def test_a_watermark_said_again_and_again_is_left_out(tmp_path: Path) -> None:
    marks = "".join(write("财政局公开专用", 200, y, 20) for y in (520, 580, 640))
    (only,) = read_page(tmp_path, marks + table(ROWS)).tables
    assert rows_of(only) == ROWS


def test_a_small_text_all_over_the_page_is_left_out(tmp_path: Path) -> None:
    marks = "".join(
        write("内部资料", x, y, 11) for x in (100, 230, 370) for y in (100, 521, 583, 647)
    )
    found = read_page(tmp_path, marks + table(ROWS))
    (only,) = found.tables
    assert rows_of(only) == ROWS
    assert "内部资料" not in "".join(p.text for p in found.paragraphs)


def test_what_cells_say_again_and_again_stays(tmp_path: Path) -> None:
    rows = [ROWS[0], *([*row[:-1], "达成预期"] for row in ROWS[1:])]
    (only,) = read_page(tmp_path, table(rows)).tables
    assert rows_of(only) == rows


def test_the_number_of_the_page_is_in_no_cell(tmp_path: Path) -> None:
    (only,) = read_page(tmp_path, table(ROWS) + write("第 1 页 共 3 页", 240, 561, 9)).tables
    assert rows_of(only) == ROWS


def test_upright_letters_of_a_seal_are_left_out_with_those_that_lean(tmp_path: Path) -> None:
    seal = "1 0 0 rg\n"
    for n, char in enumerate("某县财政局专用章"):
        angle = math.radians(150 - 20 * n)
        cos, sin = math.sin(angle), -math.cos(angle)
        where = f"{cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} {250 + 40 * math.cos(angle):.1f} "
        where += f"{580 + 40 * math.sin(angle):.1f}"
        seal += f"BT /F1 10 Tf {where} Tm <{char.encode('utf-16-be').hex()}> Tj ET\n"
    (only,) = read_page(tmp_path, table(ROWS) + seal).tables
    assert rows_of(only) == ROWS


def test_a_large_title_in_a_row_of_its_own_stays(tmp_path: Path) -> None:
    title = "60 700 420 34 re S\n" + write("项目支出绩效自评表", 150, 708, 20)
    found = read_page(tmp_path, title + table(ROWS))
    (only,) = found.tables
    assert only.cells[0].text == "项目支出绩效自评表"
    assert found.notes == ()
