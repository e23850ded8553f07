"""The cells of a column of points as parts of a sum: awarded, not measured, so that they count as exact."""

from __future__ import annotations

from collections.abc import Iterable

from normalize.identity import Operand, Ref
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
        ref = ref_of(table, row, column)
        if ref.figure is not None:
            place = ref.place
            table_no, row_no, col = place.table, place.row, place.col
            if table_no is not None and row_no is not None and col is not None:
                spot = (table_no, row_no, col, place.line)  # lines of one cell are told apart
                if spot in seen:
                    continue
                seen.add(spot)
        parts.append(Operand(ref, _sign(row, ref), True))
    return tuple(parts)


def _sign(row: FundRow | IndicatorRow, ref: Ref) -> int:
    """Marks taken off are printed with a minus or without one."""
    off = isinstance(row, IndicatorRow) and row.role == "deduction"
    return -1 if off and ref.figure is not None and ref.figure.value > 0 else 1
