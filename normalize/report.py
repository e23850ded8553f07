"""What a document means: forms, fund rows, indicator rows, sections and amounts, typed and frozen.

Money is in 万元, rates are fractions, weights and scores are points, staff are heads. A
:class:`Figure` is always a number; what was printed, number or not, stays in ``cells``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal

from extract.document import Place
from extract.form import Printed
from extract.frozen import dataclass
from normalize.memo import Memo

MONEY_COLUMNS = ("budget_initial", "budget", "arrived", "executed")
FUND_COLUMNS = (*MONEY_COLUMNS, "rate", "weight", "score")

__all__ = [
    "FUND_COLUMNS",
    "MONEY_COLUMNS",
    "Amount",
    "Breakdown",
    "Claim",
    "Comparison",
    "Derived",
    "Figure",
    "Form",
    "FundRow",
    "GroupWeight",
    "IndicatorRow",
    "Printed",
    "Promise",
    "Report",
    "Restated",
    "Section",
    "Subtotal",
    "Tally",
]


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed number.

    ``value`` is in the clean unit (万元, fraction, points, heads); ``step`` is one unit of the last
    printed digit in that same unit, so the figure stands for ``value ± step/2``. ``unit`` is the
    unit it was printed in (万元, 元, 亿元, %, 分, 人 or empty), ``raw`` the text it was read from.
    """

    value: Decimal
    step: Decimal
    raw: str
    place: Place
    unit: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class FundRow:
    """One line of the money table. ``cells`` holds every printed cell by column name, blanks and
    dashes included; ``figures`` those that are numbers, in the clean unit."""

    row_no: int
    group: str
    item: str
    label: str
    place: Place
    unit_stated: str
    parent_row: int | None = None
    cells: Mapping[str, Printed] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One 三级指标. ``target`` and ``actual`` are as printed (operator, value and unit glued where
    they stand in columns of their own); the parsed parts are numbers in the printed unit.
    ``shared`` names the columns of points whose cell is merged with the row above; ``role`` is
    bonus or deduction for points beside the hundred (加分项, 扣分项), else empty."""

    row_no: int
    level1: str
    level2: str
    level3: str
    level1_code: str
    level2_code: str
    place: Place
    target: str = ""
    actual: str = ""
    reason: str = ""
    target_op: str = ""
    target_value: Figure | None = None
    target_high: Figure | None = None
    target_unit: str = ""
    actual_value: Figure | None = None
    actual_unit: str = ""
    attainment: Decimal | None = None
    direction: str = ""
    cells: Mapping[str, Printed] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)  # weight, score, review_score
    shared: frozenset[str] = frozenset()
    role: str = ""


@dataclass(frozen=True, slots=True)
class GroupWeight:
    """Points printed with a group of indicators, 产出指标（50分）: the rows it stands for."""

    label: str
    level: int
    weight: Figure
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Subtotal:
    """A 小计 among the indicators: ``rows`` are those of the level that it ends, as far as labels and
    cells tell, ``block`` those since the 小计 before it. ``figures`` are weight and score."""

    label: str
    rows: tuple[int, ...]
    block: tuple[int, ...]
    figures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Promise:
    """What the layout of a form promises, so that a rule asks for nothing else.

    ``weights_to`` is the total its weights must reach (None: it has none to add up);
    ``grade_bands`` names the policy of bands; ``fund_in_total`` says whether the execution score
    counts in the totals, ``execution_capped`` whether it stops at its weight where more than the
    budget was spent; ``reason_below`` is the execution rate (a fraction) under which the form asks
    for a reason. ``execution`` and ``attainment`` name the policies by which the execution and the
    indicators are scored, ``execution_text`` and ``attainment_text`` are the document's own words
    for them; empty: weight times rate, and what every office agrees on. ``grade_text`` are the bands
    that the document tells itself (85-75-60: the floors of 优, 良, 中).
    """

    weights_to: Decimal | None = None
    grade_bands: str = "national"
    fund_in_total: bool = True
    rules_off: tuple[str, ...] = ()
    execution_capped: bool = True
    reason_below: Decimal | None = None
    execution: str = ""
    attainment: str = ""
    execution_text: str = ""
    attainment_text: str = ""
    grade_text: str = ""

    @property
    def execution_linear(self) -> bool:
        """True where the execution is scored by weight times rate, as far as anything is told."""
        return self.execution in ("", "capped", "uncapped") and not self.execution_text


@dataclass(frozen=True, slots=True)
class Form:
    """One self-evaluation table. ``doubt`` names what its layout left uncertain (``rows``,
    ``clipped``), empty where nothing."""

    form_no: int
    kind: str
    template: str
    title: str
    place: Place
    year: int | None = None
    unit: str = ""
    department: str = ""
    project: str = ""
    project_code: str = ""
    staff_quota: Figure | None = None
    staff_actual: Figure | None = None
    weight_total_stated: Figure | None = None
    score_total_stated: Figure | None = None
    grade_stated: Printed | None = None
    funds: tuple[FundRow, ...] = ()
    indicators: tuple[IndicatorRow, ...] = ()
    groups: tuple[GroupWeight, ...] = ()
    promise: Promise = Promise()
    page_first: int | None = None
    page_last: int | None = None
    leftovers: tuple[Printed, ...] = ()
    memo: Memo = field(default_factory=Memo, init=False, repr=False, compare=False)
    subtotals: tuple[Subtotal, ...] = ()
    notes: tuple[Printed, ...] = ()
    score_total_again: Figure | None = None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered heading of the narrative with the text under it (its own, not its subsections').

    ``numbering`` is the number as printed (empty when lost), ``number`` the repaired place in the
    tree, dotted arabic (``2.1``). ``title`` has no number in it. ``drawn`` is true where Word draws
    the number and the text does not hold it.
    """

    section_no: int
    level: int
    numbering: str
    number: str
    title: str
    text: str
    place: Place
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity said in the narrative. ``kind`` is ``money`` (万元), ``people`` (heads) or
    ``share`` (fraction). ``parent_no`` is the amount_no that it is a part of, in the same section;
    ``start`` the offset in the section's text. Money and people are numbered apart, through the
    whole document. ``about`` marks a rough figure (约, 余), ``change`` a rise or fall against
    another year or plan (较上年增加), which is never the figure of the year itself."""

    amount_no: int
    section_no: int
    kind: str
    label: str
    figure: Figure
    parent_no: int | None = None
    start: int = 0
    about: bool = False
    change: bool = False


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A sentence that takes one amount apart: ``whole`` = sum of ``parts`` where ``exhaustive``,
    else ``whole`` >= each and the sum of them (等, 主要, a single 其中). ``among`` tells that 其中 alone
    opens the list, which then may still leave something out."""

    kind: str
    whole: Amount
    parts: tuple[Amount, ...]
    exhaustive: bool
    sentence: str
    among: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """A percentage that the narrative states of its own amounts; ``rate`` is a fraction.

    ``share``: ``rate`` = ``amount`` / ``whole``. ``growth``: ``amount`` is the figure of the year,
    ``change`` what it rose by (``falls``: fell by), ``base`` what it is compared with; ``rate`` =
    change / base, and where only two of the three amounts are told the third follows from them.
    ``rate`` is None where no percentage is told. ``execution``: ``amount`` was spent of ``whole`` (None
    where only the form tells it), ``base`` is the initial budget beside an adjusted one. ``arrival``:
    ``amount`` arrived of ``whole``. What is not told is None.
    """

    kind: str
    sentence: str
    rate: Figure | None
    amount: Amount | None = None
    whole: Amount | None = None
    change: Amount | None = None
    base: Amount | None = None
    falls: bool = False


@dataclass(frozen=True, slots=True)
class Restated:
    """One amount said twice side by side in two units: 202.64万元（2026400元）. ``sure`` where words
    say so (即, 折合), not the bracket alone."""

    amount: Amount
    again: Amount
    sure: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of things in one sentence. ``count``: 实施项目12个，其中新建5个、续建7个, where the parts
    make up the whole or (``exhaustive`` false) must not exceed it. ``items``: 以下3个项目 before a
    list of amounts; the only part is how many the list has. ``answers``: 收回问卷48份，满意度97.5%;
    ``whole`` are the answers, the only part the share of them, a fraction. ``product``:
    30人×500元=1.5万元; ``whole`` is what the parts are said to make, money in 万元. ``points``:
    总得分96分，其中投入19分…; the parts are groups of indicators."""

    kind: str
    label: str
    whole: Figure
    parts: tuple[tuple[str, Figure], ...]
    exhaustive: bool
    section_no: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A figure that follows from others of its table, one beside the forms (基础数据表) or the head of a
    form. ``kind``: ``rate`` (the parts are what there is and what was to be had), ``growth`` and
    ``change`` (this year and the year before), ``sum`` (all parts) or ``at_most`` (some of them).
    Each of ``ways`` is a list of parts, name and figure; more than one where the headers leave open
    which columns are meant. ``counted`` tells that heads or areas are measured by what was granted."""

    kind: str
    label: str
    figure: Figure
    ways: tuple[tuple[tuple[str, Figure], ...], ...]
    counted: bool = False
    form_no: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Something else the narrative states that a form states too: ``kind`` is ``score_total`` or
    ``grade``; ``figure`` for a number, ``text`` as printed. ``when`` is past (去年) or a year (2021)
    where the words before it name one, ``about`` department or project where they say whose it is,
    else empty."""

    kind: str
    section_no: int
    text: str
    place: Place
    figure: Figure | None = None
    when: str = ""
    about: str = ""

    def is_of(self, form: Form, year: int | None = None) -> bool:
        """False for what was said of an earlier year than the form's (``year`` where it names none),
        of a project where it is the department's, or the other way round."""
        year = form.year or year
        if self.about and form.kind in ("project", "department") and self.about != form.kind:
            return False
        if self.when.isdigit():
            return year is None or int(self.when) >= year
        return not self.when


@dataclass(frozen=True, slots=True)
class NumberingFault:
    """A break in the section numbering: ``kind`` is missing, repeated or order.

    ``label`` is the heading where it shows, as printed. ``printed`` is the number there, None where
    the heading itself has lost its number (then ``lost_title`` is that heading), ``expected`` the
    number that the sequence asks for; ``level`` counts from 1.
    """

    kind: str
    place: Place
    label: str
    printed: int | None
    expected: int
    level: int
    lost_title: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A document as understood. ``status`` is ok, partial or no_form (contract); ``reason`` says
    why when it is not ok, ``reason_zh`` the same in Chinese. ``titles`` are all titles that stand as
    lines of text, of forms and of reports; ``loose`` is the text under no heading, section 0 of the
    amounts. ``grade_bands`` is the policy of grades that the user settled for a document without a
    form; empty: none."""

    format: str
    reader: str
    pages: int | None
    ocr: bool
    title: str
    unit: str
    region: str
    year: int | None
    forms: tuple[Form, ...]
    sections: tuple[Section, ...]
    amounts: tuple[Amount, ...]
    headcounts: tuple[Amount, ...]
    breakdowns: tuple[Breakdown, ...]
    claims: tuple[Claim, ...]
    leftovers: tuple[Printed, ...] = ()
    status: str = "ok"
    reason: str = ""
    notes: tuple[str, ...] = ()
    numbering_faults: tuple[NumberingFault, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    restated: tuple[Restated, ...] = ()
    tallies: tuple[Tally, ...] = ()
    titles: tuple[Printed, ...] = ()
    loose: str = ""
    reason_zh: str = ""
    grade_bands: str = ""
    derived: tuple[Derived, ...] = ()
    memo: Memo = field(default_factory=Memo, init=False, repr=False, compare=False)
