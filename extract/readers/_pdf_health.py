"""Whether the letters of a PDF page can be trusted, and what to do with a page that has none.

A font without a map from its glyphs to characters gives private-use characters, replacement
characters, control characters or a jumble of accented Latin; a scan gives a picture and no letters.
Such a page is never read as if it were text.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Sequence
from pathlib import Path

from extract.document import ReadError
from extract.readers._pdf_rules import Drawing
from extract.stitch import Sheet

PICTURE, UNREADABLE = "picture", "unreadable"

_SCAN_MODULE = "extract.readers.scan"
_FEW = 12  # letters: a page with fewer and a large picture is a picture
_COVERS = 0.35  # of the page area: a picture this large may be the page itself
_OUTLINES = 1500  # curves: letters drawn as shapes
_BAD_SHARE, _SYMBOL_SHARE = 0.2, 0.5
_JUMBLE_SHARE = 0.3
_BAD = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f\x7f-\x9f\U000f0000-\U0010ffff]")
# Letters that Chinese read as Latin turns into; not the signs of the same range, as · × ° §.
_ACCENTED = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u052f]")
_SUSPECT = re.compile(f"{_BAD.pattern}|{_ACCENTED.pattern}")
_CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
# Marks of symbol fonts (bullets, ticks, boxes), which word processors use among other letters.
_SYMBOLS = re.compile("[\uf020-\uf0ff]")


def doubt_about(text: str, drawing: Drawing, size: tuple[float, float]) -> str:
    """``picture`` for a page without letters, ``unreadable`` for letters that mean nothing, else
    an empty text."""
    letters = "".join(text.split())
    if len(letters) < _FEW:
        covered = sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in drawing.images)
        if covered > _COVERS * size[0] * size[1] or drawing.curves > _OUTLINES:
            return PICTURE
    if not _SUSPECT.search(letters):
        return ""
    bad, symbols = len(_BAD.findall(letters)), len(_SYMBOLS.findall(letters))
    if bad - symbols > _BAD_SHARE * len(letters) or bad > _SYMBOL_SHARE * len(letters):
        return UNREADABLE
    strange = bad - symbols + len(_ACCENTED.findall(letters))
    if strange > _JUMBLE_SHARE * len(letters) and len(_CHINESE.findall(letters)) < strange / 4:
        return UNREADABLE
    return ""


def read_by_ocr(path: Path, pages: Sequence[int]) -> dict[int, Sheet] | None:
    """The pages (numbers from 1) as the OCR reader sees them, None where it is not installed.

    The OCR reader is the module ``extract.readers.scan``; its function ``read_pages(path, pages)``
    renders the pages and gives a :class:`extract.stitch.Sheet` for each, in points as shown.
    """
    if importlib.util.find_spec(_SCAN_MODULE) is None:
        return None
    try:
        scan = importlib.import_module(_SCAN_MODULE)
    except ImportError:
        return None
    sheets: dict[int, Sheet] = scan.read_pages(path, pages)
    return sheets


def no_text_error(doubts: Sequence[str]) -> ReadError:
    """What to tell somebody whose whole file has no letters to read."""
    what = (
        "pictures (a scan)"
        if PICTURE in doubts
        else "text whose fonts do not say which letters they are"
    )
    return ReadError(
        "missing-extra",
        f"The pages of this PDF are {what}, which only OCR can read: pip install 'fuhe[ocr]'.",
    )
