"""A score is more than its weight, or below zero.

What it checks
    The score of each indicator against its own weight, and against zero where no weight is printed.
    Points beside the hundred (加分项, 扣分项) go beyond or below on purpose.

Why
    The weight is the most that an indicator can earn; a higher score lifts the total unseen.

Source
    财预〔2020〕10号; provincial systems refuse a score above its weight.

Since
    0.1.0

Fails
    | 指标 | 分值 | 得分 |
    | 设备购置成本 | 6 | 6.5 |

Passes
    | 指标 | 分值 | 得分 |
    | 设备购置成本 | 6 | 6 |
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.report import Figure, Form, IndicatorRow
from score.cases import Spot, agrees, score_below_zero, score_outside
from score.check import term
from score.rule import Rule, Tried

NAME = "indicator-score-range"
_ZERO = Decimal(0)


def trials(form: Form) -> Iterator[Tried]:
    """One check for each indicator that has both weight and score, or a score below zero."""
    for row in form.indicators:
        weight, score = row.figures.get("weight"), row.figures.get("score")
        if score is None or row.role:
            continue
        if weight is not None:
            yield _trial(form.form_no, row, weight, score)
        elif score.value < 0:
            spot = Spot(NAME, "score", row.level3, score.place, form.form_no, score)
            yield score_below_zero(spot, row.level3, score.value)


def _trial(form_no: int, row: IndicatorRow, weight: Figure, score: Figure) -> Tried:
    terms, got = (term("weight", weight),), score.value
    if _ZERO <= got <= weight.value:
        return agrees(NAME, "score", row.level3, score.place, form_no, score, terms, got or _ZERO)
    limit = max(_ZERO, min(got, weight.value))
    spot = Spot(NAME, "score", row.level3, score.place, form_no, score, terms)
    return score_outside(spot, row.level3, weight.value, got, limit)


RULE = Rule(
    name=NAME,
    severity="error",
    summary="A score is more than its weight, or below zero.",
    summary_zh="得分超过分值，或为负数。",
    source="财预〔2020〕10号",
    doc=__doc__,
    over_form=trials,
)
