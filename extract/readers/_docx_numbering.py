"""Automatic numbering: the number that Word draws before a paragraph and does not store in it.

All lists over one abstract definition share one count, as in Word; a list that overrides the start
of a level restarts it where the list is first used at that level.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from extract.frozen import dataclass
from extract.readers._docx_numerals import drawn
from extract.readers._docx_package import VAL, Element, Part, is_on, mc, w, whole
from extract.readers._docx_styles import NumberingRef, Styles

_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_UNNUMBERED = ("bullet", "none")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str
    restart: int
    legal: bool
    suffix: str
    style: str


@dataclass(frozen=True, slots=True)
class _List:
    """One w:num with its overrides laid over its abstract definition."""

    abstract: str
    levels: dict[int, _Level]
    restarts: dict[int, int]


@dataclass(frozen=True, slots=True)
class DrawnNumber:
    """A number as drawn, and the blank that Word puts after it (a space, or nothing)."""

    text: str = ""
    gap: str = ""


NO_NUMBER = DrawnNumber()
_PLAIN = _Level(1, "decimal", "", _LEVELS, False, "tab", "")


class Numbering:
    """The lists of one document; their part is read when a paragraph first names a list."""

    def __init__(self, part: Part | None, styles: Styles) -> None:
        self._styles = styles
        self._part = part
        self._abstracts: dict[str, Element] = {}
        self._by_style: dict[str, str] = {}
        self._nums: dict[str, Element] = {}
        self._lists: dict[str, _List | None] = {}

    def counter(self) -> Counter:
        """A fresh count, for one story: the body, the footers, the text boxes."""
        return Counter(self)

    def resolve(self, ref: NumberingRef | None, style: str) -> tuple[_List, int] | None:
        """The list and the level of a paragraph, from its own numPr and its style."""
        inherited = self._styles.numbering(style)
        if ref is None or ref.num_id is None:
            own_level = None if ref is None else ref.level
            if inherited is None or (inherited.num_id is None):
                return None
            ref = inherited if own_level is None else replace(inherited, level=own_level, style="")
        found = self._list(ref.num_id or "0")
        return None if found is None else (found, _level_of(found, ref))

    def _index(self, root: Element) -> None:
        for choice in list(root.iter(mc("Choice"))):
            parent = choice.getparent()
            if parent is not None:
                parent.remove(choice)
        for abstract in root.iterchildren(w("abstractNum")):
            name = abstract.get(w("abstractNumId"), "")
            self._abstracts[name] = abstract
            link = abstract.find(w("styleLink"))
            if link is not None:
                self._by_style[link.get(VAL, "")] = name
        for num in root.iterchildren(w("num")):
            self._nums[num.get(w("numId"), "")] = num

    def _list(self, num_id: str) -> _List | None:
        if self._part is not None:
            self._index(self._part.xml())
            self._part = None
        if num_id not in self._lists:
            self._lists[num_id] = self._build(num_id)
        return self._lists[num_id]

    def _build(self, num_id: str) -> _List | None:
        num = self._nums.get(num_id)
        link = None if num is None else num.find(w("abstractNumId"))
        if num is None or link is None:
            return None
        name = self._follow(link.get(VAL, ""))
        if name not in self._abstracts:
            return None
        levels = _levels(self._abstracts[name])
        restarts: dict[int, int] = {}
        for override in num.iterchildren(w("lvlOverride")):
            at = _at(override)
            replaced, start = override.find(w("lvl")), override.find(w("startOverride"))
            if replaced is not None:
                levels[at] = _level(replaced)
            if start is not None:
                restarts[at] = whole(start, 1)
        return _List(name, levels, restarts)

    def _follow(self, name: str) -> str:
        """Through w:numStyleLink to the definition that a list style keeps."""
        abstract = self._abstracts.get(name)
        link = None if abstract is None else abstract.find(w("numStyleLink"))
        return name if link is None else self._by_style.get(link.get(VAL, ""), name)


class Counter:
    """Counts the numbered paragraphs of one story, in the order they are given."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[int, int]] = set()

    def number(self, ref: NumberingRef | None, style: str) -> DrawnNumber:
        """The number of the next paragraph; counts it."""
        resolved = self._numbering.resolve(ref, style)
        if resolved is None:
            return NO_NUMBER
        numbers, at = resolved
        level = numbers.levels.get(at)
        if level is None:
            return NO_NUMBER
        counts = self._counts[numbers.abstract]
        self._advance(numbers, counts, at, level)
        if level.format == "bullet":
            return NO_NUMBER
        text = _draw(numbers, counts, level)
        return DrawnNumber(text, "" if level.suffix == "nothing" or not text else " ")

    def _advance(self, numbers: _List, counts: dict[int, int], at: int, level: _Level) -> None:
        mark = id(numbers), at
        if at in numbers.restarts and mark not in self._begun:
            counts[at] = numbers.restarts[at]
        else:
            counts[at] = counts[at] + 1 if at in counts else numbers.restarts.get(at, level.start)
        self._begun.add(mark)
        for deeper in [d for d in counts if d > at]:
            limit = numbers.levels.get(deeper, _PLAIN).restart
            if limit > deeper or at < limit:
                del counts[deeper]


def _draw(numbers: _List, counts: dict[int, int], level: _Level) -> str:
    def place(match: re.Match[str]) -> str:
        at = int(match.group(1)) - 1
        shown = numbers.levels.get(at, _PLAIN)
        if shown.format in _UNNUMBERED:
            return ""
        count = counts.get(at, numbers.restarts.get(at, shown.start))
        return drawn("decimal" if level.legal else shown.format, count)

    return _PLACE.sub(place, level.text).strip()


def _level_of(numbers: _List, ref: NumberingRef) -> int:
    """The level that names the style of the list; else what numPr says; else the first."""
    if ref.style:
        for at, level in numbers.levels.items():
            if level.style == ref.style:
                return at
    return ref.level or 0


def _levels(abstract: Element) -> dict[int, _Level]:
    return {_at(lvl): _level(lvl) for lvl in abstract.iterchildren(w("lvl"))}


def _level(element: Element) -> _Level:
    def child(name: str) -> Element | None:
        return next(element.iter(w(name)), None)

    def value(name: str, otherwise: str) -> str:
        found = child(name)
        return otherwise if found is None else found.get(VAL, otherwise)

    return _Level(
        start=whole(child("start"), 0),
        format=value("numFmt", "decimal"),
        text=value("lvlText", ""),
        restart=whole(child("lvlRestart"), _LEVELS),
        legal=is_on(element.find(w("isLgl"))),
        suffix=value("suff", "tab"),
        style=value("pStyle", ""),
    )


def _at(element: Element) -> int:
    """The level (w:ilvl) that a definition or an override is for."""
    value = element.get(w("ilvl"), "0")
    return int(value) if value.isascii() and value.isdigit() else 0
