"""Amounts of the narrative that name a row and column of the money table: by label and meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from normalize.report import Amount, Form, Report
from normalize.text import squeeze
from score.policy import table

_BRACKETS = regex.compile(r"[(（][^)）]*[)）]")
_NUMBERED = regex.compile(
    r"^(?:20\d\d年度?|本年度?|当年|全年共|[(（]?[一二三四五六七八九十\d]+[)）、.．])"
)
_YEAR = regex.compile(r"20\d\d(?=年)")
_SENTENCE_END = regex.compile(r"[。；;！\n]")
_CLAUSE_END = regex.compile(r"[，,。；;！\n：:]")


@dataclass(frozen=True, slots=True)
class Link:
    """What a label means: an ``item`` of the money table and its ``columns``, the first of them
    what the label says, the others what it is also used for."""

    item: str
    columns: tuple[str, ...]


@cache
def _links() -> dict[str, Link]:
    return {
        label: Link(entry["item"], tuple(entry["columns"]))
        for entry in table("links")["links"]
        for label in entry["labels"]
    }


def meaning(label: str) -> Link | None:
    """What a label of the narrative names in the money table; None for anything not listed."""
    bare = squeeze(_BRACKETS.sub("", label))
    return _links().get(bare) or _links().get(_NUMBERED.sub("", bare))


def linked(report: Report, form: Form) -> Iterator[tuple[Amount, Link]]:
    """The amounts that state a figure of the form, with what they mean."""
    by_no = {amount.amount_no: amount for amount in report.amounts}
    texts = {section.section_no: section.text for section in report.sections}
    for amount in report.amounts:
        link = meaning(amount.label)
        if link is None or not _stands_for_itself(amount, link, by_no):
            continue
        before = texts.get(amount.section_no, "")[: amount.start]
        if not _another(before, amount.label, link, form.year or report.year):
            yield amount, link


def _stands_for_itself(amount: Amount, link: Link, by_no: dict[int, Amount]) -> bool:
    """True for an amount of its own, and for a part whose whole is the table's parent of it."""
    if amount.parent_no is None:
        return True
    parent = by_no.get(amount.parent_no)
    above = meaning(parent.label) if parent else None
    if above is None or not set(above.columns) & set(link.columns):
        return False
    inside = {"basic": "total", "project": "total", "personnel": "basic", "public": "basic"}
    return inside.get(link.item) == above.item


def _another(before: str, label: str, link: Link, year: int | None) -> bool:
    """True when the words before an amount make it another year's, a plan or a change."""
    skip = table("links")["skip"]
    sentence = _SENTENCE_END.split(before)[-1]
    clause = _CLAUSE_END.split(sentence)[-1].replace(label, "")
    own = list(skip["clause"]) + (skip["clause_spending"] if "executed" in link.columns else [])
    if any(word in clause for word in own):
        return True
    years = _YEAR.findall(sentence)
    if year is not None and years and int(years[-1]) != year:
        return True
    for phrase in skip["sentence_but"]:
        sentence = sentence.replace(phrase, "")
    return any(word in sentence for word in skip["sentence"])
