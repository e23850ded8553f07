"""Lines for a terminal, where a Chinese character is two columns wide."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len

# No line begins with the first or ends with the second: the rule of Chinese typesetting.
_NOT_FIRST = frozenset("，。、；：！？）》〉”’】』」％%…,.;:!?)]}·")
_NOT_LAST = frozenset("（《〈“‘【『「([{")
_PIECE = re.compile(r"\n|[ \t\u3000]+|[^\s\u3000]")
_WORD = re.compile(r"[!-~≥≤±×÷°…]")


def width(text: str) -> int:
    """Number of terminal columns that ``text`` takes."""
    return cell_len(text)


def fill(text: str, columns: int) -> str:
    """``text`` with blanks up to ``columns``."""
    return text + " " * max(0, columns - width(text))


def wrap(text: str, columns: int) -> list[str]:
    """``text`` in lines of at most ``columns``; words stay whole where they fit."""
    lines: list[str] = []
    line = ""
    for unit in _units(text):
        if unit == "\n":
            lines.append(line.rstrip())
            line = ""
        elif width(line) + width(unit.rstrip()) <= columns:
            line += unit if line or not unit.isspace() else ""
        elif not unit.isspace():
            if line.strip():
                lines.append(line.rstrip())
            *full, line = _chop(unit, columns)
            lines.extend(full)
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _units(text: str) -> Iterator[str]:
    """What no line break may divide: a word, or a character with the marks that cling to it."""
    unit = ""
    for piece in _PIECE.findall(text):
        if unit and not _clings(unit[-1], piece):
            yield unit
            unit = ""
        unit += piece
    if unit:
        yield unit


def _clings(last: str, piece: str) -> bool:
    if piece == "\n" or last == "\n" or piece.isspace() or last.isspace():
        return False
    if piece in _NOT_FIRST or last in _NOT_LAST:
        return True
    return bool(_WORD.match(last) and _WORD.match(piece))


def _chop(unit: str, columns: int) -> list[str]:
    """A unit that is longer than a line, cut where the line ends."""
    parts = [""]
    for char in unit:
        if width(parts[-1]) + width(char) > columns:
            parts.append("")
        parts[-1] += char
    return parts
