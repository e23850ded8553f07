"""An execution rate told in the narrative does not follow from the amounts beside it.

What it checks
    Sentences, or thoughts between semicolons, that tell one budget (预算安排, 全年预算数), one
    spending (实际支出, 执行数) and an execution rate behind them, and no other amount of money; the
    budget may stand alone in the sentence before. Beside an adjusted budget (调整后预算) the rate may
    be that of the initial one; other sentences with two budgets do not say which one is meant and
    are left alone. The same for what was planned, what arrived (到位资金) and 到位率.

Why
    The rate of the text is the one that is quoted. Where an amount is wrong as well, text-table
    says so; therefore a warning.

Source
    财预〔2020〕10号: rate = executed / full-year budget.

Since
    0.1.0

Fails
    叙述：预算安排24.15万元，实际支出21.16万元，执行率95.62%。

Passes
    叙述：预算安排24.15万元，实际支出21.16万元，执行率87.62%。
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.report import Report
from score.ratios import Words, quotient, rate_trial
from score.rule import Rule, Trial

NAME = "text-rate"


def trials(report: Report) -> Iterator[Trial]:
    """One check for each execution rate that is told with its two amounts."""
    for told in report.comparisons:
        if told.kind == "execution" and told.amount and told.whole and told.rate:
            words = Words("The execution rate is said to be", "文中执行率为")
            label, worked = told.amount.label, quotient(told.amount, told.whole)
            trial = rate_trial(NAME, "warning", label, told.rate, worked, words)
            other = quotient(told.amount, told.base) if told.base else None
            of_initial = rate_trial(NAME, "warning", label, told.rate, other, words)
            unlike = of_initial.check.verdict in ("inconsistent", "not_checked")
            yield trial if unlike or trial.finding is None else of_initial
        elif told.kind == "arrival" and told.amount and told.whole and told.rate:
            words = Words("The share that has arrived is said to be", "文中到位率为")
            worked = quotient(told.amount, told.whole)
            yield rate_trial(NAME, "warning", told.amount.label, told.rate, worked, words)


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="An execution rate of the text does not follow from the amounts beside it.",
    summary_zh="正文中的执行率与所述预算、支出不符。",
    source="财预〔2020〕10号",
    doc=__doc__,
    over_report=trials,
)
