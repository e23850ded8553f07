"""The pages of a scan in the order of their worth: those that show a table are read first.

A page is laid out, which costs little beside OCR, and read at once where it shows a table; the others
wait until all of these are done. Where time gets short, pages without tables are what is left unread.
What is read, and the order it is handed on in, is the same as if one page were read after the other.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext

import cv2

from extract.frozen import dataclass
from extract.readers._scan_crew import at_work
from extract.readers._scan_image import Picture
from extract.readers._scan_page import Begun, Scanned, begin, finish, unread
from extract.readers._scan_pair import Leaf, parts_of
from extract.readers._scan_pose import Pose
from extract.wanted import SECONDS_LEFT, TABLES_ONLY

_HELD = 256 << 20  # bytes of pages that wait; any more of them are drawn and laid out once again
_LARGE = 16_000_000  # pixels: such pages are laid out one at a time
_RESERVE = 0.15  # of the time that is left at the start: for what comes after OCR,
_AS_LONG = 2.0  # and so many times as long as the slowest page took


def read_pictures(
    pictures: Iterable[tuple[int, Picture]], again: Callable[[int], Picture]
) -> list[Leaf]:
    """The pages on numbered pictures, which may hold two each, in the order given.

    ``again`` draws the picture of a number once more. Pages are ``skipped`` where only tables are
    wanted and they show none, or, ``late``, where the time that the document may take runs out.
    """
    cv2.setNumThreads(1)  # it is pages that are worked on at once
    order = _Order(again)
    with at_work() as crew:
        found = [part for parts in crew.each(order.first, pictures) for part in parts]
        crew.each(order.last, [part for part in found if part.scanned is None])
    return [Leaf(p.number, p.offset, p.scanned) for p in found if p.scanned is not None]


@dataclass(slots=True)
class _Part:
    """A page: the number of its picture, its place on it from the left and in points, how it lies,
    and what was made of it. One that waits is begun, or to be drawn again."""

    number: int
    place: int
    offset: float
    pose: Pose
    begun: Begun | None = None
    scanned: Scanned | None = None


class _Order:
    """Reads pages, several at once, in two rounds."""

    def __init__(self, again: Callable[[int], Picture]) -> None:
        self.again = again
        self.only = TABLES_ONLY.get()
        self.left = SECONDS_LEFT.get()
        self.reserve = _RESERVE * self.left() if self.left else 0.0
        self.slowest = 0.0
        self.held = 0
        self.one = threading.Lock()
        self.large = threading.Lock()

    def first(self, numbered: tuple[int, Picture]) -> list[_Part]:
        """The pages of a picture, laid out; those with a table are read."""
        number, picture = numbered
        parts: list[_Part] = []
        with self.large if picture.grey.size > _LARGE else nullcontext():
            for place, (page, offset) in enumerate(parts_of(picture)):
                begun = begin(page)
                parts.append(part := _Part(number, place, offset, begun.layout.pose))
                if begun.may_hold_table:
                    part.scanned = self._read(begun, number)
                elif self.only:
                    part.scanned = unread(part.pose, number)
                else:
                    self._hold(part, begun)
        return parts

    def _hold(self, part: _Part, begun: Begun) -> None:
        with self.one:
            if self.held + begun.size <= _HELD:
                self.held += begun.size
                part.begun = begun

    def last(self, part: _Part) -> None:
        """Read a page that waited, or leave it."""
        begun, part.begun = part.begun, None
        if self._is_late():
            part.scanned = unread(part.pose, part.number, late=True)
            return
        if begun is None:
            begun = begin(parts_of(self.again(part.number))[part.place][0])
        part.scanned = self._read(begun, part.number)

    def _is_late(self) -> bool:
        """Whether another page would take too long; never before one was read, for to read nothing
        and to be stopped is the same."""
        if self.left is None or not self.slowest:
            return False
        return self.left() < self.reserve + _AS_LONG * self.slowest

    def _read(self, begun: Begun, number: int) -> Scanned:
        since = time.monotonic()
        scanned = finish(begun, number)
        with self.one:
            self.slowest = max(self.slowest, time.monotonic() - since)
        return scanned
