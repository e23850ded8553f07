"""Figures that one form took over from the form of another year: a comparison of light summaries.

A form is summed up in a :class:`Print`; two of one body and project, of different years, are compared
figure by figure. A whole corpus is compared that way without holding it in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

import regex

from extract.frozen import dataclass
from normalize.report import Form, IndicatorRow
from normalize.text import narrow, squeeze

LEAST_DIGITS = 4
"""Significant digits, zeros at the end aside, from which on a figure tells where it comes from."""
LEAST_FIGURES = 2
_YEAR = regex.compile(r"20\d\d(?:年度?)?")
Figures = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Print:
    """What tells a form from others: its ``kind``, ``body``, ``project`` and ``year``, and its telling
    figures, each with a name (row and column): ``executed`` in 万元 with the amounts they were
    budgeted at, ``actual`` of the indicators. ``home`` is the document, ``key`` what the caller finds
    the form by."""

    home: str
    key: str
    kind: str
    body: str
    project: str
    year: int
    executed: Figures = ()
    budget: Figures = ()
    actual: Figures = ()

    @property
    def series(self) -> tuple[str, str, str]:
        """What stays the same from year to year; no series where body or project is not known."""
        return self.kind, self.body, self.project


@dataclass(frozen=True, slots=True)
class Copied:
    """``later`` prints the executed figures of ``earlier`` to the last digit; ``figures`` are those
    that tell, with the names of their rows."""

    earlier: Print
    later: Print
    figures: Figures


def named(text: str) -> str:
    """A name as it is compared from year to year: no width, spaces or year."""
    return _YEAR.sub("", squeeze(narrow(text)))


def telling(value: Decimal) -> bool:
    """True for a figure with enough digits to be no coincidence."""
    return len(value.normalize().as_tuple().digits) >= LEAST_DIGITS


def plain(value: Decimal) -> str:
    """A value as text, the same for 21.16 and 21.160."""
    return format(value.normalize(), "f")


def in_series(kind: str, body: str, project: str, year: int | None) -> bool:
    """True where a form can be told apart from others and found again in another year."""
    known = bool(body and project) if kind != "department" else bool(body)
    return year is not None and known


def print_of(form: Form, home: str, key: str) -> Print | None:
    """The summary of a form; None where it names no year, body or project."""
    body, project = named(form.unit or form.department), named(form.project)
    if not in_series(form.kind, body, project, form.year):
        return None
    money = [(f"{row.group}/{squeeze(row.label)}", row.figures) for row in form.funds]
    actual = [
        (squeeze(row.level3), plain(row.actual_value.value))
        for row in form.indicators
        if row.actual_value and not _same(row)
    ]
    return Print(
        home,
        key,
        form.kind,
        body,
        project,
        form.year or 0,
        tuple((name, plain(f["executed"].value)) for name, f in money if "executed" in f),
        tuple((name, plain(f["budget"].value)) for name, f in money if "budget" in f),
        tuple(actual),
    )


def _same(row: IndicatorRow) -> bool:
    """True for a target that was met to the digit: it may well be next year's too."""
    target, actual = row.target_value, row.actual_value
    return target is not None and actual is not None and target.value == actual.value


def copies(prints: Iterable[Print], *, across: bool) -> Iterator[Copied]:
    """Each form whose executed figures are those of the same body and project in an earlier year; of
    several earlier ones the nearest. ``prints`` may come in any order, all of one series at once.
    ``across`` compares forms of different documents, else those of one."""
    ordered = sorted(prints, key=lambda one: (one.series, one.year, one.key))
    for position, later in enumerate(ordered):
        for earlier in reversed(ordered[:position]):
            if earlier.series != later.series:
                break
            fit = earlier.year < later.year and (earlier.home != later.home) == across
            figures = _copied(earlier, later) if fit else ()
            if figures:
                yield Copied(earlier, later, figures)
                break


def _copied(earlier: Print, later: Print) -> Figures:
    """The telling figures that both forms print alike; none unless all executed ones are the same
    and enough of them tell. One amount in several rows tells once."""
    if not later.executed or dict(earlier.executed) != dict(later.executed):
        return ()
    budgets = dict(later.budget)
    spent = _distinct(later.executed)
    reached = _distinct(pair for pair in later.actual if pair in earlier.actual)
    odd = {name: value for name, value in spent.items() if budgets.get(name) != value}
    if len(spent) >= LEAST_FIGURES:
        return tuple(spent.items())
    enough = odd and len(spent) + len(reached) >= LEAST_FIGURES
    return (*spent.items(), *reached.items()) if enough else ()


def _distinct(figures: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Telling figures by name, each value once; in the order of the form."""
    first: dict[str, str] = {}
    for name, value in figures:
        if telling(Decimal(value)):
            first.setdefault(value, name)
    return {name: value for value, name in first.items()}


def message(found: Copied, where: str, where_zh: str) -> tuple[str, str]:
    """What is said of a copy in both languages; ``where`` is the earlier form, as a reader finds it."""
    told = ", ".join(
        f"{name.rpartition('/')[2].rstrip('：:')} {value}" for name, value in found.figures
    )
    years = found.later.year, found.earlier.year
    return (
        f"The figures of {years[0]} are those of {years[1]} to the last digit ({told}); see {where}.",
        f"{years[0]} 年度的数字与 {years[1]} 年度完全相同（{told}），疑沿用旧表；见{where_zh}。",
    )
