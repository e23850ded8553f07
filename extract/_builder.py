"""One form in the making: rows come in, in the order of the paper, and find their block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract._blocks import (
    fund_header,
    goal_header,
    indicator_header,
    names_columns,
    names_levels,
    sub_header,
)
from extract._fund_block import FundBlock
from extract._heads import Heads
from extract._indicator_block import IndicatorBlock
from extract._leads import CLOSING, before_colon, lead_of
from extract._rows import COUNTERS, Column, Row, Slot, is_lost, looks_numeric, rest_of_header
from extract._units_told import is_unit_line, tells_unit, units_beside
from extract._year_columns import year_header
from extract.document import Cell, Place
from extract.form import Printed
from extract.text import join_lines, lazy, squeeze
from extract.vocabulary import Vocabulary, bare_label, fold, label_points

_OUTCOME = frozenset(("actual", "score", "review_score", "executed", "rate", "completion"))
_AMOUNTS = frozenset(("budget_initial", "budget", "arrived", "executed", "rate", "score"))
_NAMED = frozenset(("project", "department", "unit", "unit_own"))
_LONGEST_LINE = 60
_NUMERAL = "[一二三四五六七八九十]+"
_BLOCK_TITLE = lazy(rf"(?:[(]{_NUMERAL}[)]|{_NUMERAL}[、.])[^。;:\d]{{2,20}}")  # 三、目标完成情况


@dataclass
class FormBuilder:
    """Collects one form. ``take`` says whether a row was understood."""

    vocabulary: Vocabulary
    lines: list[Printed] = field(default_factory=list)
    leftovers: list[Printed] = field(default_factory=list)
    notes: list[Printed] = field(default_factory=list)  # remarks printed in the table
    beside: list[Printed] = field(default_factory=list)  # points of goals
    rows: list[Row] = field(default_factory=list)  # all of them, should they make no form
    first: Place | None = None
    last: Place = field(default_factory=Place)
    doubt: str = ""  # what the tables leave uncertain
    _state: str = "head"
    _columns: list[Column] = field(default_factory=list)
    _fresh: bool = False  # the row before was a header row, a second one may follow
    _headers: set[str] = field(default_factory=set)
    _asked: Row | None = None  # the row last asked whether it names columns, and the answer
    _answer: bool = False
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
        fields = self.fields
        measured = bool({"rate", "weight", "score"} & fields) or {"arrived", "executed"} <= fields
        return (2 if measured else 1) + titled + bool(_NAMED & self.heads.heads.keys())

    @property
    def _complete(self) -> bool:
        """True with money, indicators and their total: nothing but remarks may follow."""
        return bool(self.funds.lines and self.indicators.lines and "score" in self.heads.totals)

    @property
    def among_indicators(self) -> bool:
        """True while indicators are read and nothing has been said that ends them."""
        return self._state == "indicator" and not self.heads.totals

    # ------------------------------------------------------------ rows in
    def new_block(self) -> None:
        """A new table begins: no column of the last one holds."""
        self._state, self._columns, self._fresh = "head", [], False

    def told_below(self, said: Printed) -> bool:
        """Takes a line under the table that tells the score or grade (自评总分：99分 自评等级：优), where
        nothing above has told it."""
        if not self.indicators.lines:
            return False
        above, below = Heads(self.vocabulary), Heads(self.vocabulary)
        label = before_colon(said.text)
        if not below.told(said) and self._is_total(label):
            below.total_told(Slot(Cell(said.text, said.place), 1, 1, own=True))
        if below.heads or not below.totals:
            return False
        for line in self.lines:
            above.told(line)
        if below.totals.keys() & (self.heads.totals.keys() | above.totals.keys()):
            return False
        self.heads.totals |= below.totals
        return True

    def lend(self, other: FormBuilder) -> None:
        """Lets the next form of the same table use these columns where its header is lost, as at
        the head of a page where it was taken for a repetition."""
        other._lent = self.indicators.columns or self._lent

    def starts_another(self, row: Row) -> bool:
        """True when this row can only be the beginning of the next form."""
        if not (self.funds.lines or self.indicators.lines):
            return False
        if (
            self.indicators.lines
            and (self.funds.lines or self.heads.totals)
            and self._may_head_columns(row)
            and fund_header(row, self.vocabulary)
            and not indicator_header(row, self.vocabulary)
        ):
            return True
        filled = row.filled
        lead = filled[0].cell.text if filled else ""
        if lead_of(lead, self.vocabulary) in ("", "level"):
            return False
        head = self.heads.name(lead)
        if head == "project" and len(filled) > 1 and self._complete:
            return True
        return head in ("project", "unit_own") and head in self.heads.heads

    def take(self, row: Row) -> bool:
        """Adds a row to its block; False when nothing in it was understood."""
        if not row.own:
            return True
        self.rows.append(row)
        if self.first is None:
            self.first = row.own[0].cell.place
        understood = self._understood(row)
        if understood:
            if self._state != "indicator":
                self._note_points(row)
            self.last = row.own[-1].cell.place
        return understood

    @property
    def resting(self) -> bool:
        """True while a silent row (see :mod:`extract._silent`) would be understood by no block."""
        return (
            self._state == "head"
            and not self._lent
            and not self.heads.counting
            and self.funds.resting
        )

    def pass_by(self, row: Row) -> None:
        """What ``take`` does with a silent row while the builder is resting."""
        self.rows.append(row)
        self.first = self.first or row.own[0].cell.place
        self._fresh = False

    def _note_points(self, row: Row) -> None:
        """总体目标（20分） with the points it got at the end of its row: no indicator, and yet a part of
        the total score."""
        if len(row.filled) < 2:
            return
        lead, last = row.filled[0], row.filled[-1]
        told = label_points(lead.text) and self.heads.name(lead.text) == "goal"
        if told and looks_numeric(last.text):
            self.beside.append(last.printed())

    def _understood(self, row: Row) -> bool:
        if not (self.indicators.lines or self.funds.lines):
            self.lines += [s.printed() for s in row.own if is_unit_line(s.cell.text)]
            self.lines += units_beside(row)
        named = self._answer if row is self._asked else self._may_head_columns(row)
        if (named or self._fresh) and self._header(row):
            return True
        self._fresh = False
        return not row.filled or self._in_block(row) or self._elsewhere(row)

    def _in_block(self, row: Row) -> bool:
        lent = self._lent if self._state != "indicator" else ()
        if lent and names_levels(row, lent, self.vocabulary):
            self._announce(list(lent), "indicator")
        if self._state == "indicator":
            return self._indicator(row)
        if self._state == "fund":
            return self._total_below(row) or (not is_lost(row) and self.funds.take(row))
        if self._state == "goal" and self.funds.alternating(row):
            return True
        if self._state == "goal":
            return self.heads.name(row.filled[0].text) in ("", "goal")
        return False

    def _indicator(self, row: Row) -> bool:
        if "score" in self.heads.totals and squeeze(row.filled[0].text) in COUNTERS:
            self.new_block()  # 序号 · 项目名称 · 预算金额 below the total: a list of something else
            return False
        if not self.indicators.is_named(row) and (self._total(row) or self._closing(row)):
            return True
        return self.indicators.take(row)

    def _elsewhere(self, row: Row) -> bool:
        return (
            self._total_above(row)
            or self._money_told(row)
            or self.heads.counted(row)
            or self.heads.pairs(row)
            or self._alone(row)
        )

    def _money_told(self, row: Row) -> bool:
        """预算金额 · 120 · 实际支出 · 118, with 项目名称 · 某项目 in front or not."""
        if not self.funds.alternating(row):
            return False
        if self.heads.name(row.filled[0].text) in _NAMED:
            self.heads.pairs(row)
        return True

    def end(self) -> None:
        """No more rows come: a total that looked like that of the last level is the form's."""
        self.leftovers += self.funds.strays()
        last = self.indicators.closing()
        if last is not None and not self.heads.totals.keys() & last.cells.keys():
            self.heads.totals |= last.cells
            self.indicators.subtotals.pop()

    # ------------------------------------------------------------ header rows
    def _may_head_columns(self, row: Row) -> bool:
        """Whether a row names any column; asked twice of each, so the last answer is kept."""
        if row is not self._asked:
            self._asked, self._answer = row, names_columns(row, self.vocabulary)
        return self._answer

    def _header(self, row: Row) -> bool:
        named = self._may_head_columns(row)
        if self._fresh and self._state in ("fund", "indicator"):
            finer = year_header(row, self._columns, self.vocabulary)
            if not finer and (named or self._state == "indicator"):
                finer = sub_header(row, self._columns, self._state, self.vocabulary)
            if finer and not any(c.field for c in finer):
                self.new_block()  # what stands below cannot be told
                return True
            if finer:
                self._announce(finer, self._state)
                return True
            if self._state == "indicator" and rest_of_header(row, self._columns):
                return True
        if not named:
            return False
        for state, find in (("indicator", indicator_header), ("fund", fund_header)):
            columns = find(row, self.vocabulary)
            if columns and state == "fund" and self._lists_spending(columns):
                self.new_block()
                return False
            if columns:
                self._announce(columns, state)
                return True
        if goal_header(row, self.vocabulary):
            self._state = "goal"
            return True
        return False

    def _lists_spending(self, columns: Sequence[Column]) -> bool:
        """支出内容 · 实际支出数 · 会计凭证号 below the money of a form: what it was spent on, one by one, no
        rows of the money table."""
        told = {column.field for column in columns} & _AMOUNTS
        known = {name for line in self.funds.lines for name in line.cells} & _AMOUNTS
        return bool(self.funds.lines) and told == {"executed"} and len(known) > 1

    def _announce(self, columns: list[Column], state: str) -> None:
        self._columns, self._state, self._fresh = columns, state, True
        self._headers |= {fold(c.header) for c in columns}
        if state == "fund":
            self.funds.announce(columns, self.rows[-2] if len(self.rows) > 1 else None)
        else:
            self.indicators.announce(columns)

    # ------------------------------------------------------------ what stands under the rows
    def _total(self, row: Row) -> bool:
        lead, rest = row.filled[0], row.filled[1:]
        stated = self.indicators.total(row)
        if stated is None:
            told = not rest and self._is_total(before_colon(lead.text))
            return told and self.heads.total_told(lead)
        if [looks_numeric(s.text) for s in rest] == [False] and self._is_total(lead.text):
            self.heads.total_told(rest[0])
        for name, slot in stated.items():
            self.heads.totals.setdefault(name, slot.printed())
            if name == "score" and slot.cell.place != self.heads.totals[name].place:
                self.heads.totals.setdefault("score_again", slot.printed())
        self.heads.grade_among(rest)
        return True

    def _total_above(self, row: Row) -> bool:
        """总分 · 98.5 in the head, alone or before 评价等级 · 优."""
        filled = row.filled
        if self.begun or len(filled) < 2 or not self._is_total(filled[0].text):
            return False
        money = self.vocabulary.find("item", bare_label(filled[0].text))
        if money and (row.ordinal or len(filled) == 2):
            return False  # 合计 · 120 is money, whose header could not be read
        if len(filled) > 2 and not self.heads.name(filled[2].text):
            return False
        if not self.heads.total_told(filled[1]):
            return False
        self.heads.pairs(row)
        return True

    def _total_below(self, row: Row) -> bool:
        """总分 under a money table that follows the indicators: that of the form, no line of money."""
        lead = row.filled[0].text
        if not self.indicators.lines or self.vocabulary.find("item", bare_label(lead)):
            return False
        return self._is_total(bare_label(lead)) and self._total(row)

    def _is_total(self, label: str) -> bool:
        return self.vocabulary.find("row", label) == "total"

    def _closing(self, row: Row) -> bool:
        """Rows under the indicators that are none: the grade, a note, who filled the form in."""
        lead = row.filled[0].text
        if len(row.filled) == 1 and self.heads.told(row.filled[0].printed()):
            return True
        if lead_of(lead, self.vocabulary) != "closing":
            return False
        if CLOSING & {self.heads.name(lead), self.heads.name(before_colon(lead))}:
            return self.heads.pairs(row)
        if self._is_note(row):
            self.notes += [slot.printed() for slot in row.filled]
            return True
        return self.vocabulary.find("indicator", lead) == "reason" and len(row.filled) <= 2

    def _is_note(self, row: Row) -> bool:
        """A known label, or a remark alone in its row: 1、… beside figures names an indicator."""
        lead = row.filled[0].text
        if self.vocabulary.find("row", lead) != "notes":
            return False
        return len(row.filled) == 1 or not squeeze(lead)[0].isdigit()

    def _may_head(self, text: str) -> bool:
        """True for a line over the first row of a form."""
        return not self.begun and len(text) <= _LONGEST_LINE

    def _alone(self, row: Row) -> bool:
        """A notes row, or a title or unit that stands in the table itself."""
        filled = row.filled
        units = [s for s in filled if tells_unit(s)]
        if units and not any(looks_numeric(s.text) for s in filled):
            self.lines += [s.printed() for s in units]
            return True
        if self._is_note(row):
            self.notes += [slot.printed() for slot in filled]
            return True
        text = join_lines(filled[0].text)
        if len(filled) == 1 and _BLOCK_TITLE.fullmatch(squeeze(text)):
            return True
        if len(filled) == 1 and self._state == "head" and self._may_head(text):
            self.lines.append(Printed(text, filled[0].cell.place))
            return True
        return False
