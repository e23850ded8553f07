"""Tables whose cells are parted by pipes: ``| a | b |``, ``a|b||``, Markdown, boxes drawn by lines.

A line of dashes, crosses or box signs is a border and no row. A row that begins and should end
with a pipe but does not goes on in the next line. Where nearly every line holds a single cell, or
one line holds the rows of a whole block, the pipes say nothing of rows: then the cells are a
stream, see ``_txt_stream``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex

from extract.readers import _txt_stream
from extract.readers._txt_lines import PIPE, RawCell, RawRow, Region, next_filled

_PIPES = "|｜│┃║¦"
_BORDER = regex.compile(r"[\s|｜+:=\-─-╿—－]*(?:[-=─━═]{2,}|—{4,}|[─-╿]{2,})[\s|｜+:=\-─-╿—－]*")
_WIDE = 15  # more cells than this in a line are several rows


def take(lines: Sequence[str], start: int) -> Region | None:
    """The table that begins at ``lines[start]``, or None where no pipes part its cells."""
    if not (PIPE.search(lines[start]) or _is_border(lines[start])):
        return None
    end = _end(lines, start)
    kept = [(i, lines[i]) for i in range(start, end) if lines[i].strip()]
    piped = [(i, line) for i, line in kept if not _is_border(line)]
    if sum(len(PIPE.findall(line)) for _, line in piped) < 4:
        return None
    rows = _rows(kept)
    widths = [len(row.cells) for row in rows]
    if max(widths) > _WIDE or sum(width == 1 for width in widths) * 5 >= len(widths) * 4:
        found = _txt_stream.reflow([cell for row in rows for cell in row.cells])
        return Region(found or rows, end)
    return Region(rows, end, ordinal=len(set(widths)) > 1)


def _is_border(line: str) -> bool:
    return _BORDER.fullmatch(line) is not None


def _end(lines: Sequence[str], start: int) -> int:
    """Index after the last line of the run of pipe lines; blank lines between them do not end it,
    nor do the lines of a row that a line break has cut."""
    end, i = start, start
    while i < len(lines):
        if _is_border(lines[i]) or (
            PIPE.search(lines[i]) and not _is_prose(lines[start], lines[i])
        ):
            end = i + 1
        elif lines[i].strip() and not _is_cut(lines, i):
            break
        i = next_filled(lines, i + 1)
    return end


def _is_prose(first: str, line: str) -> bool:
    """True for a line with a stray pipe after rows that begin with one."""
    return _opens(first) and not _opens(line) and not _closes(line)


def _is_cut(lines: Sequence[str], i: int) -> bool:
    """True where the line at ``i`` has no pipe but a row before it has not been closed and one
    after it is."""
    before = next((lines[k] for k in range(i - 1, -1, -1) if PIPE.search(lines[k])), "")
    after = next(
        (lines[k] for k in range(i + 1, min(i + 20, len(lines))) if PIPE.search(lines[k])), ""
    )
    return _opens(before) and not _closes(before) and _closes(after) and not _opens(after)


def _opens(line: str) -> bool:
    return line.lstrip()[:1] in tuple(_PIPES)


def _closes(line: str) -> bool:
    return line.rstrip()[-1:] in tuple(_PIPES)


def _rows(kept: Sequence[tuple[int, str]]) -> list[RawRow]:
    piped = [line for _, line in kept if not _is_border(line)]
    fenced = _is_fenced(piped)
    opened = _is_opened(piped)
    closed = sum(map(_closes, piped)) * 2 > len(piped) or opened
    boxed = sum(_is_border(line) for _, line in kept) > 2
    rows: list[RawRow] = []
    fresh, open_line = True, False
    for i, line in kept:
        if _is_border(line):
            fresh, open_line = True, False
        elif open_line:
            _go_on(rows[-1], line, i)
            open_line = not _closes(line)
        else:
            cells = _cells(line, i, opened, closed)
            if boxed and not fresh and len(cells) == len(rows[-1].cells):
                _stack(rows[-1], cells)
            else:
                rows.append(RawRow(cells))
            fresh, open_line = False, fenced and not _closes(line)
    return rows


def _is_fenced(piped: Sequence[str]) -> bool:
    """True where a row begins with a pipe and ends with one."""
    opened, closed = sum(map(_opens, piped)), sum(map(_closes, piped))
    if not _opens(piped[0]):
        return False  # a line may begin or end with an empty cell
    return 0 < opened <= closed * 2 and closed <= opened * 2


def _is_opened(piped: Sequence[str]) -> bool:
    """True where every row begins with a pipe; a line that does not goes on with a cut row."""
    if not _opens(piped[0]):
        return False
    return all(_opens(line) or not _closes(before) for before, line in pairwise(piped))


def _cells(line: str, i: int, opened: bool, closed: bool) -> list[RawCell]:
    """The cells of one line; a pipe at its beginning or end parts nothing where lines are ``opened``
    or ``closed`` by one (else the first or the last cell is empty)."""
    line = line.strip()
    first = _opens(line) and (opened or len(line) == 1)
    last = len(line) - (closed and _closes(line) and len(line) > 1)
    return [RawCell([text.strip(" \t")], i + 1) for text in PIPE.split(line[first:last])]


def _go_on(row: RawRow, line: str, i: int) -> None:
    """Add a line to a row that was cut within its last cell."""
    first, *others = PIPE.split(line.strip()[: len(line.strip()) - _closes(line)])
    row.cells[-1].lines.append(first.strip(" \t"))
    row.cells.extend(RawCell([text.strip(" \t")], i + 1) for text in others)


def _stack(row: RawRow, cells: Sequence[RawCell]) -> None:
    """Add the next line of a drawn row to it, cell by cell."""
    for cell, more in zip(row.cells, cells, strict=True):
        cell.lines.extend(more.lines)
