"""A sum of figures that needs no rounding is added up in one go; it comes out to the digit the same."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Place
from normalize.identity import Operand, Ref
from normalize.interval import Interval, sum_of_figures
from normalize.report import Figure

PLACE = Place()
VALUES = st.one_of(
    st.decimals("-1000", "100000", allow_nan=False, allow_infinity=False, places=2),
    st.decimals("-1e30", "1e30", allow_nan=False, allow_infinity=False),
    st.sampled_from(
        [Decimal(text) for text in ("0", "-0", "0.00", "1E+3", "9" * 28, "1" + "0" * 28)]
    ),
)
STEPS = st.sampled_from([Decimal(t) for t in ("0", "1", "0.01", "0.010", "1E+4", "1E-30", "100")])
PARTS = st.lists(
    st.tuples(VALUES, STEPS, st.sampled_from([1, 1, 1, -1]), st.booleans()), max_size=6
)


def part(value: Decimal, step: Decimal, sign: int, exact: bool) -> tuple[Operand, Figure]:
    figure = Figure(value, step, str(value), PLACE)
    return Operand(Ref("funds", 1, "budget", "", PLACE, figure, "number"), sign, exact), figure


def one_by_one(parts: list[tuple[Operand, Figure]]) -> tuple[Decimal, Interval]:
    ranges = []
    for operand, figure in parts:
        own = Interval.exact(figure.value) if operand.exact else Interval.from_figure(figure)
        ranges.append(own if operand.sign > 0 else -own)
    value = sum([operand.sign * figure.value for operand, figure in parts], Decimal(0))
    return value, Interval.sum(ranges)


@given(PARTS)
def test_a_sum_and_its_range_are_those_of_its_parts_one_by_one(
    given_parts: list[tuple[Decimal, Decimal, int, bool]],
) -> None:
    parts = [part(*of) for of in given_parts]
    assert repr(sum_of_figures(parts)) == repr(one_by_one(parts))


@pytest.mark.parametrize(
    ("texts", "low", "high"),
    [
        (("1.20", "2.3"), "3.45", "3.55"),
        (("0.00", "0.0"), "-0.10", "0.10"),
        (("5", "-5"), "-1", "1"),
    ],
)
def test_the_halves_of_the_last_digits_add_up(texts: tuple[str, str], low: str, high: str) -> None:
    steps = {"1.20": "0", "2.3": "0.1", "0.00": "0.1", "0.0": "0.1"}
    parts = [part(Decimal(t), Decimal(steps.get(t, "1")), 1, False) for t in texts]
    _, wide = sum_of_figures(parts)
    assert (wide.low, wide.high) == (Decimal(low), Decimal(high))
