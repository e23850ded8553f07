"""Rows whose points are their own: what a score may be held against."""

from __future__ import annotations

from normalize.report import Figure, Form, IndicatorRow

Points = tuple[IndicatorRow, Figure, Figure]


def awarded(form: Form) -> tuple[Points, ...]:
    """The indicators with a weight and a score, in points, that belong to them alone: not those of
    several rows in one cell, nor points beside the hundred (加分项, 扣分项). Found once a form."""
    return form.memo.once("awarded", lambda: _awarded(form))


def _awarded(form: Form) -> tuple[Points, ...]:
    below = form.indicators[1:]
    found: list[Points] = []
    for position, row in enumerate(form.indicators):
        weight, score = row.figures.get("weight"), row.figures.get("score")
        together = position < len(below) and "score" in below[position].shared
        if weight is not None and score is not None and not row.role and not together:
            found.append((row, weight, score))
    return tuple(found)
