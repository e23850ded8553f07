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

A4_WIDTH = 595.0  # points
MAX_PAGES = 2_000
MAX_PIXELS = 120_000_000  # an A3 page at 800 dpi
_DPI = (99.0, 650.0)  # what a scanner writes into a file; screens write 72 or 96
_SIDE = (330.0, 900.0)  # points of the shorter side of a sheet of paper, A5 to A3
_FINEST = 320.0  # dpi: anything finer costs time and shows no more
_LETTERS = (5.0, 24.0)  # points: the usual height of the letters of a page lies between
_LETTER = 9.0
_SPECK = 0.35  # square points: smaller than a decimal point
_DARK = (96, 200)  # the threshold between ink and paper lies between
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
    grey, scale = picture.grey, picture.scale
    finest = 72.0 / _FINEST
    if scale < 0.8 * finest:
        size = (round(grey.shape[1] * scale / finest), round(grey.shape[0] * scale / finest))
        grey = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
        scale = picture.size[0] / grey.shape[1]
    return Picture(_on_white(grey, scale), scale)


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


def ink_of(picture: Picture) -> Mask:
    """Where ink is; specks smaller than a decimal point are left out."""
    level, mask = cv2.threshold(picture.grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    if not _DARK[0] <= level <= _DARK[1]:
        level = min(max(level, _DARK[0]), _DARK[1])
        _, mask = cv2.threshold(picture.grey, level, 255, cv2.THRESH_BINARY_INV)
    return _without_specks(np.asarray(mask, np.uint8), picture.scale)


def _without_specks(mask: Mask, scale: float) -> Mask:
    least = int(_SPECK / scale**2)
    if least < 1:
        return mask
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    keep = np.zeros(count, np.uint8)
    keep[1:] = np.where(stats[1:, cv2.CC_STAT_AREA] > least, 255, 0)
    return np.asarray(keep[labels], np.uint8)


def resized_by_letters(picture: Picture, mask: Mask) -> Picture:
    """The same picture with a scale that gives its letters a height that print has.

    Corrects a picture that is only a part of a page, taken for a whole one.
    """
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    heights, widths = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_WIDTH]
    square = heights[(widths < 1.6 * heights) & (widths > 0.5 * heights) & (heights >= 5)]
    if len(square) < 12:
        return picture
    letter = float(np.percentile(square, 60)) * picture.scale
    if _LETTERS[0] <= letter <= _LETTERS[1]:
        return picture
    return Picture(picture.grey, picture.scale * _LETTER / letter)
