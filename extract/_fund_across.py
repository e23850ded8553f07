"""A money table on its side: the sources stand in the header, the kinds of figures down the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extract._rows import Column, Row, Slot, looks_numeric
from extract.form import FundLine
from extract.text import squeeze
from extract.vocabulary import Vocabulary, bare_label

_FIELDS = frozenset(("budget_initial", "budget", "arrived", "executed", "rate", "weight", "score"))
_LONGEST_LABEL = 14
_LEAST_SOURCES = 3


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

    def take(self, row: Row) -> bool:
        """True for the header of such a table, and for each row under it."""
        return self._row(row) or self._header(row)

    def crossed(self, row: Row, columns: Sequence[Column]) -> bool:
        """合计 · 财政拨款 · 其他资金 under 预算数 and again under 执行数: a line for each, whose figures
        stand in one row below."""
        wide = [c for c in columns if c.field in _FIELDS and c.last > c.first]
        over = [
            (s, next((c for c in wide if c.first <= s.first and s.last <= c.last), None))
            for s in row.filled
        ]
        if row.ordinal or len(wide) < 2 or not all(c and self._item(s.text) for s, c in over):
            return False
        labels = list(dict.fromkeys(squeeze(s.text) for s, _ in over))
        if len(over) != len(labels) * len(wide):
            return False
        self._crossed = [(s.first, c.field, labels.index(squeeze(s.text))) for s, c in over if c]
        alone = [c for c in columns if c.field in _FIELDS and c.last == c.first]
        total = next((n for n, text in enumerate(labels) if self._item(text) == "total"), None)
        if total is not None:
            self._crossed += [(c.first, c.field, total) for c in alone]
        unit = "\n".join(c.header for c in columns)
        headers = {c.field: c.header for c in columns if c.field}
        first = {squeeze(s.text): s for s, _ in reversed(over)}
        self._made = [FundLine(first[t].printed(), "", unit, {}, headers) for t in labels]
        return True

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
        named = [s for s in row.filled if self._item(s.text)]
        title, *rest = row.filled or (None,)
        if rest and self.vocabulary.find("fund", rest[-1].text) == "reason":
            rest = rest[:-1]  # 备注
        if title is None or len(rest) < _LEAST_SOURCES or any(s not in named for s in rest):
            return False
        items = [self._item(s.text) for s in rest]
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

    def _item(self, text: str) -> str:
        bare = squeeze(text)
        if len(bare) > _LONGEST_LABEL or any(c.isdigit() for c in bare):
            return ""
        return self.vocabulary.find("item", bare_label(text))
