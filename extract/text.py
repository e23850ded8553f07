"""Width, dashes, blanks and wrapped words: the printed text made comparable, never lost."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any, cast

import regex

# A cell that holds only these is blank: the form's way of saying "nothing here".
BLANK_MARKS = frozenset("-－—–―─━_/／\\|·…~～*")
BLANK_WORDS = frozenset({"", "无", "空", "不适用", "N/A", "n/a", "NA"})
_BLANK_FIRST = frozenset(word[:1] for word in BLANK_WORDS)
_DASHES = dict.fromkeys(map(ord, "－–—―−‐‑‒﹣"), "-")
_MARKS = {
    ord("≧"): "≥",
    ord("≦"): "≤",
    ord("﹦"): "=",
    ord("═"): "=",
    ord("＝"): "=",
    ord("⩾"): "≥",
    ord("⩽"): "≤",
    ord("﹥"): ">",
    ord("﹤"): "<",
    ord("％"): "%",
    ord("﹪"): "%",
}
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\x07"), None)
_DRAWN = _MARKS | _INVISIBLE
_TO_REDRAW = re.compile(f"[{''.join(map(chr, _DRAWN))}]")
_SPACES = re.compile(r"[^\S \n]")
# texts that the helpers below remember: the words of a layout come again in every form
MEMORY = 4096


@cache
def compiled(pattern: str) -> regex.Pattern[str]:
    """The compiled ``pattern``, once; of the standard library where it knows the syntax, for it
    compiles two to three times as fast and finds the same.

    The functions of the module ``regex`` look a pattern up as well, but take ten times as long for
    it as most searches do.
    """
    if r"\p{" in pattern:  # a class of letters, such as Han: only the module ``regex`` has them
        return regex.compile(pattern)
    try:
        return cast("regex.Pattern[str]", re.compile(pattern))
    except re.error:
        return regex.compile(pattern)


def lazy(pattern: str) -> regex.Pattern[str]:
    """A constant of a module that is compiled when it is first used: most documents need half of
    the patterns, and to compile them all takes longer than to read a form."""
    return cast("regex.Pattern[str]", _Lazy(pattern))


class _Lazy:
    """Stands for a pattern; each method, once asked for, is that of the compiled one."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __getattr__(self, name: str) -> Any:
        found = getattr(compiled(self.pattern), name)
        setattr(self, name, found)
        return found


@lru_cache(maxsize=MEMORY)
def narrow(text: str) -> str:
    """Full-width letters, digits and marks as ASCII (NFKC), every space as ``" "``, no invisibles.

    Line breaks stay. Comparison signs of every drawing become ``≥ ≤ = > <``.
    """
    if text.isascii() and text.isprintable():
        return text  # a figure, mostly
    if _TO_REDRAW.search(text):
        text = text.translate(_DRAWN)
    text = unicodedata.normalize("NFKC", text)
    return text if text.isprintable() else _SPACES.sub(" ", text)


@lru_cache(maxsize=MEMORY)
def squeeze(text: str) -> str:
    """Narrowed text without any white space: what a label is compared by."""
    return "".join(narrow(text).split())


def join_lines(text: str) -> str:
    """A cell's lines as one: line breaks between Chinese vanish, between words become a space."""
    text = text.replace("\u3000", " ").strip()
    if "\n" not in text:
        return text
    parts = [p.strip() for p in text.split("\n")]
    out = ""
    for part in filter(None, parts):
        if (
            out
            and out[-1].isascii()
            and part[0].isascii()
            and out[-1].isalnum()
            and part[0].isalnum()
        ):
            out += " "
        out += part
    return out


_CUT = lazy(r"(?<![\d.,])(?P<head>[\d,]+(?:\.\d*)?)\n(?P<tail>[\d.,]*\d)(?![\d.,]*\d|[.．、])")
_WHOLE = lazy(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")


def join_wrapped(text: str) -> str:
    """The lines of one paragraph as one, as :func:`join_lines` does; a number that the end of a line
    has cut (``15`` over ``5.5万元``) is one number again where the two make one."""
    return join_lines(_CUT.sub(_mended, text) if "\n" in text else text)


def _mended(match: regex.Match[str]) -> str:
    whole = match["head"] + match["tail"]
    return whole if _WHOLE.fullmatch(whole) else match[0]


@lru_cache(maxsize=MEMORY)
def is_blank(text: str) -> bool:
    """True for nothing, spaces and the marks a form prints for "not applicable" (－ — / ——)."""
    first = text[:1]
    if first.isdecimal() or ("\u4e00" <= first <= "\u9fff" and first not in _BLANK_FIRST):
        return False  # nearly every cell that says something begins so
    bare = squeeze(text.translate(_DASHES))
    return bare in BLANK_WORDS or all(c in BLANK_MARKS for c in bare)
