"""The text helpers of :mod:`extract.text`, under the name that this room uses them by."""

from extract.text import BLANK_MARKS, MEMORY, compiled, is_blank, join_lines, lazy, narrow, squeeze

__all__ = [
    "BLANK_MARKS",
    "MEMORY",
    "compiled",
    "is_blank",
    "join_lines",
    "lazy",
    "narrow",
    "squeeze",
]
