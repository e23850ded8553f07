"""The columns that the widths of cells make, row by row, where no table says which cell stands in which."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

_NEAR = 0.008  # of the width: edges of cells that are one
_UNLIKE = 0.03  # of the width: how far two rows of one table differ in theirs at most


def edges(shares: Sequence[Sequence[float]]) -> list[list[int]]:
    """For each row, of whose cells ``shares`` has the widths, the numbers from 0 of the column edges
    that its cells begin and end at; nothing where the rows are not equally wide."""
    totals = [sum(row) for row in shares]
    if not min(totals) or max(totals) - min(totals) > _UNLIKE * max(totals):
        return []
    rows = [
        [0.0, *accumulate(share / total for share in row)]
        for row, total in zip(shares, totals, strict=True)
    ]
    bounds: list[float] = []
    for edge in sorted(edge for row in rows for edge in row):
        if not bounds or edge - bounds[-1] > _NEAR:
            bounds.append(edge)
    return [[_nearest(bounds, edge) for edge in row] for row in rows]


def _nearest(bounds: Sequence[float], edge: float) -> int:
    return min(range(len(bounds)), key=lambda k: abs(bounds[k] - edge))
