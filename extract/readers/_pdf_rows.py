"""The rows of a block without rules, and the groups of rows that a column names.

Lines are put into rows so that the texts of each row line up best, by their middles or by their
tops. A group's name stands in the middle of its rows or at their top.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extract.frozen import dataclass
from extract.ink import Piece, lines_of, text_of
from extract.readers._pdf_bands import Band, leaves
from extract.readers._pdf_cells import FIGURE, Span, cells_of, is_one_figure, pieces_in, place_of
from extract.readers._txt_align import level_of
from extract.text import is_blank, squeeze
from extract.vocabulary import vocabulary

_SAME = 0.4  # of the letter height: texts of one line
WRAPPED = 0.75  # of the letter height between two lines of one cell
_MOST_LINES = 12  # of one row
_EACH_ROW = 0.5  # what a row costs: lines that can be one row are one
_ASKEW = 0.8  # of the letter height: how far the middles of the texts of a row may lie apart
_AWAY = 3.2  # of the letter height: lines further apart are not of one form
_CLEARLY = 0.5  # how much nearer the tops of texts must lie than their middles
_KNOWN, _UNKNOWN = 1.0, 3.0  # what a known name of a group costs, and any other text


@dataclass(slots=True)
class Columns:
    """The columns of a block: their ``bounds``, which of them name groups of rows, the kind of the
    block's heads, and the column of a label beside them, -1 without one."""

    bounds: list[float]
    grouped: list[int]
    kind: str
    label: int = -1


@dataclass(slots=True)
class Side:
    """A label in the middle beside all lines of a block: its pieces, the wall at its right, and
    where the block ends."""

    pieces: list[Piece]
    wall: float
    bottom: float


def find_side(under: Sequence[Piece], rows_end: float, top: float, height: float) -> Side | None:
    """The label beside a block of which the rows under the head, down to ``rows_end``, are a part
    only: left of all other texts down to the goals, in the middle of the block that begins at
    ``top``."""
    lines: list[list[Piece]] = []
    for line in lines_of(under):
        if any(vocabulary().find("goal", text_of(pieces_in(line, s))) for s in cells_of(line)):
            break
        lines.append(line)
    inside = [p for line in lines for p in line]
    spans = cells_of(inside)
    bottom = max((p[4] for p in inside), default=0.0)
    if len(spans) < 2 or bottom - rows_end < height:
        return None
    label = pieces_in(inside, spans[0])
    names = names_of(label, height)
    if len(names) != 1 or abs(sum(names[0]) - top - bottom) / 2 > _ASKEW * height:
        return None
    return Side(label, (spans[0][1] + spans[1][0]) / 2, bottom)


def find_rows(
    under: Sequence[Piece], columns: Columns, bottom: float, height: float
) -> list[float]:
    """Heights of the upper edge of the first row, and of the lower edge of every row: the rows in
    which the texts of each line up best, by their middles or by their tops. ``bottom`` is where the
    head ends."""
    bounds, grouped = columns.bounds, columns.grouped
    end = _end(under, columns, _SAME * height)
    own = [p for p in under if place_of(p[1], p[3], bounds[1:-1]) not in grouped and p[2] < end]
    lines = _until_text(lines_of(own), under, bounds, bottom, height)
    if not lines:
        return []
    cells = [_texts(line, bounds) for line in lines]
    cuts = _cuts(lines, cells, height)
    if _begin_alike([_boxes(cells[a:b]) for b, a in pairwise(cuts)]):
        cuts = _cuts(lines, cells, height, at_top=True)
    beside = [[p for p in under if place_of(p[1], p[3], bounds[1:-1]) == n] for n in grouped]
    names = [name for column in beside for name in names_of(column, height)]
    inner = [_between(lines[cut - 1], lines[cut], names) for cut in cuts[-2:0:-1]]
    first = (bottom + min(p[2] for p in (*under, *lines[0]) if p[4] > bottom)) / 2
    last = max(p[4] for p in lines[-1])
    for piece in sorted(under, key=lambda p: p[2]):  # a name of the last group may reach further
        if (
            place_of(piece[1], piece[3], bounds[1:-1]) in grouped
            and last - height < piece[2] < last + _SAME * height
        ):
            last = max(last, piece[4])
    return [first, *inner, last + 1]


def _cuts(
    lines: Sequence[Sequence[Piece]], cells: Sequence[Texts], height: float, at_top: bool = False
) -> list[int]:
    """Before which lines the rows begin, from the end of the last one up to 0."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(lines) + 1):
        options = [
            (best[start][0] + cost, start)
            for start in range(max(0, end - _MOST_LINES), end)
            if (cost := _cost(cells[start:end], height, at_top)) is not None
            and (start == 0 or parted(lines[start - 1], lines[start]))
        ]
        best.append(min(options, default=(float("inf"), end - 1)))
    cuts = [len(lines)]
    while cuts[-1] > 0:
        cuts.append(best[cuts[-1]][1])
    return cuts


def _boxes(lines: Sequence[Texts]) -> list[Span]:
    """Upper and lower edge of the text in each column of a row."""
    columns = {column for line in lines for column in line}
    cells = [[line[column] for line in lines if column in line] for column in columns]
    return [(cell[0][0], cell[-1][1]) for cell in cells]


def _between(above: Sequence[Piece], below: Sequence[Piece], names: Sequence[Span]) -> float:
    """The edge between two lines: in the middle of what is free between them, also of the names
    of groups that reach into it from one side."""
    top, bottom = max(p[4] for p in above), min(p[2] for p in below)
    upper = max((end for start, end in names if start <= top < end < bottom), default=top)
    lower = min((start for start, end in names if top < start < bottom <= end), default=bottom)
    return (upper + lower) / 2 if upper < lower else (top + bottom) / 2


def _until_text(
    lines: Sequence[list[Piece]],
    under: Sequence[Piece],
    bounds: Sequence[float],
    bottom: float,
    height: float,
) -> list[list[Piece]]:
    """The lines up to where the block ends: a wide gap in ``under``, which holds the names of
    groups too, running text, labels of another kind."""
    found: list[list[Piece]] = []
    for line in lines:
        top = min(p[2] for p in line)
        cells = cells_of(line)
        wide = max(sum(a < wall < b for wall in bounds[1:-1]) for a, b in cells)
        if _gap(under, bottom, top) > _AWAY * height or (len(cells) == 1 and wide > 1):
            break
        if leaves(Band(top, top, line, cells)):
            break
        found.append(line)
        bottom = max(p[4] for p in line)
    return found


def _gap(pieces: Sequence[Piece], top: float, bottom: float) -> float:
    """The widest stretch between two heights that no text stands in."""
    widest = 0.0
    for upper, lower in sorted((p[2], p[4]) for p in pieces if p[4] > top and p[2] < bottom):
        widest = max(widest, upper - top)
        top = max(top, lower)
    return max(widest, bottom - top)


def _end(pieces: Sequence[Piece], columns: Columns, same: float) -> float:
    """The height at which a block ends: under the total row of indicators, or above a line of
    notes, a label with one text beside it; infinite without. ``same``: how far the tops of the
    texts of one line may lie apart."""
    for line in lines_of(pieces):
        cells = cells_of(line)
        if has_total(line, cells, columns.kind):
            return min(p[2] for p in line) + same
        if _is_note(line, cells, columns.bounds):
            return min(p[2] for p in line) - same
    return float("inf")


def _is_note(line: Sequence[Piece], cells: Sequence[Span], bounds: Sequence[float]) -> bool:
    first = place_of(*cells[0], bounds[1:-1]) == 0 and len(cells) == 2
    return first and vocabulary().find("row", text_of(pieces_in(line, cells[0]))) == "notes"


def has_total(line: Sequence[Piece], cells: Sequence[Span], kind: str) -> bool:
    texts = (text_of(pieces_in(line, span)) for span in cells)
    return kind == "indicator" and any(vocabulary().find("row", t) == "total" for t in texts)


Texts = dict[int, tuple[float, float, str]]


def _texts(line: Sequence[Piece], bounds: Sequence[float]) -> Texts:
    """Column -> upper and lower edge of its text in a line, and the text where it is a figure."""
    found: Texts = {}
    for span in cells_of(line):
        inside = pieces_in(line, span)
        text = squeeze(text_of(inside))
        top, bottom = min(p[2] for p in inside), max(p[4] for p in inside)
        column = place_of(*span, bounds[1:-1])
        found[column] = top, bottom, text if FIGURE.fullmatch(text) or is_blank(text) else ""
    return found


def _cost(lines: Sequence[Texts], height: float, at_top: bool) -> float | None:
    """How badly lines line up as one row; None where they cannot be one: most figures have one
    line, for few are too wide for their column, and the lines of a cell stand close. ``at_top``
    where the texts of rows are known to begin on one height."""
    cells: dict[int, list[tuple[float, float, str]]] = {}
    for line in lines:
        for column, text in line.items():
            cells.setdefault(column, []).append(text)
    cut = 0
    for texts in cells.values():
        if any(top - bottom > WRAPPED * height for (_, bottom, _), (top, _, _) in pairwise(texts)):
            return None
        cut += len(texts) > 1 and any(figure for _, _, figure in texts) and not _is_long(texts)
    if cut and cut >= sum(len(texts) == 1 for texts in cells.values()):
        return None
    middles = [(texts[0][0] + texts[-1][1]) / 2 for texts in cells.values()]
    tops = [texts[0][0] for texts in cells.values()]
    off = (max(tops) - min(tops)) / height
    if not at_top:
        off = min((max(middles) - min(middles)) / height, off)
    return _EACH_ROW + off if off < _ASKEW else None if len(lines) > 1 else _EACH_ROW + 1


def _is_long(texts: Sequence[tuple[float, float, str]]) -> bool:
    """True for a figure of two lines, too long for its column."""
    return len(texts) == 2 and is_one_figure(texts[0][2], texts[1][2])


def parted(above: Sequence[Piece], below: Sequence[Piece]) -> bool:
    return max(p[4] for p in above) <= min(p[2] for p in below) + 1


def _groups(
    pieces: Sequence[Piece],
    rows: Sequence[float],
    first_lines: Sequence[float],
    height: float,
    goes_on: bool,
) -> list[float]:
    """Edges between groups of rows whose names are ``pieces``: those edges of rows between which
    each name stands in the middle, or at the top, whichever fits better. ``first_lines`` are the
    heights at which the texts of the rows begin where those of a row begin on one height."""
    names = names_of(pieces, height, goes_on)
    if not names or len(names) >= len(rows) - 1:
        return list(rows)
    middles = [(top + bottom) / 2 for top, bottom in names]
    cost, edges = _tile(middles, rows, goes_on)
    if first_lines:
        tops = [_nearest(first_lines, top) for top, _ in names]
        if goes_on and len(names) > 1 and tops[0] == tops[1]:
            # the first is the rest of a name that had no room on the page before
            names, tops = names[1:], tops[1:]
        at_top = sum(abs(first_lines[n] - top) for n, (top, _) in zip(tops, names, strict=True))
    else:
        tops = [sum(row < middle for row in rows) - 1 for middle in middles]
        starts = [(rows[max(t, 0)] + rows[min(t + 1, len(rows) - 1)]) / 2 for t in tops]
        at_top = sum(abs(m - f) for m, f in zip(middles, starts, strict=True))
    certain = goes_on or bool(first_lines) or tops[0] <= 0
    if certain and len(set(tops)) == len(tops) and at_top < cost:
        own = tops if goes_on or first_lines else tops[1:]
        return list(dict.fromkeys([rows[0], *(rows[max(t, 0)] for t in own), rows[-1]]))
    return edges


def _nearest(heights: Sequence[float], height: float) -> int:
    return min(range(len(heights)), key=lambda n: abs(heights[n] - height))


def _begin_alike(rows: Sequence[Sequence[Span]]) -> bool:
    """Whether the texts of rows begin on one height rather than stand centred on one; a row as the
    upper and lower edges of its texts."""
    tops = middles = 0.0
    for boxes in rows:
        if len(boxes) > 1:
            begun = [top for top, _ in boxes]
            both = [top + bottom for top, bottom in boxes]
            tops += max(begun) - min(begun)
            middles += (max(both) - min(both)) / 2
    return tops < _CLEARLY * middles


def first_lines_of(bands: Sequence[Band], columns: Columns) -> list[float]:
    """The heights at which the texts of rows begin, names of groups left out; none where the texts
    of a row do not begin on one height."""
    inner = columns.bounds[1:-1]
    rows = [
        [
            (min(p[2] for p in cell), max(p[4] for p in cell))
            for span in band.cells
            if place_of(*span, inner) not in columns.grouped
            and (cell := pieces_in(band.pieces, span))
        ]
        for band in bands
    ]
    if not _begin_alike(rows):
        return []
    return [
        min((top for top, _ in row), default=band.top)
        for row, band in zip(rows, bands, strict=True)
    ]


def names_of(pieces: Sequence[Piece], height: float, goes_on: bool = False) -> list[Span]:
    """Upper and lower edge of each name: lines that stand close are put into names so that most of
    them are known, for names may stand close too; a name may be written from top to bottom. Where
    the block ``goes_on`` from the page before the first may be the rest of one."""
    lines = lines_of(pieces)
    texts = [squeeze(text_of(line)) for line in lines]
    tops = [min(p[2] for p in line) for line in lines]
    bottoms = [max(p[4] for p in line) for line in lines]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(lines) + 1):
        options = []
        for start in range(end - 1, max(0, end - _MOST_LINES) - 1, -1):
            gap = max((tops[n] - bottoms[n - 1] for n in range(start + 1, end)), default=0.0)
            cost = _name_cost(texts[start:end], gap / height, goes_on and not start)
            if cost is not None:
                options.append((best[start][0] + cost, start))
        best.append(min(options))
    names: list[Span] = []
    end = len(lines)
    while end > 0:
        start = best[end][1]
        names.append((tops[start], bottoms[end - 1]))
        end = start
    return names[::-1]


def _name_cost(texts: Sequence[str], gap: float, rest: bool) -> float | None:
    """What lines cost as one name, ``gap`` letter heights at most apart; None where they are none:
    only the letters of a known name that is written from top to bottom stand apart. They may be
    the ``rest`` of a known name."""
    whole = "".join(texts)
    known = bool(level_of(whole)) or (rest and whole in vocabulary().tails)
    upright = known and gap < _AWAY and all(len(text) == 1 for text in texts)
    if len(texts) > 1 and gap >= WRAPPED and not upright:
        return None
    return _KNOWN if known else _UNKNOWN


def _tile(
    middles: Sequence[float], rows: Sequence[float], goes_on: bool
) -> tuple[float, list[float]]:
    """The edges of groups, in order, whose middles lie nearest to ``middles``, and how far off."""
    count = len(rows)
    first = count - len(middles) if goes_on else 1
    best: list[dict[int, tuple[float, int]]] = [dict.fromkeys(range(first), (0.0, 0))]
    for middle in middles:
        step: dict[int, tuple[float, int]] = {}
        for start, (cost, _) in best[-1].items():
            for end in range(start + 1, count):
                total = cost + abs((rows[start] + rows[end]) / 2 - middle)
                if end not in step or total < step[end][0]:
                    step[end] = total, start
        best.append(step)
    if count - 1 not in best[-1]:
        return float("inf"), list(rows)
    cost, at = best[-1][count - 1][0], count - 1
    edges = [at]
    for step in reversed(best[1:]):
        edges.append(step[edges[-1]][1])
    return cost, [rows[n] for n in dict.fromkeys([0, *reversed(edges)])]


def group_edges(
    pieces: Sequence[Piece],
    bands: Sequence[Band],
    rows: Sequence[float],
    first_lines: Sequence[float],
    height: float,
    goes_on: bool,
) -> list[float]:
    """Edges between groups, those of a subtotal or total among them: it is of no group.
    ``first_lines``: see :func:`first_lines_of`."""
    steps = [rows[0]]
    start = 0
    for n, band in enumerate([*bands, None]):
        if band is not None and not _is_sum(band):
            continue
        if n > start:
            part = rows[start : n + 1]
            inside = [p for p in pieces if part[0] < (p[2] + p[4]) / 2 < part[-1]]
            steps += _groups(inside, part, first_lines[start:n], height, goes_on and not start)
        steps += rows[n : n + 2]
        start = n + 1
    return sorted(set(steps))


def _is_sum(band: Band) -> bool:
    texts = (text_of(pieces_in(band.pieces, span)) for span in band.cells)
    return any(vocabulary().find("row", text) in ("total", "subtotal") for text in texts)
