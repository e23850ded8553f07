"""Blocks of a form told by their header rows: the money table, the goals, the indicators."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from extract._fund_across import SOURCE, done_as_executed, sources_across
from extract._rows import COUNTERS, Column, Row, Slot, column_of, looks_numeric, place
from extract.text import MEMORY, lazy, squeeze
from extract.vocabulary import Vocabulary, bare_label

_MONEY = frozenset(("budget_initial", "budget", "arrived", "executed"))
_ONLY_INITIAL = frozenset(("budget_initial", "executed"))
_LEVELS = frozenset(("level1", "level2", "level3"))
_YEAR = lazy(r"20\d\d年?度?")
_MEASURES = frozenset(("target", "target_adjusted", "actual", "weight", "score", "direction"))


def _fields(row: Row, table: str, vocabulary: Vocabulary) -> list[str]:
    """What each cell of a row names. A year before a label (2022年全年预算数) says nothing where
    all that stand there are of one year."""
    texts = [s.cell.text if s.own else "" for s in row.slots]
    found = vocabulary.find_each(table, texts)
    if not any(map(_begins_with_year, filter(None, texts))):
        return found
    years = [_YEAR.match(squeeze(text)) for text in texts]
    if len({y[0][:4] for y in years if y}) == 1:
        for n, (year, slot) in enumerate(zip(years, row.slots, strict=True)):
            if year and not found[n]:
                found[n] = vocabulary.find(table, squeeze(slot.cell.text)[len(year[0]) :])
    return found


@lru_cache(maxsize=MEMORY)
def _begins_with_year(text: str) -> bool:
    return _YEAR.match(squeeze(text)) is not None


def names_columns(row: Row, vocabulary: Vocabulary) -> bool:
    """False for a row that no header can be: none of its cells heads a column."""
    known = vocabulary.memory("column")
    for slot in row.filled:
        text = slot.cell.text
        heads = known.get(text)
        if heads or (heads is None and vocabulary.heads_column(text)):
            return True
    return False


def _columns(row: Row, fields: Sequence[str]) -> list[Column]:
    slots = zip(fields, row.slots, strict=True)
    return [column_of(field, s.first, s.last, s.cell.text) for field, s in slots]


def fund_header(row: Row, vocabulary: Vocabulary) -> list[Column]:
    """The columns of the money table when this row announces them, else none.

    It takes two of its columns, one of them a budget or an execution, and no figures between.
    """
    if len(row.slots) < 2 or sum([looks_numeric(s.cell.text) for s in row.own]) > 1:
        return []
    named = _fields(row, "fund", vocabulary)
    if not any(named):
        return []
    columns = _without_title(row, _columns(row, named))
    columns = sources_across(done_as_executed(columns, vocabulary), vocabulary)
    fields = {c.field for c in columns} - {""}
    if not fields & _MONEY or len(fields) < 2:
        return []
    columns = _net_of_pooled(columns) if "budget_net" in fields else columns
    columns = _perhaps_adjusted(columns) if fields >= _ONLY_INITIAL else columns
    return columns if len(sides(columns)) > 1 else _first_of_each(columns)


def sides(columns: Sequence[Column]) -> list[range]:
    """The halves of a money table, by column index: income on the left and spending on the right
    repeat the same columns, each half behind labels of its own."""
    named = [c.field for c in columns]
    first = {name: at for at, name in reversed(list(enumerate(named)))}
    right: set[str] = set()
    start = 0
    for at in range(len(columns) - 2, 1, -1):
        if named[at + 1] in right:
            break
        right |= {named[at + 1]} - {""}
        if named[at] or not columns[at].header.strip() or len(right) < 2:
            continue
        if right & _MONEY and all(first[name] < at for name in right):
            start = at
    return [range(start), range(start, len(columns))] if start else [range(len(columns))]


def indicator_header(row: Row, vocabulary: Vocabulary) -> list[Column]:
    """The columns of the indicator table when this row announces them, else none."""
    if len(row.own) < 3 or sum([looks_numeric(s.cell.text) for s in row.own]) > 1:
        return []
    named = _fields(row, "indicator", vocabulary)
    if _MEASURES.isdisjoint(named):
        return []
    named = _beside_title(row, named, vocabulary)
    columns = _levels_by_place(row, _columns(row, _from_above(row, named, vocabulary)), vocabulary)
    fields = {c.field for c in columns} - {""}
    if len(fields) < 3 or not fields & _LEVELS or not fields & _MEASURES:
        return []
    return _first_of_each(_group_points(_named_by_deepest(columns)))


def _beside_title(row: Row, named: list[str], vocabulary: Vocabulary) -> list[str]:
    """What the cells name, the first one too where the title of the block stands in it beside the
    name of its column, as on pages without rules: 绩效指标 一级指标 (90分)."""
    first = row.slots[0]
    if named[0] or not first.own or "level1" in named:
        return named
    lines = [line.split() for line in first.cell.text.split("\n")]
    beside = "".join(words[-1] for words in lines if len(words) > 1)
    under = "".join(words[-1] for words in lines if words and beside)
    found = (vocabulary.find("indicator", text) for text in (beside, under))
    return [next((field for field in found if field in _LEVELS), ""), *named[1:]]


def _from_above(row: Row, named: list[str], vocabulary: Vocabulary) -> list[str]:
    """What the cells name that reach down from the row above: 实际完成值 beside 数值 · 单位."""
    if row.ordinal or not _LEVELS & set(named):
        return named
    return [
        vocabulary.find("indicator", s.cell.text)
        if not s.own and s.cell.place.row == row.number - 1
        else field
        for field, s in zip(named, row.slots, strict=True)
    ]


def _levels_by_place(row: Row, columns: list[Column], vocabulary: Vocabulary) -> list[Column]:
    """Headers of words unknown on the left of points: the nearest names the indicators (考核要点 · 应得分
    · 实得分), the one before it, left of a known name too, their level."""
    known = [c.field for c in columns]
    first = next((i for i, f in enumerate(known) if f in _MEASURES), 0)
    if not first or not {"weight", "score"} <= set(known) or {"level1", "level2"} & set(known):
        return columns
    if any(vocabulary.find("fund", c.header) in _MONEY for c in columns):
        return columns
    free = [i for i in range(first) if _may_name(row, columns[i], vocabulary)]
    if "level3" in known:
        free = [i for i in free if i < known.index("level3")]
        names = ["level1"]
    else:
        names = ["level3", "level1"]
    meaning = dict(zip(reversed(free), names, strict=False))
    return [
        Column(meaning.get(i, c.field), c.first, c.last, c.header) for i, c in enumerate(columns)
    ]


def _may_name(row: Row, column: Column, vocabulary: Vocabulary) -> bool:
    """True for a header that nothing knows, and that is not the title of the whole block."""
    text = squeeze(column.header)
    slot = next((s for s in row.slots if s.first == column.first), None)
    if column.field or not text or slot is None or not slot.own or slot.cell.rowspan > 1:
        return False
    tables = ("fund", "head", "row", "item")
    return text not in COUNTERS and not any(vocabulary.find(t, text) for t in tables)


def _without_title(row: Row, columns: list[Column]) -> list[Column]:
    """预算资金 on the left of the whole block is its title, not a column of budgets."""
    if not columns or not columns[0].field:
        return columns
    first, rest = columns[0], columns[1:]
    if row.slots[0].cell.rowspan > 1 or any(c.field == first.field for c in rest):
        return [Column("", first.first, first.last, first.header), *rest]
    return columns


def _net_of_pooled(columns: list[Column]) -> list[Column]:
    """Where the budget is printed before and after pooling, the rate goes by what is left."""
    meaning = {"budget": "budget_initial", "budget_net": "budget"}
    return [Column(meaning.get(c.field, c.field), c.first, c.last, c.header) for c in columns]


def _perhaps_adjusted(columns: list[Column]) -> list[Column]:
    """年初预算数 · words unknown · 全年执行数: what stands between may be the budget as adjusted."""
    named = [c.field for c in columns]
    if "budget" in named:
        return columns
    first, end = named.index("budget_initial"), named.index("executed")
    return [
        Column("adjustment", c.first, c.last, c.header)
        if first < i < end and not c.field and c.header.strip()
        else c
        for i, c in enumerate(columns)
    ]


def _named_by_deepest(columns: list[Column]) -> list[Column]:
    """A table without 三级指标 names its indicators in the deepest level that it has."""
    fields = {c.field for c in columns}
    if "level3" in fields:
        return _named_by_fourth(columns)
    deepest = "level2" if "level2" in fields else "level1"
    return [
        Column("level3" if c.field == deepest else c.field, c.first, c.last, c.header)
        for c in columns
    ]


def _named_by_fourth(columns: list[Column]) -> list[Column]:
    """三级指标 · 四级指标: the names stand in the last of them."""
    at = [i for i, c in enumerate(columns) if c.field == "level3"]
    fourth = next((i for i in at if "四级" in squeeze(columns[i].header)), None)
    if fourth is None or len(at) < 2:
        return columns
    return [
        Column("" if i in at and i != fourth else c.field, c.first, c.last, c.header)
        for i, c in enumerate(columns)
    ]


def _group_points(columns: list[Column]) -> list[Column]:
    """一级指标 · 分值 · 得分 · 二级指标 · 分值 · 三级指标 · 分值 · 得分: only the points right of the
    names are the row's own, where both sides print some."""
    named = [c.field for c in columns]
    names = named.index("level3") if "level3" in named else 0
    meaning: dict[int, str] = {}
    level = ""
    for i, field in enumerate(named[:names]):
        level = field if field in ("level1", "level2") else level
        if level and field in ("weight", "score") and field in named[names:]:
            meaning[i] = f"{field}_{level}"
    if not meaning:
        return columns
    return [
        Column(meaning.get(i, c.field), c.first, c.last, c.header) for i, c in enumerate(columns)
    ]


def _first_of_each(columns: list[Column]) -> list[Column]:
    """A field announced twice belongs to the first column; the other one is unknown, but for a
    second column of signs (指标性质 and 指标方向), which says it in other words."""
    seen: set[str] = set()
    out = []
    for col in columns:
        if col.field and col.field in seen:
            again = {"direction": "direction_more", SOURCE: SOURCE}.get(col.field, "")
            out.append(Column(again, col.first, col.last, col.header))
            continue
        seen.add(col.field)
        out.append(col)
    return out


def sub_header(
    row: Row, columns: Sequence[Column], table: str, vocabulary: Vocabulary
) -> list[Column]:
    """The columns refined by a second header row (指标性质 · 指标值 · 度量单位 under 年度指标值).

    Empty when the row is no second header: all that begins in it must be header words.
    """
    named = [(s, vocabulary.find(table, s.text)) for s in row.filled]
    if not any(field for _, field in named):
        ticked = table == "indicator" and _reached_down(row) and _under_headers(row, columns)
        return _refine(columns, named) if ticked else []
    dealt = _deal(row, columns) if row.ordinal and len(row.filled) > 1 else []
    if dealt:
        return [
            finer
            for c, below in zip(columns, dealt, strict=True)
            if below is not None
            for finer in _below(c, below, dict(named))
        ]
    if not all(field for _, field in named) and not _under_headers(row, columns):
        return []
    if {field for _, field in named} <= {"", *_LEVELS} and not _under_headers(row, columns):
        return []  # but 一级指标 · 二级指标 · 三级指标 under 评价指标
    return _refine_ordinal(row, columns, named) if row.ordinal else _refine(columns, named)


def _deal(row: Row, columns: Sequence[Column]) -> list[list[Slot] | None]:
    """In a dump that keeps empty cells: the finer headers below each header, none where the header
    reaches down; empty where the row is no such row, cell for cell, or holds a figure. None for a
    header whose finer ones stand in one run with those of the header before it."""
    slots = list(row.slots)
    if any(looks_numeric(s.text) for s in row.filled) or len(row.filled) == len(slots):
        return []
    over = len(columns) - sum(not s.own or s.blank for s in slots)  # headers with finer ones
    runs = sum(s.own and not s.blank and not _follows(slots, i) for i, s in enumerate(slots))
    dealt: list[list[Slot] | None] = []
    for _ in columns:
        if runs == 1 < over and dealt and dealt[-1] != [] and dealt.count(None) < over - 1:
            dealt.append(None)
            continue
        end = next((i for i, s in enumerate(slots) if not s.own or s.blank), len(slots))
        dealt.append(slots[:end])
        slots = slots[max(end, 1) :]
    return [] if slots or all(len(below or ()) < 2 for below in dealt) else dealt


def _follows(slots: Sequence[Slot], at: int) -> bool:
    return at > 0 and slots[at - 1].own and not slots[at - 1].blank


def _below(column: Column, below: Sequence[Slot], fields: dict[Slot, str]) -> list[Column]:
    """The columns that stand below one header; one of them holds its field where none is known."""
    if not below:
        return [column]
    named = any(fields[s] for s in below)
    return [
        Column(fields[s] if named else column.field, s.first, s.last, f"{column.header}\n{s.text}")
        for s in below
    ]


def _reached_down(row: Row) -> bool:
    """True for 已完成 · 部分完成 · 未完成 beside headers that reach down: several words, and no more than
    the headers beside them."""
    return 1 < len(row.filled) == len(row.own) < len(row.slots)


def _under_headers(row: Row, columns: Sequence[Column]) -> bool:
    """True where all that begins in a row stands under a header over several columns, with no figure
    among it, and the other headers reach down beside it: the rest of the header, words unknown."""
    if row.ordinal or any(looks_numeric(s.text) for s in row.own):
        return False
    wide = [c for c in columns if c.last > c.first]
    own = all(any(c.first <= s.first and s.last <= c.last for c in wide) for s in row.own)
    heads = {c.header for c in columns}
    return own and all(s.text in heads for s in row.slots if not s.own)


def _refine(columns: Sequence[Column], named: list[tuple[Slot, str]]) -> list[Column]:
    """Columns split by what stands below them; a header of known meaning keeps it where nothing
    below is known."""
    out: list[Column] = []
    for col in columns:
        below = [(s, f) for s, f in named if s.first >= col.first and s.last <= col.last]
        if below and (not col.field or any(f for _, f in below)):
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
    titled = any(f in _LEVELS for _, f in named)  # 绩效指标 over 一级指标 · 二级指标 · 三级指标
    return [*(() if titled else columns[:parent]), *finer, *columns[parent + 1 :]]


def goal_header(row: Row, vocabulary: Vocabulary) -> bool:
    """True for the row 预期目标 · 实际完成情况."""
    if len(row.filled) < 2:
        return False
    fields = vocabulary.find_each("goal", [s.cell.text for s in row.filled])
    return "goal" in fields and "goal_done" in fields


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
