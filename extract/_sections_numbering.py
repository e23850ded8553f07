"""Numbers of headings: 一、 （一） 1. （1） ① 第一章 1.1 Ⅰ、 and what stands after them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import regex

from extract.frozen import dataclass
from extract.text import compiled

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_DRAWN = ("①", "⑴", "⒈", "㈠")
_CHINESE = "[〇零一二三四五六七八九十百]{1,5}"
_ARABIC = "[0-9０-９]{1,2}"
_FOLLOW = compiled(rf"(?:({_CHINESE})|({_ARABIC}))\s*(?:[级季类期号楼、，]|$)")


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
    text: str

    @property
    def pattern(self) -> regex.Pattern[str]:
        return _compiled(self.text)


@cache
def settings() -> dict[str, Any]:
    """The tables of ``numbering.toml``, read once."""
    return tomllib.loads(files("extract").joinpath("numbering.toml").read_text(encoding="utf-8"))


@cache
def line_pattern(name: str) -> regex.Pattern[str]:
    """The compiled pattern ``name`` of the table ``lines``, to search a line for."""
    return regex.compile(settings()["lines"][name])


@cache
def line_start(*names: str) -> regex.Pattern[str]:
    """The same pattern, or several at once, to hold against the beginning of a line: the standard
    library takes half the time for that, and for a search often twice as much."""
    return compiled("|".join(settings()["lines"][name] for name in names))


@cache
def _styles() -> tuple[_Style, ...]:
    return tuple(_Style(s["family"], s["order"], _spell(s["pattern"])) for s in settings()["style"])


@cache
def _compiled(text: str) -> regex.Pattern[str]:
    return compiled(rf"\s*(?P<all>{text})")


@cache
def _any_style() -> regex.Pattern[str]:
    """All styles at once, each a group of its number: most texts have none, and one look tells."""
    bare = (regex.sub("[?]P<[a-z]+>", "?:", style.text) for style in _styles())
    ways = "|".join(f"(?P<s{number}>{text})" for number, text in enumerate(bare))
    return compiled(rf"\s*(?:{ways})")


def _fitting(text: str) -> Iterator[_Style]:
    """The first style that fits ``text``, and those after it; none where none fits."""
    match = _any_style().match(text)
    if match is None or match.lastgroup is None:
        return iter(())
    return iter(_styles()[int(match.lastgroup[1:]) :])


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
        return int(compiled("[.．]").split(dec)[-1])
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
    for style in _fitting(text):
        match = style.pattern.match(text)
        if match is None:
            continue
        rank = _rank(match)
        rest = text[match.end() :]
        if not rank or _is_quantity(style.family, rank, rest):
            continue
        family, order = style.family, style.order
        if family == "decimal":
            depth = len(compiled("[.．]").split(match["dec"]))
            family, order = f"decimal{depth}", order + depth
        return Numeral(family, order, rank, match["all"].strip()), rest.strip()
    return None


def _is_quantity(family: str, rank: int, rest: str) -> bool:
    if family == "decimal":
        return bool(line_start("quantity").match(rest))
    if family not in ("chinese", "arabic"):
        return False
    follow = _FOLLOW.match(rest)
    if follow is None:
        return False
    value = chinese_number(follow[1]) if follow[1] else int(follow[2])
    return value == rank + 1


def read_bare(text: str) -> tuple[Numeral, str] | None:
    """A number with nothing but a space behind it (一　项目概况, 1 项目概况) and the text after it: a
    heading only where others of its kind say so."""
    match = line_start("bare").match(text)
    if match is None:
        return None
    rank = _rank(match)
    family, order = ("chinese", 20) if match["cn"] else ("decimal1", 41)
    return (Numeral(family, order, rank, match["all"]), match["rest"]) if rank else None


def prefix_of(number: Numeral) -> str:
    """``1`` of 1.2: a decimal number counts on only under the same prefix; empty for other styles."""
    if not number.family.startswith("decimal"):
        return ""
    parts = compiled("[.．]").split(number.printed.strip(".．、 "))
    return ".".join(parts[:-1])
