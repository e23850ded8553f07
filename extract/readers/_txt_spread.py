"""Lines of wrapped cells given to the rows that they belong to.

In a table whose cells stand in the middle of their rows, as many lines of a cell stand above the line
of the figures as below it; so, from the first row on, each line has one row it can belong to. In
one whose cells begin at the top, all stand below. What follows from neither, or from both with
another outcome, cannot be told.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence

from extract.frozen import dataclass
from extract.readers._txt_words import is_level
from extract.text import squeeze

_PITCH, _PAD = 1.0, 0.5  # of a line, and of what stands around the lines of a row
_OFF = 1.5  # lines by which a level may stand beside the middle of its rows
_SURE = 0.5  # lines by which the next best way must be worse
_NEXT = 2  # lines from one line of a wrapped level to the next


@dataclass(frozen=True, slots=True)
class Fragment:
    """A word with its letters from ``left`` up to ``right`` and its line."""

    text: str
    left: int
    right: int
    line: int


Cells = list[list[Fragment]]  # of one column, by row


@dataclass(frozen=True, slots=True)
class Spread:
    """The cells of each column by row. ``extents`` are the heights at which each row begins and ends and
    ``heights`` that of each line, in lines of text, as they were on the page; ``top`` says that cells
    begin at the top of their rows."""

    cells: Sequence[Cells]
    extents: Sequence[tuple[float, float]]
    heights: Mapping[int, float]
    top: bool

    def height(self, line: int) -> float:
        """The height of a line, between its neighbours where no cell of a row stands in it."""
        known = sorted(self.heights)
        at = bisect_right(known, line)
        low, high = known[max(at - 1, 0)], known[min(at, len(known) - 1)]
        if high <= low:
            return self.heights[low] + (line - low) * _PITCH
        share = (line - low) / (high - low)
        return self.heights[low] + share * (self.heights[high] - self.heights[low])


def spread(
    columns: Sequence[Sequence[Fragment]], anchors: Sequence[int], *, top: bool
) -> Spread | None:
    """The cells of columns whose rows have their figures in the lines ``anchors``, all at the ``top`` of
    their rows or all in the middle; None where they cannot be told, or stand as well in the other
    way with another outcome."""
    middle, upper = (_every(way, columns, anchors) for way in (_middle, _top))
    cells = upper if top else middle
    if cells is None or (middle is not None and upper is not None and middle != upper):
        return None
    return Spread(cells, *_heights(cells, anchors, top=top), top)


def _every(
    way: Callable[[Sequence[Fragment], Sequence[int]], Cells | None],
    columns: Sequence[Sequence[Fragment]],
    anchors: Sequence[int],
) -> list[Cells] | None:
    made: list[Cells] = []
    for column in columns:
        cells = way(column, anchors)
        if cells is None:
            return None
        made.append(cells)
    return made


def is_sure(columns: Sequence[Cells]) -> bool:
    """False where a single cell is wrapped and a line of it may as well be its neighbour's: one case is
    no rule."""
    wrapped = [
        (column, r)
        for column in columns
        for r, cell in enumerate(column)
        if len({word.line for word in cell}) > 1
    ]
    if len(wrapped) != 1:
        return True
    column, r = wrapped[0]
    return not any(0 <= k < len(column) and column[k] for k in (r - 1, r + 1))


def _middle(column: Sequence[Fragment], anchors: Sequence[int]) -> Cells | None:
    """As many lines above the figures as below them."""
    lines = sorted({word.line for word in column})
    between = [lines[: bisect_left(lines, anchors[0])]]
    for a, b in zip(anchors, [*anchors[1:], max([*lines, anchors[-1]]) + 1], strict=True):
        between.append(lines[bisect_right(lines, a) : bisect_left(lines, b)])
    taken: list[set[int]] = []
    above = between[0]
    for r, line in enumerate(anchors):
        below, rest = between[r + 1][: len(above)], between[r + 1][len(above) :]
        if len(below) < len(above):
            return None
        taken.append({*above, line, *below})
        above = rest
    return None if above else _dealt(column, taken)


def _top(column: Sequence[Fragment], anchors: Sequence[int]) -> Cells | None:
    """All lines below the one with the figures."""
    taken: list[set[int]] = [{line} for line in anchors]
    filled = {word.line for word in column}
    for line in sorted(filled):
        r = bisect_right(anchors, line) - 1
        if r < 0 or (line != anchors[r] and anchors[r] not in filled):
            return None
        taken[r].add(line)
    return _dealt(column, taken)


def _dealt(column: Sequence[Fragment], taken: Sequence[set[int]]) -> Cells:
    rows = {line: r for r, lines in enumerate(taken) for line in lines}
    cells: Cells = [[] for _ in taken]
    for word in sorted(column, key=lambda word: (word.line, word.left)):
        cells[rows[word.line]].append(word)
    return cells


def _heights(
    cells: Sequence[Cells], anchors: Sequence[int], *, top: bool
) -> tuple[list[tuple[float, float]], dict[int, float]]:
    """Where each row begins and ends, and where each line of a cell stands, as rows of so many lines
    have it."""
    extents: list[tuple[float, float]] = []
    heights: dict[int, float] = {}
    at = 0.0
    for r, line in enumerate(anchors):
        lines = [sorted({word.line for word in column[r]}) for column in cells]
        most = max(1, *map(len, lines))
        high = most * _PITCH + _PAD
        middle = at + (_PITCH + _PAD) / 2 if top else at + high / 2
        heights[line] = middle
        for own in lines:
            first = middle if top else middle - (len(own) - 1) / 2 * _PITCH
            heights |= {n: first + k * _PITCH for k, n in enumerate(own) if n != line}
        extents.append((at, at + high))
        at += high
    return extents, heights


def level_spans(column: Sequence[Fragment], told: Spread, inner: Cells | None) -> Cells | None:
    """The levels in ``column``, each in the first row that it stands for; None where it cannot be told
    for which. ``inner`` are the levels of the column behind: each belongs to one of these."""
    labels = _labels(column)
    if labels is None or not labels:
        return None
    starts = _starts(labels, told, inner)
    if starts is None:
        return None
    cells: Cells = [[] for _ in told.extents]
    for start, label in zip(starts, labels, strict=True):
        cells[start] = label
    return cells


def _labels(column: Sequence[Fragment]) -> list[list[Fragment]] | None:
    """The words of a column of levels, put together to levels; None where some word is none."""
    words = sorted(column, key=lambda word: (word.line, word.left))
    labels: list[list[Fragment]] = []
    for i, word in enumerate(words):
        goes_on = labels and word.line - labels[-1][-1].line <= _NEXT
        if goes_on and (not _is_whole(labels[-1]) or not _begins(words, i)):
            labels[-1].append(word)
        else:
            labels.append([word])
    return labels if all(map(_is_whole, labels)) else None


def _begins(words: Sequence[Fragment], i: int) -> bool:
    """True where a level begins with this word."""
    return any(_is_whole(words[i:end]) for end in range(i + 1, min(len(words), i + 4) + 1))


def _is_whole(label: Sequence[Fragment]) -> bool:
    return is_level(squeeze("".join(word.text for word in label)))


def _starts(
    labels: Sequence[Sequence[Fragment]], told: Spread, inner: Cells | None
) -> list[int] | None:
    """The first row of each level: the rows cut so that every level stands in the middle of its own,
    or at the top of them."""
    if told.top:
        firsts = [
            min(word.line for column in told.cells for word in column[r])
            if any(column[r] for column in told.cells)
            else -1
            for r in range(len(told.extents))
        ]
        starts = [firsts.index(n) if (n := label[0].line) in firsts else -1 for label in labels]
        return starts if starts[0] == 0 and starts == sorted(set(starts)) else None
    middles = [(told.height(label[0].line) + told.height(label[-1].line)) / 2 for label in labels]
    begins = [r for r in range(len(told.extents)) if inner is None or inner[r]]
    return _cut(middles, told.extents, begins)


def _cut(
    middles: Sequence[float], extents: Sequence[tuple[float, float]], begins: Sequence[int]
) -> list[int] | None:
    """The cheapest cut of the rows into as many runs as there are levels, each beginning at a row of
    ``begins``. None where a level stands too far from the middle of its run, or another cut is as good."""
    best: dict[int, list[tuple[float, tuple[int, ...]]]] = {0: [(0.0, ())]}
    for middle in middles:
        step: dict[int, list[tuple[float, tuple[int, ...]]]] = {}
        for start, ways in best.items():
            for end in [r for r in (*begins, len(extents)) if r > start]:
                off = (extents[start][0] + extents[end - 1][1]) / 2 - middle
                if off > _OFF:
                    break
                off = abs(off)
                if off <= _OFF:
                    more = [(price + off, (*starts, start)) for price, starts in ways]
                    step[end] = sorted([*step.get(end, []), *more])[:2]
        best = step
    found = best.get(len(extents), [])
    if not found or (len(found) > 1 and found[1][0] - found[0][0] < _SURE):
        return None
    return list(found[0][1])
