"""Numbers of headings: 一、 （一） 1. （1） ① 第一章 1.1 Ⅰ、 and what stands after them."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import regex

from extract.frozen import dataclass, maker
from extract.text import MEMORY, compiled

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_DRAWN = ("①", "⑴", "⒈", "㈠")
_CHINESE = "[〇零一二三四五六七八九十百]{1,5}"
_ARABIC = "[0-9０-９]{1,2}"
_KINDS = ("cn", "ar", "dec", "drawn", "roman", "letter")
_FOLLOW = compiled(rf"(?:({_CHINESE})|({_ARABIC}))\s*(?:[级季类期号楼、，]|$)")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A heading number: ``printed`` as it stands, ``rank`` its own (last) number, ``family`` the
    style, ``order`` the usual place of that style from the top."""

    family: str
    order: int
    rank: int
    printed: str


_numeral = maker(Numeral)


@dataclass(frozen=True, slots=True)
class _Style:
    """``kinds`` are the ways in which ``text`` writes a number, each a group of it."""

    family: str
    order: int
    text: str
    kinds: tuple[str, ...]


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


@lru_cache(maxsize=MEMORY)
def may_begin(letter: str) -> bool:
    """Whether a number or a line that is left out may begin with this letter; most lines are told
    apart by it."""
    letters = settings()["letters"]
    return compiled(f"{letters['numeral']}|{letters['left_out']}").match(letter) is not None


@lru_cache(maxsize=MEMORY)
def may_end(name: str, letter: str) -> bool:
    """Whether what ``lines`` calls by this name may end with this letter."""
    return compiled(settings()["letters"][name]).match(letter) is not None


@cache
def _styles() -> tuple[_Style, ...]:
    return tuple(_style(s["family"], s["order"], _spell(s["pattern"])) for s in settings()["style"])


def _style(family: str, order: int, text: str) -> _Style:
    return _Style(family, order, text, tuple([kind for kind in _KINDS if f"<{kind}>" in text]))


@cache
def _compiled(text: str) -> regex.Pattern[str]:
    return compiled(rf"\s*(?P<all>{text})")


@cache
def _any_style() -> regex.Pattern[str]:
    """All styles at once, each a group of its number, with the groups inside numbered as well: most
    texts have none, and one look tells."""
    own = (regex.sub("[?]P<([a-z]+)>", rf"?P<\g<1>{n}>", s.text) for n, s in enumerate(_styles()))
    ways = "|".join(f"(?P<s{number}>{text})" for number, text in enumerate(own))
    return compiled(rf"\s*(?:{ways})")


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


def _rank(kind: str, text: str) -> int | None:
    """The number that ``text`` writes in the way that ``kind`` names; None for what is none."""
    if kind == "cn":
        return chinese_number(text)
    if kind == "ar":
        return int(text)
    if kind == "dec":
        return int(compiled("[.．]").split(text)[-1])
    if kind == "drawn":
        return 1 + min(ord(text) - ord(first) for first in _DRAWN if ord(text) >= ord(first))
    if kind == "roman":
        return _roman_rank(text)
    return ord(text.upper()) - ord("A") + 1


def _roman_rank(text: str) -> int | None:
    if len(text) == 1 and "Ⅰ" <= text <= "Ⅻ":
        return ord(text) - ord("Ⅰ") + 1
    return _ROMAN.index(text) + 1 if text in _ROMAN else None


def read_numeral(text: str) -> tuple[Numeral, str] | None:
    """The number that ``text`` begins with and the text after it; None when it begins with none.

    ``1.5万元``, ``一、二级指标`` and ``1、2号楼`` begin with a quantity or a list, with no number.
    """
    first = text[:1]
    if not (may_begin(first) or first.isspace()):
        return None
    match = _any_style().match(text)
    if match is None or match.lastgroup is None:
        return None
    at = int(match.lastgroup[1:])
    read = _read_style(_styles()[at], match, text, str(at))
    if read is not None:
        return read
    for style in _styles()[at + 1 :]:
        match = _compiled(style.text).match(text)
        if match is not None and (read := _read_style(style, match, text)) is not None:
            return read
    return None


def _read_style(
    style: _Style, match: regex.Match[str], text: str, own: str = ""
) -> tuple[Numeral, str] | None:
    """The number that ``match`` finds in one style, and the text after it; None where it is a
    quantity. ``own`` stands behind the names of the groups."""
    kinds = style.kinds
    kind = kinds[0] if len(kinds) == 1 else next(k for k in kinds if match[k + own])
    number = match[kind + own]
    rank = _rank(kind, number)
    end = match.end()
    rest = text[end:]
    if not rank or _is_quantity(style.family, rank, rest):
        return None
    family, order = style.family, style.order
    if family == "decimal":
        depth = len(compiled("[.．]").split(number))
        family, order = f"decimal{depth}", order + depth
    return _numeral(family, order, rank, text[:end].strip()), rest.strip()


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
    kind = "cn" if match["cn"] else "ar"
    rank = _rank(kind, match[kind])
    family, order = ("chinese", 20) if match["cn"] else ("decimal1", 41)
    return (Numeral(family, order, rank, match["all"]), match["rest"]) if rank else None


def prefix_of(number: Numeral) -> str:
    """``1`` of 1.2: a decimal number counts on only under the same prefix; empty for other styles."""
    if not number.family.startswith("decimal"):
        return ""
    parts = compiled("[.．]").split(number.printed.strip(".．、 "))
    return ".".join(parts[:-1])
