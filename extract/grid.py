"""Ruling lines -> dense grids with merged cells.

A *rule* is ``(position, start, end)`` in points from the top left corner: for a horizontal rule its
height and its reach from left to right, for a vertical one its x and its reach from top to bottom.
Rules that touch make one table. Their positions, snapped together, are the boundaries of the grid;
every rule marks the gaps between boundaries that it covers, and two neighbouring slots belong to
one cell exactly when no mark separates them. Pages of a PDF and of a scan are read the same way.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from itertools import pairwise
from math import inf

from extract.frozen import dataclass
from extract.ink import Box, Piece

Rule = tuple[float, float, float]

SNAP = 3.0  # points: rules nearer than this are one boundary, gaps smaller than this are closed
_COLLINEAR = 1.2  # points across: pieces of one drawn line
_DASH = 12.0  # a piece no longer than this may be a dash or a dot
_DASH_GAP = 8.0  # and dashes may stand this far apart
_SHORTEST = 5.0  # points: anything shorter is no rule
_OVERHANG = 4.0  # points that a rule must reach beyond the last crossing rule to open a new strip


@dataclass(slots=True)
class GridCell:
    """One cell: its first slot (from 0), how many slots it spans, its box, and the text in it.

    ``inner`` are grids that lie wholly inside the cell. ``confidence`` is of text read by OCR.
    """

    row: int
    col: int
    rowspan: int
    colspan: int
    box: Box
    page: int = 0
    pieces: list[Piece] = field(default_factory=list)
    text: str = ""
    inner: list[Grid] = field(default_factory=list)
    confidence: float | None = None


@dataclass(slots=True)
class Grid:
    """A ruled table: boundaries ``xs`` and ``ys``, its cells, and the cell of each slot.

    ``slots`` holds, row after row, the index into ``cells``. ``open_top`` and ``open_bottom`` say
    that no rule closes the table there, as when a page break cuts through a row. ``unruled`` says
    that the page draws no rules and they were told from how texts stand, ``doubt`` what could not be
    told for certain (see :class:`extract.document.Table`).
    """

    xs: list[float]
    ys: list[float]
    cells: list[GridCell]
    slots: list[int]
    box: Box
    open_top: bool = False
    open_bottom: bool = False
    unruled: bool = False
    doubt: str = ""

    @property
    def rows(self) -> int:
        """How many rows of slots."""
        return len(self.ys) - 1

    @property
    def cols(self) -> int:
        """How many columns of slots."""
        return len(self.xs) - 1

    def index_at(self, x: float, y: float) -> int:
        """Index of the cell at a point, -1 outside."""
        xs, ys = self.xs, self.ys
        if xs[0] <= x < xs[-1] and ys[0] <= y < ys[-1]:
            return self.slots[(bisect_right(ys, y) - 1) * (len(xs) - 1) + bisect_right(xs, x) - 1]
        return -1


def merge_rules(rules: Iterable[Rule]) -> list[Rule]:
    """Pieces that lie in one line joined: hairline gaps closed, dashes and dots strung together."""
    lines: defaultdict[float, list[Rule]] = defaultdict(list)
    for at, low, high in set(rules):
        lines[at].append((low, at, high))
    merged: list[Rule] = []
    bundle: list[Rule] = []
    start = -inf
    for at in sorted(lines):
        if at - start > _COLLINEAR:
            merged += string_together(bundle)
            bundle = lines[at]
            start = at
        else:
            bundle += lines[at]
    merged += string_together(bundle)
    return [rule for rule in merged if rule[2] - rule[1] >= _SHORTEST]


def find_grids(
    across: Iterable[Rule], down: Iterable[Rule], pieces: Sequence[Piece] = ()
) -> tuple[list[Grid], list[Rule]]:
    """The grids that the rules draw, from top to bottom, and the horizontal rules left over.

    ``across`` are the horizontal rules, ``down`` the vertical ones. ``pieces`` decide whether the
    strip between the last crossing rule and the end of the others holds cells: a table without a
    side border, or one that a page break cut open.
    """
    grids: list[Grid] = []
    loose: list[Rule] = []
    for rows, cols in _connected(merge_rules(across), merge_rules(down)):
        if not cols:
            loose += rows
        elif grid := _grid(rows, cols, pieces):
            grids.append(grid)
    grids.sort(key=lambda grid: (grid.ys[0], grid.xs[0]))
    return _without_frames(grids), sorted(loose)


def fill(
    grids: Sequence[Grid],
    pieces: Iterable[Piece],
    split: Callable[[Piece], list[Piece]] | None = None,
) -> list[Piece]:
    """Put each piece into the cell its letters lie in; returns the pieces outside every grid.

    ``split`` cuts a piece that reaches over several cells into smaller ones; what it cannot cut
    goes where its middle lies.
    """
    outside = list(pieces)
    for grid in sorted(grids, key=_area):
        outside = _fill(grid, outside, split)
    return outside


def _fill(
    grid: Grid, pieces: list[Piece], split: Callable[[Piece], list[Piece]] | None
) -> list[Piece]:
    """Put the pieces that lie in this grid into its cells; returns the others in their order."""
    outside: list[Piece] = []
    left, upper, right, lower = grid.box
    xs, ys, slots, cells, cols = grid.xs, grid.ys, grid.slots, grid.cells, grid.cols
    for piece in pieces:
        _, x0, top, x1, bottom = piece
        y = (top + bottom) / 2
        wide, half = x1 - x0, (bottom - top) / 2
        inset = (wide if wide < half else half) / 2  # noqa: FURB136 - min() is slow
        if not upper <= y < lower or x1 <= left or x0 >= right:
            outside.append(piece)
            continue
        first, last = x0 + inset, x1 - inset
        if left <= first and last < right:
            row, col = (bisect_right(ys, y) - 1) * cols - 1, bisect_right(xs, first)
            index = slots[row + col]
            if first <= last < xs[col] or index == slots[row + bisect_right(xs, last)]:
                cells[index].pieces.append(piece)
                continue
        outside += _drop(grid, piece, y, split)
    return outside


def _drop(
    grid: Grid, piece: Piece, y: float, split: Callable[[Piece], list[Piece]] | None
) -> list[Piece]:
    """A piece over several cells: in parts into each, whole where its middle lies if it is one
    word; what lies outside the grid comes back."""
    parts = split(piece) if split is not None else [piece]
    outside: list[Piece] = []
    for part in parts:
        index = grid.index_at((part[1] + part[3]) / 2, y)
        if index < 0:
            outside.append(part)
        else:
            grid.cells[index].pieces.append(part)
    return outside


def nest(grids: list[Grid]) -> list[Grid]:
    """Grids that lie inside a cell of another go into that cell; returns those that do not."""
    outermost: list[Grid] = []
    for grid in grids:
        left, top, right, bottom = grid.box
        for other in grids:
            if other is not grid and holds(other.box, grid.box):
                first = other.index_at(left + SNAP, top + SNAP)
                if 0 <= first == other.index_at(right - SNAP, bottom - SNAP):
                    other.cells[first].inner.append(grid)
                    break
        else:
            outermost.append(grid)
    return outermost


def _area(grid: Grid) -> float:
    left, top, right, bottom = grid.box
    return (right - left) * (bottom - top)


def holds(outer: Box, inner: Box) -> bool:
    """Whether ``inner`` lies inside ``outer``, give or take a point."""
    return (
        outer[0] <= inner[0] + 1
        and outer[1] <= inner[1] + 1
        and outer[2] >= inner[2] - 1
        and outer[3] >= inner[3] - 1
    )


def _without_frames(grids: list[Grid]) -> list[Grid]:
    """Leaves out a single box drawn around other grids, as around a whole page."""
    if len(grids) < 2:
        return grids
    return [
        grid
        for grid in grids
        if len(grid.cells) > 1
        or not any(other is not grid and holds(grid.box, other.box) for other in grids)
    ]


def string_together(bundle: list[Rule]) -> list[Rule]:
    """The rules that pieces of one line make up; each piece as start, position and end. Where a rule
    lies, the longest of its pieces says."""
    bundle.sort()
    joined: list[Rule] = []
    if not bundle:
        return joined
    low, at, high = bundle[0]
    piece = longest = high - low
    for start, position, end in bundle:
        length = end - start
        if start > high and (
            start - high > SNAP and (start - high > _DASH_GAP or piece > _DASH or length > _DASH)
        ):
            joined.append((at, low, high))
            at, low, high, longest = position, start, end, length
        elif length > longest:
            at, longest = position, length
        if end > high:  # noqa: PLR1730 - max() is slow
            high = end
        piece = length
    joined.append((at, low, high))
    return joined


def _connected(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that touch each other, together; a horizontal rule that touches none is alone."""
    across.sort()
    heights = [rule[0] for rule in across]
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = index = parent[parent[index]]
        return index

    for number, (x, top, bottom) in enumerate(down, len(across)):
        home = number
        for index in range(bisect_left(heights, top - SNAP), bisect_right(heights, bottom + SNAP)):
            _, left, right = across[index]
            if left - SNAP <= x <= right + SNAP and parent[index] != home:
                parent[home] = home = root(index)  # it joins those that it touched first
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index, rule in enumerate(across):
        groups.setdefault(root(index), ([], []))[0].append(rule)
    for index, rule in enumerate(down, len(across)):
        groups.setdefault(root(index), ([], []))[1].append(rule)
    return list(groups.values())


def _boundaries(positions: Iterable[float]) -> list[float]:
    """Positions snapped: neighbours within SNAP become one boundary, in their middle."""
    groups: list[list[float]] = []
    for position in sorted(positions):
        if groups and position - groups[-1][-1] <= SNAP and position - groups[-1][0] <= 2 * SNAP:
            groups[-1].append(position)
        else:
            groups.append([position])
    return [(group[0] + group[-1]) / 2 for group in groups]


def _grid(across: list[Rule], down: list[Rule], pieces: Sequence[Piece]) -> Grid | None:
    """The grid of rules that touch each other, None where they enclose nothing."""
    xs, ys = _boundaries(r[0] for r in down), _boundaries(r[0] for r in across)
    left, right = min((r[1] for r in across), default=0.0), max((r[2] for r in across), default=0.0)
    top, bottom = min(r[1] for r in down), max(r[2] for r in down)
    if not ys:
        return None
    middles = (((p[1] + p[3]) / 2, (p[2] + p[4]) / 2) for p in pieces)
    sides = _open_sides(xs, left, right, (x for x, y in middles if top - 1 <= y <= bottom + 1))
    middles = (((p[1] + p[3]) / 2, (p[2] + p[4]) / 2) for p in pieces)
    open_top, open_bottom = _open_sides(
        ys, top, bottom, (y for x, y in middles if xs[0] <= x <= xs[-1])
    )
    if len(xs) < 2 or len(ys) < 2:
        return None
    cells, slots = _cells(xs, ys, *_marks(xs, ys, across, down))
    if len(cells) == 1 and any((*sides, open_top, open_bottom)):
        return None
    return Grid(xs, ys, cells, slots, (xs[0], ys[0], xs[-1], ys[-1]), open_top, open_bottom)


def _open_sides(
    bounds: list[float], low: float, high: float, ink: Iterable[float]
) -> tuple[bool, bool]:
    """Adds a boundary where rules reach beyond the last one and text stands in that strip."""
    before = low < bounds[0] - _OVERHANG
    after = high > bounds[-1] + _OVERHANG
    if before or after:
        ink = list(ink)
        before = before and any(low < point < bounds[0] for point in ink)
        after = after and any(bounds[-1] < point < high for point in ink)
    if before:
        bounds.insert(0, low)
    if after:
        bounds.append(high)
    return before, after


def _marks(
    xs: list[float], ys: list[float], across: list[Rule], down: list[Rule]
) -> tuple[list[int], list[int]]:
    """``walls[r]``: bit i where boundary i stands in row r. ``floors[j]``: bit c of boundary j."""
    walls, floors = [0] * (len(ys) - 1), [0] * len(ys)
    middles = [(a + b) / 2 for a, b in pairwise(xs)]
    for at, start, end in across:
        first, last = bisect_left(middles, start), bisect_right(middles, end)
        floors[_nearest(ys, at)] |= (1 << last) - (1 << first)
    middles = [(a + b) / 2 for a, b in pairwise(ys)]
    for at, start, end in down:
        bit = 1 << _nearest(xs, at)
        for row in range(bisect_left(middles, start), bisect_right(middles, end)):
            walls[row] |= bit
    return walls, floors


def _nearest(bounds: list[float], at: float) -> int:
    index = bisect_left(bounds, at)
    if index == len(bounds) or (index and at - bounds[index - 1] < bounds[index] - at):
        return index - 1
    return index


def _cells(
    xs: list[float], ys: list[float], walls: list[int], floors: list[int]
) -> tuple[list[GridCell], list[int]]:
    """Cells in reading order, each as wide and then as high as no mark stops it."""
    cols, rows = len(xs) - 1, len(ys) - 1
    full = (1 << cols) - 1
    taken = [0] * rows
    cells: list[GridCell] = []
    slots = [-1] * (rows * cols)
    number = 0
    for row in range(rows):
        free = full & ~taken[row]
        ends = walls[row] | taken[row] | 1 << cols
        while free:
            first = free & -free
            col = first.bit_length() - 1
            stops = ends >> (col + 1)
            end = col + (stops & -stops).bit_length()
            mask = (1 << end) - first
            inner = mask ^ first
            low = row + 1
            while not floors[low] & mask:
                if low == rows or walls[low] & inner or taken[low] & mask:
                    break
                taken[low] |= mask
                low += 1
            free ^= mask
            for place in range(row * cols, low * cols, cols):
                slots[place + col : place + end] = [number] * (end - col)
            box = (xs[col], ys[row], xs[end], ys[low])
            cells.append(GridCell(row, col, low - row, end - col, box, 0, [], "", []))
            number += 1
    return cells, slots
