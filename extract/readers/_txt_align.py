"""Cells in a line dealt out to rows and columns, by what the columns of a known head may hold.

Each kind of column has a price for each kind of cell, and for staying blank; the cheapest way to
cut the cells into rows is taken. Where no way is cheap the cells are no rows of that head.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
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
_DECIMAL = regex.compile(r"\d+(?:\.\d+)?")
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
    "": 0.1,
    "level1": 0.2,
    "level2": 0.4,
    "level3": 6.0,
    "target": 3.5,
    "actual": 3.5,
    "reason": 0.2,
    "target_unit": 0.6,
}
_BLANK_POINTS = 5.0
_MARKED = 0.1  # the price of — for the rate and the points of a part
_UNUSUAL = 1.2  # the price of a level that no list knows, or of a name that is that of a level
_LONG_LEVEL, _LONGEST_LEVEL = 12, 20  # characters
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
    row = _rated(_row(cells, places, len(kinds)).cells, kinds)
    if row is None or max(money, default=0) < len(money):
        return row  # sums first, so that nothing can stand between or before them
    return row if _is_proven(row, kinds) else None


def _is_proven(row: Sequence[RawCell], kinds: Sequence[str]) -> bool:
    """True where the printed rate is what the sums of the row make it."""
    at = {kind: k for k, kind in enumerate(kinds)}
    return "rate" in at and _is_rate(row, at, "rate")


def _rated(row: list[RawCell], kinds: Sequence[str]) -> list[RawCell] | None:
    """A lone figure behind the sums, without a sign, is the rate where it is what they make it; it
    may be a score only where there is no rate or a weight stands before it."""
    at = {kind: k for k, kind in enumerate(kinds)}
    if not {"rate", "score"} <= at.keys() or row[at["score"]].empty or not row[at["rate"]].empty:
        return row
    if "weight" in at and not row[at["weight"]].empty:
        return row
    score, rate = at["score"], at["rate"]
    if not _NUMBER.fullmatch(squeeze(row[score].text)):
        return row
    if not _is_rate(row, at, "score"):
        return None
    row[score], row[rate] = row[rate], row[score]
    return row


def _is_rate(row: Sequence[RawCell], at: Mapping[str, int], column: str) -> bool:
    """True where the figure in ``column`` is the quotient of the sums in per cent."""
    names = ("executed", "budget" if "budget" in at else "budget_initial", column)
    texts = [squeeze(row[at[name]].text) if name in at else "" for name in names]
    texts = [text.replace(",", "").rstrip("%") for text in texts]
    if not all(_DECIMAL.fullmatch(text) for text in texts):
        return False
    executed, budget, rate = map(Decimal, texts)
    step = Decimal(1).scaleb(-len(texts[2].partition(".")[2]))
    return budget != 0 and abs(executed * 100 / budget - rate) <= step


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
            price = (
                _MARKED if fund and kind not in MONEY and _is_blank(text) else _price(text, kind)
            )
            put = _Step(before[k].price + price, k, k)
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
    if not kind:  # a column whose head is not known
        return 0.3
    if kind in ("level1", "level2"):
        return _level_price(text, kind)
    if kind == "level3":
        return _name_price(text)
    if kind in POINTS or kind in MONEY or kind in _RATES:
        return _figure_price(bare, kind)
    if kind == "direction":
        return 0.0 if _SIGN.fullmatch(bare) else 5.0
    if kind in _TEXTS:
        return 4.0 if is_level(text) and bare not in vocabulary().words("glued", "done") else 0.3
    if kind == "reason" and _is_mark(bare):
        return 0.1
    if kind == "target_unit":
        return 0.2 if len(bare) <= _UNIT and not any(c.isdigit() for c in bare) else 3.0
    return 4.0 if _NUMBER.fullmatch(bare) or is_level(text) else 0.4


def _is_blank(text: str) -> bool:
    bare = squeeze(text)
    return bool(bare) and _is_mark(bare)


def _is_mark(bare: str) -> bool:
    return all(c in BLANK_MARKS for c in bare)


def _figure_price(bare: str, kind: str) -> float:
    number, mark = _NUMBER.fullmatch(bare) is not None, _is_mark(bare)
    if kind in POINTS:
        return 0.0 if number else 2.5 if mark else _DEAR
    if kind in MONEY:
        return 0.0 if is_figure(bare) and not bare.endswith("%") else 0.5 if mark else _DEAR
    return 0.0 if bare.endswith("%") else 1.0 if number or mark else 4.0


def _name_price(text: str) -> float:
    bare = squeeze(text)
    if not is_cjk(bare) or is_figure(bare) or (is_level(text) and bare.endswith("指标")):
        return 5.0
    return _UNUSUAL if is_level(text) else 0.0


def _level_price(text: str, kind: str) -> float:
    level = level_of(text)
    if kind in level:
        return 0.0
    if level or not is_cjk(text) or is_figure(text) or len(text) > _LONGEST_LEVEL:
        return _DEAR
    return 5.0 if len(text) > _LONG_LEVEL else _UNUSUAL


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
