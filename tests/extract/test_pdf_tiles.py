"""Cells drawn as boxes side by side are taken as they are, where their sides would say the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import read
from extract.grid import Rule, find_grids
from extract.ink import Box
from extract.readers import pdf as reader
from extract.readers._pdf_tiles import tiled
from tests.extract.pdf_making import Page, pdf, write

Span = tuple[int, int, int, int]  # first row and column, and those behind the last


def sides(boxes: list[Box]) -> tuple[list[Rule], list[Rule]]:
    across = [(y, x0, x1) for x0, y0, x1, y1 in boxes for y in (y0, y1)]
    down = [(x, y0, y1) for x0, y0, x1, y1 in boxes for x in (x0, x1)]
    return across, down


@st.composite
def cut_up(draw: st.DrawFn, span: Span) -> list[Span]:
    """A rectangle of slots, cut into cells."""
    row, col, low, end = span
    if low - row > 1 and draw(st.booleans()):
        at = draw(st.integers(row + 1, low - 1))
        parts: list[Span] = [(row, col, at, end), (at, col, low, end)]
    elif end - col > 1 and draw(st.booleans()):
        at = draw(st.integers(col + 1, end - 1))
        parts = [(row, col, low, at), (row, at, low, end)]
    else:
        return [span]
    return [cell for part in parts for cell in draw(cut_up(part))]


@st.composite
def tables(draw: st.DrawFn) -> list[Box]:
    """Boxes that fill a table, in any order; their sides are off the lines by very little."""
    steps = st.lists(st.floats(8.5, 200), min_size=1, max_size=7)
    xs, ys = (
        [50.0 + sum(line[:n]) for n in range(len(line) + 1)] for line in (draw(steps), draw(steps))
    )
    off = st.sampled_from(draw(st.sampled_from([[0.0], [0.0, 0.0, 3e-5], [0.0, 0.05, 0.2]])))
    spans = draw(cut_up((0, 0, len(ys) - 1, len(xs) - 1)))
    return [
        (xs[col] + draw(off), ys[row] + draw(off), xs[end] + draw(off), ys[low] + draw(off))
        for row, col, low, end in draw(st.permutations(spans))
    ]


@given(tables())
def test_boxes_that_fill_a_table_are_what_their_sides_draw(boxes: list[Box]) -> None:
    grids, loose = find_grids(*sides(boxes))

    assert [tiled(boxes)] == grids
    assert loose == []


@given(tables(), st.data())
def test_boxes_that_leave_a_gap_or_overlap_are_none(boxes: list[Box], data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(boxes))
    inside = [box for box in boxes if box is not chosen]

    assert tiled([*boxes, chosen]) is None
    if len(inside) > 1:
        without = tiled(inside)
        assert without is None or [without] == find_grids(*sides(inside))[0]


def test_lines_close_to_each_other_are_left_to_the_rules() -> None:
    assert tiled([(0, 0, 50, 20), (50, 0, 56, 20), (56, 0, 90, 20)]) is None


BOXES = "".join(f"{60 + 90 * n} {y} 90 30 re S\n" for n in range(3) for y in (670, 700))
TEXTS = "".join(write(f"{n}{y}", 70 + 90 * n, y + 10) for n in range(3) for y in (670, 700))


@pytest.mark.parametrize(
    "more",
    [
        "",
        "60 730 m 330 730 l S\n",  # a rule over the table
        "0.9 g 60 670 90 30 re f 0 g\n",  # a shaded cell
        "1 g 55 660 300 90 re f 0 g\n",  # paper over the table
        "60 500 100 40 re S 300 500 100 40 re S\n",  # boxes of their own
    ],
)
def test_a_page_reads_the_same_whether_its_boxes_are_taken_or_their_sides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    path = tmp_path / "boxes.pdf"
    path.write_bytes(pdf(Page(BOXES + more + TEXTS)))
    taken = read(path)

    monkeypatch.setattr(reader, "tiled", lambda _: None)

    assert read(path) == taken


def test_a_table_of_boxes_needs_no_search_for_its_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "boxes.pdf"
    path.write_bytes(pdf(Page(BOXES + TEXTS)))
    searched = []
    monkeypatch.setattr(reader, "find_grids", lambda *rules: searched.append(rules) or ([], []))

    (table,) = read(path).tables

    assert (table.rows, table.cols, searched) == (2, 3, [])
