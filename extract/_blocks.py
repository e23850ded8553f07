"""Blocks of a form told by their header rows: the money table, the goals, the indicators."""

from __future__ import annotations

from collections.abc import Sequence

from extract._rows import Column, Row, Slot, looks_numeric, place
from extract.vocabulary import Vocabulary, bare_label

_MONEY = frozenset(("budget_initial", "budget", "arrived", "executed"))
SOURCE = "source"  # a column that holds one source of the budget
_LEVELS = frozenset(("level1", "level2", "level3"))
_MEASURES = frozenset(("target", "actual", "weight", "score", "direction"))


def _columns(row: Row, table: str, vocabulary: Vocabulary) -> list[Column]:
    return [
        Column(vocabulary.find(table, s.text) if s.own else "", s.first, s.last, s.text)
        for s in row.slots
    ]


def _numeric_cells(row: Row) -> int:
    return sum(1 for s in row.own if looks_numeric(s.text))


def fund_header(row: Row, vocabulary: Vocabulary) -> list[Column]:
    """The columns of the money table when this row announces them, else none.

    It takes two of its columns, one of them a budget or an execution, and no figures between.
    """
    columns = _without_title(row, _columns(row, "fund", vocabulary))
    columns = _sources_across(columns, vocabulary)
    fields = {c.field for c in columns} - {""}
    if not fields & _MONEY or len(fields) < 2 or _numeric_cells(row) > 1:
        return []
    columns = _net_of_pooled(columns) if "budget_net" in fields else columns
    return columns if len(sides(columns)) > 1 else _first_of_each(columns)


def sides(columns: Sequence[Column]) -> list[range]:
    """The halves of a money table, by column index: income on the left and spending on the right
    repeat the same columns, each half behind labels of its own."""
    named = [c.field for c in columns]
    for at in range(2, len(columns) - 1):
        left, right = set(named[:at]) - {""}, [n for n in named[at + 1 :] if n]
        if named[at] or not columns[at].header.strip() or len(right) < 2:
            continue
        if set(right) <= left and len(set(right)) == len(right) and set(right) & _MONEY:
            return [range(at), range(at, len(columns))]
    return [range(len(columns))]


def indicator_header(row: Row, vocabulary: Vocabulary) -> list[Column]:
    """The columns of the indicator table when this row announces them, else none."""
    columns = _columns(row, "indicator", vocabulary)
    fields = {c.field for c in columns} - {""}
    if len(fields) < 3 or not fields & _LEVELS or not fields & _MEASURES:
        return []
    return _first_of_each(_group_points(_named_by_deepest(columns)))


def _without_title(row: Row, columns: list[Column]) -> list[Column]:
    """预算资金 on the left of the whole block is its title, not a column of budgets."""
    if not columns or not columns[0].field:
        return columns
    first, rest = columns[0], columns[1:]
    if row.slots[0].cell.rowspan > 1 or any(c.field == first.field for c in rest):
        return [Column("", first.first, first.last, first.header), *rest]
    return columns


def _sources_across(columns: list[Column], vocabulary: Vocabulary) -> list[Column]:
    """中央 · 省 · 本级 · 其他 · 合计 as columns: the total is the budget, the others its sources."""
    if any(c.field == "budget" for c in columns):
        return columns
    items = [vocabulary.find("item", c.header) if not c.field else "" for c in columns]
    first = next((i for i, item in enumerate(items) if item not in ("", "total")), None)
    total = next((i for i in reversed(range(len(items))) if items[i] == "total"), None)
    if first is None or total is None or total - first < 2:
        return columns
    across = {i: SOURCE for i in range(first, total) if not columns[i].field} | {total: "budget"}
    return [
        Column(across.get(i, c.field), c.first, c.last, c.header) for i, c in enumerate(columns)
    ]


def _net_of_pooled(columns: list[Column]) -> list[Column]:
    """Where the budget is printed before and after pooling, the rate goes by what is left."""
    meaning = {"budget": "budget_initial", "budget_net": "budget"}
    return [Column(meaning.get(c.field, c.field), c.first, c.last, c.header) for c in columns]


def _named_by_deepest(columns: list[Column]) -> list[Column]:
    """A table without 三级指标 names its indicators in the deepest level that it has."""
    fields = {c.field for c in columns}
    if "level3" in fields:
        return columns
    deepest = "level2" if "level2" in fields else "level1"
    return [
        Column("level3" if c.field == deepest else c.field, c.first, c.last, c.header)
        for c in columns
    ]


def _group_points(columns: list[Column]) -> list[Column]:
    """一级指标 · 分值 · 二级指标 · 分值 · 三级指标 · 分值: only the last points are the row's own."""
    at = [i for i, c in enumerate(columns) if c.field == "weight"]
    meaning = {
        i: f"weight_{columns[i - 1].field}"
        for i in at[:-1]
        if i and columns[i - 1].field in ("level1", "level2")
    }
    return [
        Column(meaning.get(i, c.field), c.first, c.last, c.header) for i, c in enumerate(columns)
    ]


def _first_of_each(columns: list[Column]) -> list[Column]:
    """A field announced twice belongs to the first column; the other one is unknown, but for a
    second column of signs (指标性质 and 指标方向), which says it in other words."""
    seen: set[str] = set()
    out = []
    for col in columns:
        twice = bool(col.field) and col.field in seen
        seen.add(col.field)
        again = {"direction": "direction_more", SOURCE: SOURCE}.get(col.field, "")
        out.append(Column(again, col.first, col.last, col.header) if twice else col)
    return out


def sub_header(
    row: Row, columns: Sequence[Column], table: str, vocabulary: Vocabulary
) -> list[Column]:
    """The columns refined by a second header row (指标性质 · 指标值 · 度量单位 under 年度指标值).

    Empty when the row is no second header: all that begins in it must be header words.
    """
    named = [(s, vocabulary.find(table, s.text)) for s in row.filled]
    if not named or not all(field for _, field in named):
        return []
    if {field for _, field in named} <= _LEVELS:
        return []
    return _refine_ordinal(row, columns, named) if row.ordinal else _refine(columns, named)


def _refine(columns: Sequence[Column], named: list[tuple[Slot, str]]) -> list[Column]:
    out: list[Column] = []
    for col in columns:
        below = [(s, f) for s, f in named if s.first >= col.first and s.last <= col.last]
        if below:
            out += [Column(f, s.first, s.last, f"{col.header}\n{s.text}") for s, f in below]
        else:
            out.append(col)
    return out


def _refine_ordinal(
    row: Row, columns: Sequence[Column], named: list[tuple[Slot, str]]
) -> list[Column]:
    """In a dump the second header row holds blanks for merged headers, then the finer ones."""
    first = next(i for i, s in enumerate(row.slots) if s is named[0][0])
    parent = next((i for i, c in enumerate(columns) if c.field == "target"), first)
    finer = [Column(f, 0, 0, s.text) for s, f in named]
    return [*columns[:parent], *finer, *columns[parent + 1 :]]


def goal_header(row: Row, vocabulary: Vocabulary) -> bool:
    """True for the row 预期目标 · 实际完成情况."""
    fields = {vocabulary.find("goal", s.text) for s in row.filled}
    return {"goal", "goal_done"} <= fields


def brings_indicators(lines: Sequence[Row], vocabulary: Vocabulary) -> bool:
    """True where the first header among these rows is that of an indicator table, and nothing but
    a unit or a blank row stands over it."""
    for row in lines:
        if indicator_header(row, vocabulary):
            return True
        if fund_header(row, vocabulary) or any(vocabulary.find("head", s.text) for s in row.filled):
            return False
    return False


def brings_money(lines: Sequence[Row], vocabulary: Vocabulary) -> bool:
    """True where one of these rows is the header of a money table."""
    return any(
        fund_header(row, vocabulary) and not indicator_header(row, vocabulary) for row in lines
    )


def names_levels(row: Row, columns: Sequence[Column], vocabulary: Vocabulary) -> bool:
    """True where 产出指标 and 数量指标 stand in a row under the columns of their levels."""
    placed = place(row, columns) if columns else {}
    found = {
        col.field
        for i, col in enumerate(columns)
        for slot in placed.get(i, [])
        if col.field in ("level1", "level2")
        and slot.own
        and vocabulary.is_word(f"{col.field}_words", bare_label(slot.text))
    }
    return found == {"level1", "level2"}
