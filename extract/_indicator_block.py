"""The indicator table of a form: one line a 三级指标, levels inherited where the paper merges them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from extract._fund_sides import values_under
from extract._indicator_split import (
    POINTS,
    Cut,
    Under,
    from_above,
    indicators_apart,
    is_empty_group,
    is_kept,
    joined,
    merged,
    named,
    names_apart,
    only_figure,
    points_apart,
    run_on,
    says_nothing,
    singly,
    slots_apart,
)
from extract._leads import LEVEL_LONG, lead_of, names_level
from extract._rows import Column, Row, Slot, Spans, looks_numeric, shape_of, spans_of, under
from extract.document import Place
from extract.form import IndicatorLine, Printed, SubtotalLine, indicator_line, printed
from extract.frozen import replace
from extract.text import is_blank, lazy, squeeze
from extract.vocabulary import Vocabulary, bare_label, extra_points, label_points

_TOTALS = frozenset(("weight", "score"))
_MEASURED = frozenset(("target", "actual", "weight", "score"))
_MEANT = {"target_adjusted": {"target"}, "weight_score": {"weight", "score"}}
_LEVELS = frozenset(("level1", "level2"))
_NO_FIELDS: frozenset[str] = frozenset()
_NOTHING = Printed("", Place())
_GLUED = lazy(r"[^\d\s]\d")
_BRACKETED = lazy(r"\([^()]*\)")


def _next_page(above: Place, place: Place) -> bool:
    return above.page is not None and place.page == above.page + 1


def _renamed(line: IndicatorLine, level: str, old: Printed, new: Printed) -> IndicatorLine:
    if level == "level1":
        return replace(line, level1=new) if line.level1 == old else line
    return replace(line, level2=new) if line.level2 == old else line


@dataclass
class IndicatorBlock:
    """Collects the indicator lines; ``level1`` and ``level2`` are the cells that hold right now."""

    vocabulary: Vocabulary
    lines: list[IndicatorLine] = field(default_factory=list)
    subtotals: list[SubtotalLine] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    level1: Printed = _NOTHING
    level2: Printed = _NOTHING
    _columns: Sequence[Column] = ()
    _announced: Sequence[Column] = ()
    _wide: bool = False  # one of them stands over a level and the names
    _outlined: bool = False  # no column of levels: the names tell them too
    _measured: Spans = ()  # the columns of targets and points
    _from: int = 1  # where the columns that are known begin
    # how the slots of a row fall under the columns, by its shape: most rows are cut alike
    _cuts: dict[tuple[int, ...], Cut] = field(default_factory=dict)

    @property
    def columns(self) -> Sequence[Column]:
        """The columns that hold right now."""
        return self._columns

    def announce(self, columns: Sequence[Column]) -> None:
        """A header row; one that is repeated in the middle keeps the levels that hold."""
        self._announced = columns
        self._hold(columns)
        self._wide = self._outlined and any(
            c.field == "level3" and c.last > c.first for c in columns
        )
        for column in columns:
            self.fields |= _MEANT.get(column.field, {column.field} - {""})

    def _hold(self, columns: Sequence[Column]) -> None:
        """These columns hold from here on."""
        self._columns, self._cuts = columns, {}
        self._outlined = _LEVELS.isdisjoint([c.field for c in columns])
        self._measured = spans_of([c for c in columns if c.field in _MEASURED])
        self._from = next((c.first for c in columns if c.field), 1)

    def take(self, row: Row) -> bool:
        """Adds a row; False when it is no indicator."""
        if len(row.filled) == 1 and self._is_remark(row):
            return self._heading(row.filled[0])
        if row.ordinal and len(row.own) == 1 and self._is_whole_row(row.own[0].text):
            self._pass_over(row.own[0])
            return False
        if self._wide:
            columns = names_apart(row, self._announced, self.vocabulary)
            if columns is not self._columns:
                self._hold(columns)
        cut = self._cut(row)
        if cut.broad and any(row.slots[n].own and not row.slots[n].blank for n in cut.broad):
            return False  # a text goes on under targets and points: no name of a row
        level3, cells, shared = self._told(row.slots, cut)
        if level3 is None or is_blank(level3.text):
            return self._without_name(row, cells)
        if is_kept(level3.text) and says_nothing(cells):
            return True
        if self._outlined and self._group_of_outline(level3, cells):
            return True
        for name, own in indicators_apart(level3, cells):
            self.lines.append(indicator_line(self.level1, self.level2, name, own, shared))
        return True

    def _told(
        self, slots: Sequence[Slot], cut: Cut
    ) -> tuple[Printed | None, dict[str, Printed], frozenset[str]]:
        """The name of a row, its cells by field, and the columns of points whose cell began in a row
        above; the levels are held from here on."""
        if cut.single is None:
            cells, shared = self._by_field(slots, cut.under)
            cells = points_apart(cells)
            level3 = cells.pop("level3", None)
            self._inherit(cells.pop("level1", None), cells.pop("level2", None))
            return level3, cells, shared
        at1, at2, at3, rest = cut.single
        level1 = self._level_at(slots[at1], self.level1) if at1 >= 0 else None
        level2 = self._level_at(slots[at2], self.level2) if at2 >= 0 else None
        if level1 is not self.level1 or level2 is not self.level2:
            self._inherit(level1, level2)
        cells, shared = {}, _NO_FIELDS
        for name, at in rest:
            slot = slots[at]
            cell = slot.cell
            if slot.own or name not in POINTS:
                cells[name] = printed(cell.text, cell.place, cell.confidence)
            elif not is_blank(cell.text):
                shared |= {name}
        return slots[at3].printed() if at3 >= 0 else None, cells, shared

    def _cut(self, row: Row) -> Cut:
        """How a row falls under the columns; in a dump by the kinds of its cells."""
        columns = self._columns
        shape = shape_of(row, columns)
        cut = self._cuts.get(shape)
        if cut is None:
            slots = row.slots
            broad = () if row.ordinal else run_on(spans_of(slots), self._measured, self._from)
            told = named(under(row, columns), columns)
            cut = self._cuts[shape] = Cut(told, broad, singly(told))
        return cut

    def _group_of_outline(self, name: Printed, cells: Mapping[str, Printed]) -> bool:
        """一、产出指标, （一）数量指标 in the one column that names everything: levels of the rows
        below, with the points of their group."""
        if not is_empty_group(cells):
            return False
        bare = bare_label(name.text)
        weight = cells.get("weight")
        told = weight is not None and looks_numeric(weight.text)
        if told and weight is not None and not label_points(name.text):
            name = Printed(f"{name.text}（{squeeze(weight.text).rstrip('分')}分）", name.place)
        if self.vocabulary.is_word("level1_words", bare):
            self.level1, self.level2 = name, _NOTHING
        elif self.vocabulary.is_word("level2_words", bare):
            self.level2 = name
        else:
            return False
        return True

    def _is_remark(self, row: Row) -> bool:
        """A single text that runs on over the columns right of the names."""
        if row.ordinal:
            return False
        column = next((c for c in self._columns if c.field == "level3"), None)
        if column is None:
            return False
        slot = row.filled[0]
        beyond = [c for c in self._columns if c.field and c.first > column.last]
        return slot.first <= column.first and bool(beyond) and slot.last >= beyond[-1].first

    def _heading(self, slot: Slot) -> bool:
        """一、产出指标（50分） over the whole width: the level 1 of the rows below."""
        bare = bare_label(slot.text)
        if not self.vocabulary.is_word("level1_words", bare):
            return False
        self.level1, self.level2 = slot.printed(), _NOTHING
        return True

    def total(self, row: Row) -> dict[str, Slot] | None:
        """The cells of a total row by field (weight, score); None when the row is no total.

        A subtotal (小计, or a 合计 beside the cell of the level that it ends) gives no cells: it says
        nothing of the form, and is kept among ``subtotals``.
        """
        lead = self._total_lead(row)
        name = self.vocabulary.remembered("bare row", lead.cell.text, self._row_named)
        if name not in ("total", "subtotal"):
            return None
        stated = self._points_of_total(row)
        if name == "total" and not self._within_level(row):
            return stated
        cells = {field: slot.printed() for field, slot in stated.items()}
        level3 = next((c for c in self._columns if c.field == "level3"), None)
        level = 2 if level3 and not row.ordinal and lead.first >= level3.first else 1
        self.subtotals.append(
            SubtotalLine(lead.printed(), self.level1, self.level2, cells, len(self.lines), level)
        )
        return {}

    def _row_named(self, text: str) -> str:
        return self.vocabulary.find("row", bare_label(text))

    def _total_lead(self, row: Row) -> Slot:
        """What names a total row: its first cell, or the one behind levels that end (or, where a line
        of the paper is drawn too high, begin) there."""
        first = row.filled[0]
        if len(row.filled) > 1 and self._is_level(first.text):
            behind = next((s for s in row.filled[1:] if not self._is_level(s.text)), first)
            return behind if self.vocabulary.find("row", behind.text) == "subtotal" else first
        return first

    def is_named(self, row: Row) -> bool:
        """True for a row of several cells that only an indicator can be, by what it begins with."""
        filled = row.filled
        lead = lead_of(filled[0].cell.text, self.vocabulary)
        if len(filled) < 2 or lead not in ("", "level"):
            return False
        return not lead or self._total_lead(row) is filled[0]

    def _within_level(self, row: Row) -> bool:
        """True beside a cell of level 1 that began in a row above."""
        level1 = next((c for c in self._columns if c.field == "level1"), None)
        if level1 is None or not self.lines:
            return False
        beside = (s for s in row.slots if s.first <= level1.last and s.last >= level1.first)
        return any(not s.own and self.vocabulary.find("level1", s.text) for s in beside)

    def closing(self) -> SubtotalLine | None:
        """A 合计 taken for that of a level, though nothing follows it."""
        last = self.subtotals[-1] if self.subtotals else None
        if last is None or last.after < len(self.lines):
            return None
        weight = last.cells.get("weight")
        whole = weight is not None and squeeze(weight.text).rstrip("分%").split(".")[0] == "100"
        return last if whole or self.vocabulary.find("row", last.label.text) == "total" else None

    def _points_of_total(self, row: Row) -> dict[str, Slot]:
        figures = [s for s in row.filled[1:] if looks_numeric(s.text)]
        both = (
            slots_apart(row.filled[1:])
            if "weight_score" in {c.field for c in self._columns}
            else {}
        )
        if both:
            return both
        if len(figures) == 2:
            order = [c.field for c in self._columns if c.field in _TOTALS]
            return dict(
                zip(order if len(order) == 2 else ("weight", "score"), figures, strict=True)
            )
        values = values_under(row, self._columns)
        named = {f: s for f, s in values.items() if f in _TOTALS and s in figures}
        if len(figures) != 1:
            return named
        if label_points(row.filled[0].text):
            return {"score": figures[0]}  # 总分（100分） has its weight in its name
        if row.ordinal and {c.field for c in self._columns} >= _TOTALS:
            return only_figure(figures[0], named)
        return named or {"score": figures[0]}

    def _by_field(
        self, slots: Sequence[Slot], under: Under
    ) -> tuple[dict[str, Printed], frozenset[str]]:
        """The cells of a row by field, and the columns of points whose cell began in a row above. What
        stands in several columns beside the points (依据, 赋分规则, 佐证资料) is kept, a blank line
        between."""
        cells: dict[str, Printed] = {}
        shared = _NO_FIELDS
        for name, at in under:
            slot = slots[at[0]]
            cell: Printed | None
            if len(at) > 1:
                several = [slots[n] for n in at]
                cell = merged(name, several)
                if name in POINTS and from_above(several):
                    shared |= {name}
            elif name in POINTS and not slot.own:
                shared |= _NO_FIELDS if slot.blank else {name}
                continue
            else:
                held = self.level2 if name == "level2" else self.level1
                cell = self._level_at(slot, held)
            if cell is not None:
                above = cells.get(name) if name == "basis" else None
                cells[name] = joined(above, cell) if above and above.text.strip() else cell
        adjusted = cells.pop("target_adjusted", None)
        if adjusted is not None and not is_blank(adjusted.text):
            cells["target"] = adjusted
        return cells, shared

    @staticmethod
    def _level_at(slot: Slot, held: Printed) -> Printed:
        """The cell of a level; one from above that is the level that holds, as that very text."""
        cell = slot.cell
        if not slot.own and held.place is cell.place and held.text is cell.text:
            return held
        return printed(cell.text, cell.place, cell.confidence)

    def _inherit(self, level1: Printed | None, level2: Printed | None) -> None:
        """A blank level cell is merged from above, unless a new level 1 begins."""
        if level1 is self.level1 and level2 is self.level2:
            return  # both reach down beside this row
        level1 = self._mended("level1", self.level1, level1)
        level2 = self._mended("level2", self.level2, level2)
        if level1 is not None and not is_blank(level1.text):
            if squeeze(level1.text) != squeeze(self.level1.text):
                self.level2 = _NOTHING
            self.level1 = level1
        if level2 is not None and not is_blank(level2.text):
            self.level2 = level2

    def _mended(self, level: str, above: Printed, cell: Printed | None) -> Printed | None:
        """服务对象满意度指 at the foot of a page and 标 at the head of the next are one cell."""
        if cell is None or not _next_page(above.place, cell.place):
            return cell
        whole, entry = squeeze(above.text + cell.text), f"{level}_words"
        parts = (
            self.vocabulary.is_word(entry, above.text),
            self.vocabulary.is_word(entry, cell.text),
        )
        if all(parts) or not self.vocabulary.is_word(entry, whole):
            return cell
        joined = Printed(whole, above.place, above.confidence)
        self.lines = [_renamed(line, level, above, joined) for line in self.lines]
        if level == "level1":
            self.level1 = joined
        return joined

    def _without_name(self, row: Row, cells: dict[str, Printed]) -> bool:
        """A row with no name: an empty one kept in the form, or one whose level 2 is its name."""
        if says_nothing(cells):
            return all(self._is_level(s.text) for s in row.filled)
        names = (s for s in row.filled if not looks_numeric(s.text))
        if any(s.cell.place == self.level2.place for s in names):
            self.lines.append(IndicatorLine(self.level1, self.level2, self.level2, cells))
            return True
        named = self._is_execution(row) or self._is_extra(row)
        if named and POINTS & cells.keys():
            self.lines.append(IndicatorLine(self.level1, _NOTHING, self.level1, cells))
            return True
        return False

    def _is_execution(self, row: Row) -> bool:
        """预算执行率（10分） over all three levels: the execution scored among the indicators."""
        lead = row.filled[0]
        own = lead.cell.place == self.level1.place
        return own and self.vocabulary.find("level1", bare_label(lead.text)) == "execution"

    def _is_extra(self, row: Row) -> bool:
        """加分项 over all three levels: points beside the hundred."""
        own = row.filled[0].cell.place == self.level1.place
        return own and bool(extra_points(self.level1.text, self.vocabulary))

    def _pass_over(self, slot: Slot) -> None:
        """The level that a row begins with whose cells could not be told apart: what stands below it
        does not go on with the level above."""
        text = slot.text.strip()
        self.level2 = _NOTHING
        for end in range(min(len(text), LEVEL_LONG), 1, -1):
            if self.vocabulary.is_word("level1_words", bare_label(text[:end])):
                self.level1 = replace(slot.printed(), text=text[:end])
                return

    def _is_whole_row(self, text: str) -> bool:
        """True for a row of one cell whose cells could not be told apart: no level, and long or with
        figures behind its words. The points of a level stand in brackets."""
        bare = bare_label(text)
        if self._is_level(text) or self.vocabulary.is_word("level1_words", bare):
            return False
        return (
            len(squeeze(text)) > LEVEL_LONG or _GLUED.search(_BRACKETED.sub("", bare)) is not None
        )

    def _is_level(self, text: str) -> bool:
        return names_level(text, self.vocabulary)
