"""What must add up, as the search sees it: variables held together by bonds.

A bond says one thing about a few variables and answers one question: given the ranges of all of
them, what remains of each? Ranges are pairs ``(low, high)`` of whole numbers of a step far below any
printed digit (:data:`UNIT` of them are one), both ends closed, ``±INFINITE`` where open: sums are
exact, and cost a third of what they do with decimals. Quotients are widened outwards, so that no
value that could be true is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from decimal import Context, Decimal
from operator import itemgetter
from typing import Protocol

from extract.frozen import dataclass

Var = int
Range = tuple[int, int]
Box = list[Range] | dict[Var, Range]
"""The ranges by variable: of all of a model, or of a few."""
Narrowed = dict[Var, Range] | None
Known = dict[tuple[Range, ...], Narrowed]

_PLACES = 26
UNIT: int = 10**_PLACES
"""One, counted in the steps of a range: 13 decimals, their half, and a point moved by eight."""
INFINITE: int = 10**120
ANY: Range = (-INFINITE, INFINITE)
POSITIVE: Range = (0, INFINITE)
MOST_ROUNDS = 8
MOST_KNOWN = 500
_EDGE: int = INFINITE // 10**20  # beyond it nothing is finite
_PARTS: int = 10**14
_FINE: int = UNIT // _PARTS
_UNIT_FINE: int = UNIT * _FINE
_LARGE: int = UNIT * 10**12
_CLOSE: int = 10**15
_WIDE = Context(prec=200)
_NEW: Narrowed = {}


class Bond(Protocol):
    """One thing that must hold between some variables."""

    @property
    def keys(self) -> tuple[Var, ...]:
        """The variables it binds, each once."""
        ...

    def narrow(self, box: Box) -> Narrowed:
        """What remains of the ranges that get narrower; None when the bond cannot hold."""
        ...


def steps(value: Decimal) -> int:
    """A value as a whole number of steps; ``±INFINITE`` for an infinite one."""
    try:
        return int(_WIDE.scaleb(value, _PLACES))
    except OverflowError:
        return INFINITE if value > 0 else -INFINITE


def value_of(end: int) -> Decimal:
    """The way back: the value of a number of steps."""
    if -_EDGE < end < _EDGE:
        return _WIDE.normalize(_WIDE.scaleb(Decimal(end), -_PLACES))
    return Decimal("Infinity") if end > 0 else Decimal("-Infinity")


def values_of(ends: Range) -> tuple[Decimal, Decimal]:
    """The values of both ends of a range."""
    return value_of(ends[0]), value_of(ends[1])


def finite(ends: Range) -> bool:
    """True for a range that is open on neither side."""
    return ends[0] > -_EDGE and ends[1] < _EDGE


def meet(a: Range | None, b: Range | None) -> Range | None:
    """What two ranges share; None when nothing, or when one of them is None."""
    if a is None or b is None:
        return None
    low = max(a[0], b[0])
    high = min(a[1], b[1])
    return (low, high) if low <= high else None


def _noted(known: Known, name: tuple[Range, ...], found: Narrowed) -> Narrowed:
    """What a bond leaves of some ranges, kept: most are asked for again and again, as printed."""
    if len(known) >= MOST_KNOWN:
        known.clear()
    known[name] = found
    return found


@dataclass(frozen=True, slots=True)
class Linear:
    """A signed sum that lies in ``low .. high``: total minus parts is zero, or not below zero.

    ``terms`` are (variable, sign), each variable once; ``low`` is finite. ``keys`` begins with the
    variables that are added (``added`` of them), and ``pick`` fetches their ranges.
    """

    terms: tuple[tuple[Var, int], ...]
    low: int = 0
    high: int = 0
    keys: tuple[Var, ...] = field(init=False, repr=False)
    added: int = field(init=False, repr=False)
    signs: dict[Var, int] = field(init=False, repr=False, compare=False)
    pick: Callable[[Box], tuple[Range, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        added = [var for var, sign in self.terms if sign > 0]
        keys = (*added, *[var for var, sign in self.terms if sign < 0])
        several = len(keys) > 1
        pick = itemgetter(*keys) if several else lambda box: tuple([box[key] for key in keys])
        found = (("keys", keys), ("added", len(added)), ("signs", dict(self.terms)), ("pick", pick))
        for name, value in found:
            object.__setattr__(self, name, value)

    def reach(self, box: Box) -> Range:
        """From where to where the sum reaches; beyond ``INFINITE`` once for every open end."""
        return self._ends(self.pick(box))

    def _ends(self, ranges: tuple[Range, ...]) -> Range:
        least = most = 0
        for low, high in ranges[: self.added]:
            least += low
            most += high
        for low, high in ranges[self.added :]:
            least -= high
            most -= low
        return least, most

    def rooms(self, box: Box) -> dict[Var, Range]:
        """What the sum leaves of each variable if that one alone were open; all ranges have ends."""
        least, most = self.reach(box)
        below, above = most - self.low, self.high - least
        found: dict[Var, Range] = {}
        for var in self.keys[: self.added]:
            low, high = box[var]
            found[var] = (high - below, low + above)
        for var in self.keys[self.added :]:
            low, high = box[var]
            found[var] = (high - above, low + below)
        return found

    def narrow(self, box: Box) -> Narrowed:
        """A range no wider than what the sum as it stands has to spare stays as it is."""
        ranges = self.pick(box)
        least, most = self._ends(ranges)
        if least < -_EDGE or most > _EDGE:
            return self._open(ranges, least, most)
        below, above = most - self.low, self.high - least
        if below < 0 or above < 0:
            return None
        spare = min(below, above)
        found: dict[Var, Range] = {}
        for i, (low, high) in enumerate(ranges):
            if high - low > spare:
                up, down = (below, above) if i < self.added else (above, below)
                found[self.keys[i]] = (max(low, high - up), min(high, low + down))
        return found

    def _open(self, ranges: tuple[Range, ...], least: int, most: int) -> Narrowed:
        """Some range has no end: it alone is bounded by the others, and they by it not at all."""
        open_below = (INFINITE // 2 - least) // INFINITE
        open_above = (INFINITE // 2 + most) // INFINITE
        if open_below > 1 and open_above > 1:
            return {}
        below = most - open_above * INFINITE - self.low
        above = self.high - least - open_below * INFINITE
        bounded = self.high < _EDGE
        spare = min(INFINITE if open_above else below, INFINITE if open_below else above)
        spare = min(max(spare, 0), _EDGE - 1)
        found: dict[Var, Range] = {}
        for n, (first, last) in enumerate(ranges):
            if last - first <= spare:
                continue
            a, b = (first, last) if n < self.added else (-last, -first)
            low, high = a, b
            if not open_above:
                low = max(a, b - below)
            elif open_above == 1 and b > _EDGE:
                low = max(a, -below)
            if bounded and not open_below:
                high = min(b, above + a)
            elif bounded and open_below == 1 and a < -_EDGE:
                high = min(b, above)
            if low > high:
                return None
            if low != a or high != b:
                found[self.keys[n]] = (low, high) if n < self.added else (-high, -low)
        return found


@dataclass(frozen=True, slots=True)
class Product:
    """``whole = left x right``: executed = rate x budget. A range that reaches below zero counts from
    zero up, unless some figure is negative: then both of its factors, or the whole and one of them."""

    whole: Var
    left: Var
    right: Var
    keys: tuple[Var, ...] = field(init=False, repr=False)
    known: Known = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", (self.whole, self.left, self.right))

    def narrow(self, box: Box) -> Narrowed:
        name = (box[self.whole], box[self.left], box[self.right])
        found = self.known.get(name, _NEW)
        return _noted(self.known, name, self._narrowed(*name)) if found is _NEW else found

    def _narrowed(self, whole: Range, left: Range, right: Range) -> Narrowed:
        if whole[1] < 0 or left[1] < 0 or right[1] < 0:
            from normalize._repair_signs import narrowed  # so few are negative

            return narrowed(self.keys, [whole, left, right])
        whole = whole if whole[0] >= 0 else (0, whole[1])
        left = left if left[0] >= 0 else (0, left[1])
        right = right if right[0] >= 0 else (0, right[1])
        new_whole = meet(whole, times(left, right))
        new_left = meet(left, over(whole, right)) if new_whole else None
        new_right = meet(right, over(whole, left)) if new_left else None
        if new_whole is None or new_left is None or new_right is None:
            return None
        return {self.whole: new_whole, self.left: new_left, self.right: new_right}


@dataclass(frozen=True, slots=True)
class Capped:
    """``score = min(weight, weight x rate)``, nothing below zero."""

    score: Var
    weight: Var
    rate: Var
    keys: tuple[Var, ...] = field(init=False, repr=False)
    known: Known = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", (self.score, self.weight, self.rate))

    def narrow(self, box: Box) -> Narrowed:
        name = (box[self.score], box[self.weight], box[self.rate])
        found = self.known.get(name, _NEW)
        return _noted(self.known, name, self._narrowed(*name)) if found is _NEW else found

    def _narrowed(self, score: Range, weight: Range, rate: Range) -> Narrowed:
        if score[1] < 0 or weight[1] < 0 or rate[1] < 0:
            above = score[0] > 0 or rate[0] > 0
            return None if above and weight[1] >= 0 else {}
        score = score if score[0] >= 0 else (0, score[1])
        weight = weight if weight[0] >= 0 else (0, weight[1])
        low, high = rate if rate[0] >= 0 else (0, rate[1])
        share = (min(UNIT, low), min(UNIT, high))
        new_score = meet(score, times(weight, share))
        new_weight = meet(weight, over(score, share)) if new_score else None
        if new_score is None or new_weight is None:
            return None
        least, most = over(score, weight)
        new_rate = meet((low, high), (least, INFINITE if score[1] >= weight[0] else most))
        if new_rate is None:
            return None
        return {self.score: new_score, self.weight: new_weight, self.rate: new_rate}


def not_below_zero(ends: Range) -> Range | None:
    """The part of a range that is not negative; None when there is none."""
    if ends[1] < 0:
        return None
    return ends if ends[0] >= 0 else (0, ends[1])


def times(a: Range, b: Range) -> Range:
    """Product of two ranges of which neither reaches below zero."""
    low, high = a[0] * b[0], a[1] * b[1]
    open_above = high and (a[1] > _EDGE or b[1] > _EDGE)
    return _down(low, _UNIT_FINE), INFINITE if open_above else -_down(-high, _UNIT_FINE)


def over(a: Range, b: Range) -> Range:
    """Quotient of two ranges of which neither reaches below zero; open where b may be zero."""
    low = 0 if b[1] > _EDGE or not a[0] or not b[1] else _down(a[0] * _PARTS, b[1])
    if not b[0] or a[1] > _EDGE:
        return low, INFINITE
    return low, -_down(-a[1] * _PARTS, b[0])


def _down(number: int, by: int) -> int:
    """The quotient times ``_FINE``, a place that no printed digit reaches, rounded down to it; a very
    large one to a whole number a little further down."""
    end = number // by * _FINE
    if -_LARGE < end < _LARGE:
        return end
    close = _CLOSE - 1 if number > 0 else _CLOSE + 1
    return number * _FINE * close // (by * _CLOSE * UNIT) * UNIT


@dataclass(frozen=True, slots=True)
class Either:
    """Several ways to reach one figure: it holds when all bonds of one of the ways do."""

    ways: tuple[tuple[Bond, ...], ...]
    keys: tuple[Var, ...] = field(init=False, repr=False)
    known: Known = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keys = dict.fromkeys(k for way in self.ways for bond in way for k in bond.keys)
        object.__setattr__(self, "keys", tuple(keys))

    def narrow(self, box: Box) -> Narrowed:
        name = tuple([box[key] for key in self.keys])
        found = self.known.get(name, _NEW)
        return _noted(self.known, name, self._narrowed(name)) if found is _NEW else found

    def _narrowed(self, ranges: tuple[Range, ...]) -> Narrowed:
        """A figure that one of the ways leaves as it is stays so, whatever the others say."""
        own = dict(zip(self.keys, ranges, strict=True))
        found: dict[Var, Range] | None = None
        for way in self.ways:
            left = _left_by(way, own)
            if left is None:
                continue
            found = left if found is None else _spanned(found, left)
            found = {key: ends for key, ends in found.items() if ends != own[key]}
            if not found:
                return found
        return found


def _spanned(one: dict[Var, Range], other: dict[Var, Range]) -> dict[Var, Range]:
    """What two ways leave together, of what both say something about."""
    return {
        key: (min(low, other[key][0]), max(high, other[key][1]))
        for key, (low, high) in one.items()
        if key in other
    }


def _left_by(way: tuple[Bond, ...], own: dict[Var, Range]) -> Narrowed:
    """What one way leaves of the ranges that get narrower."""
    if len(way) == 1 and not isinstance(way[0], Either):
        return way[0].narrow(own)
    box = own.copy()
    return box if settle(box, way, way) else None


def propagate(bonds: Iterable[Bond], box: Mapping[Var, Range]) -> Narrowed:
    """The ranges that remain when every bond has its say; None when they contradict each other. Sound
    always (no value that could be true is dropped), exact where no chain of bonds closes on itself."""
    own = dict(box)
    left = _left_by(tuple(bonds), own)
    return None if left is None else own | left


def settle(box: Box, first: Iterable[Bond], known: tuple[Bond, ...]) -> bool:
    """Narrow ``box`` in place by the few bonds ``known``, beginning with ``first``; False when they
    contradict each other."""
    waiting = first
    for _ in range(MOST_ROUNDS):
        changed: dict[Var, Bond | None] = {}  # by which bond, where by one alone
        for bond in waiting:
            left = bond.narrow(box)
            if left is None:
                return False
            for key, values in left.items():
                if values != box[key]:
                    box[key] = values
                    changed[key] = None if key in changed else bond
        if not changed:
            break
        waiting = _again(known, changed)
    return True


def _again(known: tuple[Bond, ...], changed: dict[Var, Bond | None]) -> list[Bond]:
    """Those of a few bonds that have more to say once some variables have changed."""
    if len(known) == 1 and not isinstance(known[0], Either):
        return []  # what a bond alone has narrowed, it has said all about
    found = []
    for bond in known:
        if changed.keys().isdisjoint(bond.keys):
            continue
        several = isinstance(bond, Either)  # ways: it may have more to say of what it has narrowed
        for key in bond.keys:
            if key in changed and (several or changed[key] is not bond):
                found.append(bond)
                break
    return found
