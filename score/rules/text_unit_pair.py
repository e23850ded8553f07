"""One amount said twice side by side in two units is not the same.

What it checks
    202.64万元（2026400元）, 202.64万元，即2026400元: both sides, each within its own rounding. Where
    words say that both are one (即, 折合) a difference is an error; where only a bracket does, a
    warning.

Why
    元 and 万元 are mixed up more often than anything else.

Source
    Arithmetic; 元 and 万元 stand side by side in published reports.

Since
    0.1.0

Fails
    叙述：项目资金202.64万元，即2062400元。

Passes
    叙述：项目资金202.64万元（2026400元）已全部到位。
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.interval import Interval
from normalize.report import Report, Restated
from score import wording
from score.cases import Said, Spot, failed, passed
from score.check import Term
from score.materiality import is_material
from score.rule import Rule, Trial

NAME = "text-unit-pair"


def trials(report: Report) -> Iterator[Trial]:
    """One check for each amount that is said again in another unit."""
    for told in report.restated:
        yield _trial(told)


def _trial(told: Restated) -> Trial:
    one, again = told.amount.figure, told.again.figure
    label = told.amount.label
    terms = (Term(label, one),)
    spot = Spot(NAME, label, label, again.place, None, again, terms)
    values = (again.value, one.value)
    first, second = Interval.from_figure(one), Interval.from_figure(again)
    if first.meets(second):
        return passed(spot, "exact" if one.value == again.value else "rounded", values)
    said = Said(
        f"{label}: {one.raw} and {again.raw} are said to be one amount, but are"
        f" {wording.trimmed(one.value, 6)} and {wording.trimmed(again.value, 6)} 万元.",
        f"{label}：{one.raw} 与 {again.raw} 应为同一金额，折合为 {wording.trimmed(one.value, 6)} 万元与"
        f" {wording.trimmed(again.value, 6)} 万元。",
        wording.trimmed(again.value, 6),
        wording.trimmed(one.value, 6),
        values,
    )
    material = is_material(label, *values)
    room = first.half + second.half
    severity = "error" if told.sure else "warning"
    return failed(spot, severity, said, material=material, tolerance=room)


RULE = Rule(
    name=NAME,
    severity="error",
    summary="One amount said in two units is not the same.",
    summary_zh="同一金额以两种单位表述，数值不一致。",
    source="Arithmetic",
    doc=__doc__,
    over_report=trials,
)
