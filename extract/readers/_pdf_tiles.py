"""Tables drawn cell by cell: boxes side by side that leave nothing open are the cells themselves.

Each wall between two such cells is drawn twice, each line across the table in many parts. To join all
these and to cut the table up again gives back the boxes, so they are taken as they are; where exactly
the lines of the table lie is told as :mod:`extract.grid` tells it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, repeat

from extract.grid import Grid, GridCell, Rule, string_together
from extract.ink import Box

_WOBBLE = 0.5  # points: sides of boxes no further apart are one line
_LEAST = 8.0  # points between two lines: nearer ones may be doubled rules, dashes or slivers

_Side = tuple[float, ...]  # the same side of each box
_Span = tuple[int, int, int, int]  # first row, first column, row and column behind the last


def tiled(boxes: Sequence[Box]) -> Grid | None:
    """The grid whose cells the boxes are: what :func:`extract.grid.find_grids` makes of their sides.
    None where they overlap, leave a gap or are in part so small that only their sides can tell.

    There is at least one box, and each is wider and higher than a rule is thick.
    """
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    plumb, level = _lines(lefts, rights), _lines(tops, bottoms)
    if not plumb or not level:
        return None
    cols = {x: number for number, line in enumerate(plumb) for x in line}
    rows = {y: number for number, line in enumerate(level) for y in line}
    spans = sorted([(rows[y0], cols[x0], rows[y1], cols[x1]) for x0, y0, x1, y1 in boxes])
    xs = _places(plumb, lefts, rights, tops, bottoms)
    ys = _places(level, tops, bottoms, lefts, rights)
    return _grid(spans, xs, ys)


def _lines(firsts: _Side, lasts: _Side) -> list[list[float]]:
    """Where sides of boxes stand, those of one line together; none where two lines are too near."""
    lines: list[list[float]] = []
    start = end = float("-inf")
    for at in sorted({*firsts, *lasts}):
        if at - start <= _WOBBLE:
            lines[-1].append(at)
        elif at - end <= _LEAST:
            return []
        else:
            lines.append([at])
            start = at
        end = at
    return lines


def _places(
    lines: list[list[float]], firsts: _Side, lasts: _Side, lows: _Side, highs: _Side
) -> list[float]:
    """Where each line lies: in the middle of the pieces that the sides on it make up."""
    bundles: dict[float, list[Rule]] = {}
    for line in lines:
        if len(line) > 1:
            bundle: list[Rule] = []
            bundles |= zip(line, repeat(bundle))
    if not bundles:
        return [at for (at,) in lines]
    sides = chain(zip(lows, firsts, highs, strict=True), zip(lows, lasts, highs, strict=True))
    for side in [side for side in sides if side[1] in bundles]:
        bundles[side[1]].append(side)
    return [
        _middle(string_together(bundles[line[0]])) if len(line) > 1 else line[0] for line in lines
    ]


def _middle(rules: list[Rule]) -> float:
    """Where the line of these rules lies, as a boundary of a grid does: between the outermost."""
    return (min(rules)[0] + max(rules)[0]) / 2


def _grid(spans: list[_Span], xs: list[float], ys: list[float]) -> Grid | None:
    """The grid of cells in reading order, None where they do not fill each slot once."""
    width, height = len(xs) - 1, len(ys) - 1
    slots = [-1] * (width * height)
    cells: list[GridCell] = []
    filled = 0
    for number, (row, col, low, end) in enumerate(spans):
        across, down = end - col, low - row
        filled += across * down
        box = (xs[col], ys[row], xs[end], ys[low])
        cells.append(GridCell(row, col, down, across, box, 0, [], "", []))
        if across == 1 == down:
            slots[row * width + col] = number
            continue
        for start in range(row * width + col, low * width, width):
            slots[start : start + across] = [number] * across
    if filled != len(slots) or -1 in slots:
        return None
    return Grid(xs, ys, cells, slots, (xs[0], ys[0], xs[-1], ys[-1]))
