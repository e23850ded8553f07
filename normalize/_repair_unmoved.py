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
_LESS, _MORE = Decimal("0.99"), Decimal("1.01")
Room = tuple[Ref, Figure, Decimal, Decimal]
"""A figure, and how far it may go down and up."""


def hopeful(stated: Iterable[Identity]) -> frozenset[Key] | None:
    """The only figures of these identities that a power of ten may set right. None where that takes
    more than a glance: several columns, figures that may be rounded to more than their last digit."""
    known: dict[Key, bool] = {}
    for identity in stated:
        outcome = evaluate(identity)
        if outcome.verdict != "inconsistent":
            continue
        columns = {(ref.table, ref.column): ref for ref in identity.refs}
        if "money" not in [kind_of(ref) for ref in columns.values()] or not sane(identity, outcome):
            continue
        if identity.kind == "product":  # one of several ways, or capped: it excludes nothing
            money = [ref.key for ref in identity.refs if kind_of(ref) == "money"]
            known |= {key: known.get(key, True) for key in money}
            continue
        rate = identity.kind == "quotient"
        figures = _rate(outcome) if rate else _figures(identity, outcome)
        if not _plain(identity, figures):
            return None
        for ref, figure, down, up in figures:
            key = ref.key
            known[key] = known.get(key, True) and _may_move(figure, down, up)
    return frozenset(key for key, may_move in known.items() if may_move)


def _plain(identity: Identity, figures: list[Room]) -> bool:
    """One sum over one column, or a rate of two figures above zero."""
    if not figures or identity.either or any(figure.step == 1 for _, figure, _, _ in figures):
        return False
    columns = {(ref.table, ref.column) for ref, _, _, _ in figures}
    return identity.kind == "quotient" or len(columns) == 1


def _rate(outcome: Outcome) -> list[Room]:
    """Both amounts of a rate, with how far each may go down and up for the rate to be what is
    printed, by a little more than rounding allows; nothing where one of the three may be zero."""
    own = outcome.stated_range
    (part, above), (base, below) = outcome.used
    half, other = above.step / 2, below.step / 2
    least, most = above.value - half, above.value + half
    low, high = below.value - other, below.value + other
    if own is None or own.low <= 0 or least <= 0 or low <= 0:
        return []
    first, last = own.low * low * _LESS, own.high * high * _MORE
    lowest, highest = least / own.high * _LESS, most / own.low * _MORE
    return [
        (part.ref, above, above.value - first, last - above.value),
        (base.ref, below, below.value - lowest, highest - below.value),
    ]


def _figures(identity: Identity, outcome: Outcome) -> list[Room]:
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
