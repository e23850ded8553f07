"""Checks that are no sum: what was looked at, and how it came out."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from extract.document import Place
from extract.frozen import dataclass, maker
from normalize.report import Figure
from score import wording
from score.check import Check, Finding, Term
from score.materiality import is_material
from score.rule import Trial

_made = maker(Check)


class Spot(NamedTuple):
    """What a check looks at: the rule, the column and row concerned, the figure in question
    (``subject``) and the others that take part."""

    rule: str
    field: str
    label: str
    place: Place
    form_no: int | None = None
    subject: Figure | None = None
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What a finding says: both messages, and stated and recomputed as texts. ``values`` are the
    same two as numbers where they are; ``formula`` how the second was found."""

    message: str
    message_zh: str
    stated: str = ""
    recomputed: str = ""
    values: tuple[Decimal, Decimal] | None = None
    formula: str = ""


def passed(
    spot: Spot, verdict: str = "exact", values: tuple[Decimal, Decimal] | None = None
) -> Trial:
    """A check that agrees, exactly or (``verdict`` rounded) by rounding."""
    return Trial(_check(spot, verdict, values))


def agrees(
    rule: str,
    field: str,
    label: str,
    place: Place,
    form_no: int,
    subject: Figure | None,
    terms: tuple[Term, ...] = (),
    recomputed: Decimal | None = None,
) -> Check:
    """A cell that is as it should be: the check that :func:`passed` makes of such a spot, in fewer
    steps, for a rule that looks at every cell of a form."""
    stated = None if subject is None else subject.value
    return _made(
        rule, "exact", field, label, place, form_no,
        stated, None, None, recomputed, None, None, "", "", terms, subject,
    )  # fmt: skip


def left_open(
    rule: str,
    field: str,
    label: str,
    place: Place,
    form_no: int,
    subject: Figure,
    terms: tuple[Term, ...],
    why: tuple[str, str],
) -> Check:
    """A cell of which nothing can be claimed: the check that :func:`untried` makes of such a spot, in
    fewer steps. ``why`` says so in both languages."""
    return _made(
        rule, "not_checked", field, label, place, form_no,
        subject.value, None, None, None, None, None, "", why[0], terms, subject, why[1],
    )  # fmt: skip


def untried(spot: Spot, reason: str, reason_zh: str) -> Trial:
    """A check that could not be made, with why in both languages."""
    return Trial(_check(spot, "not_checked", None, reason, reason_zh))


def failed(
    spot: Spot,
    severity: str,
    said: Said,
    *,
    material: bool = False,
    tolerance: Decimal | None = None,
    verdict: str = "inconsistent",
) -> Trial:
    """A check that a person must see."""
    check = _check(spot, verdict, said.values, formula=said.formula)
    finding = Finding(
        rule=spot.rule,
        severity=severity,
        material=material,
        field=spot.field,
        label=spot.label,
        place=spot.place,
        message=said.message,
        message_zh=said.message_zh,
        stated=said.stated,
        recomputed=said.recomputed,
        difference=said.values[0] - said.values[1] if said.values else None,
        tolerance=tolerance,
        form_no=spot.form_no,
        verdict=verdict,
        check=check,
    )
    return Trial(check, finding)


def _check(
    spot: Spot,
    verdict: str,
    values: tuple[Decimal, Decimal] | None,
    reason: str = "",
    reason_zh: str = "",
    formula: str = "",
) -> Check:
    subject = spot.subject
    stated, recomputed = values or (subject.value if subject else None, None)
    # by position: names would have to be matched for every one of hundreds
    return _made(
        spot.rule, verdict, spot.field, spot.label, spot.place, spot.form_no,
        stated, None, None, recomputed, None, None,
        formula, reason, spot.terms, subject, reason_zh,
    )  # fmt: skip


def score_outside(spot: Spot, name: str, weight: Decimal, score: Decimal, limit: Decimal) -> Trial:
    """A score above its weight or below zero; ``limit`` is the nearest that may be given."""
    got, most = wording.plain(score), wording.plain(weight)
    said = Said(
        f"{name}: the score is {got}, outside 0 to {most}, its weight.",
        f"{name}的得分 {got} 超出 0 至分值 {most} 的范围。",
        got,
        wording.plain(limit),
        (score, limit),
    )
    return failed(spot, "error", said, material=is_material("score", score, limit))


def score_below_zero(spot: Spot, name: str, score: Decimal) -> Trial:
    """A score below zero where no weight says how much there may be."""
    got, zero = wording.plain(score), Decimal(0)
    said = Said(
        f"{name}: the score is {got}, below zero.",
        f"{name}的得分 {got} 为负数。",
        got,
        "0",
        (score, zero),
    )
    return failed(spot, "error", said, material=is_material("score", score, zero))
