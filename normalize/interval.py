"""A printed figure as the range of values that round to it.

XBRL Calculations 1.1: a figure printed with d decimals stands for every value in
``x ± 0.5·10^-d``, trailing zeros counted. **Both ends are closed**: 0.855 may have been rounded to
0.86 as well as to 0.85, so both printed figures claim it. Sums, differences, products and quotients
carry ranges; every result is widened outwards in its last digit (40 digits are kept), so a range
never loses a value that it should hold. Figures agree when their ranges meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, Rounded
from typing import Protocol

from extract.frozen import dataclass, maker
from normalize.report import Figure

_DIGITS = 40
_ZERO = Decimal(0)
_TWO = Decimal(2)


# Only ever used through their methods, never as the current context; nothing depends on their flags.
_DOWN = Context(prec=_DIGITS, rounding=ROUND_FLOOR)
_UP = Context(prec=_DIGITS, rounding=ROUND_CEILING)
_TO_THE_DIGIT = Context(prec=28, traps=[Rounded])


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed range of Decimals, ``low <= high``; ValueError otherwise.

    >>> Interval.around(Decimal("8.6"), Decimal("0.1"))
    Interval(low=Decimal('8.55'), high=Decimal('8.65'))
    """

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"a range runs from low to high, not from {self.low} to {self.high}")

    @classmethod
    def exact(cls, value: Decimal) -> Interval:
        """The range that holds ``value`` alone: a weight, an awarded score, a number of heads."""
        return _in_order(value, value)

    @classmethod
    def around(cls, value: Decimal, step: Decimal) -> Interval:
        """``value ± step/2``; ``step`` is one unit of the last printed digit, zero for exact."""
        half = abs(step) / _TWO
        return _in_order(_DOWN.subtract(value, half), _UP.add(value, half))

    @classmethod
    def from_figure(cls, figure: Figure) -> Interval:
        """Every value that a printed figure stands for, in its clean unit."""
        value, half = figure.value, abs(figure.step) / _TWO
        return _in_order(_DOWN.subtract(value, half), _UP.add(value, half))

    @classmethod
    def sum(cls, parts: Iterable[Interval]) -> Interval:
        """The range of a sum; nothing adds up to exactly zero."""
        low = high = _ZERO
        for part in parts:
            low, high = _DOWN.add(low, part.low), _UP.add(high, part.high)
        return _in_order(low, high)

    def __add__(self, other: Interval) -> Interval:
        return _in_order(_DOWN.add(self.low, other.low), _UP.add(self.high, other.high))

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __neg__(self) -> Interval:
        return _in_order(self.high.copy_negate(), self.low.copy_negate())

    def __mul__(self, other: Interval) -> Interval:
        low, high, less, more = self.low, self.high, other.low, other.high
        if low >= 0 and less >= 0:  # as nearly always: then two of the ends are enough
            top = low if low == high or not more else high
            most = less if less == more or not high else more
            return _in_order(_DOWN.multiply(low, less), _UP.multiply(top, most))
        ends = [(a, b) for a in (low, high) for b in (less, more)]
        return Interval(
            min(_DOWN.multiply(a, b) for a, b in ends),
            max(_UP.multiply(a, b) for a, b in ends),
        )

    def __truediv__(self, other: Interval) -> Interval:
        """The range of a quotient; ZeroDivisionError where the divisor may be zero."""
        low, high, less, more = self.low, self.high, other.low, other.high
        if less <= 0 <= more:
            raise ZeroDivisionError("the divisor may be zero")
        if low >= 0 and less > 0:
            most = less if less == more or not low else more
            top = low if low == high else high
            return _in_order(_DOWN.divide(low, most), _UP.divide(top, less))
        ends = [(a, b) for a in (low, high) for b in (less, more)]
        return Interval(
            min(_DOWN.divide(a, b) for a, b in ends),
            max(_UP.divide(a, b) for a, b in ends),
        )

    def __contains__(self, value: Decimal) -> bool:
        return self.contains(value)

    def contains(self, value: Decimal) -> bool:
        """True when ``value`` lies in the range or on one of its ends."""
        return self.low <= value <= self.high

    def meets(self, other: Interval) -> bool:
        """True when the two ranges share at least one value, an end included."""
        return self.low <= other.high and other.low <= self.high

    def at_most(self, ceiling: Interval) -> Interval:
        """The range of ``min(x, y)``: a score capped at its weight."""
        return Interval(min(self.low, ceiling.low), min(self.high, ceiling.high))

    def gap(self, other: Interval) -> Decimal:
        """How far the ranges are apart; zero where they meet."""
        return max(Decimal(0), other.low - self.high, self.low - other.high)

    @property
    def half(self) -> Decimal:
        """Half the width: the ± of the range."""
        return (self.high - self.low) / 2


_in_order = maker(Interval)  # of ends that cannot be the wrong way round


class Part(Protocol):
    """How a figure takes part in a sum: with its sign, and whether it counts as exact."""

    @property
    def sign(self) -> int:
        """1 where it is added, -1 where it is taken off."""
        ...

    @property
    def exact(self) -> bool:
        """True where the figure stands for itself alone."""
        ...


def sum_of_figures(parts: Sequence[tuple[Part, Figure]]) -> tuple[Decimal, Interval]:
    """A sum of printed figures and its range: what ``sum`` and :meth:`Interval.sum` give, without a
    range for every part."""
    try:
        quick = _without_rounding(parts)
    except Rounded:
        quick = None
    return quick or (sum([part.sign * figure.value for part, figure in parts], _ZERO), _wide(parts))


def _without_rounding(parts: Sequence[tuple[Part, Figure]]) -> tuple[Decimal, Interval] | None:
    """The same where every part is added and none is below zero, as nearly always: then the sum and
    its ± are added up by themselves. None elsewhere; ``Rounded`` where that takes too many digits."""
    value = room = _ZERO
    add, measured = _TO_THE_DIGIT.add, False
    for part, figure in parts:
        own = figure.value
        if part.sign < 0 or own.is_signed():
            return None
        value = add(value, own)
        if not part.exact:
            room, measured = add(room, abs(figure.step) / _TWO), True
    if not measured:
        return value, _in_order(value, value)
    # the more digits of the two: where they are enough for it, nothing was lost on either side
    high = add(value, room)
    return value, _in_order(_DOWN.subtract(value, room), high)


def _wide(parts: Sequence[tuple[Part, Figure]]) -> Interval:
    """The range of a sum, rounded outwards at every step."""
    low = high = _ZERO
    for part, figure in parts:
        least = most = figure.value
        if not part.exact:
            half = abs(figure.step) / _TWO
            least, most = _DOWN.subtract(least, half), _UP.add(most, half)
        if part.sign < 0:
            least, most = most.copy_negate(), least.copy_negate()
        low, high = _DOWN.add(low, least), _UP.add(high, most)
    return _in_order(low, high)
