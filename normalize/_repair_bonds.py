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
from itertools import compress, count
from operator import itemgetter, sub
from typing import Protocol

from extract.frozen import dataclass

Var = int
Range = tuple[int, int]
Box = list[Range] | dict[Var, Range]
"""The ranges by variable: of all of a model, or of a few."""
Narrowed = dict[Var, Range] | None
Changed = Mapping[Var, "Bond | None"]
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
_FINE: int = UNIT // 10**14
_LARGE: int = UNIT * 10**12
_CLOSE: int = 10**15
_WIDE = Context(prec=200)


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
    scaled = _WIDE.scaleb(value, _PLACES)
    if scaled.is_finite():
        return int(scaled)
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


def _once(
    known: Known, keys: tuple[Var, ...], box: Box, narrowed: Callable[[Box], Narrowed]
) -> Narrowed:
    """What a bond leaves of these ranges: most are asked for again and again, as printed."""
    name = tuple([box[key] for key in keys])
    if name in known:
        return known[name]
    if len(known) >= MOST_KNOWN:
        known.clear()
    found = known[name] = narrowed(box)
    return found


@dataclass(frozen=True, slots=True)
class Linear:
    """A signed sum that lies in ``low .. high``: total minus parts is zero, or not below zero.

    ``terms`` are (variable, sign), each variable once; ``low`` is finite. The ranges of all of them
    are picked and added up in one go, for a sum is asked more often than anything else.
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
        keys = (*added, *(var for var, sign in self.terms if sign < 0))
        several = len(keys) > 1
        pick = itemgetter(*keys) if several else lambda box: tuple([box[key] for key in keys])
        for name, value in (("keys", keys), ("added", len(added)), ("pick", pick)):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "signs", dict(self.terms))

    def reach(self, box: Box) -> Range:
        """From where to where the sum reaches; beyond ``INFINITE`` once for every open end."""
        if not self.keys:
            return 0, 0
        lows, highs = zip(*self.pick(box), strict=True)
        return self._ends(lows, highs)

    def _ends(self, lows: tuple[int, ...], highs: tuple[int, ...]) -> Range:
        n = self.added
        return sum(lows[:n]) - sum(highs[n:]), sum(highs[:n]) - sum(lows[n:])

    def rooms(self, box: Box) -> dict[Var, Range]:
        """What the sum leaves of each variable if that one alone were open; all ranges have ends."""
        if not self.keys:
            return {}
        ranges, n = self.pick(box), self.added
        least, most = self._ends(*zip(*ranges, strict=True))
        below, above = most - self.low, self.high - least
        found = [(b - below, a + above) for a, b in ranges[:n]]
        found += [(b - above, a + below) for a, b in ranges[n:]]
        return dict(zip(self.keys, found, strict=True))

    def narrow(self, box: Box) -> Narrowed:
        """A range no wider than what the sum as it stands has to spare stays as it is."""
        if not self.keys:
            return {} if self.low <= 0 <= self.high else None
        lows, highs = zip(*self.pick(box), strict=True)
        n = self.added
        widths = list(map(sub, highs, lows))
        least = sum(lows[:n]) - sum(highs[n:])
        most = least + sum(widths)
        if least < -_EDGE or most > _EDGE:
            return self._open(lows, highs, least, most)
        below, above = most - self.low, self.high - least
        if below < 0 or above < 0:
            return None
        spare = min(below, above)
        found: dict[Var, Range] = {}
        for i in compress(count(), map(spare.__lt__, widths)):  # the few that are wider
            up, down = (below, above) if i < n else (above, below)
            a, b = lows[i], highs[i]
            found[self.keys[i]] = (max(a, b - up), min(b, a + down))
        return found

    def _open(
        self, lows: tuple[int, ...], highs: tuple[int, ...], least: int, most: int
    ) -> Narrowed:
        """Some range has no end: it alone is bounded by the others, and they by it not at all."""
        open_below = (INFINITE // 2 - least) // INFINITE
        open_above = (INFINITE // 2 + most) // INFINITE
        if open_below > 1 and open_above > 1:
            return {}
        below = most - open_above * INFINITE - self.low
        above = self.high - least - open_below * INFINITE
        bounded = self.high < _EDGE
        spare = min(INFINITE if open_above else below, INFINITE if open_below else above)
        spare = max(spare, 0)
        found: dict[Var, Range] = {}
        wider = map(min(spare, _EDGE - 1).__lt__, map(sub, highs, lows))
        for n in compress(count(), wider):
            a, b = (lows[n], highs[n]) if n < self.added else (-highs[n], -lows[n])
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
        return _once(self.known, self.keys, box, self._narrowed)

    def _narrowed(self, box: Box) -> Narrowed:
        whole, left, right = box[self.whole], box[self.left], box[self.right]
        if whole[1] < 0 or left[1] < 0 or right[1] < 0:
            from normalize._repair_signs import narrowed  # so few are negative

            return narrowed(self.keys, [whole, left, right])
        whole, left, right = (end if end[0] >= 0 else (0, end[1]) for end in (whole, left, right))
        new_whole = meet(whole, times(left, right))
        if new_whole is None:
            return None
        new_left = meet(left, over(whole, right))
        if new_left is None:
            return None
        new_right = meet(right, over(whole, left))
        if new_right is None:
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
        return _once(self.known, self.keys, box, self._narrowed)

    def _narrowed(self, box: Box) -> Narrowed:
        ends = [not_below_zero(box[key]) for key in self.keys]
        if None in ends:
            above = box[self.score][0] > 0 or box[self.rate][0] > 0
            return None if above and ends[1] is not None else {}
        score, weight, rate = (end for end in ends if end is not None)
        share = (min(UNIT, rate[0]), min(UNIT, rate[1]))
        new_score = meet(score, times(weight, share))
        new_weight = meet(weight, over(score, share))
        wanted = over(score, weight)
        if score[1] >= weight[0]:
            wanted = (wanted[0], INFINITE)
        new_rate = meet(rate, wanted)
        if new_score is None or new_weight is None or new_rate is None:
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
    return _rounded(low, UNIT), INFINITE if open_above else -_rounded(-high, UNIT)


def over(a: Range, b: Range) -> Range:
    """Quotient of two ranges of which neither reaches below zero; open where b may be zero."""
    low = 0 if b[1] > _EDGE or not a[0] or not b[1] else _rounded(a[0] * UNIT, b[1])
    if not b[0] or a[1] > _EDGE:
        return low, INFINITE
    return low, -_rounded(-a[1] * UNIT, b[0])


def _rounded(number: int, by: int) -> int:
    """The quotient, rounded down to a place that no printed digit reaches; a very large one to a
    whole number a little further down."""
    end = number // (by * _FINE) * _FINE
    if -_LARGE < end < _LARGE:
        return end
    close = _CLOSE - 1 if number > 0 else _CLOSE + 1
    return number * close // (by * _CLOSE * UNIT) * UNIT


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
        return _once(self.known, self.keys, box, self._narrowed)

    def _narrowed(self, box: Box) -> Narrowed:
        own = {key: box[key] for key in self.keys}
        found: dict[Var, Range] | None = None
        for way in self.ways:
            left = propagate(way, own)
            if left is None:
                continue
            if found is None:
                found = left
                continue
            for key, (low, high) in left.items():
                least, most = found[key]
                found[key] = (min(least, low), max(most, high))
        return found


def propagate(
    bonds: Iterable[Bond], box: Mapping[Var, Range], rounds: int = MOST_ROUNDS
) -> Narrowed:
    """The ranges that remain when every bond has its say; None when they contradict each other.

    Sound always (no value that could be true is dropped), exact where no chain of bonds closes on
    itself. ``rounds`` bounds the work.
    """
    known, narrowed = tuple(bonds), dict(box)
    if len(known) == 1 and not isinstance(known[0], Either):
        left = known[0].narrow(narrowed)
        return None if left is None else narrowed | left
    return narrowed if settle(narrowed, known, lambda c: few_again(known, c), rounds) else None


def settle(
    box: Box,
    first: Iterable[Bond],
    again: Callable[[Changed], Iterable[Bond]],
    rounds: int = MOST_ROUNDS,
) -> bool:
    """Narrow ``box`` in place, beginning with the bonds ``first``; False when they contradict each
    other. ``again`` gives the bonds that have more to say once some variables have changed."""
    waiting = first
    for _ in range(rounds):
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
        waiting = again(changed)
    return True


def few_again(known: tuple[Bond, ...], changed: Changed) -> Iterable[Bond]:
    """Those of a few bonds that have more to say once some variables have changed."""
    if len(known) == 1 and not isinstance(known[0], Either):
        return ()  # what a bond alone has narrowed, it has said all about
    found = []
    for bond in known:
        several = isinstance(bond, Either)  # ways: it may have more to say of what it has narrowed
        for key in bond.keys:
            if key in changed and (several or changed[key] is not bond):
                found.append(bond)
                break
    return found
