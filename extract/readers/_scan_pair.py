"""Two pages on one picture, as an open book or two sheets beside each other give them.

They are told by a broad white strip from top to bottom in the middle of a picture that lies on its
side. A table or a line of text that crosses the middle makes it one page.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from extract.frozen import dataclass
from extract.grid import Grid
from extract.ink import Box
from extract.readers._scan_image import Picture, ink_of, normalised
from extract.readers._scan_page import Scanned
from extract.readers._scan_pose import Pose
from extract.stitch import Para

_SHAPE = (1.2, 1.75)  # width by height of two pages beside each other
_MIDDLE = (0.42, 0.58)  # of the width: the strip lies between
_STRIP = 0.04  # of the width, at least
_WHITE = 0.003  # of the height may be ink in a column of the strip
_FOLD = 0.6  # and so much or more where the fold of a book shows as a line
_FILLED = 0.35  # of its width: each page has ink over so much
_SMALL = 600  # pixels of width that are enough to tell


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page as read, the number of the picture that it is on, and how far to the right in points."""

    number: int
    offset: float
    scanned: Scanned

    @property
    def pose(self) -> Pose:
        """How the page lies."""
        return self.scanned.pose

    def shown(self, box: Box) -> Box:
        """A box of the upright page on the picture as it was given."""
        x0, y0, x1, y1 = self.pose.shown(box)
        return x0 + self.offset, y0, x1 + self.offset, y1


def parts_of(picture: Picture) -> list[tuple[Picture, float]]:
    """The pages of a picture from left to right, one or two, and where each begins in points."""
    at = _gutter(picture)
    if not at:
        return [(picture, 0.0)]
    left, right = picture.grey[:, :at], picture.grey[:, at:]
    return [
        (Picture(np.ascontiguousarray(left), picture.scale), 0.0),
        (Picture(np.ascontiguousarray(right), picture.scale), at * picture.scale),
    ]


def _gutter(picture: Picture) -> int:
    """The column of pixels between two pages, 0 where there is one page."""
    height, width = picture.grey.shape
    if not _SHAPE[0] <= width / height <= _SHAPE[1]:
        return 0
    ink = ink_of(normalised(picture))
    size = _SMALL, max(1, round(_SMALL * height / width))
    share = np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA) > 0).mean(axis=0)
    white = (share <= _WHITE) | (share >= _FOLD)
    low, high = (round(part * _SMALL) for part in _MIDDLE)
    start, end = _longest(white[low:high].tolist())
    if end - start < _STRIP * _SMALL or not (share <= _WHITE)[low + start : low + end].any():
        return 0
    middle = low + (start + end) // 2
    if min(_reach(share[:middle]), _reach(share[middle:])) < _FILLED:
        return 0
    return int(middle * width / _SMALL)


def _longest(white: Sequence[bool]) -> tuple[int, int]:
    """Beginning and end of the longest run."""
    best = (0, 0)
    start = 0
    for at, is_white in enumerate([*white, False]):
        if not is_white:
            best = max(best, (start, at), key=lambda run: run[1] - run[0])
            start = at + 1
    return best


def _reach(share: np.ndarray) -> float:
    """From the first column with ink to the last, as a share of the width."""
    filled = np.flatnonzero(share > _WHITE)
    return float(filled[-1] - filled[0]) / len(share) if len(filled) else 0.0


def numbered(leaves: Sequence[Leaf]) -> Sequence[Leaf]:
    """The leaves, whose pages are numbered from 1 in their order from now on."""
    for number, leaf in enumerate(leaves, 1):
        leaf.scanned.number = number
        for grid in leaf.scanned.grids:
            _number_cells(grid, number)
    return leaves


def _number_cells(grid: Grid, number: int) -> None:
    for cell in grid.cells:
        cell.page = number
        for inner in cell.inner:
            _number_cells(inner, number)


def settle(flow: Sequence[Para | Grid], leaves: Sequence[Leaf]) -> None:
    """Gives what was read of leaves, numbered from 1 in their order, its picture and its place on
    it, in place."""
    for item in flow:
        if isinstance(item, Para):
            leaf = leaves[item.page - 1]
            item.page, item.box = leaf.number, leaf.shown(item.box)
        else:
            _settle_grid(item, leaves)


def _settle_grid(grid: Grid, leaves: Sequence[Leaf]) -> None:
    grid.box = leaves[grid.cells[0].page - 1].shown(grid.box)
    for cell in grid.cells:
        for inner in cell.inner:
            _settle_grid(inner, leaves)
        leaf = leaves[cell.page - 1]
        cell.page, cell.box = leaf.number, leaf.shown(cell.box)
