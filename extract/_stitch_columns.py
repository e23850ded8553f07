"""The columns of a table on two pages as one set: by where they stand, or by the heads over them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from extract.frozen import dataclass
from extract.grid import Grid
from extract.text import squeeze

_NEAR = 4.0  # points: column boundaries of two pages that are one
_SHARED = 0.8  # of the inner boundaries of the simpler grid must stand in the other
_LEAST_HEADINGS = 3  # texts in a row that may be headings repeated from the middle of a table
_HEADED = ("indicator", "fund", "item")  # tables of the vocabulary whose words head columns


@dataclass(slots=True)
class Columns:
    """Boundaries of two grids as one list; where each column of either starts in it."""

    xs: list[float]
    of_last: list[int]
    of_first: list[int]


def common_columns(last: Grid, first: Grid) -> Columns | None:
    """One set of columns for the grids of two pages, None where they do not agree."""
    placed = _by_place(last.xs, first.xs)
    if placed is not None and len(placed.xs) == len(last.xs):
        return placed
    return _by_heads(last, first) or placed


def _by_place(last: list[float], first: list[float]) -> Columns | None:
    """The columns of both by where they stand."""
    shift = last[0] - first[0]  # inner and outer margins change sides from page to page
    if abs((last[-1] - last[0]) - (first[-1] - first[0])) > _NEAR:
        return None
    moved = [x + shift for x in first]
    new = _strange(last, moved)
    inner = min(len(last), len(first)) - 2
    if len(first) - len(new) - 2 < _SHARED * inner:
        return None
    return _together(last, moved, new)


def _strange(last: list[float], moved: list[float]) -> list[float]:
    return [x for x in moved if abs(x - last[_nearest(last, x)]) > _NEAR]


def _together(last: list[float], moved: list[float], new: list[float]) -> Columns:
    xs = sorted([*last, *new])
    return Columns(xs, [_nearest(xs, x) for x in last], [_nearest(xs, x) for x in moved])


def _nearest(xs: list[float], x: float) -> int:
    """The number of the boundary next to ``x``; ``xs`` go up."""
    index = bisect_left(xs, x)
    if index == len(xs) or (index and abs(xs[index - 1] - x) <= abs(xs[index] - x)):
        return index - 1
    return index


def _by_heads(last: Grid, first: Grid) -> Columns | None:
    """One set of columns for a page whose columns have other widths, but repeat the same heads."""
    heads = sorted((c for c in first.cells if not c.row and c.text), key=lambda c: c.col)
    texts = [squeeze(cell.text) for cell in heads]
    if not is_heading(texts):
        return None
    for row in range(last.rows):
        above = sorted((c for c in last.cells if c.row == row and c.text), key=lambda c: c.col)
        own = above[-len(heads) :]
        if says_again([squeeze(cell.text) for cell in own], texts):
            pairs = [
                (first.xs[c.col + end * c.colspan], last.xs[o.col + end * o.colspan])
                for c, o in zip(heads, own, strict=True)
                for end in (0, 1)
            ]
            moved = [_moved(x, pairs) for x in first.xs]
            columns = _together(last.xs, moved, _strange(last.xs, moved))
            return columns if len(set(columns.of_first)) == len(first.xs) else None
    return None


def says_again(above: Sequence[str], heads: Sequence[str]) -> bool:
    """Whether ``heads`` repeat the heads above: the first of those may hold the title of the whole
    block too (绩效指标 一级指标), where no rule parts them."""
    if len(above) != len(heads) or not heads:
        return False
    if list(above[1:]) != list(heads[1:]) or not heads[0]:
        return False
    letters = iter(above[0])  # line by line the two texts stand mixed
    return all(letter in letters for letter in heads[0])


def _moved(x: float, pairs: Sequence[tuple[float, float]]) -> float:
    """Where ``x`` lies on the page before, of which ``pairs`` names places on both in their order."""
    for (a, b), (c, d) in pairwise(pairs):
        if a <= x <= c:
            return b + (x - a) * (d - b) / (c - a) if c > a else d
    here, there = pairs[0] if x < pairs[0][0] else pairs[-1]
    return x + there - here


def is_heading(texts: Sequence[str]) -> bool:
    """Whether enough of the texts are known to head columns, and the others hold no figure."""
    if len(texts) < _LEAST_HEADINGS:
        return False
    from extract.vocabulary import vocabulary

    words = vocabulary()
    strange = [t for t in texts if not any(words.find(table, t) for table in _HEADED)]
    figures = any(char.isdigit() for text in strange for char in text)
    return 2 * len(strange) <= len(texts) and not figures
