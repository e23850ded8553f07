"""What must add up, as the search sees it: variables held together by bonds.

A bond says one thing about a few variables and answers one question: given the ranges of all of
them, what remains of each? Ranges are pairs ``(low, high)`` of Decimal, both ends closed,
``±Infinity`` where open. Sums of printed money fit Decimal's 28 digits, so no sum is ever rounded;
quotients are widened outwards, so that no value that could be true is lost.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Protocol

Var = Hashable
Range = tuple[Decimal, Decimal]
Box = Mapping[Var, Range]
Narrowed = dict[Var, Range] | None

ZERO = Decimal(0)
ONE = Decimal(1)
INFINITE = Decimal("Infinity")
ANY: Range = (-INFINITE, INFINITE)
POSITIVE: Range = (ZERO, INFINITE)
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


@dataclass(frozen=True, slots=True)
class Linear:
    """A signed sum that lies in ``low .. high``: total minus parts is zero, or not below zero.

    ``terms`` are (variable, sign), each variable once.
    """

    terms: tuple[tuple[Var, int], ...]
    low: Decimal = ZERO
    high: Decimal = ZERO

    @property
    def keys(self) -> tuple[Var, ...]:
        return tuple(var for var, _ in self.terms)

    def narrow(self, box: Box) -> Narrowed:
        ends = [_signed(box[var], sign) for var, sign in self.terms]
        lows, highs = _Sum(a for a, _ in ends), _Sum(b for _, b in ends)
        found: dict[Var, Range] = {}
        for (var, sign), (a, b) in zip(self.terms, ends, strict=True):
            low = max(a, self.low - highs.without(b))
            high = min(b, self.high - lows.without(a))
            if low > high:
                return None
            if low != a or high != b:
                found[var] = (low, high) if sign > 0 else (-high, -low)
        return found


def _signed(values: Range, sign: int) -> Range:
    return values if sign > 0 else (-values[1], -values[0])


class _Sum:
    """A sum of ends that can leave one of them out, infinities told apart."""

    __slots__ = ("finite", "infinite")

    def __init__(self, ends: Iterable[Decimal]) -> None:
        known = list(ends)
        self.infinite = [end for end in known if not end.is_finite()]
        self.finite = sum((end for end in known if end.is_finite()), ZERO)

    def without(self, end: Decimal) -> Decimal:
        if not self.infinite:
            return self.finite - end
        if end.is_finite() or len(self.infinite) > 1:
            return self.infinite[0]
        return self.finite


@dataclass(frozen=True, slots=True)
class Product:
    """``whole = left x right`` with nothing below zero: executed = rate x budget."""

    whole: Var
    left: Var
    right: Var

    @property
    def keys(self) -> tuple[Var, ...]:
        return (self.whole, self.left, self.right)

    def narrow(self, box: Box) -> Narrowed:
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

    @property
    def keys(self) -> tuple[Var, ...]:
        return (self.score, self.weight, self.rate)

    def narrow(self, box: Box) -> Narrowed:
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

    @property
    def keys(self) -> tuple[Var, ...]:
        return tuple(dict.fromkeys(k for way in self.ways for bond in way for k in bond.keys))

    def narrow(self, box: Box) -> Narrowed:
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


def propagate(bonds: Iterable[Bond], box: Box, rounds: int = 8) -> Narrowed:
    """The ranges that remain when every bond has its say; None when they contradict each other.

    Sound always (no value that could be true is dropped), exact where no chain of bonds closes on
    itself. ``rounds`` bounds the work.
    """
    narrowed = dict(box)
    waiting = list(bonds)
    for _ in range(rounds):
        changed: set[Var] = set()
        for bond in waiting:
            left = bond.narrow(narrowed)
            if left is None:
                return None
            for key, values in left.items():
                if values != narrowed[key]:
                    narrowed[key] = values
                    changed.add(key)
        if not changed:
            break
        waiting = [bond for bond in waiting if not changed.isdisjoint(bond.keys)]
    return narrowed
