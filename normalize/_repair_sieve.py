"""Which two figures cannot settle a contradiction together, told at a glance.

Of the pairs that are tried nearly all are impossible, and what shows it is the same for many of them:
what the one may print by itself, without the ties that the other is in as well. It is worked out
once, and only pairs that pass are looked at closely (:mod:`normalize._repair_search`).
"""

from __future__ import annotations

from collections.abc import Iterable

from normalize._repair_block import Block
from normalize._repair_bonds import MOST_ROUNDS, Linear, Range
from normalize._repair_model import Model, Node, Tie
from normalize._repair_ranges import near_room, ranges_of, rooms_of
from normalize.identity import Key

_GLANCES = MOST_ROUNDS - 2  # so that a closer look, which begins further back, sees as much


class Sieve:
    """Refuses nearly all pairs of figures at a glance: what holds the one without the other leaves it
    no value, or a sum that holds both cannot be met by what is left of them. What is left of a figure
    without those ties that another one is in as well is asked again and again."""

    __slots__ = ("bits", "block", "known", "model", "rooms")

    def __init__(self, model: Model, block: Block) -> None:
        self.model, self.block = model, block
        self.known: dict[Key, list[Tie]] = {}
        self.bits: dict[Key, int] = {}
        self.rooms: dict[tuple[Key, int], Range | None] = {}

    def ties(self, key: Key) -> list[Tie]:
        """The ties of the block that hold a figure."""
        known = self.known.get(key)
        if known is None:
            names = self.block.names
            known = self.known[key] = [t for t in self.model.by_key[key] if id(t) in names]
        return known

    def refuses(self, one: Key, other: Key) -> bool:
        """True for a pair that cannot settle everything; False where it takes a closer look."""
        both = self._bits(one) & self._bits(other)
        first = self._room(one, both)
        second = self._room(other, both) if first else None
        if first is None or second is None:
            return True
        mine, yours = self.model.nodes[one], self.model.nodes[other]
        if not both or len(mine.vars) > 1 or len(yours.vars) > 1:
            return False
        shared = (tie for tie in self.ties(one) if other in tie.keys)
        sums = [bond for tie in shared if (bond := self.model.sum_of(tie)) is not None]
        return clash(self.model, sums, (mine, first), (yours, second))

    def _bits(self, key: Key) -> int:
        bits = self.bits.get(key)
        if bits is None:
            places = self.model.places
            bits = self.bits[key] = sum(1 << places[id(tie)] for tie in self.ties(key))
        return bits

    def _room(self, key: Key, but: int) -> Range | None:
        """What all ties of the block but some leave of what a figure may print."""
        name = (key, but)
        if name not in self.rooms:
            places = self.model.places
            ties = [tie for tie in self.ties(key) if not but >> places[id(tie)] & 1]
            room = near_room(self.model, key, ties, closely=False)
            if room and ties and not all(map(self.model.sum_of, ties)):
                room = room if ranges_of(self.model, ties, (key,)) else None
            self.rooms[name] = room
        return self.rooms[name]


def clash(
    model: Model, sums: Iterable[Linear], one: tuple[Node, Range], other: tuple[Node, Range]
) -> bool:
    """True when some sums that hold two figures, each of one variable, leave them nothing together
    of what each may print by itself."""
    (first, (a, b)), (second, (c, d)) = one, other
    x, y = first.vars[0], second.vars[0]
    told = []
    for bond in sums:
        turned = bond.signs[x] != bond.signs[y]
        low, high = rooms_of(model, bond)[x]  # of the first with the second as printed
        least, most = model.box[y]
        less, more = (-least, -most) if turned else (most, least)
        told.append((low + less, high + more, turned))
    for _ in range(_GLANCES):
        for low, high, turned in told:
            if turned:  # the first less the second
                a, b, c, d = max(a, low + c), min(b, high + d), max(c, a - high), min(d, b - low)
            else:
                a, b, c, d = max(a, low - d), min(b, high - c), max(c, low - b), min(d, high - a)
            if a > b or c > d:
                return True
    return False
