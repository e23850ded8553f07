"""Width, dashes, blanks and wrapped words: the printed text made comparable, never lost."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# A cell that holds only these is blank: the form's way of saying "nothing here".
BLANK_MARKS = frozenset("-－—–―─━_/／\\|·…~～*")
BLANK_WORDS = frozenset({"", "无", "空", "不适用", "N/A", "n/a", "NA"})
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


@lru_cache(maxsize=4096)
def narrow(text: str) -> str:
    """Full-width letters, digits and marks as ASCII (NFKC), every space as ``" "``, no invisibles.

    Line breaks stay. Comparison signs of every drawing become ``≥ ≤ = > <``.
    """
    text = unicodedata.normalize("NFKC", text.translate(_INVISIBLE).translate(_MARKS))
    return "".join(" " if c != "\n" and c.isspace() else c for c in text)


@lru_cache(maxsize=4096)
def squeeze(text: str) -> str:
    """Narrowed text without any white space: what a label is compared by."""
    return "".join(narrow(text).split())


def join_lines(text: str) -> str:
    """A cell's lines as one: line breaks between Chinese vanish, between words become a space."""
    parts = [p.strip() for p in text.replace("\u3000", " ").split("\n")]
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


@lru_cache(maxsize=4096)
def is_blank(text: str) -> bool:
    """True for nothing, spaces and the marks a form prints for "not applicable" (－ — / ——)."""
    bare = squeeze(text.translate(_DASHES))
    return bare in BLANK_WORDS or all(c in BLANK_MARKS for c in bare)
