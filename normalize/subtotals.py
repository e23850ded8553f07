"""The 小计 among the indicators: which rows each of them adds up, and the identities that follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.form import IndicatorLine, SubtotalLine
from extract.vocabulary import bare_label
from normalize import cells
from normalize.identities import awards
from normalize.identity import Identity, Operand, Ref
from normalize.refs import has, is_empty, ref_of
from normalize.report import Figure, Form, IndicatorRow, Subtotal
from normalize.text import join_lines, lazy, squeeze

_NAMED = lazy(r"(?P<name>.+?)(?:的)?(?:小计|合计)")
_OF_ALL = lazy(r"(?:绩效|自评|各项)*指标(?:自评)?(?:得分|分值)?")
_POINTS = ("weight", "score")


def subtotals(
    found: Sequence[SubtotalLine], lines: Sequence[IndicatorLine]
) -> tuple[Subtotal, ...]:
    """The subtotals of one form that print points; ``lines`` are its indicators."""
    return tuple(_read(found, lines))


def _read(found: Sequence[SubtotalLine], lines: Sequence[IndicatorLine]) -> Iterator[Subtotal]:
    before = 0
    for one in found:
        figures = dict(_figures(one))
        if figures:
            block = tuple(range(before + 1, one.after + 1))
            yield Subtotal(join_lines(one.label.text), _ended(one, lines), block, figures)
        before = one.after


def _figures(one: SubtotalLine) -> Iterator[tuple[str, Figure]]:
    for column in _POINTS:
        figure = cells.points(one.cells[column]) if column in one.cells else None
        if figure is not None:
            yield column, figure


def _ended(one: SubtotalLine, lines: Sequence[IndicatorLine]) -> tuple[int, ...]:
    """The rows of the level that a subtotal names, all for 绩效指标合计, else of the one that it stands
    in."""
    above = lines[: one.after]
    named = _NAMED.fullmatch(squeeze(one.label.text))
    if named and _OF_ALL.fullmatch(named["name"]):
        return tuple(range(1, len(above) + 1))
    if named:
        for level in ("level1", "level2"):
            rows = [
                number
                for number, line in enumerate(above, start=1)
                if bare_label(getattr(line, level).text) == bare_label(named["name"])
            ]
            if rows:
                return tuple(rows)
    level = f"level{one.level}"
    return tuple(
        number
        for number, line in enumerate(above, start=1)
        if getattr(line, level) == getattr(one, level)
    )


def subtotal_identities(form: Form) -> Iterator[Identity]:
    """The sum of each subtotal's weights and scores, over the rows of its level, over those since the
    subtotal before it, or over all above it with the execution or without: it agrees where one of
    these does."""
    rows = {row.row_no: row for row in form.indicators}
    for position, one in enumerate(form.subtotals):
        last = max((*one.rows, *one.block), default=0)
        readings = dict.fromkeys((one.rows, one.block, tuple(range(1, last + 1))))
        for column, figure in one.figures.items():
            label = one.label.strip()
            result = Ref("subtotals", position, column, label, figure.place, figure, "number")
            sums = [_parts([rows[n] for n in one if n in rows], column) for one in readings]
            funds = tuple(part for part in awards(form, column) if part.ref.table == "funds")
            for parts in (*sums, (*funds, *sums[-1])):
                if parts:
                    yield Identity(
                        rule="group-subtotal",
                        field=column,
                        label=label,
                        kind="sum",
                        result=result,
                        parts=parts,
                        either=f"group-subtotal:{position}:{column}",
                    )


def _parts(rows: Sequence[IndicatorRow], column: str) -> tuple[Operand, ...]:
    members = [row for row in rows if not is_empty(row)]
    if not any(has(row, column) for row in members):
        return ()
    return tuple(Operand(ref_of("indicators", row, column), exact=True) for row in members)
