"""Forms without any rule: rows and columns of each block from its heads and from how texts stand.

The heads of the columns are known words; under them every row has figures of one line, and the
other cells of the row stand centred on the same height or begin there. What names a group of rows
(一级指标) stands in the middle of them or at their top. What is found is written down as rules that
the page might have had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from itertools import pairwise, product

from extract.frozen import dataclass
from extract.grid import Rule
from extract.ink import Piece, line_text, lines_of, text_of
from extract.readers._pdf_bands import (
    FIGURE,
    Band,
    Block,
    Span,
    cells_of,
    columns_of,
    draw_walls,
    head_of,
    known_heads,
    leaves,
    pieces_in,
    walls_of,
)
from extract.readers._pdf_rows import Columns, find_rows, group_edges, has_total, names_of, parted
from extract.text import squeeze
from extract.vocabulary import vocabulary

_WINDOWS = (0.3, 0.9, 1.5, 2.2)  # of the letter height: how far the lines of a head may lie apart
_AWAY = 3.2  # of the letter height: lines further apart are not of one form
_NEAR = 6  # lines above and below within which a head lies
_LEAST = 3  # texts beside each other in a head
_LABELS = ("head", "item", "fund", "goal")
_GROUPS = ("level1", "level2")


Merit = tuple[int, int, int]


@dataclass(slots=True)
class _Head:
    """The heads of a block: its pieces, their middle and the lines above and below."""

    pieces: list[Piece]
    top: float
    bottom: float
    kind: str


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
    height = _letter(pieces)
    heads = _heads(pieces, height)
    ends = min(p[1] for p in pieces) - 2, max(p[3] for p in pieces) + 2
    top = min(p[2] for p in pieces)
    if carried is not None:
        carried.bounds[0] = min(carried.bounds[0], ends[0])
        carried.bounds[-1] = max(carried.bounds[-1], ends[1])
        top = _go_on(pieces, carried, heads[0].top if heads else float("inf"), height, drawn)
    if heads:
        start = _top([p for p in pieces if p[2] >= top - 1], heads[0], height)
        above = _lines_between(pieces, start, heads[0].top - 1)
        bands = [_band(n, upper, lower) for n, upper, lower in _edges(above, start, heads[0].top)]
        _draw(bands, ends, drawn)
    for n, head in enumerate(heads):
        end = heads[n + 1].top - 1 if n + 1 < len(heads) else float("inf")
        bottom = _block(pieces, head, end, ends, height, drawn)
        if end < float("inf") and bottom:
            rest = _lines_between(pieces, bottom, end)
            _draw([_band(*edge) for edge in _edges(rest, bottom, end + 1)], ends, drawn)
    return drawn


def _go_on(
    pieces: Sequence[Piece], carried: Columns, end: float, height: float, drawn: Drawn
) -> float:
    """Rows of a block of the page before, at the top of this one; where they end."""
    under = [p for p in pieces if (p[2] + p[4]) / 2 < end - 1]
    top = min((p[2] for p in under), default=end)
    rows = find_rows(under, carried, top, height)
    bands = _bands(under, rows)
    if not bands or sum(len(band.cells) > 2 for band in bands) * 2 < max(1, len(bands)):
        return top
    _draw_rows(under, bands, rows, carried, height, drawn, goes_on=True)
    drawn.open = None if end < float("inf") else carried
    return rows[-1]


def _letter(pieces: Sequence[Piece]) -> float:
    heights = sorted(p[4] - p[2] for p in pieces)
    return heights[len(heights) // 2]


def _heads(pieces: Sequence[Piece], height: float) -> list[_Head]:
    """The heads on the page from top to bottom, each with all its lines: those lines above and
    below one another that make the most known heads."""
    found: list[tuple[Merit, _Head]] = []
    lines = lines_of(pieces)
    for n, line in enumerate(lines):
        here = (line[0][2] + line[0][4]) / 2
        around = [p for near in lines[max(0, n - _NEAR) : n + _NEAR + 1] for p in near]
        if not _may_be_head(around, here, height):
            continue
        best = _best_head(around, here, height)
        if best is None:
            continue
        if found and best[1].top < found[-1][1].bottom - 1:
            found[-1] = max(found[-1], best, key=lambda pair: pair[0])
        else:
            found.append(best)
    return [head for _, head in found]


def _may_be_head(pieces: Sequence[Piece], middle: float, height: float) -> bool:
    """A quick look: the lines around hold some known head."""
    for reach in _WINDOWS[:3]:
        near = [p for p in pieces if abs((p[2] + p[4]) / 2 - middle) <= reach * height]
        cells = cells_of(near)
        if len(cells) >= _LEAST and head_of(near, cells) and not _figures(near, cells):
            return True
    return False


def _figures(pieces: Sequence[Piece], cells: Sequence[Span]) -> bool:
    """True where a figure stands alone in a cell: a row of labels and figures is no head."""
    return any(FIGURE.fullmatch(squeeze(text_of(pieces_in(pieces, span)))) for span in cells)


def _best_head(pieces: Sequence[Piece], middle: float, height: float) -> tuple[Merit, _Head] | None:
    best: tuple[Merit, _Head] | None = None
    reaches = [reach * height for reach in _WINDOWS]
    around = [p for p in pieces if abs((p[2] + p[4]) / 2 - middle) <= reaches[-1]]
    for above, below in product(reaches, reaches):
        near = [p for p in around if -above <= (p[2] + p[4]) / 2 - middle <= below]
        cells = cells_of(near)
        kind = head_of(near, cells)
        if not kind or _figures(near, cells):
            continue
        known = known_heads(near, cells, kind)
        merit = (known, known - len(cells), len(near))
        if best is None or merit > best[0]:
            top, bottom = min(p[2] for p in near), max(p[4] for p in near)
            best = merit, _Head(near, top, bottom, kind)
    return best


def _top(pieces: Sequence[Piece], head: _Head, height: float) -> float:
    """Where the form begins above its first head: labels and what is filled in, line by line."""
    top = head.top
    for line in reversed(_lines_between(pieces, 0, head.top)):
        upper, lower = min(p[2] for p in line), max(p[4] for p in line)
        cells = cells_of(line)
        texts = [text_of(pieces_in(line, span)) for span in cells]
        labelled = any(vocabulary().find(table, text) for text in texts for table in _LABELS)
        if top - lower > _AWAY * height or not (labelled and len(cells) > 1):
            break
        top = upper
    return top - 1


def _lines_between(pieces: Sequence[Piece], top: float, bottom: float) -> list[list[Piece]]:
    """The lines between two heights; lines that overlap, as a label of two lines does with the
    value in the middle beside it, as one."""
    found: list[list[Piece]] = []
    for line in lines_of(p for p in pieces if top < (p[2] + p[4]) / 2 < bottom):
        if found and not parted(found[-1], line):
            found[-1] += line
        else:
            found.append(line)
    return found


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
    pieces: Sequence[Piece], head: _Head, end: float, ends: Span, height: float, drawn: Drawn
) -> float:
    """Adds the rules of a head and of the rows under it, down to ``end``; gives where they end, 0
    where there are none."""
    under = [p for p in pieces if head.bottom < (p[2] + p[4]) / 2 < end]
    columns = _columns(head, under, ends)
    rows = find_rows(under, columns, head.bottom, height)
    drawn.open = None
    if len(rows) < 2:
        return 0
    bands = _bands(under, rows)
    drawn.across += [(head.top - 1, *ends), (rows[-1], *ends)]
    drawn.down += [(x, head.top - 1, rows[0]) for x in columns.bounds]
    drawn.across += _upper_heads(head, columns)
    _draw_rows(under, bands, rows, columns, height, drawn)
    last = bands[-1]
    if not has_total(last.pieces, last.cells, columns.kind) and end == float("inf"):
        drawn.open = columns
    return rows[-1]


def _upper_heads(head: _Head, columns: Columns) -> list[Rule]:
    """Rules within heads that have a second row: where only the lower lines are a known head."""
    found: list[Rule] = []
    for left, right in pairwise(columns.bounds):
        lines = lines_of(p for p in head.pieces if left < (p[1] + p[3]) / 2 < right)
        texts = [line_text(line) for line in lines]
        if len(lines) < 2 or vocabulary().find(head.kind, "".join(texts)):
            continue
        for n in range(1, len(lines)):
            if vocabulary().find(head.kind, "".join(texts[n:])):
                upper, lower = max(p[4] for p in lines[n - 1]), min(p[2] for p in lines[n])
                found.append(((upper + lower) / 2, left, right))
                break
    return found


def _columns(head: _Head, under: Sequence[Piece], ends: Span) -> Columns:
    """The columns under a head. What stands left of its first known head is no head: a label of
    the whole block has its first line there."""
    cells = cells_of(head.pieces)
    texts = [text_of(pieces_in(head.pieces, span)) for span in cells]
    first = next(n for n, t in enumerate(texts) if vocabulary().find(head.kind, t))
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
    for n, (left, right) in enumerate(pairwise(bounds)):
        steps: Sequence[float] = rows
        if n in columns.grouped:
            inside = [p for p in pieces if left < (p[1] + p[3]) / 2 < right and p[4] < rows[-1] + 1]
            steps = group_edges(inside, bands, rows, height, goes_on)
            if n == columns.label and len(names_of(inside, height)) == 1:
                steps = [rows[-1]]  # it labels the head too
        drawn.across += [(at, left, right) for at in steps]
    drawn.down += [(x, rows[0], rows[-1]) for x in (bounds[0], bounds[-1])]
    for band in bands:
        drawn.down += [
            (x, band.top, band.bottom)
            for x in bounds[1:-1]
            if not any(start + 1 < x < stop - 1 for start, stop in band.cells)
        ]


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
