"""The indicator table of a form: one line a 三级指标, levels inherited where the paper merges them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import regex

from extract._fund_block import split
from extract._rows import Column, Placed, Row, Slot, looks_numeric, place
from extract.document import Place
from extract.form import IndicatorLine, Printed
from extract.text import is_blank, squeeze
from extract.vocabulary import Vocabulary, bare_label

_POINTS = frozenset(("weight", "score", "review_score"))
_TOTALS = frozenset(("weight", "score"))
_MEASURED = frozenset(("target", "actual", "weight", "score"))
_NOTHING = Printed("", Place())
_NAME_KEPT = regex.compile(
    r"(?:指标\d*|\d{1,2}(?=[:.、]))?[:.、…·—-]*"
)  # 指标1：, …… in an empty row


def _only_figure(figure: Slot, named: dict[str, Slot]) -> dict[str, Slot]:
    """One figure in the total row of a dump, whose spans are lost: what is not 100 is the score, 100
    is the weight only where it stands under the weights; else it may be either."""
    if squeeze(figure.text).rstrip("分.0%") != "1":
        return {"score": figure}
    return {"weight": figure} if "weight" in named else {}


def _next_page(above: Place, place: Place) -> bool:
    return above.page is not None and place.page == above.page + 1


def _renamed(line: IndicatorLine, level: str, old: Printed, new: Printed) -> IndicatorLine:
    if level == "level1":
        return replace(line, level1=new) if line.level1 == old else line
    return replace(line, level2=new) if line.level2 == old else line


def _says_nothing(cells: Mapping[str, Printed]) -> bool:
    """True where neither a target, an actual value nor points stand in a row."""
    shown = (c.text for name, c in cells.items() if name in _MEASURED)
    return all(is_blank(text) or not squeeze(text).strip(".…") for text in shown)


@dataclass
class IndicatorBlock:
    """Collects the indicator lines; ``level1`` and ``level2`` are the cells that hold right now."""

    vocabulary: Vocabulary
    lines: list[IndicatorLine] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    level1: Printed = _NOTHING
    level2: Printed = _NOTHING
    _columns: Sequence[Column] = ()

    @property
    def columns(self) -> Sequence[Column]:
        """The columns that hold right now."""
        return self._columns

    def announce(self, columns: Sequence[Column]) -> None:
        """A header row; one that is repeated in the middle keeps the levels that hold."""
        self._columns = columns
        self.fields |= {c.field for c in columns if c.field}

    def take(self, row: Row) -> bool:
        """Adds a row; False when it is no indicator."""
        if self._is_remark(row):
            return self._heading(row.filled[0])
        cells = dict(self._cells(place(row, self._columns)))
        level3 = cells.pop("level3", None)
        self._inherit(cells.pop("level1", None), cells.pop("level2", None))
        if level3 is None or not level3.text.strip():
            return self._without_name(row, cells)
        if _NAME_KEPT.fullmatch(squeeze(level3.text)) and _says_nothing(cells):
            return True
        self.lines.append(IndicatorLine(self.level1, self.level2, level3, cells))
        return True

    def _is_remark(self, row: Row) -> bool:
        """A single text that runs on over the columns right of the names."""
        column = next((c for c in self._columns if c.field == "level3"), None)
        if row.ordinal or column is None or len(row.filled) != 1:
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

        A subtotal (小计) gives no cells: it is understood and says nothing of the form.
        """
        name = self.vocabulary.find("row", row.filled[0].text)
        if name == "subtotal":
            return {}
        if name != "total":
            return None
        values, _ = split(place(row, self._columns), self._columns)
        figures = [s for s in row.filled[1:] if looks_numeric(s.text)]
        if len(figures) == 2:
            return {"weight": figures[0], "score": figures[1]}
        named = {f: s for f, s in values.items() if f in _TOTALS and s in figures}
        if len(figures) != 1:
            return named
        if row.ordinal and {c.field for c in self._columns} >= _TOTALS:
            return _only_figure(figures[0], named)
        return named or {"score": figures[0]}

    def _cells(self, placed: Placed) -> Iterator[tuple[str, Printed]]:
        for i, col in enumerate(self._columns):
            if not col.field:
                continue
            # points are given once; a reason or a level merged over rows speaks for each of them
            shown = [s for s in placed.get(i, []) if s.own or col.field not in _POINTS]
            filled = [s for s in shown if s.text.strip()] or shown
            if col.field == "level3" and len(filled) > 1:  # a serial number beside the name
                filled = [s for s in filled if not looks_numeric(s.text)] or filled
            if len(filled) == 1:
                yield col.field, filled[0].printed()
            elif filled:
                text = "".join(s.text for s in filled)
                yield col.field, Printed(text, filled[0].cell.place, filled[0].cell.confidence)

    def _inherit(self, level1: Printed | None, level2: Printed | None) -> None:
        """A blank level cell is merged from above, unless a new level 1 begins."""
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
        if _says_nothing(cells):
            return all(self._is_level(s.text) for s in row.filled)
        if self._is_execution(row) and _POINTS & cells.keys():
            self.lines.append(IndicatorLine(self.level1, _NOTHING, self.level1, cells))
            return True
        names = (s for s in row.filled if not looks_numeric(s.text))
        if any(s.cell.place == self.level2.place for s in names):
            self.lines.append(IndicatorLine(self.level1, self.level2, self.level2, cells))
            return True
        return False

    def _is_execution(self, row: Row) -> bool:
        """预算执行率（10分） over all three levels: the execution scored among the indicators."""
        lead = row.filled[0]
        own = lead.cell.place == self.level1.place
        return own and self.vocabulary.find("level1", bare_label(lead.text)) == "execution"

    def _is_level(self, text: str) -> bool:
        return bool(self.vocabulary.find("level1", text) or self.vocabulary.find("level2", text))
