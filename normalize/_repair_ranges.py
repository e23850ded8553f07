"""What a doubted figure may print, so that the identities around it agree.

Nearly all figures are taken as printed, and what a bond between such figures leaves of them is the
same in every question: it is worked out once (:class:`Block`), and each question touches only what
lies near the figures it asks about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from normalize._repair_bonds import (
    ZERO,
    Bond,
    Changed,
    Either,
    Linear,
    Narrowed,
    Range,
    Var,
    few_again,
    meet,
    propagate,
    settle,
)
from normalize._repair_model import Model, Node, Tie, is_print
from normalize.identity import Key

Prints = Mapping[Key, Range]


class Block:
    """The bonds of some ties, with what each leaves of the printed ranges."""

    __slots__ = ("at", "bonds", "met", "model", "moved", "names", "refused", "said", "ties", "torn")

    def __init__(self, model: Model, ties: tuple[Tie, ...]) -> None:
        self.model, self.ties = model, ties
        self.names = frozenset(map(id, ties))
        self.bonds = bonds_of(ties)
        self.at: dict[Var, list[int]] = {}
        for n, bond in enumerate(self.bonds):
            for var in bond.keys:
                self.at.setdefault(var, []).append(n)
        self.said: list[Narrowed] = [model.as_printed(bond) for bond in self.bonds]
        self.refused = frozenset(n for n, said in enumerate(self.said) if said is None)
        self.met: dict[Var, Range] = {var: model.box[var] for var in self.at}
        self.moved: set[Var] = set()
        self.torn: set[Var] = set()
        for said in self.said:
            for var, values in said.items() if said else ():
                self._meet(var, values)

    def _meet(self, var: Var, values: Range) -> None:
        if values == self.met[var]:
            return
        left = meet(self.met[var], values)
        if left is None:
            self.torn.add(var)
        elif left != self.met[var]:
            self.met[var] = left
            self.moved.add(var)

    def _left(self, var: Var, but: frozenset[int] | set[int]) -> Range | None:
        """What the bonds, some left out, leave of a variable while all others are as printed."""
        left: Range | None = self.model.box[var]
        for n in self.at[var]:
            said = self.said[n]
            if n not in but and said is not None and var in said:
                left = meet(left, said[var])
        return left

    def ranges(
        self, free: tuple[Key, ...], prints: Prints | None = None
    ) -> dict[Key, Range] | None:
        """What each figure of ``free`` may print so that all ties agree; None when they cannot.

        ``prints`` narrows what some of them print from the start.
        """
        starts = start(self.model, free, prints or {})
        near = {n for var in starts for n in self.at.get(var, ())}
        if not self.refused <= near:
            return None
        touched = {var for n in near for var in self.bonds[n].keys}
        if not self.torn <= touched:
            return None
        box = dict(self.met)
        box.update(starts)
        changed = set(starts) | (self.moved - touched)
        for var in touched:
            if var not in starts:
                left = self._left(var, near)
                if left is None:
                    return None
                box[var] = left
                if left != self.model.box[var]:
                    changed.add(var)
        if not settle(box, self._first(changed), self._again):
            return None
        return {key: printed_range(self.model.nodes[key], box) for key in free}

    def _first(self, changed: Iterable[Var]) -> list[Bond]:
        places = sorted({n for var in changed for n in self.at.get(var, ())})
        return [self.bonds[n] for n in places]

    def _again(self, changed: Changed) -> list[Bond]:
        places: set[int] = set()
        for var, by in changed.items():
            for n in self.at[var]:
                if self.bonds[n] is not by or isinstance(by, Either):
                    places.add(n)
        return [self.bonds[n] for n in sorted(places)]


def bonds_of(ties: Iterable[Tie]) -> tuple[Bond, ...]:
    """The bonds of some ties, each once."""
    return tuple({id(bond): bond for tie in ties for bond in tie.bonds}.values())


def start(model: Model, free: tuple[Key, ...], prints: Prints) -> dict[Var, Range]:
    """The variables of figures that are set free, as wide as they may be from the start."""
    found: dict[Var, Range] = {}
    for key in free:
        node, printed = model.nodes[key], prints.get(key)
        for var in node.vars:
            if printed is None:
                found[var] = model.open_range
            else:
                half = ZERO if is_print(var) else node.figure.step / 2
                found[var] = (printed[0] - half, printed[1] + half)
    return found


def ranges_of(
    model: Model,
    ties: Iterable[Tie],
    free: tuple[Key, ...],
    prints: Prints | None = None,
) -> dict[Key, Range] | None:
    """The same as :meth:`Block.ranges`, for ties about which few questions are asked."""
    starts = start(model, free, prints or {})
    bonds = bonds_of(ties)
    box = {var: model.box[var] for bond in bonds for var in bond.keys}
    box.update(starts)
    changed = _met(model, bonds, box, starts)
    if changed is None:
        return None
    first = [bond for bond in bonds if not changed.isdisjoint(bond.keys)]
    if not settle(box, first, lambda changed: few_again(bonds, changed)):
        return None
    return {key: printed_range(model.nodes[key], box) for key in free}


def _met(
    model: Model, bonds: tuple[Bond, ...], box: dict[Var, Range], starts: Mapping[Var, Range]
) -> set[Var] | None:
    """Narrow ``box`` by what is known of the bonds that hold no free figure; what has changed, or
    None when it leaves nothing."""
    changed = set(starts)
    for bond in bonds:
        if any(var in starts for var in bond.keys):
            continue
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


def printed_range(node: Node, left: Mapping[Var, Range]) -> Range:
    """What a figure may print, by what is left of its variables."""
    for var in node.vars:
        if is_print(var):
            return left[var]
    low, high = left[node.vars[0]]
    return (low - node.half, high + node.half)


def settled_by(model: Model, values: Prints) -> frozenset[int]:
    """The failing ties (by id) that other values in place of the printed ones settle; none at all
    when one that they touch is left open, or one that agreed is spoiled."""
    near = {id(tie): tie for key in values for tie in model.by_key.get(key, ())}
    ties = sorted(near.values(), key=lambda tie: tie.agrees)
    failing = [tie for tie in ties if not tie.agrees]
    if not failing:
        return frozenset()
    moved = _moved(model, values)
    if all(_holds(model, tie, moved) for tie in ties):
        return frozenset(map(id, failing))
    return frozenset()


def holds_with(model: Model, tie: Tie, values: Prints) -> bool:
    """True when a tie agrees with other values in place of the printed ones."""
    return _holds(model, tie, _moved(model, values))


def _moved(model: Model, values: Prints) -> dict[Var, Range]:
    moved: dict[Var, Range] = {}
    for key, (low, high) in values.items():
        middle = (low + high) / 2
        for var in model.nodes[key].vars:
            moved[var] = (middle, middle) if is_print(var) else (low, high)
    return moved


def near_fits(model: Model, key: Key, ties: Iterable[Tie]) -> bool:
    """False when ties that hold a figure leave it no value: cheap, and refuses nearly all."""
    near = tuple(ties)
    name = ("near", key, tuple(map(id, near)))
    return model.once(name, lambda: _leave(model, key, near))


def _leave(model: Model, key: Key, near: tuple[Tie, ...]) -> bool:
    if _room(model, key, near) is None:
        return False
    rest = tuple(tie for tie in near if not _plain(tie))
    return not rest or ranges_of(model, rest, (key,)) is not None


def _plain(tie: Tie) -> bool:
    # nothing but one sum
    return len(tie.bonds) == 1 and isinstance(tie.bonds[0], Linear)


def _room(model: Model, key: Key, ties: Iterable[Tie]) -> Range | None:
    """What the sums among some ties leave of a figure, each with all others as printed; None for
    nothing."""
    left: Range | None = model.open_range
    for tie in ties:
        bond = tie.bonds[0]
        if left is None or not _plain(tie) or not isinstance(bond, Linear):
            continue
        for var, sign in bond.signed(model.nodes[key].vars):
            least, most = _reach(model, bond)
            a, b = model.box[var]
            if sign > 0:
                room = (bond.low - (most - b), bond.high - (least - a))
            else:
                room = ((least + b) - bond.high, (most + a) - bond.low)
            left = meet(left, room)
    return left


def _reach(model: Model, bond: Linear) -> Range:
    return model.once(("reach", id(bond)), lambda: bond.reach(model.box))


def _holds(model: Model, tie: Tie, moved: Mapping[Var, Range]) -> bool:
    bond = tie.bonds[0]
    if len(tie.bonds) == 1 and isinstance(bond, Linear):
        least, most = _reach(model, bond)
        for var, sign in bond.signed(moved):
            (a, b), (c, d) = model.box[var], moved[var]
            less, more = (c - a, d - b) if sign > 0 else (b - d, a - c)
            least, most = least + less, most + more
        return least <= bond.high and bond.low <= most
    box = {v: moved.get(v) or model.box[v] for bond in tie.bonds for v in bond.keys}
    return propagate(tie.bonds, box) is not None
