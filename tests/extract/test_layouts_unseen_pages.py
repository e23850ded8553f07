"""Project forms over page breaks: which heading at the top of a page is printed again, and which
begins the next form."""

from __future__ import annotations

import pytest

from extract.grid import Grid, find_grids
from extract.stitch import Sheet, stitch

SIZE = (595.0, 842.0)
MONEY = ["项目资金", "全年预算数", "全年执行数", "执行率"]
TOTAL = ["年度资金总额", "480", "460.8", "96%"]
LEVELS = ["三级指标", "年度指标值", "实际完成值", "得分"]
NAMES = ["项目名称", "某某项目", "主管部门", "某某局"]


def indicators(count: int) -> list[list[str]]:
    return [[f"指标{n}", "5次", "5次", "10"] for n in range(count)]


def grid(rows: list[list[str]], page: int) -> Grid:
    across = [(60 + 20.0 * r, 60.0, 460.0) for r in range(len(rows) + 1)]
    down = [(60 + 100.0 * c, 60.0, 60 + 20.0 * len(rows)) for c in range(5)]
    (made,), _ = find_grids(across, down)
    for cell, text in zip(made.cells, (text for row in rows for text in row), strict=True):
        cell.text, cell.page = text, page
        cell.pieces = [(text, cell.box[0] + 3, cell.box[1] + 5, cell.box[0] + 40, cell.box[1] + 15)]
    return made


def joined(first: list[list[str]], second: list[list[str]]) -> list[str]:
    """The first cell of each row of the one table that two pages make."""
    (whole,) = stitch([Sheet(1, SIZE, [grid(first, 1)]), Sheet(2, SIZE, [grid(second, 2)])])
    assert isinstance(whole, Grid)
    return [cell.text for cell in whole.cells if cell.col == 0]


FORM = [NAMES, MONEY, TOTAL, LEVELS, *indicators(26)]


@pytest.mark.parametrize(
    ("before", "heading"),
    [
        ([*FORM, ["总分", "", "", "99.6"], NAMES], MONEY),
        ([*FORM, ["总分", "", "", "99.6"], NAMES, MONEY, TOTAL], LEVELS),
    ],
)
def test_a_heading_of_the_form_before_the_last_is_that_of_the_next_one(
    before: list[list[str]], heading: list[str]
) -> None:
    rows = joined(before, [heading, *indicators(3)])
    assert rows.count(heading[0]) == 2


def test_the_heading_that_holds_at_the_foot_of_a_page_is_said_once() -> None:
    rows = joined([*FORM, *indicators(6)], [LEVELS, *indicators(3)])
    assert rows.count(LEVELS[0]) == 1
