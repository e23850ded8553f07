"""Large text drawn across a table: a watermark, which belongs to no cell."""

from __future__ import annotations

from collections.abc import Sequence

from extract.grid import Grid
from extract.ink import Piece

_LARGE = 1.8  # times the height of most letters in the table: no text of a cell is so large


def set_aside_overlay(
    pieces: Sequence[Piece], grids: Sequence[Grid]
) -> tuple[Sequence[Piece], list[Piece]]:
    """The pieces but those of a watermark, and these: in a table, much larger than its texts, and
    across its walls or over its texts. A title in a row of its own is neither."""
    left_out: list[Piece] = []
    heights = [bottom - top for _, _, top, _, bottom in pieces]
    least = _LARGE * min(heights, default=0.0)
    large = [p for p, height in zip(pieces, heights, strict=True) if height > least]
    for grid in grids:
        if not any(_is_in(grid, p) for p in large):
            continue  # none can be much larger than most
        inside = [p for p in pieces if _is_in(grid, p)]
        heights = sorted(p[4] - p[2] for p in inside)
        limit = _LARGE * heights[len(heights) // 2] if heights else 0.0
        large = [p for p in inside if p[4] - p[2] > limit]
        usual = [p for p in inside if p[4] - p[2] <= limit] if large else []
        left_out += [p for p in large if _is_across(grid, p) or any(_over(p, q) for q in usual)]
    if not left_out:
        return pieces, []
    gone = {id(piece) for piece in left_out}
    return [piece for piece in pieces if id(piece) not in gone], left_out


def _is_in(grid: Grid, piece: Piece) -> bool:
    left, top, right, bottom = grid.box
    x, y = (piece[1] + piece[3]) / 2, (piece[2] + piece[4]) / 2
    return left < x < right and top < y < bottom


def _is_across(grid: Grid, piece: Piece) -> bool:
    """Whether the inner part of a piece, without the air round its letters, lies in two cells."""
    _, left, top, right, bottom = piece
    air = (bottom - top) / 4
    x, y = (left + right) / 2, (top + bottom) / 2
    ends = [(left + air, y), (right - air, y), (x, top + air), (x, bottom - air)]
    return len({grid.index_at(*end) for end in ends}) > 1


def _over(one: Piece, other: Piece) -> bool:
    air = (other[4] - other[2]) / 4
    return (
        one[1] < other[3] - air
        and other[1] + air < one[3]
        and one[2] < other[4] - air
        and other[2] + air < one[4]
    )
