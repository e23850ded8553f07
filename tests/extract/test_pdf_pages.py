"""A table that runs over pages is one table; two tables on two pages stay two."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from extract.document import Document, Table
from extract.readers.pdf import read
from tests.extract.pdf_making import Page, pdf, stroked, write

XS = (60, 160, 260, 360)
Cell = tuple[int, int, int, int, str]  # row, column, rows, columns, text


def table(cells: Sequence[Cell], rows: int, top: float = 800, height: float = 20) -> str:
    """A ruled table whose rows are all of one height, drawn cell by cell."""
    content = ""
    for row, col, down, across, text in cells:
        left, right = XS[col], XS[col + across]
        upper, lower = top - row * height, top - (row + down) * height
        content += f"{left} {lower} {right - left} {upper - lower} re S\n"
        for line, words in enumerate(text.split("\n")):
            content += write(words, left + 3, upper - 13 - 11 * line) if words else ""
    del rows
    return content


def plain(rows: Sequence[Sequence[str]], top: float = 800, height: float = 20) -> str:
    return table(
        [(r, c, 1, 1, t) for r, row in enumerate(rows) for c, t in enumerate(row)],
        len(rows),
        top,
        height,
    )


def number(page: int) -> str:
    return write(f"- {page} -", 280, 25)


def read_pages(tmp_path: Path, *contents: str) -> Document:
    path = tmp_path / "made.pdf"
    path.write_bytes(pdf(*(Page(content) for content in contents)))
    return read(path, "pdf")


def texts(table: Table) -> list[list[str]]:
    return [[cell.text if cell else "?" for cell in row] for row in table.grid()]


def long_rows(start: int, count: int) -> list[list[str]]:
    return [[f"指标{i}", f"{i}人", str(i)] for i in range(start, start + count)]


def test_a_table_goes_on_without_a_repeated_heading(tmp_path: Path) -> None:
    rows = [["指标", "完成值", "得分"], *long_rows(1, 36)]
    more = long_rows(37, 3)
    (found,) = read_pages(tmp_path, plain(rows) + number(1), plain(more) + number(2)).tables
    assert texts(found) == rows + more
    last = found.cells[-1]
    assert (last.place.page, last.place.row, last.place.table) == (2, 40, 1)


def test_a_repeated_heading_is_dropped_only_when_its_text_is_the_same(tmp_path: Path) -> None:
    head = ["指标", "完成值", "得分"]
    rows = [head, *long_rows(1, 36)]
    (found,) = read_pages(tmp_path, plain(rows), plain([head, *long_rows(37, 3)])).tables
    assert texts(found) == rows + long_rows(37, 3)
    other = [["指标乙", "完成值", "得分"], *long_rows(37, 3)]
    (found,) = read_pages(tmp_path, plain(rows), plain(other)).tables
    assert texts(found) == rows + other


def test_a_heading_of_the_lower_block_repeated_is_dropped(tmp_path: Path) -> None:
    head = ["一级指标", "完成值", "得分"]
    rows = [["项目资金", "合计", "8.5"], head, *long_rows(1, 35)]
    (found,) = read_pages(tmp_path, plain(rows), plain([head, *long_rows(36, 3)])).tables
    assert texts(found) == rows + long_rows(36, 3)


def test_a_heading_of_two_rows_inside_a_table_is_dropped_where_it_is_repeated(
    tmp_path: Path,
) -> None:
    def head(row: int) -> list[Cell]:
        parts = [(row + 1, 1, 1, 1, "年初值"), (row + 1, 2, 1, 1, "完成值")]
        return [(row, 0, 2, 1, "三级指标"), (row, 1, 1, 2, "指标值"), *parts]

    def filled(row: int, start: int, count: int) -> list[Cell]:
        rows = enumerate(long_rows(start, count), row)
        return [(r, c, 1, 1, text) for r, texts in rows for c, text in enumerate(texts)]

    first = [(0, 0, 1, 1, "项目资金"), (0, 1, 1, 1, "合计"), (0, 2, 1, 1, "8.5")]
    (found,) = read_pages(
        tmp_path,
        table([*first, *head(1), *filled(3, 1, 34)], 37),
        table([*head(0), *filled(2, 35, 3)], 5),
    ).tables
    assert texts(found)[3:] == long_rows(1, 37)


def test_the_same_words_under_another_heading_are_no_repeated_heading(tmp_path: Path) -> None:
    head = ["三级指标", "指标值", "完成值"]
    rows = [["项目资金", "合计", "8.5"], head, ["满意", "达到", "良好"], *long_rows(1, 34)]
    more = [["满意", "达到", "良好"], *long_rows(36, 3)]
    (found,) = read_pages(tmp_path, plain(rows), plain(more)).tables
    assert texts(found)[-4:] == more


def test_two_pages_of_heading_and_more_make_three_pages_one(tmp_path: Path) -> None:
    head = ["指标", "完成值", "得分"]
    pages = [plain([head, *long_rows(36 * i + 1, 36)]) + number(i + 1) for i in range(3)]
    (found,) = read_pages(tmp_path, *pages).tables
    assert texts(found) == [head, *long_rows(1, 108)]
    assert [cell.place.page for cell in found.cells[::3]] == [1] * 37 + [2] * 36 + [3] * 36


def test_merged_cells_reach_over_the_page_break(tmp_path: Path) -> None:
    first = table(
        [
            (0, 0, 37, 1, "产出指标"),
            *((r, c + 1, 1, 1, t) for r in range(37) for c, t in enumerate((f"指标{r}", str(r)))),
        ],
        37,
    )
    second = table(
        [
            (0, 0, 2, 1, ""),
            (0, 1, 1, 1, "指标37"),
            (0, 2, 1, 1, "37"),
            (1, 1, 1, 1, "指标38"),
            (1, 2, 1, 1, "38"),
            (2, 0, 1, 2, "总分"),
            (2, 2, 1, 1, "9"),
        ],
        3,
    )
    (found,) = read_pages(tmp_path, first, second).tables
    label = found.cells[0]
    assert (label.text, label.rowspan) == ("产出指标", 39)
    assert texts(found)[-2:] == [["产出指标", "指标38", "38"], ["总分", "总分", "9"]]


def test_an_empty_label_beside_filled_cells_goes_on_with_the_label_above(tmp_path: Path) -> None:
    rows = [*long_rows(1, 36), ["时效指标", "按期完成", "5"]]
    (found,) = read_pages(
        tmp_path, plain(rows), plain([["", "及时支付", "4"], *long_rows(1, 2)])
    ).tables
    assert texts(found)[37] == ["时效指标", "及时支付", "4"]
    assert found.rows == 40


def test_an_empty_figure_at_the_top_of_a_page_stays_empty(tmp_path: Path) -> None:
    rows = long_rows(1, 37)
    (found,) = read_pages(
        tmp_path, plain(rows), plain([["指标38", "", ""], *long_rows(39, 2)])
    ).tables
    assert texts(found)[36:38] == [["指标37", "37人", "37"], ["指标38", "", ""]]


def test_a_row_cut_by_the_page_break_is_one_row_again(tmp_path: Path) -> None:
    rows = [*long_rows(1, 35)]
    cut = table(
        [
            (0, 0, 1, 1, "部门职责"),
            (
                0,
                1,
                1,
                2,
                "一二三四五六七八九十一二三四五六七八九\n负责全区有关政策的组织实施和监督检查以",
            ),
        ],
        1,
        top=100,
        height=26,
    )
    rest = table([(0, 0, 1, 1, ""), (0, 1, 1, 2, "及其他工作。")], 1)
    after = plain(long_rows(36, 2), top=780)
    (found,) = read_pages(tmp_path, plain(rows) + cut, rest + after).tables
    assert found.rows == 38
    assert texts(found)[35][1].endswith("监督检查以\n及其他工作。")


def test_a_new_indicator_under_a_merged_label_is_no_rest_of_a_row(tmp_path: Path) -> None:
    rows = [*long_rows(1, 36), ["数量指标", "指标1：慰问人数", "5"]]
    (found,) = read_pages(
        tmp_path, plain(rows), plain([["", "指标2：走访户数", ""], *long_rows(1, 2)])
    ).tables
    assert texts(found)[37] == ["数量指标", "指标2：走访户数", ""]


def test_text_between_two_tables_keeps_them_apart(tmp_path: Path) -> None:
    second = write("附表2", 60, 805) + plain(long_rows(1, 3), top=790)
    first, other = read_pages(tmp_path, plain(long_rows(1, 37)), second).tables
    assert (first.rows, other.rows, other.place.table) == (37, 3, 2)


def test_the_note_that_a_table_goes_on_parts_nothing(tmp_path: Path) -> None:
    second = write("（续表）", 60, 805) + plain(long_rows(38, 3), top=790)
    (found,) = read_pages(tmp_path, plain(long_rows(1, 37)), second).tables
    assert found.rows == 40


def test_tables_with_other_columns_are_not_joined(tmp_path: Path) -> None:
    second = stroked(
        [(60, 800, 300, 800), (60, 780, 300, 780), (60, 780, 60, 800), (300, 780, 300, 800)]
    )
    tables = list(
        read_pages(tmp_path, plain(long_rows(1, 37)), second + write("甲", 64, 785)).tables
    )
    assert [t.rows for t in tables] == [37, 1]


def test_a_page_with_fewer_columns_still_goes_on(tmp_path: Path) -> None:
    second = table([(0, 0, 1, 2, "总分"), (0, 2, 1, 1, "99")], 1)
    (found,) = read_pages(tmp_path, plain(long_rows(1, 37)), second).tables
    assert texts(found)[-1] == ["总分", "总分", "99"]


def test_forms_that_begin_alike_on_each_page_stay_apart(tmp_path: Path) -> None:
    def form(name: str) -> str:
        return table([(0, 0, 1, 1, "项目名称"), (0, 1, 1, 2, name)], 1) + plain(
            long_rows(1, 36), top=780
        )

    tables = list(read_pages(tmp_path, form("道路养护"), form("校舍维修"), form("慰问")).tables)
    assert [t.rows for t in tables] == [37, 37, 37]


def test_a_table_that_left_half_the_page_free_ended_there(tmp_path: Path) -> None:
    tables = list(read_pages(tmp_path, plain(long_rows(1, 10)), plain(long_rows(11, 36))).tables)
    assert [t.rows for t in tables] == [10, 36]


def test_margins_that_change_sides_do_not_part_a_table(tmp_path: Path) -> None:
    moved = "q 1 0 0 1 25 0 cm " + plain(long_rows(38, 3)) + "Q "
    (found,) = read_pages(tmp_path, plain(long_rows(1, 37)), moved).tables
    assert texts(found) == long_rows(1, 40)


def test_a_row_open_at_the_page_break_has_no_rule_of_its_own(tmp_path: Path) -> None:
    above = plain(long_rows(1, 35)) + stroked([(x, 60, x, 100) for x in (60, 160, 360)])
    above += write("绩效目标", 63, 70) + write("围绕年度重点工作推进部门履职确保各项任务", 163, 80)
    above += write("按期完成资金使用安全规范让群众得到更多实", 163, 66)
    below = stroked([(x, 770, x, 800) for x in (60, 160, 360)]) + stroked([(60, 770, 360, 770)])
    below += write("惠并持续提升满意度。", 163, 785)
    (found,) = read_pages(tmp_path, above, below).tables
    assert found.rows == 36
    assert texts(found)[35][1].endswith("更多实\n惠并持续提升满意度。")
