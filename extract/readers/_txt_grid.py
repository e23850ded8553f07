"""Rows of a text dump as slots of a grid, with the vertical spans that can be told.

A dump has lost which cells were merged. Sideways nothing can be told, so the cells of a row simply
stand in columns 1 to n, and the table says that its columns are ordinal. Downwards a cell merged
from above is an empty cell: a run of empty cells at the beginning of a row, each under a label, is
taken to be the labels going on, as Word's vMerge would have it. A figure above does not go on, nor
does the head of an indicator column, and before a bare figure the last empty cell of the run is a
label that is missing.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.readers._blocks import Slot
from extract.readers._txt_lines import RawCell, RawRow, is_cjk, is_figure
from extract.vocabulary import vocabulary


def slots(rows: Sequence[RawRow]) -> list[Slot]:
    """The cells of ``rows``, each in the slot of its own number, merged downwards where certain."""
    reach = _reaches(rows)
    above: dict[int, tuple[int, int]] = {}  # column -> row and column of the cell that fills it
    spans: dict[tuple[int, int], int] = {}
    for r, row in enumerate(rows):
        for c in range(len(row.cells)):
            owner = above.get(c)
            if owner is not None and c < reach[r] and _may_go_on(rows[owner[0]].cells[c]):
                spans[owner] += 1
            else:
                owner = (r, c)
                spans[owner] = 1
            above[c] = owner
        above = {c: owner for c, owner in above.items() if c < len(row.cells)}
    return [_slot(rows[r].cells[c], r, c, span) for (r, c), span in sorted(spans.items())]


def _slot(cell: RawCell, r: int, c: int, span: int) -> Slot:
    return Slot(cell.text, r + 1, c + 1, rowspan=span, line=cell.line)


def _reaches(rows: Sequence[RawRow]) -> list[int]:
    """For each row, how many of its first cells may be going on from above; an empty row, such as
    an indicator nobody filled in, goes on as far as the row after it does."""
    reach = [_reach(row) for row in rows]
    for r in range(len(rows) - 2, -1, -1):
        row = rows[r]
        if row.leading == len(row.cells):
            reach[r] = reach[r + 1] if len(row.cells) == len(rows[r + 1].cells) else 0
    return reach


def _reach(row: RawRow) -> int:
    lead = row.leading
    if lead == len(row.cells):
        return 0
    return lead - 1 if is_figure(row.cells[lead].text) else lead


def _may_go_on(cell: RawCell) -> bool:
    text = cell.text
    if not is_cjk(text) or is_figure(text):
        return False
    return vocabulary().find("indicator", text) not in ("level1", "level2", "level3")
