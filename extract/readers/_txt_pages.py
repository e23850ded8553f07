"""Page numbers that stand among the lines of a dump, set aside so that no table ends at them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import regex

from extract.readers._txt_lines import RawRow

_NUMBER = regex.compile(
    r"\s*(?:[-—–－─·]+\s*\d{1,4}\s*[-—–－─·]+|第\s*\d{1,4}\s*页\s*[,，/]?\s*(?:共\s*\d{1,4}\s*页)?"
    r"|共\s*\d{1,4}\s*页\s*[,，/]?\s*第\s*\d{1,4}\s*页|[Pp]age\s*\d+(?:\s*of\s*\d+)?)\s*"
)


class Paged(list[str]):
    """Lines of a dump; ``breaks`` are the indexes of those that begin a page."""

    breaks: frozenset[int] = frozenset()


def without_numbers(lines: Sequence[str]) -> tuple[Paged, list[int]]:
    """The lines but those that hold the number of a page alone and the blank ones around it or around
    a form feed, and the index that each of them had."""
    kept: list[int] = []
    after = False
    for i, line in enumerate(lines):
        ends = _NUMBER.fullmatch(line) is not None
        if ends or line.startswith("\f"):
            while kept and not lines[kept[-1]].strip():
                kept.pop()
            after = True
        if not ends and (line.strip() or not after):
            kept.append(i)
            after = False
    paged = Paged(lines[i].removeprefix("\f") for i in kept)
    starts = [i for i, line in enumerate(lines) if line.startswith("\f")]
    paged.breaks = frozenset(bisect_left(kept, i) for i in starts)
    return paged, kept


def put_back(rows: Sequence[RawRow], places: Sequence[int]) -> None:
    """Gives each cell the number of the line that it had in the file."""
    cells = {id(cell): cell for row in rows for cell in row.cells}
    for cell in cells.values():
        if 0 < cell.line <= len(places):
            cell.line = places[cell.line - 1] + 1
