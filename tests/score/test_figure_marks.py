"""Printed figures are told apart by their places, texts and values, however little is looked at."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from extract.document import Place
from normalize.report import Figure
from score.verdict import _Marks

NUMBERS = st.one_of(st.none(), st.integers(1, 2))
PLACES = st.builds(Place, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
VALUES = st.sampled_from([Decimal(1), Decimal("1.0"), Decimal(2)])
FIGURES = st.builds(
    lambda value, raw, place: Figure(value, Decimal(1), raw, place),
    VALUES,
    st.sampled_from(["1", "1.0"]),
    PLACES,
)


@given(st.lists(FIGURES, max_size=12), st.integers(0, 12))
def test_equal_figures_have_one_number_and_others_their_own(
    figures: list[Figure], cut: int
) -> None:
    marks = _Marks()
    first, second = marks.of(figures[:cut]), marks.of(figures[cut:])
    names = [(figure.place, figure.raw, figure.value) for figure in figures]
    assert len(first) == len(set(names[:cut]))
    assert len(second) == len(set(names[cut:]))
    assert len(first & second) == len(set(names[:cut]) & set(names[cut:]))
