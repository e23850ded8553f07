"""A score is not what the scoring rule of its row gives.

What it checks
    Indicators with a numeric target that was missed and marks lost, where it is told how many: by
    the row's own text (每低1个百分点扣1分, 评分标准, 赋分规则), by a remark of the form (未完成的按完成
    比例计分), or by a policy that the office has settled (attainment in fuhe.toml, names in
    score/policy/scoring.toml). Percentages of such a text may be meant of the target or of the
    figure itself, and a part of a step may count or not: a score that any reading gives is right.
    The message names the rule that was used. Where nothing is told, or the text is not understood,
    official policies differ and nothing is claimed.

Why
    A score that does not follow from its own rule was given by hand.

Source
    财预〔2020〕10号: weight x actual / target for a target that was missed; formulas printed in forms
    (得分计算方法, 赋分规则).

Since
    0.1.0

Fails
    | 指标 | 目标 | 评分标准 | 实际 | 分值 | 得分 |
    | 验收合格率 | ≥95% | 达标得满分，每降低1个百分点扣1分 | 93% | 20 | 15 |

Passes
    | 指标 | 目标 | 评分标准 | 实际 | 分值 | 得分 |
    | 验收合格率 | ≥95% | 达标得满分，每降低1个百分点扣1分 | 93% | 20 | 18 |
    | 养护里程 | ≥120公里 | 完成90%以上得满分，每低1%扣0.5分 | 110公里 | 30 | 30 |
    | 培训人次 | ≥100人次 |  | 80人次 | 10 | 9 |
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.interval import Interval
from normalize.report import Figure, Form, IndicatorRow
from score import wording
from score.attainment import attained
from score.cases import Said, Spot, failed, passed, untried
from score.check import Term
from score.formulas import Formula
from score.materiality import is_material
from score.points import awarded
from score.rule import Rule, Trial
from score.scoring import due, rulebook

NAME = "indicator-score-policy"


def trials(form: Form) -> Iterator[Trial]:
    """One check for each target that was missed at a cost that is told."""
    for row, weight, score in awarded(form):
        if not Decimal(0) < score.value < weight.value or attained(row).state != "missed":
            continue
        book = rulebook(form, row)
        if book.formulas:
            yield _trial(form.form_no, row, (weight, score), book.formulas[0])


def _trial(form_no: int, row: IndicatorRow, points: tuple[Figure, Figure], rule: Formula) -> Trial:
    weight, score = points
    figures = (("weight", weight), ("target", row.target_value), ("actual", row.actual_value))
    terms = tuple(Term(label, figure) for label, figure in figures if figure is not None)
    spot = Spot(NAME, "score", row.level3, score.place, form_no, score, terms)
    marks = due(rule, row, weight.value)
    if marks is None:
        return untried(spot, "the rule leaves this case open", "计分规则未涵盖该情形")
    given = Interval.from_figure(score)
    if any(given.meets(mark) for mark in marks.ranges):
        return passed(spot)
    return _failed(spot, row, score, marks.plain, rule)


def _failed(spot: Spot, row: IndicatorRow, score: Figure, mark: Interval, rule: Formula) -> Trial:
    low, high = (wording.trimmed(end, 2) for end in (mark.low, mark.high))
    shown = low if low == high else f"{low}-{high}"
    got = wording.plain(score.value)
    values = (score.value, max(mark.low, min(score.value, mark.high)))
    said = Said(
        f"{row.level3}: target {row.target}, reached {row.actual}; the score is {got}, but {shown}"
        f" follows from {rule.says}.",
        f"{row.level3}：目标 {row.target}，实际 {row.actual}，得分 {got}，而按{rule.says_zh}应为 {shown}。",
        got,
        shown,
        values,
    )
    return failed(spot, "warning", said, material=is_material("score", *values))


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="A score is not what the scoring rule of its row gives.",
    summary_zh="得分与该行所列（或选定的）计分规则不符。",
    source="财预〔2020〕10号; the form's own text; score/policy/scoring.toml",
    doc=__doc__,
    over_form=trials,
)
