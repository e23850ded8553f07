"""Headings that have lost their number: where a sequence has a gap, and a line looks as a heading."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from heapq import heappop, heappush

from extract._sections_lines import Line, is_heading_like
from extract._sections_numbering import Numeral, line_pattern
from extract._sections_outline import Inner, Node, Run, Text, nest, not_seen, pairs, seen, siblings

Found = tuple[int, Numeral]


def outline(lines: Sequence[Line]) -> list[Run]:
    """The headings of every report among ``lines``, each that lost its number given it back: of all
    that are lost the outermost first, for what stands under a heading changes with it."""
    reports = _Reports(Text(lines))
    while reports.give_back():
        pass
    return reports.runs


class _Reports:
    """The reports of a file and what each has lost. One heading given back means to read its own
    report again, and those behind only as far as they now nest otherwise: a file may hold hundreds."""

    def __init__(self, text: Text) -> None:
        self.runs: list[Run] = []
        self._text = text
        self._waiting: list[tuple[int, int, int, int, Found]] = []
        self._turns: dict[int, int] = {}
        """By the line where a report begins: the number of the search in it that counts."""
        self._searched = 0
        self._read(0, text.first(), 0)

    def give_back(self) -> bool:
        """Give the outermost heading, the first of these, its number back; False when none is lost."""
        while self._waiting:
            _, _, turn, begin, (at, numeral) = heappop(self._waiting)
            if self._turns.get(begin) != turn:
                continue  # that report has been read again
            touched = self._text.touched(at, numeral.family)
            self._text.restore(at, numeral)
            first = max(0, bisect_right(self.runs, touched, key=lambda run: run.begin) - 1)
            self._read(first, min(self.runs[first].begin, at), at)
            return True
        return False

    def _read(self, first: int, begin: int, changed: int) -> None:
        """Nest the headings from the line ``begin`` in place of the reports from ``first`` on, up to
        one behind the line ``changed`` that comes out as it is."""
        before, known = -1, Inner()
        if first:
            before, known = self.runs[first - 1].nodes[-1].at, self.runs[first - 1].inner
        fresh: list[Run] = []
        after = first
        while begin < len(self._text.lines):
            if begin > changed and self._stays(after, begin, known):
                break
            run = nest(self._text, begin, before, known)
            fresh.append(run)
            begin, before, known = run.end, run.nodes[-1].at, run.inner
            while after < len(self.runs) and self.runs[after].begin < begin:
                after += 1
        for run in self.runs[first:after]:
            self._turns.pop(run.begin, None)
        self.runs[first:after] = fresh
        for run in fresh:
            self._search(run)
        last = first + len(fresh)
        if last < len(self.runs) and self.runs[last].before != before:
            self.runs[last].before = before
            self._search(self.runs[last])

    def _stays(self, at: int, begin: int, known: Inner) -> bool:
        known_there = at < len(self.runs) and self.runs[at].begin == begin
        return known_there and self.runs[at].known == known

    def _search(self, run: Run) -> None:
        """Note what a report has lost first."""
        self._searched += 1
        self._turns[run.begin] = self._searched
        for group in sorted(filter(_may_lack, siblings(run)), key=_order):
            found = _in_gap(self._text.lines, run, group) or _behind_single(self._text, run, group)
            if found is not None:
                order = group[0].level, group[0].at, self._searched, run.begin
                heappush(self._waiting, (*order, found))
                return


def _order(group: Sequence[Node]) -> tuple[int, int]:
    return group[0].level, group[0].at


def _may_lack(group: Sequence[Node]) -> bool:
    """False where every heading counts on from the one before it, and none stands alone."""
    last = 0
    for node in group:
        rank = node.numeral.rank
        if rank > last + 1:
            return True
        last = rank
    return len(group) == 1


def _in_gap(lines: Sequence[Line], run: Run, group: Sequence[Node]) -> Found | None:
    last = 0
    for node, start in pairs(run, group):
        absent = not_seen(lines, start, node, last) if node.numeral.rank > last + 1 else []
        spots = _candidates(lines, start, node.at) if absent else []
        if spots:
            best = sorted(spots, key=lambda at: -_merit(lines[at]))[: len(absent)]
            return min(best), _like(node, absent[0])
        last = node.numeral.rank
    return None


def _behind_single(text: Text, run: Run, group: Sequence[Node]) -> Found | None:
    """A （一） without a （二）, and one line that looks as that heading before the end."""
    node, lines = group[0], text.lines
    if len(group) != 1 or node.numeral.rank != 1 or node.parent is None:
        return None
    end = _end(text, run, node)
    if seen(lines, node.at, end, node.numeral.family):
        return None
    spots = [at for at in _candidates(lines, node.at + 1, end) if _merit(lines[at]) > 0]
    if len(spots) != 1 or spots[0] + 1 >= end:
        return None
    return spots[0], _like(node, 2)


def _like(sibling: Node, rank: int) -> Numeral:
    return Numeral(sibling.numeral.family, sibling.numeral.order, rank, "")


def _end(text: Text, run: Run, node: Node) -> int:
    """The line at which the section around ``node`` ends."""
    after = bisect_right(run.nodes, node.at, key=lambda other: other.at)
    later = (n.at for n in run.nodes[after:] if n.level < node.level)
    return min(next(later, run.end), text.next_break(node.at))


def _candidates(lines: Sequence[Line], start: int, end: int) -> list[int]:
    spots = []
    for at in range(max(start + 1, 0), end):
        before = lines[at - 1] if at else None
        if not lines[at].heading and is_heading_like(lines[at], before):
            spots.append(at)
    return spots


def _merit(line: Line) -> int:
    """How much a line speaks as headings do: subjects of such reports, bold, outline level."""
    paragraph = line.paragraph
    if paragraph is None or line_pattern("signature").search(line.text):
        return -1
    marked = 2 * (paragraph.level is not None) + paragraph.bold
    return marked + len(line_pattern("subjects").findall(line.text))
