"""What the rows of a form add up to, and the grade that the sum would get."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from normalize.report import Form


def total(form: Form, column: str) -> Decimal | None:
    """Sum of ``column`` (weight or score) over every row that counts in the form's total, as
    printed, in points; None where no row has any."""
    from normalize.identities import awards

    points = [part.sign * p.value for part in awards(form, column) if (p := part.ref.figure)]
    return sum(points, Decimal(0)) if points else None


def grade(form: Form, score: Decimal | None) -> str:
    """The band that ``score`` falls in by the form's own policy; empty where the form has no
    scores, or scores that are not out of a hundred."""
    if score is None or form.promise.weights_to != 100:
        return ""
    from score.policy import band

    return str(band(score, form.promise.grade_text or form.promise.grade_bands))
