"""An execution score is more than its weight, or below zero.

What it checks
    The score of a money row against its weight, where neither amounts nor a rate are there from
    which the score follows; where they are, fund-score says what the score should be. Offices that
    let the score go beyond its weight say so in the policy (execution_score = "uncapped").

Why
    The weight is the most that the execution can earn.

Source
    财预〔2020〕10号; printed in forms: 最高不得超过分值上限.

Since
    0.1.0

Fails
    | 资金 | 全年预算数 | 全年执行数 | 分值 | 得分 |
    | 年度资金总额 |  |  | 10 | 10.3 |

Passes
    | 资金 | 全年预算数 | 全年执行数 | 分值 | 得分 |
    | 年度资金总额 |  |  | 10 | 10 |
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.identities import evaluate, identities
from normalize.report import Figure, Form
from score.cases import Spot, passed, score_outside
from score.check import Term
from score.rule import Rule, Trial

NAME = "fund-score-range"


def trials(form: Form) -> Iterator[Trial]:
    """One check for each money row with weight and score that nothing else checks."""
    worked = {
        identity.result.row_no
        for identity in identities(form)
        if identity.rule == "fund-score"
        and identity.result.table == "funds"
        and evaluate(identity).verdict != "not_checked"
    }
    for row in form.funds:
        weight, score = row.figures.get("weight"), row.figures.get("score")
        if weight is not None and score is not None and row.row_no not in worked:
            yield _trial(form, row.label.strip(), weight, score)


def _trial(form: Form, label: str, weight: Figure, score: Figure) -> Trial:
    spot = Spot(NAME, "score", label, score.place, form.form_no, score, (Term("weight", weight),))
    most = weight.value if form.promise.execution_capped else max(weight.value, score.value)
    limit = max(Decimal(0), min(score.value, most))
    if limit == score.value:
        return passed(spot, values=(score.value, limit))
    return score_outside(spot, label.rstrip("：: "), weight.value, score.value, limit)


RULE = Rule(
    name=NAME,
    severity="error",
    summary="An execution score is more than its weight, or below zero.",
    summary_zh="预算执行得分超过分值，或为负数。",
    source="财预〔2020〕10号",
    doc=__doc__,
    over_form=trials,
)
