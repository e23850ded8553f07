"""The groups of indicators of the text do not add up to its total score.

What it checks
    Sentences that tell a total score and the points of its groups (投入, 过程, 产出, 效益; or 预算执行,
    产出, 效益, 满意度). They have to make up the total where the groups are all there are: where what
    could be won is told for each and makes a hundred, or their names are those of a whole system. A
    total printed with fewer decimals may be rounded.

Why
    The report tells how the score came about, and its readers have no other figure.

Source
    Arithmetic.

Since
    0.1.0

Fails
    叙述：项目自评综合得分为92.2分，其中：投入20分得19.7分，过程20分得19.5分，产出30分得29分，效益30分得28分。

Passes
    叙述：项目自评综合得分为96.2分，其中：投入20分得19.7分，过程20分得19.5分，产出30分得29分，效益30分得28分。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.report import Report, Tally
from score import wording
from score.cases import Said, Spot, failed, passed
from score.check import Term
from score.materiality import is_material
from score.rule import Rule, Trial

NAME = "text-score-sum"


def trials(report: Report) -> Iterator[Trial]:
    """One check for each total score that is told with its groups."""
    for tally in report.tallies:
        if tally.kind == "points":
            yield _trial(tally)


def _trial(tally: Tally) -> Trial:
    terms = tuple(Term(name, figure) for name, figure in tally.parts)
    whole, points = tally.whole.value, [figure.value for _, figure in tally.parts]
    spot = Spot(NAME, "score_total", tally.label, tally.whole.place, None, tally.whole, terms)
    made = sum(points, Decimal(0))
    room = tally.whole.step / 2
    values = (whole, made)
    if made == whole:
        return passed(spot, values=values)
    if abs(made - whole) <= room and min(f.step for _, f in tally.parts) < tally.whole.step:
        return failed(spot, "note", _said(tally, made), tolerance=room, verdict="rounded")
    material = is_material("score_total", whole, made)
    return failed(spot, "error", _said(tally, made), material=material)


def _said(tally: Tally, made: Decimal) -> Said:
    stated, right = wording.plain(tally.whole.value), wording.plain(made)
    formula = " + ".join(wording.plain(figure.value) for _, figure in tally.parts)
    return Said(
        f"The text gives a total score of {stated}, but its groups make {right} ({formula}).",
        f"正文总得分为 {stated}，而所列各项得分之和为 {right}（{formula}）。",
        stated,
        right,
        (tally.whole.value, made),
        formula,
    )


RULE = Rule(
    name=NAME,
    severity="error",
    summary="The points of the groups in the text do not make its total score.",
    summary_zh="正文所列各项得分之和与总得分不符。",
    source="Arithmetic",
    doc=__doc__,
    over_report=trials,
)
