"""The score does not follow from target and actual.

What it checks
    Full marks for a target that was missed (error), and marks lost on a target that was met
    (warning). The direction comes from the operator (≥, ≤, 不低于, 控制在 …); a plain number is
    met by that number or more, except where less is as a rule better (costs, accidents, days).
    Nothing is said of texts and dates, of units that differ, of more than an explicit =, of
    targets exceeded by far, nor of how many marks a miss costs: offices differ there (see
    indicator-score-policy). A text counts only where it says without doubt that nothing was reached
    (未完成). A rule that the row itself prints (完成90%以上得满分) decides; where it is not
    understood, nothing is said. Nor is it of a miss so small that the full marks are what it
    leaves to the hundredth of a point (99.96 % of 10). Points that one cell gives for several rows, and points beside the
    hundred (加分项), are left alone.

Why
    The score of an indicator is meant to follow from what was reached.

Source
    财预〔2020〕10号: met, full weight; not met, weight x actual / target. Limits and words in
    score/policy/attainment.toml.

Since
    0.1.0

Fails
    | 指标 | 目标 | 实际 | 分值 | 得分 |
    | 服务居家老人 | ≥2030人次 | 1539人次 | 9 | 9 |

Passes
    | 指标 | 目标 | 实际 | 分值 | 得分 |
    | 服务居家老人 | ≥2030人次 | 2030人次 | 9 | 9 |
    | 发放残疾人补贴 | ≥20870人次 | 17693人次 | 5 | 4.2 |
    | 项目总成本 | ≤98.6万元 | 94.44万元 | 10 | 10 |
    | 公众满意度 | 满意 | 基本满意 | 10 | 10 |
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.report import Figure, Form, IndicatorRow
from score import wording
from score.attainment import Result, attained
from score.cases import Said, Spot, agrees, failed, left_open, passed, untried
from score.check import Term, term
from score.formulas import Formula, policy
from score.materiality import is_material
from score.points import awarded
from score.rule import Rule, Trial, Tried
from score.scoring import due, rulebook

NAME = "indicator-attainment"
_AWARDED_TO = 2  # decimals


def trials(form: Form) -> Iterator[Tried]:
    """One check for each indicator with weight and score and an actual value."""
    for row, weight, score in awarded(form):
        if weight.value > 0 and row.actual:
            yield _trial(form, row, weight, score)


def _trial(form: Form, row: IndicatorRow, weight: Figure, score: Figure) -> Tried:
    own: tuple[Term, ...] = (term("weight", weight),)
    if row.target_value is not None:
        own += (term("target", row.target_value),)
    if row.actual_value is not None:
        own += (term("actual", row.actual_value),)
    result = attained(row)
    state, at = result.state, (row.level3, score.place, form.form_no, score, own)
    if state == "open":
        return left_open(NAME, "score", *at, (result.why, result.why_zh))
    if (score.value >= weight.value) == (state == "met"):
        return agrees(NAME, "score", *at)
    spot = Spot(NAME, "score", *at)
    if state == "missed":
        return _missed(form, spot, row, weight, result)
    said = _lost(row, weight, score)
    material = is_material("score", score.value, weight.value)
    return failed(spot, "warning", said, material=material)


def _missed(form: Form, spot: Spot, row: IndicatorRow, weight: Figure, result: Result) -> Trial:
    """Full marks for a target that was missed, unless the rule for this row grants them."""
    book = rulebook(form, row)
    if book.open:
        return untried(
            spot, "the row's own scoring rule is not understood", "该行的计分规则未能识别"
        )
    granted = [due(formula, row, weight.value) for formula in book.formulas]
    if any(mark.high >= weight.value for marks in granted if marks for mark in marks.ranges):
        return passed(spot)
    marks = next((marks.plain for marks in granted if marks), None)
    score = spot.subject or weight
    worked = weight.value * result.share if result.share is not None else None
    if marks is not None:
        worked = marks.high
    if worked is not None and score.value <= round(worked, _AWARDED_TO):
        return passed(spot)  # 99.96% of 10 points, to the hundredth that points are awarded in
    name = book.formulas[0] if marks is not None else policy("attainment", "proportional", "higher")
    return failed(spot, "error", _full(row, score, worked, name), material=True)


def _full(row: IndicatorRow, score: Figure, due: Decimal | None, by: Formula | None) -> Said:
    got = wording.plain(score.value)
    text = wording.trimmed(due, 2) if due is not None else ""
    told = f"; it would be {text} by this rule: {by.says}" if text and by else ""
    told_zh = f"，按{by.says_zh}为 {text}" if text and by else ""
    return Said(
        f"{row.level3}: the target {row.target} was missed ({row.actual}), yet the score is the full"
        f" {got}{told}.",
        f"{row.level3}：目标 {row.target}，实际 {row.actual}，未完成却得满分 {got}{told_zh}。",
        got,
        text,
        (score.value, Decimal(text)) if text else None,
    )


def _lost(row: IndicatorRow, weight: Figure, score: Figure) -> Said:
    got, most = wording.plain(score.value), wording.plain(weight.value)
    return Said(
        f"{row.level3}: the target {row.target} was met ({row.actual}), yet the score is {got} of"
        f" {most}.",
        f"{row.level3}：目标 {row.target}，实际 {row.actual}，已完成却只得 {got} 分（分值 {most}）。",
        got,
        most,
        (score.value, weight.value),
    )


RULE = Rule(
    name=NAME,
    severity="error",
    summary="Full marks for a target that was missed, or marks lost on one that was met.",
    summary_zh="未完成目标却得满分，或已完成目标却被扣分。",
    source="财预〔2020〕10号",
    doc=__doc__,
    over_form=trials,
)
