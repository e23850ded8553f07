"""One form in the making: rows come in, in the order of the paper, and find their block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from extract._blocks import fund_header, goal_header, indicator_header, names_levels, sub_header
from extract._fund_block import FundBlock
from extract._heads import Heads
from extract._indicator_block import IndicatorBlock
from extract._rows import Column, Row, Slot, looks_numeric
from extract.document import Place
from extract.form import Printed
from extract.text import join_lines, squeeze
from extract.vocabulary import Vocabulary, declares_unit, fold

_CLOSING = frozenset(("grade", "score_total", "contact"))
_OUTCOME = frozenset(("actual", "score", "review_score", "executed", "rate", "completion"))
_NAMED = frozenset(("project", "department", "unit", "unit_own"))
_LONGEST_LINE = 60
_NUMERAL = "[一二三四五六七八九十]+"
_BLOCK_TITLE = regex.compile(
    rf"(?:[(]{_NUMERAL}[)]|{_NUMERAL}[、.])[^。;:\d]{{2,20}}"
)  # 三、目标完成情况
_LONGEST_UNIT = 40
_UNIT_LINE = regex.compile(
    r"[(]?(?:金额|计量|货币|资金)?单位[:]?(?:人民币)?(?:亿|千万|百万|万|千)?元"
)


@dataclass
class FormBuilder:
    """Collects one form. ``take`` says whether a row was understood."""

    vocabulary: Vocabulary
    lines: list[Printed] = field(default_factory=list)
    leftovers: list[Printed] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)  # all of them, should they make no form
    first: Place | None = None
    last: Place = field(default_factory=Place)
    _state: str = "head"
    _columns: list[Column] = field(default_factory=list)
    _fresh: bool = False  # the row before was a header row, a second one may follow
    _headers: set[str] = field(default_factory=set)
    _lent: Sequence[Column] = ()  # indicator columns of the form before in the same table

    def __post_init__(self) -> None:
        self.funds = FundBlock(self.vocabulary)
        self.indicators = IndicatorBlock(self.vocabulary)
        self.heads = Heads(self.vocabulary)

    # ------------------------------------------------------------ evidence
    @property
    def begun(self) -> bool:
        """True when the form has rows of its own."""
        return bool(self.funds.lines or self.indicators.lines)

    @property
    def fields(self) -> set[str]:
        """The columns that its header rows announced."""
        return self.funds.fields | self.indicators.fields

    @property
    def labels(self) -> set[str]:
        """Every label met in headers, heads and fund rows, folded."""
        return self._headers | self.funds.labels | self.heads.labels

    @property
    def unfinished(self) -> bool:
        """True for money and indicators without a total or grade yet: the form may go on."""
        return bool(self.funds.lines and self.indicators.lines) and not self.heads.totals

    def evidence(self, titled: bool) -> int:
        """How surely these rows are a self-evaluation form; 3 is enough.

        ``titled`` says that a line over them names a form. Targets without any actual value or
        score are what was asked for, not what came of it; a money table alone may be any budget,
        so it takes a title, or a head that names the project or the body.
        """
        if self.indicators.lines:
            return 3 if self.fields & _OUTCOME else 0
        if not self.funds.lines:
            return 0
        measured = "rate" in self.fields or bool({"weight", "score"} & self.fields)
        return (2 if measured else 1) + titled + bool(_NAMED & self.heads.heads.keys())

    # ------------------------------------------------------------ rows in
    def new_block(self) -> None:
        """A new table begins: no column of the last one holds."""
        self._state, self._columns, self._fresh = "head", [], False

    def lend(self, other: FormBuilder) -> None:
        """Lets the next form of the same table use these columns where its header is lost, as at
        the head of a page where it was taken for a repetition."""
        other._lent = self.indicators.columns or self._lent

    def starts_another(self, row: Row) -> bool:
        """True when this row can only be the beginning of the next form."""
        if not self.begun:
            return False
        if (
            self.indicators.lines
            and fund_header(row, self.vocabulary)
            and not indicator_header(row, self.vocabulary)
        ):
            return True
        filled = row.filled
        head = self.heads.name(filled[0].text) if filled else ""
        return head in ("project", "unit_own") and head in self.heads.heads

    def take(self, row: Row) -> bool:
        """Adds a row to its block; False when nothing in it was understood."""
        if not row.own:
            return True
        self.rows.append(row)
        self.first = self.first or row.own[0].cell.place
        understood = self._understood(row)
        if understood:
            self.last = row.own[-1].cell.place
        return understood

    def _understood(self, row: Row) -> bool:
        if not self.begun:
            self.lines += [s.printed() for s in row.own if _UNIT_LINE.match(squeeze(s.text))]
        if self._header(row):
            return True
        self._fresh = False
        return not row.filled or self._in_block(row) or self._elsewhere(row)

    def _in_block(self, row: Row) -> bool:
        if self._state != "indicator" and names_levels(row, self._lent, self.vocabulary):
            self._announce(list(self._lent), "indicator")
        if self._state == "fund":
            return self.funds.take(row)
        if self._state == "goal":
            return self.heads.name(row.filled[0].text) in ("", "goal")
        if self._state == "indicator":
            return self._total(row) or self._closing(row) or self.indicators.take(row)
        return False

    def _elsewhere(self, row: Row) -> bool:
        return (
            self.funds.alternating(row)
            or self.heads.counted(row)
            or self.heads.pairs(row)
            or self._alone(row)
        )

    # ------------------------------------------------------------ header rows
    def _header(self, row: Row) -> bool:
        if self._fresh and self._state in ("fund", "indicator"):
            finer = sub_header(row, self._columns, self._state, self.vocabulary)
            if finer:
                self._announce(finer, self._state)
                return True
        for state, find in (("indicator", indicator_header), ("fund", fund_header)):
            columns = find(row, self.vocabulary)
            if columns:
                self._announce(columns, state)
                return True
        if goal_header(row, self.vocabulary):
            self._state = "goal"
            return True
        return False

    def _announce(self, columns: list[Column], state: str) -> None:
        self._columns, self._state, self._fresh = columns, state, True
        self._headers |= {fold(c.header) for c in columns}
        (self.funds if state == "fund" else self.indicators).announce(columns)

    # ------------------------------------------------------------ what stands under the rows
    def _total(self, row: Row) -> bool:
        lead, rest = row.filled[0], row.filled[1:]
        stated = self.indicators.total(row)
        if stated is None:
            label = regex.split("[:：]", lead.text)[0]
            return not rest and self._is_total(label) and self.heads.total_told(lead)
        if [looks_numeric(s.text) for s in rest] == [False] and self._is_total(lead.text):
            self.heads.total_told(rest[0])
        for name, slot in stated.items():
            self.heads.totals.setdefault(name, slot.printed())
        self.heads.grade_among(rest)
        return True

    def _is_total(self, label: str) -> bool:
        return self.vocabulary.find("row", label) == "total"

    def _closing(self, row: Row) -> bool:
        """Rows under the indicators that are none: the grade, a note, who filled the form in."""
        lead = row.filled[0].text
        if len(row.filled) == 1 and self.heads.told(row.filled[0].printed()):
            return True
        if self.heads.name(lead) in _CLOSING:
            return self.heads.pairs(row)
        if self.vocabulary.find("row", lead) == "notes":
            return True
        return self.vocabulary.find("indicator", lead) == "reason" and len(row.filled) <= 2

    def _alone(self, row: Row) -> bool:
        """A notes row, or a title or unit that stands in the table itself."""
        filled = row.filled
        units = [s for s in filled if _tells_unit(s)]
        if units and not any(looks_numeric(s.text) for s in filled):
            self.lines += [s.printed() for s in units]
            return True
        if self.vocabulary.find("row", filled[0].text) == "notes":
            return True
        text = join_lines(filled[0].text)
        if len(filled) == 1 and _BLOCK_TITLE.fullmatch(squeeze(text)):
            return True
        if len(filled) == 1 and not self.begun and len(text) <= _LONGEST_LINE:
            self.lines.append(Printed(text, filled[0].cell.place))
            return True
        return False


def _tells_unit(slot: Slot) -> bool:
    """True for a cell that names the unit of the money below: 单位：元."""
    return len(slot.text) <= _LONGEST_UNIT and declares_unit(slot.text)
