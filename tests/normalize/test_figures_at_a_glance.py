"""Figures that are taken as they are printed, and quotients that need no division, are the same."""

from __future__ import annotations

from decimal import Context, Decimal

from hypothesis import given
from hypothesis import strategies as st

from extract.document import Place
from extract.form import IndicatorLine, Printed
from extract.vocabulary import vocabulary
from normalize import cells
from normalize.indicators import _NAME_PREFIX, _without_prefix, indicator_rows
from normalize.number import read_number
from normalize.unit import FACTORS

HERE = Place(table=1, row=1, col=1)
DIGITS = st.from_regex(r"[0-9]{1,40}(\.[0-9]{1,6})?", fullmatch=True)
# below 1900: such a number with a point behind it may be a date
SHORT = st.decimals(min_value=Decimal("0.01"), max_value=1899, places=2)


@given(DIGITS, st.sampled_from(("", "分", " ")))
def test_points_are_the_printed_number_times_one(digits: str, behind: str) -> None:
    text = digits + behind
    number, figure = read_number(text), cells.points(Printed(text, HERE))
    assert number is not None
    assert figure is not None
    told = str(figure.value), str(figure.step), figure.raw
    assert told == (str(number.value * Decimal(1)), str(number.step * Decimal(1)), text)


@given(DIGITS, st.sampled_from(sorted(FACTORS)))
def test_money_is_the_printed_number_times_its_unit(digits: str, unit: str) -> None:
    number, figure = read_number(digits), cells.money(Printed(digits, HERE), unit)
    assert number is not None
    assert figure is not None
    assert str(figure.value) == str(number.value * FACTORS[unit])
    assert str(figure.step) == str(number.step * FACTORS[unit])


def test_a_score_out_of_its_weight_is_no_number_of_its_own() -> None:
    full = cells.points(Printed("10", HERE))
    figure = cells.points(Printed("9.8/10", HERE), full)
    assert figure is not None
    assert figure.value == Decimal("9.8")
    assert cells.points(Printed("9.8/20", HERE), full) is None


@given(SHORT, st.one_of(st.none(), SHORT))
def test_attainment_is_the_quotient_of_six_places(target: Decimal, done: Decimal | None) -> None:
    shown = {
        "target": Printed(f"≥{target}个", HERE),
        "actual": Printed(f"{target if done is None else done}个", HERE),
    }
    level = Printed("产出指标", HERE)
    line = IndicatorLine(level, Printed("", HERE), Printed("检查次数", HERE), shown)
    (row,) = indicator_rows([line], vocabulary())
    quotient = Context(prec=28).divide(target if done is None else done, target)
    assert str(row.attainment) == str(quotient.quantize(Decimal("0.000001")))


@given(st.text(alphabet="指标12.：:、(）) 修缮面积", max_size=8))
def test_the_number_in_front_of_a_name_is_cut_off_wherever_there_is_one(name: str) -> None:
    prefix = _NAME_PREFIX.match(name)
    assert _without_prefix(name) == (name[prefix.end() :] if prefix else name)
