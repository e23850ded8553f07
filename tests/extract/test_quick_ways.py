"""Quick ways of doing what a plainer one does: both give the same."""

from __future__ import annotations

import dataclasses
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract._stitch_columns import _nearest
from extract.document import Cell, Place, placed
from extract.readers._blocks import Slot
from extract.readers._html_table import _without_edges, packed

whole = st.integers(1, 9)


def test_a_cell_made_with_its_place_is_a_cell_like_any_other() -> None:
    box = (1.0, 2.0, 3.0, 4.0)
    made = placed("文", (2, 3, 4, 5), 6, 7, page=8, line=9, box=box, sheet="表", confidence=0.5)
    plain = Cell("文", Place(8, 6, 7, 2, 3, 9, box, "表"), 4, 5, (), 0.5)
    assert made == plain
    assert (type(made), type(made.place)) == (Cell, Place)
    assert hash(made) == hash(plain)
    assert repr(made) == repr(plain)
    assert pickle.loads(pickle.dumps(made)) == plain  # noqa: S301 - our own
    assert dataclasses.replace(made, text="字").place == plain.place


def test_nobody_changes_a_cell_that_was_made_with_its_place() -> None:
    made = placed("文", (1, 1, 1, 1), 1, 1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.text = "字"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.place.row = 2  # type: ignore[misc]


@given(st.lists(st.integers(0, 40), min_size=1, unique=True), st.integers(-5, 45))
def test_the_next_boundary_is_that_of_the_least_distance_and_the_lower_of_two(
    bounds: list[int], at: int
) -> None:
    xs = [float(bound) for bound in sorted(bounds)]
    x = at / 2
    assert _nearest(xs, x) == min(range(len(xs)), key=lambda index: abs(xs[index] - x))


@given(st.lists(st.tuples(whole, whole, whole, whole), min_size=1, max_size=12))
def test_packed_slots_span_as_many_columns_and_rows_as_begin_under_them(
    boxes: list[tuple[int, int, int, int]],
) -> None:
    drawn = [Slot("文", row, col, high, wide) for row, col, high, wide in boxes]
    found = _without_edges(drawn)
    cols, rows = ({slot.col for slot in found}, {slot.row for slot in found})
    spans = sorted(
        (
            sum(row < slot.row for row in rows) + 1,
            sum(col < slot.col for col in cols) + 1,
            sum(slot.row <= row < slot.row + slot.rowspan for row in rows),
            sum(slot.col <= col < slot.col + slot.colspan for col in cols),
        )
        for slot in found
    )
    assert sorted((s.row, s.col, s.rowspan, s.colspan) for s in packed(drawn)) == spans
