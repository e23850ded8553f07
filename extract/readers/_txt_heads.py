"""Where the heads of a block stand among the cells of a dump, and what its columns hold.

A run of cells is a header where enough of it are known heads of columns. Words unknown may stand
among them (得分系数), and before them where a column of numbers, of names or the title of the block
opens the run (序号, 资金来源). A header of two rows becomes one: the finer heads take the place of the
head they stand under, and what reaches down beside them goes where its columns are.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extract.frozen import dataclass
from extract.readers._txt_lines import is_cjk, is_figure
from extract.readers._txt_words import (
    LABEL,
    find,
    is_counter,
    may_head,
)
from extract.vocabulary import fold, vocabulary

LEVELS = ("level1", "level2", "level3")
_POINTS = ("weight", "score")
_YEAR = regex.compile(r"20\d\d")
_MOST = 30  # heads of one header
_UPPER = 6  # heads of an upper row
_AHEAD = 2  # unknown heads between two known ones
_SPARE = 3  # unknown heads behind the last known one
_TITLES = 3  # cells left of the first head of money
_LEAST = 3  # known heads of a header
_OWNERS = {
    "direction": "target",
    "target_unit": "target",
    "target": "target",
    "completion": "actual",
    "actual": "actual",
    "weight": "score",
    "review_score": "score",
}
"""Under which head of the upper row a finer one stands."""


@dataclass(frozen=True, slots=True)
class Heads:
    """A header: its table, the columns as indexes of cells with what each holds (empty where that
    is unknown), how many of them are labels, and the index of the first cell behind it. ``spare``
    are the cells behind it that may be heads as well, ``over`` those of a row above that are no
    columns."""

    table: str
    columns: tuple[int, ...]
    kinds: tuple[str, ...]
    labels: int
    end: int
    spare: int = 0
    over: tuple[int, ...] = ()


def indicator(texts: Sequence[str], start: int) -> Heads | None:
    """The header of an indicator table that begins at ``texts[start]``."""
    if not 0 <= start < len(texts) or not (may_head(texts[start]) or _is_title(texts, start)):
        return None
    run = _run(texts, start)
    kinds = [find("indicator", text) for text in run]
    first = next((n for n, kind in enumerate(kinds) if kind in LEVELS), None)
    if first is None or not (0 < first < len(run) or first == 0):
        return None
    if first == 1 and start and find("head", texts[start - 1]):
        return None  # the text is what stands behind a label
    before = _before(run, kinds, first)
    if before is None:
        return None
    own = _lower(run, kinds, first)
    columns, end = _with_finer(run, kinds, own, before)
    named = [kind for _, kind in columns]
    if "level3" not in named or len([k for k in named if k]) < _LEAST:
        return None
    indexes = tuple(start + n for n, _ in columns)
    spare = _spare(texts, start + end)
    return Heads("indicator", indexes, tuple(named), 0, start + end, spare)


def _is_title(texts: Sequence[str], start: int) -> bool:
    """True for 绩效指标 over the heads of an upper row."""
    after = texts[start + 1] if start + 1 < len(texts) else ""
    return "指标" in texts[start] and find("indicator", after) not in ("", *LEVELS)


def _run(texts: Sequence[str], start: int) -> list[str]:
    run = [texts[start]]
    for text in texts[start + 1 : start + _MOST]:
        if not may_head(text) and not (len(text) <= LABEL and find("indicator", text)):
            break
        run.append(text)
    return run


_Columns = list[tuple[int, str]]


def _before(run: Sequence[str], kinds: Sequence[str], first: int) -> _Columns | None:
    """The columns left of the first level and the heads of an upper row; None where the run does
    not begin with any."""
    if first == 0:
        return []
    if is_counter(run[0]):
        return [(n, "") for n in range(first)]
    known = [n for n in range(first) if kinds[n]]
    if known and first <= _UPPER and "指标" in run[0] and not kinds[0]:
        return [(n, kinds[n]) for n in range(first)]
    lower = {kind for kind in kinds[first:] if kind}
    if first == 1 and not lower & {"level1", "level2"} and not find("head", run[0]):
        return [(0, "level1")]
    return None


def _lower(run: Sequence[str], kinds: Sequence[str], first: int) -> _Columns:
    """The columns of the row that names the levels, up to the first head that comes again."""
    columns: _Columns = []
    for n in range(first, len(run)):
        kind, before = kinds[n], columns[-1][1] if columns else ""
        have = [k for _, k in columns]
        if kind == "level3" and "level3" in have:
            columns[have.index("level3")] = (columns[have.index("level3")][0], "")
        elif kind in _POINTS and (before in LEVELS or before.endswith("_points")):
            level = next((k for k in reversed(have) if k in LEVELS), "")
            if level != "level3":
                kind = f"{kind}_points"
        elif kind in ("basis", "direction") and kind in have and _is_again(kind, before):
            pass  # 指标性质 · 指标方向
        elif (kind and kind in have) or _is_finer(kinds, n, have):
            break
        if not kind and not _known_ahead(kinds, n, have):
            break
        columns.append((n, kind))
    return columns


def _is_finer(kinds: Sequence[str], n: int, have: Sequence[str]) -> bool:
    """True for 运算符号 before 指标值 where the head of the targets stands in the row above."""
    finer = kinds[n] in ("direction", "target_unit") and "target" in have
    return finer and any(kind in have for kind in kinds[n + 1 : n + 3] if kind)


def _is_again(kind: str, before: str) -> bool:
    """True where a table has two columns of one kind: of bases, or signs beside each other."""
    return kind in ("basis", before)


def _known_ahead(kinds: Sequence[str], n: int, have: Sequence[str]) -> bool:
    """True where a known head that is new stands at most two cells after an unknown one."""
    ahead = kinds[n + 1 : n + 1 + _AHEAD]
    return any(kind and kind not in have for kind in ahead)


def _with_finer(
    run: Sequence[str], kinds: Sequence[str], own: _Columns, before: _Columns
) -> tuple[_Columns, int]:
    """All columns of the header in the order of the cells of a row, and how many cells it takes."""
    end = own[-1][0] + 1
    if any(kind not in ("", "level1") for _, kind in before):
        return _beside(before, own), end
    if before:
        return [*before, *own], end
    finer, stop = _second(run, kinds, own, end)
    if not finer:
        return own, end
    columns: _Columns = []
    for column in own:
        columns += finer.get(column[1]) or [column]
    return columns, stop


def _beside(upper: _Columns, own: _Columns) -> _Columns:
    """The heads of the upper row that reach down, among the finer ones."""
    columns = list(own)
    have = {kind for _, kind in own}
    for n, kind in upper:
        owned = [
            i for i, (_, k) in enumerate(columns) if _OWNERS.get(k, k) == _OWNERS.get(kind, kind)
        ]
        if not kind or kind in have or owned:
            continue
        at = len(columns) if (n, kind) == upper[-1] else _place(upper, n, columns)
        columns.insert(at, (n, kind))
    return columns


def _place(upper: _Columns, n: int, columns: _Columns) -> int:
    """Behind the last column that stands under a head left of ``upper`` cell ``n``."""
    left = {_OWNERS.get(kind, kind) for m, kind in upper if m < n and kind} | set(LEVELS)
    under = [i for i, (_, kind) in enumerate(columns) if _OWNERS.get(kind, kind) in left]
    return under[-1] + 1 if under else 0


def _second(
    run: Sequence[str], kinds: Sequence[str], own: _Columns, end: int
) -> tuple[dict[str, _Columns], int]:
    """The finer heads behind a header, by the head they stand under, and where they end."""
    have = [kind for _, kind in own]
    groups: dict[str, _Columns] = {}
    loose: _Columns = []
    stop = n = end
    for n in range(end, len(run)):
        kind = kinds[n]
        if kind in LEVELS or (not kind and not any(kinds[n + 1 : n + 1 + _AHEAD])):
            break
        loose.append((n, kind))
        owner = kind if kind in have and kind != "target" else _OWNERS.get(kind, "")
        if not kind:
            continue
        if owner not in have or kind in [k for group in groups.values() for _, k in group]:
            break
        groups.setdefault(owner, []).extend(loose)
        loose, stop = [], n + 1
    fine = "target" in groups and len(groups["target"]) > 1
    return (groups, stop) if fine else ({}, end)


def _spare(texts: Sequence[str], end: int) -> int:
    """How many cells behind a header may be heads of words unknown."""
    count = 0
    for text in texts[end : end + _SPARE]:
        if not may_head(text) or find("indicator", text) or find("level1", text):
            break
        count += 1
    return count


def fund(texts: Sequence[str], start: int) -> Heads | None:
    """The header of a money table that begins at ``texts[start]``, with the heads of its columns of
    labels: its title, 资金来源, 序号 · 任务名称 · 主要内容."""
    before = texts[start - 1] if 0 < start <= len(texts) else ""
    if _YEAR.match(before) and find("fund", before):
        return None  # the years before, which are no columns of the form
    labels = _label_heads(texts, start)
    found = _money(texts, start, labels) if labels is not None else None
    if found is None and labels and find("fund", texts[start]):
        return _money(texts, start, 0)  # 预算总额 is a title or a column
    return found


def _money(texts: Sequence[str], start: int, labels: int) -> Heads | None:
    run = texts[start : start + labels + _MOST]
    columns: _Columns = []
    over: tuple[int, ...] = ()
    n = labels
    while n < len(run):
        kind, have = find("fund", run[n]), [k for _, k in columns]
        if kind and kind == next(iter(have), "") and not over and not _is_row(run, n):
            over = tuple(start + m for m in range(min(labels, 1), columns[0][0] + 1))
            columns = columns[1:]  # 预算执行情况 stands over the others, it is no column of its own
        elif kind in have if kind else not _unknown_money(run, n, have):
            break
        columns.append((n, kind))
        n += 1
    heads = [run[m] for m, _ in columns] + [texts[m] for m in over[-1:]]
    years = {year[0] for text in heads if (year := _YEAR.match(text))}
    if len(years) > 1 or not _is_money([kind for _, kind in columns], texts[start + n :][:4]):
        return None
    named = [m for m in range(labels) if start + m not in over]
    indexes = tuple(start + m for m in (*named, *(m for m, _ in columns)))
    kinds = ("",) * len(named) + tuple(kind for _, kind in columns)
    return Heads("fund", indexes, kinds, len(named), start + n, over=over)


def _is_row(run: Sequence[str], n: int) -> bool:
    """True where what looks like a head names a row: a figure stands behind it."""
    return n + 1 < len(run) and is_figure(run[n + 1])


def _is_money(kinds: Sequence[str], after: Sequence[str]) -> bool:
    """True for heads of which three are known, or budget and executed with figures after them."""
    named = [kind for kind in kinds if kind]
    if "executed" not in named:
        return False
    sums = {"budget", "budget_initial", "executed"} & set(named)
    return len(named) >= _LEAST or (len(sums) > 1 and any(map(is_figure, after)))


def _unknown_money(run: Sequence[str], n: int, have: Sequence[str]) -> bool:
    """True for a head of words unknown among those of a money table: 调整数."""
    text = run[n]
    if not have or not is_cjk(text) or is_figure(text) or len(text) > LABEL:
        return False
    if any(find(table, text) for table in ("head", "row", "group", "indicator")):
        return False
    item = find("item", text)
    if item == "total" or (item and not find("fund", run[min(n + 1, len(run) - 1)])):
        return False
    ahead = [find("fund", t) for t in run[n + 1 : n + 1 + _AHEAD]]
    return any(kind and kind not in have for kind in ahead)


def _label_heads(texts: Sequence[str], start: int) -> int | None:
    """How many heads of columns of labels stand from ``start`` on; None where what stands there
    begins no money table."""
    text = texts[start] if start < len(texts) else ""
    if find("fund", text) and find("item", fold(text)) != "total":
        return 0
    if not _opens(text):
        return 0 if find("fund", text) else None
    for count in range(1, _TITLES + 2):
        here = texts[start + count] if start + count < len(texts) else ""
        if find("fund", here):
            return count
        after = texts[start + count + 1] if start + count + 1 < len(texts) else ""
        if not may_head(here) or (find("item", here) and is_figure(after)):
            return None
        if find("head", here) and not is_counter(text):
            return None
    return None


def _opens(text: str) -> bool:
    """True for a head of labels, of numbers, or the title of a money table."""
    if is_counter(text) or vocabulary().is_word("fund_names", text):
        return True
    return bool(find("item", fold(text)) == "total" or find("group", text))
