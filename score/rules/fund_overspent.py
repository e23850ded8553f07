"""Executed is more than budget.

What it checks
    执行数 against the adjusted budget (else the only one there is) in each money row but those of
    income (事业收入, 收入合计).

Why
    Money that was never budgeted was spent, or one of the two figures is wrong. Carried-over
    money that the form leaves out can explain it: therefore a warning.

Source
    Budget Law of the PRC, Art. 13: no expenditure without a budget.

Since
    0.1.0

Fails
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 129.120594 | 131.256628 |

Passes
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 131.3 | 131.256628 |
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.identities import budget_column
from normalize.interval import Interval
from normalize.report import Figure, Form
from score import wording
from score.cases import Said, Spot, agrees, failed
from score.check import term
from score.materiality import is_material
from score.rule import Rule, Tried

NAME = "fund-overspent"
_INCOME = "收入"  # more of it than was planned is none


def trials(form: Form) -> Iterator[Tried]:
    """One check for each money row that has both figures."""
    column = budget_column(form)
    for row in form.funds:
        executed, budget = row.figures.get("executed"), row.figures.get(column)
        if executed is not None and budget is not None and _INCOME not in row.label:
            yield _trial(form.form_no, row.label.strip(), executed, budget)


def _trial(form_no: int, label: str, executed: Figure, budget: Figure) -> Tried:
    values = (executed.value, budget.value)
    at = (label, executed.place, form_no, executed, (term("budget", budget),))
    if values[0] <= values[1]:
        return agrees(NAME, "executed", *at, recomputed=budget.value)
    spot = Spot(NAME, "executed", *at)
    spent, most = Interval.from_figure(executed), Interval.from_figure(budget)
    rounded = spent.meets(most)
    said = _said(label, executed, budget, rounded)
    tolerance = spent.half + most.half
    if rounded:
        return failed(spot, "note", said, tolerance=tolerance, verdict="rounded")
    material = is_material("executed", *values)
    return failed(spot, "warning", said, material=material, tolerance=tolerance)


def _said(label: str, executed: Figure, most: Figure, rounded: bool) -> Said:
    values = (executed.value, most.value)
    spent, budget = wording.own(values[0], executed), wording.own(values[1], most)
    gap, label = wording.signed(values[0] - values[1]), label.rstrip("：: ")
    end, end_zh = (", no more than rounding", "，差额在四舍五入范围内") if rounded else ("", "")
    return Said(
        f"{label}: {spent} was executed, {gap} against a budget of {budget}{end}.",
        f"{label}的执行数 {spent} 超过预算数 {budget}（{gap}）{end_zh}。",
        spent,
        budget,
        values,
        f"{spent} > {budget}",
    )


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="More was executed than budgeted.",
    summary_zh="执行数大于预算数。",
    source="预算法第十三条",
    doc=__doc__,
    over_form=trials,
)
