"""Every figure that a document prints, to be asked by value: who else says so."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

import regex

from extract.frozen import dataclass
from normalize.identity import Ref
from normalize.refs import amount_ref
from normalize.report import MONEY_COLUMNS, Form, Report
from normalize.text import squeeze

TOLD = frozenset({"amounts", "headcounts", "text"})
_FILLERS = regex.compile(
    r"[\d\W_]|其中|指标|年度?|全年|当年|本年|资金|支出|经费|总额|合计|小计|金额|数$"
)


@dataclass(frozen=True, slots=True)
class Witness:
    """A figure that the document prints somewhere."""

    value: Decimal
    kind: str
    ref: Ref
    told: bool  # in the narrative

    def related(self, ref: Ref) -> bool:
        """True when the labels name the same thing."""
        own, other = core(self.ref.label), core(ref.label)
        return bool(own and other) and (own in other or other in own)


class Witnesses:
    """Every figure of a document, to be asked by value. What the narrative tells is put in order
    once for all forms."""

    def __init__(self, report: Report | None, forms: Iterable[Form]) -> None:
        told = report.memo.once("witnesses", lambda: _Sorted(_told(report))) if report else None
        tabled = _Sorted(w for form in forms for w in _tabled(form))
        self._all = (tabled,) if told is None else (told, tabled)

    def between(self, kind: str, low: Decimal, high: Decimal) -> list[Witness]:
        """Figures of a kind (money, people, points) from low to high, zero left out."""
        found = [w for part in self._all for w in part.between(low, high)]
        found = [w for w in found if w.kind == kind and w.value != 0]
        if len(found) > 1:
            found.sort(key=_order)
        return found


class _Sorted:
    """Witnesses in the order of their values."""

    def __init__(self, found: Iterable[Witness]) -> None:
        self.members = sorted(found, key=lambda w: w.value)
        self.values = [w.value for w in self.members]

    def between(self, low: Decimal, high: Decimal) -> list[Witness]:
        start, end = bisect_left(self.values, low), bisect_right(self.values, high)
        return self.members[start:end]


def _order(witness: Witness) -> tuple[Decimal, str]:
    return witness.value, repr(witness.ref.key)


def kind_of(ref: Ref) -> str:
    """What a cell holds: money, people, points or rate."""
    return _kind(ref.table, ref.column)


@lru_cache(maxsize=256)
def _kind(table: str, column: str) -> str:
    if table == "headcounts" or column.startswith("staff_"):
        return "people"
    if table == "amounts" or column in MONEY_COLUMNS:
        return "money"
    return "rate" if column == "rate" else "points"


@lru_cache(maxsize=4096)
def core(label: str) -> str:
    """The words of a label that tell it from others: （1）基本支出 is 基本."""
    return _FILLERS.sub("", squeeze(label))


def _told(report: Report) -> Iterator[Witness]:
    for amount in (*report.amounts, *report.headcounts):
        if amount.kind in ("money", "people"):
            ref = amount_ref(amount)
            yield Witness(amount.figure.value, kind_of(ref), ref, True)


def _tabled(form: Form) -> Iterator[Witness]:
    for row in form.funds:
        for column in MONEY_COLUMNS:
            figure = row.figures.get(column)
            if figure is not None:
                ref = Ref("funds", row.row_no, column, row.label, figure.place, figure, "number")
                yield Witness(figure.value, "money", ref, False)


def significant(value: Decimal) -> int:
    """Digits of a value that are not leading or trailing zeros."""
    return len(str(abs(value).normalize()).replace(".", "").split("E")[0].strip("0"))
