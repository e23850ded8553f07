"""The boxes of all characters of a page at once: from memory where it is known where they lie.

A page has hundreds of characters, and asking takes a call for each. They are kept as records one after
the other, each with its box in it; see :mod:`extract.readers._pdf_memory`.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterator
from functools import partial
from itertools import repeat
from typing import Any

from extract.frozen import dataclass
from extract.readers import _pdf_lib as pdfium
from extract.readers._pdf_memory import WORD, Known, Peek, is_address, words

Sides = tuple[list[float], list[float], list[float], list[float]]
"""Left, top, right and bottom of each character, in the PDF's space."""

_SIDES = 4  # numbers of a box
_NUMBER = 4  # bytes of a number
_OBJECT = 128  # bytes of a text page, of those that the records are looked for in
_LARGEST = 256  # bytes of a record, more than any would take
_ENOUGH = 64  # characters of a page that tells where the boxes lie
_DIFFERENT = 16  # places among them
_PROBES = 4  # characters of each page that are asked for, besides the last

_Places = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the boxes lie: bytes from the handle to the address of the first record, whether the
    number of records follows it (or the address behind the last), bytes of a record, and where in it,
    in numbers of four bytes, left, top, right and bottom stand."""

    pointer: int
    counted: bool
    step: int
    places: _Places


def sides_of(textpage: pdfium.Handle, count: int) -> Sides:
    """The sides of the ``count`` characters of a page."""
    sides: Sides = _known.told(
        lambda layout: _read(textpage, count, layout),
        lambda: _asked(textpage, count),
        partial(_layouts, textpage.value or 0, count),
        lambda asked: count >= _ENOUGH and len(set(asked[0])) >= _DIFFERENT,
    )
    return sides


def _read(textpage: pdfium.Handle, count: int, layout: _Layout) -> Sides | None:
    """The sides from memory; None where PDFium says otherwise of any character that it is asked for."""
    start, end = words(ctypes.string_at((textpage.value or 0) + layout.pointer, 2 * WORD))
    if end != (count if layout.counted else start + count * layout.step):
        return None
    sides = _taken(ctypes.string_at(start, count * layout.step), layout)
    lefts, tops, rights, bottoms = sides
    ask, owner, refs, said = pdfium.loose_box, pdfium.argument(textpage), _one.refs[0], _one.values
    for at in (*range(0, count, -(-count // _PROBES)), count - 1):
        ask(owner, at, refs)
        if said[:] != [lefts[at], tops[at], rights[at], bottoms[at]]:
            return None
    return sides


def _taken(records: bytes, layout: _Layout) -> Sides:
    numbers: Any = memoryview(records).cast("f")
    step = layout.step // _NUMBER
    left, top, right, bottom = layout.places
    return (
        numbers[left::step].tolist(),
        numbers[top::step].tolist(),
        numbers[right::step].tolist(),
        numbers[bottom::step].tolist(),
    )


def _asked(textpage: pdfium.Handle, count: int) -> Sides:
    """The sides as PDFium says them, character by character."""
    if len(_refs) < count:
        _room[0] = pdfium.Numbers(ctypes.c_float, 2 * _SIDES * count)
        _refs[:] = _room[0].refs[::_SIDES]
    page = pdfium.argument(textpage)
    deque(map(pdfium.loose_box, repeat(page), range(count), _refs), maxlen=0)
    said: Any = memoryview(_room[0].values).cast("B").cast("f")[: _SIDES * count]
    lefts, tops, rights, bottoms = (said[side::_SIDES].tolist() for side in range(_SIDES))
    return lefts, tops, rights, bottoms


def _layouts(page: int, count: int, asked: Sides, peek: Peek) -> Iterator[_Layout]:
    """Every place that gives the boxes that PDFium gave when asked."""
    head = words(peek(page, _OBJECT))
    for number, (start, end, room) in enumerate(zip(head, head[1:], head[2:], strict=False)):
        if not is_address(start):
            continue
        if end == count <= room:
            steps = range(_SIDES * _NUMBER, _LARGEST, _NUMBER)
        elif start < end <= room and not (end - start) % (_NUMBER * count):
            steps = range((end - start) // count, (end - start) // count + 1)
        else:
            continue
        for step, places in _fitting(peek(start, 2 * _LARGEST), steps, asked):
            layout = _Layout(WORD * number, end == count, step, places)
            records = peek(start, count * step)
            if len(records) == count * step and _taken(records, layout) == asked:
                yield layout


def _fitting(records: bytes, steps: range, asked: Sides) -> Iterator[tuple[int, _Places]]:
    """Sizes of a record, and places in it, that give the first boxes of those that were asked for,
    with the bottom last, as in a rectangle of the interface, or with the top last."""
    numbers = memoryview(records[: len(records) // _NUMBER * _NUMBER]).cast("f").tolist()
    first, second = ([side[at] for side in asked] for at in (0, 1))
    for at in range(min(_LARGEST // _NUMBER, len(numbers)) - _SIDES):
        for places in ((at, at + 1, at + 2, at + 3), (at, at + 3, at + 2, at + 1)):
            if [numbers[place] for place in places] != first:
                continue
            for step in steps:
                there = [place + step // _NUMBER for place in places]
                inside = max(places) < step // _NUMBER and max(there) < len(numbers)
                if inside and [numbers[place] for place in there] == second:
                    yield step, places


_room = [pdfium.Numbers(ctypes.c_float, 0)]  # kept, for preparing it takes longer than asking
_refs: list[object] = []
_known: Known[_Layout] = Known()
_one = pdfium.Numbers(ctypes.c_float, _SIDES)
