"""The scores of a group add up to more than the points printed with it.

What it checks
    The points in the label of a level, 产出指标（40分）, against the scores of the indicators under
    that very cell, in forms without a column of weights. Where there is one, the weights of the
    rows and indicator-score-range say the same and more.

Why
    The points of a group are the most that its rows can earn together.

Source
    The form's own labels; 20 + 80 layouts print no weights by row.

Since
    0.1.0

Fails
    | 组 | 指标 | 得分 |
    | 产出指标（40分） | 开展培训 | 25 |
    | 产出指标（40分） | 验收合格率 | 20 |

Passes
    | 组 | 指标 | 得分 |
    | 产出指标（40分） | 开展培训 | 20 |
    | 产出指标（40分） | 验收合格率 | 19.5 |
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.report import Figure, Form, GroupWeight
from score import wording
from score.cases import Said, Spot, failed, passed
from score.check import Term
from score.materiality import is_material
from score.rule import Rule, Trial

NAME = "indicator-group-score"


def trials(form: Form) -> Iterator[Trial]:
    """One check for each group with points over rows that have scores and no weights."""
    rows = {row.row_no: row for row in form.indicators}
    if any("weight" in row.figures for row in form.indicators):
        return
    for group in form.groups:
        members = [rows[number] for number in group.rows if number in rows]
        scores = [(row.level3, row.figures["score"]) for row in members if "score" in row.figures]
        if scores:
            yield _trial(form.form_no, group, scores)


def _trial(form_no: int, group: GroupWeight, scores: list[tuple[str, Figure]]) -> Trial:
    terms = tuple(Term(name, figure) for name, figure in scores)
    label, most = group.label.strip(), group.weight
    total = sum((figure.value for _, figure in scores), Decimal(0))
    spot = Spot(NAME, "score", label, most.place, form_no, most, terms)
    values = (most.value, total)
    if total <= most.value:
        return passed(spot, values=values)
    formula = " + ".join(wording.plain(figure.value) for _, figure in scores)
    texts = (wording.plain(most.value), wording.plain(total))
    said = Said(
        f"{label}: {texts[0]} points can be earned, the scores add up to {texts[1]}.",
        f"{label}分值为 {texts[0]}，而组内得分合计 {texts[1]}。",
        *texts,
        values,
        formula,
    )
    return failed(spot, "error", said, material=is_material("score", *values))


RULE = Rule(
    name=NAME,
    severity="error",
    summary="The scores of a group exceed the points printed with it.",
    summary_zh="组内得分之和超过该组标注的分值。",
    source="The form's own labels",
    doc=__doc__,
    over_form=trials,
)
