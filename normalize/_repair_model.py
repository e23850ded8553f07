"""Identities as bonds: which hold, which fail, and which failures hang together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from normalize._repair_bonds import (
    ANY,
    POSITIVE,
    ZERO,
    Bond,
    Capped,
    Either,
    Linear,
    Product,
    Range,
    Var,
    propagate,
)
from normalize.identity import Identity, Key, Outcome, Ref, evaluate
from normalize.report import Figure

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
        return len(self.vars) == 1 and _is_print(self.vars[0])

    @property
    def half(self) -> Decimal:
        """How far the printed value may lie from the true one that the search found."""
        return ZERO if any(map(_is_print, self.vars)) else self.figure.step / 2


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

    @property
    def failing(self) -> tuple[Tie, ...]:
        """The ties that do not agree."""
        return tuple(tie for tie in self.ties if not tie.agrees)

    def block(self, ties: Iterable[Tie]) -> tuple[Tie, ...]:
        """``ties`` and all agreeing ones that are connected with them."""
        chosen: dict[int, Tie] = {id(tie): tie for tie in ties}
        waiting = list(chosen.values())
        while waiting:
            for key in waiting.pop().keys:
                for tie in self.by_key[key]:
                    if tie.agrees and id(tie) not in chosen:
                        chosen[id(tie)] = tie
                        waiting.append(tie)
        return tuple(tie for tie in self.ties if id(tie) in chosen)


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


def _is_print(var: Var) -> bool:
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
        return _score_bonds(builder, identity.result.key, result, parts)
    terms: dict[Var, int] = {result: 1}
    for (part, _), var in zip(outcome.used, parts, strict=True):
        terms[var] = terms.get(var, 0) - part.sign
    loose = identity.relation == ">=" or bool(outcome.missing)
    kept = tuple((var, sign) for var, sign in terms.items() if sign)
    return (Linear(kept, ZERO, POSITIVE[1] if loose else ZERO),)


def _score_bonds(builder: _Builder, key: Key, score: Var, parts: list[Var]) -> tuple[Bond, ...]:
    weight = parts[0]
    if len(parts) == 2:
        return (Capped(score, weight, parts[1]),)
    rate = builder.helper(key)
    return (Product(parts[1], rate, parts[2]), Capped(score, weight, rate))


def _finish(builder: _Builder) -> Model:
    nodes: dict[Key, Node] = {}
    box: dict[Var, Range] = dict(builder.helpers)
    links: dict[Key, Bond] = {}
    for key, (ref, figure) in builder.refs.items():
        own = tuple(builder.vars[key])
        nodes[key] = Node(ref, figure, own)
        half = figure.step / 2
        for var in own:
            wide = ZERO if _is_print(var) else half
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
    found: list[tuple[set[Key], list[Tie]]] = []
    for tie in ties:
        near = [entry for entry in found if entry[0] & tie.keys]
        merged: tuple[set[Key], list[Tie]] = (set(tie.keys), [tie])
        for entry in near:
            merged = (merged[0] | entry[0], entry[1] + merged[1])
            found.remove(entry)
        found.append(merged)
    return [tuple(members) for _, members in found]


def ranges_of(
    model: Model,
    ties: Iterable[Tie],
    free: tuple[Key, ...],
    prints: Mapping[Key, Range] | None = None,
) -> dict[Key, Range] | None:
    """What each figure of ``free`` may print so that all ``ties`` agree; None when they cannot.

    ``prints`` narrows what some of them print from the start.
    """
    box = dict(model.box)
    for key in free:
        for var in model.nodes[key].vars:
            box[var] = _start(model, key, var, (prints or {}).get(key))
    left = propagate([bond for tie in ties for bond in tie.bonds], box)
    if left is None:
        return None
    return {key: _printed_range(model.nodes[key], left) for key in free}


def _start(model: Model, key: Key, var: Var, printed: Range | None) -> Range:
    if printed is None:
        return model.open_range
    half = ZERO if _is_print(var) else model.nodes[key].figure.step / 2
    return (printed[0] - half, printed[1] + half)


def _printed_range(node: Node, left: Mapping[Var, Range]) -> Range:
    for var in node.vars:
        if _is_print(var):
            return left[var]
    low, high = left[node.vars[0]]
    return (low - node.half, high + node.half)
