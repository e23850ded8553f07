"""What must add up in the narrative, as identities beside those of a form."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from normalize.identities import narrative_identities
from normalize.identity import Identity, Operand
from normalize.refs import amount_ref
from normalize.report import Amount, Report


def text_identities(report: Report) -> tuple[Identity, ...]:
    """Each breakdown of money or people as a sum, and each amount that is said again under the same
    name as an equality (rule ``text-repeat``). Cells are table ``amounts`` or ``headcounts``."""
    return report.memo.once("text", lambda: _stated(report))


def _stated(report: Report) -> tuple[Identity, ...]:
    counted = tuple(b for b in report.breakdowns if b.kind in ("money", "people"))
    of_these = report if counted == report.breakdowns else replace(report, breakdowns=counted)
    return narrative_identities(of_these) + _said_again(report)


def _said_again(report: Report) -> tuple[Identity, ...]:
    found: list[Identity] = []
    first: dict[tuple[str, str, Decimal], Amount] = {}
    for amount in (*report.amounts, *report.headcounts):
        known = first.setdefault((amount.kind, amount.label, amount.figure.value), amount)
        if known is not amount and amount.label and amount.figure.value:
            part = Operand(amount_ref(known))
            label = amount.label
            result = amount_ref(amount)
            found.append(Identity("text-repeat", label, label, "equal", result, (part,)))
    return tuple(found)
