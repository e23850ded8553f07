"""A list has another number of items than the words before it say.

What it checks
    共3个项目，分别为…: the number told between an amount and the complete list of its parts against
    the parts that are listed with an amount.

Why
    An item was left out or counted twice, even where the sum agrees.

Source
    Arithmetic.

Since
    0.1.0

Fails
    叙述：项目支出100万元，共4个项目，分别为：设备购置50万元、维修30万元、培训20万元。

Passes
    叙述：项目支出100万元，共3个项目，分别为：设备购置50万元、维修30万元、培训20万元。
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.report import Report, Tally
from score import wording
from score.cases import Said, Spot, failed, passed
from score.rule import Rule, Trial

NAME = "text-item-count"


def trials(report: Report) -> Iterator[Trial]:
    """One check for each list whose number of items is told."""
    for tally in report.tallies:
        if tally.kind == "items":
            yield _trial(tally)


def _trial(tally: Tally) -> Trial:
    listed = tally.parts[0][1].value
    values = (tally.whole.value, listed)
    spot = Spot(NAME, "count", tally.label, tally.whole.place, None, tally.whole)
    if values[0] == listed:
        return passed(spot, values=values)
    stated, counted = map(wording.plain, values)
    said = Said(
        f"{tally.label}: {stated} items are announced, {counted} are listed with an amount.",
        f"{tally.label}：文中称共 {stated} 项，实际列出 {counted} 项。",
        stated,
        counted,
        values,
    )
    return failed(spot, "warning", said)


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="A list has another number of items than is told.",
    summary_zh="所列项数与文中所称项数不符。",
    source="Arithmetic",
    doc=__doc__,
    over_report=trials,
)
