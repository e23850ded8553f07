"""What fuhe says to people, in Chinese or English."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal

Lang = Literal["zh", "en"]


@lru_cache(maxsize=1)
def _all() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    text = files("fuhe.outputs").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


class Words:
    """The words of one language: ``words("check.form", 1)`` is ``表 1``."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def __call__(self, key: str, *values: object) -> str:
        """The text for ``group.name`` with ``values`` filled in; the name itself where there is
        none, so that a word of another part is shown as it is."""
        group, _, name = key.partition(".")
        text = _all()[group].get(name)
        return text[self.lang].format(*values) if text else name

    def pick(self, english: str, chinese: str) -> str:
        """The text in this language; the other where it is empty."""
        first, second = (chinese, english) if self.lang == "zh" else (english, chinese)
        return first or second


def default_lang(environment: Mapping[str, str] | None = None) -> Lang:
    """``zh`` where the locale is Chinese, else ``en``; as LC_ALL, LC_MESSAGES and LANG say."""
    environment = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def choose(lang: str | None) -> Words:
    """The words for ``zh``, ``en`` or, for None, the locale. Raises ValueError for another."""
    if lang is None:
        return Words(default_lang())
    if lang == "zh":
        return Words("zh")
    if lang == "en":
        return Words("en")
    raise ValueError(f"Unknown language {lang!r}: choose zh or en.")
