"""How a page lies on the glass: leaning up to four degrees, turned by quarters, or at a slant."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.frozen import dataclass
from extract.ink import Box
from extract.readers._scan_image import Grey, Mask

if TYPE_CHECKING:
    from extract.readers._scan_flat import Slant

_MOST = 4.0  # degrees either way
_FEWEST = 200  # pixels of ink that tell anything
_STEPS = (0.25, 0.05, 0.01)  # degrees, from coarse to fine
_POINTS = 40_000  # pixels of ink that are enough to tell
_LEAST = 0.02  # degrees: less is not worth turning
_RANDOM = 7

Points = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Pose:
    """What was done to a page of ``size`` (width, height in points) so that its text is upright:
    ``turns`` quarters clockwise, then ``angle`` degrees clockwise about its middle, then, where it
    was photographed at a slant, pulled flat."""

    size: tuple[float, float]
    turns: int = 0
    angle: float = 0.0
    slant: Slant | None = None

    @property
    def upright(self) -> tuple[float, float]:
        """Width and height of the page once its text is upright."""
        return self.size[::-1] if self.turns % 2 else self.size

    def over(self) -> Pose:
        """The pose in which the page stands on its head."""
        slant = self.slant.over() if self.slant is not None else None
        return Pose(self.size, (self.turns + 2) % 4, self.angle, slant)

    def shown(self, box: Box) -> Box:
        """A box of the upright page on the page as it was given."""
        width, height = self.upright
        if self.slant is not None:
            box = self.slant.bent(box, self.upright)
        x, y = width / 2, height / 2
        sine, cosine = math.sin(math.radians(self.angle)), math.cos(math.radians(self.angle))
        corners = [(box[i] - x, box[j] - y) for i in (0, 2) for j in (1, 3)]
        xs = [dx * cosine + dy * sine + x for dx, dy in corners]
        ys = [dy * cosine - dx * sine + y for dx, dy in corners]
        return self._unturned((min(xs), min(ys), max(xs), max(ys)))

    def _unturned(self, box: Box) -> Box:
        x0, y0, x1, y1 = box
        width, height = self.upright
        for _ in range(self.turns % 4):
            x0, y0, x1, y1 = y0, width - x1, y1, width - x0
            width, height = height, width
        return x0, y0, x1, y1


def turned(grey: Grey, turns: int) -> Grey:
    """Turned clockwise by quarters."""
    return np.ascontiguousarray(np.rot90(grey, -turns)) if turns % 4 else grey


def rotated(pixels: Grey, angle: float, paper: int = 255) -> Grey:
    """Turned clockwise by some degrees about its middle, the same size."""
    height, width = pixels.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    turned_ = cv2.warpAffine(
        pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=paper
    )
    return np.asarray(turned_, np.uint8)


def lean_of(mask: Mask) -> float:
    """Degrees clockwise that make the rows of ink level; 0 where that cannot be told.

    The rows of a page are told apart best when its ink, thrown sideways on the edge, gives the
    sharpest steps.
    """
    points = points_of(mask, _FEWEST, _POINTS)
    best = sharpest(*points, _MOST, _STEPS) if points else 0.0
    return best if abs(best) >= _LEAST else 0.0


def points_of(mask: Mask, fewest: int, most: int) -> Points | None:
    """x from the middle and y of the ink, ``most`` points of it at the most; None for less than
    ``fewest``."""
    inked = np.flatnonzero(mask != 0)
    if len(inked) < fewest:
        return None
    if len(inked) > most:
        inked = inked[np.random.default_rng(_RANDOM).choice(len(inked), most, replace=False)]
    ys, xs = np.divmod(inked, mask.shape[1])
    return xs - mask.shape[1] / 2, ys.astype(np.float64)


def sharpest(
    x: NDArray[np.float64], y: NDArray[np.float64], reach: float, steps: Sequence[float]
) -> float:
    """The angle, at most ``reach`` degrees either way, that gives the sharpest rows. All are tried,
    coarse ones first."""
    best = 0.0
    for step in steps:
        tries = best + np.arange(-reach, reach + step / 2, step)
        best = float(max(tries, key=lambda angle: sharpness(x, y, angle)))
        reach = step
    return best


def sharpness(x: NDArray[np.float64], y: NDArray[np.float64], angle: float) -> float:
    """How sharp the steps between rows are once these points of ink are turned by some degrees."""
    rows = (y + x * math.tan(math.radians(angle))).astype(np.int64)
    counts = np.bincount(rows - rows.min()).astype(np.float64)
    return float(np.square(np.diff(counts)).sum())
