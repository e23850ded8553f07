"""Lines of the money table → fund rows: item, unit, figures, and which row is a part of which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extract.form import FundLine, Printed
from extract.frozen import maker
from extract.vocabulary import Vocabulary, bare_label, label_points
from normalize import cells
from normalize.fund_tree import Named, parent_rows
from normalize.report import MONEY_COLUMNS, Figure, FundRow
from normalize.text import join_lines
from normalize.unit import money_unit

_made = maker(FundRow)
_POINTS = frozenset(("weight", "score"))
_LEAST_PARTS = 2
_NAMELESS = ("", "project")  # 项目资金总投入 is named by the project that it is for


def fund_rows(
    lines: Sequence[FundLine], above: Sequence[Printed], words: Vocabulary
) -> tuple[FundRow, ...]:
    """The clean rows of one form; ``above`` are the lines over it, where a unit may be declared."""
    over = cells.nearest_unit(*[p.text for p in reversed(above)])
    named = _with_total(lines, [_named(line, words) for line in lines], words)
    parents = parent_rows(named, words)
    rows: list[FundRow] = []
    heads = _NO_HEADS
    for number, (line, (group, item, _)) in enumerate(zip(lines, named, strict=True), start=1):
        parent = parents[number - 1]
        label = line.label.text
        if line.headers is not heads.headers:  # those of a block are the same
            heads = _heads(line.headers)
        unit = cells.nearest_unit(label, line.unit) or over
        whole = item == "total" or (len(lines) == 1 and not label)
        figures = _figures(line, heads, unit, whole and parent is None)
        rows.append(
            _made(
                row_no=number,
                group=group,
                item=item,
                label=join_lines(label),
                place=line.label.place,
                unit_stated=_stated(heads, unit, figures),
                parent_row=parent,
                cells=line.cells,
                figures=figures,
            )
        )
    return tuple(rows)


class _Heads(NamedTuple):
    """The units that the headers of some rows declare: that of each column of money, and the first."""

    headers: Mapping[str, str]
    units: Mapping[str, str]
    first: str


def _heads(headers: Mapping[str, str]) -> _Heads:
    money = [column for column in MONEY_COLUMNS if column in headers]
    units = {column: cells.nearest_unit(headers[column]) for column in money}
    return _Heads(headers, units, next(filter(None, units.values()), ""))


_NO_HEADS = _Heads({}, {}, "")


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


def _stated(heads: _Heads, unit: str, figures: Mapping[str, Figure]) -> str:
    own = {figures[c].unit for c in MONEY_COLUMNS if c in figures}
    declared = heads.first
    if len(own) == 1 and (declared or unit or any(money_unit(u) for u in own if u != "万元")):
        return own.pop()
    return declared or unit


def _figures(line: FundLine, heads: _Heads, unit: str, total: bool) -> dict[str, Figure]:
    printed = line.cells
    found: dict[str, Figure | None] = {}
    for column in MONEY_COLUMNS:
        cell = printed.get(column)
        if cell is not None:
            found[column] = cells.money(cell, heads.units.get(column) or unit)
    if "rate" in printed:
        found["rate"] = cells.rate(printed["rate"], line.headers.get("rate", ""))
    for column in ("weight", "score"):
        if column in printed:
            found[column] = cells.points(printed[column])
    if total and not found.get("weight"):
        found.pop("weight", None)
        found["weight"] = _weight_in_header(line)
    return {name: figure for name, figure in found.items() if figure is not None}


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
