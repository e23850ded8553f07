"""Pages of any kind become one flow."""

from __future__ import annotations

from extract.document import Paragraph, Table
from extract.grid import Grid, GridCell, find_grids
from extract.stitch import Para, Sheet, stitch, to_blocks

SIZE = (595.0, 842.0)


def para(
    text: str, page: int, *, opens: bool = True, ends: bool = True, kind: str = "body"
) -> Para:
    return Para(text, page, (60, 700, 500, 712), kind, opens=opens, ends=ends)


def grid(rows: list[list[str]], page: int, top: float = 60, width: float = 100) -> Grid:
    cols = len(rows[0])
    across = [(top + 20 * r, 60.0, 60 + width * cols) for r in range(len(rows) + 1)]
    down = [(60 + width * c, top, top + 20.0 * len(rows)) for c in range(cols + 1)]
    (made,), _ = find_grids(across, down)
    for cell, text in zip(made.cells, (text for row in rows for text in row), strict=True):
        cell.text, cell.page = text, page
        cell.pieces = [(text, cell.box[0] + 3, cell.box[1] + 5, cell.box[0] + 40, cell.box[1] + 15)]
    return made


def filler(page: int) -> list[list[str]]:
    return [[f"{page}-{r}", "文字", str(r)] for r in range(36)]


def texts(item: Grid | Para) -> list[str]:
    assert isinstance(item, Grid)
    return [cell.text for cell in item.cells]


def test_an_unfinished_paragraph_goes_on() -> None:
    flow = stitch(
        [
            Sheet(1, SIZE, [para("本年支出", 1, ends=False), para("- 1 -", 1, kind="footer")]),
            Sheet(2, SIZE, [para("页眉", 2, kind="header"), para("一百万元。", 2, opens=False)]),
        ]
    )
    assert [item.text for item in flow if isinstance(item, Para)] == [
        "本年支出一百万元。",
        "- 1 -",
        "页眉",
    ]


def test_a_finished_paragraph_and_a_heading_stay_apart() -> None:
    flow = stitch(
        [Sheet(1, SIZE, [para("完。", 1)]), Sheet(2, SIZE, [para("二、", 2, opens=False)])]
    )
    assert len(flow) == 2
    flow = stitch([Sheet(1, SIZE, [para("完", 1, ends=False)]), Sheet(2, SIZE, [para("二、", 2)])])
    assert len(flow) == 2


def test_pages_that_do_not_follow_each_other_are_not_joined() -> None:
    sheets = [Sheet(1, SIZE, [grid(filler(1), 1)]), Sheet(3, SIZE, [grid(filler(3), 3)])]
    assert len(stitch(sheets)) == 2


def test_an_empty_page_between_parts_a_table() -> None:
    sheets = [
        Sheet(1, SIZE, [grid(filler(1), 1)]),
        Sheet(2, SIZE, []),
        Sheet(3, SIZE, [grid(filler(3), 3)]),
    ]
    assert len(stitch(sheets)) == 2


def test_a_table_over_three_pages_is_one_and_each_cell_keeps_its_page() -> None:
    sheets = [Sheet(n, SIZE, [grid(filler(n), n)]) for n in (1, 2, 3)]
    (block,) = to_blocks(stitch(sheets))
    assert isinstance(block, Table)
    assert (block.rows, block.cols) == (108, 3)
    assert {c.place.page for c in block.cells if (c.place.row or 0) > 72} == {3}


def test_pages_of_another_size_are_not_joined() -> None:
    sheets = [Sheet(1, SIZE, [grid(filler(1), 1)]), Sheet(2, SIZE[::-1], [grid(filler(2), 2)])]
    assert len(stitch(sheets)) == 2


def test_pages_that_are_cut_a_little_differently_are_joined() -> None:
    letter = (SIZE[0] + 17, SIZE[1] - 50)
    sheets = [Sheet(1, SIZE, [grid(filler(1), 1)]), Sheet(2, letter, [grid(filler(2), 2)])]
    assert len(stitch(sheets)) == 1


def test_a_table_of_other_width_is_not_joined() -> None:
    sheets = [Sheet(1, SIZE, [grid(filler(1), 1)]), Sheet(2, SIZE, [grid(filler(2), 2, width=110)])]
    assert len(stitch(sheets)) == 2


def test_a_repeated_title_row_over_the_same_label_begins_a_new_form() -> None:
    def form(page: int, name: str) -> Grid:
        made = grid([["自评表", "", ""], ["项目名称", name, ""], *filler(page)[:34]], page)
        made.cells[0].colspan = 3
        made.cells = [made.cells[0], *made.cells[3:]]
        return made

    sheets = [Sheet(1, SIZE, [form(1, "甲")]), Sheet(2, SIZE, [form(2, "乙")])]
    assert len(stitch(sheets)) == 2


def test_blocks_are_numbered_and_boxes_can_be_mapped() -> None:
    sheets = [Sheet(1, SIZE, [para("标题", 1), grid([["甲", "乙"]], 1)])]
    first, second = to_blocks(stitch(sheets), lambda page, box: (float(page), *box[1:]))
    assert isinstance(first, Paragraph)
    assert (first.place.block, second.place.block, second.place.table) == (1, 2, 1)
    assert first.place.box == (1.0, 700, 500, 712)


def test_a_grid_inside_a_cell_becomes_its_table() -> None:
    outer = grid([["外"]], 1)
    outer.cells[0].inner.append(grid([["内"]], 1))
    (block,) = to_blocks([outer])
    assert isinstance(block, Table)
    assert [c.text for c in block.cells[0].tables[0].cells] == ["内"]
    assert isinstance(outer.cells[0], GridCell)
