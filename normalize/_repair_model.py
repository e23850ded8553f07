"""Identities as bonds: which hold, which fail, and which failures hang together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import field
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from extract.frozen import dataclass, maker
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
from normalize._repair_table import Table, parts_of, table_of
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


_made_node = maker(Node)


@dataclass(frozen=True, slots=True)
class Tie:
    """One identity (or several ways to one figure) with its bond and whether it agrees."""

    identities: tuple[Identity, ...]
    bonds: tuple[Bond, ...]
    keys: frozenset[Key]
    agrees: bool

    @property
    def sum(self) -> Linear | None:
        """The sum, where the tie is one sum and nothing else but links between the true and the
        printed value of a figure, which say nothing of figures that stay as they are."""
        first = self.bonds[0]
        return first if isinstance(first, Linear) else None

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
        kept = self.kept
        if name not in kept:
            kept[name] = make()
        found: T = kept[name]
        return found

    def sum_of(self, tie: Tie) -> Linear | None:
        """:attr:`Tie.sum`."""
        return tie.sum

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
    def table(self) -> Table:
        """All bonds of the model, by number."""
        return self.once("table", lambda: table_of(self.ties, self.links))

    @property
    def parts(self) -> tuple[Mapping[Key, int], Mapping[int, list[int]]]:
        """The agreeing ties in parts that share no figure: the part of each figure, the positions of
        the ties of each part."""
        return self.once("parts", lambda: parts_of(self.ties, self.by_key, self.places))

    def agreeing_parts(self, ties: Iterable[Tie]) -> list[int]:
        """The parts of agreeing ties that are connected with ``ties``."""
        part_of, _ = self.parts
        return sorted({part_of[key] for tie in ties for key in tie.keys if key in part_of})

    def block(self, ties: Iterable[Tie]) -> tuple[Tie, ...]:
        """``ties`` and all agreeing ones that are connected with them."""
        own = tuple(ties)
        return self.with_parts(own, self.agreeing_parts(own))

    def with_parts(self, ties: Iterable[Tie], parts: Iterable[int]) -> tuple[Tie, ...]:
        """``ties`` and the agreeing ones of some parts, in the order of the model."""
        places, members = self.places, self.parts[1]
        chosen = {places[id(tie)] for tie in ties}.union(*[members[part] for part in parts])
        return tuple([self.ties[place] for place in sorted(chosen)])


@dataclass(slots=True)
class Draft:
    """A model in the making. Numbers the variables: the true value of a figure, its printed one,
    rates that stand nowhere; ``box`` is what each may be as printed. A draft that a model was made
    of is copied before it is added to."""

    nodes: dict[Key, Node] = field(default_factory=dict)
    box: list[Range] = field(default_factory=list)
    links: dict[Key, Bond] = field(default_factory=dict)
    ties: list[Tie] = field(default_factory=list)  # without links
    by_key: dict[Key, tuple[Tie, ...]] = field(default_factory=dict)
    signed: bool = False  # some figure is negative

    def var(self, key: Key, ref: Ref, figure: Figure, exact: bool) -> Var:
        """The variable of a figure: the printed value where it counts as ``exact``."""
        node = self.nodes.get(key)
        if node is None:
            return self._first(key, ref, figure, exact)
        told = node.told
        if exact and told is not None:
            return told
        if not exact and node.vars[0] != told:
            return node.vars[0]
        return node.vars[1] if len(node.vars) > 1 else self._second(node, exact)

    def _first(self, key: Key, ref: Ref, figure: Figure, exact: bool) -> Var:
        value, half, var = steps(figure.value), _half(figure.step), len(self.box)
        self.box.append((value, value) if exact else (value - half, value + half))
        told = var if exact else None
        self.nodes[key] = _made_node(key, ref, figure, (var,), value, half, told)
        if value < 0:
            self.signed = True
        return var

    def _second(self, node: Node, exact: bool) -> Var:
        """The other variable of a figure that some identities take as exact and others do not."""
        value, half, var = node.value, node.half, len(self.box)
        self.box.append((value, value) if exact else node.printed)
        both, told = (*node.vars, var), var if exact else node.told
        key = node.key
        self.nodes[key] = _made_node(key, node.ref, node.figure, both, value, half, told)
        self.links[key] = Linear(((both[0], 1), (var, -1)), -half, half)
        return var

    def helper(self) -> Var:
        """A rate that stands nowhere."""
        self.box.append(POSITIVE)
        return len(self.box) - 1

    def copy(self) -> Draft:
        """The same, to be added to."""
        return Draft(
            self.nodes.copy(),
            self.box.copy(),
            self.links.copy(),
            self.ties.copy(),
            self.by_key.copy(),
            self.signed,
        )

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
                ways.sort(key=len)  # where the first leaves all as it is, no other is asked
                bonds = ways[0] if len(ways) == 1 else (Either(tuple(ways)),)
                self._bound(Tie(tuple(checked), bonds, frozenset(keys), agrees))
        return self

    def _bound(self, tie: Tie) -> None:
        self.ties.append(tie)
        by_key, own = self.by_key, (tie,)
        for key in tie.keys:
            by_key[key] = by_key[key] + own if key in by_key else own


def build(identities: Iterable[Identity], before: Draft | None = None) -> Model:
    """The model of these identities as printed, behind those of ``before``; those that cannot be
    checked are left out."""
    further = tuple(identities)
    if before is not None and not further:
        return _finish(before)
    return _finish((before.copy() if before else Draft()).add(further))


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
    terms: dict[Var, int] = {result: 1}
    for part, figure in outcome.used:
        ref = part.ref
        key = (ref.table, ref.row_no, ref.column)
        var = builder.var(key, ref, figure, part.exact)
        keys.append(key)
        parts.append(var)
        terms[var] = terms.get(var, 0) - part.sign
    if identity.kind == "quotient":
        return (Product(parts[0], result, parts[1]),)
    if identity.kind == "product":
        return _score_bonds(builder, identity, result, parts)
    loose = identity.relation == ">=" or bool(outcome.missing)
    kept = tuple([term for term in terms.items() if term[1]])
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


@lru_cache(maxsize=64)
def _half(step: Decimal) -> int:
    return steps(step) // 2


def _finish(draft: Draft) -> Model:
    ties, by_key = tuple(draft.ties), draft.by_key
    if draft.links:
        ties, by_key = _linked(ties, by_key, draft.links)
    names = frozenset(map(id, draft.links.values()))
    return Model(draft.nodes, ties, draft.box, by_key, ANY if draft.signed else POSITIVE, names)


def _linked(
    ties: tuple[Tie, ...], by_key: Mapping[Key, tuple[Tie, ...]], links: Mapping[Key, Bond]
) -> tuple[tuple[Tie, ...], dict[Key, tuple[Tie, ...]]]:
    """Ties, as they are and by figure, with the bonds between the printed and the true value of their
    figures."""
    new: dict[int, Tie] = {}
    touched: set[Key] = set()
    for tie in ties:
        own = links.keys() & tie.keys
        if own:
            extra = tuple([links[key] for key in sorted(own, key=repr)])
            new[id(tie)] = Tie(tie.identities, tie.bonds + extra, tie.keys, tie.agrees)
            touched |= tie.keys
    held = {key: tuple([new.get(id(tie), tie) for tie in by_key[key]]) for key in touched}
    return tuple([new.get(id(tie), tie) for tie in ties]), {**by_key, **held}


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
