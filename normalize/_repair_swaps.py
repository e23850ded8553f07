"""Two cells in each other's place: beside or under one another, of the same kind.

A hand swaps money with money and points with points in a row, any two figures in a column, and in the
narrative a figure with the one behind it; a rate is swapped with none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from normalize._repair_bonds import Linear, Range, meet, values_of
from normalize._repair_model import Model, Node, Tie
from normalize._repair_ranges import alone_in, ranges_of, reach_of, settled_by
from normalize._repair_types import Change, Joint, Slip
from normalize.identity import Key
from normalize.report import MONEY_COLUMNS

_SWAPPED = 0.08
MOST_SWAPS = 800
_IN_TEXT = ("amounts", "headcounts")
_PLAIN = frozenset({1, -1})
_Pair = tuple[Node, Node]
_Room = tuple[dict[int, int], int, int]
"""The signs of the figures of a failing sum, and how far it has to move to be met: from, to."""


def swaps(model: Model, failing: tuple[Tie, ...]) -> list[Joint]:
    """Two cells in each other's place, where that settles some failing tie and spoils none."""
    open_ = _Open(model, failing)
    near = _Near(model, open_)
    pairs = near.pairs() if near.count(MOST_SWAPS) <= MOST_SWAPS else near.first(MOST_SWAPS)
    found: list[tuple[tuple[str, int], Joint]] = []
    for pair in pairs:
        if open_.stay(*pair) or not open_.fit(*pair):
            continue
        one, other = sorted(pair, key=lambda node: (node.key not in open_.held, repr(node.key)))
        settled = settled_by(model, {one.key: other.printed, other.key: one.printed})
        if settled:
            beside = near.partners(one)
            changes = (_swapped(one, other), _swapped(other, one))
            slip = Slip("swap", changes, settled=True)
            joint = Joint(slip, _SWAPPED / max(2, len(beside)), settled)
            found.append(((repr(one.key), beside.index(other)), joint))
    found.sort(key=lambda entry: entry[0])
    return [joint for _, joint in found]


def _swapped(node: Node, other: Node) -> Change:
    low, high = values_of(other.printed)
    return Change(node.ref, "swap", low, high, other.figure.value)


class _Open:
    """The failing ties, with two bits for each. ``held`` says by them which ties hold a figure, and of
    which sums it is a part; ``parts`` are all bits of the second kind."""

    def __init__(self, model: Model, failing: tuple[Tie, ...]) -> None:
        self.model = model
        self.held: dict[Key, int] = {}
        self.parts = 0
        self.sums: list[tuple[int, _Room]] = []
        self.rooms: dict[int, list[_Room]] = {}
        self.allowed: dict[tuple[Key, int], Range | None] = {}
        held, bit, seen = self.held, 1, set[Key]()
        for tie in failing:
            identity, part = tie.identities[0], bit << 1
            mark = bit | part if identity.kind == "sum" else bit
            several = seen & tie.keys
            held.update(dict.fromkeys(tie.keys - several, mark))
            for key in several:
                held[key] |= mark
            seen |= tie.keys
            if mark > part:
                held[identity.result.key] ^= part
                self.parts |= part
            self._add(bit, tie)
            bit <<= 2

    def _add(self, bit: int, tie: Tie) -> None:
        bond = tie.bonds[0]
        if isinstance(bond, Linear) and bond.added and _PLAIN.issuperset(bond.signs.values()):
            self.sums.append((bit, (bond.signs, *_lack(self.model, bond))))

    def stay(self, one: Node, other: Node) -> bool:
        """True when some sum is sure to stay open with two figures in each other's place, for it
        moves by what lies between them: cheap, and refuses nearly all."""
        xs, ys = one.vars, other.vars
        x, y, several = xs[0], ys[0], len(xs) + len(ys) > 2  # the printed value beside the true one
        apart, loose = other.value - one.value, (4 if several else 2) * (one.half + other.half)
        either = self.held.get(one.key, 0) | self.held.get(other.key, 0)
        rooms = self.rooms.get(either)
        if rooms is None:
            rooms = self.rooms[either] = [room for bit, room in self.sums if either & bit]
        for signs, low, high in rooms:
            by = signs.get(x, 0) - signs.get(y, 0)
            if several:
                by += sum(signs.get(v, 0) for v in xs[1:]) - sum(signs.get(v, 0) for v in ys[1:])
            moved = by * apart
            if moved - loose > high or moved + loose < low:
                return True
        return False

    def fit(self, one: Node, other: Node) -> bool:
        """False when a failing tie that holds one of the two stays open with the other's figure."""
        return self._fits(one, other) and self._fits(other, one)

    def _fits(self, node: Node, other: Node) -> bool:
        own = other.printed
        for tie in self.model.by_key[node.key]:
            if tie.agrees or other.key in tie.keys:
                continue
            slot = (node.key, id(tie))
            if slot not in self.allowed:
                self.allowed[slot] = self._room(node, tie)
            if meet(self.allowed[slot], own) is None:
                return False
        return True

    def _room(self, node: Node, tie: Tie) -> Range | None:
        known = alone_in(self.model, node, tie)
        if known is not None:
            return known
        found = ranges_of(self.model, (tie,), (node.key,))
        return found[node.key] if found else None


def _lack(model: Model, bond: Linear) -> Range:
    """How far a sum has to move to be met: from, to."""
    rooms = model.rooms.get(id(bond))
    if rooms is None:
        least, most = reach_of(model, bond)
        return bond.low - most, bond.high - least
    first = bond.keys[0]  # what the sum leaves it is just as far from its ends
    (least, most), (low, high) = rooms[first], model.box[first]
    return least - high, most - low


class _Near:
    """Pairs of cells that a hand swaps, one of the two a doubtful one."""

    def __init__(self, model: Model, open_: _Open) -> None:
        self.nodes, self.held, self.parts = model.nodes, open_.held, open_.parts
        self.columns: dict[str, dict[str, list[Node]]] = {
            key[0]: {} for key in self.held if key[0] not in _IN_TEXT
        }
        self.rows: dict[object, list[Node]] = {}
        columns = self.columns
        for (table, _, column), node in model.nodes.items() if columns else ():
            own = columns.get(table)
            if own is not None and column != "rate":
                if column in own:
                    own[column].append(node)
                else:
                    own[column] = [node]
        get = self.held.get
        lines = [line for own in columns.values() for line in own.values()]
        marked = [(line, [get(node.key, 0) for node in line]) for line in lines]
        self.marked = [(line, marks) for line, marks in marked if any(marks)]
        self.across = [*self._told(), *self._across()]

    def _told(self) -> Iterator[_Pair]:
        """Each doubtful figure of the narrative with the ones before and behind it."""
        nodes, held = self.nodes, self.held
        for key in held:
            table, row_no, column = key
            if table in _IN_TEXT and row_no is not None:
                node, value = nodes[key], nodes[key].value
                behind, before = (table, row_no + 1, column), (table, row_no - 1, column)
                if behind in nodes and nodes[behind].value != value:
                    yield node, nodes[behind]
                if before not in held and before in nodes and nodes[before].value != value:
                    yield nodes[before], node

    def _around(self, key: Key) -> list[Node]:
        table, row_no, column = key
        rows = () if row_no is None else (row_no - 1, row_no + 1)
        keys = [(table, row, column) for row in rows]
        return [self.nodes[name] for name in keys if name in self.nodes]

    def _across(self) -> Iterator[_Pair]:
        """The figures of a row in two columns of a table."""
        nodes, held = self.nodes, self.held
        for table, own in self.columns.items():
            for column, other in combinations(own, 2):
                if (column in MONEY_COLUMNS) == (other in MONEY_COLUMNS):
                    for node in own[column]:
                        mate = nodes.get((table, node.key[1], other))
                        if mate is None or mate.value == node.value:
                            continue
                        if node.key in held or mate.key in held:
                            yield node, mate

    def count(self, most: int) -> int:
        """How many pairs there are, two parts of one sum among them; where that cannot be more than
        ``most``, as many as there may be."""
        found = len(self.across)
        for line, marks in self.marked:
            found += _touching(len(line), len(line) - marks.count(0))
        if found > most:
            for line, marks in self.marked:
                every = Counter([node.value for node in line])
                own = Counter([n.value for n, mark in zip(line, marks, strict=True) if mark])
                found -= sum([_touching(every[value], doubtful) for value, doubtful in own.items()])
        return found

    def pairs(self) -> list[_Pair]:
        """All pairs but two parts of one failing sum, which stays as wrong as it was."""
        held, parts = self.held, self.parts
        found = [
            pair
            for pair in self.across
            if not held.get(pair[0].key, 0) & held.get(pair[1].key, 0) & parts
        ]
        for line, marks in self.marked:
            if marks[0] & parts and marks.count(marks[0]) == len(marks):
                continue
            alike: dict[int, list[Node]] = {}
            for node, mark in zip(line, marks, strict=True):
                alike.setdefault(mark, []).append(node)
            for (m, ones), (n, others) in combinations(alike.items(), 2):
                if not m & n & parts:
                    found += [(a, b) for a in ones for b in others if a.value != b.value]
            for mark, ones in alike.items():
                if mark and not mark & parts:
                    found += [(a, b) for a, b in combinations(ones, 2) if a.value != b.value]
        return found

    def first(self, most: int) -> Iterator[_Pair]:
        """The same of the first pairs only, those of one doubtful figure after the other."""
        done: set[Key] = set()
        left = most
        for key in sorted(self.held, key=repr):
            if left <= 0:
                return
            node, mark = self.nodes[key], self.held[key] & self.parts
            done.add(key)
            new = [other for other in self.partners(node) if other.key not in done]
            for other in new[:left]:
                if not mark & self.held.get(other.key, 0):
                    yield node, other
            left -= len(new)

    def partners(self, node: Node) -> list[Node]:
        """The cells that a hand swaps with one: those in its row, then those in its column."""
        table, row_no, column = node.key
        if table in _IN_TEXT:
            near = self._around(node.key)
        elif column == "rate":
            near = []
        else:
            row = self._rows().get((table, row_no, column in MONEY_COLUMNS), [])
            near = row + self.columns[table][column]
        return [other for other in near if other.value != node.value]

    def _rows(self) -> dict[object, list[Node]]:
        """The cells in a row by table, row and whether they are money, in the order of the form."""
        if not self.rows:
            for (table, row_no, column), node in self.nodes.items():
                if column != "rate":
                    name = table, row_no, column in MONEY_COLUMNS
                    self.rows.setdefault(name, []).append(node)
        return self.rows


def _touching(every: int, doubtful: int) -> int:
    """How many pairs of some figures hold a doubtful one."""
    return doubtful * (every - doubtful) + doubtful * (doubtful - 1) // 2
