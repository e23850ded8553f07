"""Text drawn across a table, large or again and again: a watermark, which belongs to no cell."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from operator import itemgetter

from extract.grid import Grid
from extract.ink import Piece

_PAGE = re.compile(r"第\s*\d+\s*页(\s*[,，/]?\s*共\s*\d+\s*页)?")
_OFTEN = 4  # times that a small text stands on a page before it may be a watermark
_STRAY = 0.4  # of its times in a table it stands across a wall or over another text
_LARGE = 1.8  # times the height of most letters in the table: no text of a cell is so large


def set_aside_overlay(
    pieces: Sequence[Piece], grids: Sequence[Grid]
) -> tuple[Sequence[Piece], list[Piece]]:
    """The pieces but those of a watermark, and these: in a table, much larger than its texts or often
    the same, and across its walls or over its texts. A title in a row of its own is neither."""
    if not grids or not pieces:
        return pieces, []
    heights = [piece[4] - piece[2] for piece in pieces]
    highest, least = max(heights), _LARGE * min(heights)
    left_out = [*_repeated(pieces, grids, highest), *_page_numbers(pieces, grids)]
    large: list[Piece] = []
    if highest > least:
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


def _page_numbers(pieces: Sequence[Piece], grids: Sequence[Grid]) -> list[Piece]:
    """The number of the page, where a table has no room left for it."""
    found = [p for p in pieces if p[0][:1] == "第" and _PAGE.fullmatch(p[0].strip())]
    return [piece for piece in found if any(_is_in(grid, piece) for grid in grids)]


def _repeated(pieces: Sequence[Piece], grids: Sequence[Grid], highest: float) -> list[Piece]:
    """Small texts without figures that stand again and again on a page, and often where no cell has
    its text; no piece is higher than ``highest``."""
    texts = [piece[0] for piece in pieces]
    if len(texts) - len(set(texts)) < _OFTEN - 1:
        return []
    often = {
        text
        for text, count in Counter(texts).items()
        if count >= _OFTEN and len(text) > 1 and not any(map(str.isdigit, text))
    }
    if not often:
        return []
    copies: dict[str, list[Piece]] = {text: [] for text in often}
    for piece in pieces:
        if piece[0] in often:
            copies[piece[0]].append(piece)
    around = _Around(pieces, highest)
    return [copy for same in copies.values() if _are_stray(same, around, grids) for copy in same]


def _are_stray(copies: Sequence[Piece], around: _Around, grids: Sequence[Grid]) -> bool:
    """Whether so many of the copies inside tables are stray; asks no more of them than it must."""
    homes = [[grid for grid in grids if _is_in(grid, copy)] for copy in copies]
    count = sum(map(bool, homes))
    spare = count - max(2, _STRAY * count)  # so many may stand where a cell has them
    for copy, home in zip(copies, homes, strict=True):
        if spare < 0:
            return False
        if home:
            spare -= not _is_stray(copy, around, home)
    return spare >= 0


class _Around:
    """The pieces of a page by their height, to find those that stand beside or over another one."""

    def __init__(self, pieces: Sequence[Piece], highest: float) -> None:
        self._pieces = sorted(pieces, key=itemgetter(2))
        self._tops = [piece[2] for piece in self._pieces]
        self._reach = highest + 1

    def of(self, piece: Piece) -> Sequence[Piece]:
        """All pieces that reach the height of this one, and perhaps some more."""
        first = bisect_left(self._tops, piece[2] - self._reach)
        return self._pieces[first : bisect_right(self._tops, piece[4])]


def _is_stray(piece: Piece, around: _Around, home: Sequence[Grid]) -> bool:
    """Whether a piece stands across a wall of the grids it lies in, or over another text."""
    for grid in home:
        if _is_across(grid, piece):
            return True
    text, left, _, right, _ = piece
    for other in around.of(piece):
        if other[1] < right and left < other[3] and other[0] != text and _over(piece, other):
            return True
    return False


def _is_in(grid: Grid, piece: Piece) -> bool:
    left, top, right, bottom = grid.box
    x, y = (piece[1] + piece[3]) / 2, (piece[2] + piece[4]) / 2
    return left < x < right and top < y < bottom


def _is_across(grid: Grid, piece: Piece) -> bool:
    """Whether the inner part of a piece, without the air round its letters, lies in two cells."""
    _, left, top, right, bottom = piece
    air, xs, ys = (bottom - top) / 4, grid.xs, grid.ys
    if bisect_right(ys, top + air) == bisect_right(ys, bottom - air) and (
        bisect_right(xs, left + air) == bisect_right(xs, right - air)
    ):
        return False
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
