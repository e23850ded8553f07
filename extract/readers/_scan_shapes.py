"""Marks told by the form of their ink: dashes, slashes, = ≥ ≤ > <.

OCR reads a lone dash as 一, a slash as 1, a lone ≥ as N or >. All sizes are told by the height of
the letters around, in pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.readers._scan_image import Grey, Mask

_FLAT = 0.22  # of the letter height: a dash is no higher
_EVEN = 1.7  # a dash is hardly thicker at its end than in its middle; 一 is
_BAR = 0.75  # of the width of a mark: its bars are at least so long
_SLANTED_BAR = 0.6  # and the slanted bar of ⩾
_SPECK = 0.08  # of the ink of a mark: smaller pieces are dirt
_STRAIGHT = 0.9  # correlation of the ink of a slash or an arm of ≥ with a straight line
_LEANS = (0.16, 0.75)  # width by height of a slash
_FAINT, _FAINT_WIDTH = 28, 0.4  # grey levels under the paper; of the letter height
_DOT_HIGH, _DOT_WIDE, _DOT_LEAST = 0.4, 0.24, 0.08  # of the height of digits
_DOT_FOOT = 0.65  # its middle lies further down
_RELATIONS = {
    ("right", True): "≥",
    ("left", True): "≤",
    ("right", False): ">",
    ("left", False): "<",
}


def faint_dash(grey: Grey, letter: float) -> bool:
    """Whether a cell without ink holds a thin pale dash: a short level line under the paper."""
    width = max(3, round(_FAINT_WIDTH * letter))
    if grey.shape[0] < 3 or grey.shape[1] < 2 * width:
        return False
    smooth = cv2.blur(grey, (width, 1))[:, width // 2 : -(width // 2) or None]
    row = int(smooth.min(axis=1).argmin())
    paper = float(np.median(smooth))
    around = np.delete(smooth, slice(max(0, row - 2), row + 3), axis=0)
    depth = paper - float(smooth[row].min())
    return depth > _FAINT and (not around.size or depth > 2.5 * (paper - float(around.min())))


def dots(shape: Mask) -> int:
    """How many points or commas stand at the foot of a line of digits, between two of them and
    with nothing above."""
    ink = trimmed(shape)
    if ink is None:
        return 0
    height, width = ink.shape
    _, _, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return sum(
        max(high / _DOT_HIGH, wide / _DOT_WIDE) <= height
        and area >= (_DOT_LEAST * height) ** 2
        and y > _DOT_FOOT * height
        and height / 3 < x < width - height / 3
        and not ink[: int(top), int(left) : int(left + wide)].any()
        for (left, top, wide, high, area), (x, y) in zip(stats[1:], centres[1:], strict=True)
    )


def first_mark(shape: Mask) -> tuple[Mask, int] | None:
    """The ink before the first white column, and where that column is; None without ink."""
    filled = np.asarray(shape.any(axis=0))
    inked = np.flatnonzero(filled)
    if not len(inked):
        return None
    white = np.flatnonzero(~filled[inked[0] :])
    end = int(inked[0] + white[0]) if len(white) else len(filled)
    mark = trimmed(shape[:, inked[0] : end])
    return None if mark is None else (mark, end)


def trimmed(shape: Mask) -> Mask | None:
    """The ink without white around it; None where there is none."""
    rows, cols = np.flatnonzero(shape.any(axis=1)), np.flatnonzero(shape.any(axis=0))
    if not len(rows):
        return None
    return shape[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]


def dash(ink: Mask, letter: float) -> str:
    """One or more dashes in a row, an empty text for anything else."""
    height, width = ink.shape
    if height > max(3.0, _FLAT * letter) or width < 2 * height:
        return ""
    filled = np.count_nonzero(ink, axis=0)
    inked = filled[filled > 0]
    usual = float(np.median(inked))
    if len(inked) < 0.75 * width or inked.max() > max(_EVEN * usual, usual + 1):
        return ""
    if width < 0.75 * letter:
        return "-"
    count: int = max(1, round(width / (1.1 * letter)))
    return "—" * count


def slash(ink: Mask, letter: float) -> str:
    """A slash, an empty text for anything else."""
    height, width = ink.shape
    if height < 0.6 * letter or not _LEANS[0] < width / height < _LEANS[1]:
        return ""
    arm = _arm(ink)
    return "/" if arm.thin and arm.slope < 0 and arm.straight > _STRAIGHT else ""


@dataclass(frozen=True)
class _Arm:
    """How a thin line runs down: whether it is one, how x grows with y, how straight it is."""

    thin: bool
    slope: float
    straight: float


def _arm(ink: Mask) -> _Arm:
    """The ink as one thin line from top to bottom."""
    height, width = ink.shape
    counts = np.count_nonzero(ink, axis=1)
    if height < 3 or not counts.all():
        return _Arm(False, 0.0, 0.0)
    columns = np.arange(width)
    middles = np.array([columns[row > 0].mean() for row in ink])
    thin = bool(np.median(counts) < 0.5 * width and counts.max() < 0.7 * width)
    return _Arm(thin, *_line(np.arange(height, dtype=np.float64), middles))


def _line(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float]:
    """Slope and strength (0 to 1) of a straight line through points."""
    if len(x) < 3 or float(np.std(y)) < 0.3:
        return 0.0, 0.0
    slope = float(np.polyfit(x, y, 1)[0])
    return slope, abs(float(np.corrcoef(x, y)[0, 1]))


def relation(ink: Mask, letter: float) -> str:
    """= ≥ ≤ > < by bars and arms, an empty text for anything else."""
    height, width = ink.shape
    if width < 0.35 * letter or height < 0.25 * letter:
        return ""
    if is_equals(ink):
        return "=" if height < 0.75 * width else ""
    for arms, bar in (_upper_piece(ink), _above_bar(ink)):
        if arms is not None and arms.shape[0] >= 0.25 * letter:
            way = _points_to(arms)
            if way:
                return _RELATIONS[way, bar]
    return ""


def is_equals(ink: Mask) -> bool:
    """Whether the ink is two level bars with white between them."""
    bars = _bars(ink)
    if len(bars) != 2 or bars[0][0] != 0 or bars[1][1] != len(ink):
        return False
    return not ink[bars[0][1] + 1 : bars[1][0] - 1].any()


def _upper_piece(ink: Mask) -> tuple[Mask | None, bool]:
    """The highest piece of the ink, and whether a bar, level or slanted, lies under it; None where
    anything else does: the stroke of a letter is no mark."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    least = _SPECK * np.count_nonzero(ink)
    pieces = [i for i in range(1, count) if stats[i, cv2.CC_STAT_AREA] > least]
    if not pieces:
        return None, False
    upper = min(pieces, key=lambda i: int(stats[i, cv2.CC_STAT_TOP]))
    under = [
        stats[i, cv2.CC_STAT_WIDTH] >= _SLANTED_BAR * ink.shape[1]
        and stats[i, cv2.CC_STAT_TOP] > 0.3 * len(ink)
        for i in pieces
        if i != upper
    ]
    if not all(under):
        return None, False
    return trimmed(np.where(labels == upper, ink, np.uint8(0))), bool(under)


def _above_bar(ink: Mask) -> tuple[Mask | None, bool]:
    """What stands above a level bar at the foot of the ink, and whether there is such a bar."""
    bars = _bars(ink)
    bar = bool(bars) and bars[-1][1] >= len(ink) - 1 and bars[0][0] > 0.4 * len(ink)
    return (trimmed(ink[: bars[0][0]]), True) if bar else (trimmed(ink), False)


def _bars(ink: Mask) -> list[tuple[int, int]]:
    """Rows that are ink over nearly their whole width: beginnings and ends."""
    full = np.count_nonzero(ink, axis=1) >= _BAR * ink.shape[1]
    edges = np.flatnonzero(np.diff(np.concatenate(([False], full, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _points_to(arms: Mask) -> str:
    """Whether two arms meet at the right (as in >) or at the left; empty where they do neither."""
    height, width = arms.shape
    columns = np.arange(width)
    rows = [row for row in range(height) if arms[row].any()]
    if len(rows) < 0.8 * height or width < 0.5 * height:
        return ""
    middles = np.array([columns[arms[row] > 0].mean() for row in rows])
    tip = int(np.argmax(np.abs(middles - (middles[0] + middles[-1]) / 2)))
    if not 0.25 * len(rows) < tip < 0.75 * len(rows):
        return ""
    away = np.abs(np.arange(len(rows)) - tip).astype(np.float64)
    slope, straight = _line(away, middles)
    spread = float(middles.max() - middles.min())
    if straight < _STRAIGHT or spread < 0.5 * width:
        return ""
    return "right" if slope < 0 else "left"
