"""A table of a web page as slots of a grid; which tables are data and which only hold the page.

Spans are those that a browser draws: a row span ends with its row group, a column in which no cell
begins is none, so that an absurd ``colspan`` costs nothing. Hidden rows and cells are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extract.frozen import dataclass
from extract.readers._blocks import Inner, Slot
from extract.readers._html_text import Element, is_hidden, pieces, text_of

_MOST_SPAN = 250  # HTML allows 1000; no page means that
_MOST_ROWSPAN = 65534
_MOST_DEPTH = 8
_DIGITS = re.compile(r"\s*\+?([0-9]{1,9})")  # what a browser takes of "2px", "2.0" or " 2 "
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


def slots(table: Element, depth: int = 0) -> list[Slot]:
    """The cells of a data table with their spans, tables within cells as inner tables."""
    found: list[Slot] = []
    taken: dict[int, int] = {}  # column -> first row below the cell that fills it
    rows = list(_rows(table))
    for r, row in enumerate(rows):
        last = _last_of_group(rows, r)
        col = 0
        for cell in row.cells:
            while taken.get(col, 0) > r:
                col += 1
            slot = _slot(cell, r, col, last, depth)
            taken.update(dict.fromkeys(range(col, col + slot.colspan), r + slot.rowspan))
            found.append(slot)
            col += slot.colspan
    return _packed(found)


def _slot(cell: Element, r: int, col: int, last: int, depth: int) -> Slot:
    high = _span(cell.get("rowspan"), _MOST_ROWSPAN)
    high = min(high or _MOST_ROWSPAN, last - r + 1)
    wide = max(1, _span(cell.get("colspan"), _MOST_SPAN))
    nested = _tables_in(cell) if depth < _MOST_DEPTH else []
    inner = tuple(Inner(tuple(slots(table, depth + 1))) for table in nested)
    return Slot(text_of(cell, is_layout), r + 1, col + 1, high, wide, inner=inner)


def _span(value: str | None, most: int) -> int:
    found = _DIGITS.match(value or "")
    return min(int(found[1]), most) if found else 1


def _last_of_group(rows: list[_Row], r: int) -> int:
    return next(
        (k - 1 for k in range(r + 1, len(rows)) if rows[k].group != rows[r].group), len(rows) - 1
    )


def _packed(found: list[Slot]) -> list[Slot]:
    """The slots without the columns and rows in which none begins."""
    cols = {old: new for new, old in enumerate(sorted({slot.col for slot in found}), 1)}
    rows = {old: new for new, old in enumerate(sorted({slot.row for slot in found}), 1)}
    packed = []
    for slot in found:
        wide = sum(slot.col <= col < slot.col + slot.colspan for col in cols)
        high = sum(slot.row <= row < slot.row + slot.rowspan for row in rows)
        packed.append(
            replace(slot, row=rows[slot.row], col=cols[slot.col], rowspan=high, colspan=wide)
        )
    return sorted(packed, key=lambda slot: (slot.row, slot.col))


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
    return next(cell.iter("table"), None) is not None
