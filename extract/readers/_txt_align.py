"""Cells in a line dealt out to rows and columns, by what the columns of a known head may hold.

Each kind of column has a price for each kind of cell, and for staying blank; the cheapest way to
cut the cells into rows is taken. Where no way is cheap the cells are no rows of that head.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import regex

from extract.readers._txt_lines import RawCell, RawRow, is_cjk, is_figure
from extract.text import BLANK_MARKS, squeeze
from extract.vocabulary import vocabulary

MONEY = frozenset(("budget_initial", "budget", "budget_net", "arrived", "executed"))
POINTS = frozenset(("weight", "score", "review_score", "converted_score"))
_RATES = frozenset(("rate", "arrival_rate", "completion", "weight_share"))
_TEXTS = frozenset(("target", "actual"))

_NUMBER = regex.compile(r"-?[\d,，.]+分?")
_SIGN = regex.compile(
    r"[≥≤=<>]+|大于等于|小于等于|大于|小于|等于|定性|正向|反向|不低于|不少于|不高于"
)
_DEAR = 8.0  # the price of a cell in a column that cannot hold it
_DROP = 0.15  # the price of an empty cell that belongs to no column: one merged from above
_MERGED = 3  # such cells in a row, at most
_NOWHERE = -1
_LIMIT = 2.5  # price of a row on average up to which the rows are believed

# The price of leaving a column blank: a level goes on from the row above, a score is always there,
# a target in words has no unit.
_BLANK = {
    "level1": 0.2,
    "level2": 0.4,
    "level3": 6.0,
    "target": 3.5,
    "actual": 3.5,
    "reason": 0.2,
    "target_unit": 0.6,
}
_BLANK_POINTS = 5.0
_UNIT = 6  # characters of a unit, at most
_BLANK_FUND = {"rate": 1.0, "weight": 1.0, "score": 1.0}  # only the total has them for certain
_BLANK_OTHER = 1.5


def rows(cells: Sequence[RawCell], kinds: Sequence[str]) -> tuple[list[RawRow], int]:
    """The rows of indicators that ``cells`` begin with, under columns of ``kinds``, and how many
    cells they take; no row where they do not fit."""
    starts = _cut(cells, kinds)
    found: list[RawRow] = []
    total, used = 0.0, 0
    for start, end in pairwise(starts):
        row = cells[start:end]
        if len(row) > 1 or not row[0].empty:
            price, places = _deal([cell.text for cell in row], kinds)
            if price >= _DEAR:
                break
            total += price
            found.append(_row(row, places, len(kinds)))
        used = end
    return (found, used) if found and total <= _LIMIT * len(found) else ([], 0)


def figures(cells: Sequence[RawCell], kinds: Sequence[str]) -> list[RawCell] | None:
    """The figures of one line of the money table, one for each column of ``kinds``, those without a
    figure empty; None where some money column would stay without one, for then any may."""
    if len(cells) == len(kinds):
        return list(cells)
    price, places = _deal([cell.text for cell in cells], kinds)
    money = {k for k, kind in enumerate(kinds) if kind in MONEY}
    if not cells or price >= _DEAR or not money <= set(places):
        return None
    return _row(cells, places, len(kinds)).cells


def _cut(cells: Sequence[RawCell], kinds: Sequence[str]) -> list[int]:
    """Where each row begins, and the end of the last, at the least price; an empty cell may stand
    between two rows."""
    count = len(cells)
    texts = [cell.text for cell in cells]
    best: list[tuple[float, int]] = [(0.0, count)] * (count + 1)
    for i in range(count - 1, -1, -1):
        steps = _steps(texts[i : i + len(kinds) + _MERGED], kinds)
        options = [(steps[k][-1].price + best[i + k][0], i + k) for k in range(1, len(steps))]
        if cells[i].empty:
            options.append((_DROP + best[i + 1][0], i + 1))
        best[i] = min(options)
    starts = [0]
    while starts[-1] < count:
        starts.append(best[starts[-1]][1])
    return starts


class _Step(NamedTuple):
    """The least price for some texts in some columns, the column of the last text, and how many
    columns the texts before it had."""

    price: float
    place: int
    before: int


def _deal(texts: Sequence[str], kinds: Sequence[str]) -> tuple[float, list[int]]:
    """The least price of ``texts`` under ``kinds``, order kept, and the column of each; an empty
    text may have none."""
    steps = _steps(texts, kinds)
    places: list[int] = []
    k = len(kinds)
    for line in reversed(steps[1:]):
        places.append(line[k].place)
        k = line[k].before
    return steps[-1][-1].price, places[::-1]


def _steps(texts: Sequence[str], kinds: Sequence[str]) -> list[list[_Step]]:
    """For the first i texts in the first k columns: the best step."""
    fund = not MONEY.isdisjoint(kinds)
    blanks = [_blank_price(kind, fund) for kind in kinds]
    steps = [[_Step(sum(blanks[:k]), _NOWHERE, 0) for k in range(len(kinds) + 1)]]
    for text in texts:
        before = steps[-1]
        drop = _DROP if not text.strip() else float("inf")
        line = [_Step(before[0].price + drop, _NOWHERE, 0)]
        for k, kind in enumerate(kinds):
            put = _Step(before[k].price + _price(text, kind), k, k)
            left = _Step(before[k + 1].price + drop, _NOWHERE, k + 1)
            skip = line[k]._replace(price=line[k].price + blanks[k])
            line.append(min(put, left, skip, key=_by_price))
        steps.append(line)
    return steps


def _by_price(step: _Step) -> float:
    return step.price


def _row(cells: Sequence[RawCell], places: Sequence[int], width: int) -> RawRow:
    """A row with every column, those without a cell empty."""
    at = {k: cell for k, cell in zip(places, cells, strict=True) if k != _NOWHERE}
    line = cells[0].line
    return RawRow([at.get(k) or RawCell([""], line) for k in range(width)])


def _blank_price(kind: str, fund: bool) -> float:
    if fund:
        return _BLANK_FUND.get(kind, _BLANK_OTHER)
    return _BLANK_POINTS if kind in POINTS else _BLANK.get(kind, _BLANK_OTHER)


@cache
def _price(text: str, kind: str) -> float:
    bare = squeeze(text)
    if not bare:
        return 0.1 if kind in ("level1", "level2", "reason") else 1.0
    if kind in ("level1", "level2"):
        return _level_price(text, kind)
    mark = all(c in BLANK_MARKS for c in bare)
    number = _NUMBER.fullmatch(bare) is not None
    if kind == "level3":
        return 0.0 if is_cjk(bare) and not is_figure(bare) and not is_level(text) else 5.0
    if kind in POINTS:
        return 0.0 if number else 2.5 if mark else _DEAR
    if kind in MONEY:
        return 0.0 if is_figure(bare) and not bare.endswith("%") else 0.5 if mark else _DEAR
    if kind in _RATES:
        return 0.0 if bare.endswith("%") else 1.0 if number or mark else 4.0
    if kind == "direction":
        return 0.0 if _SIGN.fullmatch(bare) else 5.0
    if kind in _TEXTS:
        return 4.0 if is_level(text) else 0.3
    if kind == "reason" and mark:
        return 0.1
    if kind == "target_unit":
        return 0.2 if len(bare) <= _UNIT and not any(c.isdigit() for c in bare) else 3.0
    return 4.0 if number or is_level(text) else 0.4


def _level_price(text: str, kind: str) -> float:
    level = level_of(text)
    if kind in level:
        return 0.0
    return _DEAR if level or not is_cjk(text) or is_figure(text) or len(text) > 20 else 5.0


def is_level(text: str) -> bool:
    """True for the name of a level 1 or level 2 of indicators."""
    return bool(level_of(text))


@cache
def level_of(text: str) -> frozenset[str]:
    """Which levels of indicators a text names: ``level1``, ``level2``, both or none."""
    if not text.strip() or len(text) > 30:
        return frozenset()
    words = vocabulary()
    return frozenset(
        level for level in ("level1", "level2") if words.is_word(f"{level}_words", text)
    )
