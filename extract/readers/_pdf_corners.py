"""The corners of many paths at once, read where PDFium keeps them.

Asking for a point takes two calls, and a ruled page has hundreds of corners. The handle of a point
is its address, and the points of a path lie one after the other, each with x and y in front. Nothing
promises that, so the first path of every request is asked in the usual way as well: where the two
answers differ, all of them are.
"""

from __future__ import annotations

import ctypes
import struct
from functools import cache
from itertools import repeat
from typing import Any

from extract.readers import _pdf_lib as pdfium

_NUMBERS = 8  # bytes of x and y
_LARGEST = 64  # bytes of a point, more than any would take

Points = tuple[float, ...]  # x and y of one point after the other


def corners(items: list[pdfium.Item], count: int) -> list[Points]:
    """The first ``count`` points (two at least) of each path, in the path's own space; each path
    must have as many."""
    if not items:
        return []
    known = _asked(items[0], count)
    size = _size_of_point(items[0])
    if not _NUMBERS <= size <= _LARGEST or _read(items[:1], count, size) != [known]:
        return [known] + [_asked(item, count) for item in items[1:]]
    return _read(items, count, size)


def _size_of_point(item: pdfium.Item) -> int:
    first, second = (pdfium.segment_address(item, index) for index in (0, 1))
    return int(second - first)


def _read(items: list[pdfium.Item], count: int, size: int) -> list[Points]:
    room, unpack = _layout(count, size)
    return list(map(unpack, map(room.from_address, map(pdfium.segment_address, items, repeat(0)))))


@cache
def _layout(count: int, size: int) -> tuple[Any, Any]:
    """How so many points of so many bytes each lie in memory, and what takes the numbers out."""
    numbers = struct.Struct("=" + f"2f{size - _NUMBERS}x" * count)
    return ctypes.c_char * (size * count), numbers.unpack_from


def _asked(item: pdfium.Item, count: int) -> Points:
    points: list[float] = []
    for index in range(count):
        pdfium.segment_point(pdfium.get_segment(item, index), *_xy.refs)
        points += _xy.values
    return tuple(points)


_xy = pdfium.Numbers(ctypes.c_float, 2)
