"""The heads of columns of a page laid out in letters, each put together from the lines it is cut into.

Part of ``_txt_rows``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet

import regex

from extract.frozen import dataclass
from extract.readers._txt_align import MONEY, POINTS
from extract.readers._txt_spread import Fragment
from extract.readers._txt_words import find
from extract.text import squeeze

Measure = Callable[[str], int]
Run = tuple[int, int]  # the letters of a column, the second behind the last

LABEL = "label"
REACH = 4  # lines above and below that a head may be cut into
LEVELS = ("level1", "level2")
RATES = frozenset(("rate", "arrival_rate", "completion"))
_TEXTS = frozenset(("target", "actual"))
_WORD = regex.compile(r"\S+")
_LEAST = 3  # heads of columns in a line


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its kind, the letters of its head, and the head."""

    kind: str
    run: Run
    head: Sequence[str]


@dataclass(frozen=True, slots=True)
class Head:
    """The columns that the lines from ``start`` to ``end`` are the heads of."""

    start: int
    end: int
    table: str
    columns: Sequence[Column]

    def tells(self, filled: AbstractSet[str]) -> bool:
        """Whether a line with something in columns of these kinds is the line of a row: one with points
        or sums; with both a target and what came of it where nobody gives points."""
        if self.table == "fund":
            return bool(filled & (MONEY | RATES))
        if any(column.kind in POINTS for column in self.columns):
            return bool(filled & POINTS)
        return filled >= _TEXTS


def wide(text: str) -> int:
    """The letters of a text where a Chinese character is two wide."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def words_of(line: str, i: int, measure: Measure) -> list[Fragment]:
    """The words of the line ``i`` with their letters."""
    return [
        Fragment(m.group(), measure(line[: m.start()]), measure(line[: m.end()]), i)
        for m in _WORD.finditer(line)
    ]


def _runs(words: Sequence[Fragment]) -> list[Run]:
    """The letters that the words fill, those that overlap together."""
    runs: list[Run] = []
    for left, right in sorted((word.left, word.right) for word in words):
        if runs and left < runs[-1][1]:
            runs[-1] = runs[-1][0], max(right, runs[-1][1])
        else:
            runs.append((left, right))
    return runs


def heads_at(page: Mapping[int, list[Fragment]], at: int, first: int, end: int) -> list[Head]:
    """The heads of columns at the line ``at``, with the lines above and below that they may go on in:
    the ways that name the most columns, those of the most lines first."""
    if len(page[at]) < _LEAST:
        return []
    found: list[tuple[int, int, Head]] = []
    for above in range(min(REACH, at - first + 1)):
        for below in range(min(REACH, end - at)):
            head = _named(page, at - above, at + below + 1)
            if head is not None:
                known = sum(1 for column in head.columns if column.kind)
                found.append((2 * known - len(head.columns), above + below, head))
    most = max((rank for rank, _, _ in found), default=0)
    best = [(size, head) for rank, size, head in found if rank == most]
    return [head for _, head in sorted(best, key=lambda one: -one[0])]


def _named(page: Mapping[int, list[Fragment]], start: int, end: int) -> Head | None:
    words = [word for i in range(start, end) for word in page[i]]
    texts: dict[Run, list[str]] = {}
    for run in _runs(words):
        inside = [word for word in words if run[0] <= word.left < run[1]]
        texts[run] = [word.text for word in sorted(inside, key=lambda w: (w.line, w.left))]
    for table, needed in (("indicator", "level3"), ("fund", "executed")):
        columns = [
            Column(find(table, squeeze("".join(parts))), run, parts) for run, parts in texts.items()
        ]
        own = [column.kind for column in columns if column.kind]
        if needed in own and len(set(own)) == len(own) >= _LEAST:
            return _completed(Head(start, end, table, columns))
    return None


def _completed(head: Head) -> Head | None:
    """The head where every column has a name and some tell rows; before sums stand their labels."""
    first = next(n for n, column in enumerate(head.columns) if column.kind)
    kinds = {column.kind for column in head.columns}
    if not head.tells(kinds) or not all(column.kind for column in head.columns[first:]):
        return None
    if head.table == "indicator":
        return head if first == 0 else None
    left = head.columns[first].run[0]
    name = [text for column in head.columns[:first] for text in column.head]
    labels = Column(LABEL, (0, max(left - 1, 1)), name)
    return Head(head.start, head.end, head.table, [labels, *head.columns[first:]])
