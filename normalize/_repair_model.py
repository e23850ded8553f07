"""Identities as bonds: which hold, which fail, and which failures hang together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import field
from decimal import Decimal
from typing import Any, TypeVar

from extract.frozen import dataclass
from normalize._repair_bonds import (
    ANY,
    POSITIVE,
    ZERO,
    Bond,
    Capped,
    Either,
    Linear,
    Narrowed,
    Product,
    Range,
    Var,
)
from normalize.identity import Identity, Key, Outcome, Ref, evaluate
from normalize.report import Figure

T = TypeVar("T")
_VAST = Decimal("1e15")
_TINY = Decimal("1e-13")


@dataclass(frozen=True, slots=True)
class Node:
    """One printed figure of the model. ``vars`` are its variables: the true value, and the printed
    one where some identity takes it as exact."""

    ref: Ref
    figure: Figure
    vars: tuple[Var, ...]

    @property
    def exact(self) -> bool:
        """True when every identity takes the figure as exact (a weight, an awarded score)."""
        return len(self.vars) == 1 and is_print(self.vars[0])

    @property
    def half(self) -> Decimal:
        """How far the printed value may lie from the true one that the search found."""
        return ZERO if any(map(is_print, self.vars)) else self.figure.step / 2


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
    box: Mapping[Var, Range]
    by_key: Mapping[Key, tuple[Tie, ...]]
    open_range: Range = POSITIVE
    printed: dict[int, Narrowed] = field(default_factory=dict, repr=False, compare=False)
    kept: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """An answer about the model called ``name``; worked out where it is asked for first."""
        if name not in self.kept:
            self.kept[name] = make()
        found: T = self.kept[name]
        return found

    @property
    def failing(self) -> tuple[Tie, ...]:
        """The ties that do not agree."""
        return self.once("failing", lambda: tuple(tie for tie in self.ties if not tie.agrees))

    def as_printed(self, bond: Bond) -> Narrowed:
        """What a bond leaves of the printed ranges of all its figures; worked out once."""
        if id(bond) not in self.printed:
            self.printed[id(bond)] = bond.narrow(self.box)
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
class _Builder:
    refs: dict[Key, tuple[Ref, Figure]] = field(default_factory=dict)
    vars: dict[Key, dict[Var, None]] = field(default_factory=dict)
    helpers: dict[Var, Range] = field(default_factory=dict)
    ties: list[Tie] = field(default_factory=list)

    def var(self, ref: Ref, figure: Figure, exact: bool) -> Var:
        self.refs.setdefault(ref.key, (ref, figure))
        var: Var = ("print", ref.key) if exact else ref.key
        self.vars.setdefault(ref.key, {})[var] = None
        return var

    def helper(self, key: Key) -> Var:
        var: Var = ("rate", key, len(self.helpers))
        self.helpers[var] = POSITIVE
        return var


def is_print(var: Var) -> bool:
    """True for the printed value of a figure that stands for itself alone."""
    return isinstance(var, tuple) and len(var) == 2 and var[0] == "print"


def build(identities: Iterable[Identity]) -> Model:
    """The model of these identities as printed; those that cannot be checked are left out."""
    builder = _Builder()
    for members in _ways(identities):
        tried = [(identity, evaluate(identity)) for identity in members]
        checked = [(i, o) for i, o in tried if o.verdict != "not_checked" and _sane(i, o)]
        ways = tuple(_bonds(builder, identity, outcome) for identity, outcome in checked)
        if not ways:
            continue
        bonds = ways[0] if len(ways) == 1 else (Either(ways),)
        keys = frozenset(r.key for i, o in checked for r in _refs(i, o))
        agrees = any(outcome.agrees for _, outcome in checked)
        builder.ties.append(Tie(tuple(i for i, _ in checked), bonds, keys, agrees))
    return _finish(builder)


def _sane(identity: Identity, outcome: Outcome) -> bool:
    """False where a figure is no figure of a budget (a bar code, a run of nines): such a one would
    only cost time and digits."""
    figures = [identity.result.figure, *(figure for _, figure in outcome.used)]
    return all(f is not None and abs(f.value) < _VAST and f.step > _TINY for f in figures)


def _ways(identities: Iterable[Identity]) -> list[list[Identity]]:
    """Identities that are ways to one figure together, the others alone; order kept."""
    found: dict[object, list[Identity]] = {}
    for position, identity in enumerate(identities):
        found.setdefault(identity.either or position, []).append(identity)
    return list(found.values())


def _refs(identity: Identity, outcome: Outcome) -> list[Ref]:
    return [identity.result, *(part.ref for part, _ in outcome.used)]


def _bonds(builder: _Builder, identity: Identity, outcome: Outcome) -> tuple[Bond, ...]:
    stated, own = identity.result.figure, outcome.stated_range
    if stated is None or own is None:  # never: an identity that was checked has both
        return ()
    exact = own.low == own.high and stated.step != 0
    result = builder.var(identity.result, stated, exact)
    parts = [builder.var(part.ref, figure, part.exact) for part, figure in outcome.used]
    if identity.kind == "quotient":
        return (Product(parts[0], result, parts[1]),)
    if identity.kind == "product":
        return _score_bonds(builder, identity, result, parts)
    terms: dict[Var, int] = {result: 1}
    for (part, _), var in zip(outcome.used, parts, strict=True):
        terms[var] = terms.get(var, 0) - part.sign
    loose = identity.relation == ">=" or bool(outcome.missing)
    kept = tuple((var, sign) for var, sign in terms.items() if sign)
    return (Linear(kept, ZERO, POSITIVE[1] if loose else ZERO),)


def _score_bonds(
    builder: _Builder, identity: Identity, score: Var, parts: list[Var]
) -> tuple[Bond, ...]:
    """The score as weight times rate, at most the weight where the form's policy caps it."""
    weight = parts[0]
    way = Capped if identity.capped else Product
    if len(parts) == 2:
        return (way(score, weight, parts[1]),)
    rate = builder.helper(identity.result.key)
    return (Product(parts[1], rate, parts[2]), way(score, weight, rate))


def _finish(builder: _Builder) -> Model:
    nodes: dict[Key, Node] = {}
    box: dict[Var, Range] = dict(builder.helpers)
    links: dict[Key, Bond] = {}
    for key, (ref, figure) in builder.refs.items():
        own = tuple(builder.vars[key])
        nodes[key] = Node(ref, figure, own)
        half = figure.step / 2
        for var in own:
            wide = ZERO if is_print(var) else half
            box[var] = (figure.value - wide, figure.value + wide)
        if len(own) == 2:
            links[key] = Linear(((own[0], 1), (own[1], -1)), -half, half)
    ties = tuple(_linked(tie, links) for tie in builder.ties)
    signed = any(node.figure.value < 0 for node in nodes.values())
    return Model(nodes, ties, box, _index(ties), ANY if signed else POSITIVE)


def _linked(tie: Tie, links: Mapping[Key, Bond]) -> Tie:
    """The tie with the bonds between the printed and the true value of its figures."""
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
