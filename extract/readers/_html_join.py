"""Tables of a web page that follow each other without a word between them, as the one they show.

Editors cut a form into one table a page, a block or even a row. Those of as many columns go on each
other; rows that are tables of their own have columns where their widths say so, else only an order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.frozen import dataclass
from extract.readers._blocks import Slot
from extract.readers._html_table import Laid, packed
from extract.readers._html_widths import edges
from extract.text import squeeze

_LEAST_COLS = 3
_LEAST_ROWS = 3  # tables of one row each, before they are taken for the rows of one


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as it is handed on; ``ordinal`` and ``doubt`` as in :class:`extract.Table`."""

    slots: Sequence[Slot]
    ordinal: bool = False
    doubt: str = ""


def shown(tables: Sequence[Laid]) -> Iterator[Shown]:
    """The tables of a run, those that are parts of one joined."""
    for part in _runs(tables):
        doubt = next((table.doubt for table in part if table.doubt), "")
        rows = all(table.rows == 1 for table in part)
        cols = {table.cols for table in part}
        if len(part) > 1 and rows and len(cols) > 1:
            placed = _by_widths(part)
            yield Shown(placed or _under(part), not placed, doubt)
        else:
            yield Shown(packed(_under(part)), False, doubt)


def _runs(tables: Sequence[Laid]) -> Iterator[list[Laid]]:
    """Tables that belong together: as many columns as the one before, or rows among rows."""
    run: list[Laid] = []
    for n, table in enumerate(tables):
        if run and not (_goes_on(run, table) or (_are_rows(tables, n) and not _anew(run, table))):
            yield run
            run = []
        run.append(table)
    if run:
        yield run


def _goes_on(run: Sequence[Laid], table: Laid) -> bool:
    return table.cols == run[-1].cols >= _LEAST_COLS and not _anew(run, table)


def _anew(run: Sequence[Laid], table: Laid) -> bool:
    """A table that begins with the label that the first one began with is another form."""
    label = _first_text(table)
    return bool(label) and label == _first_text(run[0])


def _are_rows(tables: Sequence[Laid], n: int) -> bool:
    """Whether this table and the one before are single rows among three at least."""
    low = n - 1
    while low >= 0 and tables[low].rows == 1:
        low -= 1
    high = n
    while high < len(tables) and tables[high].rows == 1:
        high += 1
    return low < n - 1 and high > n and high - low - 1 >= _LEAST_ROWS


def _first_text(table: Laid) -> str:
    return next((squeeze(slot.text) for slot in table.slots if slot.text), "")


def _under(tables: Sequence[Laid]) -> list[Slot]:
    """The slots of all tables, each below the one before."""
    found: list[Slot] = []
    row = 0
    for table in tables:
        found += [replace(slot, row=slot.row + row) for slot in table.slots]
        row += table.rows
    return found


def _by_widths(tables: Sequence[Laid]) -> list[Slot]:
    """Rows with the columns that the widths of their cells make; none where they do not agree."""
    found = []
    rows = edges([table.shares for table in tables])
    for n, (table, at) in enumerate(zip(tables, rows, strict=False), 1):
        for k, slot in enumerate(table.slots):
            found.append(replace(slot, row=n, col=at[k] + 1, colspan=max(1, at[k + 1] - at[k])))
    return found
