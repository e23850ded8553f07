"""The plain text dump: a tab before every cell, a blank line after every row.

A slot that a merged cell covers from above is an empty cell; slots covered from the left are gone,
as in the dumps that come out of Word files.
"""

from __future__ import annotations

from making.grid import Sheet


def dump(sheet: Sheet) -> str:
    """The whole document as text."""
    rows = []
    for row in range(sheet.rows):
        cells = (box.text if box.row == row else "" for box in sheet.covering(row))
        rows.append("\n".join(f"\t{text}" for text in cells))
    parts = [sheet.title, "\n\n", "\n\n".join(rows), "\n\n\n", sheet.report_title]
    parts.append("\n" * (1 + sheet.report_gap))
    parts += [line.shown + "\n" * (1 + line.gap) for line in sheet.lines]
    return "".join(parts)
