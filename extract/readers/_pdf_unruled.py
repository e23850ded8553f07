"""Forms without any rule: rows and columns of each block from its heads and from how texts stand.

The heads of the columns are known words; under them every row has figures of one line, and the
other cells of the row stand centred on the same height or begin there. What names a group of rows
(一级指标) stands in the middle of them or at their top. What is found is written down as rules that
the page might have had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from itertools import pairwise

from extract.frozen import dataclass
from extract.grid import Rule
from extract.ink import Piece, lines_of, text_of
from extract.readers._pdf_bands import Band, Block, columns_of, draw_walls, leaves, walls_of
from extract.readers._pdf_cells import OVER, Span, cells_of, clear_walls, pieces_in
from extract.readers._pdf_heads import Head, find_heads, first_head, letter_height, upper_heads
from extract.readers._pdf_rows import (
    WRAPPED,
    Columns,
    Side,
    find_rows,
    find_side,
    first_lines_of,
    group_edges,
    has_total,
    names_of,
    parted,
)
from extract.vocabulary import vocabulary

_AWAY = 3.2  # of the letter height: lines further apart are not of one form
_APART = 1.5  # of the letter height between a running title and what stands under it
_LABELS = ("head", "item", "fund", "goal")
_GROUPS = ("level1", "level2")


@dataclass(slots=True)
class Drawn:
    """Rules that would draw what was found, and the columns of a block that the page leaves open."""

    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    open: Columns | None = None


def unruled(pieces: Sequence[Piece], carried: Columns | None = None) -> Drawn:
    """The form among ``pieces`` as rules; none where no heads of columns stand there. ``carried``
    are the columns of a block that the page before left open."""
    drawn = Drawn()
    if not pieces:
        return drawn
    height = letter_height(pieces)
    heads = find_heads(pieces, height)
    if not heads and carried is None:
        return drawn
    ends = min(p[1] for p in pieces) - 2, max(p[3] for p in pieces) + 2
    top = min(p[2] for p in pieces)
    if carried is not None:
        carried.bounds[0] = min(carried.bounds[0], *((p[1] + p[3]) / 2 for p in pieces))
        carried.bounds[-1] = max(carried.bounds[-1], *((p[1] + p[3]) / 2 for p in pieces))
        top = _go_on(pieces, carried, heads[0].top if heads else float("inf"), height, drawn)
    if heads:
        start = _top([p for p in pieces if p[2] >= top - 1], heads[0], height)
        above = _lines_between(pieces, start, heads[0].top - 1)
        bands = [_band(n, upper, lower) for n, upper, lower in _edges(above, start, heads[0].top)]
        _draw(bands, ends, drawn)
    for n, head in enumerate(heads):
        end = heads[n + 1].top - 1 if n + 1 < len(heads) else float("inf")
        again = not n and carried is not None and carried.kind == head.kind
        bottom = _block(pieces, head, end, ends, height, drawn, goes_on=again)
        if end < float("inf") and bottom:
            rest = _lines_between(pieces, bottom, end)
            _draw([_band(*edge) for edge in _edges(rest, bottom, end + 1)], ends, drawn)
    return drawn


def _go_on(
    pieces: Sequence[Piece], carried: Columns, end: float, height: float, drawn: Drawn
) -> float:
    """Rows of a block of the page before, at the top of this one; where they end."""
    start = _under_running_head(pieces, height)
    under = [p for p in pieces if start < (p[2] + p[4]) / 2 < end - 1]
    top = min((p[2] for p in under), default=end)
    rows = find_rows(under, carried, top, height)
    bands = _bands(under, rows)
    if not bands or sum(len(band.cells) > 2 for band in bands) * 2 < max(1, len(bands)):
        return top
    _draw_rows(under, bands, rows, carried, height, drawn, goes_on=True)
    drawn.open = None if end < float("inf") else carried
    return rows[-1]


def _under_running_head(pieces: Sequence[Piece], height: float) -> float:
    """The height under the line at the top that stands alone and apart, as a running title does; 0
    without one."""
    lines = lines_of(pieces)
    if len(lines) < 2 or len(cells_of(lines[0])) > 1:
        return 0.0
    lower = max(p[4] for p in lines[0])
    return lower if min(p[2] for p in lines[1]) - lower > _APART * height else 0.0


def _top(pieces: Sequence[Piece], head: Head, height: float) -> float:
    """Where the form begins above its first head: labels and what is filled in, line by line."""
    top = head.top
    for line in reversed(_lines_between(pieces, 0, head.top)):
        upper, lower = min(p[2] for p in line), max(p[4] for p in line)
        labelled = _labels(line, _LABELS) and len(cells_of(line)) > 1
        if top - lower > _AWAY * height or not labelled:
            break
        top = upper
    return top - 1


def _lines_between(pieces: Sequence[Piece], top: float, bottom: float) -> list[list[Piece]]:
    """The lines between two heights; lines that overlap, as a label of two lines does with the
    value in the middle beside it, as one, and so the rest of a text with the line it goes on from."""
    found: list[list[Piece]] = []
    for line in lines_of(p for p in pieces if top < (p[2] + p[4]) / 2 < bottom):
        if found and (not parted(found[-1], line) or _goes_under(line, found[-1])):
            found[-1] += line
        else:
            found.append(line)
    return found


def _goes_under(line: Sequence[Piece], above: Sequence[Piece]) -> bool:
    """True where a line is no more than the rest of texts that stand close above it: each begins
    where one of those does, or stands in its middle, and none is a label."""
    over = cells_of(above)
    cells = cells_of(line)
    if len(cells) >= len(over) or _labels(line, _LABELS) or _labels(above, ("goal",)):
        return False
    gap = min(p[2] for p in line) - max(p[4] for p in above)
    height = max(p[4] - p[2] for p in line)
    return gap < WRAPPED * height and all(
        any(abs(a - c) < 1 or abs(a + b - c - d) < height for c, d in over) for a, b in cells
    )


def _labels(line: Sequence[Piece], tables: Sequence[str]) -> bool:
    texts = [text_of(pieces_in(line, span)) for span in cells_of(line)]
    return any(vocabulary().find(table, text) for text in texts for table in tables)


def _edges(
    lines: Sequence[list[Piece]], top: float, bottom: float
) -> list[tuple[list[Piece], float, float]]:
    """Each line with the heights that part it from its neighbours."""
    middles = [
        (max(p[4] for p in one) + min(p[2] for p in other)) / 2 for one, other in pairwise(lines)
    ]
    bounds = [top, *middles, bottom - 1]
    return [(line, bounds[n], bounds[n + 1]) for n, line in enumerate(lines)]


def _band(pieces: Sequence[Piece], top: float, bottom: float) -> Band:
    return Band(top, bottom, list(pieces), cells_of(pieces))


def _draw(bands: Sequence[Band], ends: Span, drawn: Drawn) -> None:
    if bands:
        down, _ = draw_walls(bands, ends, [], [])
        drawn.down += down
        drawn.across += [(at, *ends) for at in (bands[0].top, *(b.bottom for b in bands))]


def _block(
    pieces: Sequence[Piece],
    head: Head,
    end: float,
    ends: Span,
    height: float,
    drawn: Drawn,
    goes_on: bool = False,
) -> float:
    """Adds the rules of a head and of the rows under it, down to ``end``; gives where they end, 0
    where there are none. ``goes_on`` where the head repeats that of a block of the page before."""
    under = [p for p in pieces if head.bottom < (p[2] + p[4]) / 2 < end]
    columns = _columns(head, under, ends)
    rows = find_rows(under, columns, head.bottom, height)
    drawn.open = None
    if len(rows) < 2:
        return 0
    side = find_side(under, rows[-1], head.top, height) if columns.kind == "fund" else None
    if side is not None:
        return _beside(side, pieces, head, ends, height, drawn)
    bands = _bands(under, rows)
    drawn.across += [(head.top - 1, *ends), (rows[-1], *ends)]
    drawn.down += [(x, head.top - 1, rows[0]) for x in columns.bounds]
    drawn.across += upper_heads(head, columns.bounds)
    _draw_rows(under, bands, rows, columns, height, drawn, goes_on)
    last = bands[-1]
    if not has_total(last.pieces, last.cells, columns.kind) and end == float("inf"):
        drawn.open = columns
    return rows[-1]


def _beside(
    side: Side, pieces: Sequence[Piece], head: Head, ends: Span, height: float, drawn: Drawn
) -> float:
    """A block of which the rows under the head are a part only, beside the label of it all: the
    other lines are rows with cells of their own."""
    left, top, bottom = ends[0], head.top - 1, side.bottom + 1
    own = [p for p in pieces if p not in side.pieces]
    inner = (side.wall, ends[1])
    end = _block(own, head, bottom, inner, height, drawn)
    if not end:
        return 0
    lines = _lines_between(own, end, bottom)
    _draw([_band(*edge) for edge in _edges(lines, end, bottom + 1)], inner, drawn)
    drawn.across += [(top, left, side.wall), (bottom, left, side.wall)]
    drawn.down.append((left, top, bottom))
    return bottom


def _columns(head: Head, under: Sequence[Piece], ends: Span) -> Columns:
    """The columns under a head. What stands left of its first known head is no head: a label of
    the whole block has its first line there."""
    cells = cells_of(head.pieces)
    first = first_head(head.pieces, cells, head.kind)
    band = Band(head.top, head.bottom, head.pieces, cells[first:], head.kind)
    block = Block([band, *_lines(under, ends)], list(band.cells))
    bounds = [ends[0], *walls_of(block, []), ends[1]]
    columns = columns_of(block)
    grouped = _grouped(block, columns)
    label = 0 if 0 in grouped and columns[0] not in block.heads else -1
    return Columns(bounds, grouped, head.kind, label)


def _lines(pieces: Sequence[Piece], ends: Span) -> list[Band]:
    """The lines up to running text."""
    found: list[Band] = []
    for line in lines_of(pieces):
        band = _band(line, 0, 0)
        wide = band.cells[0][1] - band.cells[0][0] > (ends[1] - ends[0]) * 0.6
        if (len(band.cells) == 1 and wide) or leaves(band):
            break
        found.append(band)
    return found


def _bands(pieces: Sequence[Piece], rows: Sequence[float]) -> list[Band]:
    inside = [[p for p in pieces if a < (p[2] + p[4]) / 2 < b] for a, b in pairwise(rows)]
    return [_band(found, a, b) for found, (a, b) in zip(inside, pairwise(rows), strict=True)]


def _draw_rows(
    pieces: Sequence[Piece],
    bands: Sequence[Band],
    rows: Sequence[float],
    columns: Columns,
    height: float,
    drawn: Drawn,
    goes_on: bool = False,
) -> None:
    """Rules between rows and columns: rows end between groups where a column names groups, walls
    end where a text lies across. ``goes_on`` where the first rows may belong to a group that the
    page before names."""
    bounds = columns.bounds
    first_lines = first_lines_of(bands, columns)
    for n, (left, right) in enumerate(pairwise(bounds)):
        steps: Sequence[float] = rows
        if n in columns.grouped:
            inside = [p for p in pieces if left < (p[1] + p[3]) / 2 < right and p[4] < rows[-1] + 1]
            steps = group_edges(inside, bands, rows, first_lines, height, goes_on)
            if n == columns.label and len(names_of(inside, height)) == 1:
                steps = [rows[-1]]  # it labels the head too
        drawn.across += [(at, left, right) for at in steps]
    drawn.down += [(x, rows[0], rows[-1]) for x in (bounds[0], bounds[-1])]
    for band in bands:
        drawn.down += clear_walls(bounds[1:-1], band.cells, band.top, band.bottom, OVER * height)


def _grouped(block: Block, columns: Sequence[Span]) -> list[int]:
    """Columns whose texts name groups of rows: the first levels, and labels left of all heads."""
    found = []
    first = next((n for n, span in enumerate(columns) if span in block.heads), 0)
    for n, span in enumerate(columns):
        text = text_of(pieces_in(block.bands[0].pieces, span)) if span in block.heads else ""
        if vocabulary().find("indicator", text) in _GROUPS or n < first - 1:
            found.append(n)  # of the labels left of all heads only the last are of rows
        elif n == first - 1 and not n and len(columns) > 1:
            labels = [band for band in block.bands[1:] for c in band.cells if c[1] <= span[1] + 1]
            if len(labels) < len(block.bands) / 2:
                found.append(n)
    return found
