"""A total of the base-data sheet is not the sum of its parts.

What it checks
    Tables of figures beside the forms, such as 基础数据表, column by column: “三公”经费 = 出国（境）费 +
    公务用车购置及运行维护费 + 公务接待费, the cars = 购置 + 运行维护, and the other totals whose parts the sheet
    itself fixes. Where a part is left blank, or the sheet says 其中, the parts must not be more than
    the total.

Why
    Whether a unit kept within its 三公 budget is read off these totals.

Source
    The sheet's own layout: the three kinds of expenses are all there are.

Since
    0.1.0

Fails
    数据表：项目 | 2021年决算数 | 2022年决算数
    数据表：三公经费 | 29.08 | 54.29
    数据表：1、公务用车购置和维护经费 | 11.86 | 39.30
    数据表：2、出国经费 | 0.00 | 0.00
    数据表：3、公务接待 | 17.22 | 4.99

Passes
    数据表：项目 | 2021年决算数 | 2022年决算数
    数据表：三公经费 | 29.08 | 44.29
    数据表：1、公务用车购置和维护经费 | 11.86 | 39.30
    数据表：2、出国经费 | 0.00 | 0.00
    数据表：3、公务接待 | 17.22 | 4.99
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.interval import Interval
from normalize.report import Derived, Report
from score import wording
from score.cases import Said, Spot, failed, passed, untried
from score.check import Term
from score.materiality import is_material
from score.rule import Rule, Trial

NAME = "base-data-sum"


def trials(report: Report) -> Iterator[Trial]:
    """One check for each total and column of a sheet."""
    for one in report.derived:
        if one.kind in ("sum", "at_most"):
            yield _trial(one)


def _trial(one: Derived) -> Trial:
    terms = tuple(Term(name, figure) for name, figure in one.ways[0])
    made = sum((term.figure.value for term in terms), Decimal(0))
    wide = Interval.sum([Interval.from_figure(term.figure) for term in terms])
    own = Interval.from_figure(one.figure)
    stated = one.figure.value
    spot = Spot(NAME, "amount", one.label, one.figure.place, one.form_no, one.figure, terms)
    if stated == made:
        return passed(spot, values=(stated, made))
    room = own.half + wide.half
    if own.meets(wide):
        return failed(spot, "note", _said(one, made), tolerance=room, verdict="rounded")
    if one.kind == "at_most" and made < stated:
        return untried(spot, "not all parts are told", "未列全各组成部分")
    material = is_material("amount", stated, made)
    return failed(spot, "error", _said(one, made), material=material, tolerance=room)


def _said(one: Derived, made: Decimal) -> Said:
    stated, right = wording.plain(one.figure.value), wording.plain(made)
    formula = " + ".join(wording.plain(figure.value) for _, figure in one.ways[0])
    return Said(
        f"{one.label}: stated {stated}, but its parts add up to {right} ({formula}).",
        f"{one.label}为 {stated}，而各组成部分之和为 {right}（{formula}）。",
        stated,
        right,
        (one.figure.value, made),
        formula,
    )


RULE = Rule(
    name=NAME,
    severity="error",
    summary="A total of the base-data sheet is not the sum of its parts.",
    summary_zh="基础数据表中的合计与各组成部分之和不符。",
    source="The sheet's own layout",
    doc=__doc__,
    over_report=trials,
)
