"""The tab dump of a Word table: a cell a line, each with a tab before it.

The grammar, as published dumps have it:

* a line that begins with a tab begins a cell; a tab alone is an empty cell, or one merged from
  above;
* a line without a tab goes on with the cell; so does one after a blank line, for the paragraphs of
  a cell stand a blank line apart;
* blank lines before a tab end the row, and two or more before a line without a tab end the table;
* one thing is ambiguous: an empty paragraph at the end of a cell looks like the end of the row.
  Such a row is put together again where the rows around it show that its other cells are missing:
  the row after it leaves out, as merged from above, what the broken piece holds, or the pieces
  together are as long as the row before.

A cell merged over columns is one line, so a row has as many lines as cells, not columns.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.readers._txt_lines import (
    RawCell,
    RawRow,
    Region,
    enumerator,
    is_figure,
)

_AHEAD = 200  # lines of one cell, at most, that are looked at to tell its end
_LONG = 30  # characters that make a text of a cell and not a label


def take(lines: Sequence[str], start: int) -> Region | None:
    """The table that begins at ``lines[start]``, or None where that is no tab dump."""
    if not _begins(lines[start]):
        return None
    rows, end = _rows(lines, start)
    if not any(len(row.cells) > 1 for row in rows):
        return None
    return Region(_mend(rows), end)


def _begins(line: str) -> bool:
    """A tab and one cell; tabs inside the line mean a row a line, which is another style."""
    return line.startswith("\t") and "\t" not in line[1:].strip()


def _rows(lines: Sequence[str], start: int) -> tuple[list[RawRow], int]:
    rows: list[RawRow] = []
    blanks = 1  # the first line begins a row
    end = start
    for i in range(start, len(lines)):
        line = lines[i]
        if _begins(line):
            if blanks:
                rows.append(RawRow(gap=blanks))
            rows[-1].cells.append(RawCell([line[1:]], i + 1))
        elif not line.strip():
            blanks += 1
            continue
        elif line.startswith("\t") or not _goes_on(rows[-1].cells[-1], lines, i, blanks):
            break
        else:
            cell = rows[-1].cells[-1]
            cell.broken = cell.broken or bool(blanks)
            cell.lines.append(line)
        blanks, end = 0, i + 1
    return rows, end


def _goes_on(cell: RawCell, lines: Sequence[str], i: int, blanks: int) -> bool:
    """True where the line without a tab at ``i`` is a part of the cell before it."""
    if not blanks or _next_item(cell, lines[i]):
        return True
    if blanks > 1 or cell.empty or is_figure(cell.text) or len(cell.text.strip()) == 1:
        return False
    ahead = range(i, min(i + _AHEAD, len(lines)))
    until = next((k for k in ahead if lines[k].startswith("\t")), None)
    if until is None:
        return len(cell.text) >= _LONG and not enumerator(lines[i])
    return bool(enumerator(cell.lines[0])) or not _is_narrative(lines[i:until])


def _next_item(cell: RawCell, line: str) -> bool:
    """True where the cell is a list and the line its next item, as （二） after （一）."""
    here = enumerator(line)
    items = (enumerator(text) for text in cell.lines[-_AHEAD:])
    return here is not None and (here[0], here[1] - 1) in items


def _is_narrative(lines: Sequence[str]) -> bool:
    marks = (enumerator(line) for line in lines)
    return any(mark is not None and mark[0].endswith("chinese、") for mark in marks)


def _mend(rows: list[RawRow]) -> list[RawRow]:
    """Rows that an empty paragraph at the end of a cell has torn, put together again."""
    whole: list[RawRow] = []
    for i, row in enumerate(rows):
        before = whole[-2] if len(whole) > 1 else None
        after = rows[i + 1] if i + 1 < len(rows) else None
        if whole and _torn(whole[-1], row, before, after):
            whole[-1].cells.extend(row.cells)
        else:
            whole.append(row)
    return whole


def _torn(piece: RawRow, rest: RawRow, before: RawRow | None, after: RawRow | None) -> bool:
    if not piece.cells[-1].broken:
        return False
    have, more = len(piece.cells), len(rest.cells)
    if after is not None and have <= after.leading and more < len(after.cells) <= have + more + 2:
        return True
    certain = piece.cells[0].empty or rest.gap > 1
    return certain and before is not None and have < len(before.cells) == have + more
