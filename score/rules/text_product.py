"""A multiplication that the text writes out does not give the sum behind it.

What it checks
    Written calculations such as 30人×500元×12个月=18万元 and 200万元×80%=160万元: factors of which
    one is money, and the sum that they are said to make, within the rounding of the sum.

Why
    Subsidies are a number of people times a standard; the calculation is printed so that it can
    be followed.

Source
    Arithmetic.

Since
    0.1.0

Fails
    叙述：慰问困难职工30人×500元=1.8万元。

Passes
    叙述：慰问困难职工30人×500元=1.5万元，岗位补贴24人×800元/人×12个月=23.04万元。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import prod

from normalize.interval import Interval
from normalize.report import Report, Tally
from score import wording
from score.cases import Said, Spot, failed, passed
from score.check import Term
from score.materiality import is_material
from score.rule import Rule, Trial

NAME = "text-product"


def trials(report: Report) -> Iterator[Trial]:
    """One check for each multiplication that is written out."""
    for tally in report.tallies:
        if tally.kind == "product":
            yield _trial(tally)


def _trial(tally: Tally) -> Trial:
    terms = tuple(Term(name, figure) for name, figure in tally.parts)
    spot = Spot(NAME, "amount", tally.label, tally.whole.place, None, tally.whole, terms)
    made = prod((figure.value for _, figure in tally.parts), start=Decimal(1))
    values = (tally.whole.value, Decimal(format(made.normalize(), "f")))
    if Interval.from_figure(tally.whole).contains(made):
        return passed(spot, "exact" if values[0] == made else "rounded", values)
    stated, right = map(wording.plain, values)
    formula = " × ".join(figure.raw for _, figure in tally.parts)
    label = tally.label or formula
    said = Said(
        f"{label}: stated {stated} 万元, but {formula} = {right} 万元.",
        f"{label}为 {stated} 万元，而 {formula} = {right} 万元。",
        stated,
        right,
        values,
        formula,
    )
    return failed(spot, "error", said, material=is_material(label, *values))


RULE = Rule(
    name=NAME,
    severity="error",
    summary="A multiplication written out in the text does not give its sum.",
    summary_zh="正文所列算式的结果不符。",
    source="Arithmetic",
    doc=__doc__,
    over_report=trials,
)
