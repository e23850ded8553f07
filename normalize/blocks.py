"""The money table of a form as blocks: a 合计, its direct parts, and the 其中 below them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from extract.frozen import dataclass
from normalize.interval import Interval
from normalize.report import MONEY_COLUMNS, Form, FundRow
from normalize.text import squeeze

_STRUCTURE_ITEMS = frozenset({"basic", "personnel", "public", "project"})
# a list of sources that ends with one of these has no further member
_CLOSING_ITEMS = frozenset({"other", "own", "fiscal_local"})
_CLOSING_WORDS = ("其他", "其它", "地方", "自筹", "自有", "市县")
_OF_WHICH = "其中"
_LEVELS = frozenset(("fiscal_province", "fiscal_city", "fiscal_county"))


@dataclass(frozen=True, slots=True)
class Block:
    """A 合计 of the money table and its direct parts; ``kind`` is source or structure,
    ``exhaustive`` whether the parts are all there is."""

    kind: str
    total: FundRow
    parts: tuple[FundRow, ...]
    exhaustive: bool


def blocks(form: Form) -> tuple[Block, ...]:
    """The totals of a form's money table with their direct parts. Rows that are part of a part
    (其中) are not among them. A list in which several items come again has an order that its rows
    do not tell (sources under each of several projects): nothing is said of it."""
    return form.memo.once("blocks", lambda: _blocks(form))


def _blocks(form: Form) -> tuple[Block, ...]:
    found: list[Block] = []
    for total, owned in _owned_rows(form):
        parts = _direct(total, owned)
        if _tangled(parts):
            continue
        for kind, rows in _by_kind(total, parts).items():
            found.append(Block(kind, total, rows, _exhaustive(kind, rows)))
    return tuple(found)


def _owned_rows(form: Form) -> Iterator[tuple[FundRow, tuple[FundRow, ...]]]:
    groups: dict[str, list[FundRow]] = {}
    for row in form.funds:
        groups.setdefault(row.group, []).append(row)
    roof = [row for row in groups.get("", []) if row.item == "total"]
    for name, rows in groups.items():
        if any(row.item == "total" for row in rows):
            yield from _split(rows)
        elif name and len(roof) == 1:
            yield roof[0], tuple(rows)


def _split(rows: list[FundRow]) -> Iterator[tuple[FundRow, tuple[FundRow, ...]]]:
    """Each total with the rows down to the next one, or up to the last where totals stand below."""
    ordered = rows if rows[0].item == "total" else rows[::-1]
    total: FundRow | None = None
    owned: list[FundRow] = []
    for row in ordered:
        if row.item != "total":
            owned.append(row)
            continue
        if total is not None:
            yield total, _in_order(owned)
        total, owned = row, []
    if total is not None:
        yield total, _in_order(owned)


def _in_order(rows: Iterable[FundRow]) -> tuple[FundRow, ...]:
    return tuple(sorted(rows, key=lambda row: row.row_no))


def _direct(total: FundRow, owned: tuple[FundRow, ...]) -> tuple[FundRow, ...]:
    """The parts of a total. Bare rows below 财政拨款 (中央, 省级) may be its parts or stand beside
    it: the labels allow both, so that the reading is taken that adds up, else the first."""
    nested = _nested(owned)
    beside = _beside(owned)
    if not beside or _adds_up(total, nested):
        return nested
    flat = _in_order((*nested, *beside))
    return flat if _adds_up(total, flat) else nested


def _nested(owned: tuple[FundRow, ...]) -> tuple[FundRow, ...]:
    inside = {row.row_no for row in owned}
    has_basic = any(row.item == "basic" for row in owned)
    carried = _carried_within(owned)
    return tuple(
        row
        for row in owned
        if row.parent_row not in inside
        and row.row_no not in carried
        and not (has_basic and row.item in ("personnel", "public"))
    )


def _beside(owned: tuple[FundRow, ...]) -> tuple[FundRow, ...]:
    """Rows that only the knowledge of levels, and no 其中, puts under 财政拨款."""
    found: list[FundRow] = []
    for parent in (row for row in owned if row.item == "fiscal"):
        below = [row for row in owned if row.parent_row == parent.row_no]
        if not any(_is_marked(row) for row in below):
            found += below
    return tuple(found)


def _carried_within(owned: tuple[FundRow, ...]) -> frozenset[int]:
    """其中：上年结转 right below a 财政拨款 that has no 其中 of its own: a part of that row."""
    return frozenset(
        row.row_no
        for above, row in pairwise(owned)
        if row.item == "carryover" and _is_marked(row)
        if above.item.startswith("fiscal") and not _is_marked(above)
    )


def _is_marked(row: FundRow) -> bool:
    return _OF_WHICH in squeeze(row.label)


def _adds_up(total: FundRow, parts: tuple[FundRow, ...]) -> bool:
    """True where the parts make up the total in every column that can be compared, one at least."""
    compared = 0
    for column in MONEY_COLUMNS:
        given = [row.figures[column] for row in parts if column in row.figures]
        if column not in total.figures or not given:
            continue
        compared += 1
        made = Interval.sum(map(Interval.from_figure, given))
        if not made.meets(Interval.from_figure(total.figures[column])):
            return False
    return compared > 0


def _tangled(parts: tuple[FundRow, ...]) -> bool:
    items = [row.item for row in parts]
    return sum(items.count(item) > 1 for item in set(items)) > 1


def _by_kind(total: FundRow, parts: tuple[FundRow, ...]) -> dict[str, tuple[FundRow, ...]]:
    """The parts by what they take the total apart into. Only a form with one block mixes both; a
    row whose label says nothing goes with the row above it, the first ones with the row below. A
    list of names (tasks) of which some sound like either is one block where it adds up."""
    kinds: dict[str, list[FundRow]] = {}
    told = [_kind_of(row) for row in parts]
    kind = next(filter(None, told), "source")
    for row, own in zip(parts, told, strict=True):
        kind = own or kind
        kinds.setdefault(kind, []).append(row)
    if len(kinds) > 1 and not all(told) and _adds_up(total, parts):
        return {next(iter(kinds)): parts}
    return {name: tuple(rows) for name, rows in kinds.items()}


def _kind_of(row: FundRow) -> str:
    """What a part says of its block: source or structure; empty for a name of its own."""
    if row.group:
        return "structure" if row.group == "structure" else "source"
    if not row.item:
        return ""
    return "structure" if row.item in _STRUCTURE_ITEMS else "source"


def _exhaustive(kind: str, parts: tuple[FundRow, ...]) -> bool:
    if len(parts) < 2:
        return False
    items = {row.item for row in parts}
    if kind == "structure":
        return {"basic", "project"} <= items or {"personnel", "public", "project"} <= items
    return not _is_marked(parts[0]) or any(_closes(row) for row in parts) or _all_levels(parts)


def _all_levels(parts: tuple[FundRow, ...]) -> bool:
    """中央, 省, 市, 县: levels of government down to the lowest, not 中央 and 省 alone."""
    levels = all(row.item.startswith("fiscal_") for row in parts)
    return levels and (len(parts) > 2 or any(row.item == "fiscal_county" for row in parts))


def _closes(row: FundRow) -> bool:
    return row.item in _CLOSING_ITEMS or any(word in row.label for word in _CLOSING_WORDS)


def adds_up_elsewhere(whole: FundRow, parts: tuple[FundRow, ...], column: str) -> bool:
    """True for a 其中 list that leaves nothing out: in two other columns, of figures of their own, at
    least two parts make up the whole to the last digit; one is enough for the levels of government
    (省级, 市级, 县级)."""
    sums: set[tuple[Decimal, ...]] = set()
    for other in MONEY_COLUMNS:
        figures = [part.figures.get(other) for part in parts]
        total = whole.figures.get(other)
        if other == column or total is None or not all(figures):
            continue
        values = tuple(figure.value for figure in figures if figure)
        if sum(values) == total.value and sum(value != 0 for value in values) > 1:
            sums.add(values)
    return len(sums) > (0 if {part.item for part in parts} >= _LEVELS else 1)


def families(form: Form) -> tuple[tuple[FundRow, tuple[FundRow, ...]], ...]:
    """Every row that other rows are a part of, totals aside."""
    return form.memo.once("families", lambda: tuple(_families(form)))


def _families(form: Form) -> Iterator[tuple[FundRow, tuple[FundRow, ...]]]:
    direct = {row.row_no for block in blocks(form) for row in block.parts}
    free = [row for row in form.funds if row.row_no not in direct]
    below: dict[int | None, list[FundRow]] = {}
    for row in free:
        below.setdefault(row.parent_row, []).append(row)
    for parent in form.funds:
        if parent.item == "total":
            continue
        near = free if parent.item == "basic" else below.get(parent.row_no, ())
        children = tuple(row for row in near if _is_child(row, parent))
        if children:
            yield parent, children


def _is_child(row: FundRow, parent: FundRow) -> bool:
    if row.parent_row is not None and row.parent_row == parent.row_no:
        return True
    loose = row.item in ("personnel", "public") and parent.item == "basic"
    same = row.group == parent.group and row.row_no != parent.row_no
    return loose and same and _loose(row, parent)


def _loose(row: FundRow, parent: FundRow) -> bool:
    return row.parent_row is None or row.parent_row == parent.parent_row
