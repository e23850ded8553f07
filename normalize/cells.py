"""One printed cell → one clean figure: money in 万元, rates as fractions, points and heads as they are."""

from __future__ import annotations

from decimal import Decimal

from extract.form import Printed
from extract.frozen import maker
from normalize.number import NUMBER, Number, read_number, to_decimal
from normalize.report import Figure
from normalize.text import lazy, narrow, squeeze
from normalize.unit import FACTORS, MONEY_UNIT, ONE, declared_unit, money_unit

# 854万(…400万元,…295万元): the amount that leads, its parts told in a bracket
_LEADING = lazy(rf"(?s)(?P<num>{NUMBER})(?P<unit>{MONEY_UNIT})?[(（].*")
_PERCENT = frozenset(("%", "百分比", "%(百分比)", "个百分点"))
_OF_RATES = _PERCENT | {"", "‰"}
_OUT_OF = lazy(rf"(?P<num>{NUMBER})分?/(?P<full>{NUMBER})分?")
# points with how they were worked out behind them: 9.66(10×96.6%), 9.66分(分值×执行率)
_WORKED = lazy(rf"(?P<num>{NUMBER})分?[(](?=[^()]*[×*x✕率])[^()]*(?:[(][^()]*[)])?[^()]*[)]")
_HUNDREDTH, _THOUSANDTH = Decimal("0.01"), Decimal("0.001")
_MOST_SHARE = Decimal("1.5")  # what is more is percent
_SHORT = 14  # characters that make no more digits than a product with one keeps

_made = maker(Figure)


def _figure(number: Number, factor: Decimal, unit: str, cell: Printed) -> Figure:
    value, step = number.value, number.step
    if factor is not ONE or len(cell.text) > _SHORT:
        value, step = value * factor, step * factor
    return _made(value, step, cell.text, cell.place, unit, cell.confidence)


def money(cell: Printed, unit: str) -> Figure | None:
    """The amount of a cell in 万元; ``unit`` is the one declared nearest to it (万元 when none is).

    None for a blank, a word, or a unit that is not money.
    """
    number = read_number(cell.text)
    if number is None:
        match = _LEADING.fullmatch(narrow(cell.text).replace("\n", "").replace(" ", ""))
        if match is None:
            return None
        number = Number(*to_decimal(match["num"]), match["unit"] or "")
    own = money_unit(number.unit) if number.unit else unit or "万元"
    return _figure(number, FACTORS[own], own, cell) if own else None


def rate(cell: Printed, header: str) -> Figure | None:
    """A rate as a fraction: ``86%`` is 0.86, ``86`` too, ``0.86`` as it stands.

    A bare number up to 1.5 is a fraction unless the header says %; a bare larger one is percent.
    """
    number = read_number(cell.text)
    if number is None or number.unit not in _OF_RATES:
        return None
    if number.unit == "‰":
        return _figure(number, _THOUSANDTH, "‰", cell)
    percent = number.unit in _PERCENT or "(%)" in squeeze(header) or abs(number.value) > _MOST_SHARE
    return _figure(number, _HUNDREDTH if percent else ONE, "%" if percent else "", cell)


def points(cell: Printed, full: Figure | None = None) -> Figure | None:
    """A weight or a score in points: ``10``, ``10分``, ``10.0``; a weight of ``10%`` is ten points.
    A score may be told out of the weight ``full``: ``9.8/10``."""
    number = read_number(cell.text)
    if number is not None and not number.unit:
        return _figure(number, ONE, "", cell)  # as most are
    if full is not None and "/" in squeeze(cell.text):
        out_of = _OUT_OF.fullmatch(squeeze(cell.text))
        if out_of is not None and to_decimal(out_of["full"])[0] == full.value:
            return _figure(Number(*to_decimal(out_of["num"])), ONE, "", cell)
    if number is None or "(" in number.unit:
        worked = _WORKED.fullmatch(squeeze(cell.text))
        number = Number(*to_decimal(worked["num"])) if worked else number
    if number is None or number.unit not in ("", "分", "%"):
        return None
    return _figure(number, ONE, number.unit, cell)


def heads(cell: Printed) -> Figure | None:
    """A number of people or posts: ``108``, ``108人``, ``108名``."""
    number = read_number(cell.text)
    if number is None or number.unit not in ("", "人", "名", "个", "位") or number.step != 1:
        return None
    return _figure(number, ONE, "人", cell)


def nearest_unit(*texts: str) -> str:
    """The money unit that the first of these texts declares (nearest first); empty when none does."""
    for text in texts:
        if text and (unit := declared_unit(text)):
            return unit
    return ""
