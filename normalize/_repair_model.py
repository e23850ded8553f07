"""Identities as bonds: which hold, which fail, and which failures hang together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import field
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from extract.frozen import dataclass
from normalize._repair_bonds import (
    ANY,
    POSITIVE,
    Bond,
    Capped,
    Either,
    Linear,
    Narrowed,
    Product,
    Range,
    Var,
    steps,
)
from normalize.identity import Identity, Key, Outcome, Ref, evaluate
from normalize.report import Figure

T = TypeVar("T")
_VAST = Decimal("1e15")
_TINY = Decimal("1e-13")


@dataclass(frozen=True, slots=True)
class Node:
    """One printed figure of the model. ``vars`` are its variables: the true value, and the printed
    one (``told``) where some identity takes it as exact. ``value`` and ``half``, half of its last
    digit, are in steps."""

    key: Key
    ref: Ref
    figure: Figure
    vars: tuple[int, ...]
    value: int
    half: int
    told: int | None = None

    @property
    def exact(self) -> bool:
        """True when every identity takes the figure as exact (a weight, an awarded score)."""
        return self.told is not None and len(self.vars) == 1

    @property
    def printed(self) -> Range:
        """Every value that rounds to what is printed."""
        return self.value - self.half, self.value + self.half


@dataclass(frozen=True, slots=True)
class Tie:
    """One identity (or several ways to one figure) with its bond and whether it agrees."""

    identities: tuple[Identity, ...]
    bonds: tuple[Bond, ...]
    keys: frozenset[Key]
    agrees: bool

    @property
    def rule(self) -> str:
        return self.identities[0].rule


@dataclass(frozen=True, slots=True)
class Model:
    """All figures of a form (or of the narrative) with everything that ties them."""

    nodes: Mapping[Key, Node]
    ties: tuple[Tie, ...]
    box: list[Range]
    by_key: Mapping[Key, tuple[Tie, ...]]
    open_range: Range = POSITIVE
    links: frozenset[int] = frozenset()
    printed: dict[int, Narrowed] = field(default_factory=dict, repr=False, compare=False)
    rooms: dict[int, dict[Var, Range]] = field(default_factory=dict, repr=False, compare=False)
    reaches: dict[int, Range] = field(default_factory=dict, repr=False, compare=False)
    kept: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """An answer about the model called ``name``; worked out where it is asked for first."""
        if name not in self.kept:
            self.kept[name] = make()
        found: T = self.kept[name]
        return found

    def sum_of(self, tie: Tie) -> Linear | None:
        """The sum, where a tie is one sum and nothing else but links (``links``, by id) between the
        true and the printed value of a figure, which say nothing of figures that stay as they are."""
        bond = tie.bonds[0]
        if not isinstance(bond, Linear):
            return None
        alone = len(tie.bonds) == 1 or self.links.issuperset(map(id, tie.bonds[1:]))
        return bond if alone else None

    @property
    def failing(self) -> tuple[Tie, ...]:
        """The ties that do not agree."""
        return self.once("failing", lambda: tuple(tie for tie in self.ties if not tie.agrees))

    def as_printed(self, bond: Bond) -> Narrowed:
        """What a bond leaves of the printed ranges of all its figures, of those that get narrower;
        worked out once."""
        if id(bond) not in self.printed:
            box, left = self.box, bond.narrow(self.box)
            narrower = left and {var: ends for var, ends in left.items() if ends != box[var]}
            self.printed[id(bond)] = narrower
        return self.printed[id(bond)]

    def printing(self, value: Decimal) -> list[Node]:
        """The figures that print a value, in the order of the form."""
        return self._index("value", lambda node: node.figure.value).get(value, [])

    def column(self, table: str, column: str) -> list[Node]:
        """The figures of one column, in the order of the form."""
        return self._index("column", lambda node: (node.ref.table, node.ref.column)).get(
            (table, column), []
        )

    def _index(self, name: str, of: Callable[[Node], Hashable]) -> dict[Hashable, list[Node]]:
        def made() -> dict[Hashable, list[Node]]:
            found: dict[Hashable, list[Node]] = {}
            for node in self.nodes.values():
                found.setdefault(of(node), []).append(node)
            return found

        return self.once(("index", name), made)

    @property
    def places(self) -> Mapping[int, int]:
        """The position of each tie, by id."""
        return self.once("places", lambda: {id(tie): n for n, tie in enumerate(self.ties)})

    @property
    def parts(self) -> tuple[Mapping[Key, int], Mapping[int, list[Tie]]]:
        """The agreeing ties in parts that share no figure: the part of each figure, the ties of each
        part."""
        return self.once("parts", lambda: _parts(self))

    def agreeing_parts(self, ties: Iterable[Tie]) -> list[int]:
        """The parts of agreeing ties that are connected with ``ties``."""
        part_of, _ = self.parts
        return sorted({part_of[key] for tie in ties for key in tie.keys if key in part_of})

    def block(self, ties: Iterable[Tie]) -> tuple[Tie, ...]:
        """``ties`` and all agreeing ones that are connected with them."""
        own = tuple(ties)
        _, members = self.parts
        chosen = {id(tie): tie for tie in own}
        for part in self.agreeing_parts(own):
            chosen.update((id(tie), tie) for tie in members[part])
        return tuple(sorted(chosen.values(), key=lambda tie: self.places[id(tie)]))


def _parts(model: Model) -> tuple[dict[Key, int], dict[int, list[Tie]]]:
    part_of: dict[Key, int] = {}
    members: dict[int, list[Tie]] = {}
    for number, first in enumerate(tie for tie in model.ties if tie.agrees):
        if any(key in part_of for key in first.keys):
            continue
        own, waiting = {id(first): first}, [first]
        while waiting:
            for key in waiting.pop().keys:
                if key not in part_of:
                    part_of[key] = number
                    new = [t for t in model.by_key[key] if t.agrees and id(t) not in own]
                    own.update((id(tie), tie) for tie in new)
                    waiting += new
        members[number] = list(own.values())
    return part_of, members


@dataclass(slots=True)
class Draft:
    """A model in the making. Numbers the variables: the true value of a figure, its printed one,
    rates that stand nowhere."""

    refs: dict[Key, tuple[Ref, Figure]] = field(default_factory=dict)
    vars: dict[Key, dict[bool, int]] = field(default_factory=dict)  # by whether it is exact
    ties: list[Tie] = field(default_factory=list)
    count: int = 0
    nodes: dict[Key, Node] = field(default_factory=dict)  # shared with all copies

    def var(self, key: Key, ref: Ref, figure: Figure, exact: bool) -> int:
        own = self.vars.get(key)
        if own is None:
            self.refs[key] = (ref, figure)
            own = self.vars[key] = {}
        var = own.get(exact)
        if var is None:
            var = own[exact] = self.helper()
        return var

    def helper(self) -> int:
        self.count += 1
        return self.count - 1

    def copy(self) -> Draft:
        """The same, to be added to."""
        own = {key: of.copy() for key, of in self.vars.items()}
        return Draft(self.refs.copy(), own, self.ties.copy(), self.count, self.nodes)

    def add(self, identities: Iterable[Identity]) -> Draft:
        """The draft, with further identities; those that are ways to one figure come together."""
        for members in _ways(identities):
            checked: list[Identity] = []
            ways: list[tuple[Bond, ...]] = []
            keys: list[Key] = []
            agrees = False
            for identity in members:
                outcome = evaluate(identity)
                if outcome.verdict != "not_checked" and sane(identity, outcome):
                    checked.append(identity)
                    ways.append(_bonds(self, identity, outcome, keys))
                    agrees = agrees or outcome.agrees
            if ways:
                bonds = ways[0] if len(ways) == 1 else (Either(tuple(ways)),)
                self.ties.append(Tie(tuple(checked), bonds, frozenset(keys), agrees))
        return self


def build(identities: Iterable[Identity], before: Draft | None = None) -> Model:
    """The model of these identities as printed, behind those of ``before``; those that cannot be
    checked are left out."""
    return _finish((before.copy() if before else Draft()).add(identities))


def sane(identity: Identity, outcome: Outcome) -> bool:
    """False where a figure is no figure of a budget (a bar code, a run of nines): such a one would
    only cost time and digits."""
    figures = [identity.result.figure, *[figure for _, figure in outcome.used]]
    for figure in figures:
        if figure is None or figure.step <= _TINY or not -_VAST < figure.value < _VAST:
            return False
    return True


def _ways(identities: Iterable[Identity]) -> list[list[Identity]]:
    """Identities that are ways to one figure together, the others alone; order kept."""
    found: dict[object, list[Identity]] = {}
    for position, identity in enumerate(identities):
        found.setdefault(identity.either or position, []).append(identity)
    return list(found.values())


def _bonds(
    builder: Draft, identity: Identity, outcome: Outcome, keys: list[Key]
) -> tuple[Bond, ...]:
    """The bonds of an identity; its figures come to ``keys``."""
    stated, own = identity.result.figure, outcome.stated_range
    if stated is None or own is None:  # never: an identity that was checked has both
        return ()
    exact = own.low == own.high and stated.step != 0
    keys.append(identity.result.key)
    result = builder.var(keys[-1], identity.result, stated, exact)
    parts: list[Var] = []
    for part, figure in outcome.used:
        ref = part.ref
        keys.append(ref.key)
        parts.append(builder.var(keys[-1], ref, figure, part.exact))
    if identity.kind == "quotient":
        return (Product(parts[0], result, parts[1]),)
    if identity.kind == "product":
        return _score_bonds(builder, identity, result, parts)
    terms: dict[Var, int] = {result: 1}
    for (part, _), var in zip(outcome.used, parts, strict=True):
        terms[var] = terms.get(var, 0) - part.sign
    loose = identity.relation == ">=" or bool(outcome.missing)
    kept = tuple((var, sign) for var, sign in terms.items() if sign)
    return (Linear(kept, 0, POSITIVE[1] if loose else 0),)


def _score_bonds(
    builder: Draft, identity: Identity, score: Var, parts: list[Var]
) -> tuple[Bond, ...]:
    """The score as weight times rate, at most the weight where the form's policy caps it."""
    weight = parts[0]
    way = Capped if identity.capped else Product
    if len(parts) == 2:
        return (way(score, weight, parts[1]),)
    rate = builder.helper()
    return (Product(parts[1], rate, parts[2]), way(score, weight, rate))


def _node(ref: Ref, figure: Figure, own: Mapping[bool, int]) -> Node:
    value, half = steps(figure.value), _half(figure.step)
    return Node(ref.key, ref, figure, tuple(own.values()), value, half, own.get(True))


@lru_cache(maxsize=64)
def _half(step: Decimal) -> int:
    return steps(step) // 2


def _finish(builder: Draft) -> Model:
    nodes: dict[Key, Node] = {}
    box: list[Range] = [POSITIVE] * builder.count
    links: dict[Key, Bond] = {}
    for key, (ref, figure) in builder.refs.items():
        own = builder.vars[key]
        node = builder.nodes.get(key)
        if node is None or node.ref is not ref or node.vars != tuple(own.values()):
            node = builder.nodes[key] = _node(ref, figure, own)
        nodes[key], value, half = node, node.value, node.half
        for exact, var in own.items():
            box[var] = (value, value) if exact else (value - half, value + half)
        if len(own) == 2:
            one, other = own.values()
            links[key] = Linear(((one, 1), (other, -1)), -half, half)
    ties = tuple([_linked(tie, links) for tie in builder.ties])
    signed = any(node.value < 0 for node in nodes.values())
    by_key, names = _index(ties), frozenset(map(id, links.values()))
    return Model(nodes, ties, box, by_key, ANY if signed else POSITIVE, names)


def _linked(tie: Tie, links: Mapping[Key, Bond]) -> Tie:
    """The tie with the bonds between the printed and the true value of its figures."""
    if not links:
        return tie
    extra = tuple(links[key] for key in sorted(tie.keys & links.keys(), key=repr))
    return Tie(tie.identities, tie.bonds + extra, tie.keys, tie.agrees) if extra else tie


def _index(ties: tuple[Tie, ...]) -> dict[Key, tuple[Tie, ...]]:
    found: dict[Key, list[Tie]] = {}
    for tie in ties:
        for key in tie.keys:
            found.setdefault(key, []).append(tie)
    return {key: tuple(members) for key, members in found.items()}


def groups(ties: Iterable[Tie]) -> list[tuple[Tie, ...]]:
    """Failing ties by what they share: two that have a figure in common are one contradiction."""
    found: dict[int, list[Tie]] = {}
    joined: list[int] = []  # the group that each one went into, itself while it stands
    owner: dict[Key, int] = {}
    for number, tie in enumerate(ties):
        near = sorted({_standing(joined, owner[key]) for key in tie.keys if key in owner})
        joined.append(number)
        members = [tie]
        for other in near:
            members = found.pop(other) + members
            joined[other] = number
        found[number] = members
        owner.update(dict.fromkeys(tie.keys, number))
    return [tuple(members) for members in found.values()]


def _standing(joined: list[int], number: int) -> int:
    while joined[number] != number:
        joined[number] = joined[joined[number]]
        number = joined[number]
    return number
