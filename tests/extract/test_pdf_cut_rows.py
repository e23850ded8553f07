"""Rows that a page break cuts come back as one; rows that only follow each other stay two."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from extract.document import Document, Table
from extract.readers.pdf import read
from tests.extract.pdf_making import Page, pdf, write

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "samples"))

from benchmarks.families.formats import DIRECT  # noqa: E402
from benchmarks.families.generate import families, form  # noqa: E402
from benchmarks.families.measure import compare  # noqa: E402
from extract.registry import find_reader  # noqa: E402
from normalize import understand  # noqa: E402
from score import verify  # noqa: E402

HEAD = ["一级指标", "二级指标", "三级指标", "指标值", "完成值", "分值", "得分"]
XS = (60, 110, 160, 204, 250, 300, 340, 380)  # the third column holds three letters
WIDER = (60, 100, 150, 210, 264, 310, 345, 380)
Row = Sequence[str]


def ruled(rows: Sequence[Row], top: float = 800, xs: Sequence[float] = XS) -> str:
    """Rows as high as their texts, which begin at the top of their cells."""
    content, y = "", top
    for row in rows:
        height = 12 * max(text.count("\n") + 1 for text in row) + 6
        for text, left, right in zip(row, xs, xs[1:], strict=False):
            content += f"{left} {y - height} {right - left} {height} re S\n"
            for n, line in enumerate(text.split("\n")):
                content += write(line, left + 5, y - 13 - 12 * n) if line else ""
        y -= height
    return content


def full(count: int) -> list[Row]:
    """A head and so many rows under it."""
    names = [f"目标{n:02d}" for n in range(count)]
    return [HEAD, *(["产出指标", "数量指标", name, "≥3次", "3次", "2", "2"] for name in names)]


def read_pages(tmp_path: Path, *contents: str) -> Document:
    path = tmp_path / "made.pdf"
    path.write_bytes(pdf(*(Page(content) for content in contents)))
    return read(path, "pdf")


def rows_of(table: Table) -> list[list[str]]:
    return [[cell.text if cell else "?" for cell in row] for row in table.grid()]


def last_rows(tmp_path: Path, above: Row, below: Row) -> list[list[str]]:
    """What becomes of the last row of a page and the first of the next, and the row after them."""
    after = ["效益指标", "社会效益", "知晓率", "≥90%", "92%", "5", "5"]
    made = read_pages(tmp_path, ruled([*full(38), above]), ruled([below, after]))
    (table,) = made.tables
    rows = rows_of(table)
    assert rows[-1] == after
    return rows[39:-1]


CUT = {
    "labels go on too": (
        ["产出指", "数量指", "购置专", "≥113", "113台", "9", "8"],
        ["标", "标", "用设备", "台（套）", "（套）", "", ""],
    ),
    "a name alone": (
        ["", "", "带动就", "=80人", "80人", "11", "11"],
        ["", "", "业人数", "", "", "", ""],
    ),
    "a bracket is open": (
        ["", "", "改造（二\n期工程、", "=80户", "80户", "11", "11"],
        ["", "", "收尾）", "", "", "", ""],
    ),
    "a figure in its decimals": (
        ["", "", "支出额", "33917\n.84", "29605", "11", "11"],
        ["", "", "", "", ".4597", "", ""],
    ),
}


@pytest.mark.parametrize(("above", "below"), CUT.values(), ids=CUT)
def test_a_row_cut_by_the_page_break_becomes_one_row(
    tmp_path: Path, above: Row, below: Row
) -> None:
    (row,) = last_rows(tmp_path, above, below)
    assert row == ["\n".join(filter(None, pair)) for pair in zip(above, below, strict=True)]


TWO = {
    "the score is not given": (
        ["产出指标", "质量指标", "合格率", "≥90%", "95%", "10", "10"],
        ["", "", "完好率", "≥80%", "85%", "10", ""],
    ),
    "weight and score are not given": (
        ["产出指标", "质量指标", "合格率", "≥90%", "95%", "10", "10"],
        ["", "", "完好率", "≥80%", "85%", "", ""],
    ),
    "a target in words": (
        ["产出指标", "质量指标", "及时性", "及时", "及时", "10", "10"],
        ["", "", "规范性", "规范", "", "", ""],
    ),
    "another group begins": (
        ["产出指标", "质量指标", "合格率", "≥90%", "95%", "10", "10"],
        ["效益指标", "社会效益指标", "知晓率", "", "", "", ""],
    ),
    "a row that nobody filled in": (
        ["产出指标", "质量指标", "合格率", "≥90%", "95%", "10", "10"],
        ["", "", "……", "", "", "", ""],
    ),
}


@pytest.mark.parametrize(("above", "below"), TWO.values(), ids=TWO)
def test_two_rows_on_two_pages_stay_two(tmp_path: Path, above: Row, below: Row) -> None:
    first, second = last_rows(tmp_path, above, below)
    assert first == list(above)
    assert second[2:] == list(below)[2:]


def test_heads_repeated_over_columns_of_other_widths_make_one_table(tmp_path: Path) -> None:
    rows = full(38)
    more = [["效益指标", "社会效益", "知晓率", "≥90%", "92%", "5", "5"]] * 2
    (table,) = read_pages(tmp_path, ruled(rows), ruled([HEAD, *more], xs=WIDER)).tables
    assert [row for row in rows_of(table) if row == HEAD] == [HEAD]
    found = [list(dict.fromkeys(row)) for row in rows_of(table)[-2:]]
    assert found == [list(dict.fromkeys(row)) for row in more]


def test_a_cut_row_under_a_repeated_head_is_one_row(tmp_path: Path) -> None:
    above, below = CUT["labels go on too"]
    (table,) = read_pages(tmp_path, ruled([*full(37), above]), ruled([HEAD, below])).tables
    assert rows_of(table)[-1][2] == "购置专\n用设备"
    assert table.rows == 39


def test_a_running_title_close_over_the_table_of_one_page_parts_nothing(tmp_path: Path) -> None:
    title = write("绩效自评材料汇编", 60, 815, 9)
    first = title + ruled(full(37), top=780)
    (table,) = read_pages(tmp_path, first, title + ruled(full(3)[1:], top=812)).tables
    assert table.rows == 41


def test_a_strip_without_room_for_text_is_no_row(tmp_path: Path) -> None:
    above, below = CUT["a name alone"]
    rest = ruled([below[1:]], xs=XS[1:]) + f"{XS[0]} 776 {XS[1] - XS[0]} 24 re S\n"
    after = ruled([["效益指标", "社会效益", "知晓率", "≥90%", "92%", "5", "5"]], top=776)
    strip = f"{XS[1]} 776 m {XS[-1]} 776 l S\n"
    (table,) = read_pages(tmp_path, ruled([*full(38), above]), rest + strip + after).tables
    assert rows_of(table)[39][2] == "带动就\n业人数"
    assert table.rows == 41


@pytest.mark.parametrize("kind", ["pdf-cut", "pdf-cut-half-ruled"])
@pytest.mark.parametrize("name", ["A1", "A13", "B3", "C1"])
def test_forms_whose_rows_are_cut_are_read_and_raise_no_alarm(
    tmp_path: Path, name: str, kind: str
) -> None:
    family = next(f for f in families() if f["id"] == name)
    sheet, truth = form(family, 0)
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(DIRECT[kind](sheet))
    report = understand(find_reader("pdf")(path, "pdf"))
    assert compare(truth, report).f1 >= 0.98
    assert [f.rule for f in verify(report).findings if f.severity != "note"] == []


@pytest.mark.parametrize(
    ("name", "seed"),
    [("A9", 0), ("A13", 0), ("B2", 0), ("C1", 0), ("A1", 5), ("A1", 7), ("C6", 7)],
    ids=str,
)
def test_forms_without_any_rule_are_read_whole(tmp_path: Path, name: str, seed: int) -> None:
    family = next(f for f in families() if f["id"] == name)
    sheet, truth = form(family, seed)
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(DIRECT["pdf-unruled"](sheet))
    assert compare(truth, understand(find_reader("pdf")(path, "pdf"))).wrong == []
