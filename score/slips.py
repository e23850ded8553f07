"""Figures that a power of ten sets right: exact search over single figures and whole columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from normalize.identities import (
    Identity,
    Outcome,
    Ref,
    evaluate,
    identities,
    narrative_identities,
    ref_of,
)
from normalize.identity import Key
from normalize.report import MONEY_COLUMNS, Figure, Form, Report

_POWERS = (-4, 4, -1, 1, -2, 2, -3, 3, -8, 8)
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
    for form in report.forms:
        found += _settling(identities(form), form)
    found += _settling(narrative_identities(report), None)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Web:
    """All identities of a form or narrative: what each binds, how it comes out as printed."""

    ties: tuple[Tie, ...]
    keys: tuple[frozenset[Key], ...]
    before: tuple[str, ...]
    form: Form | None

    @property
    def open(self) -> list[int]:
        """The positions of those that fail."""
        return [n for n, verdict in enumerate(self.before) if verdict == "inconsistent"]


def _settling(stated: Iterable[Identity], form: Form | None) -> list[Slip]:
    ties = tuple(_ties(stated))
    keys = tuple(frozenset(ref.key for i in tie for ref in i.refs) for tie in ties)
    web = _Web(ties, keys, tuple(_outcome(tie).verdict for tie in ties), form)
    tried = (_try(group, power, web) for group in _groups(web) for power in _POWERS)
    return _unrivalled([slip for slip in tried if slip is not None], web)


def _ties(stated: Iterable[Identity]) -> list[Tie]:
    ways: dict[str, list[Identity]] = {}
    for position, identity in enumerate(stated):
        ways.setdefault(identity.either or f"#{position}", []).append(identity)
    return [tuple(group) for group in ways.values()]


def _outcome(tie: Tie, changed: Mapping[Key, Figure] | None = None) -> Outcome:
    given = changed or {}
    tried = [evaluate(identity, lambda ref: given.get(ref.key, ref.figure)) for identity in tie]
    order = ("exact", "rounded", "inconsistent", "not_checked")
    return min(tried, key=lambda outcome: order.index(outcome.verdict))


def _groups(web: _Web) -> Iterator[tuple[Ref, ...]]:
    """What may have slipped together: each money figure of a contradiction, and each column."""
    money: dict[Key, Ref] = {}
    columns: dict[str, dict[Key, Ref]] = {}
    for verdict, tie in zip(web.before, web.ties, strict=True):
        for identity in tie:
            for ref in filter(_is_money, identity.refs):
                if verdict == "inconsistent":
                    money[ref.key] = ref
                if ref.table == "funds":
                    columns.setdefault(ref.column, {})[ref.key] = ref
    for ref in money.values():
        yield (ref,)
    for column, refs in columns.items():
        touched = any(ref.column == column for ref in money.values())
        if touched and len(refs) > 1:
            yield tuple(sorted(refs.values(), key=lambda ref: ref.row_no or 0))


def _is_money(ref: Ref) -> bool:
    figure = ref.figure
    if figure is None or not figure.value:
        return False
    return ref.table == "amounts" or (ref.table == "funds" and ref.column in MONEY_COLUMNS)


def _moved(ref: Ref, power: int) -> Figure:
    figure = ref.figure
    if figure is None:
        raise ValueError(f"{ref.key} has no figure to move")
    return replace(figure, value=figure.value.scaleb(power), step=figure.step.scaleb(power))


def _try(group: tuple[Ref, ...], power: int, web: _Web) -> Slip | None:
    changed = {ref.key: _moved(ref, power) for ref in group}
    after = _after(changed, web)
    if after is None:
        return None
    witnesses = tuple(_same_amount(group[0], changed, web.form)) if len(group) == 1 else ()
    firm = [n for n, out in after.items() if out.agrees and _tells(web.ties[n], out, changed)]
    support = len(firm) + bool(witnesses)
    exact = any(after[n].verdict == "exact" for n in firm if web.before[n] == "inconsistent")
    if support < _SUPPORTS and not (exact and len(group) == 1 and _digits(group[0]) >= _DIGITS):
        return None
    first, printed = group[0], group[0].figure
    if printed is None:
        return None
    return Slip(
        first,
        printed,
        power,
        changed[first.key].value,
        first.column if first.table == "funds" else first.label,
        web.form.form_no if web.form else None,
        support,
        len(group) > 1,
        witnesses,
    )


def _after(changed: Mapping[Key, Figure], web: _Web) -> dict[int, Outcome] | None:
    """How what the changed figures touch comes out; None unless every contradiction among it is
    settled and nothing that agreed is upset."""
    touched = [n for n, keys in enumerate(web.keys) if not keys.isdisjoint(changed)]
    touched.sort(key=lambda n: web.before[n] != "inconsistent")
    if not touched or web.before[touched[0]] != "inconsistent":
        return None
    after: dict[int, Outcome] = {}
    for n in touched:
        after[n] = _outcome(web.ties[n], changed)
        if web.before[n] != "not_checked" and not after[n].agrees:
            return None
    return after


def _tells(tie: Tie, outcome: Outcome, changed: Mapping[Key, Figure]) -> bool:
    """True when an identity would notice a figure that is wrong by a power of ten: an equation, in
    which the changed figure is not lost among much larger ones."""
    if tie[0].relation != "=" or outcome.stated_range is None or outcome.recomputed_range is None:
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


def _unrivalled(candidates: list[Slip], web: _Web) -> list[Slip]:
    """Of the slips that settle the same contradictions, the one that is better confirmed than all
    others. Between equals 元 written for 万元 is the likely one, being by far the commonest; none
    where that does not decide either."""
    chosen: list[Slip] = []
    for position in web.open:
        rivals = [slip for slip in candidates if _touches(slip, web.keys[position])]
        best = max((slip.support for slip in rivals), default=0)
        top = [slip for slip in rivals if slip.support == best]
        if len(top) > 1:
            top = [slip for slip in top if slip.power == _YUAN]
        if len(top) == 1 and top[0] not in chosen:
            chosen.append(top[0])
    return chosen


def _touches(slip: Slip, keys: frozenset[Key]) -> bool:
    if not slip.column:
        return slip.ref.key in keys
    return any(key[0] == slip.ref.table and key[2] == slip.ref.column for key in keys)
