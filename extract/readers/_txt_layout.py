"""Forms laid out as on a page, cells wrapped over several lines: ``pdftotext -layout``.

A line of such a text is no row: a cell goes on in the lines below, and what stands beside it stands
in the middle of them. The text is a page without rules, so it is read as one: each piece gets the
place on the page that it had, and the rules that the page might have had are drawn.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import regex

from extract.frozen import dataclass
from extract.grid import Grid, fill, find_grids
from extract.ink import Piece, line_text, lines_of, text_of
from extract.readers import _txt_rows
from extract.readers._blocks import Slot
from extract.readers._pdf_unruled import unruled
from extract.readers._txt_laid import rows
from extract.readers._txt_lines import RawCell, RawRow, Region, is_figure
from extract.readers._txt_rows import Block
from extract.readers._txt_rows_head import wide
from extract.readers._txt_words import find, is_column

_FIELD = regex.compile(r"\S+(?:[ \u3000\u00a0](?!\d)\S+)*")
_LETTER, _HEIGHT, _PITCH = 5.0, 10.0, 12.0  # points of a narrow letter and of a line
_GAP = 1.5  # lines that a blank one takes
_FIRST = 40.0
_BLANKS = 2  # blank lines that may stand inside a form
_MOST = 3000  # lines of one form
_LONGEST = 20  # letters of a line of a wrapped cell
_LOOSE = 5  # of so many lines one is blank where rows stand apart
_BEFORE = 6  # lines before a form that may be a label cut in two
_NEAR = 40  # lines above the first heads of columns
_LEAST_FIGURES = 1  # in a line that may be a row
_LEAST = 3  # heads of columns in a line


def take(lines: Sequence[str], start: int) -> Region | None:
    """The form that is laid out from ``lines[start]`` on, or None where no cell is wrapped."""
    if len(_FIELD.findall(lines[start])) < 2:
        return None
    end = _end(lines, start)
    if not _is_wrapped(lines, start, end):
        return None
    return _told(lines, start, end) or _drawn(lines, start, end) or _unread(lines, start, end, [])


def _told(lines: Sequence[str], start: int, end: int) -> Region | None:
    """The form by the lines of its figures; None where they tell no block of it. ``pdftotext`` counts
    every character as one letter, a person and most programs a Chinese one as two."""
    for measure in (len, wide):
        found = _txt_rows.blocks(lines, start, end, measure)
        if found:
            return _unread(lines, start, end, found)
    return None


def is_near(lines: Sequence[str], start: int) -> bool:
    """True where a form that is laid out begins a few lines below a line that stands alone."""
    near = range(start + 1, min(len(lines), start + _BEFORE))
    return any(take(lines, i) is not None for i in near if len(_FIELD.findall(lines[i])) >= 2)


def _drawn(lines: Sequence[str], start: int, end: int) -> Region | None:
    """The form as a page without rules; None where no block of it was found, or not every one."""
    tops = _heights(lines[start:end])
    pieces = [piece for i in range(start, end) for piece in _pieces(lines[i], tops[i - start])]
    drawn = unruled(pieces)
    grids, _ = find_grids(drawn.across, drawn.down, pieces) if drawn.down else ([], [])
    if not grids:
        return None
    tight = sum(not line.strip() for line in lines[start:end]) * _LOOSE < end - start
    place = _Page(tops, start)
    last = place.line(max(grid.ys[-1] for grid in grids) - 1)
    rest = [piece for piece in fill(grids, pieces) if place.line(piece[2]) <= last]
    loose = [(place.line(line[0][2]), line_text(line)) for line in lines_of(rest)]
    if any(_heads(lines[i]) >= _LEAST for i, _ in loose):
        return None
    parts = [(place.line(grid.ys[0] + 1), rows(_slots(grid, place), tight=tight)) for grid in grids]
    parts += [(i, [RawRow([RawCell([text], i + 1)])]) for i, text in loose]
    made = [row for _, part in sorted(parts, key=lambda part: part[0]) for row in part]
    return None if any(map(_is_mixed, made)) else Region(made, last + 1)


def _is_mixed(row: RawRow) -> bool:
    """True for heads and figures in one row: lines of two rows were taken for one."""
    texts = [cell.text for cell in row.cells if not cell.empty]
    return sum(map(is_column, texts)) > 1 and any(map(is_figure, texts))


def _unread(lines: Sequence[str], start: int, end: int, told: Sequence[Block]) -> Region:
    """The blocks that could be ``told``, and the other lines with the heads and the labels of the form
    told apart, all others whole: which cell goes on in which line cannot be told."""
    last = max(i for i in range(start, end) if len(_FIELD.findall(lines[i])) > 1)
    inside = {i: block for block in told for i in range(block.start, block.end)}
    made: list[RawRow] = []
    lost = False
    for i in range(start, last + 1):
        if i in inside:
            made += inside[i].rows if i == inside[i].start else ()
        elif lines[i].strip():
            cells = _row(lines[i])
            made.append(RawRow([RawCell([text], i + 1) for text in cells]))
            lost |= len(cells) == 1 and _holds_figures(cells[0])
    end = max([last + 1, *(block.end for block in told)])
    return Region(made, end, doubt="rows" if lost else "")


def _holds_figures(text: str) -> bool:
    """True for a line with a figure that stands alone: a row that was not told."""
    return sum(map(is_figure, text.split())) >= _LEAST_FIGURES


def _row(line: str) -> list[str]:
    """The heads of a line, labels and what is filled in after them, or the whole line."""
    fields = [field.group() for field in _FIELD.finditer(line)]
    labelled = len(fields) in (2, 4) and all(find("head", text) for text in fields[::2])
    labelled |= find("row", fields[0]) == "total" and all(map(is_figure, fields[1:3]))
    return fields if labelled or _heads(line) >= _LEAST else [" ".join(fields)]


@dataclass(frozen=True, slots=True)
class _Page:
    """The heights of the lines from line ``start`` on."""

    tops: Sequence[float]
    start: int

    def line(self, y: float) -> int:
        """The index of the last line that begins above a height."""
        return self.start + max(0, bisect_right(self.tops, y) - 1)


def _end(lines: Sequence[str], start: int) -> int:
    """Behind the last line before so many blank ones that no form goes on."""
    blank = 0
    last = min(len(lines), start + _MOST)
    for i in range(start, last):
        blank = 0 if lines[i].strip() else blank + 1
        if blank > _BLANKS or "\t" in lines[i].strip():
            return i - blank + 1 if blank else i
    return last


def _is_wrapped(lines: Sequence[str], start: int, end: int) -> bool:
    """True where heads of columns stand in a line, and below them indented lines with less than the
    cells of a row."""
    near = range(start, min(end, start + _NEAR))
    heads = next((i for i in near if _heads(lines[i]) >= _LEAST), None)
    if heads is None:
        return False
    indented = [i for i in range(heads, end) if lines[i][:2].isspace() and lines[i].strip()]
    return sum(map(_goes_on, (lines[i] for i in indented))) > 1


def _goes_on(line: str) -> bool:
    """True for one or two short texts that are no labels: what is left of cells of the line above."""
    fields = [field.group() for field in _FIELD.finditer(line)]
    tables = ("item", "goal", "group", "head", "row")
    return len(fields) <= 2 and not any(
        len(text) > _LONGEST or "：" in text or any(find(table, text) for table in tables)
        for text in fields
    )


def _heads(line: str) -> int:
    fields = [field.group() for field in _FIELD.finditer(line)]
    return sum(map(is_column, fields)) if len(fields) >= _LEAST else 0


def _heights(lines: Sequence[str]) -> list[float]:
    """Where on the page each line stood: as near below the last as a half line, but a whole line
    below what stands over it, for a cell of one line beside a cell of two stands between them."""
    tops: list[float] = []
    free: dict[int, float] = {}  # column of letters -> the height from which on it is free
    at = _FIRST
    for line in lines:
        letters = {
            letter
            for field in _FIELD.finditer(line)
            for letter in range(wide(line[: field.start()]), wide(line[: field.end()]))
        }
        at = max([at, *(free.get(letter, 0.0) for letter in letters)])
        tops.append(at)
        free |= dict.fromkeys(letters, at + _PITCH)
        at += _PITCH / 2 if letters else _PITCH * _GAP
    return tops


def _pieces(line: str, top: float) -> list[Piece]:
    return [
        (
            match.group(),
            _FIRST + wide(line[: match.start()]) * _LETTER,
            top,
            _FIRST + wide(line[: match.end()]) * _LETTER,
            top + _HEIGHT,
        )
        for match in _FIELD.finditer(line)
    ]


def _slots(grid: Grid, page: _Page) -> list[Slot]:
    slots = []
    for cell in grid.cells:
        top = min((piece[2] for piece in cell.pieces), default=cell.box[1])
        text = text_of(cell.pieces) if cell.pieces else ""
        place = (cell.row + 1, cell.col + 1, cell.rowspan, cell.colspan, page.line(top) + 1)
        slots.append(Slot(text, *place))
    return slots
