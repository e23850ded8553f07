"""Pairs of letters that the labels of forms are made of: they settle what OCR leaves open."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from extract.readers._scan_ocr import Letter, Reading

_LEAST = 0.003  # a guess that the model thought less likely is none
_CHINESE = re.compile("[\u4e00-\u9fff]{2,}")


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
