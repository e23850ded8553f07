"""The smallest changes that make a group of failing identities agree: one figure, then two.

Exact enumeration over the figures of the failing identities. Figures that only agreeing identities
hold stay frozen (Scholtus) unless nothing else helps. The work is bounded by counting, never by a
clock, so that the same document always gives the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from extract.frozen import dataclass
from normalize._repair_block import HURRIED, Block
from normalize._repair_bonds import Range, finite
from normalize._repair_model import Model, Tie
from normalize._repair_ranges import bonds_of, near_fitting, ranges_of
from normalize._repair_sieve import Sieve
from normalize._repair_types import PROMISED
from normalize.identity import Key

MOST_CELLS = 120
MOST_PAIRS = 1500
_BISECTIONS = 40


@dataclass(frozen=True, slots=True)
class Freed:
    """Figures that may be wrong together, with what each may print, in steps."""

    ranges: tuple[tuple[Key, Range], ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        return tuple(key for key, _ in self.ranges)


@dataclass(frozen=True, slots=True)
class Found:
    """All smallest answers of one search; ``complete`` is false where it met its limit."""

    freed: tuple[Freed, ...]
    complete: bool = True


def smallest(model: Model, group: tuple[Tie, ...], most: int = 2) -> Found:
    """All single figures that explain the whole group, else all pairs (where ``most`` is two), else
    nothing."""
    name = tuple(map(id, group))
    found = model.once(("singles", name), lambda: _alone(model, group))
    if found.freed or most < 2:
        return found
    return model.once(("pairs", name), lambda: _both(model, group))


def _alone(model: Model, group: tuple[Tie, ...]) -> Found:
    shared = _shared(group)
    complete = len(shared) <= MOST_CELLS
    keys = near_fitting(model, group, _sorted(shared), closely=not complete)
    if not keys:
        return Found(())
    block = _sound_block(model, group)
    alone = {key: left[key] for key in keys if (left := block.ranges(model, (key,))) is not None}
    if _hurried(model, block):
        alone = {key: alone[key] for key in near_fitting(model, group, alone)}
    return Found(tuple([Freed((entry,)) for entry in alone.items()]), complete)


def _hurried(model: Model, block: Block) -> bool:
    """False where ranges that hold with all ties do so with some of them; it may be otherwise where
    the rounds were not enough."""
    return block.hurried or HURRIED in model.kept


def _shared(group: tuple[Tie, ...]) -> frozenset[Key]:
    """The figures that all ties of a group hold."""
    first, *others = group
    return first.keys.intersection(*[tie.keys for tie in others]) if others else first.keys


def _both(model: Model, group: tuple[Tie, ...]) -> Found:
    block = _sound_block(model, group)
    found = _pairs(model, group, block, _own_keys(group))
    if found.freed or not found.complete:
        return found
    return _pairs(model, group, block, _near_keys(group, block.ties))


def near_singles(model: Model, group: tuple[Tie, ...], bridges: tuple[Tie, ...]) -> list[Key]:
    """Single figures, each held by one of the agreeing ties ``bridges``, that would explain the
    whole group and agree with all else that holds them, were it not for these."""
    held = _shared(group).intersection(frozenset().union(*(tie.keys for tie in bridges)))
    but = {id(tie) for tie in bridges}
    found = []
    for key in _sorted(held):
        agreeing = (t for t in model.by_key[key] if t.agrees and id(t) not in but)
        if ranges_of(model, (*group, *agreeing), (key,)) is not None:
            found.append(key)
    return found


def solve_pairs(
    model: Model, group: tuple[Tie, ...], pairs: Sequence[tuple[Key, Key]]
) -> Iterator[dict[Key, Range]]:
    """What two figures may print so that the group and all that touches it agree, for each pair for
    which there is something."""
    if not pairs:
        return
    block = _sound_block(model, group)
    sieve = Sieve(model, block)
    for keys in pairs:
        freed = _solve(model, block, sieve, keys)
        if freed is not None and _reachable(model, block, freed):
            yield dict(freed.ranges)


def _sound_block(model: Model, group: tuple[Tie, ...]) -> Block:
    """The group with every agreeing identity connected to it; only those that touch it when the
    rest, taken together, leaves no value at all (each agrees, but only just)."""
    parts = model.agreeing_parts(group)
    ties = model.with_parts(group, parts)
    if not all(_sound(model, part) for part in parts):
        keys = frozenset().union(*(tie.keys for tie in group))
        ties = tuple(tie for tie in ties if not tie.agrees or tie.keys & keys)
    return model.once(("block", tuple(map(id, ties))), lambda: Block(model, ties))


def _sound(model: Model, part: int) -> bool:
    """True when agreeing ties that are connected leave some value to each of their figures."""

    def found() -> bool:
        return Block(model, model.with_parts((), (part,))).holds(model)

    return model.once(("sound", part), found)


def _own_keys(group: Iterable[Tie]) -> list[Key]:
    """Figures of the failing identities, in the order of the form."""
    return _sorted(frozenset().union(*(tie.keys for tie in group)))


def _near_keys(group: tuple[Tie, ...], ties: tuple[Tie, ...]) -> list[Key]:
    own = frozenset().union(*(tie.keys for tie in group))
    return _sorted(own.union(*(tie.keys for tie in ties if tie.keys & own)))


def _sorted(keys: Iterable[Key]) -> list[Key]:
    printed = (key for key in keys if key[0] != PROMISED)
    return sorted(printed, key=lambda k: (k[0], -1 if k[1] is None else k[1], k[2]))[:MOST_CELLS]


def _solve(model: Model, block: Block, sieve: Sieve, keys: tuple[Key, Key]) -> Freed | None:
    if sieve.refuses(*keys):
        return None
    known = block.ready(model, keys)
    if not known and not _near_hold(model, sieve, keys):
        return None
    found = block.ranges(model, keys)
    if found is None:
        return None
    if known and _hurried(model, block):
        near = _near(sieve, keys)
        if not _was_asked(model, block, near) and ranges_of(model, near, keys) is None:
            return None
    return Freed(tuple((key, found[key]) for key in keys))


def _near_hold(model: Model, sieve: Sieve, keys: tuple[Key, Key]) -> bool:
    """False when the ties that hold one of two figures leave them nothing."""
    return ranges_of(model, _near(sieve, keys), keys) is not None


def _near(sieve: Sieve, keys: tuple[Key, Key]) -> list[Tie]:
    """The ties that hold one of two figures."""
    return list({id(tie): tie for key in keys for tie in sieve.ties(key)}.values())


def _was_asked(model: Model, block: Block, near: list[Tie]) -> bool:
    """True where the answer of the block that was just given is that of a few ties by themselves: it
    asked only these sums, in this order, about figures as they are printed."""
    bonds = [bond for bond in bonds_of(near) if id(bond) not in model.links]
    return block.glance is not None and list(map(id, bonds)) == list(map(id, block.glance))


def _pairs(model: Model, group: tuple[Tie, ...], block: Block, keys: list[Key]) -> Found:
    found: list[Freed] = []
    sieve = Sieve(model, block)
    for tried, pair in enumerate(_covering(group, keys)):
        if tried >= MOST_PAIRS:
            return Found(tuple(found), complete=False)
        freed = _solve(model, block, sieve, pair)
        if freed is not None and _reachable(model, block, freed):
            found.append(freed)
    return Found(tuple(found))


def _covering(group: tuple[Tie, ...], keys: list[Key]) -> Iterator[tuple[Key, Key]]:
    """The pairs of figures that leave no tie of the group untouched."""
    whole = (1 << len(group)) - 1
    held = dict.fromkeys(keys, 0)
    for n, tie in enumerate(group):
        for key in tie.keys & held.keys():
            held[key] |= 1 << n
    for one, other in combinations(held.items(), 2):
        if one[1] | other[1] == whole:
            yield one[0], other[0]


def _reachable(model: Model, block: Block, freed: Freed) -> bool:
    """True when some value of the first figure really leaves one for the second: where bonds close
    on themselves, ranges alone may promise too much. Halves the first range down to its last digit.
    """
    first, second = freed.keys
    if sum(second in tie.keys for tie in model.by_key[first] if id(tie) in block.names) < 2:
        return True
    waiting = [dict(freed.ranges)[first]]
    for _ in range(_BISECTIONS):
        if not waiting:
            return False
        low, high = waiting.pop()
        middle = _middle(low, high)
        if middle is None or _fits(model, block, freed.keys, (middle, middle)):
            return True
        if high - low > 2 * model.nodes[first].half:
            halves = ((low, middle), (middle, high))
            waiting += [half for half in halves if _fits(model, block, freed.keys, half)]
    return True


def _middle(low: int, high: int) -> int | None:
    return (low + high) // 2 if finite((low, high)) else None


def _fits(model: Model, block: Block, keys: tuple[Key, ...], values: Range) -> bool:
    return block.ranges(model, keys, {keys[0]: values}) is not None


def given(model: Model, ties: tuple[Tie, ...], keys: tuple[Key, ...], value: int) -> Range | None:
    """What the second of two figures may print when the first prints ``value``, if anything."""
    found = ranges_of(model, ties, keys, {keys[0]: (value, value)})
    return None if found is None else found[keys[1]]
