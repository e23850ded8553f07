"""Slips that spoil more than one figure at once: a unit for a column, a row left out or counted twice,
a parent counted with its parts, a row off by one amount throughout; beside two cells swapped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import accumulate, combinations, islice
from typing import NamedTuple

from extract.frozen import dataclass, replace
from normalize._repair_bonds import Linear, Range, finite, values_of
from normalize._repair_edits import SHARES
from normalize._repair_model import Model, Node, Tie
from normalize._repair_ranges import near_fits, ranges_of, rooms_of, told_by
from normalize._repair_swaps import swaps
from normalize._repair_types import PROMISED, Change, Joint, Slip
from normalize._repair_units import POWERS, Scaled, scaled_range, scaled_sets, unit_sets
from normalize._repair_witness import Witnesses, significant
from normalize.identity import Identity, Key, Outcome, Ref, evaluate
from normalize.text import squeeze

Row = tuple[str, int | None]
Values = tuple[Decimal, Decimal]
Column = dict[Row, Decimal]
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
    for scaled in scaled_sets(model):
        sets = len(unit_sets(model))
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


class Member(NamedTuple):
    """One of the sums; ``lack`` is what its parts lack to make up the stated one, from and to."""

    tie: Tie
    identity: Identity
    outcome: Outcome
    lack: Values


@dataclass(frozen=True, slots=True)
class Family:
    """The same sum in several columns: one total row over the same rows."""

    members: tuple[Member, ...]
    failing: tuple[Member, ...]

    @property
    def open(self) -> bool:
        """True when the parts need not be all there is (其中)."""
        return any(member.identity.relation != "=" for member in self.members)


def _families(model: Model) -> list[Family]:
    found: dict[object, list[tuple[Tie, Identity]]] = {}
    for tie in model.ties:
        identity = tie.identities[0]
        if identity.kind != "sum":
            continue
        points = identity.result.table in ("form", PROMISED)
        own = ("totals",) if points else (identity.rule, identity.result.table)
        name = (*own, identity.result.row_no)
        found.setdefault(name, []).append((tie, identity))
    return [_family(sums) for sums in found.values() if any(not tie.agrees for tie, _ in sums)]


def _family(sums: list[tuple[Tie, Identity]]) -> Family:
    tried = [(tie, identity, evaluate(identity)) for tie, identity in sums]
    members = tuple([Member(*one, _lack(*one[1:])) for one in tried])
    return Family(members, tuple([member for member in members if not member.tie.agrees]))


def family_slips(model: Model, family: Family, witnesses: Witnesses) -> Iterator[Joint]:
    """Slips of whole rows of one total."""
    settles = frozenset([id(member.tie) for member in family.failing])
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
    lacking = {member.identity.field for member in family.failing}
    for tie, identity, outcome, (low, high) in family.members:
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
    total = family.failing[0].identity.result
    return Slip("omitted-row", (), rows=(total,), amounts=tuple(amounts)), likely


def _amount(outcome: Outcome, lack: Decimal) -> float:
    """How likely a row left out holds just this much: one of a few dozen for points that other rows
    are worth as well, else one of all numbers of that length."""
    awarded = all(part.exact for part, _ in outcome.used)
    if awarded and lack <= max([figure.value for _, figure in outcome.used]):
        return _POINTS
    step = min([figure.step for _, figure in outcome.used])
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
    if not _has_too_much(family.failing[0]):
        return
    columns = [_figures(member.outcome) for member in family.members]
    rows = list(dict.fromkeys([row for held in columns for row in held]))
    alone = rows
    for member, held in zip(family.members, columns, strict=True):  # each has to add up without it
        low, high = member.lack
        alone = [row for row in alone if low <= -held.get(row, ZERO) <= high]
    for row in alone:
        refs = [part.ref for member in family.members for part, _ in member.outcome.used]
        own = tuple(ref for ref in refs if (ref.table, ref.row_no) == row)
        twin = _twin(refs, columns, row, rows)
        if twin:
            likely = _SAME_ROW if twin == "label" else _DOUBLED / len(rows)
            yield Slip("doubled-row", (), rows=own), likely
        elif _is_sum_of_neighbours(family, columns, row, rows):
            yield Slip("parent-counted", (), rows=own), _COUNTED / len(rows)


def _has_too_much(member: Member) -> bool:
    """True where a sum that fails may add up without one of its rows."""
    low, high = member.lack
    if low <= 0 <= high:
        return True
    least, most = high.copy_negate(), low.copy_negate()
    return any(least <= figure.value <= most for _, figure in member.outcome.used)


def _figures(outcome: Outcome) -> Column:
    return {(part.ref.table, part.ref.row_no): figure.value for part, figure in outcome.used}


def _twin(refs: Iterable[Ref], columns: list[Column], row: Row, rows: Iterable[Row]) -> str:
    """Another row that prints the same in every column, and that this is no accident: its label is
    the same (``label``), or else the figures are long (``figures``); empty where there is none."""
    labels = {(ref.table, ref.row_no): squeeze(ref.label) for ref in refs}
    own = [column.get(row) for column in columns]
    twins = [r for r in rows if r != row and [column.get(r) for column in columns] == own]
    if any(labels[twin] == labels[row] != "" for twin in twins):
        return "label"
    telling = len(labels) > 2 and row[0] != "indicators"
    long = any(significant(column.get(row, ZERO)) >= 3 for column in columns)
    return "figures" if twins and telling and long else ""


def _is_sum_of_neighbours(family: Family, columns: list[Column], row: Row, rows: list[Row]) -> bool:
    """True when a row is the sum of two or more rows right under (or over) it, in every column."""
    at = rows.index(row)
    room = [sum([f.step for _, f in member.outcome.used], ZERO) for member in family.members]
    own = [
        (column, column.get(row, ZERO), loose) for column, loose in zip(columns, room, strict=True)
    ]
    for run in (rows[at + 1 :], rows[:at][::-1]):
        sums = [
            [
                abs(whole - value) <= loose
                for whole in accumulate([column.get(part, ZERO) for part in run[:MOST_RUN]])
            ]
            for column, value, loose in own
        ]
        if any(all(fits) for fits in list(zip(*sums, strict=True))[1:]):
            return True
    return False


def _whole_rows(model: Model, family: Family) -> Iterator[tuple[Slip, float]]:
    """One row that is off by the same amount in every column that fails."""
    lacks = [member.lack for member in family.failing]
    low, high = max([a for a, _ in lacks]), min([b for _, b in lacks])
    if low > high:
        return
    lack, ties = (low + high) / 2, [member.tie for member in family.failing]
    sums = [model.sum_of(tie) for tie in ties]
    cells = _cells(family)
    shares: dict[Decimal, float] = {}  # how likely, by the last digit of the row
    for own in islice(cells.values(), MOST_ROWS):
        rooms = _rooms(model, ties, sums, own) if len(own) > 1 else None
        if rooms is None:
            continue
        found = _apart(model, rooms, own) if len(rooms) == len(ties) else None
        found = found or _together(model, ties, own)
        if found is None:
            continue
        refs = tuple(own.values())
        step = min([_step(ref) for ref in refs])
        if step not in shares:
            shares[step] = _ROW / len(cells) / 10 ** len(str(abs(int(lack / step))))
        changes = tuple([_moved(ref, lack, found[key]) for key, ref in own.items()])
        yield Slip("row", changes, rows=refs), shares[step]


def _cells(family: Family) -> dict[Row, dict[Key, Ref]]:
    """The parts of the sums that fail, row by row."""
    cells: dict[Row, dict[Key, Ref]] = {}
    for member in family.failing:
        for part, _ in member.outcome.used:
            ref = part.ref
            key = ref.key
            row = key[:2]
            if row in cells:
                cells[row][key] = ref
            else:
                cells[row] = {key: ref}
    return cells


def _rooms(
    model: Model, ties: list[Tie], sums: list[Linear | None], own: Iterable[Key]
) -> list[tuple[Node, Range]] | None:
    """What each failing sum leaves of the only figure of a row that it holds, where one variable
    stands for that; None where it leaves nothing, or holds none: cheap, and refuses nearly all."""
    least, most = model.open_range
    found = []
    for tie, bond in zip(ties, sums, strict=True):
        held = [key for key in own if key in tie.keys]
        if not held:
            return None
        node = model.nodes[held[0]]
        if len(held) == 1 and bond is not None and len(node.vars) == 1:
            room = rooms_of(model, bond).get(node.vars[0])
            if room is not None:
                if room[1] < least or room[0] > most:
                    return None
                found.append((node, room))
    return found


def _apart(
    model: Model, rooms: list[tuple[Node, Range]], own: Iterable[Key]
) -> dict[Key, Range] | None:
    """What nothing but sums leaves of some figures, where each is alone in its own and no tie that
    agrees holds one; None where it is not that simple."""
    found: dict[Key, Range] = {}
    least, most = model.open_range
    for node, room in rooms:
        within = least <= room[0] and room[1] <= most and finite(room)
        if not within or found.setdefault(node.key, room) != room:
            return None
    for key in own:
        if key not in found or any(tie.agrees for tie in model.by_key[key]):
            return None
    return {key: told_by(model.nodes[key], room) for key, room in found.items()}


def _together(model: Model, ties: list[Tie], own: Mapping[Key, Ref]) -> dict[Key, Range] | None:
    """What the failing ties of a family and the agreeing ones leave of the figures of a row."""
    keys = tuple(own)
    told = frozenset(id(tie) for tie in ties if model.sum_of(tie) is not None)
    if not all(near_fits(model, key, _alone(model, key, own, told)) for key in keys):
        return None
    agreeing = [tie for key in keys for tie in model.by_key[key] if tie.agrees]
    return ranges_of(model, [*ties, *agreeing], keys)


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
