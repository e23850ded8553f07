"""Numbers of posts or people that should add up do not.

What it checks
    Each sentence that takes a number of posts or people apart (编制, 在职人员, 工作人员). Heads
    are counted, not measured: there is no rounding. An incomplete list must not exceed its whole.

Why
    Posts and people decide the personnel expenditure that the form evaluates.

Source
    Arithmetic.

Since
    0.1.0

Fails
    工作人员 191人 = 行政人员 100人 + 事业人员 88人

Passes
    编制 10人 = 行政编制 5人 + 事业编制 5人
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.identities import narrative_identities
from normalize.report import Report
from score.rule import Rule, Trial
from score.trials import try_one

NAME = "staff-sum"


def trials(report: Report) -> Iterator[Trial]:
    """Every check of this rule on one document."""
    for identity in narrative_identities(report):
        if identity.rule == NAME:
            yield try_one(identity, None)


RULE = Rule(
    name=NAME,
    severity="error",
    summary="Numbers of posts or people do not add up.",
    summary_zh="编制或人员数量相加不符。",
    source="Arithmetic",
    doc=__doc__,
    over_report=trials,
)
