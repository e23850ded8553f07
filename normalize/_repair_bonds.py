"""What must add up, as the search sees it: variables held together by bonds.

A bond says one thing about a few variables and answers one question: given the ranges of all of
them, what remains of each? Ranges are pairs ``(low, high)`` of Decimal, both ends closed,
``±Infinity`` where open. Sums of printed money fit Decimal's 28 digits, so no sum is ever rounded;
quotients are widened outwards, so that no value that could be true is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Protocol

from extract.frozen import dataclass

Var = Hashable
Range = tuple[Decimal, Decimal]
Box = Mapping[Var, Range]
Narrowed = dict[Var, Range] | None
Changed = Mapping[Var, "Bond | None"]
Known = dict[tuple[Range, ...], Narrowed]

ZERO = Decimal(0)
ONE = Decimal(1)
INFINITE = Decimal("Infinity")
ANY: Range = (-INFINITE, INFINITE)
POSITIVE: Range = (ZERO, INFINITE)
MOST_ROUNDS = 8
MOST_KNOWN = 500
_FINE = Decimal("1e-14")
_LARGE = Decimal("1e12")
_CLOSE = Decimal("1e-15")


class Bond(Protocol):
    """One thing that must hold between some variables."""

    @property
    def keys(self) -> tuple[Var, ...]:
        """The variables it binds, each once."""
        ...

    def narrow(self, box: Box) -> Narrowed:
        """What remains of the ranges that get narrower; None when the bond cannot hold."""
        ...


def meet(a: Range | None, b: Range | None) -> Range | None:
    """What two ranges share; None when nothing, or when one of them is None."""
    if a is None or b is None:
        return None
    low, high = max(a[0], b[0]), min(a[1], b[1])
    return (low, high) if low <= high else None


def _once(
    known: Known, keys: tuple[Var, ...], box: Box, narrowed: Callable[[Box], Narrowed]
) -> Narrowed:
    """What a bond leaves of these ranges: most are asked for again and again, as printed."""
    name = tuple(box[key] for key in keys)
    if name in known:
        return known[name]
    if len(known) >= MOST_KNOWN:
        known.clear()
    found = known[name] = narrowed(box)
    return found


@dataclass(frozen=True, slots=True)
class Linear:
    """A signed sum that lies in ``low .. high``: total minus parts is zero, or not below zero.

    ``terms`` are (variable, sign), each variable once.
    """

    terms: tuple[tuple[Var, int], ...]
    low: Decimal = ZERO
    high: Decimal = ZERO
    keys: tuple[Var, ...] = field(init=False, repr=False)
    signs: dict[Var, int] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", tuple(var for var, _ in self.terms))

    def reach(self, box: Box) -> Range:
        """From where to where the sum reaches."""
        low = high = ZERO
        for var, sign in self.terms:
            a, b = box[var]
            if sign > 0:
                low, high = low + a, high + b
            else:
                low, high = low - b, high - a
        return low, high

    def signed(self, variables: Iterable[Var]) -> list[tuple[Var, int]]:
        """Those of some variables that take part, with their signs."""
        if not self.signs:
            self.signs.update(self.terms)
        return [(var, self.signs[var]) for var in variables if var in self.signs]

    def narrow(self, box: Box) -> Narrowed:
        low, high = self.reach(box)
        if low.is_finite() and high.is_finite():
            return self._closed(box, low, high)
        return self._open(box)

    def _closed(self, box: Box, least: Decimal, most: Decimal) -> Narrowed:
        """All ranges have ends; the sum as it stands reaches from ``least`` to ``most``. A range no
        wider than what is to spare on either side stays as it is."""
        spare = min(most - self.low, self.high - least)
        if spare < 0:
            return None
        found: dict[Var, Range] = {}
        for var, sign in self.terms:
            values = box[var]
            if values[1] - values[0] > spare:
                a, b = values if sign > 0 else _negated(values)
                low, high = max(a, self.low - (most - b)), min(b, self.high - (least - a))
                if low > high:
                    return None
                found[var] = (low, high) if sign > 0 else (-high, -low)
        return found

    def _open(self, box: Box) -> Narrowed:
        """Some range has no end: it alone is bounded by the others, and they by it not at all."""
        ends = [box[var] if sign > 0 else _negated(box[var]) for var, sign in self.terms]
        below = [low for low, _ in ends if low.is_finite()]
        above = [high for _, high in ends if high.is_finite()]
        least, most = sum(below, ZERO), sum(above, ZERO)
        open_below, open_above = len(ends) - len(below), len(ends) - len(above)
        if open_below > 1 and open_above > 1:
            return {}
        found: dict[Var, Range] = {}
        for (var, sign), (a, b) in zip(self.terms, ends, strict=True):
            low, high = a, b
            if not open_above:
                low = max(a, self.low - (most - b))
            elif open_above == 1 and not b.is_finite():
                low = max(a, self.low - most)
            if not open_below:
                high = min(b, self.high - (least - a))
            elif open_below == 1 and not a.is_finite():
                high = min(b, self.high - least)
            if low > high:
                return None
            if low != a or high != b:
                found[var] = (low, high) if sign > 0 else (-high, -low)
        return found


def _negated(values: Range) -> Range:
    return -values[1], -values[0]


@dataclass(frozen=True, slots=True)
class Product:
    """``whole = left x right`` with nothing below zero: executed = rate x budget."""

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
        ends = [_not_below_zero(box[key]) for key in self.keys]
        if None in ends:
            return {}  # a negative figure: rates say nothing of it
        whole, left, right = (end for end in ends if end is not None)
        new_whole = meet(whole, _times(left, right))
        new_left = meet(left, _over(whole, right))
        new_right = meet(right, _over(whole, left))
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
        return _once(self.known, self.keys, box, self._narrowed)

    def _narrowed(self, box: Box) -> Narrowed:
        ends = [_not_below_zero(box[key]) for key in self.keys]
        if None in ends:
            return {}
        score, weight, rate = (end for end in ends if end is not None)
        share = (min(ONE, rate[0]), min(ONE, rate[1]))
        new_score = meet(score, _times(weight, share))
        new_weight = meet(weight, _over(score, share))
        wanted = _over(score, weight)
        if score[1] >= weight[0]:
            wanted = (wanted[0], INFINITE)
        new_rate = meet(rate, wanted)
        if new_score is None or new_weight is None or new_rate is None:
            return None
        return {self.score: new_score, self.weight: new_weight, self.rate: new_rate}


def _not_below_zero(values: Range) -> Range | None:
    """The part of a range that is not negative; None when there is none."""
    return None if values[1] < 0 else (max(ZERO, values[0]), values[1])


def _times(a: Range, b: Range) -> Range:
    """Product of two ranges of which neither reaches below zero."""
    return _outwards(_multiply(a[0], b[0]), _multiply(a[1], b[1]))


def _outwards(low: Decimal, high: Decimal) -> Range:
    """A range widened to a place where sums of it stay exact."""
    return (_rounded(low, ROUND_FLOOR), _rounded(high, ROUND_CEILING))


def _rounded(end: Decimal, way: str) -> Decimal:
    if end.is_infinite():
        return end
    if abs(end) < _LARGE:
        return end.quantize(_FINE, way)
    wider = end * (ONE + _CLOSE) if way == ROUND_CEILING else end * (ONE - _CLOSE)
    return wider.to_integral_value(way)


def _multiply(a: Decimal, b: Decimal) -> Decimal:
    return ZERO if a == 0 or b == 0 else a * b


def _over(a: Range, b: Range) -> Range:
    """Quotient of two ranges of which neither reaches below zero; open where b may be zero."""
    low = ZERO if b[1].is_infinite() or a[0] == 0 or b[1] == 0 else a[0] / b[1]
    high = INFINITE if b[0] == 0 or a[1].is_infinite() else a[1] / b[0]
    return _outwards(low, high)


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
        found = [left for way in self.ways if (left := propagate(way, own)) is not None]
        if not found:
            return None
        return {
            key: (min(left[key][0] for left in found), max(left[key][1] for left in found))
            for key in own
        }


def holds(bond: Bond, box: Box) -> bool:
    """True when some values within the ranges satisfy the bond."""
    return bond.narrow(box) is not None


def propagate(bonds: Iterable[Bond], box: Box, rounds: int = MOST_ROUNDS) -> Narrowed:
    """The ranges that remain when every bond has its say; None when they contradict each other.

    Sound always (no value that could be true is dropped), exact where no chain of bonds closes on
    itself. ``rounds`` bounds the work.
    """
    known = tuple(bonds)
    narrowed = dict(box)
    return narrowed if settle(narrowed, known, lambda c: few_again(known, c), rounds) else None


def settle(
    box: dict[Var, Range],
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
    return [bond for bond in known if _again(bond, changed)]


def _again(bond: Bond, changed: Changed) -> bool:
    """True when a bond may have more to say: what it alone has narrowed, it has said all about,
    unless it has several ways."""
    if isinstance(bond, Either):
        return not changed.keys().isdisjoint(bond.keys)
    return any(key in changed and changed[key] is not bond for key in bond.keys)
