"""Rows of a table met with the columns that a header row announced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter

from extract.document import Cell, Table
from extract.form import Printed, printed
from extract.frozen import dataclass, maker, whole_maker
from extract.text import MEMORY, is_blank, lazy, squeeze

NUMERIC = frozenset(
    ("budget_initial", "budget", "arrived", "executed", "rate", "weight", "score", "review_score")
)
COUNTERS = ("序号", "编号", "行次", "No", "No.")
_FIGURE = lazy(r"[-(]?[\d.,]+\)?(?:%|分|(?:亿|万)?元?)?")


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell in one row: ``first`` and ``last`` column (from 1), ``own`` when it begins here."""

    cell: Cell
    first: int
    last: int
    own: bool

    @property
    def text(self) -> str:
        """The cell's text as printed."""
        return self.cell.text

    @property
    def blank(self) -> bool:
        """True for nothing or a dash."""
        return is_blank(self.cell.text)

    def printed(self) -> Printed:
        """The text with its place."""
        cell = self.cell
        return printed(cell.text, cell.place, cell.confidence)


_slot = maker(Slot)  # a table has one for each of its cells, and more where they reach down


_keep = object.__setattr__  # of a frozen row, while it is made


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its slots from left to right, merged cells once; ``own`` are the cells
    that begin in this row, ``filled`` those of them that are not blank."""

    number: int
    slots: tuple[Slot, ...]
    ordinal: bool
    own: tuple[Slot, ...] = field(init=False, repr=False, compare=False)
    filled: tuple[Slot, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        own = tuple([slot for slot in self.slots if slot.own])
        filled = tuple([slot for slot in own if not is_blank(slot.cell.text)])
        _keep(self, "own", own)
        _keep(self, "filled", filled)


_row = whole_maker(Row)
_WIDER = 1 << 20  # than any table


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a block: the field it holds (empty when unknown), its span and header text."""

    field: str
    first: int
    last: int
    header: str


column_of = maker(Column)


def rows(table: Table) -> list[Row]:
    """The rows of a table, each cell once, with the span it covers."""
    made: list[Row] = []
    for number, line in enumerate(_laid_out(table) or _from_grid(table), start=1):
        slots = tuple(line)
        own = [slot for slot in line if slot.own]
        filled = tuple([slot for slot in own if not is_blank(slot.cell.text)])
        begun = slots if len(own) == len(slots) else tuple(own)
        made.append(_row(number, slots, table.ordinal, begun, filled))
    return made


def _laid_out(table: Table) -> list[list[Slot]]:
    """The slots of each row, without the grid; nothing where cells lie over each other or reach out
    of the table, which only the grid can settle."""
    count, width = table.rows, table.cols
    lines: list[list[Slot]] = [[] for _ in range(count)]
    ends = [0] * count  # the last column of each row so far
    mixed: set[int] = set()  # rows whose slots did not come from left to right
    for cell in table.cells:
        place = cell.place
        top, first = (place.row or 1) - 1, place.col or 1
        last, end = first + cell.colspan - 1, top + cell.rowspan
        if not 0 < first <= last <= width or not 0 <= top < end <= count:
            return []
        if ends[top] >= first:
            mixed.add(top)
        ends[top] = last
        lines[top].append(_slot(cell, first, last, True))
        if end - top == 1:
            continue
        below = _slot(cell, first, last, False)
        for at in range(top + 1, end):
            if ends[at] >= first:
                mixed.add(at)
            ends[at] = last
            lines[at].append(below)
    return lines if all(_set_right(lines[at]) for at in mixed) else []


def _set_right(line: list[Slot]) -> bool:
    """Puts slots from left to right; False where one lies over another."""
    line.sort(key=attrgetter("first"))
    return all(left.last < right.first for left, right in pairwise(line))


def _from_grid(table: Table) -> list[list[Slot]]:
    """The slots of each row as the grid shows them: of cells over each other the later one."""
    lines: list[list[Slot]] = []
    for index, line in enumerate(table.grid(), start=1):
        slots: list[Slot] = []
        at, end = 0, len(line)
        while at < end:
            cell, first = line[at], at + 1
            at += 1
            while at < end and line[at] is cell:
                at += 1
            if cell is not None:
                slots.append(_slot(cell, first, at, (cell.place.row or 1) == index))
        lines.append(slots)
    return lines


def is_lost(row: Row) -> bool:
    """True for a figure alone in a row of a dump: nobody can tell whose it is."""
    return row.ordinal and len(row.filled) == 1 and looks_numeric(row.filled[0].text)


@lru_cache(maxsize=MEMORY)
def looks_numeric(text: str) -> bool:
    """True for a text that is a figure with at most a unit behind it."""
    return bool(_FIGURE.fullmatch(squeeze(text)))


Placed = dict[int, list[Slot]]
Spans = tuple[tuple[int, int], ...]


def place(row: Row, columns: Sequence[Column], spans: Spans = ()) -> Placed:
    """Which slots of a row stand under which column (by index); -1 holds those left of them all.

    ``spans`` are those of the columns, for callers with many rows under the same ones."""
    placed: Placed = {}
    for slot, at in zip(row.slots, under(row, columns, spans), strict=True):
        if at in placed:
            placed[at].append(slot)
        else:
            placed[at] = [slot]
    return placed


def under(row: Row, columns: Sequence[Column], spans: Spans = ()) -> Sequence[int]:
    """The index of the column that each slot of a row stands under, as :func:`place` has it."""
    if row.ordinal:
        return _by_order(row, columns)
    return _by_span(spans_of(row.slots), spans or spans_of(columns))


def spans_of(places: Sequence[Column] | Sequence[Slot]) -> Spans:
    """The first and last grid column of each of several columns or slots."""
    return tuple([(place.first, place.last) for place in places])


def shape_of(row: Row, columns: Sequence[Column]) -> tuple[int, ...]:
    """How a row is cut, in short: the slots of two rows of the same shape stand under the same columns.
    In a dump that takes the kinds of its cells, else the spans of its slots."""
    if row.ordinal:
        return len(row.slots), shift_of(row, columns)
    return tuple([slot.first * _WIDER + slot.last for slot in row.slots])


@lru_cache(maxsize=MEMORY)
def _by_span(slots: Spans, columns: Spans) -> tuple[int, ...]:
    """Each slot goes to the column it overlaps most, the leftmost of equals; most rows of a table are
    cut alike."""
    return tuple([_overlapped(*slot, columns) for slot in slots])


def _overlapped(first: int, last: int, spans: Spans) -> int:
    best, width = -1, 0
    for i, (left, right) in enumerate(spans):
        overlap = min(last, right) - max(first, left) + 1
        if overlap > width:
            best, width = i, overlap
    return best


def _by_order(row: Row, columns: Sequence[Column]) -> list[int]:
    """A dump keeps the order of cells but not their spans: the shift whose figures stand under the
    columns of figures wins, the rightmost of equals (labels on the left are what gets merged)."""
    last, best = len(columns) - 1, shift_of(row, columns)
    return [min(max(i + best, -1), last) for i in range(len(row.slots))]


def shift_of(row: Row, columns: Sequence[Column]) -> int:
    """How many columns of a dump lie left of a row's first cell; negative where it begins before."""
    slots = row.slots
    spare = len(columns) - len(slots)
    shifts = range(spare, -1, -1) if spare >= 0 else range(spare, 1)
    return max(shifts, key=lambda s: _fit(slots, columns, s)) if spare else 0


def _fit(slots: Sequence[Slot], columns: Sequence[Column], shift: int) -> float:
    """How well the kinds of cells agree with the kinds of columns under one shift."""
    total = 0.0
    for i, slot in enumerate(slots):
        at = i + shift
        if at >= len(columns):
            total -= 1.0
            continue
        if at < 0 or slot.blank:
            continue
        numeric = looks_numeric(slot.text)
        if columns[at].field in NUMERIC:
            total += 1.0 if numeric else -2.0
        elif columns[at].field in ("reason", "level1", "level2", "level3") and numeric:
            total -= 1.0
    return total


def rest_of_header(row: Row, columns: Sequence[Column]) -> bool:
    """True for the second part of a header row that a page break has cut: the header of the names
    reaches down into it, and no figure stands in it."""
    name = next((c for c in columns if c.field == "level3"), None)
    if name is None or row.ordinal or any(looks_numeric(s.text) for s in row.own):
        return False
    over = next((s for s in row.slots if s.first <= name.first <= s.last), None)
    return over is not None and not over.own and over.text == name.header
