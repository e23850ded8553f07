"""Which numbered lines are headings, how they nest, where a number is lost or doubled or jumps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field

from extract._sections_lines import (
    ITEM,
    PLAIN,
    RUNIN,
    STRONG,
    WEAK,
    Line,
    is_heading_like,
)
from extract._sections_numbering import Numeral, line_pattern, prefix_of, settings
from extract.frozen import dataclass


@dataclass(slots=True)
class Node:
    """A heading in the tree: ``at`` its line, ``level`` from 1, ``parent`` an index into the nodes
    or None, ``numeral`` its number (given back where the paper lost it)."""

    at: int
    numeral: Numeral
    level: int
    parent: int | None
    run: int


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


@dataclass(slots=True)
class Tree:
    """The headings of a document and the learned order of their styles."""

    nodes: list[Node] = field(default_factory=list)
    inner: set[tuple[str, str]] = field(default_factory=set)


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
        if line.breaks:
            yield from open_runs.values()
            open_runs = {}
        number = line.numeral
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
    followed = _followed(lines)
    last: dict[str, int] = {}
    for at, line in enumerate(lines):
        if line.numeral is None:
            continue
        before = last.get(line.numeral.family, 0)
        if line.heading and line.numeral.rank > before + leap and at not in followed:
            line.heading = False
        elif line.heading or line.look != PLAIN:
            last[line.numeral.family] = line.numeral.rank


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


def nest(lines: Sequence[Line]) -> Tree:
    """The tree of the headings: a style met before closes what stands under it, a new one opens a
    level, and what was once under another stays under it."""
    tree = Tree()
    stack: list[int] = []
    run, after_title, after_table = 0, False, False
    for at, line in enumerate(lines):
        after_table = after_table or line.is_table
        after_title = after_title or line.breaks
        if not line.heading or line.numeral is None:
            continue
        if line.numeral.rank == 1 and stack:
            root = tree.nodes[stack[0]].numeral.family == line.numeral.family
            if after_title or (after_table and root):
                stack, run = [], run + 1
        after_title = after_table = False
        _close(tree, stack, lines, at, line.numeral)
        for outer in stack:
            tree.inner.add((tree.nodes[outer].numeral.family, line.numeral.family))
        parent = stack[-1] if stack else None
        tree.nodes.append(Node(at, line.numeral, len(stack) + 1, parent, run))
        stack.append(len(tree.nodes) - 1)
    return tree


def _close(tree: Tree, stack: list[int], lines: Sequence[Line], at: int, number: Numeral) -> None:
    families = [tree.nodes[i].numeral.family for i in stack]
    if number.family in families:
        del stack[families.index(number.family) :]
        return
    while stack:
        top = tree.nodes[stack[-1]].numeral
        if (top.family, number.family) in tree.inner:
            return
        outer = (number.family, top.family) in tree.inner
        if not outer and (number.order >= top.order or _goes_on(lines, at, top)):
            return
        stack.pop()


def _goes_on(lines: Sequence[Line], at: int, top: Numeral) -> bool:
    """Whether the next heading of the style ``top`` counts on from it: then we stand under it."""
    for line in lines[at + 1 :]:
        if line.breaks:
            return False
        if line.heading and line.numeral and line.numeral.family == top.family:
            return line.numeral.rank == top.rank + 1
    return False


def siblings(tree: Tree) -> Iterator[list[int]]:
    """Nodes that count on from each other, by parent and style."""
    groups: dict[tuple[int, int | None, str, str], list[int]] = {}
    prefixes: dict[tuple[int, int | None, str], str] = {}
    for i, node in enumerate(tree.nodes):
        number = node.numeral
        key = (node.run, node.parent, number.family)
        # a number that was lost counts on from the one before it
        prefixes[key] = prefix_of(number) if number.printed else prefixes.get(key, "")
        groups.setdefault((*key, prefixes[key]), []).append(i)
    yield from groups.values()


def gaps(lines: Sequence[Line], tree: Tree) -> list[Gap]:
    """Every break in the numbering, in reading order."""
    found: list[Gap] = []
    for group in siblings(tree):
        found.extend(_group_gaps(lines, tree, group))
    return sorted(found, key=lambda gap: gap.at)


def _group_gaps(lines: Sequence[Line], tree: Tree, group: list[int]) -> Iterator[Gap]:
    last, start = 0, _start(tree, group[0])
    for i in group:
        node = tree.nodes[i]
        rank, level = node.numeral.rank, node.level
        seen = _seen(lines, start, node.at, node.numeral.family)
        absent = [n for n in range(last + 1, rank) if n not in seen]
        if lines[node.at].lost:
            yield Gap("missing", node.at, rank, level, lost=True)
        elif rank == last:
            yield Gap("repeated", node.at, last + 1, level)
        elif rank < last and (rank > 1 or level == 1):
            yield Gap("order", node.at, last + 1, level)
        elif absent and (last or rank <= settings()["limits"]["leap"]):
            yield Gap("missing", node.at, absent[0], level)
        last, start = rank, node.at


def _start(tree: Tree, index: int) -> int:
    parent = tree.nodes[index].parent
    if parent is not None:
        return tree.nodes[parent].at
    before = [n.at for n in tree.nodes[:index] if n.run == tree.nodes[index].run - 1]
    return max(before, default=-1)


def _seen(lines: Sequence[Line], start: int, end: int, family: str) -> set[int]:
    """Numbers of this style between two lines that stand in a table or before a sentence."""
    ranks: set[int] = set()
    for line in lines[start + 1 : end]:
        ranks |= {rank for name, rank in line.cells if name == family}
        if line.numeral and line.numeral.family == family and not line.heading:
            ranks.add(line.numeral.rank)
    return ranks


def find_lost(lines: Sequence[Line], tree: Tree) -> bool:
    """Give one lost number back (outermost first); False when there is none to give."""
    for group in sorted(siblings(tree), key=lambda g: (tree.nodes[g[0]].level, g[0])):
        if _fill_gap(lines, tree, group) or _fill_single(lines, tree, group):
            return True
    return False


def _fill_gap(lines: Sequence[Line], tree: Tree, group: list[int]) -> bool:
    last, start = 0, _start(tree, group[0])
    for i in group:
        node = tree.nodes[i]
        seen = _seen(lines, start, node.at, node.numeral.family)
        absent = [n for n in range(last + 1, node.numeral.rank) if n not in seen]
        if absent:
            spots = _candidates(lines, start, node.at)
            if spots:
                chosen = sorted(sorted(spots, key=lambda at: -_merit(lines[at]))[: len(absent)])
                _restore(lines[chosen[0]], node.numeral, absent[0])
                return True
        last, start = node.numeral.rank, node.at
    return False


def _fill_single(lines: Sequence[Line], tree: Tree, group: list[int]) -> bool:
    """A （一） without a （二）, and one line that looks as that heading before the end."""
    node = tree.nodes[group[0]]
    if len(group) != 1 or node.numeral.rank != 1 or node.parent is None:
        return False
    end = _end(lines, tree, node)
    if _seen(lines, node.at, end, node.numeral.family):
        return False
    spots = [at for at in _candidates(lines, node.at + 1, end) if _merit(lines[at]) > 0]
    if len(spots) != 1 or spots[0] + 1 >= end:
        return False
    _restore(lines[spots[0]], node.numeral, 2)
    return True


def _end(lines: Sequence[Line], tree: Tree, node: Node) -> int:
    """The line at which the section around ``node`` ends."""
    later = (n.at for n in tree.nodes if n.at > node.at and n.level < node.level)
    breaks = (i for i in range(node.at + 1, len(lines)) if lines[i].breaks)
    return min(*later, *breaks, len(lines), len(lines))


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


def _restore(line: Line, sibling: Numeral, rank: int) -> None:
    line.numeral = Numeral(sibling.family, sibling.order, rank, "")
    line.title, line.heading, line.lost = line.text.strip(), True, True
