"""Products and quotients of ranges from two of their ends are those from all four, to the last digit."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from normalize.interval import Interval

DOWN, UP = Context(prec=40, rounding=ROUND_FLOOR), Context(prec=40, rounding=ROUND_CEILING)
NUMBERS = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(-30, 3000),
    st.integers(0, 4),
)
RANGES = st.tuples(NUMBERS, NUMBERS).map(lambda ends: Interval(min(ends), max(ends)))


def ends(a: Interval, b: Interval) -> list[tuple[Decimal, Decimal]]:
    return [(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]


@given(RANGES, RANGES)
def test_a_product_is_that_of_all_four_ends(a: Interval, b: Interval) -> None:
    low = min(DOWN.multiply(x, y) for x, y in ends(a, b))
    high = max(UP.multiply(x, y) for x, y in ends(a, b))
    assert repr(a * b) == repr(Interval(low, high))  # trailing zeros are written, too


@given(RANGES, RANGES)
def test_a_quotient_is_that_of_all_four_ends(a: Interval, b: Interval) -> None:
    assume(not b.contains(Decimal(0)))
    low = min(DOWN.divide(x, y) for x, y in ends(a, b))
    high = max(UP.divide(x, y) for x, y in ends(a, b))
    assert repr(a / b) == repr(Interval(low, high))
