"""Cells that name the unit of the money below them: 单位：元, in one cell or in two."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from extract._rows import Row, Slot
from extract.form import Printed
from extract.text import MEMORY, lazy, squeeze
from extract.vocabulary import declares_unit

_LONGEST_UNIT = 40
_UNIT_LINE = lazy(r"[(]?(?:金额|计量|货币|资金)?单位[:]?(?:人民币)?(?:亿|千万|百万|万|千)?元")


def units_beside(row: Row) -> list[Printed]:
    """金额单位 and 元 in cells beside each other, as one text."""
    pairs = [
        (left, left.text + right.text)
        for left, right in pairwise(row.filled)
        if squeeze(right.cell.text).endswith("元")
    ]
    return [
        Printed(text, left.cell.place, left.cell.confidence)
        for left, text in pairs
        if _UNIT_LINE.fullmatch(squeeze(text)) and not is_unit_line(left.text)
    ]


@lru_cache(maxsize=MEMORY)
def is_unit_line(text: str) -> bool:
    """True for a text that begins with the unit of money."""
    return _UNIT_LINE.match(squeeze(text)) is not None


def tells_unit(slot: Slot) -> bool:
    """True for a cell that names the unit of the money below: 单位：元."""
    return len(slot.text) <= _LONGEST_UNIT and declares_unit(slot.text)
