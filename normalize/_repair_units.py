"""Powers of ten: figures, columns and rows of the money table that a moved point sets right.

One search for all who ask: the explanations of a contradiction (:mod:`normalize.repair`) and the
rule that names a slip of the unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from extract.frozen import dataclass
from normalize._repair_bonds import ZERO, Range
from normalize._repair_model import Model, Node, Tie
from normalize._repair_ranges import holds_with, ranges_of, settled_by
from normalize._repair_witness import kind_of
from normalize.identity import Key
from normalize.report import MONEY_COLUMNS, Figure

# no 10^8 upwards for many: figures that small have too few digits to prove anything
POWERS = (-4, 4, -8, -1, 1, -2, 2, -3, 3)
_YUAN = -4
_SINGLE_POWERS = (-4, 4, -1, 1, -2, 2, -3, 3, -8, 8)


@dataclass(frozen=True, slots=True)
class Scaled:
    """Figures that agree with everything once each is taken times 10^``power``. ``what`` is figure,
    column, row or table; ``ties`` are those they take part in, ``settles`` the failing ones that they
    settle, by id."""

    what: str
    nodes: tuple[Node, ...]
    power: int
    ties: tuple[Tie, ...]
    settles: frozenset[int]

    @property
    def keys(self) -> tuple[Key, ...]:
        """The cells that slipped."""
        return tuple(node.ref.key for node in self.nodes)


def step_before(figure: Figure, power: int) -> Decimal:
    """The step of a figure that is to be moved. 128900 in a column of 万元 may be 12.89 万元 written out
    in 元, so that zeros at its end tell nothing; any other figure keeps its step."""
    step = figure.step
    if power != _YUAN or step != 1 or not figure.value:
        return step
    for _ in range(-power):
        if figure.value % (step * 10):
            break
        step *= 10
    return step


def scaled_range(node: Node, power: int) -> Range:
    """What a figure stands for once its point has moved; so has its last digit."""
    half = step_before(node.figure, power) / 2
    value = node.figure.value
    return (value - half).scaleb(power), (value + half).scaleb(power)


def scaled_figures(model: Model) -> Iterator[Scaled]:
    """Each single money figure of a failing tie that some power of ten sets right."""
    keys = dict.fromkeys(key for tie in model.failing for key in _in_order(tie))
    for node in (model.nodes[key] for key in keys):
        if kind_of(node.ref) != "money" or not node.figure.value:
            continue
        failing = [tie for tie in model.by_key[node.ref.key] if not tie.agrees]
        powers = [p for p in _SINGLE_POWERS if _settles(model, node, p, failing)]
        if not powers:
            continue
        allowed = ranges_of(model, model.by_key[node.ref.key], (node.ref.key,))
        if allowed is not None:
            yield from _one(model, node, powers, allowed[node.ref.key])


def _settles(model: Model, node: Node, power: int, failing: list[Tie]) -> bool:
    values = {node.ref.key: scaled_range(node, power)}
    return all(holds_with(model, tie, values) for tie in failing)


def _in_order(tie: Tie) -> list[Key]:
    refs = (ref for identity in tie.identities for ref in identity.refs)
    return [ref.key for ref in refs if ref.key in tie.keys]


def _one(model: Model, node: Node, powers: list[int], allowed: Range) -> Iterator[Scaled]:
    for power in powers:
        low, high = scaled_range(node, power)
        if low <= allowed[1] and allowed[0] <= high:
            settled = settled_by(model, {node.ref.key: (low, high)})
            if settled:
                yield Scaled("figure", (node,), power, _ties(model, (node,)), settled)


def scaled_sets(model: Model) -> Iterator[Scaled]:
    """The columns, the rows and the whole of the money table that one power of ten sets right."""
    for what, nodes in unit_sets(model):
        ties = {id(t): t for n in nodes for t in model.by_key.get(n.ref.key, ()) if not t.agrees}
        if len(nodes) < 2 or not ties:
            continue
        first = min(ties.values(), key=lambda tie: len(tie.keys))
        inside = [node for node in nodes if node.ref.key in first.keys]
        for power in POWERS:
            tried = {node.ref.key: scaled_range(node, power) for node in inside}
            if not holds_with(model, first, tried):
                continue  # one that stays open is enough
            values = {node.ref.key: scaled_range(node, power) for node in nodes}
            settled = settled_by(model, values)
            if settled and _proved(model, values, settled):
                yield Scaled(what, nodes, power, _ties(model, nodes), settled)


def _proved(model: Model, values: Mapping[Key, Range], settled: frozenset[int]) -> bool:
    """True when some equation that is settled would notice another power: what is moved is not lost
    in the rounding of what stays. A bound (其中) is kept by anything small enough."""
    for tie in {id(t): t for key in values for t in model.by_key.get(key, ())}.values():
        if id(tie) not in settled or tie.identities[0].relation != "=":
            continue
        stay = [model.nodes[key].figure.step for key in tie.keys if key not in values]
        moved = [values[key][0] + values[key][1] for key in tie.keys if key in values]
        if any(abs(twice) > sum(stay, ZERO) for twice in moved):
            return True
    return False


def _ties(model: Model, nodes: tuple[Node, ...]) -> tuple[Tie, ...]:
    """Every tie that some of the figures take part in, each once."""
    found = {id(tie): tie for node in nodes for tie in model.by_key.get(node.ref.key, ())}
    return tuple(found.values())


def unit_sets(model: Model) -> list[tuple[str, tuple[Node, ...]]]:
    """What is printed in one unit as a rule: columns, rows and the whole of the money table."""
    found: dict[tuple[str, object], list[Node]] = {}
    for node in model.nodes.values():
        if node.ref.table == "funds" and node.ref.column in MONEY_COLUMNS:
            found.setdefault(("column", node.ref.column), []).append(node)
            found.setdefault(("row", node.ref.row_no), []).append(node)
            found.setdefault(("table", None), []).append(node)
    return [
        (what, tuple(sorted(nodes, key=lambda node: node.ref.row_no or 0)))
        for (what, _), nodes in found.items()
    ]
