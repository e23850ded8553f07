"""A form as recognised: rows and labels of the paper, told apart but not yet cleaned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from extract.document import Place
from extract.frozen import dataclass, maker


@dataclass(frozen=True, slots=True)
class Printed:
    """A text as the document prints it, and where."""

    text: str
    place: Place
    confidence: float | None = None


printed = maker(Printed)
"""A Printed at two thirds of the cost of calling the class: a form has hundreds."""


@dataclass(frozen=True, slots=True)
class FundLine:
    """One line of the money table. ``group`` is the printed text of the block it stands in
    (资金来源), ``unit`` the money unit declared nearest to it, ``cells`` by column name."""

    label: Printed
    group: str
    unit: str
    cells: Mapping[str, Printed]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One 三级指标 line; ``level1`` and ``level2`` are inherited where the paper merges them.
    ``shared`` names the columns of points whose cell is merged with the line above."""

    level1: Printed
    level2: Printed
    level3: Printed
    cells: Mapping[str, Printed]
    shared: frozenset[str] = frozenset()


fund_line, indicator_line = maker(FundLine), maker(IndicatorLine)
"""Lines of a form at two thirds of the cost of calling their classes."""


@dataclass(frozen=True, slots=True)
class SubtotalLine:
    """A 小计 among the indicators: its points by field (weight, score), the levels that hold where it
    stands, and how many lines stand above it. ``level`` is the one that it ends, by its column."""

    label: Printed
    level1: Printed
    level2: Printed
    cells: Mapping[str, Printed]
    after: int
    level: int = 1


@dataclass(frozen=True, slots=True)
class RecognisedForm:
    """One form: where it stands, what its head says, its rows, totals and what nobody understood.

    ``heads`` by field (project, department, unit, staff_quota, …); ``totals`` by field
    (weight, score, grade). ``lines`` are the lines of text that stand over it (titles, units),
    ``notes`` the remarks printed in its table, ``beside`` points that count in the total and belong to
    no row (总体目标 · 20). ``doubt`` names what could not be told for certain of its tables (``rows``:
    see :class:`Table`; ``clipped``: its labels are cut off by their cells).
    """

    place: Place
    last: Place
    title: Printed
    family: str
    lines: tuple[Printed, ...] = ()
    heads: Mapping[str, Printed] = field(default_factory=dict)
    funds: tuple[FundLine, ...] = ()
    indicators: tuple[IndicatorLine, ...] = ()
    totals: Mapping[str, Printed] = field(default_factory=dict)
    columns: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    leftovers: tuple[Printed, ...] = ()
    subtotals: tuple[SubtotalLine, ...] = ()
    notes: tuple[Printed, ...] = ()
    beside: tuple[Printed, ...] = ()
    doubt: str = ""
