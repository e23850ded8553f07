"""What a doubted figure may print, so that the identities around it agree.

Nearly all figures are taken as printed, and what a bond between such figures leaves of them is the
same in every question: it is worked out once (:class:`Block`), and each question touches only what
lies near the figures it asks about. Ranges are in steps (:mod:`normalize._repair_bonds`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import partial

from normalize._repair_bonds import (
    INFINITE,
    MOST_ROUNDS,
    Bond,
    Either,
    Linear,
    Product,
    Range,
    Var,
    few_again,
    finite,
    meet,
    settle,
    times,
)
from normalize._repair_model import Model, Node, Tie
from normalize.identity import Key

Prints = Mapping[Key, Range]
Ranges = list[Range]
Near = tuple[int, ...]
HURRIED = "hurried"
_UNKNOWN: list[dict[Var, Range]] = []


class Block:
    """The bonds of some ties, with what each leaves of the printed ranges. The model keeps its blocks,
    so that none of them holds on to it. Bonds are named by their place."""

    __slots__ = ("at", "bonds", "hurried", "ids", "names", "rests", "rooms", "ties")

    def __init__(self, model: Model, ties: tuple[Tie, ...]) -> None:
        self.ties = ties
        self.names = frozenset(map(id, ties))
        self.bonds = bonds_of(ties)
        self.ids = frozenset(map(id, self.bonds)) - model.links
        self.at: defaultdict[Var, list[int]] = defaultdict(list)
        self.hurried = False  # some ranges were still getting narrower when the rounds were over
        self.rests: dict[Near, Ranges | None] = {}
        self.rooms: dict[Near, list[dict[Var, Range]] | None] = {}
        for n, bond in enumerate(self.bonds):
            for var in bond.keys:
                self.at[var].append(n)

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
        starts = start(model, free, prints or {})
        near = self._near(starts)
        rest = self._rest(model, near)
        if rest is None:
            return None
        box = rest.copy()
        for var, values in starts.items():
            box[var] = values
        if not self._settle(box, near):
            return None
        return {key: printed_range(model.nodes[key], box) for key in free}

    def ready(self, model: Model, keys: tuple[Key, ...]) -> bool:
        """True when what the bonds away from some figures leave has been worked out."""
        return self._near([var for key in keys for var in model.nodes[key].vars]) in self.rests

    def _near(self, free: Collection[Var]) -> Near:
        """The bonds that hold some of a few variables."""
        if len(free) == 1:
            (var,) = free
            return tuple(self.at.get(var, ()))
        return tuple(sorted({n for var in free for n in self.at.get(var, ())}))

    def _room(self, model: Model, var: Var) -> Range | None:
        """What nothing but sums leaves of a figure, all of them the same: then the search is over,
        for no value of it narrows what the others may be. None where it is not as simple as that."""
        near = tuple(self.at.get(var, ()))
        rooms = self.rooms.get(near, _UNKNOWN)
        if rooms is _UNKNOWN:
            rooms = self.rooms[near] = self._rooms(model, near)
        return _same([room[var] for room in rooms], model.open_range) if rooms else None

    def _rooms(self, model: Model, near: Near) -> list[dict[Var, Range]] | None:
        """What each of some bonds leaves its figures, where they are nothing but sums."""
        bonds = [bond for n in near if isinstance(bond := self.bonds[n], Linear)]
        rest = self._rest(model, near) if len(bonds) == len(near) else None
        return None if rest is None else [bond.rooms(rest) for bond in bonds]

    def _rest(self, model: Model, near: Near) -> Ranges | None:
        """What the bonds that hold no free figure leave, the same for all figures of these bonds."""
        if near not in self.rests:
            others = self.ids.difference([id(self.bonds[n]) for n in near])
            self.rests[near] = model.once(
                ("rest", others), lambda: self._settled(model, frozenset(near))
            )
        return self.rests[near]

    def _settled(self, model: Model, near: frozenset[int]) -> Ranges | None:
        box = list(model.box)
        links = model.links
        others = [b for n, b in enumerate(self.bonds) if n not in near and id(b) not in links]
        moved = _met(model, others, box)
        if moved is None:
            return None
        first = sorted({n for var in moved for n in self.at[var]} - near)
        holds = self._settle(box, first, near)
        if self.hurried:
            model.kept[HURRIED] = True
        return box if holds else None

    def _settle(self, box: Ranges, first: Iterable[int], but: frozenset[int] = frozenset()) -> bool:
        """:func:`settle` for the bonds of a block, all but some of them."""
        at, bonds, waiting = self.at, self.bonds, first
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
            waiting = sorted(places - but)
        self.hurried = True
        return True


def bonds_of(ties: Iterable[Tie]) -> tuple[Bond, ...]:
    """The bonds of some ties, each once."""
    return tuple({id(bond): bond for tie in ties for bond in tie.bonds}.values())


def start(model: Model, free: tuple[Key, ...], prints: Prints) -> dict[int, Range]:
    """The variables of figures that are set free, as wide as they may be from the start."""
    found: dict[int, Range] = {}
    for key in free:
        node, printed = model.nodes[key], prints.get(key)
        for var in node.vars:
            if printed is None:
                found[var] = model.open_range
            else:
                found[var] = printed if var == node.told else _wider(printed, node.half)
    return found


def _same(rooms: list[Range], within: Range) -> Range | None:
    """The room that all are, where it holds something and lies within another one; else None."""
    if not rooms or rooms.count(rooms[0]) < len(rooms):
        return None
    low, high = rooms[0]
    return rooms[0] if within[0] <= low <= high <= within[1] and finite(rooms[0]) else None


def told_by(node: Node, room: Range) -> Range:
    """What a figure may print whose only variable has so much room."""
    return room if node.told is not None else _wider(room, node.half)


def _wider(ends: Range, half: int) -> Range:
    """A range with as much more on either side, unless it is open there."""
    if finite(ends):
        return ends[0] - half, ends[1] + half
    low, high = (abs(end) < INFINITE for end in ends)
    return ends[0] - half if low else ends[0], ends[1] + half if high else ends[1]


def ranges_of(
    model: Model,
    ties: Iterable[Tie],
    free: tuple[Key, ...],
    prints: Prints | None = None,
) -> dict[Key, Range] | None:
    """The same as :meth:`Block.ranges`, for ties about which few questions are asked."""
    starts = start(model, free, prints or {})
    bonds = tuple(
        bond
        for bond in bonds_of(ties)
        if id(bond) not in model.links or not starts.keys().isdisjoint(bond.keys)
    )
    if len(starts) == len(free) and prints is None:
        simple = each_alone(model, bonds, free)
        if simple is not None:
            return simple
    box = list(model.box)
    others = [bond for bond in bonds if starts.keys().isdisjoint(bond.keys)]
    moved = _met(model, others, box) if others else set()
    if moved is None:
        return None
    for var, values in starts.items():
        box[var] = values
    changed = moved.union(starts)
    first = [bond for bond in bonds if not changed.isdisjoint(bond.keys)]
    if not settle(box, first, partial(few_again, bonds)):
        return None
    return {key: printed_range(model.nodes[key], box) for key in free}


def each_alone(
    model: Model, bonds: Iterable[Bond], free: tuple[Key, ...]
) -> dict[Key, Range] | None:
    """The answer where each bond is a sum with one of the figures, of one variable each, and all sums
    that hold a figure leave it the same (:meth:`Block._room`); None where it is not that simple."""
    nodes = [(model.nodes[key], list[Range]()) for key in free]
    for bond in bonds:
        if not isinstance(bond, Linear):
            return None
        held = [(node, rooms) for node, rooms in nodes if node.vars[0] in bond.signs]
        if len(held) != 1:
            return None
        node, rooms = held[0]
        rooms.append(rooms_of(model, bond)[node.vars[0]])
    found: dict[Key, Range] = {}
    for node, rooms in nodes:
        room = _same(rooms, model.open_range)
        if room is None:
            return None
        found[node.key] = told_by(node, room)
    return found


def _met(model: Model, bonds: Iterable[Bond], box: Ranges) -> set[Var] | None:
    """Narrow ``box`` by what some bonds leave of the printed ranges; what has changed, or None when
    it leaves nothing."""
    changed: set[Var] = set()
    for bond in bonds:
        known = model.as_printed(bond)
        if known is None:
            return None
        for var, values in known.items():
            both = meet(box[var], values)
            if both is None:
                return None
            if both != box[var]:
                box[var] = both
                changed.add(var)
    return changed


def printed_range(node: Node, left: Ranges) -> Range:
    """What a figure may print, by what is left of its variables."""
    if node.told is not None:
        return left[node.told]
    return _wider(left[node.vars[0]], node.half)


def settled_by(model: Model, values: Prints) -> frozenset[int]:
    """The failing ties (by id) that other values in place of the printed ones settle; none at all
    when one that they touch is left open, or one that agreed is spoiled."""
    near = {id(tie): tie for key in values for tie in model.by_key.get(key, ())}
    failing = [tie for tie in near.values() if not tie.agrees]
    if not failing:
        return frozenset()
    moved = _moved(model, values)
    agreeing = [tie for tie in near.values() if tie.agrees]
    if not all(_holds(model, tie, moved) for tie in (*failing, *agreeing)):
        return frozenset()
    return frozenset(map(id, failing))


def holds_with(model: Model, tie: Tie, values: Prints) -> bool:
    """True when a tie agrees with other values in place of the printed ones."""
    return _holds(model, tie, _moved(model, values))


def _moved(model: Model, values: Prints) -> dict[int, Range]:
    moved: dict[int, Range] = {}
    for key, (low, high) in values.items():
        node = model.nodes[key]
        for var in node.vars:
            middle = (low + high) // 2
            moved[var] = (middle, middle) if var == node.told else (low, high)
    return moved


def near_fits(model: Model, key: Key, ties: Iterable[Tie]) -> bool:
    """False when ties that hold a figure leave it no value: cheap, and refuses nearly all."""
    return near_room(model, key, ties) is not None


def near_room(model: Model, key: Key, ties: Iterable[Tie]) -> Range | None:
    """What the sums among some ties leave of what a figure may print; None where the ties do not."""
    node, rest = model.nodes[key], []
    low, high = model.open_range
    for tie in ties:
        bond = model.sum_of(tie)
        if bond is None:
            rest.append(tie)
            continue
        rooms = rooms_of(model, bond)
        for var in node.vars:
            if var in rooms:
                least, most = _told_by(node, var, rooms[var])
                low, high = max(low, least), min(high, most)
                if low > high:
                    return None
    name = ("near", key, tuple(map(id, rest)))
    if rest and not model.once(name, lambda: ranges_of(model, rest, (key,)) is not None):
        return None
    return low, high


def _told_by(node: Node, var: int, room: Range) -> Range:
    """What a figure may print at most, where ``var`` has so much room."""
    return room if len(node.vars) == 1 or var == node.told else _wider(room, node.half)


def room_in(model: Model, node: Node, tie: Tie) -> Range | None:
    """What a tie that is one sum leaves of a figure with all others as printed; None for any other
    tie, and for a figure that is taken as exact somewhere."""
    bond = model.sum_of(tie) if node.told is None else None
    return None if bond is None else rooms_of(model, bond).get(node.vars[0])


def alone_in(model: Model, node: Node, tie: Tie) -> Range | None:
    """What :func:`ranges_of` gives for a figure of one variable and a tie that is one sum; None
    where that takes more than a glance."""
    bond = model.sum_of(tie) if len(node.vars) == 1 else None
    if bond is None:
        return None
    room = rooms_of(model, bond)[node.vars[0]]
    return told_by(node, room) if _same([room], model.open_range) else None


def rooms_of(model: Model, bond: Linear) -> dict[Var, Range]:
    """What a sum leaves of each of its figures, with all others as printed."""
    rooms = model.rooms.get(id(bond))
    if rooms is None:
        rooms = model.rooms[id(bond)] = bond.rooms(model.box)
    return rooms


def reach_of(model: Model, bond: Linear) -> Range:
    """From where to where a sum of printed figures reaches."""
    reach = model.reaches.get(id(bond))
    if reach is None:
        reach = model.reaches[id(bond)] = bond.reach(model.box)
    return reach


def _holds(model: Model, tie: Tie, moved: Mapping[int, Range]) -> bool:
    bond = model.sum_of(tie)
    linked = tie.bonds[1:] if bond is not None else ()
    if bond is None or not all(moved.keys().isdisjoint(link.keys) for link in linked):
        return _all_hold(model, tie, moved)
    least, most = reach_of(model, bond)
    signs = bond.signs
    for var, (c, d) in moved.items():
        sign = signs.get(var)
        if sign is not None:
            a, b = model.box[var]
            less, more = (c - a, d - b) if sign > 0 else (b - d, a - c)
            least, most = least + less, most + more
    return least <= bond.high and bond.low <= most


def _all_hold(model: Model, tie: Tie, moved: Mapping[int, Range]) -> bool:
    first = tie.bonds[0]
    if isinstance(first, Product):
        whole, left, right = (moved.get(var) or model.box[var] for var in first.keys)
        if left[0] >= 0 <= right[0] and meet(whole, times(left, right)) is None:
            return False  # as nearly always, and all that follows is only narrower
    box = list(model.box)
    for var, values in moved.items():
        box[var] = values
    return settle(box, tie.bonds, partial(few_again, tie.bonds))
