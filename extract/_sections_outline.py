"""Which numbered lines are headings, how they nest, where a number is lost or doubled or jumps."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import field

from extract._sections_lines import ITEM, PLAIN, RUNIN, STRONG, WEAK, Line
from extract._sections_numbering import Numeral, prefix_of, settings
from extract.frozen import dataclass


@dataclass(slots=True)
class Node:
    """A heading in the tree: ``at`` its line, ``level`` from 1, ``parent`` the heading that it stands
    under or None, ``numeral`` its number (given back where the paper lost it)."""

    at: int
    numeral: Numeral
    level: int
    parent: Node | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A break in a sequence of siblings: ``kind`` missing, repeated or order; ``at`` the line where
    it shows, ``expected`` the number that should stand there, ``lost`` true where that very line
    is the heading without its number."""

    kind: str
    at: int
    expected: int
    level: int
    lost: bool = False


Inner = set[tuple[str, str]]
"""Which style was met under which: outer, inner."""


@dataclass(slots=True)
class Run:
    """The headings of one report of a file: its numbers begin anew. ``begin`` is the line of the first
    heading, ``end`` that of the next report's, ``before`` that of the last heading of the report before
    (-1 where there is none). ``known`` is which style was met under which up to here, ``inner`` that
    and what this report adds. ``counted_on`` says that the next one begins without a title or a table
    between them, so that its numbers are those of this one, begun anew."""

    begin: int
    before: int
    known: Inner
    inner: Inner
    end: int = 0
    nodes: list[Node] = field(default_factory=list)
    counted_on: bool = False


class Text:
    """The lines of a document with an index: where the headings of each style stand and where a title
    breaks the text, so that nothing has to look for them line by line."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self._breaks: list[int] = []
        self._headings: dict[str, list[int]] = {}
        self._marks: list[int] = []
        for at, line in enumerate(lines):
            if line.heading and line.numeral:
                self._headings.setdefault(line.numeral.family, []).append(at)
            elif not line.breaks and line.paragraph is not None:
                continue
            if line.breaks:
                self._breaks.append(at)
            self._marks.append(at)

    def first(self) -> int:
        """The line of the first heading; the number of lines where there is none."""
        return min((found[0] for found in self._headings.values()), default=len(self.lines))

    def restore(self, at: int, numeral: Numeral) -> None:
        """Make a heading with this number of the line ``at``, which has lost its own."""
        line = self.lines[at]
        line.numeral, line.heading, line.lost = numeral, True, True
        line.title = line.text.strip()
        insort(self._headings.setdefault(numeral.family, []), at)
        insort(self._marks, at)

    def marks(self, begin: int) -> list[int]:
        """The headings, titles and tables from the line ``begin`` on."""
        return self._marks[bisect_left(self._marks, begin) :]

    def touched(self, at: int, family: str) -> int:
        """The line behind which headings may stand elsewhere once ``at`` is a heading of this style:
        those that look for the next one of that style. They stand behind the one before it, and no
        title lies between."""
        found = self._headings.get(family, [])
        last = bisect_left(found, at) - 1
        title = bisect_left(self._breaks, at) - 1
        return max(found[last], self._breaks[title] if title >= 0 else -1) if last >= 0 else at

    def next_break(self, at: int) -> int:
        """The first title after the line ``at``; the number of lines where there is none."""
        after = bisect_right(self._breaks, at)
        return self._breaks[after] if after < len(self._breaks) else len(self.lines)

    def goes_on(self, at: int, top: Numeral) -> bool:
        """Whether the next heading of the style ``top`` behind the line ``at`` counts on from it: then
        that line stands under ``top``. A title ends the search."""
        found = self._headings.get(top.family, [])
        after = bisect_right(found, at)
        if after == len(found) or self.next_break(at) <= found[after]:
            return False
        number = self.lines[found[after]].numeral
        return number is not None and number.rank == top.rank + 1


def settle(lines: Sequence[Line]) -> None:
    """Decide which numbered lines are headings, by what they are and by their neighbours."""
    for run in _runs(lines):
        looks = [line.look for line in run]
        strong, runin, said = (looks.count(k) for k in (STRONG, RUNIN, ITEM))
        weak = looks.count(WEAK)
        stray = strong == 1 and said + weak > 1
        for i, line in enumerate(run):
            if line.look == STRONG:
                line.heading = not (stray and i == len(run) - 1)
            elif line.look == RUNIN:
                line.heading = (strong > 0 and not stray) or runin > said
            elif line.look == WEAK:
                line.heading = strong > weak or runin > said + weak
            elif line.look == ITEM:
                line.heading = _between_strong(run, i) or _among_runin(run, i)
    _drop_leaps(lines)


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Numbered lines of one style in rising order, not parted by an outer number or a title."""
    open_runs: dict[str, list[Line]] = {}
    for line in lines:
        number = line.numeral
        if line.breaks and open_runs:
            yield from open_runs.values()
            open_runs = {}
        if number is None or line.look == PLAIN:
            continue
        for family in [f for f, run in open_runs.items() if _order(run) > number.order]:
            yield open_runs.pop(family)
        run = open_runs.get(number.family)
        last = run[-1].numeral if run else None
        if run is not None and last is not None and number.rank > last.rank:
            run.append(line)
            continue
        if run:
            yield run
        open_runs[number.family] = [line]
    yield from open_runs.values()


def _order(run: list[Line]) -> int:
    number = run[0].numeral
    return number.order if number else 0


def _between_strong(run: list[Line], i: int) -> bool:
    """A long line is a heading all the same where its number joins two headings."""
    if not 0 < i < len(run) - 1 or run[i - 1].look != STRONG or run[i + 1].look != STRONG:
        return False
    ranks = [line.numeral.rank for line in run[i - 1 : i + 2] if line.numeral]
    plain = len(run[i].title) <= settings()["limits"]["outlined"]
    return plain and ranks[1] == ranks[0] + 1 and ranks[2] == ranks[1] + 1


def _among_runin(run: list[Line], i: int) -> bool:
    """A title too long to stand before its text is one where all its neighbours are of that kind."""
    others = [line for k, line in enumerate(run) if k != i]
    return bool(run[i].tail) and len(others) > 1 and all(x.look == RUNIN for x in others)


def _drop_leaps(lines: Sequence[Line]) -> None:
    """A number far beyond its neighbours (10、 after 1、) counts something else, unless its own
    sequence goes on from there (the text begins in the middle of a document)."""
    leap = settings()["limits"]["leap"]
    followed: set[int] | None = None
    last: dict[str, int] = {}
    for at, line in enumerate(lines):
        number = line.numeral
        if number is None:
            continue
        if line.heading and number.rank > last.get(number.family, 0) + leap:
            if followed is None:  # no heading has been dropped yet
                followed = _followed(lines)
            if at not in followed:
                line.heading = False
                continue
        if line.heading or line.look != PLAIN:
            last[number.family] = number.rank


def _followed(lines: Sequence[Line]) -> set[int]:
    """Headings whose style counts on by one at its next heading."""
    found: set[int] = set()
    open_at: dict[str, int] = {}
    for at, line in enumerate(lines):
        if not line.heading or line.numeral is None:
            continue
        before = open_at.get(line.numeral.family)
        number = lines[before].numeral if before is not None else None
        if before is not None and number and line.numeral.rank == number.rank + 1:
            found.add(before)
        open_at[line.numeral.family] = at
    return found


def nest(text: Text, begin: int, before: int, known: Inner) -> Run:
    """The headings of the report that begins at the heading ``begin``: a style met before closes what
    stands under it, a new one opens a level, and what was once under another stays under it."""
    run = Run(begin, before, known, set(known))
    stack: list[Node] = []
    families: list[str] = []  # those of the stack
    after_title = after_table = False
    for at in text.marks(begin):
        line = text.lines[at]
        number = line.numeral
        after_title = after_title or line.breaks
        if not line.heading or number is None:
            after_table = after_table or line.paragraph is None
            continue
        family = number.family
        if number.rank == 1 and stack and (after_title or families[0] == family):
            run.end, run.counted_on = at, not (after_title or after_table)
            return run
        after_title = after_table = False
        if family in families:  # what it stands under is known from the one before it
            depth = families.index(family)
            del stack[depth:], families[depth:]
        else:
            _close(run.inner, stack, text, at, number)
            del families[len(stack) :]
            run.inner.update([(outer, family) for outer in families])
        node = Node(at, number, len(stack) + 1, stack[-1] if stack else None)
        run.nodes.append(node)
        stack.append(node)
        families.append(family)
    run.end = len(text.lines)
    return run


def _close(inner: Inner, stack: list[Node], text: Text, at: int, number: Numeral) -> None:
    """Take from the stack what a heading of a style that is not in it does not stand under."""
    while stack:
        top = stack[-1].numeral
        if (top.family, number.family) in inner:
            return
        outer = (number.family, top.family) in inner
        if not outer and (number.order >= top.order or text.goes_on(at, top)):
            return
        stack.pop()


def siblings(run: Run) -> list[list[Node]]:
    """Headings that count on from each other, by parent and style."""
    groups: dict[tuple[int, str, str], list[Node]] = {}
    prefixes: dict[tuple[int, str], str] = {}
    for node in run.nodes:
        number, above = node.numeral, -1 if node.parent is None else node.parent.at
        family, prefix = number.family, ""
        if family.startswith("decimal"):
            # a number that was lost counts on from the one before it
            own = above, family
            prefix = prefix_of(number) if number.printed else prefixes.get(own, "")
            prefixes[own] = prefix
        key = above, family, prefix
        if key in groups:
            groups[key].append(node)
        else:
            groups[key] = [node]
    return list(groups.values())


def gaps(lines: Sequence[Line], runs: Sequence[Run]) -> list[Gap]:
    """Every break in the numbering, in reading order."""
    found: list[Gap] = []
    for run in _joined(runs):
        for group in siblings(run):
            found.extend(_group_gaps(lines, run, group))
    return sorted(found, key=lambda gap: gap.at)


def _joined(runs: Sequence[Run]) -> Iterator[Run]:
    """The runs with those made one that nothing but the numbers parts: 一、 behind 四、 is a fault."""
    whole: Run | None = None
    for run in runs:
        if whole is not None and whole.counted_on:
            whole.nodes += run.nodes
        else:
            if whole is not None:
                yield whole
            whole = Run(run.begin, run.before, run.known, run.inner, nodes=list(run.nodes))
        whole.end, whole.counted_on = run.end, run.counted_on
    if whole is not None:
        yield whole


def _group_gaps(lines: Sequence[Line], run: Run, group: list[Node]) -> Iterator[Gap]:
    last = 0
    for node, start in pairs(run, group):
        rank, level = node.numeral.rank, node.level
        absent = not_seen(lines, start, node, last) if rank > last + 1 else []
        if lines[node.at].lost:
            yield Gap("missing", node.at, rank, level, lost=True)
        elif rank == last:
            yield Gap("repeated", node.at, last + 1, level)
        elif rank < last and (rank > 1 or level == 1):
            yield Gap("order", node.at, last + 1, level)
        elif absent and (last or rank <= settings()["limits"]["leap"]):
            yield Gap("missing", node.at, absent[0], level)
        last = rank


def pairs(run: Run, group: Sequence[Node]) -> Iterator[tuple[Node, int]]:
    """Each heading of a sequence with the line of the one before it; the first with that of what the
    sequence stands under."""
    parent = group[0].parent
    start = run.before if parent is None else parent.at
    return zip(group, (start, *[node.at for node in group]), strict=False)


def not_seen(lines: Sequence[Line], start: int, node: Node, last: int) -> list[int]:
    """The numbers between ``last`` and that of ``node`` that nothing between them has."""
    wanted = range(last + 1, node.numeral.rank)
    if not wanted:
        return []
    seen_there = seen(lines, start, node.at, node.numeral.family)
    return [number for number in wanted if number not in seen_there]


def seen(lines: Sequence[Line], start: int, end: int, family: str) -> set[int]:
    """Numbers of this style between two lines that stand in a table or before a sentence."""
    ranks: set[int] = set()
    for line in lines[start + 1 : end]:
        number = line.numeral
        if line.paragraph is None:
            ranks |= {rank for name, rank in line.cells if name == family}
        elif number is not None and number.family == family and not line.heading:
            ranks.add(number.rank)
    return ranks
