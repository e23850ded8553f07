"""Slips that spoil more than one figure at once: a unit for a column, a row left out or counted twice,
a parent counted with its parts, a row off by one amount throughout; beside two cells swapped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import combinations, islice

from extract.frozen import dataclass, replace
from normalize._repair_bonds import Linear, Range, values_of
from normalize._repair_edits import SHARES
from normalize._repair_model import Model, Node, Tie
from normalize._repair_ranges import each_alone, near_fits, ranges_of
from normalize._repair_swaps import swaps
from normalize._repair_types import PROMISED, Change, Joint, Slip
from normalize._repair_units import POWERS, Scaled, scaled_range, scaled_sets, unit_sets
from normalize._repair_witness import Witnesses, significant
from normalize.identity import Identity, Key, Outcome, Ref, evaluate
from normalize.text import squeeze

Row = tuple[str, int | None]
Values = tuple[Decimal, Decimal]
ZERO, INFINITE = Decimal(0), Decimal("Infinity")
_OMITTED = 0.30
_TOLD_AGAIN = 20.0
_POINTS = 0.05
_DOUBLED = 0.10
# two rows alike in label and figures: the slip explains what else would be a strange accident
_SAME_ROW = 0.50
_COUNTED = 0.10
_ROW = 0.10
MOST_ROWS = 200
MOST_LOST = 60
MOST_RUN = 30


def joint_slips(model: Model, witnesses: Witnesses) -> list[Joint]:
    """Every slip over several cells that settles at least one failing tie and spoils none."""
    failing = model.failing
    if not failing:
        return []
    found = [*_units(model), *swaps(model, failing)]
    for family in _families(model):
        found += family_slips(model, family, witnesses)
    return found + list(_omitted_from_both(found))


def _units(model: Model) -> Iterator[Joint]:
    sets = len(unit_sets(model))
    for scaled in scaled_sets(model):
        changes = tuple(_scaled(node, scaled.power) for node in scaled.nodes)
        rows = tuple(node.ref for node in scaled.nodes)
        slip = Slip("unit", changes, rows=rows, factor=scaled.power, settled=True)
        likely = SHARES["unit"] / len(POWERS) / sets * _usual(scaled)
        yield Joint(slip, likely, scaled.settles)


def _usual(scaled: Scaled) -> float:
    """Where 万元 are asked for, 元 get printed, and the other way round; the rest is rare."""
    usual = 4 if scaled.nodes[0].figure.unit == "元" else -4
    return 1.0 if scaled.power == usual else 0.1


def _scaled(node: Node, power: int) -> Change:
    low, high = values_of(scaled_range(node, power))
    return Change(node.ref, "unit", low, high, node.figure.value.scaleb(power))


# ── rows ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Family:
    """The same sum in several columns: one total row over the same rows."""

    members: tuple[tuple[Tie, Identity, Outcome], ...]

    @property
    def failing(self) -> tuple[tuple[Tie, Identity, Outcome], ...]:
        return tuple(member for member in self.members if not member[0].agrees)

    @property
    def open(self) -> bool:
        """True when the parts need not be all there is (其中)."""
        return any(identity.relation != "=" for _, identity, _ in self.members)


def _families(model: Model) -> list[Family]:
    found: dict[object, list[tuple[Tie, Identity, Outcome]]] = {}
    for tie in model.ties:
        identity = tie.identities[0]
        if identity.kind != "sum":
            continue
        points = identity.result.table in ("form", PROMISED)
        own = ("totals",) if points else (identity.rule, identity.result.table)
        name = (*own, identity.result.row_no)
        found.setdefault(name, []).append((tie, identity, evaluate(identity)))
    families = [Family(tuple(members)) for members in found.values()]
    return [family for family in families if family.failing]


def family_slips(model: Model, family: Family, witnesses: Witnesses) -> Iterator[Joint]:
    """Slips of whole rows of one total."""
    settles = frozenset(id(tie) for tie, _, _ in family.failing)
    yield from (Joint(slip, likely, settles) for slip, likely in _counted_twice(family))
    if family.open:
        return  # a list that need not be complete lacks nothing
    omitted = _omitted(family, witnesses)
    if omitted is not None:
        yield Joint(*omitted, settles)
    if len(family.failing) > 1:
        yield from (Joint(slip, likely, settles) for slip, likely in _whole_rows(model, family))


def _lack(identity: Identity, outcome: Outcome) -> Values:
    """What the parts lack to make up the stated sum, or to stay within it."""
    own, wide = outcome.stated_range, outcome.recomputed_range
    if own is None or wide is None:
        return (-INFINITE, INFINITE)
    low = own.low - wide.high if identity.relation == "=" else -INFINITE
    return (low, own.high - wide.low)


def _omitted(family: Family, witnesses: Witnesses) -> tuple[Slip, float] | None:
    amounts: list[tuple[str, Decimal, Decimal]] = []
    likely = _OMITTED
    lacking = {identity.field for _, identity, _ in family.failing}
    for tie, identity, outcome in family.members:
        low, high = _lack(identity, outcome)
        if tie.agrees and identity.field in lacking:
            return None  # the parts make up another total as they are
        if tie.agrees:
            likely *= 0.3
            continue
        if low <= 0:
            return None
        if any(low <= other[2] and other[1] <= high for other in amounts):
            amounts.append((identity.field, low, high))
            continue  # full marks, or all was spent: the second column is no news
        likely *= _amount(outcome, (low + high) / 2)
        amounts.append((identity.field, low, high))
        if identity.result.table != "form" and _told(witnesses, low, high):
            likely *= _TOLD_AGAIN
    _, identity, _ = family.failing[0]
    return Slip("omitted-row", (), rows=(identity.result,), amounts=tuple(amounts)), likely


def _amount(outcome: Outcome, lack: Decimal) -> float:
    """How likely a row left out holds just this much: one of a few dozen for points that other rows
    are worth as well, else one of all numbers of that length."""
    awarded = all(part.exact for part, _ in outcome.used)
    if awarded and lack <= max(figure.value for _, figure in outcome.used):
        return _POINTS
    step = min(figure.step for _, figure in outcome.used)
    return float(10.0 ** -len(str(int(lack / step))))


def _omitted_from_both(found: list[Joint]) -> Iterator[Joint]:
    """One row left out of two sums that count the same rows: its group's and the form's."""
    lost = [joint for joint in found if joint.slip.kind == "omitted-row"]
    lost.sort(key=lambda joint: joint.slip.rows[0].table != "form")
    for one, other in combinations(lost[:MOST_LOST], 2):
        mine = {_stem(column): (low, high) for column, low, high in one.slip.amounts}
        extra = []
        for column, low, high in other.slip.amounts:
            known = mine.get(_stem(column))
            if known is None:
                extra.append((column, low, high))
            elif not (known[0] <= high and low <= known[1]):
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
    columns = [(_lack(i, outcome), _figures(outcome)) for _, i, outcome in family.members]
    rows = list(dict.fromkeys([row for _, held in columns for row in held]))
    alone = rows
    for (low, high), held in columns:  # each has to add up without it
        alone = [row for row in alone if low <= -held.get(row, ZERO) <= high]
    for row in alone:
        refs = [part.ref for _, _, outcome in family.members for part, _ in outcome.used]
        own = tuple(ref for ref in refs if (ref.table, ref.row_no) == row)
        twin = _twin(family, row, rows)
        if twin:
            likely = _SAME_ROW if twin == "label" else _DOUBLED / len(rows)
            yield Slip("doubled-row", (), rows=own), likely
        elif _is_sum_of_neighbours(family, row, rows):
            yield Slip("parent-counted", (), rows=own), _COUNTED / len(rows)


def _figures(outcome: Outcome) -> dict[Row, Decimal]:
    return {(part.ref.table, part.ref.row_no): figure.value for part, figure in outcome.used}


def _twin(family: Family, row: Row, rows: Iterable[Row]) -> str:
    """Another row that prints the same in every column, and that this is no accident: its label is
    the same (``label``), or else the figures are long (``figures``); empty where there is none."""
    columns = [_figures(outcome) for _, _, outcome in family.members]
    labels = {
        (part.ref.table, part.ref.row_no): squeeze(part.ref.label)
        for _, _, outcome in family.members
        for part, _ in outcome.used
    }
    twins = [r for r in rows if r != row and all(c.get(r) == c.get(row) for c in columns)]
    if any(labels[twin] == labels[row] != "" for twin in twins):
        return "label"
    telling = len(labels) > 2 and row[0] != "indicators"
    long = any(significant(column.get(row, ZERO)) >= 3 for column in columns)
    return "figures" if twins and telling and long else ""


def _is_sum_of_neighbours(family: Family, row: Row, rows: list[Row]) -> bool:
    """True when a row is the sum of two or more rows right under (or over) it, in every column."""
    at = rows.index(row)
    for run in (rows[at + 1 :], rows[:at][::-1]):
        for length in range(2, min(len(run), MOST_RUN) + 1):
            if all(_adds_up(outcome, row, run[:length]) for _, _, outcome in family.members):
                return True
    return False


def _adds_up(outcome: Outcome, row: Row, parts: list[Row]) -> bool:
    figures = _figures(outcome)
    steps = sum((f.step for _, f in outcome.used), ZERO)
    return abs(sum((figures.get(p, ZERO) for p in parts), ZERO) - figures.get(row, ZERO)) <= steps


def _whole_rows(model: Model, family: Family) -> Iterator[tuple[Slip, float]]:
    """One row that is off by the same amount in every column that fails."""
    lacks = [_lack(identity, outcome) for _, identity, outcome in family.failing]
    low, high = max(a for a, _ in lacks), min(b for _, b in lacks)
    if low > high:
        return
    ties = [tie for tie, _, _ in family.failing]
    sums = [model.sum_of(tie) for tie in ties if len(tie.bonds) == 1]
    plain = [bond for bond in sums if bond is not None]
    told = frozenset(id(tie) for tie in ties if model.sum_of(tie) is not None)
    cells: dict[Row, dict[Key, Ref]] = {}
    for _, _, outcome in family.failing:
        for part, _ in outcome.used:
            row = cells.setdefault((part.ref.table, part.ref.row_no), {})
            row[part.ref.key] = part.ref
    for own in islice(cells.values(), MOST_ROWS):
        refs, keys = tuple(own.values()), tuple(own)
        if len(keys) < 2 or any(tie.keys.isdisjoint(keys) for tie in ties):
            continue
        if not all(near_fits(model, k, _alone(model, k, own, told)) for k in keys):
            continue
        agreeing = [t for k in keys for t in model.by_key[k] if t.agrees]
        found = None
        if not agreeing and len(plain) == len(ties):
            found = _rooms(model, plain, keys)
        found = found or ranges_of(model, [*ties, *agreeing], keys)
        if found is None:
            continue
        lack = (low + high) / 2
        changes = tuple(_moved(ref, lack, found[ref.key]) for ref in refs)
        yield (
            Slip("row", changes, rows=refs),
            _ROW / len(cells) / 10 ** len(str(abs(int(lack / min(_step(ref) for ref in refs))))),
        )


def _rooms(model: Model, sums: list[Linear], keys: tuple[Key, ...]) -> dict[Key, Range] | None:
    """What nothing but sums leaves of some figures, where each is alone in its own; None elsewhere."""
    single = all(len(model.nodes[key].vars) == 1 for key in keys)
    return each_alone(model, sums, keys) if single else None


def _alone(model: Model, key: Key, others: Mapping[Key, Ref], failing: frozenset[int]) -> list[Tie]:
    """The agreeing ties, and those of some failing ones (by id), that hold a figure and none of the
    others."""
    return [
        tie
        for tie in model.by_key[key]
        if (tie.agrees or id(tie) in failing) and len(tie.keys & others.keys()) == 1
    ]


def _moved(ref: Ref, lack: Decimal, allowed: Range) -> Change:
    value = ref.figure.value if ref.figure else ZERO
    return Change(ref, "row", *values_of(allowed), value + lack)


def _step(ref: Ref) -> Decimal:
    return ref.figure.step if ref.figure and ref.figure.step else Decimal(1)
