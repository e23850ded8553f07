"""Counts of projects or other things that should add up do not.

What it checks
    实施项目12个，其中新建5个、续建7个: a count and the counts of its parts, where the sentence holds
    nothing else. After 分别为, 包括 and 分为 the parts must make up the whole. After 其中 they need
    not: they must not exceed it together where a thing can have only one of the names (优, 良, 中;
    完成, 未完成), else none of them alone.

Why
    How many projects were evaluated, and how many of them reached which grade, is the result that
    a summary report is read for. Kinds may overlap unsaid, therefore a warning.

Source
    Arithmetic.

Since
    0.1.0

Fails
    叙述：共自评项目15个，其中优10个、良4个、中2个。

Passes
    叙述：共自评项目15个，其中优10个、良4个、中1个。
    叙述：共实施项目12个，其中民生项目8个、重点项目6个。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.narrative import disjoint
from normalize.report import Report, Tally
from score import wording
from score.cases import Said, Spot, failed, passed
from score.check import Term
from score.rule import Rule, Trial

NAME = "text-count-sum"


def trials(report: Report) -> Iterator[Trial]:
    """One check for each count that is taken apart."""
    for tally in report.tallies:
        if tally.kind == "count":
            yield _trial(tally)


def _trial(tally: Tally) -> Trial:
    terms = tuple(Term(name, figure) for name, figure in tally.parts)
    whole, counts = tally.whole.value, [figure.value for _, figure in tally.parts]
    spot = Spot(NAME, "count", tally.label, tally.whole.place, None, tally.whole, terms)
    together = tally.exhaustive or disjoint(tuple(name for name, _ in tally.parts))
    made = sum(counts, Decimal(0)) if together else max(counts)
    if made == whole or (made < whole and not tally.exhaustive):
        return passed(spot, values=(whole, made))
    formula = " + ".join(map(wording.plain, counts)) if together else wording.plain(made)
    stated, right = wording.plain(whole), wording.plain(made)
    said = Said(
        f"{tally.label}: {stated} are counted, but the parts are {right} ({formula}).",
        f"{tally.label}共 {stated}，而所列各项为 {right}（{formula}）。",
        stated,
        right,
        (whole, made),
        formula,
    )
    return failed(spot, "warning", said, material=True)


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="Counts of projects or other things do not add up.",
    summary_zh="项目等的数量相加不符。",
    source="Arithmetic",
    doc=__doc__,
    over_report=trials,
)
