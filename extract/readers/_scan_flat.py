"""Pages photographed at a slant: their rows and columns lean differently from edge to edge.

After a page was made level as a whole, what is left is measured at its four edges: how much the rows
lean at the top and at the foot, the columns at the left and at the right. A flat scan leans nowhere;
otherwise the four corners are pulled back to where they belong.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.frozen import dataclass
from extract.ink import Box
from extract.readers._scan_image import Grey, Mask
from extract.readers._scan_pose import points_of, sharpest, sharpness

_MOST = 2.5  # degrees
_STEPS = (0.25, 0.05)
_LEAST = 0.12  # degrees: less bends no rule by more than its own breadth
_CLEAR = 1.2  # times as sharp as without leaning: else the edge has nothing that tells
_FEWEST, _POINTS = 400, 12_000
_REST, _REST_SHARE = 0.2, 0.2  # degrees and share that may seem left of a slant once undone
_BAND = 0.36  # of the page: how far an edge reaches in

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Slant:
    """Degrees clockwise that make the rows level at the top and foot of a page, and its columns
    plumb (counter-clockwise, as of the page lying on its side) at the left and right."""

    top: float
    foot: float
    left: float
    right: float

    def __bool__(self) -> bool:
        return self.most > 0

    @property
    def most(self) -> float:
        """The largest of them, in degrees either way."""
        return max(map(abs, (self.top, self.foot, self.left, self.right)))

    def over(self) -> Slant:
        """The slant of the page on its head."""
        return Slant(self.foot, self.top, self.right, self.left)

    def matrix(self, size: tuple[float, float]) -> Matrix:
        """The homography from the page of this size (width, height) to the flat one."""
        width, height = size
        edge = 0.5 / (1.0 - _BAND)  # an edge is measured in the middle of its band
        seen, flat = [], []
        for u, v in ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)):
            row = _between(self.top, self.foot, v * edge)
            column = _between(self.left, self.right, u * edge)
            x, y = u * width / 2, v * height / 2
            seen.append((x + width / 2, y + height / 2))
            flat.append((
                x + y * math.tan(math.radians(column)) + width / 2,
                y + x * math.tan(math.radians(row)) + height / 2,
            ))  # fmt: skip
        found = cv2.getPerspectiveTransform(np.array(seen, np.float32), np.array(flat, np.float32))
        return np.asarray(found, np.float64)

    def bent(self, box: Box, size: tuple[float, float]) -> Box:
        """A box of the flat page on the page before it was flattened, both of this size."""
        x0, y0, x1, y1 = box
        corners = np.array([[(x0, y0), (x1, y0), (x1, y1), (x0, y1)]], np.float64)
        back = cv2.perspectiveTransform(corners, np.linalg.inv(self.matrix(size)))[0]
        (left, top), (right, bottom) = back.min(axis=0).tolist(), back.max(axis=0).tolist()
        return left, top, right, bottom


def _between(low: float, high: float, at: float) -> float:
    """The value at -0.5 … 0.5 and beyond, of two measured at -0.5 and 0.5."""
    return (low + high) / 2 + (high - low) * at


def slant_of(ink: Mask) -> Slant | None:
    """How the page leans at its edges; None where it is flat or cannot be told."""
    found = _slant(ink)
    if not found:
        return None
    left = _slant(flattened(ink, found, paper=0))
    # what was measured of too little ink does not go away when it is undone
    return found if left.most <= max(_REST, _REST_SHARE * found.most) else None


def _slant(ink: Mask) -> Slant:
    height, width = ink.shape
    high, wide = round(_BAND * height), round(_BAND * width)
    side = np.ascontiguousarray(ink.T)
    found = [_lean(ink[:high]), _lean(ink[-high:]), _lean(side[:wide]), _lean(side[-wide:])]
    return Slant(*found)


def _lean(band: Mask) -> float:
    points = points_of(band, _FEWEST, _POINTS)
    if points is None:
        return 0.0
    x, y = points
    best = sharpest(x, y, _MOST, _STEPS)
    clear = sharpness(x, y, best) > _CLEAR * sharpness(x, y, 0.0)
    return best if clear and abs(best) >= _LEAST else 0.0


def flattened(pixels: Grey, slant: Slant, paper: int = 255) -> Grey:
    """The page with its corners pulled back, the same size."""
    size = pixels.shape[1], pixels.shape[0]
    flat = cv2.warpPerspective(
        pixels, slant.matrix(size), size, flags=cv2.INTER_CUBIC, borderValue=paper
    )
    return np.asarray(flat, np.uint8)
