"""The bonds of a contradiction and all that hangs on it, with what they leave of the figures.

Nearly all figures are taken as printed, and what a bond between such figures leaves of them is the
same in every question: it is worked out once (:class:`Block`), and each question touches only what
lies near the figures it asks about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from normalize._repair_bonds import MOST_ROUNDS, Either, Linear, Range, Var
from normalize._repair_model import Model, Tie
from normalize._repair_ranges import Prints, Ranges, met, printed_range, same_room, start, told_by
from normalize._repair_two import Rest, Share, rest_of, settled, shares
from normalize.identity import Key

Near = tuple[int, ...]
HURRIED = "hurried"
_UNKNOWN: list[dict[Var, Range]] = []


class Block:
    """The bonds of some ties, with what each leaves of the printed ranges. The model keeps its blocks,
    so that none of them holds on to it. Bonds are named by their number in the model."""

    __slots__ = (
        "asked",
        "glance",
        "hurried",
        "ids",
        "names",
        "own",
        "plain",
        "rests",
        "rooms",
        "sums",
        "table",
        "ties",
    )

    def __init__(self, model: Model, ties: tuple[Tie, ...]) -> None:
        self.ties, self.table = ties, model.table
        self.names = frozenset(map(id, ties))
        self.hurried = False  # some ranges were still getting narrower when the rounds were over
        self.rests: dict[Near, Ranges | None] = {}
        self.rooms: dict[Near, list[dict[Var, Range]] | None] = {}
        self.sums: dict[Near, list[Rest] | None] = {}
        self.glance: list[Linear] | None = None
        self.plain: dict[Near, list[Linear] | None] = {}
        self.asked: tuple[tuple[Key, ...], list[Share] | None, Near] = ((), None, ())
        self.own: set[int] = set().union(*map(self.table.of.__getitem__, self.names))
        for same in self.table.twins:  # the first of each counts
            self.own -= set(sorted(self.own & same)[1:])
        self.ids = frozenset(self.own - self.table.links)

    def ranges(
        self, model: Model, free: tuple[Key, ...], prints: Prints | None = None
    ) -> dict[Key, Range] | None:
        """What each figure of ``free`` may print so that all ties agree; None when they cannot.

        ``prints`` narrows what some of them print from the start.
        """
        if len(free) == 1 and prints is None:
            node = model.nodes[free[0]]
            room = self._room(model, node.vars[0]) if len(node.vars) == 1 else None
            if room is not None:
                return {free[0]: told_by(node, room)}
        self.glance = None
        starts = start(model, free, prints or {})
        known = self._shares(model, free) if len(free) == len(starts) == 2 else None
        if known:
            left = settled(known, *starts.values())
            if left is None:
                return None
            if left != "unsure":
                self.hurried = self.hurried or left.over
                self.glance = self.plain.get(self.asked[2])
                one, other = (model.nodes[key] for key in free)
                return {free[0]: told_by(one, left.one), free[1]: told_by(other, left.other)}
        near = self._near(starts)
        rest = self._rest(model, near)
        if rest is None:
            return None
        box = rest.copy()
        for var, values in starts.items():
            box[var] = values
        if not self._settle(box, near, self.own):
            return None
        return {key: printed_range(model.nodes[key], box) for key in free}

    def _shares(self, model: Model, free: tuple[Key, ...]) -> list[Share] | None:
        """The sums that two figures of one variable each are in, without these; None where they are
        in anything else, or the rest leaves nothing."""
        if self.asked[0] == free:
            return self.asked[1]
        one, other = (model.nodes[key].vars[0] for key in free)
        near = self._near((one, other))
        if near not in self.sums:
            self.sums[near] = self._rests(model, near)
        rests, box = self.sums[near], self.rests.get(near)
        known = shares(rests, one, other, box) if rests and box else None
        self.asked = free, known, near
        return known

    def _rests(self, model: Model, near: Near) -> list[Rest] | None:
        """Some bonds with what they reach, where they are nothing but sums."""
        bonds = [bond for n in near if isinstance(bond := self.table.bonds[n], Linear)]
        rest = self._rest(model, near) if len(bonds) == len(near) else None
        if rest is None:
            return None
        held = {var for bond in bonds for var in bond.keys}
        self.plain[near] = bonds if all(rest[var] == model.box[var] for var in held) else None
        return [rest_of(bond, rest) for bond in bonds]

    def ready(self, model: Model, keys: tuple[Key, ...]) -> bool:
        """True when what the bonds away from some figures leave has been worked out."""
        return self._near([var for key in keys for var in model.nodes[key].vars]) in self.rests

    def _near(self, free: Collection[Var]) -> Near:
        """The bonds that hold some of a few variables."""
        at, own = self.table.at, self.own
        if len(free) == 1:
            (var,) = free
            return tuple([n for n in at.get(var, ()) if n in own])
        return tuple(sorted({n for var in free for n in at.get(var, ()) if n in own}))

    def _room(self, model: Model, var: Var) -> Range | None:
        """What nothing but sums leaves of a figure, all of them the same: then the search is over,
        for no value of it narrows what the others may be. None where it is not as simple as that."""
        near = self._near((var,))
        rooms = self.rooms.get(near, _UNKNOWN)
        if rooms is _UNKNOWN:
            rooms = self.rooms[near] = self._rooms(model, near)
        return same_room([room[var] for room in rooms], model.open_range) if rooms else None

    def _rooms(self, model: Model, near: Near) -> list[dict[Var, Range]] | None:
        """What each of some bonds leaves its figures, where they are nothing but sums."""
        bonds = [bond for n in near if isinstance(bond := self.table.bonds[n], Linear)]
        rest = self._rest(model, near) if len(bonds) == len(near) else None
        return None if rest is None else [bond.rooms(rest) for bond in bonds]

    def holds(self, model: Model) -> bool:
        """True when some value is left to each figure."""
        return self._rest(model, ()) is not None

    def _rest(self, model: Model, near: Near) -> Ranges | None:
        """What the bonds that hold no free figure leave, the same for all figures of these bonds."""
        if near not in self.rests:
            others = self.ids.difference(near)
            self.rests[near] = model.once(("rest", others), lambda: self._settled(model, near))
        return self.rests[near]

    def _settled(self, model: Model, near: Near) -> Ranges | None:
        box, bonds, at = list(model.box), self.table.bonds, self.table.at
        moved = met(model, [bonds[n] for n in sorted(self.ids.difference(near))], box)
        if moved is None:
            return None
        others = self.own.difference(near)
        first = sorted(others.intersection([n for var in moved for n in at[var]]))
        holds = self._settle(box, first, others)
        if self.hurried:
            model.kept[HURRIED] = True
        return box if holds else None

    def _settle(self, box: Ranges, first: Iterable[int], among: set[int]) -> bool:
        """:func:`settle` for some bonds of a block."""
        at, bonds, waiting = self.table.at, self.table.bonds, first
        for _ in range(MOST_ROUNDS):
            changed: dict[Var, int] = {}  # by which bond, where by one alone
            for n in waiting:
                left = bonds[n].narrow(box)
                if left is None:
                    return False
                for var, values in left.items():
                    if values != box[var]:
                        box[var] = values
                        changed[var] = -1 if var in changed else n
            if not changed:
                return True
            places = {
                n
                for var, by in changed.items()
                for n in at[var]
                if n != by or isinstance(bonds[n], Either)
            }
            waiting = sorted(places & among)
        self.hurried = True
        return True
