"""Percentages that the narrative tells of its own amounts, worked out again."""

from __future__ import annotations

from decimal import Decimal

from extract.frozen import dataclass, replace
from normalize.interval import Interval
from normalize.report import Amount, Comparison, Figure
from score import wording
from score.cases import Said, Spot, failed, passed, untried
from score.check import Term
from score.materiality import is_material
from score.rule import Trial

_ONE = Interval.exact(Decimal(1))


@dataclass(frozen=True, slots=True)
class Worked:
    """A fraction worked out from amounts: its value, every value that it may have, how, and from
    what."""

    value: Decimal
    wide: Interval
    formula: str
    terms: tuple[Term, ...]


def quotient(part: Amount, whole: Amount) -> Worked | None:
    """part / whole; None where the whole may be zero."""
    if _may_be_zero(whole):
        return None
    return _fraction(*_terms(part, whole), _range(part) / _range(whole))


def share(part: Term, whole: Term) -> Worked:
    """part / whole of two figures of a table; the whole is more than zero."""
    wide = Interval.from_figure(part.figure) / Interval.from_figure(whole.figure)
    return _fraction(part, whole, wide)


def _fraction(part: Term, whole: Term, wide: Interval) -> Worked:
    above, below = part.figure.value, whole.figure.value
    formula = f"{wording.plain(above)} ÷ {wording.plain(below)}"
    return Worked(above / below, wide, formula, (part, whole))


def growth(told: Comparison) -> Worked | None:
    """The rise or fall as a fraction of what it is compared with; None where nothing is to be
    worked out. Where the base is not told it follows from the figure of the year and the change."""
    now, base, change = told.amount, told.base, told.change
    if change is not None and base is not None:
        return quotient(change, base)
    if now is None or _may_be_zero(now):
        return None
    if base is not None and not _may_be_zero(base):
        return _from_base(now, base, told.falls)
    return _from_change(now, change, told.falls) if change is not None else None


def _from_base(now: Amount, base: Amount, falls: bool) -> Worked:
    """now / base - 1: each amount stands once, so that the range is no wider than it must be."""
    value, wide = now.figure.value / base.figure.value - 1, _range(now) / _range(base) - _ONE
    formula = f"({_plain(now)} − {_plain(base)}) ÷ {_plain(base)}"
    if falls:
        value, wide = -value, -wide
        formula = f"({_plain(base)} − {_plain(now)}) ÷ {_plain(base)}"
    return Worked(value, wide, formula, _terms(now, base))


def _from_change(now: Amount, change: Amount, falls: bool) -> Worked | None:
    """change / (now ∓ change) = 1 / (now / change ∓ 1)."""
    if _may_be_zero(change):
        return None
    side = -1 if falls else 1
    base = now.figure.value - side * change.figure.value
    wide = _range(now) / _range(change) - Interval.exact(Decimal(side))
    if base == 0 or wide.contains(Decimal(0)):
        return None
    formula = f"{_plain(change)} ÷ ({_plain(now)} {'+' if falls else '−'} {_plain(change)})"
    return Worked(change.figure.value / base, _ONE / wide, formula, _terms(now, change))


def _may_be_zero(amount: Amount) -> bool:
    return amount.figure.value == 0 or _range(amount).contains(Decimal(0))


def _range(amount: Amount) -> Interval:
    people = amount.kind == "people"
    return Interval.exact(amount.figure.value) if people else Interval.from_figure(amount.figure)


def _plain(amount: Amount) -> str:
    return wording.own(amount.figure.value, amount.figure)


def _terms(one: Amount, other: Amount) -> tuple[Term, Term]:
    return Term(one.label, one.figure), Term(other.label, other.figure)


@dataclass(frozen=True, slots=True)
class Words:
    """How a message begins, up to the percentage (``it rose by``, 增长), and what stands behind it
    in English (``of 总支出``)."""

    english: str
    chinese: str
    behind: str = ""


def rate_trial(
    rule: str, severity: str, label: str, rate: Figure, worked: Worked | None, words: Words
) -> Trial:
    """The check of a told percentage against the amounts. A percentage that was cut off instead of
    rounded is noted, no more."""
    spot = Spot(rule, "rate", label, rate.place, None, rate, worked.terms if worked else ())
    if worked is None:
        return untried(spot, "what it is compared with may be zero", "比较的基数可能为零")
    own = Interval.from_figure(rate)
    values = (rate.value, worked.value)
    if rate.value == worked.value:
        return _ranged(passed(spot, values=values), own, worked)
    said = _said(rate, worked, words)
    room = own.half + worked.wide.half
    if own.meets(worked.wide):
        trial = failed(spot, "note", said, tolerance=room, verdict="rounded")
    elif Interval(rate.value, rate.value + rate.step).meets(worked.wide):
        trial = failed(spot, "note", _cut(said), tolerance=room, verdict="rounded")
    else:
        material = is_material("rate", *values)
        trial = failed(spot, severity, said, material=material, tolerance=room)
    return _ranged(trial, own, worked)


def _ranged(trial: Trial, own: Interval, worked: Worked) -> Trial:
    check = replace(
        trial.check,
        stated_low=own.low,
        stated_high=own.high,
        recomputed_low=worked.wide.low,
        recomputed_high=worked.wide.high,
        formula=worked.formula,
    )
    finding = replace(trial.finding, check=check) if trial.finding else None
    return Trial(check, finding)


def _said(rate: Figure, worked: Worked, words: Words) -> Said:
    stated = wording.stated_text("rate", rate)
    right = wording.recomputed_text("rate", worked.value, rate, digits=False)
    return Said(
        f"{words.english} {stated}{words.behind}, but {worked.formula} = {right}.",
        f"{words.chinese} {stated}，而 {worked.formula} = {right}。",
        stated,
        right,
        (rate.value, worked.value),
        worked.formula,
    )


def _cut(said: Said) -> Said:
    return replace(
        said,
        message=said.message + " The percentage was cut off, not rounded.",
        message_zh=said.message_zh + "系截位而非四舍五入。",
    )
