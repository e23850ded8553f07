"""上年 · 本年 below 预算数 and 执行数: which figures are of the year that the form is about."""

from __future__ import annotations

from collections.abc import Sequence

from extract._rows import Column, Row, Slot
from extract.text import lazy, squeeze
from extract.vocabulary import Vocabulary

_YEAR = lazy(r"20\d\d年?度?")
_MONEY = frozenset(("budget_initial", "budget", "arrived", "executed"))


def year_header(row: Row, columns: Sequence[Column], vocabulary: Vocabulary) -> list[Column]:
    """The columns refined by a row of years; empty where the row is none.

    A column of another year loses its field, for last year's money is none of this form's. Where a
    dump has lost which year stands under which header, every column does.
    """
    cells = row.filled
    if len(cells) < 2:
        return []
    now = _of_this_year([squeeze(s.text) for s in cells], vocabulary)
    if not any(now) or all(now):
        return []
    return (_by_order if row.ordinal else _by_place)(cells, now, columns)


def _of_this_year(texts: Sequence[str], vocabulary: Vocabulary) -> list[bool]:
    """For each text whether it names the form's own year; nothing where one names no year."""
    this, before = vocabulary.words("years", "this"), vocabulary.words("years", "before")
    if not (texts[0] in this or texts[0] in before or _YEAR.match(texts[0])):
        return []
    years = [text[:4] for text in texts if _YEAR.fullmatch(text)]
    known = {
        **dict.fromkeys(this, True),
        **dict.fromkeys(before, False),
        **{text: text[:4] == max(years) for text in texts if text[:4] in years},
    }
    return [known[text] for text in texts] if all(text in known for text in texts) else []


def _by_place(
    cells: Sequence[Slot], now: Sequence[bool], columns: Sequence[Column]
) -> list[Column]:
    """Each year belongs to the nearest named header from its left on."""
    named = [c.first for c in columns if c.field]
    out: list[Column] = []
    for col in columns:
        end = next((first for first in named if first > col.first), col.last + len(cells) + 1)
        below = zip(cells, now, strict=True)
        own = [(s, yes) for s, yes in below if col.field and col.first <= s.first < end]
        out += [_refined(col, s, yes) for s, yes in own] or [col]
    return out


def _by_order(
    cells: Sequence[Slot], now: Sequence[bool], columns: Sequence[Column]
) -> list[Column]:
    """A run of years, each once, belongs to a header: to all in turn, or to those of money."""
    runs = _runs(cells)
    named = [i for i, c in enumerate(columns) if c.field]
    money = [i for i in named if columns[i].field in _MONEY]
    alike = len({len(run) for run in runs}) == 1  # all sums have the same years, what is left none
    owners = (named, money) if alike else (named,)
    over = next((found for found in owners if len(found) == len(runs)), None)
    if over is None:
        return [_without_field(c) for c in columns]
    said = dict(zip((id(s) for s in cells), now, strict=True))
    under = dict(zip(over, runs, strict=True))
    out: list[Column] = []
    for i, col in enumerate(columns):
        out += [_refined(col, s, said[id(s)]) for s in under.get(i, [])] or [col]
    return out


def _runs(cells: Sequence[Slot]) -> list[list[Slot]]:
    runs: list[list[Slot]] = []
    for slot in cells:
        if not runs or squeeze(slot.text) in {squeeze(s.text) for s in runs[-1]}:
            runs.append([])
        runs[-1].append(slot)
    return runs


def _refined(column: Column, slot: Slot, this_year: bool) -> Column:
    header = f"{column.header}\n{slot.text}"
    return Column(column.field if this_year else "", slot.first, slot.last, header)


def _without_field(column: Column) -> Column:
    return Column("", column.first, column.last, column.header)
