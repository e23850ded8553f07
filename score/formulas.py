"""How marks follow from what was reached: scoring policies as data, and the texts that forms print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache
from typing import Any

import regex

from extract.frozen import dataclass, replace
from normalize.interval import Interval
from normalize.text import compiled, narrow, squeeze
from score.policy import table

OWN = "the document itself"
_ALL = Decimal(1)
_NONE = Decimal(0)
_HUNDRED = Decimal(100)
_PERCENT = r"\d{1,3}(?:\.\d+)?%"
_NUMBER = r"\d+(?:\.\d+)?"


@dataclass(frozen=True, slots=True)
class Formula:
    """A way to work out marks. ``way`` is ratio, inverse, excess, either, all or empty; shares are
    fractions of the target. ``steps`` are (share reached, part of the weight, or points where the
    third is true). ``says`` names it in a message, in both languages, ``source`` where it is from.
    """

    says: str
    says_zh: str
    source: str
    way: str = ""
    full_from: Decimal = _ALL
    zero_below: Decimal | None = None
    per: Decimal | None = None
    off: Decimal = _NONE
    capped: bool = True
    rest_zero: bool = False
    steps: tuple[tuple[Decimal, Decimal, bool], ...] = ()

    @property
    def own(self) -> bool:
        """True for what a form prints itself."""
        return self.source == OWN

    @property
    def linear(self) -> bool:
        """True for weight times share and nothing else."""
        plain = not self.steps and not self.per and self.zero_below is None
        return self.way in ("ratio", "inverse", "either") and plain and self.full_from == _ALL

    def due(self, weight: Decimal, share: Interval) -> Interval | None:
        """The marks for a share of the target; None where the formula does not say. A part of a
        step may cost nothing, its share or all of it, so that the answer is a range."""
        tops = [self._at(weight, end) for end in (share.low, share.high)]
        known = [top for top in tops if top is not None]
        if len(known) < len(tops):
            return None
        return Interval(min(k.low for k in known), max(k.high for k in known))

    def _at(self, weight: Decimal, share: Decimal) -> Interval | None:
        if share >= self.full_from and (self.capped or share <= _ALL):
            return Interval.exact(weight)
        if self.zero_below is not None and share < self.zero_below:
            return Interval.exact(_NONE)
        for floor, part, points in self.steps:
            if share >= floor:
                return Interval.exact(part if points else weight * part)
        if self.per:
            missing = (self.full_from - share) / self.per
            ends = (missing.to_integral_value(way) for way in (ROUND_CEILING, ROUND_FLOOR))
            low, high = (max(_NONE, weight - n * self.off) for n in ends)
            return Interval(low, high)
        if self.way in ("ratio", "inverse", "excess", "either"):
            return Interval.exact(max(_NONE, weight * share))
        return Interval.exact(_NONE) if self.way == "all" or self.rest_zero else None


def share_of(way: str, target: Interval, actual: Interval, *, lower: bool) -> Interval | None:
    """What share of a target was reached, as ``way`` counts it; None where it cannot be said.
    ``lower`` is true where less is better."""
    if way == "excess" and lower:
        if target.low <= 0:
            return None
        return Interval.exact(Decimal(2)) - actual / target
    if lower:
        return target / actual if actual.low > 0 else None
    return actual / target if target.low > 0 else None


@cache
def policy(kind: str, name: str, direction: str = "") -> Formula | None:
    """A policy of ``scoring.toml``: ``kind`` is execution or attainment, then ``direction`` is
    higher, lower or equal. None for an unknown one."""
    entry = table("scoring")[kind].get(name)
    if entry is None:
        return None
    how: Mapping[str, Any] = entry[direction] if direction else entry
    return Formula(
        says=f"{entry['says']} ({name}, {entry['source']})",
        says_zh=f"{entry['says_zh']}（{name}，{entry['source']}）",
        source=entry["source"],
        way=how.get("way", ""),
        full_from=Decimal(how.get("full_from", "1")),
        zero_below=Decimal(how["zero_below"]) if "zero_below" in how else None,
        per=Decimal(how["per"]) if "per" in how else None,
        off=Decimal(how.get("off", "0")),
        capped=how.get("capped", True),
    )


def names(kind: str) -> tuple[str, ...]:
    """The names of the policies of a kind."""
    return tuple(table("scoring")[kind])


def speaks_of_marks(text: str) -> bool:
    """True for a text that says how marks are given."""
    return compiled(table("scoring")["text"]["about"]).search(squeeze(narrow(text))) is not None


def read_formula(text: str) -> Formula | None:
    """The formula that a text prints; None where any clause of it is not understood."""
    plain = squeeze(narrow(text))
    found = Formula(f"the document's own text “{plain}”", f"文中所列规则“{plain}”", OWN)
    told = False
    for clause in compiled(table("scoring")["text"]["split"]).split(plain):
        if not clause:
            continue
        read = _clause(clause)
        if read is None:
            return None
        kind, match = read
        told = told or bool(kind)
        found = _with(found, kind, match.groupdict())
    return _whole(found) if told else None


def _whole(found: Formula) -> Formula | None:
    """A formula says what a miss costs, or from where on nothing is lost."""
    steps = tuple(sorted(found.steps, reverse=True))
    return replace(found, steps=steps)


def _with(found: Formula, kind: str, given: Mapping[str, str | None]) -> Formula:
    if kind in ("ratio", "inverse", "either"):
        return replace(found, way=kind)
    if kind == "full":
        return replace(found, full_from=_fraction(given["full"]))
    if kind == "off":
        per = Decimal(given["per"] or "1") / _HUNDRED
        return replace(found, per=per, off=Decimal(given["off"] or "0"))
    if kind == "step":
        part = str(given["part"])
        points = part.endswith("分")
        amount = Decimal(part.rstrip("分%"))
        step = (_fraction(given["low"]), amount if points else amount / _HUNDRED, points)
        return replace(found, steps=(*found.steps, step))
    if kind == "zero" and given.get("below"):
        return replace(found, zero_below=_fraction(given["below"]))
    return replace(found, rest_zero=True) if kind == "zero" else found


def _fraction(text: str | None) -> Decimal:
    return Decimal((text or "100%").rstrip("%")) / _HUNDRED


def _clause(text: str) -> tuple[str, regex.Match[str]] | None:
    for kind, pattern in _clauses():
        match = pattern.fullmatch(text)
        if match:
            return kind, match
    return None


@cache
def _clauses() -> tuple[tuple[str, regex.Pattern[str]], ...]:
    return tuple(_compiled(table("scoring")["text"]))


def _compiled(words: Mapping[str, Any]) -> Iterator[tuple[str, regex.Pattern[str]]]:
    fill = {"{pct}": _PERCENT, "{num}": _NUMBER}
    fill |= {f"{{{name}}}": words[name] for name in ("weight", "done", "due")}
    for entry in words["clauses"]:
        for text in entry["patterns"]:
            for mark, value in fill.items():
                text = text.replace(mark, value)  # noqa: PLW2901
            yield entry["says"], regex.compile(text)
