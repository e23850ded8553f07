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


def figure_refs(report: Report, checks: Iterable[Check]) -> dict[Figure, Ref]:
    """The cells in the forms and in the narrative of the figures that some checks say twice."""
    found: dict[Figure, Ref] = {}
    wanted = {raw for check in checks if says_twice(check) for raw in _raws(check)}
    if not wanted:
        return found
    for form in report.forms:
        for row in form.funds:
            for column in row.figures:
                _add(found, ref_of("funds", row, column), wanted)
        for identity in identities(form):
            for ref in identity.refs:
                _add(found, ref, wanted)
    for amount in (*report.amounts, *report.headcounts):
        _add(found, amount_ref(amount), wanted)
    return found


def _raws(check: Check) -> list[str]:
    figures = [check.subject, *(term.figure for term in check.terms)]
    return [figure.raw for figure in figures if figure is not None]


def _add(found: dict[Figure, Ref], ref: Ref, wanted: set[str]) -> None:
    if ref.figure is not None and ref.figure.raw in wanted:
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
