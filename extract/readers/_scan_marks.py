"""Marks that stand alone in a cell and what OCR mistakes, set right where the ink leaves no doubt.

A dash reads as 一, a slash as 1, a lone ≥ as N: for these the form of the ink decides. Digits are
touched only where the text around cannot mean anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from statistics import median

from extract.readers._scan_image import Mask
from extract.readers._scan_ocr import Reading
from extract.readers._scan_shapes import dash, dots, first_mark, is_equals, relation, slash, trimmed

_SURE = 0.95  # confidence of a mark told by its form
_DIGIT = 0.8  # a digit read with this confidence is one, whatever its form
_CHINESE = 0.95  # so is a Chinese letter, unless it is made of bars as a mark is
_LETTER = re.compile("[\u4e00-\u9fff]")
_LIKE_MARKS = frozenset("一二三")
_MENDED = 0.75  # confidence of a figure with a letter taken for a digit, at most
_LONE = 1.5  # of the letter height: a single mark is no wider
_DIGIT_LIKE = str.maketrans("OoQDIl|丨SBZ", "00001111582")
_LOOKS_LIKE_NUMBER = re.compile(r"[-+≥≤=<>±]?[\dOoQDIl|丨SBZ]+([.][\dOoQDIl|丨]+)?%?")
_SPACED = re.compile(r"[-+≥≤=<>±]? ?[\d.,，]+( [\d.,，]+)* ?[%％]?")
_ONE_SPACED = re.compile(r"\d{1,3}( \d{3})+(\.\d+)?%?|\d+ ?[.] ?\d+ ?%?|\d+(\.\d+)? %")
_PITCH = 0.9  # of the height of ink: figures further apart are drawn as wide as Chinese letters
_BEFORE_DIGIT = re.compile(r"^土(?=\d)")
_PERMILLE = re.compile(r"(?<=\d)%[0oOoO](?!\d)")
_PERCENT = re.compile(r"(?<=\d)%[%6](?=$|[-~～）)])")
_FIGURE = re.compile(r"[-+≥≤=<>±]?[\d.,，]+[%‰]?")
_POINTS = frozenset(".,，。、")
_RELATIONS = frozenset("><＞＜")
_NUMERALS = frozenset("二三四五六七八九十")
_FORMULA = re.compile(r"(?<=[(（][A-Z])(\n?)[(（](?=[A-Z][)）])")
_WIDE_MARKS = {",": "，", ";": "；", ":": "："}
_NARROW_MARK = re.compile("(?<=[\u4e00-\u9fff])[,;:](?=[\u4e00-\u9fff])")
_UNLIKE_BRACKETS = re.compile(r"\(([^()（）]+)）|（([^()（）]+)\)")
_POINT = re.compile(r"(?<=\d{3})[,，](?=\d{1,2}%?$)")


def mark_by_shape(shape: Mask, letter: float, reading: Reading) -> tuple[str, float] | None:
    """A mark that stands alone in its strip, with a confidence; None for anything else.

    ``shape`` is the ink of the strip, ``letter`` the height of letters in pixels.
    """
    ink = trimmed(shape)
    if ink is None:
        return None
    height, width = ink.shape
    flat = dash(ink, letter)
    if flat:
        return flat, _SURE
    if len(reading.letters) > 2 or width > _LONE * letter or height > 1.3 * letter:
        return None
    mark = slash(ink, letter)
    if not mark and not _is_digit(reading) and not _is_chinese(reading):
        mark = relation(ink, letter)
    return (mark, _SURE) if mark else None


def _is_digit(reading: Reading) -> bool:
    return reading.text.isdigit() and reading.confidence >= _DIGIT


def _is_chinese(reading: Reading) -> bool:
    """Whether a Chinese letter was read surely, and one that cannot be a mark."""
    return any(
        letter.sure >= _CHINESE and _LETTER.match(letter.text) and letter.text not in _LIKE_MARKS
        for letter in reading.letters
    )


def corrected(reading: Reading, shape: Mask) -> tuple[str, float]:
    """The text of a strip and its confidence, known slips set right."""
    text = reading.text
    text = _BEFORE_DIGIT.sub("±", text)
    text = _PERMILLE.sub("‰", text)
    text = _PERCENT.sub("%", text)
    text = _POINT.sub(".", text)
    if _ONE_SPACED.fullmatch(text) or (_SPACED.fullmatch(text) and _is_wide(reading, shape)):
        text = text.replace(" ", "")
    if _LOOKS_LIKE_NUMBER.fullmatch(text) and sum(char.isdigit() for char in text) * 2 > len(text):
        text = text.translate(_DIGIT_LIKE)
    text = _beginning(reading, shape) + text[reading.text[:1] in _RELATIONS :]
    return text, _confidence(reading, text, shape)


def _beginning(reading: Reading, shape: Mask) -> str:
    """The relation that a strip begins with, by its form: a = that OCR passed over, the bar under
    a > that it did not see."""
    first = reading.text[:1]
    if first not in _RELATIONS and not first.isdigit():
        return ""
    found = first_mark(shape)
    if found is None:
        return first if first in _RELATIONS else ""
    mark, end = found
    if first in _RELATIONS:
        return relation(mark, float(len(mark))) or first
    passed = reading.letters[0].at * shape.shape[1] >= end
    return "=" if passed and is_equals(mark) else ""


def _confidence(reading: Reading, text: str, shape: Mask) -> float:
    """How sure a text is: one with digits only as much as the least sure of them, a figure as its
    least sure letter, and less where it was mended or shows a dot that was not read."""
    digits = [letter for letter in reading.letters if letter.text.isdigit()]
    if not digits:
        return reading.confidence
    if not _FIGURE.fullmatch(text):
        return min(reading.confidence, *(letter.sure for letter in digits))
    sure = min(letter.sure for letter in reading.letters)
    mended = [char for char in text if char.isdigit()] != [letter.text for letter in digits]
    lost = dots(shape) > sum(char in _POINTS for char in text)
    return min(sure, _MENDED) if mended or lost else sure


def is_figure(text: str) -> bool:
    """Whether a text is a figure and nothing else."""
    return _FIGURE.fullmatch(text) is not None


def mended(text: str) -> str:
    """The text of a whole cell or line: ``(B(A)`` over two lines is a quotient, marks between
    Chinese letters are wide, two brackets that belong together are of one width."""
    text = _FORMULA.sub(r"\1/", text)
    text = _NARROW_MARK.sub(lambda found: _WIDE_MARKS[found[0]], text)
    return _UNLIKE_BRACKETS.sub(lambda found: f"（{found[1] or found[2]}）", text)


def _is_wide(reading: Reading, shape: Mask) -> bool:
    """Whether figures are drawn in full width, between which OCR sees spaces."""
    places = [letter.at * shape.shape[1] for letter in reading.letters if letter.text != " "]
    steps = [after - before for before, after in pairwise(places)]
    return bool(steps) and median(steps) >= _PITCH * shape.shape[0]


def is_first_of_numbers(text: str, column: Iterable[str]) -> bool:
    """Whether what looks like a dash is 一: others of its column count on from it."""
    return text == "—" and any(other in _NUMERALS for other in column)
