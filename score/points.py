"""Rows whose points are their own: what a score may be held against."""

from __future__ import annotations

from collections.abc import Iterator

from normalize.report import Figure, Form, IndicatorRow


def awarded(form: Form) -> Iterator[tuple[IndicatorRow, Figure, Figure]]:
    """The indicators with a weight and a score, in points, that belong to them alone: not those of
    several rows in one cell, nor points beside the hundred (加分项, 扣分项)."""
    below = form.indicators[1:]
    for position, row in enumerate(form.indicators):
        weight, score = row.figures.get("weight"), row.figures.get("score")
        together = position < len(below) and "score" in below[position].shared
        if weight is not None and score is not None and not row.role and not together:
            yield row, weight, score
