"""The rows of a table are what its grid shows, and indicators are cut the same way row by row."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract._indicator_block import IndicatorBlock
from extract._rows import Column, rows
from extract.document import Cell, Place, Table
from extract.form import Printed, printed
from extract.vocabulary import vocabulary

WORDS = vocabulary()
LEFT, WIDE = st.integers(1, 6), st.integers(1, 4)
CELLS = st.lists(st.tuples(LEFT, LEFT, WIDE, WIDE, st.sampled_from(("", "—", "合计", "10"))))
Shown = list[tuple[str, int, int, bool]]


def _table(cells: list[tuple[int, int, int, int, str]], count: int, width: int) -> Table:
    made = [
        Cell(text, Place(table=1, row=row, col=col), down, across)
        for row, col, down, across, text in cells
    ]
    return Table(tuple(made), count, width, Place(table=1))


def _apart(table: Table) -> Table:
    """The cells of a table that lie over no cell before them, with holes between."""
    taken: set[tuple[int, int]] = set()
    kept = []
    for cell in table.cells:
        top, left = cell.place.row or 1, cell.place.col or 1
        own = {(top + r, left + c) for r in range(cell.rowspan) for c in range(cell.colspan)}
        inside = top + cell.rowspan <= table.rows + 1 and left + cell.colspan <= table.cols + 1
        if inside and not own & taken:
            taken |= own
            kept.append(cell)
    return Table(tuple(kept), table.rows, table.cols, table.place)


def _in_grid(table: Table) -> list[Shown]:
    """Text, first and last column of each run of slots in the grid, and whether it begins there."""
    lines: list[Shown] = []
    for number, line in enumerate(table.grid(), start=1):
        runs = [list(run) for _, run in groupby(enumerate(line, start=1), lambda at: id(at[1]))]
        lines.append(
            [
                (cell.text, run[0][0], run[-1][0], cell.place.row == number)
                for run in runs
                if (cell := run[0][1]) is not None
            ]
        )
    return lines


def _in_rows(table: Table) -> list[Shown]:
    return [[(s.text, s.first, s.last, s.own) for s in row.slots] for row in rows(table)]


@given(CELLS)
def test_rows_hold_what_the_grid_shows_where_cells_lie_apart(
    cells: list[tuple[int, int, int, int, str]],
) -> None:
    table = _apart(_table(cells, 8, 8))
    assert _in_rows(table) == _in_grid(table)


@given(CELLS)
def test_rows_hold_what_the_grid_shows_where_cells_lie_over_each_other_or_reach_out(
    cells: list[tuple[int, int, int, int, str]],
) -> None:
    table = _table(cells, 5, 5)
    assert _in_rows(table) == _in_grid(table)


def test_a_cell_from_above_stands_in_its_column_and_is_not_the_rows_own() -> None:
    table = _table([(1, 1, 1, 1, "甲"), (1, 2, 2, 1, "乙"), (2, 1, 1, 1, "丙")], 2, 2)
    second = rows(table)[1]
    assert [slot.text for slot in second.slots] == ["丙", "乙"]
    assert [slot.text for slot in second.own] == ["丙"]


def test_a_printed_text_is_the_same_whichever_way_it_is_made() -> None:
    quick, usual = printed("优", Place(page=2), 0.9), Printed("优", Place(page=2), 0.9)
    assert quick == usual
    assert hash(quick) == hash(usual)
    with pytest.raises(AttributeError):
        quick.text = "良"  # type: ignore[misc]


FIELDS = ("level1", "level2", "level3", "", "target", "actual", "weight", "score")
TEXTS = st.sampled_from(
    (
        "产出指标",
        "数量指标",
        "质量指标",
        "完成率",
        "1、补助人数",
        "≥95%",
        "10",
        "9.5",
        "",
        "—",
        "合计",
    )
)
LINES = st.lists(st.lists(st.tuples(TEXTS, WIDE, WIDE), min_size=1, max_size=8), max_size=8)


@given(LINES, st.booleans())
def test_indicators_are_the_same_with_the_header_repeated_over_every_row(
    lines: list[list[tuple[str, int, int]]], ordinal: bool
) -> None:
    cells = [
        (n, 1 + sum(across for _, across, _ in line[:at]), down, across, text)
        for n, line in enumerate(lines, start=1)
        for at, (text, across, down) in enumerate(line)
    ]
    laid = _apart(_table(cells, 12, 32))
    table = Table(laid.cells, laid.rows, laid.cols, laid.place, ordinal)
    columns = [Column(name, n, n, name) for n, name in enumerate(FIELDS, start=1)]
    once, always = IndicatorBlock(WORDS), IndicatorBlock(WORDS)
    once.announce(columns)
    for row in rows(table):
        always.announce(columns)
        if row.filled:
            assert once.take(row) == always.take(row)
    assert once.lines == always.lines
