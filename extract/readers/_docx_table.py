"""The grid of a Word table: which cell stands in which slots."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from extract.frozen import dataclass
from extract.readers._docx_accept import TC, TCPR, TR, TRPR
from extract.readers._docx_package import VAL, Element, mc, w, whole

_WRAPPERS = frozenset(
    (
        w("sdt"), w("sdtContent"), w("customXml"), w("smartTag"), w("ins"), w("moveTo"),
        mc("AlternateContent"), mc("Choice"), mc("Fallback"),
    )
)  # fmt: skip
_SPAN, _V_MERGE, _H_MERGE, _CELL_MERGE = w("gridSpan"), w("vMerge"), w("hMerge"), w("cellMerge")
_WIDTH, _BEFORE, _AFTER = w("tcW"), w("gridBefore"), w("gridAfter")
_WIDTH_BEFORE = w("wBefore")
_DECIMAL = re.compile(r"[0-9]{1,9}(?:\.[0-9]+)?")
_CLOSE = 40  # twentieths of a point: edges nearer than this are one edge
_WIDEST = 1000  # columns; no table has more


@dataclass(slots=True)
class Slot:
    """A cell with its slots, rows and columns from 0; ``element`` is its w:tc."""

    element: Element
    row: int
    col: int
    colspan: int
    rowspan: int = 1
    swallowed: list[Element] = field(default_factory=list)

    def width(self) -> int:
        """Twentieths of a point; 0 where one of its cells has no width."""
        widths = [_width(cell.find(f"{TCPR}/{_WIDTH}")) for cell in (self.element, *self.swallowed)]
        return sum(widths) if all(widths) else 0


@dataclass(slots=True)
class _Row:
    before: int = 0
    after: int = 0
    offset: int = 0
    cells: list[tuple[Slot, bool]] = field(default_factory=list)

    def end(self) -> int:
        return self.before + sum(slot.colspan for slot, _ in self.cells) + self.after


def inside(parent: Element, *tags: str) -> Iterator[Element]:
    """Children with one of ``tags``, also those in content controls and other wrappers."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from inside(child, *tags)


def lay_out(table: Element) -> tuple[list[Slot], int, int]:
    """The cells of a w:tbl in reading order with their spans, and the rows and columns of the grid.
    Merged-away cells are gone, and so are columns in which no cell begins: nobody can see them.
    Cells are placed by width where the spans of the rows do not agree."""
    rows = [row for row in (_row(tr) for tr in inside(table, TR)) if row.cells]
    for at, row in enumerate(rows):
        for slot, _ in row.cells:
            slot.row = at
    if len({row.end() for row in rows}) > 1:
        _place_by_width(rows)
    _place(rows)
    slots = _merge(rows)
    return slots, len(rows), _close_up(slots)


def _row(element: Element) -> _Row:
    row = _Row()
    properties = element.find(TRPR)
    if properties is not None:
        for child in properties.iterchildren(_BEFORE, _AFTER, _WIDTH_BEFORE):
            if child.tag == _BEFORE:
                row.before = count(child)
            elif child.tag == _AFTER:
                row.after = count(child)
            else:
                row.offset = _width(child)
    for cell in inside(element, TC):
        _add(row, cell)
    return row


def _add(row: _Row, cell: Element) -> None:
    slot = Slot(cell, 0, 0, 1)
    continues = swallowed = False
    properties = cell[0] if len(cell) and cell[0].tag == TCPR else cell.find(TCPR)
    wanted = (_SPAN, _V_MERGE, _H_MERGE, _CELL_MERGE)
    for child in () if properties is None else properties.iterchildren(*wanted):
        if child.tag == _SPAN:
            slot.colspan = max(1, count(child))
        elif child.tag == _V_MERGE:
            continues = child.get(VAL, "continue") != "restart"
        elif child.tag == _CELL_MERGE:
            continues = child.get(w("vMerge")) == "cont"
        else:
            swallowed = child.get(VAL, "continue") != "restart"
    if swallowed and row.cells:
        row.cells[-1][0].colspan += slot.colspan
        row.cells[-1][0].swallowed.append(cell)
    else:
        row.cells.append((slot, continues))


def count(element: Element) -> int:
    """A number of slots, never absurd."""
    value = element.get(VAL, "")
    if len(value) == 1 and "1" <= value <= "9":
        return int(value)
    return max(0, min(whole(element, 0), _WIDEST))


def _width(element: Element | None) -> int:
    """Twentieths of a point; 0 where the width is automatic or a share."""
    if element is None or element.get(w("type"), "dxa") != "dxa":
        return 0
    value = element.get(w("w"), "0")
    return int(float(value)) if _DECIMAL.fullmatch(value) else 0


def _place(rows: list[_Row]) -> None:
    for row in rows:
        col = row.before
        for slot, _ in row.cells:
            slot.col = col
            col += slot.colspan


def _place_by_width(rows: list[_Row]) -> None:
    """Rows whose spans do not add up alike: Word goes by the widths of the cells, where every cell
    has one. The edges of all rows together make the columns."""
    if not _widths_hold(rows):
        return
    edges = _edges(rows)
    for row in rows:
        at = row.offset
        row.before, row.after = _index(edges, at), 0
        for slot, _ in row.cells:
            left = _index(edges, at)
            at += slot.width()
            slot.colspan = max(1, _index(edges, at) - left)


def _widths_hold(rows: list[_Row]) -> bool:
    """Every cell has a width, and the rows with the most columns are about as wide as any."""
    if any(not slot.width() for row in rows for slot, _ in row.cells):
        return False
    if any(row.before and not row.offset for row in rows):
        return False
    most = max(row.end() for row in rows)
    widths = {id(row): row.offset + sum(slot.width() for slot, _ in row.cells) for row in rows}
    widest = max(widths.values())
    return all(widths[id(row)] > 0.95 * widest for row in rows if row.end() == most)


def _edges(rows: list[_Row]) -> list[int]:
    every = {row.offset for row in rows}
    for row in rows:
        at = row.offset
        for slot, _ in row.cells:
            at += slot.width()
            every.add(at)
    edges: list[int] = []
    for edge in sorted(every):
        if not edges or edge - edges[-1] > _CLOSE:
            edges.append(edge)
    return edges


def _index(edges: list[int], at: int) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - at))


def _close_up(slots: list[Slot]) -> int:
    """Number the columns by the edges that some cell has; the count of columns left."""
    edges = {edge for slot in slots for edge in (slot.col, slot.col + slot.colspan)}
    column = {edge: at for at, edge in enumerate(sorted(edges))}
    for slot in slots:
        end = column[slot.col + slot.colspan]
        slot.col = column[slot.col]
        slot.colspan = end - slot.col
    return max(len(column) - 1, 0)


def _merge(rows: list[_Row]) -> list[Slot]:
    """Give each continued cell's row to the cell above that it continues."""
    slots: list[Slot] = []
    above: dict[tuple[int, int], Slot] = {}
    for row in rows:
        here: dict[tuple[int, int], Slot] = {}
        for slot, continues in row.cells:
            key = slot.col, slot.colspan
            owner = above.get(key) if continues else None
            if owner is None:
                slots.append(slot)
                owner = slot
            else:
                owner.rowspan += 1
            here[key] = owner
        above = here
    return slots
