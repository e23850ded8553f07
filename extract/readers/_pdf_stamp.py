"""Upright letters of a stamp: a seal drawn as text has some among those that lean round its edge."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Sequence

from extract.ink import Box
from extract.readers import _pdf_lib as pdfium

_LEAST = 4  # leaning letters of one colour
_DARK = 110  # of 255: ink in which forms are printed
_REACH = 4.5  # letter heights within which the letters of a stamp stand
_colour = pdfium.Numbers(ctypes.c_uint, 4)

Letter = tuple[int, Box]  # its number on the page, and where it stands


def of_stamp(
    textpage: pdfium.Handle, leaning: Sequence[Letter], upright: Sequence[Letter]
) -> set[int]:
    """The numbers of upright letters in the colour of leaning ones close by, if that is no dark one:
    a form is printed dark, and never is a text of it so near to a seal's and as red."""
    colours = Counter(_colour_of(textpage, number) for number, _ in leaning)
    colours = Counter({c: n for c, n in colours.items() if n >= _LEAST and max(c) > _DARK})
    if not colours:
        return set()
    round_it = [box for number, box in leaning if _colour_of(textpage, number) in colours]
    return {
        number
        for number, box in upright
        if any(_is_near(box, other) for other in round_it)
        and _colour_of(textpage, number) in colours
    }


def _colour_of(textpage: pdfium.Handle, number: int) -> tuple[int, ...]:
    """Red, green and blue from 0 to 255 of a letter; black where it has none."""
    owner = pdfium.char_object(textpage, number)
    if not owner or not pdfium.fill_color(pdfium.as_argument(owner), *_colour.refs):
        return (0, 0, 0)
    return tuple(int(part) for part in _colour.values[:3])


def _is_near(one: Box, other: Box) -> bool:
    reach = _REACH * (other[3] - other[1])
    across = abs(one[0] + one[2] - other[0] - other[2]) / 2
    down = abs(one[1] + one[3] - other[1] - other[3]) / 2
    return across < reach and down < reach
