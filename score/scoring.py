"""Which scoring policy holds for a row, and the marks that it gives."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex

from extract.frozen import dataclass
from normalize.interval import Interval
from normalize.report import Form, IndicatorRow
from normalize.text import narrow, squeeze
from score.formulas import Formula, policy, read_formula, share_of, speaks_of_marks

_HUNDRED = Decimal(100)
_ONE = Interval.exact(Decimal(1))
# a text that grants marks from some share on
_GRANTS = regex.compile(r"\d%.{0,12}?(?:满分|[得计为赋](?:\d|$))")


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The formulas that hold for a row; ``open`` where its own text grants marks in a way that is
    not understood, so that nothing can be claimed."""

    formulas: tuple[Formula, ...] = ()
    open: bool = False


def rulebook(form: Form, row: IndicatorRow) -> Rulebook:
    """What the row's own text says of its marks, else a remark of the form, else the policy that the
    user or the layout names; nothing where none of them speaks."""
    cell = row.cells.get("basis")
    texts = [text for text in cell.text.split("\n\n") if speaks_of_marks(text)] if cell else []
    if texts:
        read = _read(*texts, *(text.replace("\n", "；") for text in texts))
        return Rulebook((read,)) if read else Rulebook(open=any(map(_grants, texts)))
    if form.promise.attainment_text:
        read = read_formula(form.promise.attainment_text)
        return Rulebook((read,) if read else ())
    named = policy("attainment", form.promise.attainment, direction(row))
    return Rulebook((named,) if named else ())


def _read(*texts: str) -> Formula | None:
    return next(filter(None, map(read_formula, texts)), None)


def _grants(text: str) -> bool:
    return _GRANTS.search(squeeze(narrow(text))) is not None


def direction(row: IndicatorRow) -> str:
    """higher, lower or equal, as the target's operator says; higher where it says nothing."""
    known = {"<=": "lower", "<": "lower", "=": "equal" if row.direction == "equal" else "higher"}
    return known.get(row.target_op, "higher")


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks that a formula gives for a row: ``ranges`` for every way in which its percentages and
    the printed figures may be meant, ``plain`` for the figures just as printed."""

    ranges: tuple[Interval, ...]
    plain: Interval


def due(formula: Formula, row: IndicatorRow, weight: Decimal) -> Marks | None:
    """The marks of a row; None where the formula does not say, or target or actual are no
    numbers."""
    target, actual = row.target_value, row.actual_value
    if target is None or actual is None:
        return None
    wide = tuple(map(Interval.from_figure, (target, actual)))
    sharp = tuple(Interval.exact(figure.value) for figure in (target, actual))
    ranges = [formula.due(weight, share) for share in _shares(formula, row, *wide)]
    plain = [formula.due(weight, share) for share in _shares(formula, row, *sharp)]
    known = tuple(given for given in ranges if given is not None)
    if not known or len(known) < len(ranges) or plain[0] is None:
        return None
    return Marks(known, plain[0])


def _shares(
    formula: Formula, row: IndicatorRow, target: Interval, actual: Interval
) -> Iterator[Interval]:
    """The share of the target that was reached, the likeliest reading first; of a target in percent
    also what is missing in points, and the percentage itself."""
    lower = direction(row) == "lower" or formula.way == "inverse"
    told = bool(formula.steps or formula.per or formula.full_from != 1)
    percent = told and squeeze(row.target_unit) == "%"
    if percent:
        missing = actual - target if lower else target - actual
        yield _ONE - missing / Interval.exact(_HUNDRED)
    # what a form calls a share of a target that is better undercut is not said
    ways = ("inverse", "excess") if lower and formula.own else (formula.way,)
    for way in ways:
        if (share := share_of(way, target, actual, lower=lower)) is not None:
            yield share
    if percent and not lower:
        yield actual / Interval.exact(_HUNDRED)


def execution_rules(form: Form, text: str = "") -> tuple[tuple[Formula, ...], bool]:
    """The formulas by which the execution is scored otherwise than by weight times rate, and whether
    some text about it is not understood. ``text`` is what stands beside the score."""
    promise = form.promise
    if promise.execution_text:
        read = read_formula(promise.execution_text)
        return ((read,) if read else ()), read is None
    if not promise.execution_linear:
        named = policy("execution", promise.execution)
        return ((named,) if named else ()), False
    beside = read_formula(text) if speaks_of_marks(text) else None
    return ((beside,) if beside and not beside.linear else ()), False
