"""Lines of a text dump, and the rows and cells that they make before a table has a shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

import regex

from extract.frozen import dataclass

FIGURE = regex.compile(r"[≥≤=<>＝≧≦]?\s*[-+]?[\d０-９][\d０-９.,，．]*\s*[%％‰]?\S{0,2}")
PIPE = regex.compile(r"[|｜│┃║¦]")
_NUMERALS = "一二三四五六七八九十"
_ENUMERATOR = regex.compile(
    r"(?P<open>[（(]?)(?:(?P<chinese>[一二三四五六七八九十]{1,3})|(?P<digits>[0-9０-９]{1,2})"
    r"|(?P<ring>[①-⑳]))(?P<close>[）)、.．]?)(?![0-9０-９%％])"
)


@dataclass(slots=True)
class RawCell:
    """A cell as dumped. ``line`` is the number of its first line; ``broken`` is true where a blank
    line stands inside it, which makes what ends the cell uncertain."""

    lines: list[str]
    line: int
    broken: bool = False

    @property
    def text(self) -> str:
        """The lines that hold something, as printed."""
        return "\n".join(line for line in self.lines if line.strip())

    @property
    def empty(self) -> bool:
        """True where no line holds anything but spaces."""
        return not any(line.strip() for line in self.lines)


@dataclass(slots=True)
class RawRow:
    """The cells of one row; ``gap`` is the number of blank lines before it."""

    cells: list[RawCell] = field(default_factory=list)
    gap: int = 0

    @property
    def leading(self) -> int:
        """How many cells at its beginning are empty."""
        return next((i for i, cell in enumerate(self.cells) if not cell.empty), len(self.cells))


@dataclass(frozen=True, slots=True)
class Region:
    """Rows that belong to one table; ``end`` is the index of the first line after them, ``doubt`` what
    could not be told for certain, as in :class:`extract.document.Table`."""

    rows: Sequence[RawRow]
    end: int
    ordinal: bool = True
    doubt: str = ""


def is_figure(text: str) -> bool:
    """True for a number with its sign and a short unit: ``≥95%``, ``1,204.50``, ``36个``."""
    return FIGURE.fullmatch(text.strip()) is not None


def is_cjk(text: str) -> bool:
    """True where a text has a Chinese character, so that it may be a label."""
    return any("\u4e00" <= c <= "\u9fff" for c in text)


def has_signs(line: str) -> bool:
    """True where a tab or two pipes part the cells of a line."""
    return "\t" in line.strip(" \r\n") or len(PIPE.findall(line)) > 1


def next_filled(lines: Sequence[str], start: int) -> int:
    """Index of the first line from ``start`` on that is not blank; the number of lines if none."""
    return next((i for i in range(start, len(lines)) if lines[i].strip()), len(lines))


def enumerator(text: str) -> tuple[str, int] | None:
    """Style and number of the mark that a line begins with: ``（二）…`` gives ``("（一）", 2)``."""
    match = _ENUMERATOR.match(text.lstrip())
    if match is None or not (match["close"] or match["ring"]):
        return None
    kind = next(name for name in ("chinese", "digits", "ring") if match[name])
    style = f"{match['open']}{kind}{match['close']}"
    return style, _number(kind, match[kind])


def _number(kind: str, text: str) -> int:
    if kind == "digits":
        return int(text)
    if kind == "ring":
        return ord(text) - ord("①") + 1
    tens, _, ones = text.rpartition("十") if "十" in text else ("", "", text)
    value = _NUMERALS.find(ones) + 1 if ones else 0
    return value + (10 * (_NUMERALS.find(tens) + 1 if tens else 1) if "十" in text else 0)
