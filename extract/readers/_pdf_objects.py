"""The addresses of all objects of a page at once: from memory where it is known where they lie.

They are kept in blocks of some dozens each, and a list of the blocks; see
:mod:`extract.readers._pdf_memory`.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from functools import partial
from itertools import repeat

from extract.frozen import dataclass
from extract.readers import _pdf_lib as pdfium
from extract.readers._pdf_memory import WORD, Known, Peek, is_address, words

_OBJECT = 512  # bytes of a page, of those that the blocks are looked for in
_ENOUGH = 65  # objects of a page that tells where they lie
_BLOCKS = (16, 32, 64, 128, 256, 512)  # how many objects one may hold
_HEAD = 5  # words: first block, behind the last, end of room, objects before the first, objects


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the objects lie: bytes from the handle to the list of blocks, and objects of a block."""

    pointer: int
    block: int


def objects_of(page: pdfium.Handle, count: int) -> list[int]:
    """The addresses of the first ``count`` objects of a page, which has no fewer."""
    if count < _ENOUGH:
        return _asked(page, count)
    return _known.told(
        lambda layout: _read(page, count, layout),
        lambda: _asked(page, count),
        partial(_layouts, page.value or 0),
        lambda _: True,
    )


def _asked(page: pdfium.Handle, count: int) -> list[int]:
    return list(map(pdfium.get_object, repeat(pdfium.argument(page)), range(count)))


def _read(page: pdfium.Handle, count: int, layout: _Layout) -> list[int] | None:
    """The objects from memory; None where PDFium says otherwise of an end of any block."""
    head = words(ctypes.string_at((page.value or 0) + layout.pointer, WORD * _HEAD))
    if not _is_head(head, count, layout.block):
        return None
    places = _taken(head[0], count, layout.block, ctypes.string_at)
    ask, owner = pdfium.get_object, pdfium.argument(page)
    for first in range(0, count, layout.block):
        last = min(first + layout.block, count) - 1
        if ask(owner, first) != places[first] or ask(owner, last) != places[last]:
            return None
    return places


def _is_head(head: list[int], count: int, block: int) -> bool:
    """Whether these words may tell of so many objects in blocks of this size."""
    begin, end, room, before, size = head
    return before == 0 and size == count <= (end - begin) // WORD * block and end <= room


def _taken(blocks: int, count: int, block: int, peek: Peek) -> list[int]:
    """The objects of the blocks that are listed at an address."""
    starts = words(peek(blocks, WORD * -(-count // block)))
    if not all(map(is_address, starts)):
        return []
    return words(b"".join([peek(start, WORD * block) for start in starts]))[:count]


def _layouts(page: int, asked: list[int], peek: Peek) -> Iterator[_Layout]:
    """Every place, and size of a block, that gives the objects that PDFium gave when asked."""
    count = len(asked)
    memory = words(peek(page, _OBJECT))
    for number in range(len(memory) - _HEAD + 1):
        head = memory[number : number + _HEAD]
        if not is_address(head[0]) or not head[0] < head[1]:
            continue
        for block in _BLOCKS:
            if _is_head(head, count, block) and _taken(head[0], count, block, peek) == asked:
                yield _Layout(WORD * number, block)


_known: Known[_Layout] = Known()
