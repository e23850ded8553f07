"""Intervals against brute force: every value that rounds to the printed ones."""

from __future__ import annotations

from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Place
from normalize.interval import Interval
from normalize.report import Figure

FINE = 100  # a printed step is looked at in so many slices


def printed(steps: int, places: int) -> Figure:
    step = Decimal(1).scaleb(-places)
    return Figure(steps * step, step, str(steps * step), Place())


figures = st.builds(printed, st.integers(-400, 400), st.integers(0, 2))
positive = st.builds(printed, st.integers(5, 400), st.integers(0, 2))
ranges = st.tuples(st.integers(-99, 99), st.integers(0, 99)).map(
    lambda t: Interval(Decimal(t[0]), Decimal(t[0] + t[1]))
)


def stands_for(figure: Figure) -> list[Decimal]:
    """A fine grid of the values that a figure is the rounding of, half up or half down."""
    slice_ = figure.step / FINE
    near = [figure.value + slice_ * n for n in range(-FINE, FINE + 1)]
    modes = (ROUND_HALF_UP, ROUND_HALF_DOWN)
    return [v for v in near if any(v.quantize(figure.step, m) == figure.value for m in modes)]


@given(figures)
def test_a_figure_is_the_range_of_all_values_that_round_to_it(figure):
    values = stands_for(figure)
    interval = Interval.from_figure(figure)
    assert (interval.low, interval.high) == (min(values), max(values))


@given(figures, figures)
def test_sums_and_differences_hold_exactly_what_brute_force_finds(a, b):
    pairs = [(x, y) for x, y in product(ends(a), ends(b))]
    one, other = Interval.from_figure(a), Interval.from_figure(b)
    assert (one + other).low == min(x + y for x, y in pairs)
    assert (one + other).high == max(x + y for x, y in pairs)
    assert (one - other).low == min(x - y for x, y in pairs)
    assert (one - other).high == max(x - y for x, y in pairs)


@given(figures, figures)
def test_products_hold_exactly_what_brute_force_finds(a, b):
    wide = Interval.from_figure(a) * Interval.from_figure(b)
    values = [x * y for x, y in product(ends(a), ends(b))]
    assert (wide.low, wide.high) == (min(values), max(values))


@given(figures, positive)
def test_quotients_hold_every_value_and_are_no_wider_than_a_last_digit(a, b):
    wide = Interval.from_figure(a) / Interval.from_figure(b)
    values = [x / y for x, y in product(ends(a), ends(b))]
    slack = Decimal("1e-24")
    assert wide.low <= min(values) + slack
    assert wide.low >= min(values) - slack
    assert abs(wide.high - max(values)) <= slack


@given(ranges, ranges)
def test_ranges_meet_when_they_share_a_value(a, b):
    shared = any(b.contains(Decimal(v)) for v in range(int(a.low), int(a.high) + 1))
    assert a.meets(b) == b.meets(a) == shared
    assert (a.gap(b) == 0) == shared


@given(ranges, ranges)
def test_a_cap_bounds_every_value(a, b):
    capped = a.at_most(b)
    values = [min(x, y) for x, y in product((a.low, a.high), (b.low, b.high))]
    assert (capped.low, capped.high) == (min(values), max(values))


def ends(figure: Figure) -> list[Decimal]:
    values = stands_for(figure)
    return [values[0], figure.value, values[-1]]


def test_both_ends_are_closed():
    assert Interval.from_figure(printed(944, 1)).contains(Decimal("94.35"))
    assert Interval.from_figure(printed(944, 1)).contains(Decimal("94.45"))
    assert not Interval.from_figure(printed(944, 1)).contains(Decimal("94.349"))


def test_trailing_zeros_count():
    assert Interval.from_figure(printed(100, 1)).half == Decimal("0.05")
    assert Interval.from_figure(printed(10, 0)).half == Decimal("0.5")


def test_an_exact_value_stands_for_itself():
    assert Interval.exact(Decimal(6)).half == 0
    assert Decimal(6) in Interval.exact(Decimal(6))


def test_nothing_adds_up_to_zero():
    assert Interval.sum([]) == Interval.exact(Decimal(0))


def test_large_money_keeps_every_digit():
    value = Decimal("12345678901234567890123.123456")
    total = Interval.exact(value) + Interval.exact(Decimal("0.000001"))
    assert total.low == Decimal("12345678901234567890123.123457")
    assert (-total).low == Decimal("-12345678901234567890123.123457")


def test_a_range_runs_upwards():
    with pytest.raises(ValueError, match="low to high"):
        Interval(Decimal(2), Decimal(1))


def test_a_divisor_that_may_be_zero_is_refused():
    with pytest.raises(ZeroDivisionError):
        Interval.exact(Decimal(1)) / Interval.from_figure(printed(0, 0))
