"""The printed completion rate of an indicator is not actual ÷ target.

What it checks
    A column 完成率 beside target and actual value: actual ÷ target, where both are numbers of one
    unit. 100 % for a target that was met is taken as well (offices cap the rate), so is the actual
    value itself where both are percentages. Where less is better, or nothing tells, target ÷ actual
    and 1 + (target − actual) ÷ target are taken too. Numbers without a decimal are counts and stand
    for themselves. A rate that was cut off agrees. Offices work the rate out in ways of their own,
    therefore a warning.

Why
    The score of an indicator is worked out from its completion rate.

Source
    Xinjiang's form prints 完成率 and 赋分规则 in columns; 财预〔2020〕10号: weight x actual / target.

Since
    0.1.0

Fails
    | 指标 | 目标 | 实际 | 完成率 | 分值 | 得分 |
    | 培训人次 | ≥320人次 | 335人次 | 164.69% | 10 | 10 |

Passes
    | 指标 | 目标 | 实际 | 完成率 | 分值 | 得分 |
    | 培训人次 | ≥320人次 | 335人次 | 104.69% | 10 | 10 |
    | 检查企业 | ≥48家 | 52家 | 100% | 10 | 10 |
    | 项目总成本 | ≤98.6万元 | 94.44万元 | 100% | 10 | 10 |
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize import cells
from normalize.interval import Interval
from normalize.number import read_number
from normalize.report import Figure, Form, IndicatorRow
from normalize.text import squeeze
from score import wording
from score.attainment import attained, is_limit, same_unit
from score.cases import Said, Spot, failed, passed, untried
from score.check import Term
from score.materiality import is_material
from score.rule import Rule, Trial

NAME = "indicator-completion"
_ONE = Interval.exact(Decimal(1))
_TWO = Interval.exact(Decimal(2))
_PERCENT = Decimal(100)
# ends of units of what is no count
_MEASURED = ("%", "元", "米", "吨", "亩", "公里", "公顷", "克", "升")


def trials(form: Form) -> Iterator[Trial]:
    """One check for each indicator that prints a completion rate."""
    for row in form.indicators:
        if "completion" in row.cells:
            rate = cells.rate(row.cells["completion"], "")
            if rate is not None:
                yield _trial(form, row, rate)


def _trial(form: Form, row: IndicatorRow, rate: Figure) -> Trial:
    target, actual = row.target_value, row.actual_value
    named = (("target", target), ("actual", actual))
    terms = tuple(Term(name, figure) for name, figure in named if figure is not None)
    spot = Spot(NAME, "rate", row.level3, rate.place, form.form_no, rate, terms)
    if target is None or actual is None or target.value <= 0:
        return untried(spot, "target or actual is not a number", "目标值或完成值不是数字")
    if row.target_high is not None or is_limit(row):
        return untried(spot, "target or actual is a range", "目标值或完成值为区间")
    if not same_unit(row.target_unit, row.actual_unit):
        return untried(spot, "target and actual have different units", "目标值与完成值单位不同")
    result = attained(row)
    share = actual.value / target.value
    values = (rate.value, share)
    likely, possible = _wide(row, target, actual), _possible(row, target, actual)
    if rate.value == 1 and (result.state == "met" or actual.value == target.value):
        return passed(spot, values=values)
    if any(_meets(rate, wide) for wide in (likely, *possible)):
        return passed(spot, "exact" if rate.value == share else "rounded", values)
    said = _said(row, rate, share, target, actual)
    return failed(spot, "warning", said, material=is_material("rate", *values))


def _more_is_better(row: IndicatorRow) -> bool:
    return row.target_op in (">=", ">") or row.direction == "higher"


def _wide(row: IndicatorRow, target: Figure, actual: Figure) -> Interval:
    """actual ÷ target: the target is set, and a count is what it says."""
    whole = actual.step >= 1 and not squeeze(row.target_unit).endswith(_MEASURED)
    wide = Interval.exact(actual.value) if whole else Interval.from_figure(actual)
    return wide / Interval.exact(target.value)


def _possible(row: IndicatorRow, target: Figure, actual: Figure) -> list[Interval]:
    """What else may have been meant."""
    found: list[Interval] = []
    if squeeze(row.target_unit) == "%":
        own = Interval.from_figure(actual)
        found += [own / Interval.exact(_PERCENT), own]
    if not _more_is_better(row):
        wide = _wide(row, target, actual)
        found.append(_TWO - wide)
        if Decimal(0) not in wide:
            found.append(_ONE / wide)
    return found


def _meets(rate: Figure, wide: Interval) -> bool:
    """True where the printed rate agrees, rounded or cut off, or 0.98 was meant as percent."""
    number = read_number(rate.raw)
    cut = Interval(rate.value, rate.value + rate.step)
    if Interval.from_figure(rate).meets(wide) or cut.meets(wide):
        return True
    bare = number is not None and not number.unit and rate.value == number.value
    return bare and Interval.around(rate.value / _PERCENT, rate.step / _PERCENT).meets(wide)


def _said(row: IndicatorRow, rate: Figure, share: Decimal, target: Figure, actual: Figure) -> Said:
    stated = wording.stated_text("rate", rate)
    right = wording.recomputed_text("rate", share, rate, digits=False)
    formula = f"{wording.plain(actual.value)} ÷ {wording.plain(target.value)}"
    return Said(
        f"{row.level3}: the completion rate is {stated}, but {formula} = {right}.",
        f"{row.level3}的完成率为 {stated}，而 {formula} = {right}。",
        stated,
        right,
        (rate.value, share),
        formula,
    )


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="The printed completion rate is not actual ÷ target.",
    summary_zh="所填完成率不等于实际完成值÷目标值。",
    source="财预〔2020〕10号; arithmetic",
    doc=__doc__,
    over_form=trials,
)
