"""Figures that a power of ten sets right, and what confirms each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from extract.frozen import dataclass, replace
from normalize.identities import (
    Outcome,
    Ref,
    disagree,
    evaluate,
    identities,
    narrative_identities,
    ref_of,
)
from normalize.identity import Identity, Key
from normalize.report import MONEY_COLUMNS, Figure, Form, Report

if TYPE_CHECKING:
    from normalize.repair import Scaled

_YUAN = -4
_DIGITS = 4
_SUPPORTS = 2
Tie = tuple[Identity, ...]


@dataclass(frozen=True, slots=True)
class Witness:
    """A figure that confirms a slip, with its label."""

    label: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Slip:
    """A figure that should be ``value`` = printed x 10^``power``. ``column`` is true where every
    figure of its column slipped with it; ``support`` counts what confirms it."""

    ref: Ref
    printed: Figure
    power: int
    value: Decimal
    field: str
    form_no: int | None
    support: int
    column: bool = False
    witnesses: tuple[Witness, ...] = ()


def slips(report: Report) -> tuple[Slip, ...]:
    """Every power of ten that settles all contradictions of its figure and upsets nothing."""
    found: list[Slip] = []
    for form in (*report.forms, None):
        stated = identities(form) if form else narrative_identities(report)
        if not disagree(stated):
            continue
        from normalize.repair import moved_points

        known = [_confirmed(scaled, form) for scaled in moved_points(form or report)]
        found += _unrivalled([slip for slip in known if slip is not None])
    return tuple(found)


def _confirmed(scaled: Scaled, form: Form | None) -> tuple[Slip, Scaled] | None:
    """The slip with what confirms it; None where that is too little."""
    changed = {node.ref.key: _moved(node.figure, scaled.power) for node in scaled.nodes}
    first, single = scaled.nodes[0], len(scaled.nodes) == 1
    after = [(tie.identities, tie.agrees, _outcome(tie.identities, changed)) for tie in scaled.ties]
    witnesses = tuple(_same_amount(first.ref, changed, form)) if single else ()
    firm = [(agreed, out) for tie, agreed, out in after if _tells(tie, out, changed)]
    support = len(firm) + bool(witnesses)
    exact = any(out.verdict == "exact" for agreed, out in firm if not agreed)
    if support < _SUPPORTS and not (exact and single and _digits(first.ref) >= _DIGITS):
        return None
    ref = first.ref
    slip = Slip(
        ref,
        first.figure,
        scaled.power,
        changed[ref.key].value,
        ref.column if ref.table == "funds" else ref.label,
        form.form_no if form else None,
        support,
        not single,
        witnesses,
    )
    return slip, scaled


def _moved(figure: Figure, power: int) -> Figure:
    from normalize.repair import step_before

    step = step_before(figure, power)
    return replace(figure, value=figure.value.scaleb(power), step=step.scaleb(power))


def _outcome(tie: Tie, changed: Mapping[Key, Figure]) -> Outcome:
    def lookup(ref: Ref) -> Figure | None:
        return changed.get(ref.key, ref.figure)

    tried = [evaluate(identity, lookup) for identity in tie]
    order = ("exact", "rounded", "inconsistent", "not_checked")
    return min(tried, key=lambda outcome: order.index(outcome.verdict))


def _tells(tie: Tie, outcome: Outcome, changed: Mapping[Key, Figure]) -> bool:
    """True when an identity would notice a figure that is wrong by a power of ten: an equation, in
    which the changed figure is not lost among much larger ones."""
    if not outcome.agrees or tie[0].relation != "=":
        return False
    if outcome.stated_range is None or outcome.recomputed_range is None:
        return False
    room = outcome.stated_range.half + outcome.recomputed_range.half
    if tie[0].kind in ("quotient", "product"):
        return True
    bound = {ref.key for identity in tie for ref in identity.refs}
    moved = [figure.value for key, figure in changed.items() if key in bound]
    if len(moved) == 1 + len(outcome.used):
        return False  # everything moved alike: the sum would never notice
    return any(abs(value) > room * 10 for value in moved)


def _digits(ref: Ref) -> int:
    """Significant digits of a printed figure, zeros at its end aside."""
    return len(ref.figure.value.normalize().as_tuple().digits) if ref.figure else 0


def _same_amount(ref: Ref, changed: Mapping[Key, Figure], form: Form | None) -> Iterator[Witness]:
    """The other money columns of the row that print the very amount."""
    row = next((r for r in form.funds if r.row_no == ref.row_no), None) if form else None
    if row is None or ref.table != "funds" or _digits(ref) < _DIGITS:
        return
    for column in MONEY_COLUMNS:
        figure = ref_of("funds", row, column).figure
        if column != ref.column and figure and figure.value == changed[ref.key].value:
            yield Witness(f"{ref.label} {column}", figure)


def _unrivalled(candidates: list[tuple[Slip, Scaled]]) -> list[Slip]:
    """Of the slips that settle the same contradictions, the one that is better confirmed than all
    others. Between equals 元 written for 万元 is the likely one, being by far the commonest; none
    where that does not decide either."""
    chosen: list[Slip] = []
    settled = (id(t) for _, scaled in candidates for t in scaled.ties if not t.agrees)
    for failing in dict.fromkeys(settled):
        rivals = [slip for slip, scaled in candidates if failing in scaled.settles]
        best = max(slip.support for slip in rivals)
        top = [slip for slip in rivals if slip.support == best]
        if len(top) > 1:
            top = [slip for slip in top if slip.power == _YUAN]
        if len(top) == 1 and top[0] not in chosen:
            chosen.append(top[0])
    return chosen
