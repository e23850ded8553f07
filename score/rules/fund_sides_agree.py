"""Income and spending of one form, told side by side, do not make up the same sum.

What it checks
    按收入性质分 (一般公共预算, 政府性基金拨款 …) beside 按支出性质分 (基本支出, 项目支出): the sums
    of both sides. Where the smaller side has a part without a figure nothing is claimed.

Why
    Both take the same money apart, once by where it came from and once by what it was spent on.

Source
    湘办发〔2019〕10号 layout (附件2): both totals are the same; provincial systems demand that
    资金来源 and 资金方向 agree.

Since
    0.1.0

Fails
    | 资金 | 金额 |
    | 来源/一般公共预算 | 580 |
    | 来源/其他资金 | 0 |
    | 结构/基本支出 | 462 |
    | 结构/项目支出 | 138 |

Passes
    | 资金 | 金额 |
    | 来源/一般公共预算 | 580 |
    | 来源/其他资金 |  |
    | 结构/基本支出 | 462 |
    | 结构/项目支出 | 118 |
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.cells import money
from normalize.interval import Interval
from normalize.report import Figure, Form, FundRow
from score import wording
from score.cases import Said, Spot, failed, passed, untried
from score.check import Term
from score.materiality import is_material
from score.rule import Rule, Trial

NAME = "fund-sides-agree"
_SIDES = ("source", "structure")


def trials(form: Form) -> Iterator[Trial]:
    """One check where both sides are told."""
    told = [row for row in form.funds if "amount" in row.cells and row.item != "total"]
    sides = [[row for row in told if row.group == side] for side in _SIDES]
    figures = [[_figure(row) for row in side] for side in sides]
    if all(any(side) for side in figures):
        trial = _trial(form, sides, figures)
        yield trial if trial.finding is None else _nested(form, sides) or trial


def _nested(form: Form, sides: list[list[FundRow]]) -> Trial | None:
    """The check without the rows that are a part of another one, where it agrees so."""
    numbers = {row.row_no for side in sides for row in side}
    outer = [[row for row in side if row.parent_row not in numbers] for side in sides]
    trial = _trial(form, outer, [[_figure(row) for row in side] for side in outer])
    return trial if trial.finding is None and all(outer) else None


def _figure(row: FundRow) -> Figure | None:
    return money(row.cells["amount"], row.unit_stated)


def _trial(form: Form, sides: list[list[FundRow]], figures: list[list[Figure | None]]) -> Trial:
    given = [[figure for figure in side if figure] for side in figures]
    income, spending = (sum((f.value for f in side), Decimal(0)) for side in given)
    ranges = [Interval.sum(map(Interval.from_figure, side)) for side in given]
    terms = tuple(
        Term(row.label.strip(), figure)
        for rows, side in zip(sides, figures, strict=True)
        for row, figure in zip(rows, side, strict=True)
        if figure
    )
    label = "按支出性质分"
    place = sides[1][0].place
    spot = Spot(NAME, "amount", label, place, form.form_no, None, terms)
    values = (spending, income)
    if ranges[0].meets(ranges[1]):
        return passed(spot, "exact" if income == spending else "rounded", values)
    smaller = 0 if income < spending else 1
    if None in figures[smaller]:
        return untried(spot, "a part of the smaller side is missing", "较小一方有组成部分没有填写")
    texts = (wording.plain(spending), wording.plain(income))
    said = Said(
        f"By spending the form has {texts[0]}, by income {texts[1]}.",
        f"按支出性质分合计 {texts[0]}，按收入性质分合计 {texts[1]}，两者应一致。",
        *texts,
        values,
        " + ".join(wording.plain(f.value) for f in given[0]),
    )
    room = ranges[0].half + ranges[1].half
    return failed(spot, "error", said, material=is_material("amount", *values), tolerance=room)


RULE = Rule(
    name=NAME,
    severity="error",
    summary="Income and spending of one form do not make up the same sum.",
    summary_zh="按收入性质分与按支出性质分的合计不一致。",
    source="湘办发〔2019〕10号 layout",
    doc=__doc__,
    over_form=trials,
)
