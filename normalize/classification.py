"""Where a label stands in the classification of expenditure (政府收支分类科目): by function (教育支出) or by
economic nature (工资福利支出). Labels are bound by name, never by their figures."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import combinations
from typing import Any

from extract.frozen import dataclass
from normalize.text import lazy, squeeze

_SCHEMES = ("function", "economy")
_CLASS = 3  # digits of the code of a 类
_FRAME = lazy(r"[（(](?:类|款)[）)]|^(?:其中|用于)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A class or division: ``scheme`` is function or economy, ``code`` has three digits for a 类 and
    five for a 款."""

    scheme: str
    code: str

    def holds(self, other: Heading) -> bool:
        """Whether ``other`` is this heading or a part of it."""
        return self.scheme == other.scheme and other.code.startswith(self.code)

    @property
    def is_class(self) -> bool:
        """True for a 类."""
        return len(self.code) == _CLASS


@cache
def _tables() -> dict[str, Any]:
    text = files("normalize").joinpath("classification.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _headings() -> dict[str, Heading]:
    """Headings by name; a name that two of them have is none of them."""
    found: dict[str, Heading] = {}
    twice: set[str] = set()
    for scheme in _SCHEMES:
        for code, names in _tables()[scheme].items():
            for name in names.split("|"):
                bare = _bare(name)
                twice |= {bare} & found.keys()
                found[bare] = Heading(scheme, code)
    return {name: heading for name, heading in found.items() if name not in twice}


def _bare(label: str) -> str:
    text = _FRAME.sub("", squeeze(label)).replace("（", "(").replace("）", ")")
    return text.strip('“”"：:，,')


@lru_cache(maxsize=512)
def heading(label: str) -> Heading | None:
    """The class or division that a label names; None for any other label."""
    bare = _bare(label)
    return _headings().get(bare) or (_headings().get(bare + "支出") if len(bare) > 1 else None)


def is_beside(whole: str, part: str) -> bool:
    """Whether the classification puts ``part`` beside ``whole``: another class of the same scheme, or
    an economic division of another class. (农业 and 水利 are divisions too, but name other things
    as often.)"""
    one, other = heading(whole), heading(part)
    if one is None or other is None or one.scheme != other.scheme:
        return False
    return not one.holds(other) and (other.is_class or other.scheme == "economy")


def overlap(labels: Sequence[str]) -> bool:
    """Whether amounts of these names cannot be added up: one holds another, or classes of both
    schemes stand side by side."""
    found = [h for h in map(heading, labels) if h is not None]
    classes = {h.scheme for h in found if h.is_class}
    inside = any(a.holds(b) or b.holds(a) for a, b in combinations(found, 2) if a != b)
    return inside or len(classes) > 1


@cache
def basic_part(label: str) -> str:
    """``personnel`` or ``public``: the part of the basic expenditure that an economic class belongs
    to; empty for any other label."""
    found = heading(label)
    if found is None or found.scheme != "economy" or not found.is_class:
        return ""
    groups: dict[str, list[int]] = _tables()["basic"]
    return next((name for name, codes in groups.items() if int(found.code) in codes), "")
