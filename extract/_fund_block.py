"""The money table of a form: rows under header columns, or labels and values by turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from extract._blocks import sides
from extract._fund_across import SOURCE, FundsAcross
from extract._fund_pairs import MONEY, FundPairs
from extract._fund_sides import Dealt, Half, deal, half_of, values_of
from extract._indicator_split import points_apart
from extract._rows import Column, Row, Slot, looks_numeric, shape_of, under
from extract.form import FundLine, Printed, fund_line
from extract.frozen import replace
from extract.text import compiled, is_blank, lazy, squeeze
from extract.vocabulary import Vocabulary, bare_label, fold

_AMOUNT_TOLD = lazy(r"(?s)(?P<label>.{2,30}?)[:：]\s*(?P<value>[\d.,，．０-９]*\s*(?:亿|万)?元?)")
_RULED = lazy(r"按(?:收入|支出|资金)(?:性质|来源|结构|构成)?分?")
_SENTENCE = r"\d.*[\u4e00-\u9fff]{2}|[,;。].|.{25}"  # 目标1：完成项目12个 is no item
_GLUED = lazy(r"[^\d\s(（【\[]\d[\d.,%]+[-—－/]*$")  # 年度资金总额2020100.00%10 in one cell
_BRACKETED = lazy(r"[(【\[][^()（）【】\[\]]*[)】\]]")


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
    _halves: Sequence[Half] = ()
    # how the slots of a row fall under the halves, by its shape: most rows are cut alike
    _cuts: dict[tuple[int, ...], list[tuple[Half, Dealt]]] = field(default_factory=dict)
    _over: Sequence[Slot] = ()
    _fresh: bool = False  # no row has come since the header
    # lines above each header, and what it says
    _starts: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._across = FundsAcross(self.vocabulary, self.lines, self.fields)
        self._pairs = FundPairs(self.vocabulary, self.lines, self.fields, self.labels)

    def announce(self, columns: Sequence[Column], over: Row | None = None) -> None:
        """A header row: these columns hold from here on; ``over`` is the row above it, which may name
        the halves of the table (收入 beside 支出)."""
        slots = over.slots if over is not None else ()
        self._over = [s for s in slots if self.vocabulary.find("group", s.text)]
        self._group, self._sides = "", ()
        self._starts.append((len(self.lines), tuple(squeeze(c.header) for c in columns)))
        self._fresh = True
        self._unit_text = "\n".join(c.header for c in columns if not c.field)
        self._hold(columns, sides(columns))
        self.fields |= {c.field for c in columns if c.field}

    def _hold(self, columns: Sequence[Column], halves: Sequence[range]) -> None:
        """These columns hold from here on, in these halves."""
        self._columns, self._cuts = columns, {}
        self._halves = [half_of(columns, places) for places in halves]

    def strays(self) -> list[Printed]:
        """Takes out what stands under a further header and names no source at all: a list of tasks
        below the money of the form, whose total it is no part of."""
        ends = [start for start, _ in self._starts[1:]] + [len(self.lines)]
        blocks = [range(a, b) for (a, _), b in zip(self._starts, ends, strict=False)]
        items = [[self._item(self.lines[i].label.text) for i in block] for block in blocks]
        headers = [header for _, header in self._starts]
        summed = {h for h, said in zip(headers, items, strict=True) if "total" in said}
        if not summed:
            return []
        named = zip(headers, blocks, items, strict=True)
        out = [n for h, block, said in named if h not in summed and not any(said) for n in block]
        lost = [_as_text(self.lines[n]) for n in out]
        for n in reversed(out):
            del self.lines[n]
        return lost

    def take(self, row: Row) -> bool:
        """Adds a row under the announced columns; False when it is none of this table's."""
        if self._is_whole_row(row):
            return False
        if self._told(row) or self._is_crossed(row):
            return True
        shape = shape_of(row, self._columns)
        dealt = self._cuts.get(shape)
        if dealt is None:
            places = under(row, self._columns)
            dealt = self._cuts[shape] = [(half, deal(places, half)) for half in self._halves]
        taken = [self._take_side(row.slots, half, cut) for half, cut in dealt]
        self._fresh = self._fresh and not any(taken)
        return any(taken)

    def _is_whole_row(self, row: Row) -> bool:
        """True for a label with the figures of its row behind it, which could not be told apart, and
        for the total of points (总分) below a money table whose indicators could not be read."""
        if not row.ordinal or not row.filled:
            return False
        lead = row.filled[0].text
        if self.vocabulary.find("row", bare_label(lead)) == "total" and not self._item(lead):
            return True
        return len(row.own) == 1 and bool(_GLUED.search(_BRACKETED.sub("", squeeze(lead))))

    def _is_crossed(self, row: Row) -> bool:
        """True for sources that stand again under each kind of figure, and for the row below them."""
        if not self._fresh and not self._across.waiting:
            return False
        if self._fresh and self._across.crossed(row, self._columns):
            self.labels |= {bare_label(s.text) for s in row.filled}
            return True
        finer = self._across.named_totals(row, self._columns)
        if finer:
            self._hold(finer, [range(len(finer))])
        return self._across.below_crossed(row)

    def _take_side(self, slots: Sequence[Slot], half: Half, dealt: Dealt) -> bool:
        """One half of a row, all of it in most tables."""
        columns, values = half.columns, values_of(slots, dealt)
        before = [slots[n] for n in dealt.before]
        label = self._label(slots, half, dealt) or self._title(before, columns, values)
        if label is None and self._nameless(before, columns, values):
            self._add_nameless(values, half)
            return True
        if label is None or not self._is_label(label, before, values):
            return False
        if not values and label.last >= columns[half.first].first:
            return False  # a text over the whole width
        for slot in before:
            self._note_group(slot, label)
        group = self._named_half(columns[0]) if len(self._halves) > 1 else self._group
        cells = points_apart({name: slot.printed() for name, slot in values.items()})
        self._add(fund_line(label.printed(), group, self._unit_text, cells, half.headers))
        if half.across:
            self._sources(slots, half, dealt)
        return True

    def _named_half(self, lead: Column) -> str:
        """What names one half: the header of its labels, or the cell over it."""
        over = [s.text for s in self._over if s.first <= lead.first <= s.last]
        return over[0] if over and not self.vocabulary.find("group", lead.header) else lead.header

    def _note_group(self, slot: Slot, label: Slot) -> None:
        """A cell over several rows left of the labels names their group, or lost its name."""
        over_rows = slot.own and slot.cell.rowspan > 1
        if (slot is not label or over_rows) and self.vocabulary.find("group", slot.text):
            self._group = slot.text
        elif over_rows and slot.blank:
            self._group = ""

    def _label(self, slots: Sequence[Slot], half: Half, dealt: Dealt) -> Slot | None:
        """The cell that names a row: under 项目名称 or 资金性质 where such a column is, never under
        主管部门, else the last one before the figures."""
        own = [n for n in dealt.before if slots[n].own and not is_blank(slots[n].cell.text)]
        named = [n for n in own if not looks_numeric(slots[n].cell.text)]
        if len(named) < 2:
            return slots[named[0]] if named else None
        over = {n: half.columns[i].header for i, at in dealt.below.items() if i >= 0 for n in at}
        heads = {n: self._naming(over.get(n, "")) for n in named}
        project = [n for n in named if heads[n] == "project"]
        plain = [n for n in named if not heads[n]]
        return slots[(project or plain or named)[-1]]

    def _naming(self, header: str) -> str:
        """What a header left of the figures says of its column: project where it holds the names."""
        if self.vocabulary.is_word("fund_names", header):
            return "project"
        return self.vocabulary.find("head", header)

    def _title(
        self, before: Sequence[Slot], columns: Sequence[Column], values: dict[str, Slot]
    ) -> Slot | None:
        """The title of the block, 项目资金（万元）, names its first row where no label stands there."""
        if not self._fresh or not _counted(values) or any(s.own and not s.blank for s in before):
            return None
        titles = [s for s in before if not s.own and self._item(s.text) == "total"]
        if titles:
            return _renamed(titles[-1], titles[-1].text)
        header = next((c for c in columns if c.header.strip()), None)
        blank = next((s for s in before if s.own), None)
        if header is None or header.field or blank is None or self._item(header.header) != "total":
            return None
        return _renamed(blank, header.header)

    def _nameless(
        self, before: Sequence[Slot], columns: Sequence[Column], values: dict[str, Slot]
    ) -> bool:
        """True for the figures right under a header that has no column of labels."""
        figures = self._fresh and not before and bool(columns[0].field) and _counted(values)
        return figures and all(s.blank or looks_numeric(s.text) for s in values.values())

    def _add_nameless(self, values: dict[str, Slot], half: Half) -> None:
        cells = {name: slot.printed() for name, slot in values.items()}
        label = Printed("", next(iter(values.values())).cell.place)
        self._add(fund_line(label, "", self._unit_text, cells, half.headers))

    @property
    def resting(self) -> bool:
        """True where no label above waits for what the next row tells."""
        return self._across.resting and self._pairs.resting

    def alternating(self, row: Row) -> bool:
        """预算数 · 2.38 · 执行数 · 2.38: labels and values by turns, or both in one cell; or a table on
        its side."""
        return self._across.take(row) or self._pairs.take(row)

    def _told(self, row: Row) -> bool:
        """其中：基本支出：462 beside 其中：一般公共预算：580, under 按支出性质分 and 按收入性质分.

        Where no heading says whether such a figure was budgeted or spent, it is ``amount`` alone.
        """
        filled, words = row.filled, self.vocabulary
        groups = filled and words.find("group", filled[0].cell.text)
        if groups and all(words.find("group", s.text) for s in filled[1:]):
            self._sides = filled
            self.labels |= {
                bare_label(w) for s in filled for w in (s.text, *_RULED.findall(s.text))
            }
            return True
        told: list[tuple[Slot, regex.Match[str]]] = []
        for slot in filled:
            text = slot.cell.text
            colon = ":" in text or "：" in text
            match = _AMOUNT_TOLD.fullmatch(text.strip()) if colon else None
            if match is None or not self._item(match["label"]):
                return self._told_beside(row)
            told.append((slot, match))
        if not told:
            return self._told_beside(row)
        for slot, match in told:
            label = Printed(match["label"], slot.cell.place, slot.cell.confidence)
            amount = Printed(match["value"], slot.cell.place, slot.cell.confidence)
            self._add_told(slot, label, amount)
        return True

    def _told_beside(self, row: Row) -> bool:
        """基本支出 · 462 beside 一般公共预算 · 580 in cells of their own, under the same headings."""
        if not self._sides:
            return False
        filled = row.filled
        found: list[tuple[Slot, Slot]] = []
        for label, value in zip(filled[::2], filled[1::2], strict=False):
            if not looks_numeric(value.text) or not self._item(label.text):
                return False
            found.append((label, value))
        if len(filled) % 2 or not 0 < len(found) <= len(self._sides):
            return False
        for label, value in found:
            self._add_told(label, label.printed(), value.printed())
        return True

    def _add_told(self, slot: Slot, label: Printed, amount: Printed) -> None:
        side = next((g.text for g in reversed(self._sides) if g.first <= slot.first), "")
        name = self._kind_told(side)
        cells = {"amount": amount, **({name: amount} if name else {})}
        headers = {name: side} if name else {}
        self._add(FundLine(label, side, self._unit_text, cells, headers))

    def _kind_told(self, side: str) -> str:
        """budget for 按收入性质分（全年预算数）, executed for 全年执行数按支出性质分; else empty."""
        parts = compiled(r"[()（）\[\]【】:：]").split(_RULED.sub("：", side))
        names = {self.vocabulary.find("fund", p) for p in parts if p.strip()} & MONEY
        return names.pop() if len(names) == 1 else ""

    def _add(self, line: FundLine) -> None:
        self.labels.add(bare_label(line.label.text))
        self.lines.append(line)

    def _sources(self, slots: Sequence[Slot], half: Half, dealt: Dealt) -> None:
        """Sources that stand in columns are rows like any other."""
        for i, col in enumerate(half.columns):
            if col.field != SOURCE:
                continue
            own = [slots[n] for n in dealt.below.get(i, ()) if slots[n].own]
            if own:
                label = Printed(col.header, own[0].cell.place)
                cells = {"budget": own[0].printed()}
                self.lines.append(FundLine(label, self._group, self._unit_text, cells, {}))

    def _item(self, label: str) -> str:
        return self.vocabulary.find("item", bare_label(label))

    def _is_label(self, label: Slot, before: Sequence[Slot], values: dict[str, Slot]) -> bool:
        """A known item, or any label with a figure of money beside it; a head label is neither."""
        if self._item(label.text):
            counted = any(not slot.blank for slot in values.values())
            return counted or not compiled(_SENTENCE).search(bare_label(label.text))
        lead = next((s for s in before if s.own and not s.blank), label)
        if self.vocabulary.find("head", lead.text):
            return False
        return any(looks_numeric(values[f].text) for f in MONEY if f in values)


def _as_text(line: FundLine) -> Printed:
    cells = (cell.text for cell in line.cells.values())
    return replace(line.label, text=" | ".join((line.label.text, *cells)))


def _renamed(slot: Slot, title: str) -> Slot:
    """The slot with a title for its label, without the unit and points in brackets."""
    return replace(slot, cell=replace(slot.cell, text=fold(title)))


def _counted(values: dict[str, Slot]) -> bool:
    """True where a figure of money is among the values of a row."""
    return any(looks_numeric(values[f].text) for f in MONEY if f in values)
