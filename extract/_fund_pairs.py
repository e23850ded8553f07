"""Money that is told in labels and values by turns, without a header over its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract._heads import LABEL_VALUE
from extract._rows import Row, Slot, looks_numeric
from extract.document import Cell, Place
from extract.form import FundLine, Printed
from extract.frozen import replace
from extract.text import is_blank, squeeze
from extract.vocabulary import Vocabulary, bare_label, label_points

MONEY = frozenset(("budget_initial", "budget", "arrived", "executed"))
_PAIRED = MONEY | {"rate", "score", "weight"}
_NOTHING = Printed("", Place())
_Found = list[tuple[Slot, str, Printed]]  # label, field, value


@dataclass
class FundPairs:
    """Reads 预算数 · 100 · 执行数 · 95 into ``lines``; ``fields`` and ``labels`` are those of the block."""

    vocabulary: Vocabulary
    lines: list[FundLine]
    fields: set[str]
    labels: set[str]
    _stack: set[str] | None = None  # fields of the line that pairs one below the other are making
    _beside: Cell | None = None  # the cell over several rows that named the last line of pairs
    _halves: Sequence[tuple[str, str]] = ()  # fields of money side by side in the row above, labels
    _named: dict[str, int] = field(default_factory=dict)  # lines of sources told field by field
    _total: int | None = None  # the line of their total

    @property
    def resting(self) -> bool:
        """True where nothing that rows above have told waits for the next one."""
        told = self._halves or self._named
        return not told and self._stack is None and self._total is None

    def take(self, row: Row) -> bool:
        """True where a row tells money by labels and values."""
        if len(self._halves) < 2 and not any(self._tells(slot.cell.text) for slot in row.own):
            self._halves, self._named, self._total, self._stack = (), {}, None, None
            return False
        return self._field_by_field(row) or self._mirrored(row) or self._alternating(row)

    def _tells(self, text: str) -> bool:
        """False for a text that no pair of a label and its value begins with."""
        return ":" in text or "：" in text or self.vocabulary.find("fund", text) in _PAIRED

    # ------------------------------------------------------------ label, value, label, value
    def _alternating(self, row: Row) -> bool:
        found = self._found(row)
        values = {name: value for _, name, value in reversed(found)}
        if self._below_fields(found, values):
            return True
        self._halves, self._named, self._total = (), {}, None
        reached = bool(values) and self._reached_down(row)
        if reached:
            self._stack = set(self.lines[-1].cells)
        if len(values) == 1 and len(row.filled) <= 2:
            return self._stacked(*found[0])
        known, self._stack = self._stack, None
        if not self._is_line(values, known if reached else None):
            return False
        label, unit = self._named_by(row, found[0][0])
        if label is not None and label_points(label.text):
            _loose_score(row, values)
        if label is None and known is not None and not known & values.keys():
            self._go_on(found, known)
            return True
        self._stack = set(values) if label is None else None
        self._beside = label.cell if label is not None and label.cell.rowspan > 1 else None
        shown = label.printed() if label else Printed("", found[0][0].cell.place)
        self._add(FundLine(shown, "", unit, values, {name: s.text for s, name, _ in found}))
        self._halves = [(name, s.text) for s, name, _ in found if name in MONEY]
        self._total = len(self.lines) - 1
        return True

    def _found(self, row: Row) -> _Found:
        pairs = [self._pair(s, row.own[n + 1 : n + 2]) for n, s in enumerate(row.own)]
        found = [(s, name, value) for s, (name, value) in zip(row.own, pairs, strict=True) if name]
        return self._without_title(found)

    def _is_line(self, values: dict[str, Printed], known: set[str] | None) -> bool:
        """Two figures, one of them money; where the label above reaches down beside them, what its
        line has not; where no money is printed at all, the rate with its score."""
        if known is not None and not known & values.keys():
            return True
        lone = not self.lines and {"rate", "score"} <= values.keys()
        return lone or (len(values) > 1 and bool(values.keys() & MONEY))

    def _named_by(self, row: Row, first: Slot) -> tuple[Slot | None, str]:
        """The label left of the first pair, and all that stands there, where a unit may be told."""
        before = [s for s in row.own if s.first < first.first and not s.blank]
        named = (n for n, s in enumerate(before) if self.vocabulary.find("head", s.text))
        heads = {m for n in named for m in (n, n + 1)}  # 项目名称 · 某项目 name no row
        loose = [s for n, s in enumerate(before) if n not in heads]
        label = next((s for s in reversed(loose) if self._item(s.text)), None)
        return label, "\n".join(s.text for s in before)

    def _reached_down(self, row: Row) -> bool:
        """True where the cell that named the pairs above reaches down beside these."""
        beside = self._beside
        return beside is not None and any(s.cell is beside and not s.own for s in row.slots)

    def _without_title(self, found: _Found) -> _Found:
        """预算执行 before an empty cell is the label of the row where a pair behind it is of its field."""
        if len(found) < 2 or not is_blank(found[0][2].text):
            return found
        title = found[0][1] in {name for _, name, _ in found[1:]} and self._item(found[0][0].text)
        return found[1:] if title else found

    def _go_on(self, found: _Found, known: set[str]) -> None:
        """The next pairs of the line that the pairs above began."""
        self._more(len(self.lines) - 1, found)
        self._stack = known | {name for _, name, _ in found}

    def _more(self, at: int, found: _Found) -> None:
        line = self.lines[at]
        cells = {name: value for _, name, value in reversed(found)}
        headers = {name: slot.text for slot, name, _ in found}
        self.lines[at] = replace(
            line, cells={**line.cells, **cells}, headers={**line.headers, **headers}
        )
        self.fields |= cells.keys()

    def _stacked(self, slot: Slot, name: str, value: Printed) -> bool:
        """预算数 · 100 over 执行数 · 90: pairs one below the other make one line, money first."""
        if self._stack is None or name in self._stack:
            if name not in MONEY or is_blank(value.text):
                return False
            self._stack = set()
            self._add(FundLine(Printed("", slot.cell.place), "", "", {}, {}))
        if name == "score" and self.vocabulary.find("head", slot.text) == "score_total":
            return False  # 自评得分 among pairs is that of the form
        self._stack.add(name)
        self._more(len(self.lines) - 1, [(slot, name, value)])
        return True

    def _pair(self, slot: Slot, following: Sequence[Slot]) -> tuple[str, Printed]:
        text = slot.cell.text
        match = LABEL_VALUE.match(text) if ":" in text or "：" in text else None
        name = self.vocabulary.find("fund", match["label"]) if match else ""
        if match and name in _PAIRED:
            return name, Printed(match["value"].strip(), slot.cell.place, slot.cell.confidence)
        name = self.vocabulary.find("fund", text)
        if name in _PAIRED and following and _may_count(following[0]):
            return name, following[0].printed()
        return "", _NOTHING

    # ------------------------------------------------------------ sources below 预算数 and 执行数
    def _mirrored(self, row: Row) -> bool:
        """其中：财政拨款 · 80 · 其中：财政拨款 · 75 below 预算数 · 100 · 执行数 · 95."""
        own, halves = row.own, self._halves
        if len(halves) < 2:
            return False
        at = [n for n, s in enumerate(own) if self._is_source(s)]
        same = len({squeeze(own[n].text) for n in at}) == 1
        if len(at) != len(halves) or not same:
            return False
        values = [own[n + 1] for n in at if n + 1 < len(own) and _may_count(own[n + 1])]
        if len(values) != len(at):
            return False
        told = zip(halves, values, strict=True)
        cells = {name: slot.printed() for (name, _), slot in told}
        self._add(FundLine(own[at[0]].printed(), "", self.lines[-1].unit, cells, dict(halves)))
        return True

    def _field_by_field(self, row: Row) -> bool:
        """预算数 · 100 · 其中：财政拨款 · 80 · 其他资金 · 20 over the same of 执行数: a line for each source."""
        for at, lead in enumerate(row.own):
            name = self.vocabulary.find("fund", lead.text)
            told = self._told(row.own[at + 1 :], row.own[:at]) if name in MONEY else []
            if len(told) > 1:
                self._tell(lead, name, told)
                return True
        return False

    def _tell(self, lead: Slot, name: str, told: Sequence[tuple[Slot | None, Slot]]) -> None:
        """The figures of one field, each into the line of its source."""
        if any(name in self.lines[at].cells for at in self._named.values()):
            self._named = {}
        for label, value in told:
            at = self._line_of(label, value)
            self._more(at, [(lead, name, value.printed())])

    def _told(self, rest: Sequence[Slot], before: Sequence[Slot]) -> list[tuple[Slot | None, Slot]]:
        """Label and value by turns, a value without label first or not; empty where anything else
        stands there, or a label twice. No more than the title of the block stands ``before``."""
        if any(self._item(s.text) != "total" for s in before if not s.blank):
            return []
        bare = bool(rest) and looks_numeric(rest[0].text)
        title = next((s for s in before if not s.blank), None)
        told: list[tuple[Slot | None, Slot]] = [(title, rest[0])] if bare else []
        pairs = rest[bare:]
        if len(pairs) % 2:
            return []
        for label, value in zip(pairs[::2], pairs[1::2], strict=True):
            if not self._is_source(label) or not _may_count(value):
                return []
            told.append((label, value))
        texts = {squeeze(label.text) if label else "" for label, _ in told}
        return told if len(texts) == len(told) else []

    def _line_of(self, label: Slot | None, value: Slot) -> int:
        """The line of a source that the row above told, or a new one."""
        total = label is None or self._item(label.text) == "total"
        key = squeeze(label.text) if label and not total else ""
        if key not in self._named:
            self._named[key] = len(self.lines)
            shown = label.printed() if label else Printed("", value.cell.place)
            self._add(FundLine(shown, "", "", {}, {}))
            if total:
                self._total = self._named[key]
        return self._named[key]

    def _below_fields(self, found: _Found, values: dict[str, Printed]) -> bool:
        """执行率 · 95% · 得分 · 9.5 below the sources: of their total."""
        if self._total is None or not values or values.keys() & MONEY:
            return False
        if any(self.vocabulary.find("head", s.text) == "score_total" for s, _, _ in found):
            return False  # 自评得分 is that of the form
        if values.keys() & self.lines[self._total].cells.keys():
            return False
        self._more(self._total, found)
        return True

    def _is_source(self, slot: Slot) -> bool:
        known = self._item(slot.text) in (*self.vocabulary.words("sources", "items"), "total")
        return known and not self.vocabulary.find("head", slot.text)

    def _item(self, label: str) -> str:
        return self.vocabulary.find("item", bare_label(label))

    def _add(self, line: FundLine) -> None:
        self.labels.add(bare_label(line.label.text))
        self.lines.append(line)
        self.fields |= line.cells.keys()


def _may_count(slot: Slot) -> bool:
    return slot.blank or looks_numeric(slot.text)


def _loose_score(row: Row, values: dict[str, Printed]) -> None:
    """A figure without a label at the end of a row that names its points is the score given."""
    last = row.own[-1]
    known = {v.place for v in values.values()}
    if "score" not in values and last.cell.place not in known and looks_numeric(last.text):
        values["score"] = last.printed()
