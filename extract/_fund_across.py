"""A money table on its side: the sources stand in the header, the kinds of figures down the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract._rows import Column, Row, Slot, looks_numeric
from extract.form import FundLine
from extract.frozen import replace
from extract.text import squeeze
from extract.vocabulary import Vocabulary, bare_label

_FIELDS = frozenset(("budget_initial", "budget", "arrived", "executed", "rate", "weight", "score"))
_LONGEST_LABEL = 14
_LEAST_SOURCES = 3
SOURCE = "source"  # a column that holds one source of the budget
_SUBTOTALS = ("小计",)


@dataclass
class FundsAcross:
    """Reads 合计 · 中央财政 · 省级财政 over 年初预算数 · 100 · 50 · 30 into ``lines``, one a source."""

    vocabulary: Vocabulary
    lines: list[FundLine]
    fields: set[str]
    _sources: Sequence[tuple[Slot, int]] = ()  # the cell that names a source, its line
    _crossed: Sequence[tuple[int, str, int]] = ()  # first column, field, line
    _made: list[FundLine] = field(default_factory=list)
    _from_right: int = 0  # cells in the header row, for tables that lost their spans

    @property
    def resting(self) -> bool:
        """True where no header above waits for its rows."""
        return not self._sources

    @property
    def waiting(self) -> bool:
        """True below a crossed header, whose row of figures may follow."""
        return bool(self._crossed)

    def take(self, row: Row) -> bool:
        """True for the header of such a table, and for each row under it."""
        return self._row(row) or self._header(row)

    def crossed(self, row: Row, columns: Sequence[Column]) -> bool:
        """合计 · 财政拨款 · 其他资金 under 预算数 and again under 执行数: a line for each, whose figures
        stand in one row below."""
        columns = _spread(columns)
        wide = [c for c in columns if c.field in _FIELDS and c.last > c.first]
        over = [
            (s, next((c for c in wide if c.first <= s.first and s.last <= c.last), None))
            for s in row.filled
        ]
        if row.ordinal or len(wide) < 2 or not all(c and self._source(s.text) for s, c in over):
            return False
        labels = list(dict.fromkeys(squeeze(s.text) for s, _ in over))
        if len(over) != len(labels) * len(wide):
            return False
        self._crossed = [(s.first, c.field, labels.index(squeeze(s.text))) for s, c in over if c]
        alone = [c for c in columns if c.field in _FIELDS and c.last == c.first]
        total = next((n for n, text in enumerate(labels) if self._source(text) == "total"), None)
        if total is not None:
            self._crossed += [(c.first, c.field, total) for c in alone]
        unit = "\n".join(c.header for c in columns)
        headers = {c.field: c.header for c in columns if c.field}
        first = {squeeze(s.text): s for s, _ in reversed(over)}
        self._made = [FundLine(first[t].printed(), "", unit, {}, headers) for t in labels]
        return True

    def named_totals(self, row: Row, columns: Sequence[Column]) -> list[Column]:
        """The columns where the rows under a crossed header have names of their own (tasks): each kind
        of figure is that of 总额, the first cell under it; none where the row is not such a row."""
        if not self._crossed or all(looks_numeric(s.text) for s in row.filled):
            return []
        columns = _spread(columns)
        firsts = sorted(first for first, _, _ in self._crossed)
        items = {at: self._item(self._made[at].label.text) for _, _, at in self._crossed}
        total = {first for first, _, at in self._crossed if items[at] == "total"}
        parts = [c for c in columns if c.last > c.first and c.field in _FIELDS]
        self._crossed = ()
        refined: list[Column] = []
        for column in columns:
            under = [f for f in firsts if column.first <= f <= column.last]
            if column not in parts or not under:
                refined.append(column)
                continue
            ends = [*(f - 1 for f in under[1:]), column.last]
            refined += [
                Column(column.field if first in total else "", first, last, column.header)
                for first, last in zip(under, ends, strict=True)
            ]
        return refined

    def below_crossed(self, row: Row) -> bool:
        """The row of figures under a crossed header."""
        crossed, self._crossed = self._crossed, ()
        if not crossed or any(not looks_numeric(s.text) for s in row.filled):
            return False
        for column, name, at in crossed:
            slot = next((s for s in row.own if s.first == column), None)
            if slot is not None:
                line = self._made[at]
                self._made[at] = replace(line, cells={**line.cells, name: slot.printed()})
        self.lines += self._made
        return True

    def _header(self, row: Row) -> bool:
        rest = row.filled[1:]  # behind the title
        if len(rest) < _LEAST_SOURCES:
            return False
        if self.vocabulary.find("fund", rest[-1].text) == "reason":
            rest = rest[:-1]  # 备注
        items = [self._item(s.text) for s in rest]
        if len(rest) < _LEAST_SOURCES or not all(items):
            return False
        if items.count("total") != 1 or len(set(items)) < _LEAST_SOURCES:
            return False
        unit = "\n".join(s.text for s in row.filled if s not in rest)
        start, self._from_right = len(self.lines), len(row.slots)
        self._sources = [(s, start + n) for n, s in enumerate(rest)]
        self.lines += [FundLine(s.printed(), "", unit, {}, {}) for s in rest]
        return True

    def _row(self, row: Row) -> bool:
        if not self._sources or not row.filled:
            return False
        lead, *values = row.filled
        name = self.vocabulary.find("fund", lead.text)
        if name not in _FIELDS or not any(looks_numeric(s.text) for s in values):
            self._sources = ()
            return False
        for source, at in self._sources:
            below = self._below(row, source)
            if below is not None and below is not lead:
                line = self.lines[at]
                cells = {**line.cells, name: below.printed()}
                headers = {**line.headers, name: lead.text}
                self.lines[at] = replace(line, cells=cells, headers=headers)
        self.fields.add(name)
        return True

    def _below(self, row: Row, source: Slot) -> Slot | None:
        """The cell under a source: by its column, from the right where the spans are lost."""
        if row.ordinal:
            shift = len(row.slots) - self._from_right
            return next((s for s in row.own if s.first == source.first + shift), None)
        return next((s for s in row.own if s.first <= source.first <= s.last), None)

    def _source(self, text: str) -> str:
        """小计 · 财政拨款 · 其他资金: beside its sources a subtotal is the total of its header."""
        return self._item(text) or ("total" if squeeze(text) in _SUBTOTALS else "")

    def _item(self, text: str) -> str:
        bare = squeeze(text)
        if len(bare) > _LONGEST_LABEL or any(map(str.isdigit, bare)):
            return ""
        return self.vocabulary.find("item", bare_label(text))


def _spread(columns: Sequence[Column]) -> list[Column]:
    """The columns where a sheet without merged cells leaves blanks behind a header: it stands over
    them too."""
    spread: list[Column] = []
    for column in columns:
        over = spread[-1] if spread else None
        if over is not None and over.field in _FIELDS and not column.header.strip():
            spread[-1] = Column(over.field, over.first, column.last, over.header)
        else:
            spread.append(column)
    return spread


def sources_across(columns: list[Column], vocabulary: Vocabulary) -> list[Column]:
    """中央 · 省 · 本级 · 其他 · 合计 as columns: the total is the budget, the others its sources."""
    if any(c.field == "budget" for c in columns):
        return columns
    if len(columns) < 3 or not any(c.field not in ("", "reason") for c in columns):
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


def done_as_executed(columns: list[Column], vocabulary: Vocabulary) -> list[Column]:
    """年度预算数 · 实际完成数 · 完成率: beside a budget what was done is money, where no other column
    holds what was spent."""
    fields = {c.field for c in columns}
    if "budget" not in fields or "executed" in fields:
        return columns
    blank = (c for c in columns if not c.field and c.header.strip())
    done = next((c for c in blank if vocabulary.find("indicator", c.header) == "actual"), None)
    return [Column("executed", c.first, c.last, c.header) if c is done else c for c in columns]
