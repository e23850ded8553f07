"""Tables of figures beside the forms (基础数据表): which column of a row is the quota, which the actual
figure, which the rate or the change that follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract._rows import Row, Slot, looks_numeric
from extract.document import Place
from extract.form import Printed
from extract.frozen import dataclass
from extract.text import lazy
from extract.vocabulary import Vocabulary, fold

MEASURED = frozenset(("rate", "growth", "change"))
_PERIOD = lazy(
    r"(?P<year>20\d\d)(?:年度?末?底?)?|(?:上(?:一)?年度?|去年|上期)|(?:本年度?|当年|今年|本期)"
)
_LEAST = 2  # columns of a header


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One figure of a row: ``field`` is quota, actual, amount, rate, growth or change; ``period`` is
    before, this, a year (2021) or empty, as its header says."""

    field: str
    period: str
    header: str
    value: Printed


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row of such a table, its cells from left to right; ``block`` counts the header rows above
    it, so that lines of one block have the same columns."""

    label: Printed
    block: int
    cells: tuple[SheetCell, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    field: str
    period: str
    header: str
    first: int
    last: int


def sheet_text(rows: Sequence[Row]) -> str:
    """All that stands in some rows, cell by cell."""
    return "\n".join(slot.cell.text for row in rows for slot in row.own)


def sheet_lines(rows: Sequence[Row], words: Vocabulary) -> Iterator[SheetLine]:
    """The rows of one table that print figures under known columns, or beside known labels. In a
    dump that has lost its spans only rows of as many cells as their header are taken."""
    columns: list[_Column] = []
    block = width = 0
    for row in rows:
        announced = _header(row, words)
        if announced:
            columns, block, width = announced, block + 1, len(row.slots)
        elif columns and not (row.ordinal and len(row.slots) != width):
            yield from _line(row, columns, block)
        if not announced:
            yield from _paired(row, words, block)


def _header(row: Row, words: Vocabulary) -> list[_Column]:
    """The columns that a row announces, at least two; none where it holds figures."""
    if len(row.slots) < _LEAST or any(looks_numeric(s.text) for s in row.own):
        return []
    found = [column for slot in row.slots if (column := _column(slot, words))]
    told = {(c.field, c.period) for c in found}
    own = {s.first for s in row.own}
    if len(told) < _LEAST or not any(c.first in own for c in found):
        return []
    return found


def _column(slot: Slot, words: Vocabulary) -> _Column | None:
    label = fold(slot.text)
    period = _PERIOD.match(label)
    field = words.find("sheet", label)
    if not field and period:
        rest = label[period.end() :]
        field = words.find("sheet", rest) if rest else "amount"
    return _Column(field, _period(label), slot.text, slot.first, slot.last) if field else None


def _period(label: str) -> str:
    match = _PERIOD.match(label)
    if match is None:
        return ""
    return match["year"] or ("before" if label[0] in "上去" else "this")


def _line(row: Row, columns: Sequence[_Column], block: int) -> Iterator[SheetLine]:
    cells = []
    for column in columns:
        slot = next((s for s in row.own if s.first <= column.first <= s.last), None)
        if slot is not None and looks_numeric(slot.text):
            cells.append(SheetCell(column.field, column.period, column.header, slot.printed()))
    label = _label(row, min(column.first for column in columns))
    if cells or label.text:
        yield SheetLine(label, block, tuple(cells))


def _label(row: Row, first: int) -> Printed:
    """What stands left of the columns, the cell of this row before one that reaches down to it."""
    left = [s for s in row.slots if s.last < first and not s.blank and not looks_numeric(s.text)]
    own = [s for s in left if s.own] or left
    return own[-1].printed() if own else Printed("", row.own[0].cell.place if row.own else Place())


def _paired(row: Row, words: Vocabulary, block: int) -> Iterator[SheetLine]:
    """编制数 · 45 · 实有人数 · 43 · 控制率 · 95.56%: labels and figures by turns."""
    cells = []
    for label, value in zip(row.filled, row.filled[1:], strict=False):
        column = _column(label, words) if looks_numeric(value.text) else None
        if column is not None:
            cells.append(SheetCell(column.field, column.period, column.header, value.printed()))
    if len(cells) > _LEAST:
        yield SheetLine(cells[0].value, block, tuple(cells))
