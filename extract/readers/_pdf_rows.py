"""The rows of a block without rules, and the groups of rows that a column names.

Lines are put into rows so that the texts of each row line up best, by their middles or by their
tops. A group's name stands in the middle of its rows or at their top.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extract.frozen import dataclass
from extract.ink import Piece, lines_of, text_of
from extract.readers._pdf_bands import FIGURE, Band, Span, cells_of, leaves, pieces_in
from extract.readers._txt_align import level_of
from extract.text import is_blank, squeeze
from extract.vocabulary import vocabulary

_SAME = 0.4  # of the letter height: texts of one line
_WRAPPED = 0.75  # of the letter height between two lines of one cell
_MOST_LINES = 12  # of one row
_EACH_ROW = 0.5  # what a row costs: lines that can be one row are one
_ASKEW = 0.8  # of the letter height: how far the middles of the texts of a row may lie apart
_AWAY = 3.2  # of the letter height: lines further apart are not of one form


@dataclass(slots=True)
class Columns:
    """The columns of a block: their ``bounds``, which of them name groups of rows, the kind of the
    block's heads, and the column of a label beside them, -1 without one."""

    bounds: list[float]
    grouped: list[int]
    kind: str
    label: int = -1


def find_rows(
    under: Sequence[Piece], columns: Columns, bottom: float, height: float
) -> list[float]:
    """Heights of the upper edge of the first row, and of the lower edge of every row: the rows in
    which the texts of each line up best, by their middles or by their tops. ``bottom`` is where the
    head ends."""
    bounds, grouped = columns.bounds, columns.grouped
    end = _total(under, columns.kind) + _SAME * height
    own = [p for p in under if _column(p, bounds) not in grouped and p[2] < end]
    lines = _until_text(lines_of(own), bounds, bottom, height)
    if not lines:
        return []
    cells = [_texts(line, bounds) for line in lines]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(lines) + 1):
        options = [
            (best[start][0] + cost, start)
            for start in range(max(0, end - _MOST_LINES), end)
            if (cost := _cost(cells[start:end], height)) is not None
            and (start == 0 or parted(lines[start - 1], lines[start]))
        ]
        best.append(min(options, default=(float("inf"), end - 1)))
    cuts = [len(lines)]
    while cuts[-1] > 0:
        cuts.append(best[cuts[-1]][1])
    inner = [
        (max(p[4] for p in lines[cut - 1]) + min(p[2] for p in lines[cut])) / 2
        for cut in cuts[-2:0:-1]
    ]
    first = (bottom + min(p[2] for p in lines[0])) / 2
    last = max(p[4] for p in lines[-1])
    for piece in sorted(under, key=lambda p: p[2]):  # a name of the last group may reach further
        if _column(piece, bounds) in grouped and last - height < piece[2] < last + _SAME * height:
            last = max(last, piece[4])
    return [first, *inner, last + 1]


def _until_text(
    lines: Sequence[list[Piece]], bounds: Sequence[float], bottom: float, height: float
) -> list[list[Piece]]:
    """The lines up to where the block ends: a wide gap, running text, labels of another kind."""
    found: list[list[Piece]] = []
    for line in lines:
        top = min(p[2] for p in line)
        cells = cells_of(line)
        wide = max(sum(a < wall < b for wall in bounds[1:-1]) for a, b in cells)
        if top - bottom > _AWAY * height or (len(cells) == 1 and wide > 1):
            break
        if leaves(Band(top, top, line, cells)):
            break
        found.append(line)
        bottom = max(p[4] for p in line)
    return found


def _total(pieces: Sequence[Piece], kind: str) -> float:
    """The upper edge of the total row of indicators, which ends their block; infinite without."""
    for line in lines_of(pieces):
        if has_total(line, cells_of(line), kind):
            return min(p[2] for p in line)
    return float("inf")


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
        column = sum(bound < sum(span) / 2 for bound in bounds[1:-1])
        found[column] = top, bottom, text if FIGURE.fullmatch(text) or is_blank(text) else ""
    return found


def _cost(lines: Sequence[Texts], height: float) -> float | None:
    """How badly lines line up as one row; None where they cannot be one: most figures have one
    line, for few are too wide for their column, and the lines of a cell stand close."""
    cells: dict[int, list[tuple[float, float, str]]] = {}
    for line in lines:
        for column, text in line.items():
            cells.setdefault(column, []).append(text)
    cut = 0
    for texts in cells.values():
        if any(top - bottom > _WRAPPED * height for (_, bottom, _), (top, _, _) in pairwise(texts)):
            return None
        cut += len(texts) > 1 and any(figure for _, _, figure in texts)
    if cut and cut >= sum(len(texts) == 1 for texts in cells.values()):
        return None
    middles = [(texts[0][0] + texts[-1][1]) / 2 for texts in cells.values()]
    tops = [texts[0][0] for texts in cells.values()]
    off = min(max(middles) - min(middles), max(tops) - min(tops)) / height
    return _EACH_ROW + off if off < _ASKEW else None if len(lines) > 1 else _EACH_ROW + 1


def parted(above: Sequence[Piece], below: Sequence[Piece]) -> bool:
    return max(p[4] for p in above) <= min(p[2] for p in below) + 1


def _column(piece: Piece, bounds: Sequence[float]) -> int:
    middle = (piece[1] + piece[3]) / 2
    return sum(bound < middle for bound in bounds[1:-1])


def _groups(
    pieces: Sequence[Piece], rows: Sequence[float], height: float, goes_on: bool
) -> list[float]:
    """Edges between groups of rows whose names are ``pieces``: those edges of rows between which
    each name stands in the middle, or at the top, whichever fits better."""
    names = names_of(pieces, height)
    if not names or len(names) >= len(rows) - 1:
        return list(rows)
    middles = [(top + bottom) / 2 for top, bottom in names]
    cost, edges = _tile(middles, rows, goes_on)
    tops = [sum(row < middle for row in rows) - 1 for middle in middles]
    first_lines = [(rows[max(t, 0)] + rows[min(t + 1, len(rows) - 1)]) / 2 for t in tops]
    at_top = sum(abs(m - f) for m, f in zip(middles, first_lines, strict=True))
    if tops[0] <= 0 and len(set(tops)) == len(tops) and at_top < cost:
        return [rows[0], *(rows[t] for t in tops[1:]), rows[-1]]
    return edges


def names_of(pieces: Sequence[Piece], height: float) -> list[Span]:
    """Upper and lower edge of each name; lines of one name stand close and make no name alone."""
    names: list[tuple[str, float, float]] = []
    for line in lines_of(pieces):
        top, bottom, text = min(p[2] for p in line), max(p[4] for p in line), text_of(line)
        if names and top - names[-1][2] < _WRAPPED * height:
            joined = names[-1][0] + text
            if level_of(joined) or not level_of(names[-1][0]):
                names[-1] = joined, names[-1][1], bottom
                continue
        names.append((text, top, bottom))
    return [(top, bottom) for _, top, bottom in names]


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
    height: float,
    goes_on: bool,
) -> list[float]:
    """Edges between groups, those of a subtotal or total among them: it is of no group."""
    steps = [rows[0]]
    start = 0
    for n, band in enumerate([*bands, None]):
        if band is not None and not _is_sum(band):
            continue
        if n > start:
            part = rows[start : n + 1]
            inside = [p for p in pieces if part[0] < (p[2] + p[4]) / 2 < part[-1]]
            steps += _groups(inside, part, height, goes_on and not start)
        steps += rows[n : n + 2]
        start = n + 1
    return sorted(set(steps))


def _is_sum(band: Band) -> bool:
    texts = (text_of(pieces_in(band.pieces, span)) for span in band.cells)
    return any(vocabulary().find("row", text) in ("total", "subtotal") for text in texts)
