"""Whether the letters of a PDF page can be trusted, and what to do with a page that has none.

A font without a map from its glyphs to characters gives private-use characters, replacement
characters, control characters or a jumble of accented Latin, one with a wrong map Chinese that nobody
writes; a scan gives a picture and no letters. Such a page is never read as if it were text.
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
LAYER_CONFIDENCE = 0.85
"""Of text that an OCR program left behind a picture: too little for a fault to be certain."""

_SCAN_MODULE = "extract.readers.scan"
_FEW = 12  # letters: a page with fewer and a large picture is a picture
_COVERS = 0.35  # of the page area: a picture this large may be the page itself
_OUTLINES = 1500  # curves: letters drawn as shapes
_LAYER_CHINESE = 0.25  # of a text layer: with less it is of an OCR program that knew no Chinese
_BAD_SHARE, _SYMBOL_SHARE = 0.2, 0.5
_JUMBLE_SHARE = 0.3
_BAD = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f\x7f-\x9f\U000f0000-\U0010ffff]")
# Letters that Chinese read as Latin turns into; not the signs of the same range, as · × ° §.
_ACCENTED = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u052f]")
_SUSPECT = re.compile(f"{_BAD.pattern[:-1]}{_ACCENTED.pattern[1:]}")
_CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_DIGIT = re.compile("[0-9０-９]")
_LOST_DIGITS = (
    3  # letters that mean nothing, and a third as many as digits: the figures may be those
)
_HYPHEN = "\x02"  # what PDFium makes of a hyphen at the end of a line
# Digits and the point as fonts with a symbol's map give them.
_SYMBOL_DIGITS = re.compile("[\uf02e\uf030-\uf039]")
_SAMPLE, _PART = 200, 50  # letters that tell it for most pages, so many at a time
_FEW_CHINESE = 30  # different ones: too few to tell
_EVERYDAY_SHARE = (
    0.15  # of the different ones on a page: text has half and more, chance one in thirty
)
_IN_USE_SHARE = 0.6  # of them; names have nearly all, chance a third
# The commonest Chinese characters, and those that forms are full of.
_EVERYDAY = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面"
    "而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把"
    "性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质"
    "气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活"
    "设及管特件长求老头基资边流路级少图山统接知较将组见计别手角期根论运农指几九区强放决西被干做必战先回则任"
    "取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再"
    "采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况"
    "今集温传土许步群广石记需段研界拉林律且究观越织装影算低持音众书布复容须际商非验连断深难近千周委素技备半"
    "办青省列习响约支般史感劳便团往历市何除消构府称太准精值号率维划选标写存候亲快效院查江型按格养易置派层片"
    "始却专状育厂识适属包火住调满县局照参引听该价严绩评预执偏差"
)
# Marks of symbol fonts (bullets, ticks, boxes), which word processors use among other letters.
_SYMBOLS = re.compile("[\uf020-\uf0ff]")


def doubt_about(text: str, drawing: Drawing, size: tuple[float, float]) -> str:
    """``picture`` for a page without letters, ``unreadable`` for letters that mean nothing, else
    an empty text."""
    drawn = bool(drawing.images) or drawing.curves > _OUTLINES
    if not drawn and not _SUSPECT.search(text):
        return UNREADABLE if _is_nobodys_chinese(text) else ""
    letters = "".join(text.split())
    if len(letters) < _FEW and (_is_covered(drawing, size) or drawing.curves > _OUTLINES):
        return PICTURE
    if drawing.layer and _is_better_read_anew(letters, drawing, size):
        return PICTURE
    if not _SUSPECT.search(letters):
        return UNREADABLE if _is_nobodys_chinese(letters) else ""
    bad, symbols = len(_BAD.findall(letters)), len(_SYMBOLS.findall(letters))
    if bad - symbols > _BAD_SHARE * len(letters) or bad > _SYMBOL_SHARE * len(letters):
        return UNREADABLE
    strange = bad - symbols + len(_ACCENTED.findall(letters))
    if strange > _JUMBLE_SHARE * len(letters) and len(_CHINESE.findall(letters)) < strange / 4:
        return UNREADABLE
    lost = bad - symbols - letters.count(_HYPHEN) + len(_SYMBOL_DIGITS.findall(letters))
    if lost >= _LOST_DIGITS and lost > len(_DIGIT.findall(letters)) / _LOST_DIGITS:
        return UNREADABLE
    return UNREADABLE if _is_nobodys_chinese(letters) else ""


def _is_covered(drawing: Drawing, size: tuple[float, float]) -> bool:
    """Whether pictures cover so much of the page that they may be the page itself."""
    covered = sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in drawing.images)
    return covered > _COVERS * size[0] * size[1]


def _is_better_read_anew(letters: str, drawing: Drawing, size: tuple[float, float]) -> bool:
    """Whether the text layer of a scan is of no use (of an OCR program that knew no Chinese), or
    says less than the picture does: there the tables have their lines, in the layer none."""
    if len(_CHINESE.findall(letters)) < _LAYER_CHINESE * len(letters):
        return True
    return not drawing.ruled and _is_covered(drawing, size) and _has_ocr()


def _has_ocr() -> bool:
    names = (_SCAN_MODULE, "cv2", "rapidocr")
    return all(importlib.util.find_spec(name) is not None for name in names)


def _is_nobodys_chinese(letters: str) -> bool:
    """Whether the Chinese characters of a page are hardly ever those that people write."""
    found: set[str] = set()
    for start in range(0, _SAMPLE, _PART):
        found |= _EVERYDAY.intersection(letters[start : start + _PART])
        if len(found) >= _FEW_CHINESE:
            return False  # of nearly every page
    characters = set(letters)
    everyday = len(characters & _EVERYDAY)
    if everyday >= _FEW_CHINESE:
        return False
    chinese = [letter for letter in characters if "\u3400" <= letter <= "\u9fff"]
    if len(chinese) < _FEW_CHINESE or everyday >= _EVERYDAY_SHARE * len(chinese):
        return False
    return sum(map(_is_in_use, chinese)) < _IN_USE_SHARE * len(chinese)


def _is_in_use(character: str) -> bool:
    """Whether it is of the first, more usual level of GB 2312 or of Big5, as nearly all of the
    characters of names are."""
    for encoding, last in (("gb2312", 0xD7), ("big5", 0xC6)):
        try:
            if character.encode(encoding)[0] <= last:
                return True
        except UnicodeEncodeError:
            continue
    return False


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
