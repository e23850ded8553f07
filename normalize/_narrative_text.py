"""The text of a section as one string with the place of every character, cut into sentences."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

import regex

from extract.document import Paragraph, Place
from extract.frozen import dataclass, maker
from extract.sections import starts_with_number
from normalize.text import compiled

_FOLD = {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}
# the marks between words stay wide, so that a narrow comma is always part of a number
_FOLD |= dict.fromkeys("，﹐", "，") | dict.fromkeys(";；﹔", "；")
_FOLD |= dict.fromkeys(":：﹕", "：") | dict.fromkeys("【〔[", "(")
_FOLD |= dict.fromkeys("】〕]", ")") | dict.fromkeys("\u3000\xa0\t", " ")
_FOLD |= {"﹪": "%", "？": "？", "！": "！"}
_FOLDED = regex.escape("".join(mark for mark, folded in _FOLD.items() if mark != folded))
_TO_FOLD = compiled(f"[{_FOLDED}]")
_WIDE_DIGITS = frozenset("０１２３４５６７８９")
_NUMBER_COMMA = regex.compile(r"(?<=[0-9０-９])，(?=[０-９]{3}(?![０-９]))")
_TEXT_COMMA = regex.compile(r"(?<![0-9]),|,(?![0-9]{3}(?![0-9]))")
_ENDS = "。！？!?"
_MARKS = regex.compile(rf"[()\n{_ENDS}]")
_JOINS = "，、；：(（"
_DIGIT = compiled(r"\d")
# shorter lines than this are lines of their own, longer ones were broken by the page
_FULL_LINE = 20


@dataclass(frozen=True, slots=True)
class Passage:
    """``text`` as printed (paragraphs joined by ``\\n``), ``flat`` the same length with digits and
    marks of one width, where each paragraph begins, and how sure OCR was of it (empty where nothing
    was read by OCR)."""

    text: str
    flat: str
    starts: tuple[int, ...]
    places: tuple[Place, ...]
    sure: tuple[float | None, ...] = ()

    def place(self, offset: int) -> Place:
        """The place of the paragraph that holds this offset."""
        if len(self.places) < 2:
            return self.places[0] if self.places else Place()
        return self.places[max(0, bisect_right(self.starts, offset) - 1)]

    def confidence(self, offset: int) -> float | None:
        """How sure OCR was of the paragraph that holds this offset, None where nothing was read
        by OCR."""
        return self.sure[max(0, bisect_right(self.starts, offset) - 1)] if self.sure else None


_passage = maker(Passage)


def passage(paragraphs: Sequence[Paragraph]) -> Passage:
    """Join paragraphs into one passage."""
    sure = tuple([p.confidence for p in paragraphs])
    if sure.count(None) == len(sure):
        sure = ()
    if len(paragraphs) == 1:
        only = paragraphs[0].text.strip()
        return _passage(only, flatten(only), (0,), (paragraphs[0].place,), sure)
    starts, offset = [], 0
    texts = [p.text.strip() for p in paragraphs]
    for text in texts:
        starts.append(offset)
        offset += len(text) + 1
    whole = "\n".join(texts)
    places = tuple([p.place for p in paragraphs])
    return _passage(whole, flatten(whole), tuple(starts), places, sure)


def flatten(text: str) -> str:
    """Digits, brackets and marks of one width, character by character: offsets stay."""
    marks = set(_TO_FOLD.findall(text))  # few of them stand in any one text
    if not marks.isdisjoint(_WIDE_DIGITS):
        text = _NUMBER_COMMA.sub(",", text)
    for mark in marks:
        text = text.replace(mark, _FOLD[mark])
    return _TEXT_COMMA.sub("，", text) if "," in text else text


def joined(paragraphs: Sequence[Paragraph]) -> str:
    """The text of the passage that :func:`passage` makes of these paragraphs."""
    return "\n".join([p.text.strip() for p in paragraphs])


def holds_digit(flat: str, start: int, end: int) -> bool:
    """False for a sentence without any digit, in which most patterns find nothing."""
    return _DIGIT.search(flat, start, end) is not None


@lru_cache(maxsize=16)
def sentences(flat: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each sentence; a line break ends one unless the line was only wrapped or
    goes on as a list. Several readers ask for those of one passage, one after the other."""
    found: list[tuple[int, int]] = []
    start, depth = 0, 0
    for mark in _MARKS.finditer(flat):
        i, char = mark.start(), mark[0]
        if char in "()":
            depth = depth + 1 if char == "(" else max(0, depth - 1)
        elif _is_hard(flat, i) if char == "\n" else depth == 0:
            if flat[start : i + 1].strip():
                found.append((start, i + 1))
            start, depth = i + 1, 0
    if flat[start:].strip():
        found.append((start, len(flat)))
    return tuple(found)


def _is_hard(flat: str, i: int) -> bool:
    before = flat[flat.rfind("\n", 0, i) + 1 : i].rstrip()
    end = flat.find("\n", i + 1)
    after = flat[i + 1 : end if end >= 0 else len(flat)].lstrip()
    last = before[-1:]
    if last in _ENDS or not last:
        return True
    split = last.isdigit() and compiled("[万亿元千百人名个]").match(after) is not None
    if last in _JOINS or split or after.startswith("其中"):
        return False
    return len(before) < _FULL_LINE or starts_with_number(after)
