"""Pages as a scanner or a telephone would have given them: drawn from a PDF, then worn.

Used by the benchmark of scans, by the generator of families and by tests. The same page, wear and
seed always give the same picture.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

_HOLE = 0.009  # of the height of a page: the radius of a punched hole


@dataclass(frozen=True)
class Wear:
    """How a page was scanned: dots an inch, degrees of lean, noise, JPEG quality (0: none).

    ``shade`` darkens it to one side, ``lamp`` in rings around one corner; ``tilt`` is how much
    narrower a photographed page is at its top, as a share; ``holes`` punches the left edge.
    """

    dpi: int
    lean: float = 0.0
    noise: float = 0.0
    blur: float = 0.0
    shade: float = 0.0
    quality: int = 0
    turns: int = 0
    lamp: float = 0.0
    tilt: float = 0.0
    holes: bool = False


WEARS = {
    "clean-200": Wear(200),
    "fax-150": Wear(150, 0.7, 6.0, 0.5, 0.0, 60),
    "office-200": Wear(200, -1.3, 8.0, 0.7, 0.15, 55),
    "leaning-200": Wear(200, 2.9, 4.0, 0.6, 0.0, 75),
    "fine-300": Wear(300, 0.4, 10.0, 1.0, 0.1, 70),
    "bad-150": Wear(150, -2.4, 10.0, 0.8, 0.25, 35),
    "photo-200": Wear(200, 1.1, 5.0, 0.7, 0.1, 60, lamp=0.35, tilt=0.012),
    "filed-200": Wear(200, -0.6, 5.0, 0.5, 0.0, 60, turns=2, holes=True),
}


def pictures(pdf: bytes, dpi: int) -> list[Pixels]:
    """The pages of a PDF drawn in grey."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    drawn = [page.render(scale=dpi / 72, grayscale=True).to_numpy().copy() for page in document]
    return [np.ascontiguousarray(page.reshape(page.shape[:2])) for page in drawn]


def worn(page: Pixels, wear: Wear, seed: int = 1) -> Pixels:
    """The page as a scanner would have given it; the same seed gives the same picture."""
    import cv2

    if wear.holes:
        page = _punched(page)
    page = _tilted(_leaning(page, wear.lean), wear.tilt)
    height, width = page.shape
    seen = page.astype(np.float32)
    if wear.blur:
        seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), wear.blur), np.float32)
    if wear.shade:
        seen *= np.linspace(1.0, 1.0 - wear.shade, width, dtype=np.float32)
    if wear.lamp:
        ys, xs = np.ogrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
        seen *= (1.0 - wear.lamp * np.hypot(xs, ys) / np.sqrt(2)).astype(np.float32)
    if wear.noise:
        rng = np.random.default_rng(seed)
        seen += rng.normal(0, wear.noise, seen.shape).astype(np.float32)
    page = np.clip(seen, 0, 255).astype(np.uint8)
    if wear.quality:
        page = _jpeg(page, wear.quality)
    return np.ascontiguousarray(np.rot90(page, -wear.turns))


def _leaning(page: Pixels, lean: float) -> Pixels:
    """Turned counter-clockwise by so many degrees about its middle."""
    import cv2

    if not lean:
        return page
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), lean, 1.0)
    return np.asarray(cv2.warpAffine(page, turn, (width, height), borderValue=255), np.uint8)


def _tilted(page: Pixels, tilt: float) -> Pixels:
    """As seen by a camera that is not held level: narrower at the top by this share."""
    import cv2

    if not tilt:
        return page
    height, width = page.shape
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = flat + np.array([(tilt * width, 0), (0, tilt * height), (0, 0), (0, 0)], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, seen)
    return np.asarray(cv2.warpPerspective(page, matrix, (width, height), borderValue=255), np.uint8)


def _punched(page: Pixels) -> Pixels:
    """Two holes at the left edge, black as the lid of the scanner behind them."""
    import cv2

    page = page.copy()
    height, width = page.shape
    for share in (0.36, 0.64):
        at = round(0.035 * width), round(share * height)
        cv2.circle(page, at, round(_HOLE * height), 25, -1)
    return page


def _jpeg(page: Pixels, quality: int) -> Pixels:
    from PIL import Image

    packed = io.BytesIO()
    Image.fromarray(page).save(packed, "JPEG", quality=quality)
    return np.asarray(Image.open(packed))
