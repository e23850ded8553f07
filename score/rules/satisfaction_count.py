"""A satisfaction that no whole number of answers can give.

What it checks
    收回有效问卷48份，满意度97.5%: is there a number of content answers out of 48 that is 97.5 %,
    rounded or cut off? Only where one sentence tells one number of answers (valid ones before
    returned ones) and one satisfaction, and speaks of no average or index.

Why
    Such a figure was not counted. It may be an average over several questions, therefore a
    warning.

Source
    Granularity test of reported means (Brown and Heathers, GRIM, 2016).

Since
    0.1.0

Fails
    叙述：共发放问卷50份，收回有效问卷48份，满意度为97.5%。

Passes
    叙述：共发放问卷50份，收回有效问卷48份，满意度为97.9%。
    叙述：共发放问卷50份，收回有效问卷48份，综合满意度为97.5%。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal

from normalize.report import Figure, Report, Tally
from score import wording
from score.cases import Said, Spot, failed, passed
from score.check import Term
from score.rule import Rule, Trial

NAME = "satisfaction-count"


def trials(report: Report) -> Iterator[Trial]:
    """One check for each satisfaction that is told with the number of answers."""
    for tally in report.tallies:
        if tally.kind == "answers" and tally.whole.value > 0:
            yield _trial(tally)


def _trial(tally: Tally) -> Trial:
    share, answers = tally.parts[0][1], tally.whole.value
    terms = (Term("answers", tally.whole),)
    spot = Spot(NAME, "rate", tally.label, share.place, None, share, terms)
    below = (share.value * answers).to_integral_value(ROUND_FLOOR)
    near = [count for count in (below, below + 1) if count <= answers]
    if any(_gives(count / answers, share) for count in near):
        return passed(spot)
    number = wording.plain(answers)
    places = wording.decimals(share.step) + 1
    shown = [f"{wording.plain(n)}/{number} = {wording.percent(n / answers, places)}" for n in near]
    # 92.0 % is not 92 %: the zero is what makes it impossible
    stated = f"{(share.value * 100).quantize((share.step * 100).normalize())}%"
    said = Said(
        f"A satisfaction of {stated} is no share of {number} answers ({', '.join(shown)}).",
        f"满意度 {stated} 不可能由 {number} 份答卷得出（{'，'.join(shown)}）。",
        stated,
        " / ".join(wording.percent(n / answers, places) for n in near),
    )
    return failed(spot, "warning", said)


def _gives(value: Decimal, share: Figure) -> bool:
    """Whether a value is printed as ``share``: rounded, or cut off."""
    apart = value - share.value
    return abs(apart) <= share.step / 2 or 0 <= apart < share.step


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="A satisfaction that no whole number of answers can give.",
    summary_zh="满意度不可能由所述答卷份数得出。",
    source="GRIM test (Brown and Heathers 2016)",
    doc=__doc__,
    over_report=trials,
)
