"""The money table of a form: rows under header columns, or labels and values by turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import regex

from extract._blocks import SOURCE, sides
from extract._heads import LABEL_VALUE
from extract._rows import Column, Placed, Row, Slot, looks_numeric, place
from extract.document import Place
from extract.form import FundLine, Printed
from extract.text import is_blank
from extract.vocabulary import Vocabulary, bare_label, label_points

_MONEY = frozenset(("budget_initial", "budget", "arrived", "executed"))
_PAIRED = _MONEY | {"rate", "score", "weight"}
_AMOUNT_TOLD = regex.compile(
    r"(?P<label>.{2,30}?)[:：]\s*(?P<value>[\d.,，．０-９]*\s*(?:亿|万)?元?)", regex.DOTALL
)
_NOTHING = Printed("", Place())


@dataclass
class FundBlock:
    """Collects the lines of the money table; ``labels`` are the row labels met, folded."""

    vocabulary: Vocabulary
    lines: list[FundLine] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    _columns: Sequence[Column] = ()
    _unit_text: str = ""
    _group: str = ""
    _sides: Sequence[Slot] = ()
    _halves: Sequence[range] = ()
    _stack: set[str] | None = None  # fields of the line that pairs one below the other are making

    def announce(self, columns: Sequence[Column]) -> None:
        """A header row: these columns hold from here on."""
        self._columns, self._group, self._sides = columns, "", ()
        self._unit_text = "\n".join(c.header for c in columns if not c.field)
        self._halves = sides(columns)
        self.fields |= {c.field for c in columns if c.field}

    def take(self, row: Row) -> bool:
        """Adds a row under the announced columns; False when it is none of this table's."""
        if self._told(row):
            return True
        placed = place(row, self._columns)
        taken = [self._take_side(placed, half) for half in self._halves]
        return any(taken)

    def _take_side(self, placed: Placed, half: range) -> bool:
        """One half of a row, all of it in most tables."""
        columns = [self._columns[i] for i in half]
        here = {i - half.start: placed[i] for i in half if i in placed}
        if half.start == 0 and -1 in placed:
            here[-1] = placed[-1]
        values, before = split(here, columns)
        label = self._label(here, before, columns)
        if label is None or not self._is_label(label, before, values):
            return False
        if not values and label.last >= next(c.first for c in columns if c.field):
            return False  # a text over the whole width
        for slot in before:
            self._note_group(slot, label)
        group = columns[0].header if len(self._halves) > 1 else self._group
        headers = {c.field: c.header for c in columns if c.field}
        cells = {name: slot.printed() for name, slot in values.items()}
        self._add(FundLine(label.printed(), group, self._unit_text, cells, headers))
        self._sources(here, columns)
        return True

    def _note_group(self, slot: Slot, label: Slot) -> None:
        """A cell over several rows left of the labels names their group, or lost its name."""
        over_rows = slot.own and slot.cell.rowspan > 1
        if self.vocabulary.find("group", slot.text) and (slot is not label or over_rows):
            self._group = slot.text
        elif over_rows and slot.blank:
            self._group = ""

    def _label(
        self, placed: Placed, before: Sequence[Slot], columns: Sequence[Column]
    ) -> Slot | None:
        """The cell that names a row: under 项目名称 where such a column is, never under 主管部门,
        else the last one before the figures."""
        named = [s for s in before if s.own and not s.blank and not looks_numeric(s.text)]
        heads = {
            id(slot): self.vocabulary.find("head", col.header)
            for i, col in enumerate(columns)
            for slot in placed.get(i, [])
        }
        project = [s for s in named if heads.get(id(s)) == "project"]
        plain = [s for s in named if not heads.get(id(s))]
        return next((group[-1] for group in (project, plain, named) if group), None)

    def alternating(self, row: Row) -> bool:
        """预算数 · 2.38 · 执行数 · 2.38: labels and values by turns, or both in one cell."""
        pairs = [self._pair(s, row.own[n + 1 : n + 2]) for n, s in enumerate(row.own)]
        found = [(s, name, value) for s, (name, value) in zip(row.own, pairs, strict=True) if name]
        values = {name: value for _, name, value in reversed(found)}
        if len(values) == 1 and len(row.filled) <= 2:
            return self._stacked(*found[0])
        self._stack = None
        if len(values) < 2 or not values.keys() & _MONEY:
            return False
        first = found[0][0]
        before = [s for s in row.own if s.first < first.first and not s.blank]
        label = next((s for s in reversed(before) if self._item(s.text)), None)
        if label is not None and label_points(label.text):
            _loose_score(row, values)
        shown = label.printed() if label else Printed("", first.cell.place)
        unit = "\n".join(s.text for s in before)
        self._add(FundLine(shown, "", unit, values, {name: s.text for s, name, _ in found}))
        self.fields |= values.keys()
        return True

    def _stacked(self, slot: Slot, name: str, value: Printed) -> bool:
        """预算数 · 100 over 执行数 · 90: pairs one below the other make one line, money first."""
        if self._stack is None or name in self._stack:
            if name not in _MONEY or is_blank(value.text):
                return False
            self._stack = set()
            self._add(FundLine(Printed("", slot.cell.place), "", "", {}, {}))
        self._stack.add(name)
        line = self.lines[-1]
        cells, headers = {**line.cells, name: value}, {**line.headers, name: slot.text}
        self.lines[-1] = replace(line, cells=cells, headers=headers)
        self.fields.add(name)
        return True

    def _told(self, row: Row) -> bool:
        """其中：基本支出：462 beside 其中：一般公共预算：580, under 按支出性质分 and 按收入性质分.

        No header says whether such a figure was budgeted or spent, so it is kept as ``amount``.
        """
        filled = row.filled
        groups = [s for s in filled if self.vocabulary.find("group", s.text)]
        if groups and len(groups) == len(filled):
            self._sides = groups
            self.labels |= {bare_label(s.text) for s in groups}
            return True
        parts = [(s, _AMOUNT_TOLD.fullmatch(s.text.strip())) for s in filled]
        told = [(s, m) for s, m in parts if m and self._item(m["label"])]
        if not told or len(told) < len(filled):
            return False
        for slot, match in told:
            side = next((g.text for g in self._sides if g.first <= slot.first <= g.last), "")
            label = Printed(match["label"], slot.cell.place, slot.cell.confidence)
            amount = Printed(match["value"], slot.cell.place, slot.cell.confidence)
            self._add(FundLine(label, side, self._unit_text, {"amount": amount}, {}))
        return True

    def _add(self, line: FundLine) -> None:
        self.labels.add(bare_label(line.label.text))
        self.lines.append(line)

    def _sources(self, placed: Placed, columns: Sequence[Column]) -> None:
        """Sources that stand in columns are rows like any other."""
        for i, col in enumerate(columns):
            slots = [s for s in placed.get(i, []) if s.own] if col.field == SOURCE else []
            if slots:
                label = Printed(col.header, slots[0].cell.place)
                cells = {"budget": slots[0].printed()}
                self.lines.append(FundLine(label, self._group, self._unit_text, cells, {}))

    def _item(self, label: str) -> str:
        return self.vocabulary.find("item", bare_label(label))

    def _is_label(self, label: Slot, before: Sequence[Slot], values: dict[str, Slot]) -> bool:
        """A known item, or any label with a figure of money beside it; a head label is neither."""
        if self._item(label.text):
            return True
        lead = next((s for s in before if s.own and not s.blank), label)
        if self.vocabulary.find("head", lead.text):
            return False
        return any(looks_numeric(values[f].text) for f in _MONEY if f in values)

    def _pair(self, slot: Slot, following: Sequence[Slot]) -> tuple[str, Printed]:
        match = LABEL_VALUE.match(slot.text)
        name = self.vocabulary.find("fund", match["label"]) if match else ""
        if match and name in _PAIRED:
            return name, Printed(match["value"].strip(), slot.cell.place, slot.cell.confidence)
        name = self.vocabulary.find("fund", slot.text)
        if (
            name in _PAIRED
            and following
            and (following[0].blank or looks_numeric(following[0].text))
        ):
            return name, following[0].printed()
        return "", _NOTHING


def _loose_score(row: Row, values: dict[str, Printed]) -> None:
    """A figure without a label at the end of a row that names its points is the score given."""
    last = row.own[-1]
    known = {v.place for v in values.values()}
    if "score" not in values and last.cell.place not in known and looks_numeric(last.text):
        values["score"] = last.printed()


def split(placed: Placed, columns: Sequence[Column]) -> tuple[dict[str, Slot], list[Slot]]:
    """Values by field, and the slots left of the first value column (the labels)."""
    first = next(i for i, c in enumerate(columns) if c.field)
    values: dict[str, Slot] = {}
    before: list[Slot] = list(placed.get(-1, []))
    for i, col in enumerate(columns):
        slots = placed.get(i, [])
        if i < first:
            before += slots
        elif col.field and col.field != SOURCE:
            own = [s for s in slots if s.own]
            if own:
                values[col.field] = own[-1]
    return values, before
