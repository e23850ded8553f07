"""Cells in a line dealt out to rows and columns, by what the columns of a known head may hold.

Each kind of column has a price for each kind of cell, and for staying blank; the cheapest way to
cut the cells into rows is taken. Where no way is cheap the cells are no rows of that head.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import regex

from extract.readers._txt_lines import RawCell, RawRow, is_cjk, is_figure
from extract.readers._txt_words import is_level, is_mark, is_pointed, level_of
from extract.text import MEMORY, is_blank, squeeze
from extract.vocabulary import vocabulary

MONEY = frozenset(("budget_initial", "budget", "budget_net", "arrived", "executed"))
POINTS = frozenset(("weight", "score", "review_score", "converted_score"))
_RATES = frozenset(("rate", "arrival_rate", "completion", "weight_share"))
UNFILLED = "score?"  # a column of scores that nobody has filled in
UNKNOWN = "?"  # a column behind the known ones that may be none
_FLAT = {"": 0.3, UNKNOWN: 0.7}
_TEXTS = frozenset(("target", "actual"))
_BEHIND = ("rate", "weight", "score", "review_score")
_UNITS = (Decimal(1), Decimal("0.0001"), Decimal(10000))
_PROBE = 60  # cells by which the kinds of columns are chosen

_NUMBER = regex.compile(r"[-+]?[\d,，.]+分?")
_SHARE = regex.compile(r"[\d.]+[%％]|[\d.]+/[\d.]+|满分|零分")  # 60%, 29.8/30 as points
_DECIMAL = regex.compile(r"\d+(?:\.\d+)?")
_SIGN = regex.compile(
    r"[≥≤=<>]+|大于等于|小于等于|大于|小于|等于|定性|定量|(?:正向|反向|逆向)(?:指标)?|不低于|不少于|不高于|不超过|大于或等于|小于或等于"
)
__all__ = ("MONEY", "POINTS", "UNFILLED", "UNKNOWN", "figures", "level_of", "price", "rows")

_DEAR = 8.0  # the price of a cell in a column that cannot hold it
_DROP = 0.15  # the price of an empty cell that belongs to no column: one merged from above
_MERGED = 3  # such cells in a row, at most
_NOWHERE = -1
_LIMIT = 2.5  # price of a row on average up to which the rows are believed
_LIMIT_EACH = 0.3  # the same for each column of a wide table

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
_NONE = regex.compile(
    r"无(?:.{0,3}偏差.*|原因)?$|不适用$|未?偏离$"
)  # says that no reason is needed
_DONE = frozenset(("是", "否", "完成", "已完成", "未完成", "部分完成", "达标"))
_GROUP = 0.3  # the price of a level that is a row of its own
_MARKED = 0.1  # the price of — for the rate and the points of a part
_UNUSUAL = 1.2  # the price of a level that no list knows, or of a name that is that of a level
_OTHER_LEVEL = 2.5  # the price of 预算执行 as a level 2
_NEEDLESS = 1.2  # the price of a reason where no marks were lost
_SHORT_LEVEL = 6  # characters
_LONG_LEVEL, _LONGEST_LEVEL = 12, 20  # characters
_UNIT = 6  # characters of a unit, at most
_BLANK_FUND = {
    "rate": 1.0,
    "weight": 1.0,
    "score": 1.0,
    "reason": 0.2,
}  # only the total has them for certain
_BLANK_OTHER = 1.5


def rows(cells: Sequence[RawCell], kinds: Sequence[str]) -> tuple[list[RawRow], int]:
    """The rows of indicators that ``cells`` begin with, under columns of ``kinds``, and how many
    cells they take; no row where they do not fit."""
    found, used, total, _ = _believed(cells, kinds)
    most = max(_LIMIT, _LIMIT_EACH * len(kinds))
    return (found, used) if found and total <= most * len(found) else ([], 0)


def price(cells: Sequence[RawCell], kinds: Sequence[str]) -> float:
    """What a row costs on average when the first of ``cells`` are dealt out to ``kinds``."""
    found, _, total, more = _believed(cells[:_PROBE], kinds)
    return (total + more) / (len(found) + bool(more) or 1)


def _believed(
    cells: Sequence[RawCell], kinds: Sequence[str]
) -> tuple[list[RawRow], int, float, float]:
    """The rows up to the first that does not fit, the cells they take, the price of them all and
    that of the one that does not fit."""
    found: list[RawRow] = []
    total, used = 0.0, 0
    for start, end in pairwise(_cut(cells, kinds)):
        row = cells[start:end]
        if len(row) > 1 or not row[0].empty:
            price, places = _whole([cell.text for cell in row], kinds)
            if price >= _DEAR:
                return found, used, total, price
            total += price
            found.append(_row(row, places, len(kinds)))
        used = end
    return found, used, total, 0.0


def figures(cells: Sequence[RawCell], kinds: Sequence[str]) -> list[RawCell] | None:
    """The figures of one line of the money table, one for each column of ``kinds``, those without a
    figure empty; None where some money column would stay without one, for then any may."""
    if len(cells) == len(kinds):
        return list(cells)
    price, places = _deal([cell.text for cell in cells], kinds)
    money = {k for k, kind in enumerate(kinds) if kind in MONEY or not kind}
    if not kinds[-1] and kinds[-1:] != ():
        money -= {len(kinds) - 1}
    if not cells or price >= _DEAR or not money <= set(places):
        return None
    row = _rated(_row(cells, places, len(kinds)).cells, kinds)
    certain = "" not in kinds[:-1] or len(cells) == len(money)
    if row is None or (max(money, default=0) < len(money) and certain):
        return row  # sums first, so that nothing can stand between or before them
    return row if _is_proven(row, kinds) else None


def _is_proven(row: Sequence[RawCell], kinds: Sequence[str]) -> bool:
    """True where the printed rate is what the sums of the row make it."""
    at = {kind: k for k, kind in enumerate(kinds)}
    return "rate" in at and _is_rate(row, at, "rate")


def _rated(row: list[RawCell], kinds: Sequence[str]) -> list[RawCell] | None:
    """The row as it stands, or with a lone figure behind the sums put where it belongs: without a
    sign it is the rate where it is what they make it; it may be points only beside others."""
    behind = [k for k, kind in enumerate(kinds) if kind in _BEHIND and not row[k].empty]
    if "rate" not in kinds or len(behind) != 1 or kinds[behind[0]] == "rate":
        return row
    lone, rate = behind[0], kinds.index("rate")
    if not _NUMBER.fullmatch(squeeze(row[lone].text)):
        return row
    if not _is_rate(row, {kind: k for k, kind in enumerate(kinds)}, kinds[lone]):
        return None
    row[lone], row[rate] = row[rate], row[lone]
    return row


def _is_rate(row: Sequence[RawCell], at: Mapping[str, int], column: str) -> bool:
    """True where the figure in ``column`` is the quotient of the sums in per cent, be one of them in
    元 and the other in 万元."""
    names = ("executed", "budget" if "budget" in at else "budget_initial", column)
    texts = [squeeze(row[at[name]].text) if name in at else "" for name in names]
    texts = [text.replace(",", "").rstrip("%") for text in texts]
    if not all(_DECIMAL.fullmatch(text) for text in texts):
        return False
    executed, budget, rate = map(Decimal, texts)
    step = Decimal(1).scaleb(-len(texts[2].partition(".")[2]))
    exact = (executed * 100 * unit / budget for unit in _UNITS) if budget else ()
    return any(abs(quotient - rate) <= step for quotient in exact)


def _cut(cells: Sequence[RawCell], kinds: Sequence[str]) -> list[int]:
    """Where each row begins, and the end of the last, at the least price; an empty cell may stand
    between two rows."""
    count = len(cells)
    texts = [cell.text for cell in cells]
    best: list[tuple[float, int]] = [(0.0, count)] * (count + 1)
    for i in range(count - 1, -1, -1):
        steps = _steps(texts[i : i + len(kinds) + _MERGED], kinds)
        group = _group(texts[i : i + len(kinds)], kinds)
        options = [(_GROUP + best[i + group][0], i + group)] if group else []
        options += [
            (steps[k][-1].price + _doubt(texts[i : i + k], steps, kinds) + best[i + k][0], i + k)
            for k in range(1, len(steps))
        ]
        if cells[i].empty:
            options.append((_DROP + best[i + 1][0], i + 1))
        best[i] = min(options)
    starts = [0]
    while starts[-1] < count:
        starts.append(best[starts[-1]][1])
    return starts


def _whole(texts: Sequence[str], kinds: Sequence[str]) -> tuple[float, list[int]]:
    """The price of a row and the column of each text; a level alone with its points is a row too."""
    if len(texts) > 1 and _group(texts, kinds) == len(texts):
        points = [k for k, kind in enumerate(kinds) if kind in POINTS]
        return _GROUP, [kinds.index("level3"), *points[: len(texts) - 1]]
    return _deal(texts, kinds)


def _group(texts: Sequence[str], kinds: Sequence[str]) -> int:
    """How many texts are the row of a level with its points (一、产出指标 · 50 · 49) where the levels
    have no column of their own."""
    if {"level1", "level2"} & set(kinds) or "level3" not in kinds or not is_level(texts[0]):
        return 0
    points = sum(kind in POINTS for kind in kinds)
    figures = texts[1 : points + 1]
    full = len(figures) == points and all(_NUMBER.fullmatch(squeeze(text)) for text in figures)
    return points + 1 if full else 0


def _doubt(texts: Sequence[str], steps: Sequence[Sequence[_Step]], kinds: Sequence[str]) -> float:
    """What a row costs more because its cells do not go together: a reason without marks lost."""
    if "reason" not in kinds or not is_cjk(texts[-1]) or _NONE.match(squeeze(texts[-1])):
        return 0.0
    dealt = zip(_places(steps, len(texts)), texts, strict=True)
    row = {kinds[k]: text for k, text in dealt if k != _NOWHERE}
    if row.get("reason") != texts[-1]:
        return 0.0
    weight, score = (squeeze(row.get(kind, "")) for kind in ("weight", "score"))
    if not _DECIMAL.fullmatch(weight) or not _DECIMAL.fullmatch(score):
        return 0.0
    return _NEEDLESS if Decimal(score) >= Decimal(weight) else 0.0


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
    return steps[-1][-1].price, _places(steps, len(texts))


def _places(steps: Sequence[Sequence[_Step]], count: int) -> list[int]:
    """The column of each of the first ``count`` texts, on the best way."""
    places: list[int] = []
    k = len(steps[0]) - 1
    for line in reversed(steps[1 : count + 1]):
        places.append(line[k].place)
        k = line[k].before
    return places[::-1]


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
            price = _MARKED if fund and kind not in MONEY and is_mark(text) else _price(text, kind)
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
    if kind.endswith("_points"):  # those of a level, merged as it is
        return 0.1
    if kind in (UNKNOWN, UNFILLED):
        return 0.4
    return _BLANK_POINTS if kind in POINTS else _BLANK.get(kind, _BLANK_OTHER)


@lru_cache(maxsize=MEMORY)
def _price(text: str, kind: str) -> float:
    bare = squeeze(text)
    if not bare:
        return 0.1 if kind in ("level1", "level2", "reason") else 1.0
    if kind in _FLAT:
        return _FLAT[kind]
    if kind in ("level1", "level2"):
        return _level_price(text, kind)
    if kind == "level3":
        return _name_price(text)
    if kind.endswith("_points") or kind == UNFILLED:
        return _figure_price(bare, "weight")
    if kind in POINTS or kind in MONEY or kind in _RATES:
        return _figure_price(bare, kind)
    return _word_price(text, bare, kind)


def _word_price(text: str, bare: str, kind: str) -> float:
    """The price of a cell in a column of words, or of words and figures."""
    if kind == "direction":
        return 0.0 if _SIGN.fullmatch(bare) else 5.0
    if kind in _TEXTS:
        return 4.0 if is_level(text) and bare not in vocabulary().words("glued", "done") else 0.3
    if kind == "target_unit":
        return 0.2 if len(bare) <= _UNIT and not any(c.isdigit() for c in bare) else 3.0
    if kind == "reason":
        return _reason_price(text, bare)
    return 4.0 if _NUMBER.fullmatch(bare) or is_level(text) else 0.4


def _reason_price(text: str, bare: str) -> float:
    if is_blank(bare) or _NONE.match(bare):
        return 0.1
    if _NUMBER.fullmatch(bare) or is_level(text) or (is_figure(bare) and not is_cjk(text)):
        return 4.0
    return 1.4 if _may_be_level(text) else 0.4


def _may_be_level(text: str) -> bool:
    """True for a short text that holds a word of the levels, such as 产出目标."""
    short = len(text) <= _SHORT_LEVEL and not is_level(text)
    return short and bool(vocabulary().find("level1", text) or vocabulary().find("level2", text))


def _figure_price(bare: str, kind: str) -> float:
    number, mark = _NUMBER.fullmatch(bare) is not None, is_mark(bare)
    if kind in POINTS:
        return 0.0 if number else 2.5 if mark else 0.8 if _SHARE.fullmatch(bare) else _DEAR
    if kind in MONEY:
        return 0.0 if is_figure(bare) and not bare.endswith("%") else 0.5 if mark else _DEAR
    if bare.endswith("%"):
        return 0.0
    return 1.0 if number or mark or bare in _DONE else 4.0


def _name_price(text: str) -> float:
    bare = squeeze(text)
    if not is_cjk(bare) or is_figure(bare) or (is_level(text) and bare.endswith("指标")):
        return 5.0
    return _UNUSUAL if is_level(text) else 0.0


def _level_price(text: str, kind: str) -> float:
    level = level_of(text)
    if not level and is_pointed(text):
        return 0.2
    if kind in level:
        return 0.3 if kind == "level2" and "level1" in level and is_pointed(text) else 0.0
    if not is_cjk(text) or is_figure(text) or len(text) > _LONGEST_LEVEL:
        return _DEAR
    if level:
        return 1.0 if is_pointed(text) else _OTHER_LEVEL
    if _may_be_level(text):
        return 0.4
    return 5.0 if len(text) > _LONG_LEVEL else _UNUSUAL
