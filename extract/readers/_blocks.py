"""Blocks of a document in reading order, numbered as they come: for readers without pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from extract.document import Block, Cell, Paragraph, Place, Table, placed
from extract.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell before its table has a number: ``row`` and ``col`` from 1, ``line`` of a text file."""

    text: str
    row: int
    col: int
    rowspan: int = 1
    colspan: int = 1
    line: int | None = None
    inner: tuple[Inner, ...] = ()


@dataclass(frozen=True, slots=True)
class Inner:
    """A table that lies in a cell."""

    slots: tuple[Slot, ...]


@dataclass(slots=True)
class Blocks:
    """Collects paragraphs and tables and gives each its number. ``sheet`` goes into the places."""

    sheet: str | None = None
    _blocks: list[Block] = field(default_factory=list)
    _tables: int = 0

    def paragraph(
        self,
        text: str,
        *,
        line: int | None = None,
        row: int | None = None,
        col: int | None = None,
        level: int | None = None,
        kind: str = "body",
        bold: bool = False,
        number: str = "",
    ) -> None:
        """Add a paragraph, unless it is empty."""
        text = text.strip()
        if text:
            place = Place(block=self._next(), line=line, sheet=self.sheet, row=row, col=col)
            self._blocks.append(Paragraph(text, place, number, level, kind, bold))

    def table(
        self,
        slots: Sequence[Slot],
        *,
        line: int | None = None,
        ordinal: bool = False,
        doubt: str = "",
    ) -> None:
        """Add a table, unless it has no cell. ``ordinal``, ``doubt``: see :class:`Table`."""
        if slots:
            self._blocks.append(self._table(slots, self._next(), line, ordinal, doubt))

    def done(self) -> tuple[Block, ...]:
        """Everything that was added, in order."""
        return tuple(self._blocks)

    def _next(self) -> int:
        return len(self._blocks) + 1

    def _table(
        self,
        slots: Sequence[Slot],
        block: int,
        line: int | None,
        ordinal: bool = False,
        doubt: str = "",
    ) -> Table:
        self._tables += 1
        number = self._tables
        place = Place(block=block, table=number, line=line, sheet=self.sheet)
        cells = tuple([self._cell(slot, block, number) for slot in slots])
        rows = max(slot.row + slot.rowspan for slot in slots) - 1
        cols = max(slot.col + slot.colspan for slot in slots) - 1
        return Table(cells, rows, cols, place, ordinal, doubt)

    def _cell(self, slot: Slot, block: int, table: int) -> Cell:
        line, inner = slot.line, slot.inner
        tables: tuple[Table, ...] = ()
        if inner:
            tables = tuple(self._table(i.slots, block, line) for i in inner if i.slots)
        slots = slot.row, slot.col, slot.rowspan, slot.colspan
        return placed(slot.text, slots, block, table, line=line, sheet=self.sheet, tables=tables)
