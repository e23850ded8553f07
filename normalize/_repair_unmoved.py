"""Most contradictions have nothing to do with a power of ten, and a glance at each failing sum shows
it: what it leaves its figures is neither ten times as much nor as little as what is printed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from normalize._repair_model import sane
from normalize._repair_units import SINGLE_POWERS
from normalize._repair_witness import kind_of
from normalize.identity import Identity, Key, Outcome, Ref, evaluate
from normalize.report import Figure

_NEAR = 5


def hopeful(stated: Iterable[Identity]) -> frozenset[Key] | None:
    """The only figures of these identities that a power of ten may set right. None where that takes
    more than a glance: rates, several columns, figures that may be rounded to more than their last
    digit."""
    known: dict[Key, bool] = {}
    for identity in stated:
        outcome = evaluate(identity)
        if outcome.verdict != "inconsistent" or not sane(identity, outcome):
            continue
        figures = _figures(identity, outcome)
        if not any(kind_of(ref) == "money" for ref, _, _, _ in figures):
            continue
        if not _plain(identity, figures):
            return None
        for ref, figure, low, high in figures:
            key = ref.key
            known[key] = known.get(key, True) and _may_move(figure, low, high)
    return frozenset(key for key, may_move in known.items() if may_move)


def _plain(identity: Identity, figures: list[tuple[Ref, Figure, Decimal, Decimal]]) -> bool:
    """One sum over one column."""
    columns = {(ref.table, ref.column) for ref, _, _, _ in figures}
    rough = any(figure.step == 1 for _, figure, _, _ in figures)
    return (
        identity.kind in ("sum", "equal")
        and not identity.either
        and len(columns) == 1
        and not rough
    )


def _figures(identity: Identity, outcome: Outcome) -> list[tuple[Ref, Figure, Decimal, Decimal]]:
    """Each figure with how far it may go down and up for the sum to agree, rounding included."""
    own, wide, result = outcome.stated_range, outcome.recomputed_range, identity.result.figure
    if own is None or wide is None or result is None:
        return []
    loose = identity.relation == ">=" or bool(outcome.missing)
    less, more = own.high - wide.low, Decimal("Infinity") if loose else wide.high - own.low
    found = [(identity.result, result, less, more)]
    for part, figure in outcome.used:
        down, up = (more, less) if part.sign > 0 else (less, more)
        found.append((part.ref, figure, down, up))
    return found


def _may_move(figure: Figure, down: Decimal, up: Decimal) -> bool:
    """True when a figure may be ten times as much or as little and more, or has too few digits to
    tell."""
    value, step = abs(figure.value), figure.step
    if figure.value < 0:
        down, up = up, down
    if value < 2 * step:
        return value != 0
    low, high = value - down - step, value + up + step
    if low > value / _NEAR and high < value * _NEAR:
        return False
    scaled = ((value.scaleb(power), step.scaleb(power)) for power in SINGLE_POWERS)
    return any(low <= meant + wide and meant - wide <= high for meant, wide in scaled)
