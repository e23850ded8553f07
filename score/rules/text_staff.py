"""The narrative and the form give different numbers of posts or people.

What it checks
    编制 and 在职人员 of the narrative against 人员编制 and 实有人数 in the head of the form, in a
    document with one form (score/policy/links.toml lists the labels). Only numbers that are no
    part of another one and no change count; where the text gives several under one name (of bodies
    below the department), one that agrees is enough.

Why
    Posts and people decide the personnel expenditure that the form evaluates. The two may have
    been counted at different dates, therefore a warning.

Source
    Arithmetic; the report explains the form.

Since
    0.1.0

Fails
    人员编制：24
    编制 22人 = 行政编制 12人 + 事业编制 10人

Passes
    人员编制：22
    编制 22人 = 行政编制 12人 + 事业编制 10人
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.identities import Identity, Operand, Ref
from normalize.refs import amount_ref
from normalize.report import Amount, Figure, Form, Report
from normalize.text import squeeze
from score.policy import table
from score.rule import Rule, Trial
from score.trials import try_all

NAME = "text-staff"


def trials(report: Report) -> Iterator[Trial]:
    """One check for each number of posts and of people that both give."""
    if len(report.forms) != 1:
        return
    form = report.forms[0]
    for entry in table("links")["staff"]:
        stated: Figure | None = getattr(form, entry["field"])
        told = [amount for amount in report.headcounts if _is_told(amount, entry["labels"])]
        if stated is not None and told:
            yield from _trials(form, entry["field"], stated, told)


def _is_told(amount: Amount, labels: list[str]) -> bool:
    alone = amount.parent_no is None and not (amount.change or amount.about)
    return alone and squeeze(amount.label) in labels


def _trials(form: Form, name: str, stated: Figure, told: list[Amount]) -> Iterator[Trial]:
    own = Ref("form", None, name, "", stated.place, stated, "number")
    ways = [
        Identity(
            NAME,
            name,
            amount.label,
            "equal",
            amount_ref(amount),
            (Operand(own, exact=True),),
            either=NAME,
        )
        for amount in told
    ]
    yield from try_all(ways, form.form_no, severity="warning")


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="The narrative and the form give different numbers of posts or people.",
    summary_zh="正文与表格中的编制数或实有人数不一致。",
    source="Arithmetic",
    doc=__doc__,
    over_report=trials,
)
