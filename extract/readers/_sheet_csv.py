"""Comma-separated files: told from other text by rows that agree in length, read as a sheet."""

from __future__ import annotations

import csv
import io
from collections import Counter

from extract.readers._sheet_grid import Sheet

_DELIMITERS = ",\t;"
BAR = "|"  # parts cells only in a file that is said to be a table; in a text, pipes draw one
_SAMPLE_ROWS = 200
_LONGEST = 10_000_000  # characters of a cell; the csv module's own limit is far below


def delimiter(text: str, signs: str = _DELIMITERS) -> str | None:
    """Which of ``signs`` parts the cells of ``text``: nearly all of its rows have the same number of
    cells, two at least for a tab and three for another sign; None where it is not such a file."""
    found = ((_agreeing(text, sign), sign) for sign in signs)
    width, sign = max(found, key=lambda pair: pair[0])
    return sign if width >= (2 if sign == "\t" else 3) else None


def _agreeing(text: str, sign: str) -> int:
    """The number of cells in nine rows of ten of the first rows; 0 where they do not agree."""
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            if any(cell.strip() for cell in row) or len(row) > 1:
                rows.append(row)
            if len(rows) == _SAMPLE_ROWS:
                break
    except csv.Error:
        return 0
    if len(rows) < 3 or sum(not row[0].strip() for row in rows) * 10 > len(rows) * 9:
        return 0
    ((width, count),) = Counter(map(len, rows)).most_common(1)
    return width if count * 10 >= len(rows) * 9 else 0


def sheet(text: str, sign: str) -> Sheet:
    """The rows of a file as a sheet without a name."""
    found = Sheet("")
    csv.field_size_limit(_LONGEST)
    for r, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=sign)):
        for c, cell in enumerate(row):
            found.put(r, c, cell.strip("\ufeff"))
    return found
