"""A share told in percent does not follow from the amounts of the sentence.

What it checks
    Sentences such as 办公设备66.73万元（占32.4%）: the amount against the one that it is told as a
    part of, or the one that 占 names if the sentence has exactly one of that name. A part of a
    part may be meant as a share of either whole and is left alone, as are rough figures (约). A
    percentage that was cut off instead of rounded is noted.

Why
    Either the share or one of the two amounts is wrong.

Source
    Arithmetic.

Since
    0.1.0

Fails
    叙述：总支出300万元，其中基本支出100万元，占总支出的43.3%；项目支出200万元，占66.7%。

Passes
    叙述：总支出300万元，其中基本支出100万元，占总支出的33.3%；项目支出200万元，占66.7%。
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.report import Report
from score.ratios import Words, quotient, rate_trial
from score.rule import Rule, Trial

NAME = "text-share"


def trials(report: Report) -> Iterator[Trial]:
    """One check for each share that is told of two amounts."""
    for told in report.comparisons:
        if told.kind != "share" or not (told.amount and told.whole and told.rate):
            continue
        part, whole = told.amount.label, told.whole.label
        words = Words(f"{part}: is said to be", f"{part}：文中称占{whole}的", f" of {whole}")
        worked = quotient(told.amount, told.whole)
        yield rate_trial(NAME, "warning", part, told.rate, worked, words)


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="A share in percent does not follow from the amounts told with it.",
    summary_zh="所占百分比与所述金额不符。",
    source="Arithmetic",
    doc=__doc__,
    over_report=trials,
)
