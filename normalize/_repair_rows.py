"""Slips that spoil more than one figure at once: a unit for a column, two cells swapped, a row
left out or counted twice, a parent counted with its parts, a row off by one amount throughout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from normalize._repair_bonds import INFINITE, ZERO, Range, meet, propagate
from normalize._repair_edits import SHARES
from normalize._repair_model import Model, Node, Tie, ranges_of
from normalize._repair_types import Change, Slip
from normalize._repair_witness import Witnesses, significant
from normalize.identity import Identity, Key, Outcome, Ref, evaluate
from normalize.report import MONEY_COLUMNS
from normalize.text import squeeze

Row = tuple[str, int | None]
# no 10^8 upwards: a figure that small has too few digits to prove anything
_POWERS = (-4, 4, -8, -1, 1, -2, 2, -3, 3)
_SWAPPED = 0.08
_OMITTED = 0.30
_TOLD_AGAIN = 20.0
_DOUBLED = 0.10
_COUNTED = 0.10
_ROW = 0.10
MOST_SWAPS = 800


@dataclass(frozen=True, slots=True)
class Joint:
    """A slip with its likelihood and the failing ties that it settles."""

    slip: Slip
    likely: float
    settles: frozenset[int]


def joint_slips(model: Model, witnesses: Witnesses) -> list[Joint]:
    """Every slip over several cells that settles at least one failing tie and spoils none."""
    failing = model.failing
    if not failing:
        return []
    found = [*_units(model, failing), *_swaps(model, failing)]
    for family in _families(model):
        found += family_slips(model, family, witnesses)
    return found + list(_omitted_from_both(found))


# ── other values in place of the printed ones ────────────────────────────────────────────────


def _settled(model: Model, failing: tuple[Tie, ...], values: Mapping[Key, Range]) -> frozenset[int]:
    """The failing ties that ``values`` settle; none at all when one is left open or spoiled."""
    touched = [tie for tie in failing if not tie.keys.isdisjoint(values)]
    others = {id(t): t for k in values for t in model.by_key.get(k, ()) if t.agrees}
    box = dict(model.box)
    for key, (low, high) in values.items():
        for var in model.nodes[key].vars:
            exact = isinstance(var, tuple) and var[0] == "print"
            middle = (low + high) / 2
            box[var] = (middle, middle) if exact else (low, high)
    if not touched or any(propagate(tie.bonds, box) is None for tie in touched):
        return frozenset()
    if any(propagate(tie.bonds, box) is None for tie in others.values()):
        return frozenset()
    return frozenset(map(id, touched))


def _range(node: Node) -> Range:
    half = node.figure.step / 2
    return (node.figure.value - half, node.figure.value + half)


# ── units ────────────────────────────────────────────────────────────────────────────────────


def _units(model: Model, failing: tuple[Tie, ...]) -> Iterator[Joint]:
    sets = _unit_sets(model)
    for rows, members in sets:
        if len(members) < 2 or all(tie.keys.isdisjoint(members) for tie in failing):
            continue
        for power in _POWERS:
            values = {
                key: tuple(end.scaleb(power) for end in _range(model.nodes[key])) for key in members
            }
            settled = _settled(model, failing, values)  # type: ignore[arg-type]
            if settled:
                changes = tuple(_scaled(model.nodes[key], power) for key in members)
                slip = Slip("unit", changes, rows=rows, factor=power, settled=True)
                likely = SHARES["unit"] / len(_POWERS) / len(sets)
                yield Joint(slip, likely * _usual(model, members, power), settled)


def _usual(model: Model, members: tuple[Key, ...], power: int) -> float:
    """Where 万元 are asked for, 元 get printed, and the other way round; the rest is rare."""
    usual = 4 if model.nodes[members[0]].figure.unit == "元" else -4
    return 1.0 if power == usual else 0.1


def _unit_sets(model: Model) -> list[tuple[tuple[Ref, ...], tuple[Key, ...]]]:
    """Columns, rows and the whole of the money table."""
    cells = [n for n in model.nodes.values() if n.ref.table == "funds"]
    money = [n for n in cells if n.ref.column in MONEY_COLUMNS]
    found: dict[object, list[Node]] = {}
    for node in money:
        found.setdefault(("column", node.ref.column), []).append(node)
        found.setdefault(("row", node.ref.row_no), []).append(node)
        found.setdefault("table", []).append(node)
    return [
        (tuple(n.ref for n in nodes), tuple(n.ref.key for n in nodes)) for nodes in found.values()
    ]


def _scaled(node: Node, power: int) -> Change:
    low, high = (end.scaleb(power) for end in _range(node))
    return Change(node.ref, "unit", low, high, node.figure.value.scaleb(power))


# ── swapped cells ────────────────────────────────────────────────────────────────────────────


def _swaps(model: Model, failing: tuple[Tie, ...]) -> Iterator[Joint]:
    doubtful = frozenset().union(*(tie.keys for tie in failing))
    seen: set[frozenset[Key]] = set()
    for key in sorted(doubtful, key=repr):
        node = model.nodes[key]
        partners = [other for other in model.nodes.values() if _neighbours(node, other)]
        for other in partners:
            pair = frozenset((key, other.ref.key))
            if pair in seen or len(seen) >= MOST_SWAPS:
                continue
            seen.add(pair)
            if any(_same_sum(tie, pair) for tie in failing):
                continue  # two parts of one sum: it stays as wrong as it was
            values = {key: _range(other), other.ref.key: _range(node)}
            settled = _settled(model, failing, values)
            if settled:
                slip = Slip("swap", (_swapped(node, other), _swapped(other, node)), settled=True)
                yield Joint(slip, _SWAPPED / max(2, len(partners)), settled)


def _same_sum(tie: Tie, pair: frozenset[Key]) -> bool:
    identity = tie.identities[0]
    return identity.kind == "sum" and pair <= tie.keys and identity.result.key not in pair


def _neighbours(node: Node, other: Node) -> bool:
    """Cells that a hand swaps: beside or under each other, of the same kind."""
    a, b = node.ref, other.ref
    if a.key == b.key or a.table != b.table or node.figure.value == other.figure.value:
        return False
    money = (a.column in MONEY_COLUMNS) == (b.column in MONEY_COLUMNS)
    if a.table in ("amounts", "headcounts"):
        return a.row_no is not None and b.row_no is not None and abs(a.row_no - b.row_no) == 1
    return (
        (a.row_no == b.row_no or a.column == b.column)
        and money
        and "rate"
        not in (
            a.column,
            b.column,
        )
    )


def _swapped(node: Node, other: Node) -> Change:
    low, high = _range(other)
    return Change(node.ref, "swap", low, high, other.figure.value)


# ── rows ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Family:
    """The same sum in several columns: one total row over the same rows."""

    members: tuple[tuple[Tie, Identity, Outcome], ...]

    @property
    def failing(self) -> tuple[tuple[Tie, Identity, Outcome], ...]:
        return tuple(member for member in self.members if not member[0].agrees)


def _families(model: Model) -> list[Family]:
    found: dict[object, list[tuple[Tie, Identity, Outcome]]] = {}
    for tie in model.ties:
        identity = tie.identities[0]
        if identity.kind != "sum" or identity.relation != "=":
            continue
        own = identity.rule if identity.result.table != "form" else "totals"
        name = (own, identity.result.table, identity.result.row_no)
        found.setdefault(name, []).append((tie, identity, evaluate(identity)))
    families = [Family(tuple(members)) for members in found.values()]
    return [family for family in families if family.failing]


def family_slips(model: Model, family: Family, witnesses: Witnesses) -> Iterator[Joint]:
    """Slips of whole rows of one total."""
    settles = frozenset(id(tie) for tie, _, _ in family.failing)
    omitted = _omitted(family, witnesses)
    if omitted is not None:
        yield Joint(*omitted, settles)
    yield from (Joint(slip, likely, settles) for slip, likely in _counted_twice(family))
    if len(family.failing) > 1:
        yield from (Joint(slip, likely, settles) for slip, likely in _whole_rows(model, family))


def _lack(outcome: Outcome) -> Range:
    """What the parts lack to make up the stated sum."""
    own, wide = outcome.stated_range, outcome.recomputed_range
    if own is None or wide is None:
        return (-INFINITE, INFINITE)
    return (own.low - wide.high, own.high - wide.low)


def _omitted(family: Family, witnesses: Witnesses) -> tuple[Slip, float] | None:
    amounts: list[tuple[str, Decimal, Decimal]] = []
    likely = _OMITTED
    for tie, identity, outcome in family.members:
        low, high = _lack(outcome)
        if tie.agrees:
            likely *= 0.3
            continue
        if low <= 0:
            return None
        if any(low <= other[2] and other[1] <= high for other in amounts):
            amounts.append((identity.field, low, high))
            continue  # full marks, or all was spent: the second column is no news
        step = min(figure.step for _, figure in outcome.used)
        likely *= 10.0 ** -len(str(int((low + high) / 2 / step)))
        amounts.append((identity.field, low, high))
        if identity.result.table != "form" and _told(witnesses, low, high):
            likely *= _TOLD_AGAIN
    _, identity, _ = family.failing[0]
    return Slip("omitted-row", (), rows=(identity.result,), amounts=tuple(amounts)), likely


def _omitted_from_both(found: list[Joint]) -> Iterator[Joint]:
    """One row left out of two sums that count the same rows: its group's and the form's."""
    lost = [joint for joint in found if joint.slip.kind == "omitted-row"]
    lost.sort(key=lambda joint: joint.slip.rows[0].table != "form")
    for one, other in combinations(lost, 2):
        mine = {_stem(column): (low, high) for column, low, high in one.slip.amounts}
        extra = []
        for column, low, high in other.slip.amounts:
            known = mine.get(_stem(column))
            if known is None:
                extra.append((column, low, high))
            elif meet(known, (low, high)) is None:
                break
        else:
            if len(extra) < len(other.slip.amounts):
                slip = replace(one.slip, amounts=(*one.slip.amounts, *extra))
                yield Joint(slip, max(one.likely, other.likely), one.settles | other.settles)


def _stem(column: str) -> str:
    return column.removesuffix("_total")


def _told(witnesses: Witnesses, low: Decimal, high: Decimal) -> bool:
    narrow = high - low <= high / 50
    return narrow and any(w.told for w in witnesses.between("money", low, high))


def _counted_twice(family: Family) -> Iterator[tuple[Slip, float]]:
    """Rows without which every column adds up, and whose figures show why they do not belong."""
    rows: dict[Row, list[Ref]] = {}
    for _, _, outcome in family.members:
        for part, _ in outcome.used:
            rows.setdefault((part.ref.table, part.ref.row_no), []).append(part.ref)
    if len(rows) < 3:
        return
    for row, refs in rows.items():
        if not all(_without(outcome, row) for _, _, outcome in family.members):
            continue
        if _twin(family, row, rows):
            yield Slip("doubled-row", (), rows=tuple(refs)), _DOUBLED / len(rows)
        elif _is_sum_of_neighbours(family, row, list(rows)):
            yield Slip("parent-counted", (), rows=tuple(refs)), _COUNTED / len(rows)


def _figures(outcome: Outcome) -> dict[Row, Decimal]:
    return {(part.ref.table, part.ref.row_no): figure.value for part, figure in outcome.used}


def _without(outcome: Outcome, row: Row) -> bool:
    """True when a column adds up with one row left out."""
    value = _figures(outcome).get(row, ZERO)
    low, high = _lack(outcome)
    return low <= -value <= high


def _twin(family: Family, row: Row, rows: Iterable[Row]) -> bool:
    """True when another row prints the same in every column, and its label or the length of the
    figures says that this is no accident."""
    columns = [_figures(outcome) for _, _, outcome in family.members]
    labels = {
        (part.ref.table, part.ref.row_no): squeeze(part.ref.label)
        for _, _, outcome in family.members
        for part, _ in outcome.used
    }
    telling = row[0] != "indicators" and any(significant(c.get(row, ZERO)) >= 3 for c in columns)
    return any(
        other != row
        and all(column.get(other) == column.get(row) for column in columns)
        and (telling or labels[other] == labels[row])
        for other in rows
    )


def _is_sum_of_neighbours(family: Family, row: Row, rows: list[Row]) -> bool:
    """True when a row is the sum of two or more rows right under (or over) it, in every column."""
    at = rows.index(row)
    for run in (rows[at + 1 :], rows[:at][::-1]):
        for length in range(2, len(run) + 1):
            if all(_adds_up(outcome, row, run[:length]) for _, _, outcome in family.members):
                return True
    return False


def _adds_up(outcome: Outcome, row: Row, parts: list[Row]) -> bool:
    figures = _figures(outcome)
    steps = sum((f.step for _, f in outcome.used), ZERO)
    return abs(sum((figures.get(p, ZERO) for p in parts), ZERO) - figures.get(row, ZERO)) <= steps


def _whole_rows(model: Model, family: Family) -> Iterator[tuple[Slip, float]]:
    """One row that is off by the same amount in every column that fails."""
    lacks = [_lack(outcome) for _, _, outcome in family.failing]
    low, high = max(a for a, _ in lacks), min(b for _, b in lacks)
    if low > high:
        return
    ties = [tie for tie, _, _ in family.failing]
    cells: dict[Row, list[Ref]] = {}
    for _, _, outcome in family.failing:
        for part, _ in outcome.used:
            cells.setdefault((part.ref.table, part.ref.row_no), []).append(part.ref)
    for refs in cells.values():
        if len(refs) != len(ties):
            continue
        keys = tuple(ref.key for ref in refs)
        block = [*ties, *(t for k in keys for t in model.by_key[k] if t.agrees)]
        found = ranges_of(model, block, keys)
        if found is None:
            continue
        lack = (low + high) / 2
        changes = tuple(_moved(ref, lack, found[ref.key]) for ref in refs)
        yield (
            Slip("row", changes, rows=tuple(refs)),
            _ROW / len(cells) / 10 ** len(str(abs(int(lack / min(_step(ref) for ref in refs))))),
        )


def _moved(ref: Ref, lack: Decimal, allowed: Range) -> Change:
    value = ref.figure.value if ref.figure else ZERO
    return Change(ref, "row", *allowed, value + lack)


def _step(ref: Ref) -> Decimal:
    return ref.figure.step if ref.figure and ref.figure.step else Decimal(1)
