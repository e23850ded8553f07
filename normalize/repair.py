"""The smallest changes that make a form agree with itself, and the few that may be carried out.

:func:`explain` searches, for every contradiction of a form, all smallest explanations: a unit that
slipped for a whole column, one wrong figure, two swapped cells, a row left out or counted twice;
two wrong figures only where nothing smaller does. :func:`repairs` keeps those that leave no doubt:
one explanation, one value, and two identities that have nothing else in common behind it. A
difference that divides by nine proves nothing (one in nine does), so no repair rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal, localcontext
from itertools import combinations
from typing import TypeVar

from normalize._repair_chapters import chapter_of, chapters
from normalize._repair_edits import Edit, edits
from normalize._repair_explain import DIGITS, explanations
from normalize._repair_model import Draft, build
from normalize._repair_rank import places
from normalize._repair_text import text_identities
from normalize._repair_types import PROMISED, Change, Evidence, Explanation, Repair, Slip
from normalize._repair_units import Scaled, scaled_figures, scaled_sets, step_before
from normalize._repair_unmoved import hopeful
from normalize._repair_witness import TOLD, Witnesses
from normalize._repair_words import (
    cell_words,
    column_words,
    kind_words,
    printed,
    reason,
    sentence,
    told,
)
from normalize.identities import identities, narrative_identities
from normalize.identity import Identity, Key, disagree, evaluate
from normalize.report import Figure, Form, FundRow, IndicatorRow, Report

Row = TypeVar("Row", FundRow, IndicatorRow)

__all__ = [
    "PROMISED",
    "Change",
    "Edit",
    "Evidence",
    "Explanation",
    "Repair",
    "Scaled",
    "Slip",
    "apply",
    "cell_words",
    "column_words",
    "explain",
    "explain_text",
    "kind_words",
    "moved_points",
    "printed",
    "readings",
    "repairs",
    "sentence",
    "step_before",
    "text_identities",
    "told",
    "undone",
]


def explain(
    form: Form, report: Report | None = None, more: Iterable[Identity] = ()
) -> tuple[Explanation, ...]:
    """Every contradiction of a form with the smallest slips that would explain it, best first.

    ``report`` gives the rest of the document, which says some figures again; ``more`` are further
    identities to settle together with those of the form (of the narrative, or between the two).
    Contradictions that one slip explains better than several do are one. The search runs once for
    the same form, report and identities.
    """
    further = tuple(more)
    memo, name = (report or form).memo, ("explain", form.form_no)
    own = form if report else None  # a memo that held its owner would never be let go
    kept = memo.kept.get(name)
    if kept is not None and kept[0] is own and kept[1] == further:
        found: tuple[Explanation, ...] = kept[2]
        return found
    found = _explained(form, report, further)
    memo.kept[name] = (own, further, found)
    return found


def _explained(
    form: Form, report: Report | None, more: tuple[Identity, ...]
) -> tuple[Explanation, ...]:
    stated = (*identities(form), *more)
    if not disagree(stated):
        return ()
    told = chapter_of(report, form) if report else None
    return explanations(form.form_no, build(more, _draft(form)), Witnesses(told, (form,)))


def _draft(form: Form) -> Draft:
    """The identities of a form, to be added to."""
    return form.memo.once("draft", lambda: Draft().add(identities(form)))


def explain_text(report: Report) -> tuple[Explanation, ...]:
    """The same for the sums that the narrative states; the forms bear witness. Of a file that holds
    several reports, each by itself."""
    return report.memo.once(
        "explain-text", lambda: tuple(e for part in chapters(report) for e in _told(part))
    )


def _told(report: Report) -> tuple[Explanation, ...]:
    stated = text_identities(report)
    if not disagree(stated):
        return ()
    return explanations(None, build(stated), Witnesses(report, report.forms))


def moved_points(source: Form | Report) -> tuple[Scaled, ...]:
    """Every figure, and every column of the money table, that a power of ten brings to agree with
    all identities it takes part in, one failing before; of a form or of a narrative's sums."""
    stated = identities(source) if isinstance(source, Form) else narrative_identities(source)
    few = hopeful(stated)
    if few is not None and not few:
        return ()
    model = build((), _draft(source)) if isinstance(source, Form) else build(_holding(stated, few))
    with localcontext() as context:
        context.prec = DIGITS
        return (*scaled_figures(model, few), *scaled_sets(model, "column"))


def _holding(stated: Iterable[Identity], few: frozenset[Key] | None) -> list[Identity]:
    """Those sums of a narrative that hold one of a few figures; all of them where the figures are not
    told, and where one is below zero: then any may be."""
    every = list(stated)
    figures = [ref.figure for identity in every for ref in identity.refs]
    if few is None or any(figure is not None and figure.value < 0 for figure in figures):
        return every
    return [i for i in every if any(ref.key in few for ref in i.refs)]


def readings(figure: Figure, low: Decimal, high: Decimal) -> tuple[Edit, ...]:
    """Every value in ``low .. high`` (clean unit) that one slip of a hand turns into what is
    printed, the likeliest first; nothing that needs a finer digit than is printed."""
    if not figure.step:
        return ()
    return edits(figure.value, figure.step, low, high, places(figure), money="")


# ── repairs ──────────────────────────────────────────────────────────────────────────────────


def repairs(
    form: Form, report: Report | None = None, explained: Iterable[Explanation] | None = None
) -> tuple[Repair, ...]:
    """The changes that leave no doubt: one explanation, one value, two independent identities.

    ``explained`` are the explanations of the whole document, where they are known already; those
    of other forms and of the narrative alone are passed over, and so is a slip that changes what
    the narrative says.
    """
    known = explain(form, report) if explained is None else explained
    found: list[Repair] = []
    for explanation in known:
        if explanation.form_no == form.form_no and _beyond_doubt(explanation):
            slip = explanation.slips[0]
            found += (_repair(form.form_no, explanation, slip, change) for change in slip.changes)
    return tuple(repair for repair in found if repair.table in _TABLES.values())


_LARGE = Decimal("1e15")
_TOTALS = ("weight_total_stated", "score_total_stated", "staff_quota", "staff_actual")
_TABLES = {"funds": "funds", "indicators": "indicators", "form": "forms"}


def _beyond_doubt(explanation: Explanation) -> bool:
    if not explanation.unique:
        return False
    slip = explanation.slips[0]
    one_slip = len(slip.changes) == 1 or slip.kind in ("unit", "swap")
    told = any(change.ref.table in TOLD for change in slip.changes)
    sure = bool(slip.changes) and one_slip and slip.settled and not told
    return sure and _backed(explanation, slip) and _to_the_digit(explanation, slip)


def _to_the_digit(explanation: Explanation, slip: Slip) -> bool:
    """True when the proposed values make one identity agree to its last digit: a slip that only
    rounding lets in may lead to the wrong one of a few neighbours. A figure that equals the one it
    may be copied from is a round share of it wherever the point is put: that proves nothing."""
    new = {change.key: _meant(change) for change in slip.changes}
    copied = {e.ref.key for e in slip.evidence if e.code == "copied" and e.ref}
    telling = (i for i in _each(explanation) if copied.isdisjoint(ref.key for ref in i.refs))
    tried = (evaluate(i, lambda ref: new.get(ref.key, ref.figure)) for i in telling)
    return any(outcome.verdict == "exact" for outcome in tried)


def _meant(change: Change) -> Figure:
    figure, value = change.figure, change.proposed
    return replace(figure, value=value, step=_step(figure.step, figure.value, value))


def _backed(explanation: Explanation, slip: Slip) -> bool:
    """True when two of the settled identities share nothing but what changes."""
    changed = set(slip.keys)
    others = [{ref.key for ref in i.refs if ref.figure} - changed for i in _each(explanation)]
    return any(a and b and not a & b for a, b in combinations(others, 2))


def _each(explanation: Explanation) -> list[Identity]:
    """The failing identities, several ways to one figure counted once."""
    found: dict[object, Identity] = {}
    for position, identity in enumerate(explanation.identities):
        found.setdefault(identity.either or position, identity)
    return list(found.values())


def _repair(form_no: int, explanation: Explanation, slip: Slip, change: Change) -> Repair:
    ref = change.ref
    rule = "unit-slip" if slip.kind in ("unit", "shift") else explanation.identities[0].rule
    why, why_zh = reason(explanation, slip)
    return Repair(
        form_no=form_no,
        table=_TABLES.get(ref.table, ref.table),
        row_no=ref.row_no,
        column=ref.column,
        old=_plain(change.figure.value),
        new=_plain(_trimmed(change)),
        rule=rule,
        reason=why,
        reason_zh=why_zh,
    )


def _trimmed(change: Change) -> Decimal:
    """What a figure should read, without zeros behind its own last digit."""
    value, step = change.proposed, change.figure.step
    short = value.quantize(step) if step and abs(value) < _LARGE else value
    return short if short == value else value


def _plain(value: Decimal) -> str:
    return format(value, "f")


# ── carrying them out ────────────────────────────────────────────────────────────────────────


def apply(form: Form, repairs: Iterable[Repair]) -> Form:
    """The form with clean values changed; what is printed (``raw``, ``cells``) stays.

    A repair whose cell is not in the form, or no longer holds ``old``, is ValueError.
    """
    todo: dict[Key, Repair] = {(r.table, r.row_no, r.column): r for r in repairs}
    done: set[Key] = set()
    funds = tuple(_row(row, "funds", todo, done) for row in form.funds)
    indicators = tuple(_row(row, "indicators", todo, done) for row in form.indicators)
    weight, score, quota, actual = (_total(form, column, todo, done) for column in _TOTALS)
    if lost := todo.keys() - done:
        raise ValueError(f"no such cell in form {form.form_no}: {sorted(map(str, lost))}")
    return replace(
        form,
        funds=funds,
        indicators=indicators,
        weight_total_stated=weight,
        score_total_stated=score,
        staff_quota=quota,
        staff_actual=actual,
    )


def _total(form: Form, column: str, todo: Mapping[Key, Repair], done: set[Key]) -> Figure | None:
    key = ("forms", None, column)
    figure: Figure | None = getattr(form, column)
    if key not in todo or figure is None:
        return figure
    done.add(key)
    return _figure(figure, todo[key])


def _row(row: Row, table: str, todo: Mapping[Key, Repair], done: set[Key]) -> Row:
    figures = dict(row.figures)
    for column, figure in row.figures.items():
        key = (table, row.row_no, column)
        if key in todo:
            figures[column] = _figure(figure, todo[key])
            done.add(key)
    return row if figures == row.figures else replace(row, figures=figures)


def _figure(figure: Figure, repair: Repair) -> Figure:
    old, new = Decimal(repair.old), Decimal(repair.new)
    if figure.value != old:
        raise ValueError(f"{repair.column} is {figure.value}, the repair expects {repair.old}")
    return replace(figure, value=new, step=_step(figure.step, old, new))


def _step(step: Decimal, old: Decimal, new: Decimal) -> Decimal:
    """The last digit of a changed figure: moved along with a point that moved, else finer or
    coarser by as many digits as the new figure is written with. The way back gives ``step`` again.
    """
    for power in range(-8, 9):
        if power and old and old.scaleb(power) == new:
            return step.scaleb(power)
    return step.scaleb(_exponent(new) - _exponent(old))


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def undone(repair: Repair) -> Repair:
    """The repair that takes a repair back."""
    return replace(repair, old=repair.new, new=repair.old)
