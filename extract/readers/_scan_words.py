"""Pairs of letters that the labels of forms are made of: they settle what OCR leaves open, and tell
lines that make sense from letters read across the lines of a page on its side."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from statistics import fmean
from typing import Any

from extract.frozen import dataclass
from extract.readers._scan_ocr import Letter, Reading

_LEAST = 0.003  # a guess that the model thought less likely is none
_CHINESE = re.compile("[\u4e00-\u9fff]{2,}")

SURE = 0.93
"""Mean confidence of upright lines; letters on their head stay below. Those on their side do not:
the model knows them, but in the order of the columns that they are read in."""
_KNOWN = 0.1  # of the pairs of Chinese letters in lines of a form, or in prose, at the least
_FEW = 6  # pairs: too few to tell


@dataclass(frozen=True, slots=True)
class Sense:
    """How sure OCR is of some lines, the share of their pairs of Chinese letters that are known (None
    where there are too few of them), and how many letters there are."""

    sure: float
    known: float | None
    letters: int = 0

    @property
    def is_plain(self) -> bool:
        """Whether lines say so much that they cannot but be upright."""
        return self.sure >= SURE and (self.known is None or self.known >= _KNOWN)

    @property
    def worth(self) -> float:
        """To compare two ways of reading a page: 0 to 2."""
        return self.sure + (self.known or 0.0)


def sense_of(readings: Sequence[Reading]) -> Sense:
    """What some lines of a page say for it being upright."""
    if not readings:
        return Sense(0.0, None)
    pairs = [a + b for reading in readings for a, b in pairwise(reading.text)]
    chinese = [pair for pair in pairs if _CHINESE.fullmatch(pair)]
    known = sum(pair in known_pairs() for pair in chinese) / max(1, len(chinese))
    sure = fmean(reading.confidence for reading in readings)
    letters = sum(len(reading.letters) for reading in readings)
    return Sense(sure, known if len(chinese) >= _FEW else None, letters)


def settled(reading: Reading) -> Reading:
    """The reading with unsure letters replaced where only another guess makes a known word."""
    letters = list(reading.letters)
    for index, letter in enumerate(letters):
        if not letter.guesses or _CHINESE.match(letter.text * 2) is None:
            continue
        before = letters[index - 1].text if index else ""
        after = letters[index + 1].text if index + 1 < len(letters) else ""
        if not _known(before, letter.text, after):
            better = (guess for guess in letter.guesses[1:] if guess[1] >= _LEAST)
            letters[index] = next(
                (
                    Letter(text, letter.sure, letter.at, letter.guesses)
                    for text, _ in better
                    if text and _known(before, text, after)
                ),
                letter,
            )
    return Reading(tuple(letters))


def _known(before: str, letter: str, after: str) -> bool:
    pairs = known_pairs()
    return before + letter in pairs or letter + after in pairs


@cache
def known_pairs() -> frozenset[str]:
    """Every two neighbouring Chinese letters in the data files of the layouts."""
    pairs: set[str] = set()
    for file in files("extract").joinpath("families").iterdir():
        if file.name.endswith(".toml"):
            for text in _texts(tomllib.loads(file.read_text(encoding="utf-8"))):
                for run in _CHINESE.findall(text):
                    pairs.update(run[i : i + 2] for i in range(len(run) - 1))
    return frozenset(pairs)


def _texts(value: Any) -> Iterator[str]:
    """Every key and text in the data, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
