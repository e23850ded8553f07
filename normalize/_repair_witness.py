"""Every figure that a document prints, to be asked by value: who else says so."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter

import regex

from extract.frozen import dataclass, maker
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


Sorted = tuple[list[Decimal], list[Witness]]
_value = attrgetter("value")
_ref, _witness = maker(Ref), maker(Witness)


class Witnesses:
    """Every figure of a document but zero, to be asked by value. What the narrative tells is put in
    order once for all forms."""

    def __init__(self, report: Report | None, forms: Iterable[Form]) -> None:
        told = report.memo.once("witnesses", lambda: _by_kind(_told(report))) if report else {}
        tabled = _by_kind(w for form in forms for w in _tabled(form))
        self._all = {
            kind: [part[kind] for part in (told, tabled) if kind in part]
            for kind in told.keys() | tabled.keys()
        }

    def between(self, kind: str, low: Decimal, high: Decimal) -> list[Witness]:
        """Figures of a kind (money, people, points) from low to high, zero left out."""
        found: list[Witness] = []
        for values, members in self._all.get(kind, ()):
            start = bisect_left(values, low)
            if start < len(values) and values[start] <= high:
                found += members[start : bisect_right(values, high, start)]
        if len(found) > 1:
            found.sort(key=_order)
        return found


def _by_kind(found: Iterable[Witness]) -> dict[str, Sorted]:
    """By kind: the values in order, and the witnesses in the same order."""
    kinds: dict[str, list[Witness]] = {}
    for witness in found:
        if witness.value:
            kinds.setdefault(witness.kind, []).append(witness)
    for members in kinds.values():
        members.sort(key=_value)
    return {kind: ([w.value for w in members], members) for kind, members in kinds.items()}


def _order(witness: Witness) -> tuple[Decimal, str]:
    return witness.value, repr(witness.ref.key)


def kind_of(ref: Ref) -> str:
    """What a cell holds: money, people, points or rate."""
    return kind_in(ref.table, ref.column)


@lru_cache(maxsize=256)
def kind_in(table: str, column: str) -> str:
    """The same by the table and the column of a cell."""
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
            yield _witness(amount.figure.value, kind_of(ref), ref, True)


def _tabled(form: Form) -> Iterator[Witness]:
    for row in form.funds:
        for column in MONEY_COLUMNS:
            figure = row.figures.get(column)
            if figure is not None:
                ref = _ref("funds", row.row_no, column, row.label, figure.place, figure, "number")
                yield _witness(figure.value, "money", ref, False)


def significant(value: Decimal) -> int:
    """Digits of a value that are not leading or trailing zeros."""
    return len(str(abs(value).normalize()).replace(".", "").split("E")[0].strip("0"))
