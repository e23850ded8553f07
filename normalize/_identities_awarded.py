"""The cells of a column of points as parts of a sum: awarded, not measured, so that they count as exact."""

from __future__ import annotations

from collections.abc import Iterable

from normalize.identity import Operand, operand, ref_to
from normalize.refs import has, is_empty, ref_of
from normalize.report import FundRow, IndicatorRow


def awarded(table: str, rows: Iterable[FundRow | IndicatorRow], column: str) -> tuple[Operand, ...]:
    """The cells of a column of points, each once; rows that nobody filled in have none. Nothing
    where the layout has no such column."""
    members = [row for row in rows if row.figures or not is_empty(row)]
    if not any(has(row, column) for row in members):
        return ()
    seen: set[tuple[int | None, ...]] = set()
    parts = []
    for row in members:
        figure = row.figures.get(column)
        if figure is None:
            parts.append(operand(ref_of(table, row, column), 1, True))
            continue
        place, sign = figure.place, 1
        table_no, row_no, col = place.table, place.row, place.col
        if table_no is not None and row_no is not None and col is not None:
            spot = (table_no, row_no, col, place.line)  # lines of one cell are told apart
            if spot in seen:
                continue
            seen.add(spot)
        if isinstance(row, FundRow):
            label = row.label
        else:
            label = row.level3
            if row.role == "deduction" and figure.value > 0:
                sign = -1  # marks taken off are printed with a minus or without one
        own = ref_to(table, row.row_no, column, label.strip(), place, figure, "number")
        parts.append(operand(own, sign, True))
    return tuple(parts)
