"""Powers of ten: figures, columns and rows of the money table that a moved point sets right.

One search for all who ask: the explanations of a contradiction (:mod:`normalize.repair`) and the
rule that names a slip of the unit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from extract.frozen import dataclass
from normalize._repair_bonds import UNIT, Product, Range, steps, times
from normalize._repair_model import Model, Node, Tie
from normalize._repair_ranges import holds_with, ranges_of, reach_of, room_in, settled_by
from normalize._repair_witness import kind_of
from normalize.identity import Key
from normalize.report import MONEY_COLUMNS, Figure

# no 10^8 upwards for many: figures that small have too few digits to prove anything
POWERS = (-4, 4, -8, -1, 1, -2, 2, -3, 3)
_YUAN = -4
_NEAR = 5
SetName = tuple[str, object]
SINGLE_POWERS = (-4, 4, -1, 1, -2, 2, -3, 3, -8, 8)


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
        return tuple(node.key for node in self.nodes)


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
    """What a figure stands for, in steps, once its point has moved; so has its last digit."""
    half = node.half
    if power == _YUAN and node.figure.step == 1:
        half = steps(step_before(node.figure, power)) // 2
    low, high = node.value - half, node.value + half
    by = 10 ** abs(power)
    return (low * by, high * by) if power > 0 else (low // by, high // by)


def scaled_figures(model: Model, few: Collection[Key] | None = None) -> Iterator[Scaled]:
    """Each single money figure of a failing tie that some power of ten sets right; ``few`` are the
    only ones that may be."""
    keys = dict.fromkeys(key for tie in model.failing for key in _in_order(tie))
    for node in (model.nodes[key] for key in keys if few is None or key in few):
        if kind_of(node.ref) != "money" or not node.figure.value:
            continue
        failing = [tie for tie in model.by_key[node.key] if not tie.agrees]
        powers = _settling(model, node, failing)
        if not powers:
            continue
        allowed = ranges_of(model, model.by_key[node.key], (node.key,))
        if allowed is not None:
            yield from _one(model, node, powers, allowed[node.key])


def _settling(model: Model, node: Node, failing: list[Tie]) -> list[int]:
    """The powers that leave none of the failing ties of a figure open: first by what each sum leaves
    it, which is cheap and refuses nearly all."""
    rooms = [room for tie in failing if (room := room_in(model, node, tie)) is not None]
    near = sorted((node.value // _NEAR, node.value * _NEAR))
    if 4 * node.half < abs(node.value) and any(near[0] < a and b < near[1] for a, b in rooms):
        return []  # not even ten times as much or as little
    found = []
    for power in SINGLE_POWERS:
        low, high = scaled_range(node, power)
        if all(low <= most and least <= high for least, most in rooms):
            values = {node.key: (low, high)}
            if all(holds_with(model, tie, values) for tie in failing):
                found.append(power)
    return found


def _in_order(tie: Tie) -> list[Key]:
    refs = (ref for identity in tie.identities for ref in identity.refs)
    return [ref.key for ref in refs if ref.key in tie.keys]


def _one(model: Model, node: Node, powers: list[int], allowed: Range) -> Iterator[Scaled]:
    for power in powers:
        low, high = scaled_range(node, power)
        if low <= allowed[1] and allowed[0] <= high:
            settled = settled_by(model, {node.key: (low, high)})
            if settled:
                yield Scaled("figure", (node,), power, _ties(model, (node,)), settled)


def scaled_sets(model: Model, what: str = "") -> Iterator[Scaled]:
    """The columns, the rows and the whole of the money table that one power of ten sets right; only
    those of one kind where ``what`` names it."""
    hopeful = _hopeful(model, what)
    for name, nodes in unit_sets(model).items() if hopeful else ():
        if len(nodes) < 2 or name not in hopeful:
            continue
        first, inside, powers = hopeful[name]
        for power in powers:
            tried = {node.key: scaled_range(node, power) for node in inside}
            if not holds_with(model, first, tried):
                continue  # one that stays open is enough
            values = {node.key: scaled_range(node, power) for node in nodes}
            settled = settled_by(model, values)
            if settled and _proved(model, values, settled):
                yield Scaled(name[0], nodes, power, _ties(model, nodes), settled)


def _hopeful(model: Model, what: str) -> dict[SetName, tuple[Tie, list[Node], Sequence[int]]]:
    """The sets of figures that are printed in one unit and that some power may set right by one of
    the failing ties; with that tie, its figures among them, and the powers."""
    failing = _failing_money(model)
    found = {}
    for name, nodes in _sets(node for key, node in model.nodes.items() if key in failing).items():
        if what in ("", name[0]):
            first = min([t for n in nodes for t in failing[n.key]], key=lambda tie: len(tie.keys))
            inside = [node for node in nodes if node.key in first.keys]
            powers = _likely(model, first, inside)
            if powers:
                found[name] = first, inside, powers
    return found


def _failing_money(model: Model) -> dict[Key, list[Tie]]:
    """The failing ties of each amount in the money table that is in one."""
    found: dict[Key, list[Tie]] = {}
    for tie in model.failing:
        for key in tie.keys:
            if key[0] == "funds" and key[2] in MONEY_COLUMNS:
                found.setdefault(key, []).append(tie)
    return found


def _likely(model: Model, tie: Tie, nodes: list[Node]) -> Sequence[int]:
    """The powers that may bring a sum to agree: all for what is no sum; one that stays open is
    enough to be sure that nothing else can help."""
    bond = model.sum_of(tie)
    if bond is None:
        first = tie.bonds[0]
        return _in_product(model, first, nodes) if isinstance(first, Product) else POWERS
    if any(node.told is not None for node in nodes):
        return POWERS
    signs = bond.signs
    middle = sum([signs[node.vars[0]] * node.value for node in nodes])
    half = sum([node.half for node in nodes])
    least, most = reach_of(model, bond)
    low, high = bond.low - most + middle + half, bond.high - least + middle - half
    wide = half
    if any(node.figure.step == 1 for node in nodes):  # zeros at their ends may tell nothing
        wide = sum([steps(step_before(node.figure, _YUAN)) // 2 for node in nodes])
    if 4 * wide < abs(middle):
        near = sorted((middle // _NEAR, middle * _NEAR))
        if low == high == 0 or (near[0] < low and high < near[1]):
            return ()  # not even ten times as much or as little
    return [p for p in POWERS if _within(low, high, middle, wide if p == _YUAN else half, p)]


def _in_product(model: Model, bond: Product, nodes: list[Node]) -> Sequence[int]:
    """The powers that may bring a product to agree, told by its size to a hundredth."""
    whole, left, right = (model.box[var] for var in bond.keys)
    if min(left[0], right[0]) <= 0 or any(node.figure.step == 1 for node in nodes):
        return POWERS
    low, high = times(left, right)
    if min(whole[0], low) < UNIT:
        return POWERS  # with the point moved they would be too small to be told to a hundredth
    moved = {var for node in nodes for var in node.vars}
    by = sum([var in moved for var in (bond.left, bond.right)]) - (bond.whole in moved)
    low, high = low * 99 // 100, high * 101 // 100
    if by and high < whole[0] * 10 and whole[1] < low * 10:
        return ()  # of a size as they are
    return [p for p in POWERS if _as_large(whole, (low, high), by * p)]


def _as_large(whole: Range, other: Range, power: int) -> bool:
    """True where a range shares something with another one times a power of ten."""
    one, many = int(10 ** max(-power, 0)), int(10 ** max(power, 0))
    return other[0] * many <= whole[1] * one and whole[0] * one <= other[1] * many


def _within(low: int, high: int, middle: int, half: int, power: int) -> bool:
    """True where ``middle ± half`` times a power of ten reaches into ``low .. high``."""
    if power < 0:
        by: int = 10**-power
        return middle - half <= high * by and low * by <= middle + half
    by = int(10**power)
    return (middle - half) * by <= high and low <= (middle + half) * by


def _proved(model: Model, values: Mapping[Key, Range], settled: frozenset[int]) -> bool:
    """True when some equation that is settled would notice another power: what is moved is not lost
    in the rounding of what stays. A bound (其中) is kept by anything small enough."""
    for tie in {id(t): t for key in values for t in model.by_key.get(key, ())}.values():
        if id(tie) not in settled or tie.identities[0].relation != "=":
            continue
        stay = 2 * sum(model.nodes[key].half for key in tie.keys if key not in values)
        if any(abs(sum(values[key])) > stay for key in tie.keys if key in values):
            return True
    return False


def _ties(model: Model, nodes: tuple[Node, ...]) -> tuple[Tie, ...]:
    """Every tie that some of the figures take part in, each once."""
    found = {id(tie): tie for node in nodes for tie in model.by_key.get(node.key, ())}
    return tuple(found.values())


def unit_sets(model: Model) -> Mapping[SetName, tuple[Node, ...]]:
    """What is printed in one unit as a rule: columns, rows and the whole of the money table, by kind
    and name."""
    return model.once("unit-sets", lambda: _sets(model.nodes.values()))


def _sets(nodes: Iterable[Node]) -> dict[SetName, tuple[Node, ...]]:
    found: dict[SetName, list[Node]] = {}
    for node in nodes:
        table, row_no, column = node.key
        if table == "funds" and column in MONEY_COLUMNS:
            names: tuple[SetName, ...] = (("column", column), ("row", row_no), ("table", None))
            for name in names:
                if name in found:
                    found[name].append(node)
                else:
                    found[name] = [node]
    for name, own in found.items():
        if name[0] != "row":
            own.sort(key=lambda node: node.ref.row_no or 0)
    return {name: tuple(own) for name, own in found.items()}
