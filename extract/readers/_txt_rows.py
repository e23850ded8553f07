"""Rows of a page laid out in letters, told by the lines that hold their figures.

``pdftotext -layout`` keeps the order of the cells of a line, but not the letter at which a column
begins: what stands alone in its line stands further left than the same column below full lines. So
each line is dealt out to the columns by itself, in order and as near as possible. Each row has one
line with its figures; the lines of its wrapped cells stand around that line or below it, and which
are whose follows for the whole block or for none of it (``_txt_spread``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

import regex

from extract.frozen import dataclass
from extract.readers._txt_align import MONEY, POINTS
from extract.readers._txt_lines import RawCell, RawRow, is_figure
from extract.readers._txt_pages import Paged
from extract.readers._txt_rows_head import (
    LABEL,
    LEVELS,
    RATES,
    REACH,
    Column,
    Head,
    Measure,
    heads_at,
    words_of,
)
from extract.readers._txt_spread import Fragment, Spread, is_sure, level_spans, spread
from extract.readers._txt_words import find, is_level, is_mark
from extract.text import squeeze
from extract.vocabulary import bare_label, vocabulary

_Dealt = dict[int, list[list[Fragment]]]  # by line and column

_BLANKS = 2  # blank lines inside a block
_LONGEST = 30  # letters of a line of a wrapped cell
_TEXTS = ("target", "actual")
_UNIT = 3  # letters of a unit that stands apart
_NEVER = 1e6
_STRANGE = 8.0  # the price of a word that no level has, in a column of levels
_FULL = 6  # of the fullest lines of a page, by which its columns are found
_FARTHEST = 40  # letters that they are looked for to either side
_AGAIN = 1.0  # the price of two words in one cell
_LEVEL_MORE = regex.compile(r"[（(]?\d{0,3}(?:\.\d+)?分?[）)]?")


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one table of a form, heads first; ``start`` and ``end`` are lines."""

    start: int
    end: int
    rows: Sequence[RawRow]


def blocks(lines: Sequence[str], start: int, end: int, measure: Measure) -> list[Block]:
    """The blocks between two lines of which every row can be told, in order."""
    breaks = lines.breaks if isinstance(lines, Paged) else frozenset[int]()
    page = {i: words_of(lines[i], i, measure) for i in range(start, end)}
    found: list[Block] = []
    i = start
    while i < end:
        heads = heads_at(page, i, found[-1].end if found else start, end)
        ways = [(head, own) for own in dict.fromkeys((breaks, frozenset[int]())) for head in heads]
        block = next((made for way in ways if (made := _block(page, way[0], end, way[1]))), None)
        found += [block] if block else []
        i = block.end if block else i + 1
    return found


def _block(
    page: Mapping[int, list[Fragment]], head: Head, end: int, breaks: AbstractSet[int]
) -> Block | None:
    """The rows below the heads; None where they cannot be told. The last lines may be the beginning of
    what stands below."""
    dealt = _dealt(page, head, _body(page, head, end), breaks)
    if not dealt:
        return None
    ends = [list(dealt)]
    while ends[-1] and len(ends) < REACH and not _is_anchor(head, dealt[ends[-1][-1]]):
        ends.append(ends[-1][:-1])
    for top in (False, True):
        for kept in ends:
            rows = _rows(head, {i: dealt[i] for i in kept}, top=top)
            if rows:
                return Block(head.start, kept[-1] + 1, rows)
    return None


def _body(page: Mapping[int, list[Fragment]], head: Head, end: int) -> list[int]:
    """The lines below the heads that hold something, up to what stops them."""
    body: list[int] = []
    blank = 0
    for i in range(head.end, end):
        blank = 0 if page[i] else blank + 1
        if blank > _BLANKS or _stops(page[i], head):
            break
        body += [i] if page[i] else []
    return body


def _dealt(
    page: Mapping[int, list[Fragment]], head: Head, body: Sequence[int], breaks: AbstractSet[int]
) -> _Dealt | None:
    """The lines of a body, each dealt out to the columns, which stand elsewhere on each page; None where
    one of them is no line of these columns."""
    dealt: _Dealt = {}
    for part in _pages(body, breaks):
        words = [page[i] for i in part]
        own = _moved(head, words) if dealt else head
        own = _by_full_rows(own, [cells for line in words if (cells := _deal(line, own))])
        for i in part:
            cells = _deal(page[i], own)
            if cells is None:
                return None if head.table == "indicator" or _is_labelled(page[i]) else dealt
            dealt[i] = cells
    return dealt


def _pages(body: Sequence[int], breaks: AbstractSet[int]) -> list[list[int]]:
    """The lines of each page."""
    parts: list[list[int]] = []
    last = -1
    for i in body:
        if not parts or any(last < b <= i for b in breaks):
            parts.append([])
        parts[-1].append(i)
        last = i
    return parts


def _moved(head: Head, lines: Sequence[list[Fragment]]) -> Head:
    """The columns moved sideways to where the fullest lines of another page fit best."""
    full = sorted(lines, key=len)[-_FULL:]

    def price(shift: int) -> float:
        moved = _shifted(head, shift)
        return sum(_cheapest(line, moved)[0] for line in full) + abs(shift) / _FULL

    return _shifted(head, min(range(-_FARTHEST, _FARTHEST + 1, 2), key=price))


def _shifted(head: Head, by: int) -> Head:
    columns = [Column(c.kind, (c.run[0] + by, c.run[1] + by), c.head) for c in head.columns]
    return Head(head.start, head.end, head.table, columns)


def _by_full_rows(head: Head, lines: Iterable[list[list[Fragment]]]) -> Head:
    """The columns where the cells of rows that fill them all stand: heads stand less surely."""
    needed = [n for n, c in enumerate(head.columns) if c.kind not in (*LEVELS, "reason", "basis")]
    full = [cells for cells in lines if all(cells[n] for n in needed)]
    columns: list[Column] = []
    for n, column in enumerate(head.columns):
        words = [word for cells in full for word in cells[n]]
        if not words or column.kind in (*LEVELS, LABEL):
            columns.append(column)
            continue
        run = min(word.left for word in words), max(word.right for word in words)
        columns.append(Column(column.kind, run, column.head))
    return Head(head.start, head.end, head.table, columns)


def _is_labelled(words: Sequence[Fragment]) -> bool:
    """True for a line that begins with the label of a row of money."""
    return any(find("item", bare_label(word.text)) for word in words[:2])


def _is_anchor(head: Head, cells: Sequence[Sequence[Fragment]]) -> bool:
    """True for the line of a row that has its figures."""
    return head.tells({c.kind for c, own in zip(head.columns, cells, strict=True) if own})


def _stops(words: Sequence[Fragment], head: Head) -> bool:
    """True for a line that is no part of the rows: a total, a sentence, the label of another block."""
    if not words or (len(words) == 1 and words[0].right <= head.columns[0].run[0]):
        return False  # a name above all levels, written beside the rows
    first = _first(words)
    if find("row", first) == "total":
        return head.table == "indicator" or not find("item", bare_label(first))
    if any(len(word.text) > _LONGEST for word in words) or find("head", first.rstrip("：:")):
        return True
    heads = sum(1 for word in words if find("indicator", word.text) in (*LEVELS, "level3"))
    return heads > 1 or (head.table == "fund" and bool(find("goal", first)))


def _first(words: Sequence[Fragment]) -> str:
    """The first word of a line, its letters put together where they stand apart: 总　分."""
    letters = 0
    while letters < len(words) and len(words[letters].text) == 1:
        letters += 1
    return "".join(word.text for word in words[:letters]) if letters > 1 else words[0].text


def _deal(words: Sequence[Fragment], head: Head) -> list[list[Fragment]] | None:
    """The words of a line by column; None where some can stand in none."""
    price, columns = _cheapest(words, head)
    if price >= _NEVER:
        return None
    cells: list[list[Fragment]] = [[] for _ in head.columns]
    for word, c in zip(words, columns, strict=True):
        cells[c].append(word)
    return cells


def _cheapest(words: Sequence[Fragment], head: Head) -> tuple[float, tuple[int, ...]]:
    """The columns of the words of a line, in order and as near as can be, and the price of that."""
    kinds = [column.kind for column in head.columns]
    # the cheapest way for the words so far with the last of them in each column
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    for n, word in enumerate(words):
        near = n > 0 and word.left - words[n - 1].right <= 1
        step: list[tuple[float, tuple[int, ...]]] = []
        for c, column in enumerate(head.columns):
            own = _price(word, column)
            ways = [
                (price + own + (_AGAIN if used and used[-1] == c else 0.0), (*used, c))
                for price, used in best
                if not used
                or used[-1] < c
                or (used[-1] == c and (near or _is_split(words, n, kinds[c])))
            ]
            if ways and own < _NEVER:
                step.append(min(ways))
        best = step
    return min(best, default=(_NEVER, ()))


def _is_split(words: Sequence[Fragment], n: int, kind: str) -> bool:
    """True where a word may stand in the column of the one before it: a label beside the name of its
    block, and ``≥`` · ``95`` · ``%`` below one head."""
    if kind not in _TEXTS:
        return kind == LABEL
    before, text = words[n - 1].text, words[n].text
    return not any(map(str.isalnum, before)) or (len(text) <= _UNIT and not is_figure(text))


def _price(word: Fragment, column: Column) -> float:
    """How far a word stands from a column; it may be without price where it can be none of its kind."""
    figure = is_figure(word.text)
    if column.kind in POINTS | MONEY | RATES and not (figure or is_mark(word.text)):
        return _NEVER
    if column.kind in (*LEVELS, "level3", LABEL) and figure and column.kind != "level1":
        return _NEVER
    left, right = column.run
    off = abs((word.left + word.right) / 2 - (left + right) / 2)
    if column.kind == LABEL:
        off = max(0.0, word.right - right)
    return off + (_STRANGE if column.kind in LEVELS and not _is_level_part(word.text) else 0.0)


def _is_level_part(text: str) -> bool:
    """True for a level, or a line of one that is wrapped."""
    if is_level(text) or _LEVEL_MORE.fullmatch(text):
        return True
    bare = text.rstrip("（(0123456789分）)")
    return any(bare in label for label in vocabulary().words("clipped", "labels"))


def _rows(
    head: Head, dealt: Mapping[int, list[list[Fragment]]], *, top: bool
) -> list[RawRow] | None:
    """The heads and the rows as cells; None where some row cannot be told."""
    anchors = [i for i, cells in dealt.items() if _is_anchor(head, cells)]
    if not anchors:
        return None
    columns = [[w for cells in dealt.values() for w in cells[n]] for n in range(len(head.columns))]
    names: Sequence[str] = head.columns[0].head
    if head.table == "fund":
        names, columns[0] = _without_block(columns[0], anchors, names)
    merged = [n for n, column in enumerate(head.columns) if column.kind in LEVELS]
    outer: list[Fragment] = []
    if head.columns[0].kind == "level1":  # what stands left of its head is above all levels
        left = head.columns[0].run[0]
        outer = [word for word in columns[0] if word.right <= left]
        columns[0] = [word for word in columns[0] if word.right > left]
    single = [n for n in range(len(columns)) if n not in merged]
    told = spread([columns[n] for n in single], anchors, top=top)
    if told is None or not (_centred(head, columns, merged, anchors) or is_sure(told.cells)):
        return None
    cells = dict(zip(single, told.cells, strict=True))
    lost = _levels(columns, merged, told, cells)
    heads = {n: column.head for n, column in enumerate(head.columns) if n in cells}
    heads[0] = names if 0 in heads and head.table == "fund" else heads.get(0, ())
    made = _checked(head, {n: heads[n] for n in sorted(cells)}, cells, anchors)
    rest = [words for words in (outer, *(columns[n] for n in lost)) if words]
    return None if made is None else [*made, *map(_whole, rest)]


def _centred(
    head: Head,
    columns: Sequence[Sequence[Fragment]],
    merged: Sequence[int],
    anchors: Sequence[int],
) -> bool:
    """True where it is seen that cells stand in the middle: levels between the rows. The labels of
    sums are known words, so that one cut wrongly is none."""
    between = any(word.line not in anchors for n in merged for word in columns[n])
    return head.table == "fund" or between


def _levels(
    columns: Sequence[Sequence[Fragment]],
    merged: Sequence[int],
    told: Spread,
    cells: dict[int, list[list[Fragment]]],
) -> list[int]:
    """Adds the levels to ``cells``, the inner ones first; returns the columns of those of which it
    cannot be told for which rows they stand."""
    lost: list[int] = []
    for n in reversed(merged):
        inner = next((cells[m] for m in merged if m > n and m in cells), None)
        spans = level_spans(columns[n], told, inner)
        if spans is None:
            lost.append(n)
        else:
            cells[n] = spans
    return lost


def _whole(words: Sequence[Fragment]) -> RawRow:
    """Words that belong to no row, as one cell."""
    return RawRow([RawCell([" ".join(word.text for word in words)], words[0].line + 1)])


def _without_block(
    column: Sequence[Fragment], anchors: Sequence[int], names: Sequence[str]
) -> tuple[Sequence[str], list[Fragment]]:
    """The name of the block that stands over all rows beside their labels (项目资金 · （万元）), and
    the labels without it. The name stands further left than every label."""
    rows = set(anchors)
    labels = [
        max((word for word in column if word.line == line), key=lambda w: w.left, default=None)
        for line in rows
    ]
    left = min((label.left for label in labels if label), default=0)
    name = [word for word in column if word.right <= left]
    kept = [word for word in column if word.right > left]
    return (*names, *(word.text for word in name)), kept


def _checked(
    head: Head,
    heads: Mapping[int, Sequence[str]],
    cells: Mapping[int, Sequence[Sequence[Fragment]]],
    anchors: Sequence[int],
) -> list[RawRow] | None:
    """The rows, each with its name and with figures where figures belong; else None."""
    made = [RawRow([RawCell(list(text) or [""], head.start + 1) for text in heads.values()])]
    for r, line in enumerate(anchors):
        row = {n: RawCell(_lines(cells[n][r]) or [""], line + 1) for n in heads}
        if not _is_row({head.columns[n].kind: cell for n, cell in row.items()}):
            return None
        made.append(RawRow(list(row.values())))
    return made


def _lines(words: Sequence[Fragment]) -> list[str]:
    by_line: dict[int, list[str]] = {}
    for word in words:
        by_line.setdefault(word.line, []).append(word.text)
    return [" ".join(texts) for texts in by_line.values()]


def _is_row(row: Mapping[str, RawCell]) -> bool:
    for kind in (MONEY | RATES | POINTS) & row.keys():
        cell = row[kind]
        if not cell.empty and not (len(cell.lines) == 1 and _is_value(cell.text)):
            return False
    if not _goes_together({kind for kind, cell in row.items() if not cell.empty}, row.keys()):
        return False
    name = squeeze(row["level3" if "level3" in row else LABEL].text)
    if not name or is_figure(name):
        return False
    return "level3" in row or bool(find("item", bare_label(name)))


def _goes_together(filled: AbstractSet[str], kinds: AbstractSet[str]) -> bool:
    """False for a rate without what it is the rate of, a score without its weight: a cell is missing or
    stands in another column."""
    if "rate" in filled and (kinds & MONEY) - filled - {"arrived", "budget_net", "budget_initial"}:
        return False
    return not ("score" in filled and "weight" in kinds - filled)


def _is_value(text: str) -> bool:
    return is_figure(text) or is_mark(text)
