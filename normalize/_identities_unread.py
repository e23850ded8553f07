"""What a sum needs and nobody can know: rows that hold figures and were not understood, and points
that the form gives and does not print. No sum over them can be claimed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex

from extract.document import Place
from extract.form import Printed
from extract.frozen import dataclass
from extract.vocabulary import bare_label, vocabulary
from normalize.identity import Operand, Ref
from normalize.refs import ref_of
from normalize.report import Form, FundRow, IndicatorRow

_WORDS = regex.compile(r"\D+")
_ROOM_FOR_EXECUTION = (80, 90)  # weights of the indicators that leave it 20 or 10 points
_POINTS_TOLD = regex.compile(r"(?:得分|分值|权重|评分)[^|\d]{0,4}(?:\d+分[)）])?\s*\|\s*\d")
_FIGURES = regex.compile(r"\d[\d.,%％]*[-—－/]*")  # at the end of a row


@dataclass(frozen=True, slots=True)
class Unread:
    """A leftover of a form with its position in ``Form.leftovers``."""

    position: int
    printed: Printed

    def operand(self, column: str, *, exact: bool) -> Operand:
        """The leftover as a part of a sum whose figure is not known."""
        label, place = self.printed.text.strip(), self.printed.place
        return Operand(
            Ref("leftovers", self.position, column, label, place, state="words"), exact=exact
        )


def unread_indicators(form: Form, members: Sequence[IndicatorRow] = ()) -> list[Unread]:
    """The leftovers with figures among the indicator rows of a form, or right above or below them;
    where it has none, all below its money table; and those that name points (得分 | 9.5) wherever
    they stand. With ``members``, those of their group alone."""
    found = _with_figures(form)
    if not found:
        return []
    if not form.indicators:
        return _below(found, form.funds[-1].place) if form.funds else []
    stated = form.weight_total_stated or form.score_total_stated
    last = form.indicators[-1].place
    end = max(last, stated.place, key=lambda p: p.row or 0) if stated else last
    inside = _among(found, form.indicators[0].place, end if end.table == last.table else last)
    if members:
        return _of_group(inside, form.indicators, members)
    return inside + [u for u in found if u not in inside and _POINTS_TOLD.search(u.printed.text)]


def unread_funds(form: Form) -> list[Unread]:
    """The leftovers with figures that may be rows of the money table: a label and figures among its
    rows or right above or below them, the label of a source or figures alone anywhere above the
    indicators."""
    found = _with_figures(form)
    if not found or not (form.funds or form.indicators):
        return []
    first = (form.funds or form.indicators)[0].place
    sure = [u for u in found if _is_source(u.printed.text) and u.printed.place.table == first.table]
    near = _among(found, first, form.funds[-1].place) if form.funds else []
    rows = {u.position: u for u in sure if _above(u.printed.place, form)}
    rows |= {u.position: u for u in near if _ends_in_figures(u.printed.text)}
    return list(rows.values())


def _above(place: Place, form: Form) -> bool:
    if not form.indicators:
        return True
    first = form.indicators[0].place
    return first.table != place.table or (place.row or 0) < (first.row or 0)


def _with_figures(form: Form) -> list[Unread]:
    return [
        Unread(position, printed)
        for position, printed in enumerate(form.leftovers)
        if any(c.isdigit() for c in printed.text)
    ]


def _is_source(text: str) -> bool:
    """True for figures alone, or behind the label of a source."""
    label, *rest = text.split(" | ")
    if rest:  # cells apart: the figure stands right behind the label
        pairs = pairwise((label, *rest))
        return any(_is_label(one) and _FIGURES.fullmatch(next_.strip()) for one, next_ in pairs)
    words = _WORDS.match(text)
    if words is None:
        return _FIGURES.fullmatch(text.strip()) is not None
    return _is_label(words[0])


def _is_label(text: str) -> bool:
    return bool(vocabulary().find("item", bare_label(text)))


def _ends_in_figures(text: str) -> bool:
    words = _WORDS.match(text)
    return _is_source(text) or (
        words is not None and _FIGURES.fullmatch(text, words.end()) is not None
    )


def _below(found: Sequence[Unread], place: Place) -> list[Unread]:
    same = (u for u in found if u.printed.place.table == place.table)
    return [u for u in same if (u.printed.place.row or 0) > (place.row or 0)]


def _among(found: Sequence[Unread], first: Place, last: Place) -> list[Unread]:
    """Those between two rows of one table, and those that follow each other up to either."""
    if first.table != last.table:
        return []
    rows = {u.printed.place.row or 0: u for u in found if u.printed.place.table == first.table}
    top, end = first.row or 0, last.row or 0
    while top - 1 in rows:
        top -= 1
    while end + 1 in rows:
        end += 1
    return [u for row, u in sorted(rows.items()) if top <= row <= end]


def _of_group(
    found: Sequence[Unread], rows: Sequence[IndicatorRow | FundRow], members: Sequence[IndicatorRow]
) -> list[Unread]:
    """Those between the last row before a group and the first row after it."""
    own = {row.row_no for row in members}
    first, last = members[0].place.row or 0, members[-1].place.row or 0
    others = [row.place.row or 0 for row in rows if row.row_no not in own]
    top = max((row for row in others if row < first), default=0)
    end = min((row for row in others if row > last), default=None)
    return [
        u
        for u in found
        if top < (u.printed.place.row or 0) and (end is None or (u.printed.place.row or 0) < end)
    ]


def unsaid_execution(form: Form, column: str) -> tuple[Operand, ...]:
    """The execution's points in a form that prints none, where its own total weight leaves just
    their room: 10 of 100, or 20 (财预〔2020〕10号 and the 20 + 80 forms). They are missing, not zero."""
    total = next((row for row in form.funds if {"budget", "executed"} <= row.figures.keys()), None)
    if total is None or any(row.figures.keys() & {"weight", "score"} for row in form.funds):
        return ()
    if any(row.level1_code == "execution" for row in form.indicators):
        return ()
    weights = [row.figures["weight"].value for row in form.indicators if "weight" in row.figures]
    stated = form.weight_total_stated
    if stated is None or stated.value != sum(weights) or stated.value not in _ROOM_FOR_EXECUTION:
        return ()
    return (Operand(ref_of("funds", total, column), exact=True),)
