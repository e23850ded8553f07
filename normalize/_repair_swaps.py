"""Two cells in each other's place: beside or under one another, of the same kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from normalize._repair_bonds import Range, meet, values_of
from normalize._repair_model import Model, Node, Tie
from normalize._repair_ranges import alone_in, ranges_of, settled_by
from normalize._repair_types import Change, Joint, Slip
from normalize.identity import Key, Ref
from normalize.report import MONEY_COLUMNS

_SWAPPED = 0.08
MOST_SWAPS = 800
_IN_TEXT = ("amounts", "headcounts")


def swaps(model: Model, failing: tuple[Tie, ...]) -> Iterator[Joint]:
    """Two cells in each other's place, where that settles some failing tie and spoils none."""
    doubtful = frozenset().union(*(tie.keys for tie in failing))
    near = _Near(model)
    beside = {key: near.beside(model.nodes[key]) for key in doubtful}
    if sum([bits.bit_count() for bits in beside.values()]) <= MOST_SWAPS:
        # all may be tried: those with nothing but parts of their own sums beside them need no turn
        beside = {k: b for k, b in beside.items() if b & ~near.in_same_sum(model.nodes[k])}
    done, left = 0, MOST_SWAPS  # whoever lies beside one that is done has been tried with it
    for key in sorted(beside, key=repr):
        if left <= 0:
            return
        node = model.nodes[key]
        done |= near.bits[key]
        new = beside[key] & ~done
        if new & ~near.in_same_sum(node):  # two parts of one sum stay as wrong as they were
            yield from near.swapped(node, new, left)
        left -= new.bit_count()


class _Near:
    """Which cells lie beside which, and what each may print by the failing ties it is in. Sets of
    cells are numbers with a bit for each."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.bits = {key: 1 << n for n, key in enumerate(model.nodes)}
        self.lines: dict[object, list[Node]] = {}
        self.allowed: dict[tuple[Key, int], Range | None] = {}
        self.parts: dict[int, int] = {}
        self.alike: dict[int, int] = {}
        self.masks: dict[object, int] = {}
        alike, lines, masks = self.alike, self.lines, self.masks
        for node, bit in zip(model.nodes.values(), self.bits.values(), strict=True):
            alike[node.value] = alike.get(node.value, 0) | bit
            for line in _lines(node.ref):
                if line in masks:
                    masks[line] |= bit
                    lines[line].append(node)
                else:
                    masks[line], lines[line] = bit, [node]

    def _mask(self, nodes: Iterable[Node]) -> int:
        mask = 0
        for node in nodes:
            mask |= self.bits[node.key]
        return mask

    def beside(self, node: Node) -> int:
        """The cells that :meth:`partners` gives."""
        if node.ref.table in _IN_TEXT:
            return self._mask(self.partners(node))
        found = 0
        for line in _lines(node.ref):
            found |= self.masks[line]
        return found & ~self.alike[node.value]

    def in_same_sum(self, node: Node) -> int:
        """The other parts of the failing sums that a figure is a part of."""
        found = 0
        for tie in self.model.by_key[node.key]:
            identity = tie.identities[0]
            if not tie.agrees and identity.kind == "sum" and identity.result.key != node.key:
                if id(tie) not in self.parts:
                    others = tie.keys - {identity.result.key}
                    self.parts[id(tie)] = sum(self.bits[key] for key in others)
                found |= self.parts[id(tie)]
        return found

    def swapped(self, node: Node, new: int, most: int) -> Iterator[Joint]:
        """A cell in the place of each of the cells ``new`` beside it, of the first ``most``."""
        partners, same = self.partners(node), self.in_same_sum(node)
        first = [other for other in partners if self.bits[other.key] & new][:most]
        for other in first:
            if self.bits[other.key] & same or not self.helps(node, other):
                continue
            settled = settled_by(self.model, {node.key: other.printed, other.key: node.printed})
            if settled:
                changes = (_swapped(node, other), _swapped(other, node))
                likely = _SWAPPED / max(2, len(partners))
                yield Joint(Slip("swap", changes, settled=True), likely, settled)

    def partners(self, node: Node) -> list[Node]:
        """Cells that a hand swaps with this one: beside or under it, of the same kind."""
        ref, value = node.ref, node.value
        if ref.table in _IN_TEXT:
            found = _next_to(self.lines, ref)
            return [other for other in found if other.value != value]
        return [o for line in _lines(ref) for o in self.lines[line] if o.value != value]

    def helps(self, node: Node, other: Node) -> bool:
        """False when a failing tie that holds one of the two stays open with the other's figure:
        cheap, and refuses nearly all."""
        return self._fits(node, other) and self._fits(other, node)

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


def _lines(ref: Ref) -> tuple[object, ...]:
    """Where the cells stand that a hand swaps with this one: in its row, money with money, and in
    its column; a rate is swapped with none. In the narrative each cell is a line of its own."""
    if ref.table in _IN_TEXT:
        return ((ref.table, ref.row_no),)
    if ref.column == "rate":
        return ()
    money = ref.column in MONEY_COLUMNS
    return (ref.table, "row", ref.row_no, money), (ref.table, "column", ref.column)


def _next_to(lines: Mapping[object, list[Node]], ref: Ref) -> list[Node]:
    if ref.row_no is None:
        return []
    beside = (ref.row_no - 1, ref.row_no + 1)
    return [node for row_no in beside for node in lines.get((ref.table, row_no), ())]


def _swapped(node: Node, other: Node) -> Change:
    low, high = values_of(other.printed)
    return Change(node.ref, "swap", low, high, other.figure.value)
