"""Marks were lost and no reason is given.

What it checks
    Each indicator whose score is below its weight, in a form that has a column for reasons: the
    cell must say something; 无, a dash or nothing is no reason.

Why
    Whoever takes marks off has to say why and what will be done about it.

Source
    财预〔2020〕10号 (causes of deviation and measures); provincial systems refuse to save without
    it.

Since
    0.1.0

Fails
    | 指标 | 目标 | 实际 | 分值 | 得分 | 原因 |
    | 发放残疾人补贴 | ≥20870人次 | 17693人次 | 5 | 4.2 |  |

Passes
    | 指标 | 目标 | 实际 | 分值 | 得分 | 原因 |
    | 救助受灾群众 | ≥3590人次 | 3035人次 | 6 | 5.1 | 合同尾款未到支付节点 |
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.report import Figure, Form, IndicatorRow
from normalize.text import is_blank
from score import wording
from score.cases import Said, Spot, failed, passed
from score.check import Term
from score.materiality import is_material
from score.rule import Rule, Trial

NAME = "indicator-reason-missing"


def trials(form: Form) -> Iterator[Trial]:
    """One check for each indicator that lost marks."""
    if not any("reason" in row.cells for row in form.indicators):
        return
    for row in form.indicators:
        weight, score = row.figures.get("weight"), row.figures.get("score")
        lost = weight is not None and score is not None and score.value < weight.value
        if weight is not None and score is not None and lost and not row.role:
            yield _trial(form.form_no, row, weight, score)


def _trial(form_no: int, row: IndicatorRow, weight: Figure, score: Figure) -> Trial:
    cell = row.cells.get("reason")
    place = cell.place if cell else row.place
    spot = Spot(NAME, "reason", row.level3, place, form_no, score, (Term("weight", weight),))
    values = (score.value, weight.value)
    if not is_blank(row.reason):
        return passed(spot)
    got, most = map(wording.plain, values)
    said = Said(
        f"{row.level3}: {got} of {most} points, and no reason is given.",
        f"{row.level3}扣分（得分 {got}，分值 {most}），但没有说明原因。",
        got,
        most,
        values,
    )
    return failed(spot, "warning", said, material=is_material("score", *values))


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="Marks were lost and no reason is given.",
    summary_zh="扣分但没有说明原因。",
    source="财预〔2020〕10号",
    doc=__doc__,
    over_form=trials,
)
