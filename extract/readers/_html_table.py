"""A table of a web page as slots of a grid; which tables are data and which only hold the page.

Spans are those that a browser draws unless that cannot be meant, see ``_html_spans``; a column in
which no cell begins is none, so that an absurd ``colspan`` costs nothing. Hidden rows and cells are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

from extract.frozen import dataclass, replace
from extract.readers import _html_spans
from extract.readers._blocks import Inner, Slot
from extract.readers._html_text import Element, is_hidden, pieces, text_of

_MOST_SPAN = 250  # HTML allows 1000; no page means that
_MOST_ROWSPAN = 65534
_MOST_DEPTH = 8
_LEAST_COLS = 3
_DIGITS = re.compile(r"\s*\+?([0-9]{1,9})")  # what a browser takes of "2px", "2.0" or " 2 "
_WIDTH = re.compile(r"(?<![-\w])width\s*:\s*([0-9.]*[0-9])")
_PROSE = 300  # characters that no cell of a one-row table holds, but a column of a page does


@dataclass(frozen=True, slots=True)
class _Row:
    cells: list[Element]
    group: int


def is_layout(table: Element) -> bool:
    """True for a table that only arranges the page: it has one column, or one row with running
    text, or hardly anything of its own around the tables within it."""
    rows = [row.cells for row in _rows(table) if row.cells]
    if not rows or max(map(len, rows)) < 2:
        return True
    if any(_has_table(cell) for row in rows for cell in row):
        return not _has_own_rows(rows)
    return len(rows) == 1 and any(len(text_of(cell)) > _PROSE for cell in rows[0])


def _has_own_rows(rows: list[list[Element]]) -> bool:
    """Two rows or more with two short texts beside each other, outside of inner tables."""
    count = 0
    for row in rows:
        texts = [text_of(cell) for cell in row if not _has_table(cell)]
        count += sum(0 < len(text) <= _PROSE for text in texts) >= 2
    return count >= 2


@dataclass(frozen=True, slots=True)
class Laid:
    """A data table before its columns are numbered: its slots, how many rows and columns it is given,
    the share of the page that each cell of a single row takes, what is in doubt."""

    slots: Sequence[Slot]
    rows: int
    cols: int
    shares: Sequence[float] = ()
    doubt: str = ""


def slots(table: Element, depth: int = 0) -> list[Slot]:
    """The cells of a data table with their spans, tables within cells as inner tables."""
    return packed(laid(table, depth).slots)


def laid(table: Element, depth: int = 0) -> Laid:
    """A data table as it is written, its spans as they are meant."""
    found: list[Slot] = []
    taken: dict[int, int] = {}  # column -> first row below the cell that fills it
    rows = list(_rows(table))
    texts = [[text_of(cell, is_layout) for cell in row.cells] for row in rows]
    lines = [_line(row, said) for row, said in zip(rows, texts, strict=True)]
    plan = _html_spans.plan(lines)
    for r, (index, heights) in enumerate(zip(plan.rows, plan.heights, strict=True)):
        col = 0
        said = zip(rows[index].cells, texts[index], lines[index].cells, heights, strict=True)
        for cell, text, written, high in said:
            while taken.get(col, 0) > r:
                col += 1
            inner = _inner(cell, depth)
            found.append(Slot(text, r + 1, col + 1, high, written.wide, inner=inner))
            taken.update(dict.fromkeys(range(col, col + written.wide), r + high))
            col += written.wide
    cols = max((slot.col + slot.colspan - 1 for slot in found), default=0)
    shares = _shares(rows[0].cells) if len(plan.rows) == 1 and rows else ()
    return Laid(found, len(plan.rows), cols, shares, plan.doubt)


def _line(row: _Row, texts: Sequence[str]) -> _html_spans.Line:
    cells = [
        _html_spans.Written(
            max(1, _span(cell.get("colspan"), _MOST_SPAN)),
            _span(cell.get("rowspan"), _MOST_ROWSPAN),
            text,
        )
        for cell, text in zip(row.cells, texts, strict=True)
    ]
    return _html_spans.Line(cells, row.group)


def _inner(cell: Element, depth: int) -> tuple[Inner, ...]:
    nested = _tables_in(cell) if len(cell) and depth < _MOST_DEPTH else []
    return tuple(Inner(tuple(slots(table, depth + 1))) for table in nested)


def _shares(cells: Sequence[Element]) -> tuple[float, ...]:
    """The width of each cell of a row as the page gives it, nothing where one has none."""
    found = []
    for cell in cells:
        match = _WIDTH.search(cell.get("style") or "") or _DIGITS.match(cell.get("width") or "")
        if match is None or not float(match[1]):
            return ()
        found.append(float(match[1]))
    return tuple(found)


def _span(value: str | None, most: int) -> int:
    found = _DIGITS.match(value or "")
    return min(int(found[1]), most) if found else 1


def packed(found: Sequence[Slot]) -> list[Slot]:
    """The slots without the columns and rows in which none begins, nor empty columns at the edges,
    with which Word and layouts of pages keep their distance."""
    found = _without_edges(found)
    cols = sorted({slot.col for slot in found})
    rows = sorted({slot.row for slot in found})
    moved = []
    for slot in found:
        row, col = bisect_left(rows, slot.row), bisect_left(cols, slot.col)
        high = bisect_left(rows, slot.row + slot.rowspan) - row
        wide = bisect_left(cols, slot.col + slot.colspan) - col
        moved.append(Slot(slot.text, row + 1, col + 1, high, wide, slot.line, slot.inner))
    return sorted(moved, key=lambda slot: (slot.row, slot.col))


def _without_edges(found: Sequence[Slot]) -> Sequence[Slot]:
    """The slots without first and last columns in which no text stands alone."""
    columns = sorted({slot.col for slot in found})
    while len(columns) > _LEAST_COLS and not any(_says(s, columns[-1], 0) for s in found):
        found = [slot for slot in found if slot.col != columns[-1]]
        columns.pop()
    while len(columns) > _LEAST_COLS and not any(_says(s, *columns[:2]) for s in found):
        first, second = columns[:2]
        found = [
            replace(slot, col=second, colspan=slot.colspan - second + first)
            if slot.col == first
            else slot
            for slot in found
            if slot.col + slot.colspan > second
        ]
        del columns[0]
    return found


def _says(slot: Slot, col: int, beyond: int) -> bool:
    """Whether something stands in a slot that begins in ``col`` and does not reach ``beyond``."""
    reaches = 0 < beyond < slot.col + slot.colspan
    return slot.col == col and bool(slot.text or slot.inner) and not reaches


def _rows(table: Element) -> Iterator[_Row]:
    """The shown rows: those of the head, of the bodies, of the foot, wherever they stand."""
    groups: list[tuple[int, list[Element]]] = []
    loose: list[Element] = []
    for child in table:
        if child.tag == "tr":
            if not loose:
                groups.append((1, loose))
            loose.append(child)
        elif child.tag in ("thead", "tbody", "tfoot") and not is_hidden(child):
            order = {"thead": 0, "tbody": 1, "tfoot": 2}[child.tag]
            groups.append((order, [row for row in child if row.tag == "tr"]))
            loose = []
    for number, (_, rows) in enumerate(sorted(groups, key=lambda group: group[0])):
        for row in rows:
            if not is_hidden(row):
                yield _Row(_cells(row), number)


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row if cell.tag in ("td", "th") and not is_hidden(cell)]


def _tables_in(cell: Element) -> list[Element]:
    """The data tables of a cell, those in tables that only arrange it included."""
    return [piece.element for piece in pieces(cell, is_layout) if piece.kind == "table"]


def _has_table(cell: Element) -> bool:
    """Whether a table stands in a cell; one of a single cell is a box around a text."""
    return len(cell) > 0 and any(_is_table(table) for table in cell.iter("table"))


def _is_table(table: Element) -> bool:
    cells = (cell for row in _rows(table) for cell in row.cells)
    return next(islice(cells, 1, None), None) is not None
