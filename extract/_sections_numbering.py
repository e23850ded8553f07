"""Numbers of headings: 一、 （一） 1. （1） ① 第一章 1.1 Ⅰ、 and what stands after them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import regex

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_DRAWN = ("①", "⑴", "⒈", "㈠")
_CHINESE = "[〇零一二三四五六七八九十百]{1,5}"
_ARABIC = "[0-9０-９]{1,2}"


@dataclass(frozen=True, slots=True)
class Numeral:
    """A heading number: ``printed`` as it stands, ``rank`` its own (last) number, ``family`` the
    style, ``order`` the usual place of that style from the top."""

    family: str
    order: int
    rank: int
    printed: str


@dataclass(frozen=True, slots=True)
class _Style:
    family: str
    order: int
    pattern: regex.Pattern[str]


@cache
def settings() -> dict[str, Any]:
    """The tables of ``numbering.toml``, read once."""
    return tomllib.loads(files("extract").joinpath("numbering.toml").read_text(encoding="utf-8"))


@cache
def line_pattern(name: str) -> regex.Pattern[str]:
    """The compiled pattern ``name`` of the table ``lines``."""
    return regex.compile(settings()["lines"][name])


@cache
def _styles() -> tuple[_Style, ...]:
    return tuple(
        _Style(s["family"], s["order"], regex.compile(r"\s*(?P<all>" + _spell(s["pattern"]) + ")"))
        for s in settings()["style"]
    )


def _spell(pattern: str) -> str:
    return pattern.replace("<cn>C)", f"<cn>{_CHINESE})").replace("<ar>D)", f"<ar>{_ARABIC})")


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral below a thousand (``十一`` is 11); None if it is none."""
    total, digit = 0, 0
    for char in text:
        if char == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif char == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        else:
            return None
    return total + digit or None


def _rank(match: regex.Match[str]) -> int | None:
    found = match.groupdict()
    if cn := found.get("cn"):
        return chinese_number(cn)
    if ar := found.get("ar"):
        return int(ar)
    if dec := found.get("dec"):
        return int(regex.split("[.．]", dec)[-1])
    if drawn := found.get("drawn"):
        return 1 + min(ord(drawn) - ord(first) for first in _DRAWN if ord(drawn) >= ord(first))
    if roman := found.get("roman"):
        return _roman_rank(roman)
    return ord(match["letter"].upper()) - ord("A") + 1


def _roman_rank(text: str) -> int | None:
    if len(text) == 1 and "Ⅰ" <= text <= "Ⅻ":
        return ord(text) - ord("Ⅰ") + 1
    return _ROMAN.index(text) + 1 if text in _ROMAN else None


def read_numeral(text: str) -> tuple[Numeral, str] | None:
    """The number that ``text`` begins with and the text after it; None when it begins with none.

    ``1.5万元``, ``一、二级指标`` and ``1、2号楼`` begin with a quantity or a list, with no number.
    """
    for style in _styles():
        match = style.pattern.match(text)
        if match is None:
            continue
        rank = _rank(match)
        rest = text[match.end() :]
        if not rank or _is_quantity(style.family, rank, rest):
            continue
        family, order = style.family, style.order
        if family == "decimal":
            depth = len(regex.split("[.．]", match["dec"]))
            family, order = f"decimal{depth}", order + depth
        return Numeral(family, order, rank, match["all"].strip()), rest.strip()
    return None


def _is_quantity(family: str, rank: int, rest: str) -> bool:
    if family == "decimal":
        return bool(line_pattern("quantity").match(rest))
    if family not in ("chinese", "arabic"):
        return False
    follow = regex.match(rf"(?:({_CHINESE})|({_ARABIC}))\s*(?:[级季类期号楼、，]|$)", rest)
    if follow is None:
        return False
    value = chinese_number(follow[1]) if follow[1] else int(follow[2])
    return value == rank + 1
