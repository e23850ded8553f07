"""What the narrative and a form both say, as identities between their figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from normalize.identities import identities
from normalize.identity import Identity, Operand, Ref
from normalize.refs import amount_ref, ref_of
from normalize.report import Figure, Report
from score.check import Check

# rules that say one thing twice; their checks have the one as subject, the other as only term
_SAID_TWICE = frozenset({"text-table", "text-score"})

Refs = Mapping[Figure, Ref]


def figure_refs(report: Report) -> dict[Figure, Ref]:
    """The cell of every figure of the forms and of the narrative."""
    found: dict[Figure, Ref] = {}
    for form in report.forms:
        for row in form.funds:
            for column in row.figures:
                ref = ref_of("funds", row, column)
                _add(found, ref)
        for identity in identities(form):
            for ref in identity.refs:
                _add(found, ref)
    for amount in (*report.amounts, *report.headcounts):
        _add(found, amount_ref(amount))
    return found


def _add(found: dict[Figure, Ref], ref: Ref) -> None:
    if ref.figure is not None:
        found.setdefault(ref.figure, ref)


def links(checks: Iterable[Check], refs: Refs) -> tuple[Identity, ...]:
    """An equality for each check that compares a figure of the narrative with one of a form.

    A figure that no cell holds (a score told in the text) becomes a cell of its own. A check that
    compares with what only follows from several figures says nothing about one cell.
    """
    found = []
    for number, check in enumerate(checks):
        if check.subject is not None and says_twice(check):
            one, other = check.subject, check.terms[0].figure
            if _whole(check, other):
                told = refs.get(one) or _own_ref(number, check, one)
                tabled = refs.get(other) or _own_ref(number, check, other)
                found.append(_equal(check, told, tabled))
    return tuple(found)


def says_twice(check: Check) -> bool:
    """True for a check of one figure against another that says the same thing."""
    return check.rule in _SAID_TWICE and check.subject is not None and len(check.terms) == 1


def _whole(check: Check, other: Figure) -> bool:
    return check.recomputed is None or check.recomputed == other.value


def _equal(check: Check, told: Ref, tabled: Ref) -> Identity:
    # scores are awarded: only the coarser print of the two may have been rounded
    part = Operand(tabled, exact=check.rule == "text-score")
    return Identity(check.rule, check.field, check.label, "equal", told, (part,))


def _own_ref(number: int, check: Check, figure: Figure) -> Ref:
    return Ref("text", number, check.field, check.label, figure.place, figure, "number")
