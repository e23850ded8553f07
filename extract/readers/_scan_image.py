"""Pictures of pages -> grey arrays in the right size, and what is ink on them.

Red seals vanish because a grey value is taken from the red part of a colour where that is lighter;
the grey of the paper, shadows and shaded cells is divided away before ink is told from paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from extract.document import ReadError
from extract.frozen import dataclass

Grey = NDArray[np.uint8]
Mask = NDArray[np.uint8]  # 255 where something is, 0 elsewhere
Stats = NDArray[np.int32]  # a row for each piece of ink: left, top, width, height, area in pixels

A4_WIDTH = 595.0  # points
MAX_PAGES = 2_000
MAX_PIXELS = 120_000_000  # an A3 page at 800 dpi
_DPI = (99.0, 650.0)  # what a scanner writes into a file; screens write 72 or 96
_SIDE = (330.0, 900.0)  # points of the shorter side of a sheet of paper, A5 to A3
_FINEST, _USUAL = 320.0, 200.0  # dpi: anything finer costs time and shows no more
_ENOUGH = 22.0  # pixels: nor does it where most letters are higher
_GLANCE = 149.0  # dpi that are enough to tell how high letters are
_WORTH = 0.85  # a picture is made so much smaller or not at all
_LETTERS = (5.0, 24.0)  # points: the usual height of the letters of a page lies between
_LETTER = 9.0
_SPECK = 0.35  # square points: smaller than a decimal point
_DARK = (96, 200)  # the threshold between ink and paper lies between
_SHORT = 65_000  # pieces whose numbers fit in two bytes, with a margin
_DAMAGED = "The picture is damaged or cut short; scan or save it again."


@dataclass(frozen=True, slots=True)
class Picture:
    """One page: grey values, 0 for black, and how many points a pixel is wide."""

    grey: Grey
    scale: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        height, width = self.grey.shape
        return width * self.scale, height * self.scale


def pictures_of(path: Path) -> Iterator[Picture]:
    """Every page of a picture file, one at a time. ReadError ``damaged`` or ``too-large``."""
    try:
        with Image.open(path) as image:
            for number, frame in enumerate(ImageSequence.Iterator(image)):
                if number >= MAX_PAGES:
                    message = f"The file has more than {MAX_PAGES:,} pages; split it."
                    raise ReadError("too-large", message, "open")
                yield _picture(frame)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise ReadError("damaged", _DAMAGED, "open") from error
    except Image.DecompressionBombError as error:
        raise _too_large() from error


def picture_at(path: Path, number: int) -> Picture:
    """One page of a picture file once more, by its number from 1."""
    with Image.open(path) as image:
        image.seek(number - 1)
        return _picture(image)


def _too_large() -> ReadError:
    message = "The picture has more points than any page needs; scan it at 300 dpi."
    return ReadError("too-large", message, "open")


def _picture(frame: Image.Image) -> Picture:
    if frame.width * frame.height > MAX_PIXELS:
        raise _too_large()
    if min(frame.size) < 8:
        raise ReadError("damaged", "The picture is too small to hold a page.", "open")
    dpi = frame.info.get("dpi")
    grey = to_grey(np.asarray(_plain(ImageOps.exif_transpose(frame))))
    return Picture(grey, _scale(grey, dpi))


def _plain(image: Image.Image) -> Image.Image:
    """The image as L or RGB on white paper."""
    if image.mode in {"L", "RGB"}:
        return image
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")
    return image.convert("L" if image.mode in {"1", "I", "F"} else "RGB")


def to_grey(pixels: NDArray[Any]) -> Grey:
    """Grey values of an array H x W (as it is) or H x W x 3 (red, green, blue) of bytes."""
    if pixels.ndim == 2:
        return np.ascontiguousarray(pixels, np.uint8)
    light = cv2.cvtColor(np.ascontiguousarray(pixels[..., :3], np.uint8), cv2.COLOR_RGB2GRAY)
    return np.asarray(np.maximum(light, pixels[..., 0]), np.uint8)


def _scale(grey: Grey, dpi: object) -> float:
    """Points a pixel: by the resolution in the file where it makes a sheet of paper, else as A4."""
    short = min(grey.shape)
    if isinstance(dpi, tuple) and dpi and _DPI[0] <= float(dpi[0]) <= _DPI[1]:
        scale = 72.0 / float(dpi[0])
        if _SIDE[0] <= short * scale <= _SIDE[1]:
            return scale
    return A4_WIDTH / float(short)


def normalised(picture: Picture) -> Picture:
    """The picture not finer than it need be, on even white paper."""
    if picture.scale < _WORTH * 72.0 / _USUAL:
        picture = _shrunk(picture, _needed(_glance(picture)))
    return Picture(_on_white(picture.grey, picture.scale), picture.scale)


def _shrunk(picture: Picture, scale: float) -> Picture:
    """The picture with so many points a pixel, or as it is where that is hardly less fine."""
    if picture.scale > _WORTH * scale:
        return picture
    width, height = (round(side / scale) for side in picture.size)
    grey = cv2.resize(picture.grey, (width, height), interpolation=cv2.INTER_AREA)
    return Picture(np.asarray(grey, np.uint8), picture.size[0] / width)


def _glance(picture: Picture) -> Picture:
    """The picture a whole number of times smaller, which takes no time."""
    times = max(1, int(72.0 / _GLANCE / picture.scale))
    width, height = (side // times for side in picture.grey.shape[::-1])
    part = picture.grey[: height * times, : width * times]
    grey = cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA)
    return Picture(np.asarray(grey, np.uint8), picture.scale * times)


def _needed(glance: Picture) -> float:
    """Points a pixel that show all there is to see: the usual ones, finer where letters are small."""
    even = Picture(_on_white(glance.grey, glance.scale), glance.scale)
    _, stats = without_specks(rough_ink(even), even.scale)
    letter = usual_letter(stats, even.scale) * even.scale
    return min(72.0 / _USUAL, max(72.0 / _FINEST, letter / _ENOUGH))


def _on_white(grey: Grey, scale: float) -> Grey:
    """Divided by the paper: the lightest grey near each pixel, made smooth."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    reach = max(3, round(6.0 / scale) | 1)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    if int(paper.min()) >= 250:
        return grey
    paper = cv2.GaussianBlur(paper, (reach, reach), 0)
    paper = cv2.resize(paper, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, np.maximum(paper, 40), scale=255), np.uint8)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of ink that touch: for every pixel the number of its piece from 1, 0 where there is no
    ink; for every piece, number 0 being the paper, its measures and its middle (x, y)."""

    labels: NDArray[Any]
    stats: Stats
    centres: NDArray[np.float64]


def pieces_of(mask: Mask) -> Pieces:
    """The pieces of ink of a mask, those that touch at a corner being one."""
    # numbers of two bytes take a third of the time
    kind = cv2.CV_16U if _most_pieces(mask) < _SHORT else cv2.CV_32S
    _, labels, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=kind)
    return Pieces(labels, np.asarray(stats, np.int32), np.asarray(centres, np.float64))


def _most_pieces(mask: Mask) -> int:
    """No mask has more pieces: each begins at a pixel with no ink above it or at its left."""
    if min(mask.shape) < 2:
        return int(mask.size)
    corners = cv2.subtract(mask[1:, 1:], cv2.max(mask[1:, :-1], mask[:-1, 1:]))
    return cv2.countNonZero(corners) + sum(mask.shape)


def ink_of(picture: Picture) -> Mask:
    """Where ink is; specks smaller than a decimal point are left out."""
    return without_specks(rough_ink(picture), picture.scale)[0]


def rough_ink(picture: Picture) -> Mask:
    """Where ink is, dust and noise among it."""
    level, mask = cv2.threshold(picture.grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    if not _DARK[0] <= level <= _DARK[1]:
        level = min(max(level, _DARK[0]), _DARK[1])
        _, mask = cv2.threshold(picture.grey, level, 255, cv2.THRESH_BINARY_INV)
    return np.asarray(mask, np.uint8)


def without_specks(mask: Mask, scale: float) -> tuple[Mask, Stats]:
    """The ink without specks smaller than a decimal point, and the measures of its pieces."""
    pieces = pieces_of(mask)
    small = pieces.stats[:, cv2.CC_STAT_AREA] <= int(_SPECK / scale**2)
    if small[1:].any():
        inked = np.flatnonzero(mask != 0)
        mask = mask.copy()
        mask.ravel()[inked[small[pieces.labels.ravel()[inked]]]] = 0
    return mask, pieces.stats[1:][~small[1:]]


def usual_letter(stats: Stats, scale: float) -> float:
    """Height in pixels of most letters on a page, guessed from the measures of its pieces of ink."""
    heights, widths = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    low, high = 4.5 / scale, 30.0 / scale
    square = (widths < 1.6 * heights) & (widths > 0.3 * heights)
    letters = heights[square & (heights >= low) & (heights <= high)]
    return float(np.percentile(letters, 70)) if len(letters) >= 4 else 9.0 / scale


def resized_by_letters(picture: Picture, stats: Stats) -> Picture:
    """The same picture with a scale that gives its letters a height that print has; ``stats`` are
    the measures of its pieces of ink.

    Corrects a picture that is only a part of a page, taken for a whole one.
    """
    heights, widths = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    square = heights[(widths < 1.6 * heights) & (widths > 0.5 * heights) & (heights >= 5)]
    if len(square) < 12:
        return picture
    letter = float(np.percentile(square, 60)) * picture.scale
    if _LETTERS[0] <= letter <= _LETTERS[1]:
        return picture
    return Picture(picture.grey, picture.scale * _LETTER / letter)
