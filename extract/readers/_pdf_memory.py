"""Lists that PDFium keeps for a page, read from its memory at once instead of entry by entry.

The handle of a page is the address of an object that knows where its lists lie. Nothing promises how.
So where a list lies is learned from a page that was asked in the usual way: the one place counts that
gives all that was said. Meanwhile memory is read through the operating system, which refuses what is
not there instead of stopping the program. Whoever reads on asks PDFium for the length of the list and
for some entries of each page; what differs once is never read so again.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

T = TypeVar("T")
A = TypeVar("A")
Peek = Callable[[int, int], bytes]
"""So many bytes at an address, or fewer where memory ends, none where there is no memory."""

WORD = 8
"""Bytes of an address."""

_TRIES = 4  # pages that may fail to tell where a list lies
_MEMORY = "/proc/self/mem"  # of this process; there is none but on Linux
_LOWEST = 1 << 16  # no address is lower


class Known(Generic[T]):
    """Where a list lies, as far as this process has learned of the PDFium that it loaded."""

    def __init__(self) -> None:
        self.layout: T | None = None
        self.tries = _TRIES if ctypes.sizeof(ctypes.c_void_p) == WORD else 0

    def told(
        self,
        read: Callable[[T], A | None],
        ask: Callable[[], A],
        layouts: Callable[[A, Peek], Iterable[T]],
        teaches: Callable[[A], bool],
    ) -> A:
        """The list of a page: as ``read`` takes it from a known layout, unless that says None, for PDFium
        says otherwise; else as it is told to those who ``ask``, to learn from where it ``teaches``."""
        if self.layout is not None:
            found = read(self.layout)
            if found is not None:
                return found
            self.forget()
        asked = ask()
        if self.tries and teaches(asked):
            self.learn(lambda peek: layouts(asked, peek))
        return asked

    def learn(self, layouts: Callable[[Peek], Iterable[T]]) -> None:
        """Keep the layout that ``layouts`` finds in memory, if it is the only one."""
        self.tries -= 1
        try:
            file = os.open(_MEMORY, os.O_RDONLY)
        except OSError:
            self.tries = 0
            return

        def peek(address: int, size: int) -> bytes:
            try:
                return os.pread(file, size, address)
            except (OSError, OverflowError):
                return b""

        try:
            found = list(layouts(peek))
        finally:
            os.close(file)
        if len(found) == 1:
            self.layout = found[0]

    def forget(self) -> None:
        """For good: what was wrong once is never trusted again."""
        self.layout, self.tries = None, 0


def words(memory: bytes) -> list[int]:
    """The addresses and numbers of eight bytes that lie there one after the other."""
    found: Any = memoryview(memory[: len(memory) // WORD * WORD]).cast("Q")
    numbers: list[int] = found.tolist()
    return numbers


def is_address(word: int) -> bool:
    """Whether a word may be the address of an object."""
    return word >= _LOWEST and word % WORD == 0
