"""Row spans of a web table that cannot be meant as they are written.

A browser ends a span with its row group and pushes a row that has no room left to the right. Pages
made by programs hold spans that count on something else: every row in a ``tbody`` of its own, empty
rows, spans that are a row too long or too short. They are told by the width of the table: a reading
in which every row is as wide as the widest is the one that was meant. Where a span is shortened or
lengthened, the kinds of the texts (figures, words) must stand better under each other afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from itertools import accumulate

import regex

from extract.frozen import dataclass
from extract.text import squeeze

SPANS = "spans"
"""The doubt about a table some of whose rows have more cells than there is room for."""

_FIGURE = regex.compile(r"[≥≤=<>＞＜＝]?\s*[-+]?\d[\d,.]*\s*[%‰％]?")
_LEVELS = ("level1_words", "level2_words")
_LEAST_FULL = 2  # rows as wide as the table, before anything is told from its width
_LEAST_CELLS = 3  # of a row that is moved to the right: a label and a long text say nothing


@dataclass(frozen=True, slots=True)
class Written:
    """A cell as the page writes it: columns, rows (0: to the end of the group) and its text."""

    wide: int
    high: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row as the page writes it; ``group`` numbers its row group."""

    cells: Sequence[Written]
    group: int

    @property
    def own(self) -> int:
        return sum(cell.wide for cell in self.cells)


Heights = list[list[int]]


@dataclass(slots=True)
class Plan:
    """The rows that count, by their index, the rows that each cell of them spans, and the doubt."""

    rows: list[int]
    heights: Heights
    doubt: str = ""


def plan(lines: Sequence[Line]) -> Plan:
    """What the spans of a table mean; as a browser takes them wherever that leaves no gap."""
    every = list(range(len(lines)))
    drawn = Plan(every, _heights(lines, by_group=True))
    width = max((line.own for line in lines), default=0)
    if _is_whole(lines, drawn.heights, width):
        return drawn
    filled = [n for n in every if lines[n].cells]
    best = drawn
    for rows, by_group in ((every, False), (filled, True), (filled, False)):
        kept = [lines[n] for n in rows]
        other = Plan(rows, _heights(kept, by_group=by_group))
        if _is_better(lines, other, best, width):
            best = other
    return _mended([lines[n] for n in best.rows], best, width)


def _heights(lines: Sequence[Line], *, by_group: bool) -> Heights:
    """The rows that each cell spans, cut at the end of its group or of the table."""
    ends = [len(lines)] * len(lines)
    if by_group:
        for n in range(len(lines) - 2, -1, -1):
            ends[n] = ends[n + 1] if lines[n].group == lines[n + 1].group else n + 1
    return [
        [min(cell.high or ends[n], ends[n] - n) for cell in line.cells]
        for n, line in enumerate(lines)
    ]


def _widths(lines: Sequence[Line], heights: Heights) -> list[int]:
    """How many columns of each row are filled, by its own cells and from above."""
    change = [0] * (len(lines) + 1)  # columns from above that begin to be filled, or cease to be
    for n, line in enumerate(lines):
        for cell, high in zip(line.cells, heights[n], strict=True):
            if high > 1:
                change[n + 1] += cell.wide
                change[n + high] -= cell.wide
    above = accumulate(change)
    return [line.own + wide for line, wide in zip(lines, above, strict=False)]


def _is_whole(lines: Sequence[Line], heights: Heights, width: int) -> bool:
    return all(wide == width for wide in _widths(lines, heights))


def _is_better(lines: Sequence[Line], other: Plan, best: Plan, width: int) -> bool:
    """Whether ``other`` leaves no row too wide, and makes more rows as wide as the table."""
    now, then = (_widths([lines[n] for n in found.rows], found.heights) for found in (other, best))
    if max(now, default=0) > width:
        return False
    full, before = (sum(wide == width for wide in found) for found in (now, then))
    return full >= _LEAST_FULL and (full > before or max(then) > width)


@dataclass(slots=True)
class _Open:
    """A cell that reaches into the rows below the one it began in."""

    start: int
    index: int
    col: int
    wide: int
    end: int


@dataclass(slots=True)
class _Mending:
    """One way down the rows; changes the heights of spans that end too late or too early."""

    lines: Sequence[Line]
    heights: Heights
    width: int
    doubt: str = ""
    _open: list[_Open] = field(default_factory=list)
    _ended: list[_Open] = field(default_factory=list)
    _kinds: list[dict[int, str]] = field(default_factory=list)
    _filled: list[int] = field(default_factory=list)

    def run(self) -> None:
        for n, line in enumerate(self.lines):
            self._ended = [span for span in self._open if span.end == n]
            self._open = [span for span in self._open if span.end > n]
            missing = self.width - line.own - sum(span.wide for span in self._open)
            if missing < 0:
                self._shorten(n, -missing)
            elif missing and self._ended:
                self._lengthen(n, missing)
            self._keep(n)

    def _shorten(self, n: int, excess: int) -> None:
        """Ends the innermost spans here that leave just enough room for the row."""
        inner = sorted(self._open, key=lambda span: (span.start, span.index), reverse=True)
        chosen = _just(inner, excess)
        whole = chosen and all(self._filled[span.start] == self.width for span in chosen)
        rest = [span for span in self._open if span not in chosen]
        if whole and self._suits(n, rest, self._open, min(span.start for span in chosen)):
            self._open = rest
            for span in chosen:
                self.heights[span.start][span.index] = n - span.start
        elif any(cell.text for cell in self._overhang(n, excess)):
            self.doubt = SPANS

    def _lengthen(self, n: int, missing: int) -> None:
        """Lets the outermost of the spans that have just ended reach over this row where that leaves
        no gap."""
        outer = sorted(self._ended, key=lambda span: (span.start, span.index))
        chosen = _just(outer, missing)
        if not chosen or len(self.lines[n].cells) < _LEAST_CELLS:
            return
        longer = [*self._open, *chosen]
        if self._suits(n, longer, self._open, chosen[0].start):
            for span in chosen:
                span.end = n + 1
                self.heights[span.start][span.index] = n + 1 - span.start
            self._open = longer

    def _overhang(self, n: int, excess: int) -> list[Written]:
        """The last cells of a row, those that have no room."""
        found: list[Written] = []
        for cell in reversed(self.lines[n].cells):
            if excess <= 0:
                break
            found.append(cell)
            excess -= cell.wide
        return found

    def _suits(self, n: int, wanted: list[_Open], written: list[_Open], first: int) -> bool:
        """Whether the row stands better under the rows from ``first`` on with the spans that are
        wanted."""
        above = self._kinds[first:n]
        return self._fit(n, wanted, above) > self._fit(n, written, above)

    def _fit(self, n: int, spans: list[_Open], above: Sequence[dict[int, str]]) -> float:
        """How much more the texts of a row are like those above them than unlike; one beyond the
        edge of the table is unlike all."""
        line = self.lines[n]
        fit = 0.0
        end = 0
        for col, cell in zip(_places(line, spans), line.cells, strict=True):
            over = [row[col] for row in above if row.get(col)]
            kind = _kind_of(cell.text)
            if kind and col >= self.width:
                fit -= 1
            elif kind and over:
                fit += 2 * over.count(kind) / len(over) - 1
            end = col + cell.wide
        lacking = [sum(bool(row.get(c)) for row in above) for c in range(end, self.width)]
        return fit - sum(lacking) / max(len(above), 1)

    def _keep(self, n: int) -> None:
        """Notes where the cells of the row stand, and those that reach further down."""
        line = self.lines[n]
        places = _places(line, self._open)
        self._filled.append(line.own + sum(span.wide for span in self._open))
        self._kinds.append(
            {c: _kind_of(cell.text) for c, cell in zip(places, line.cells, strict=True)}
        )
        for i, (col, cell) in enumerate(zip(places, line.cells, strict=True)):
            high = self.heights[n][i]
            if high > 1:
                self._open.append(_Open(n, i, col, cell.wide, n + high))


def _kind_of(text: str) -> str:
    """``figure``, the kind of a group of indicators, ``words``, or nothing for an empty cell."""
    from extract.vocabulary import bare_label, vocabulary

    bare = bare_label(squeeze(text))
    if _FIGURE.fullmatch(squeeze(text)):
        return "figure"
    return next(
        (name for name in _LEVELS if vocabulary().is_word(name, bare)), "words" * bool(bare)
    )


def _just(spans: Sequence[_Open], wide: int) -> list[_Open]:
    """The first spans that together are exactly so wide, none where there are no such."""
    chosen: list[_Open] = []
    for span in spans:
        chosen.append(span)
        wide -= span.wide
        if wide <= 0:
            return chosen if not wide else []
    return []


def _places(line: Line, spans: Sequence[_Open]) -> list[int]:
    """The first column of each cell of a row that has to leave room for spans."""
    taken = {col for span in spans for col in range(span.col, span.col + span.wide)}
    places, col = [], 0
    for cell in line.cells:
        while col in taken:
            col += 1
        places.append(col)
        col += cell.wide
    return places


def _mended(lines: Sequence[Line], best: Plan, width: int) -> Plan:
    """The plan with spans made shorter or longer where the rows show it, or in doubt."""
    mending = _Mending(lines, [list(row) for row in best.heights], width)
    mending.run()
    return Plan(best.rows, mending.heights, mending.doubt)
