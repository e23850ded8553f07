"""The reporting body and its region, where a title or the narrative names them for certain."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

import regex

from normalize.text import compiled, squeeze


@cache
def _words() -> dict[str, list[str]]:
    text = files("normalize").joinpath("bodies.toml").read_text(encoding="utf-8")
    words: dict[str, list[str]] = tomllib.loads(text)
    return words


@cache
def _never() -> regex.Pattern[str]:
    return compiled("|".join(f"(?:{p})" for p in _words()["never"]) or r"(?!)")


@cache
def _patterns(kind: str) -> tuple[regex.Pattern[str], ...]:
    ends = "|".join(sorted(_words()["ends"], key=len, reverse=True))
    least = 1 if kind == "titles" else 2  # 市图书馆 in a title, but no 县局 in a sentence
    body = rf"[\u4e00-\u9fff]{{{least},24}}?(?:{ends})"
    return tuple(compiled(p.replace("{body}", body)) for p in _words()[kind])


def body_named(titles: Iterable[str], sentences: Iterable[str]) -> str:
    """The body that titles name (某局2021年度…自评报告), else that a sentence explains (某局是主管…的
    部门); empty where none does, or where they name more than one."""
    for kind, texts in (("titles", titles), ("sentences", sentences)):
        found = {name for text in texts for name in _bodies(kind, text)}
        if found:
            return found.pop() if len(found) == 1 else ""
    return ""


def _bodies(kind: str, text: str) -> Iterator[str]:
    bare = squeeze(text).removeprefix("关于")
    for pattern in _patterns(kind):
        match = pattern.match(bare)
        if match and not _never().search(match["body"]):
            yield match["body"]
