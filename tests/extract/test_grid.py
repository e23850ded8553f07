"""Ruling lines become grids: snapping, merging, spans, and letters into cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.grid import Grid, Rule, fill, find_grids, merge_rules, nest
from extract.ink import Piece, line_text, lines_of, text_of

SQUARE = ([(0.0, 0.0, 100.0), (100.0, 0.0, 100.0)], [(0.0, 0.0, 100.0), (100.0, 0.0, 100.0)])


def word(text: str, x: float, y: float, size: float = 10) -> Piece:
    return (text, x, y, x + size * len(text), y + size)


def one_grid(across: list[Rule], down: list[Rule], pieces: list[Piece] | None = None) -> Grid:
    (grid,), _ = find_grids(across, down, pieces or [])
    return grid


def spans(grid: Grid) -> list[tuple[int, int, int, int]]:
    return [(c.row, c.col, c.rowspan, c.colspan) for c in grid.cells]


def test_pieces_of_a_line_are_joined_over_hairline_gaps() -> None:
    assert merge_rules([(10, 0, 50), (10.4, 52, 100)]) == [(10, 0, 100)]


def test_lines_apart_stay_apart() -> None:
    assert merge_rules([(10, 0, 50), (10, 60, 100)]) == [(10, 0, 50), (10, 60, 100)]


def test_dashes_are_strung_together_over_wider_gaps() -> None:
    assert merge_rules([(10, x, x + 4) for x in range(0, 100, 10)]) == [(10, 0, 94)]


def test_specks_are_no_rules() -> None:
    assert merge_rules([(10, 0, 2), (50, 3, 6)]) == []


def test_a_square_is_one_cell() -> None:
    assert spans(one_grid(*SQUARE)) == [(0, 0, 1, 1)]


def test_doubled_lines_are_one_boundary() -> None:
    across = [(0, 0, 100), (50, 0, 100), (51.5, 0, 100), (100, 0, 100)]
    assert one_grid(across, SQUARE[1]).rows == 2


@pytest.mark.parametrize(
    ("across", "down", "expected"),
    [
        ([(50, 0, 100)], [], [(0, 0, 1, 1), (1, 0, 1, 1)]),
        ([(50, 0, 100)], [(50, 50, 100)], [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]),
        ([(50, 50, 100)], [(50, 0, 100)], [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)]),
        (
            [(33, 0, 66), (66, 33, 100)],
            [(33, 33, 100), (66, 0, 66)],
            [(0, 0, 1, 2), (0, 2, 2, 1), (1, 0, 2, 1), (1, 1, 1, 1), (2, 1, 1, 2)],
        ),
    ],
    ids=["two rows", "merged across", "merged down", "a pinwheel"],
)
def test_a_missing_line_merges_cells(
    across: list[Rule], down: list[Rule], expected: list[tuple[int, int, int, int]]
) -> None:
    assert spans(one_grid(SQUARE[0] + across, SQUARE[1] + down)) == expected


def test_tables_that_do_not_touch_are_two() -> None:
    across = [(y, x, x + 40) for x in (0, 60) for y in (0, 20)]
    down = [(x, 0, 20) for x in (0, 40, 60, 100)]
    grids, _ = find_grids(across, down)
    assert [grid.box for grid in grids] == [(0, 0, 40, 20), (60, 0, 100, 20)]


def test_horizontal_rules_alone_are_handed_back() -> None:
    grids, loose = find_grids([(0, 0, 100), (20, 0, 100)], [])
    assert (grids, loose) == ([], [(0, 0, 100), (20, 0, 100)])


def test_a_table_without_side_borders_keeps_its_outer_columns() -> None:
    across = [(y, 0, 100) for y in (0, 20, 40)]
    down = [(30, 0, 40), (70, 0, 40)]
    pieces = [word("甲", 5, 5), word("乙", 45, 5), word("丙", 80, 5)]
    assert one_grid(across, down, pieces).cols == 3
    assert one_grid(across, down, pieces[1:2]).cols == 1


def test_letters_go_where_their_middle_lies() -> None:
    grid = one_grid([*SQUARE[0], (50, 0, 100)], SQUARE[1])
    outside = fill([grid], [word("上", 10, 10), word("下", 10, 44), word("外", 200, 10)])
    assert [[piece[0] for piece in cell.pieces] for cell in grid.cells] == [["上", "下"], []]
    assert [piece[0] for piece in outside] == ["外"]


def test_a_piece_over_two_cells_is_cut_where_it_can_be() -> None:
    grid = one_grid(SQUARE[0], [*SQUARE[1], (50, 0, 100)])
    wide = ("甲 乙", 20.0, 10.0, 80.0, 20.0)
    fill([grid], [wide], lambda _: [word("甲", 20, 10), word("乙", 70, 10)])
    assert [text_of(cell.pieces) for cell in grid.cells] == ["甲", "乙"]


def test_a_grid_inside_a_cell_is_nested_and_one_beside_it_is_not() -> None:
    outer = one_grid(*SQUARE)
    inner = one_grid([(20, 20, 60), (40, 20, 60)], [(20, 20, 40), (60, 20, 40)])
    beside = one_grid([(20, 120, 160), (40, 120, 160)], [(120, 20, 40), (160, 20, 40)])
    assert nest([outer, inner, beside]) == [outer, beside]
    assert outer.cells[0].inner == [inner]


@given(
    xs=st.lists(st.integers(1, 60), min_size=1, max_size=6),
    ys=st.lists(st.integers(1, 60), min_size=1, max_size=6),
    holes=st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7), st.booleans()), max_size=20),
)
def test_every_slot_has_one_cell_whatever_lines_are_missing(
    xs: list[int], ys: list[int], holes: set[tuple[int, int, bool]]
) -> None:
    left, top = [0.0], [0.0]
    for step in xs:
        left.append(left[-1] + 9 + step)
    for step in ys:
        top.append(top[-1] + 9 + step)
    across = [
        (y, left[c], left[c + 1])
        for r, y in enumerate(top)
        for c in range(len(xs))
        if r in {0, len(ys)} or (r, c, True) not in holes
    ]
    down = [
        (x, top[r], top[r + 1])
        for c, x in enumerate(left)
        for r in range(len(ys))
        if c in {0, len(xs)} or (r, c, False) not in holes
    ]
    grid = one_grid(across, down)
    assert sorted(set(grid.slots)) == list(range(len(grid.cells)))
    for index, cell in enumerate(grid.cells):
        for row in range(cell.row, cell.row + cell.rowspan):
            for col in range(cell.col, cell.col + cell.colspan):
                assert grid.slots[row * grid.cols + col] == index


def test_lines_are_told_by_height_and_ordered_from_the_left() -> None:
    pieces = [word("丁", 30, 20), word("乙", 30, 0), word("甲", 10, 1), word("丙", 10, 20)]
    assert [[p[0] for p in line] for line in lines_of(pieces)] == [["甲", "乙"], ["丙", "丁"]]


@pytest.mark.parametrize(
    ("gap", "left", "right", "expected"),
    [
        (1.0, "Total", "score", "Totalscore"),
        (3.0, "Total", "score", "Total score"),
        (2.5, "2021", "年度", "2021年度"),
        (4.0, "绩效", "自评", "绩效自评"),
        (9.0, "优", "良", "优 良"),
        (40.0, "单位", "万元", "单位  万元"),
    ],
)
def test_a_gap_becomes_a_space_by_what_stands_beside_it(
    gap: float, left: str, right: str, expected: str
) -> None:
    first = word(left, 0, 0)
    assert line_text([first, word(right, first[3] + gap, 0)]) == expected
