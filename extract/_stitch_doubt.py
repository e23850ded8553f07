"""What is uncertain in a table of a page: rows read as one, and what a page break leaves open where
the page draws no rules.

Where a row ends there is told by how its texts stand beside each other. A page break may go through
a row, and then the half of it on either page stands like a row of its own. So a break is certain
only where a whole row stands on both sides: with figures in one column, and its texts in line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import regex

from extract._stitch_cut import is_level
from extract.grid import Grid, GridCell
from extract.ink import box_of, lines_of
from extract.text import squeeze

_FIGURE = regex.compile(r"[-+]?\d[\d,.]*%?")
_UNEVEN = 0.2  # of the letter height: how far the steps between lines of a row may differ
_IN_LINE = 0.35  # of the letter height: how far the middles or the tops of whole cells lie apart
_LEAST_STACKED = 2  # figures in one cell
_MANY_STACKED = 3  # columns of such cells in a row
_ROOMY = 0.6  # of the width of its cell: a figure that narrow was not broken for want of room
ROWS = "rows"


def doubt_rows(last: Grid, first: Grid, above: Sequence[GridCell], top: Sequence[GridCell]) -> None:
    """Marks ``last`` where the grids of two pages are joined, and the rows at the break need not be
    whole. ``above`` and ``top`` are the cells over and under it, their columns numbered alike."""
    doubt = last.doubt or first.doubt
    if (last.unruled or first.unruled) and not (doubt or _whole_rows(above, top)):
        doubt = ROWS
    last.doubt = doubt
    last.unruled = last.unruled or first.unruled


def doubt_between(last: Grid, body: Sequence[object]) -> None:
    """Marks the grid that ends a page and the first one of the next page, ``body``, where no title
    parts them: one table, whose columns did not agree or whose torn row became a text."""
    if not last.unruled:
        return
    for block in body:
        if isinstance(block, Grid):
            if block.unruled:
                last.doubt = block.doubt = ROWS
            return
        if _is_title(getattr(block, "text", "")):
            return


def doubt_groups(grid: Grid) -> None:
    """Marks a grid without rules that goes over a page break where a column of known names of groups
    holds other texts too, as the halves of a name that was torn."""
    if not grid.unruled or grid.doubt or len({cell.page for cell in grid.cells}) < 2:
        return
    for column in range(grid.cols):
        texts = [(c.row, squeeze(c.text)) for c in grid.cells if c.col == column and c.text]
        known = [row for row, text in texts if is_level(text)]
        if len(known) > 1 and any(row > known[0] and not _is_named(text) for row, text in texts):
            grid.doubt = ROWS


def doubt_stacked(grid: Grid) -> None:
    """Marks a grid where in several columns of one row two figures stand under each other, each with
    room left beside it: no figure goes on in the next line, so these are two rows read as one."""
    if grid.doubt:
        return
    stacked = Counter([cell.row for cell in grid.cells if "\n" in cell.text and _is_stacked(cell)])
    if max(stacked.values(), default=0) >= _MANY_STACKED:
        grid.doubt = ROWS


def _is_stacked(cell: GridCell) -> bool:
    texts = cell.text.split("\n")
    if len(texts) < _LEAST_STACKED or cell.rowspan > 1:
        return False
    if not all(map(_FIGURE.fullmatch, map(str.strip, texts))):
        return False
    return bool(cell.pieces) and _width(box_of(cell.pieces)) < _ROOMY * _width(cell.box)


def _width(box: Sequence[float]) -> float:
    return box[2] - box[0]


def _is_named(text: str) -> bool:
    from extract.vocabulary import vocabulary

    return is_level(text) or bool(vocabulary().find("row", text))


def _is_title(text: str) -> bool:
    from extract.vocabulary import vocabulary

    return vocabulary().fits(squeeze(text), "titles", "form")


def _whole_rows(above: Sequence[GridCell], top: Sequence[GridCell]) -> bool:
    upper, lower = ([c for c in row if c.rowspan == 1] for row in (above, top))
    return bool(_figures(upper) & _figures(lower)) and _in_line(upper) and _in_line(lower)


def _figures(row: Sequence[GridCell]) -> set[int]:
    """The columns of a row that hold a figure alone."""
    return {cell.col for cell in row if _FIGURE.fullmatch(squeeze(cell.text))}


def _in_line(cells: Sequence[GridCell]) -> bool:
    """Whether the texts of a row begin on one height, or stand centred on one, the lines of each as
    far apart as the next."""
    boxes = [box_of(cell.pieces) for cell in cells if cell.pieces]
    if not boxes:
        return False
    height = min(box[3] - box[1] for box in boxes)
    tops = [box[1] for box in boxes]
    middles = [(box[1] + box[3]) / 2 for box in boxes]
    off = min(max(tops) - min(tops), max(middles) - min(middles))
    steps = [step for cell in cells for step in _steps(cell)]
    return (
        off < _IN_LINE * height and max(steps, default=0) - min(steps, default=0) < _UNEVEN * height
    )


def _steps(cell: GridCell) -> list[float]:
    """How far the lines of a text stand under each other."""
    tops = [min(piece[2] for piece in line) for line in lines_of(cell.pieces)]
    return [below - above for above, below in pairwise(tops)]
