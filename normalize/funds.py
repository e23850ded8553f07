"""Lines of the money table → fund rows: item, unit, figures, and which row is a part of which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extract.form import FundLine, Printed
from extract.vocabulary import Vocabulary, bare_label, label_points
from normalize import cells
from normalize.fund_tree import Named, parent_rows
from normalize.report import MONEY_COLUMNS, Figure, FundRow
from normalize.text import join_lines
from normalize.unit import money_unit

_POINTS = frozenset(("weight", "score"))
_LEAST_PARTS = 2
_NAMELESS = ("", "project")  # 项目资金总投入 is named by the project that it is for


def fund_rows(
    lines: Sequence[FundLine], above: Sequence[Printed], words: Vocabulary
) -> tuple[FundRow, ...]:
    """The clean rows of one form; ``above`` are the lines over it, where a unit may be declared."""
    captions = [p.text for p in reversed(above)]
    named = _with_total(lines, [_named(line, words) for line in lines], words)
    parents = parent_rows(named, words)
    rows: list[FundRow] = []
    for number, (line, (group, item, _)) in enumerate(zip(lines, named, strict=True), start=1):
        parent = parents[number - 1]
        unit = cells.nearest_unit(line.label.text, line.unit, *captions)
        whole = item == "total" or (len(lines) == 1 and not line.label.text)
        figures = dict(_figures(line, unit, whole and parent is None))
        rows.append(
            FundRow(
                row_no=number,
                group=group,
                item=item,
                label=join_lines(line.label.text),
                place=line.label.place,
                unit_stated=_stated(line, unit, figures),
                parent_row=parent,
                cells=line.cells,
                figures=figures,
            )
        )
    return tuple(rows)


def _named(line: FundLine, words: Vocabulary) -> Named:
    group = words.find("group", line.group) if line.group else ""
    return group, words.find("item", bare_label(line.label.text)), line.label.text


def _with_total(lines: Sequence[FundLine], named: list[Named], words: Vocabulary) -> list[Named]:
    """The rows, the first of them a total where it alone has points, in words that nobody knows
    (资金总投入), or where it has no label, over nothing but sources of the same block."""
    group, item, label = named[0] if named else ("", "", "")
    below = named[1:]
    if item not in _NAMELESS or len(below) < _LEAST_PARTS or any(g != group for g, _, _ in below):
        return named
    scored = [_is_scored(line) for line in lines]
    sources = words.words("sources", "items")
    if any(scored[1:]) or any(i not in sources for _, i, _ in below):
        return named
    if label and not scored[0]:
        return named
    return [(group, "total", label), *below]


def _is_scored(line: FundLine) -> bool:
    return any(cells.points(line.cells[name]) for name in _POINTS if name in line.cells)


def _stated(line: FundLine, unit: str, figures: Mapping[str, Figure]) -> str:
    own = {figures[c].unit for c in MONEY_COLUMNS if c in figures}
    declared = cells.nearest_unit(*(line.headers.get(c, "") for c in MONEY_COLUMNS))
    if len(own) == 1 and (declared or unit or any(money_unit(u) for u in own if u != "万元")):
        return own.pop()
    return declared or unit


def _figures(line: FundLine, unit: str, total: bool) -> list[tuple[str, Figure]]:
    found: list[tuple[str, Figure | None]] = []
    for column in MONEY_COLUMNS:
        if column in line.cells:
            declared = cells.nearest_unit(line.headers.get(column, "")) or unit
            found.append((column, cells.money(line.cells[column], declared)))
    if "rate" in line.cells:
        found.append(("rate", cells.rate(line.cells["rate"], line.headers.get("rate", ""))))
    given = [c for c in ("weight", "score") if c in line.cells]
    found += [(column, cells.points(line.cells[column])) for column in given]
    if total and not any(name == "weight" and figure for name, figure in found):
        found.append(("weight", _weight_in_header(line)))
    return [(name, figure) for name, figure in found if figure is not None]


def _weight_in_header(line: FundLine) -> Figure | None:
    """分值（10分）, 得分（20分*执行率）, 预算执行情况（10分）: points printed beside the table."""
    for text in (
        line.headers.get("weight", ""),
        line.headers.get("score", ""),
        *line.unit.split("\n"),
    ):
        shown = label_points(text)
        if shown:
            return cells.points(Printed(shown, line.label.place))
    return None
