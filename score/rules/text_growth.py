"""A rise or fall told in percent does not follow from the amounts told with it.

What it checks
    Sentences such as 较上年1000万元增加100万元，增长10%: the figure of the year, the rise or fall,
    what it is compared with, and the percentage, as far as they are told. Two amounts are needed
    for a percentage to follow, three for a sum. Amounts are taken only where every word between
    them is known; rough figures (约) are left alone. A percentage that was cut off instead of
    rounded is noted.
    Behind a list, where it may be told of the last part or of the whole, either is taken.

Why
    Growth is what readers remember of a report. The base may have been restated without a word
    (按可比口径), therefore a warning.

Source
    Arithmetic.

Since
    0.1.0

Fails
    叙述：2022年支出1100万元，较上年1000万元增加100万元，增长12%。

Passes
    叙述：2022年支出1100万元，较上年增加100万元，增长10%。
    叙述：2022年支出1000万元，同比减少100万元，下降9.1%。
"""

from __future__ import annotations

from collections.abc import Iterator

from extract.frozen import replace
from normalize.identities import Identity, Operand
from normalize.refs import amount_ref
from normalize.report import Amount, Comparison, Report
from score.ratios import Words, growth, rate_trial
from score.rule import Rule, Trial
from score.trials import try_all

NAME = "text-growth"


def trials(report: Report) -> Iterator[Trial]:
    """The percentage and the sum of each sentence about a rise or fall."""
    by_no = {amount.amount_no: amount for amount in report.amounts}
    for told in report.comparisons:
        if told.kind == "growth" and told.amount is not None:
            tried = list(_trials(told, told.amount))
            whole = by_no.get(told.amount.parent_no or 0) if told.amount.kind == "money" else None
            if whole is not None and any(_is_wrong(trial) for trial in tried):
                # 支出12万元，其中A 2万元，B 10万元，比上年13万元减少1万元: it may be told of the whole
                again = list(_trials(replace(told, amount=whole), whole))
                tried = tried if any(_is_wrong(trial) for trial in again) else again
            yield from tried


def _is_wrong(trial: Trial) -> bool:
    return trial.finding is not None and trial.finding.severity != "note"


def _trials(told: Comparison, now: Amount) -> Iterator[Trial]:
    if told.base is not None and told.change is not None:
        people = now.kind == "people"
        parts = (
            Operand(amount_ref(told.base), exact=people),
            Operand(amount_ref(told.change), -1 if told.falls else 1, people),
        )
        identity = Identity(NAME, now.label, now.label, "sum", amount_ref(now), parts)
        for trial in try_all([identity], None, severity="warning"):
            yield _worded(trial)
    if told.rate is not None:
        way, way_zh = ("fallen", "下降") if told.falls else ("risen", "增长")
        words = Words(f"{now.label}: is said to have {way} by", f"{now.label}：文中称{way_zh}")
        yield rate_trial(NAME, "warning", now.label, told.rate, growth(told), words)


def _worded(trial: Trial) -> Trial:
    """The sum as it is meant: what it is compared with, and the rise or fall."""
    finding = trial.finding
    if finding is None or finding.severity == "note":
        return trial
    formula, right = trial.check.formula, finding.recomputed
    label, stated = finding.label, finding.stated
    finding = replace(
        finding,
        message=f"{label}: stated {stated}, but the base and the change give {formula} = {right}.",
        message_zh=f"{label}为 {stated}，而按所述基数与增减额应为 {formula} = {right}。",
    )
    return replace(trial, finding=finding)


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="A rise or fall in percent does not follow from the amounts told with it.",
    summary_zh="增减百分比与所述金额不符。",
    source="Arithmetic",
    doc=__doc__,
    over_report=trials,
)
