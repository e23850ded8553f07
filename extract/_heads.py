"""The head of a form, and what stands under it: a label and its value, side by side or in one cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extract._rows import COUNTERS, Row, Slot, looks_numeric
from extract.form import Printed
from extract.frozen import replace
from extract.text import compiled, is_blank, lazy, squeeze
from extract.vocabulary import Vocabulary, bare_label, fold

LABEL_VALUE = lazy(r"(?s)^\s*(?P<label>[^:：\n]{2,16})[:：]\s*(?P<value>.+)$")
_COLON = lazy(r"[:：]")
_GAP = lazy(r"\s+")
_NEXT_LABEL = lazy(r"\s+(?=[^\s:：，,。；;\d]{2,10}[:：])")  # 某局　　金额单位：元
_SCORE_TOLD = lazy(
    r"(?:(?:自评)?总?得?分(?:合计)?[:]?)?(?P<score>\d+(?:\.\d+)?)分?[(,，;；]?(?:等级[:]?)?(?P<grade>[^\d()]{1,3})?[)]?"
)
_EDGES = " \t\n\u3000;；,，"
_LONGEST_LABEL = 18
_LONGEST_GLUED = 8
_UNIT_LABEL = lazy(r"(?:金额|计量|货币|资金)单位$")
_LONGEST_TOLD = 100  # characters of a line over a form
_MONEY_UNIT = lazy(r"(?:人民币)?(?:亿|千万|百万|万|千)?元(?:人民币)?(?:[、,/;].*)?")
_COUNT = lazy(r"\d+[人名个]?")
_STAFF = frozenset(("staff_quota", "staff_actual"))
_STAFF_FIGURES = _STAFF | {"staff_rate"}
_LONGEST_GRADE = 6
_OF_WHICH = lazy(r"\s*其中")
_BOXES = "□○◯囗"
_TICKS = "☑√■✓✔☒▣●"


@dataclass
class Heads:
    """What the head says by field, and the totals and grade that are told outside the tables."""

    vocabulary: Vocabulary
    heads: dict[str, Printed] = field(default_factory=dict)
    totals: dict[str, Printed] = field(default_factory=dict)
    labels: set[str] = field(default_factory=set)
    _over: Sequence[Slot] = ()  # the row before, where it names head counts that stand under it
    _kinds: int = 0  # rows of counts under it so far, each of one kind of people

    def name(self, label: str) -> str:
        """The head field that a label names; empty when none."""
        return self.vocabulary.head(label)

    @property
    def counting(self) -> bool:
        """True below a row that names head counts, whose figures may follow."""
        return bool(self._over)

    def pairs(self, row: Row) -> bool:
        """Label, value, label, value …, or both in one cell; True when a label was known."""
        known, slots, at = False, row.own, 0
        if row.filled and squeeze(row.filled[0].text) in COUNTERS:
            return False  # the header of a list
        while at < len(slots):
            text = slots[at].cell.text
            name = self.name(text)
            after = _next_filled(slots, at) if name else at
            if after > at and not self.name(slots[after].text):
                self.say(name, text, slots[after].printed())
                at = after
            told = not name and (":" in text or "：" in text)
            known = bool(name) or (told and self.told(slots[at].printed())) or known
            at += 1
        return known

    def told(self, said: Printed) -> bool:
        """Labels and values in one text (自评总分：98分　自评等级：优), in a cell or over the form."""
        if ":" not in said.text and "：" not in said.text:
            return False
        parts = list(self._parts(said.text))
        for name, label, value in parts:
            self.say(name, label, Printed(value, said.place, said.confidence))
        return bool(parts)

    def _parts(self, text: str) -> Iterator[tuple[str, str, str]]:
        """Field, label and value of each known label; a value ends where the next one begins."""
        known = list(self._labels(text))
        ends = [*(start for start, _, _ in known[1:]), len(text)]
        for (start, colon, name), end in zip(known, ends, strict=False):
            value = _NEXT_LABEL.split(text[colon + 1 : end].strip(_EDGES), maxsplit=1)[0]
            yield name, text[start:colon], value.strip(_EDGES)

    def _labels(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where a known label starts, where its colon stands, and its field. A label may hold
        spaces (填 表 人), so of all that could end at a colon the longest known one counts."""
        after = 0
        for colon in _COLON.finditer(text):
            starts = (m.end() for m in _GAP.finditer(text, after, colon.start()))
            for start in (after, *starts):
                label = text[start : colon.start()].strip()
                name = self.name(label) if 2 <= len(label) <= _LONGEST_LABEL else ""
                if 0 < start == after and not self.vocabulary.is_label("head", label):
                    name = ""  # a value may have grown together with the label
                if name:
                    yield start, colon.start(), name
                    break
            else:
                start = self._glued(text, after, colon.start()) if after else -1
                if start >= 0:
                    yield start, colon.start(), self.name(text[start : colon.start()]) or "contact"
            after = colon.end()

    def _glued(self, text: str, after: int, colon: int) -> int:
        """Where a label starts that the value before it has grown together with (某项目主管部门：), as
        in a PDF without spaces: the longest that is listed; -1 where there is none."""
        first = max(after + 2, colon - _LONGEST_GLUED)
        starts = range(first, colon - 1) if len(text) <= _LONGEST_TOLD else ()
        unit = _UNIT_LABEL.search(text, after, colon)
        if unit is not None:
            return unit.start()
        return next((s for s in starts if self.vocabulary.is_label("head", text[s:colon])), -1)

    def counted(self, row: Row) -> bool:
        """编制数 · 实际在职人数 over their figures: head counts of a base-data sheet."""
        over, self._over = self._over, ()
        names = {self.name(s.text) for s in row.filled}
        if names >= _STAFF and not any(_COUNT.fullmatch(squeeze(s.text)) for s in row.filled):
            self._over, self._kinds = row.slots, 0
            return False  # should no figures follow below, the values stand beside their labels
        if over and row.filled and _OF_WHICH.match(row.filled[0].text):
            self._over = over  # some of those in the row above
            return True
        found = [
            name
            for n, label in enumerate(over)
            if (name := self.name(label.text)) in _STAFF_FIGURES
            and self._under(name, label, row, n - len(over))
        ]
        if found:
            self._go_on_counting(row, over, found)
        return bool(found)

    def _go_on_counting(self, row: Row, over: Sequence[Slot], found: Sequence[str]) -> None:
        """行政人员 and 事业人员 in rows of their own: neither is all of them, only their 合计 is."""
        label = row.filled[0].text
        if looks_numeric(label) or self.vocabulary.find("row", bare_label(label)) == "total":
            return
        if self._kinds:
            for name in found:
                self.heads.pop(name, None)
        self._over, self._kinds = over, self._kinds + 1

    def _under(self, name: str, label: Slot, row: Row, from_right: int) -> bool:
        below = [s for s in row.own if s.first <= label.first <= s.last]
        if row.ordinal:
            below = list(row.slots[from_right:][:1]) if len(row.slots) >= -from_right else []
        told = squeeze(below[0].text) if len(below) == 1 else ""
        if not (looks_numeric(told) if name == "staff_rate" else _COUNT.fullmatch(told)):
            return False
        self.heads[name] = below[0].printed()
        self.labels.add(fold(label.text))
        return True

    def say(self, name: str, label: str, value: Printed) -> None:
        """Keeps one value; the first that is printed counts. 单位：万元 names no body."""
        if name in ("unit", "unit_own") and _MONEY_UNIT.fullmatch(squeeze(value.text)):
            return
        self.labels.add(fold(label))
        if is_blank(value.text):
            return
        if name == "score_total":
            self._scored(value)
        elif name != "grade":
            self.heads.setdefault(name, value)
        else:
            self._graded(value)

    def _scored(self, value: Printed) -> None:
        """A total score, with its grade behind it or not: 91.35分（优）."""
        match = _SCORE_TOLD.fullmatch(squeeze(value.text))
        if match is None or not match["grade"]:
            self.totals.setdefault("score", value)
            return
        self.totals.setdefault("score", replace(value, text=match["score"]))
        if match["grade"] in self.vocabulary.words("grades", "words"):
            self.totals.setdefault("grade", replace(value, text=match["grade"]))

    def _graded(self, value: Printed) -> None:
        """A grade as a word, or the one that is ticked among all of them: 优□ 良☑ 中□ 差□."""
        bare = squeeze(value.text)
        if any(box in bare for box in _BOXES + _TICKS):
            words = "|".join(self.vocabulary.words("grades", "words"))
            after = bare[0] not in _BOXES + _TICKS  # the box stands behind its word
            ticked = f"({words})[{_TICKS}]" if after else f"[{_TICKS}]({words})"
            found = compiled(ticked).findall(bare)
            if len(found) == 1:
                self.totals.setdefault("grade", replace(value, text=found[0]))
        elif len(bare) <= _LONGEST_GRADE:
            self.totals.setdefault("grade", value)

    def total_told(self, text: Slot) -> bool:
        """A total in words in one cell: 总分：97分, or a score with its grade behind, 97.0（优）."""
        match = _SCORE_TOLD.fullmatch(squeeze(text.text))
        if match is None:
            return False
        where = text.cell.place, text.cell.confidence
        self.totals.setdefault("score", Printed(match["score"], *where))
        if match["grade"] in self.vocabulary.words("grades", "words"):
            self.totals.setdefault("grade", Printed(match["grade"], *where))
        return True

    def grade_among(self, slots: Sequence[Slot]) -> None:
        """A bare grade word (优) in one of these cells."""
        words = self.vocabulary.words("grades", "words")
        for slot in slots:
            if squeeze(slot.text) in words:
                self.totals.setdefault("grade", slot.printed())


def _next_filled(slots: Sequence[Slot], at: int) -> int:
    """Where the value of the label at ``at`` stands: the next cell that is not blank, else ``at``."""
    return next((n for n in range(at + 1, len(slots)) if not slots[n].blank), at)
