"""Scanned pages -> sheets for :mod:`extract.stitch`, as the pages of a digital PDF become.

Lines around the tables become paragraphs, texts that stand in columns a table. The height of ink
says little of the size of letters (一 is flat, a bracket tall); the width of a line by its letters
says it well, and lines of nearly one size are taken to be of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from extract.grid import Grid, fill, find_grids
from extract.ink import Piece, lines_of, text_of
from extract.readers._pdf_columns import find_columns, may_hold_columns
from extract.readers._pdf_flow import Line, PageText, make_line, paragraphs, set_aside_furniture
from extract.readers._scan_page import Scanned
from extract.stitch import Para, Sheet, least_sure

_LETTER = 0.9  # height of a line by the size of its letters
_ALIKE, _NEXT = 1.14, 1.05  # sizes of one group differ by less, and each from the one before
_FEW = 4  # letters: too few to tell their size by their width
_WIDE = "\u2e80"  # characters from here on are as wide as they are high
_OPENING, _CLOSING = "（《“【「‘", "）》”】」，。、；：！？’"
_HALF = 0.5  # of a letter: the white that such a mark has on one side


def sheets_of(pages: Sequence[Scanned]) -> dict[int, Sheet]:
    """Each page by its number: tables and paragraphs in reading order, in points as it is upright."""
    texts: list[PageText] = []
    grids: dict[int, list[Grid]] = {}
    for page in pages:
        found, lines = _tables_and_lines(page)
        grids[page.number] = page.grids + found
        boxes = [grid.box for grid in grids[page.number]]
        texts.append(PageText(page.number, page.size, lines, boxes))
    _even_out(texts)
    set_aside_furniture(texts)
    paras = paragraphs(texts)
    sheets: dict[int, Sheet] = {}
    for page in pages:
        blocks: list[Para | Grid] = [*grids[page.number], *paras.get(page.number, [])]
        blocks.sort(key=lambda block: (block.box[1], block.box[0]))
        sheets[page.number] = Sheet(page.number, page.size, blocks)
    return sheets


def _tables_and_lines(page: Scanned) -> tuple[list[Grid], list[Line]]:
    """Tables without vertical rules among the loose lines of a page, and the other lines."""
    sure = {strip.piece: strip.confidence for strip in page.around}
    pieces = [strip.piece for strip in page.around]
    grids: list[Grid] = []
    lines = lines_of(pieces)
    if may_hold_columns(lines, page.loose):
        columns = find_columns(lines, page.loose)
        grids, _ = find_grids(columns.across, columns.down, pieces)
        lines = lines_of(fill(grids, pieces))
    for grid in grids:
        _finish(grid, page.number, sure)
    return grids, [_line(line, page.number, sure) for line in lines]


def _finish(grid: Grid, number: int, sure: dict[Piece, float]) -> None:
    for cell in grid.cells:
        cell.page = number
        cell.text = text_of(cell.pieces) if cell.pieces else ""
        cell.confidence = least_sure(1.0, *(sure[piece] for piece in cell.pieces))


def _line(pieces: Sequence[Piece], number: int, sure: dict[Piece, float]) -> Line:
    line = make_line(pieces, number)
    line.confidence = least_sure(*(sure[piece] for piece in pieces))
    return line


def _even_out(texts: Sequence[PageText]) -> None:
    """Gives lines of like size one height, and boxes as wide as their letters with their white."""
    lines = [line for text in texts for line in text.lines]
    sizes = [_size(line) for line in lines]
    steps = _steps(
        [size for line, size in zip(lines, sizes, strict=True) if len(line.text) >= _FEW]
    )
    for line, own in zip(lines, sizes, strict=True):
        size = min(steps, key=lambda step: abs(step - own), default=own)
        line.height = _LETTER * size
        x0, top, x1, bottom = line.box
        middle = (top + bottom) / 2
        before = _HALF * size if line.text[:1] in _OPENING else 0.0
        after = _HALF * size if line.text[-1:] in _CLOSING else 0.0
        line.box = x0 - before, middle - line.height / 2, x1 + after, middle + line.height / 2


def _size(line: Line) -> float:
    """The size of letters of a line: by its width where it has several, else by its height."""
    letters = sum(1.0 if char >= _WIDE else 0.5 for char in line.text if not char.isspace())
    if len(line.text) < _FEW or "  " in line.text:
        return line.height / _LETTER
    white = _HALF * ((line.text[0] in _OPENING) + (line.text[-1] in _CLOSING))
    by_width = (line.box[2] - line.box[0]) / (letters - white)
    return by_width if 0.75 < by_width * _LETTER / line.height < 1.4 else line.height / _LETTER


def _steps(sizes: Sequence[float]) -> list[float]:
    """The sizes that occur: the middle of each group of like ones."""
    groups: list[list[float]] = []
    for size in sorted(sizes):
        if groups and size <= min(_ALIKE * groups[-1][0], _NEXT * groups[-1][-1]):
            groups[-1].append(size)
        else:
            groups.append([size])
    return [median(group) for group in groups]
