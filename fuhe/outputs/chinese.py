"""Sentences that other rooms say in English, for readers of Chinese.

Readers and settings speak English, for they know no language of the user. What they say is data here,
``chinese.toml``: each sentence with its gaps, and the same in Chinese.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fuhe.outputs.words import Words


def told(sentence: str, words: Words) -> str:
    """A sentence in the language of ``words``; as it is where its Chinese is not known."""
    return in_chinese(sentence) if words.lang == "zh" else sentence


def in_chinese(sentence: str) -> str:
    """The Chinese of a known English sentence, what fills its gaps turned likewise; any other text
    as it is."""
    for pattern, chinese in _known():
        match = pattern.fullmatch(sentence)
        if match:
            return chinese.format(*(in_chinese(gap) for gap in match.groups()))
    return sentence


@lru_cache(maxsize=1)
def _known() -> tuple[tuple[re.Pattern[str], str], ...]:
    text = files("fuhe.outputs").joinpath("chinese.toml").read_text(encoding="utf-8")
    return tuple(
        (_pattern(entry["en"]), entry["zh"])
        for group in tomllib.loads(text).values()
        for entry in group
    )


def _pattern(english: str) -> re.Pattern[str]:
    """The sentence with its gaps: each takes as little as it can, over lines too."""
    return re.compile("(.+?)".join(map(re.escape, english.split("{}"))), re.DOTALL)
