"""What a doubted figure may print, so that the identities around it agree.

Here are questions about a few ties, of which few are asked; :mod:`normalize._repair_block` answers
those about all that hangs together. Ranges are in steps (:mod:`normalize._repair_bonds`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from normalize._repair_bonds import (
    INFINITE,
    Bond,
    Either,
    Linear,
    Product,
    Range,
    Var,
    finite,
    meet,
    settle,
    times,
)
from normalize._repair_model import Model, Node, Tie
from normalize.identity import Key

Prints = Mapping[Key, Range]
Ranges = list[Range]


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


def same_room(rooms: list[Range], within: Range) -> Range | None:
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
    """What each figure of ``free`` may print so that some ties agree; None when they cannot.

    ``prints`` narrows what some of them print from the start.
    """
    starts = start(model, free, prints or {})
    links, free_vars = model.links, starts.keys()
    bonds = tuple(
        [
            bond
            for bond in bonds_of(ties)
            if id(bond) not in links or not free_vars.isdisjoint(bond.keys)
        ]
    )
    if len(starts) == len(free) and prints is None:
        simple = each_alone(model, bonds, free)
        if simple is not None:
            return simple
    box = list(model.box)
    others = [bond for bond in bonds if free_vars.isdisjoint(bond.keys)]
    moved = met(model, others, box) if others else set()
    if moved is None:
        return None
    for var, values in starts.items():
        box[var] = values
    changed = moved.union(starts)
    first = [bond for bond in bonds if not changed.isdisjoint(bond.keys)]
    if not settle(box, first, bonds):
        return None
    return {key: printed_range(model.nodes[key], box) for key in free}


def each_alone(
    model: Model, bonds: Iterable[Bond], free: tuple[Key, ...]
) -> dict[Key, Range] | None:
    """The answer where each bond is a sum with one of the figures, of one variable each, and all sums
    that hold a figure leave it the same; None where it is not that simple."""
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
        room = same_room(rooms, model.open_range)
        if room is None:
            return None
        found[node.key] = told_by(node, room)
    return found


def met(model: Model, bonds: Iterable[Bond], box: Ranges) -> set[Var] | None:
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


def near_fitting(
    model: Model, group: tuple[Tie, ...], keys: Iterable[Key], *, closely: bool = True
) -> list[Key]:
    """Those of the figures that all ties of a group hold to which these, and the agreeing ones that
    hold them as well, leave a value, as :func:`near_room` sees it."""
    own, found = set(map(id, group)), []
    sums = [rooms_of(model, tie.sum) for tie in group if tie.sum is not None]
    simple = len(sums) == len(group)
    for key in keys:
        held, node = model.by_key[key], model.nodes[key]
        if simple and len(held) == len(group) and len(node.vars) == 1:  # nothing else holds it
            fits = _common(sums, node.vars[0], model.open_range) is not None
        else:
            ties = [tie for tie in held if tie.agrees or id(tie) in own]
            fits = near_room(model, key, ties, closely=closely) is not None
        if fits:
            found.append(key)
    return found


def _common(sums: Iterable[Mapping[Var, Range]], var: Var, within: Range) -> Range | None:
    """What some sums leave of a variable together, within a range."""
    low, high = within
    for rooms in sums:
        if var in rooms:
            least, most = rooms[var]
            low, high = max(low, least), min(high, most)
    return (low, high) if low <= high else None


def near_room(model: Model, key: Key, ties: Iterable[Tie], *, closely: bool = True) -> Range | None:
    """What the sums among some ties leave of what a figure may print; None where the ties do not.
    Without a close look, those of which one holds in several ways are not asked: that is dear, and
    they seldom refuse."""
    node, known, rest = model.nodes[key], model.rooms, []
    low, high = model.open_range
    for tie in ties:
        bond = tie.sum
        if bond is None:
            rest.append(tie)
            continue
        rooms = known.get(id(bond)) or rooms_of(model, bond)
        for var in node.vars:
            room = rooms.get(var)
            if room is not None:
                least, most = _told_by(node, var, room)
                low, high = max(low, least), min(high, most)
                if low > high:
                    return None
    if rest and (closely or not any(isinstance(tie.bonds[0], Either) for tie in rest)):
        name = ("near", key, tuple(map(id, rest)))
        if not model.once(name, lambda: ranges_of(model, rest, (key,)) is not None):
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
    return told_by(node, room) if same_room([room], model.open_range) else None


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
    return settle(box, tie.bonds, tie.bonds)
