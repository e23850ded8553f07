"""The smallest changes that make a group of failing identities agree: one figure, then two.

Exact enumeration over the figures of the failing identities. Figures that only agreeing identities
hold stay frozen (Scholtus) unless nothing else helps. The work is bounded by counting, never by a
clock, so that the same document always gives the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from normalize._repair_bonds import Range, propagate
from normalize._repair_model import Model, Tie, ranges_of
from normalize.identity import Key

MOST_CELLS = 120
MOST_PAIRS = 1500
_BISECTIONS = 40


@dataclass(frozen=True, slots=True)
class Freed:
    """Figures that may be wrong together, with what each may print."""

    ranges: tuple[tuple[Key, Range], ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        return tuple(key for key, _ in self.ranges)


@dataclass(frozen=True, slots=True)
class Found:
    """All smallest answers of one search; ``complete`` is false where it met its limit."""

    freed: tuple[Freed, ...]
    complete: bool = True


def smallest(model: Model, group: tuple[Tie, ...]) -> Found:
    """All single figures that explain the whole group, else all pairs, else nothing."""
    ties = _sound_block(model, group)
    singles = tuple(_singles(model, group, ties))
    if singles:
        return Found(singles)
    found = _pairs(model, group, ties, _own_keys(group))
    if found.freed or not found.complete:
        return found
    return _pairs(model, group, ties, _near_keys(group, ties))


def _sound_block(model: Model, group: tuple[Tie, ...]) -> tuple[Tie, ...]:
    """The group with every agreeing identity connected to it; only those that touch it when the
    rest, taken together, leaves no value at all (each agrees, but only just)."""
    block = model.block(group)
    agreeing = [bond for tie in block if tie.agrees for bond in tie.bonds]
    if propagate(agreeing, model.box) is not None:
        return block
    keys = frozenset().union(*(tie.keys for tie in group))
    return tuple(tie for tie in block if not tie.agrees or tie.keys & keys)


def _own_keys(group: Iterable[Tie]) -> list[Key]:
    """Figures of the failing identities, in the order of the form."""
    return _sorted(frozenset().union(*(tie.keys for tie in group)))


def _near_keys(group: tuple[Tie, ...], ties: tuple[Tie, ...]) -> list[Key]:
    own = frozenset().union(*(tie.keys for tie in group))
    return _sorted(own.union(*(tie.keys for tie in ties if tie.keys & own)))


def _sorted(keys: Iterable[Key]) -> list[Key]:
    return sorted(keys, key=lambda k: (k[0], -1 if k[1] is None else k[1], k[2]))[:MOST_CELLS]


def _singles(model: Model, group: tuple[Tie, ...], ties: tuple[Tie, ...]) -> Iterator[Freed]:
    shared = frozenset.intersection(*(tie.keys for tie in group))
    for key in _sorted(shared):
        found = _solve(model, ties, (key,))
        if found is not None:
            yield found


def _solve(model: Model, ties: tuple[Tie, ...], keys: tuple[Key, ...]) -> Freed | None:
    near = tuple(tie for tie in ties if any(key in tie.keys for key in keys))
    if ranges_of(model, near, keys) is None:  # cheap, and refuses nearly all
        return None
    found = ranges_of(model, ties, keys)
    return None if found is None else Freed(tuple((key, found[key]) for key in keys))


def _pairs(model: Model, group: tuple[Tie, ...], ties: tuple[Tie, ...], keys: list[Key]) -> Found:
    found: list[Freed] = []
    tried = 0
    for pair in combinations(keys, 2):
        if not all(tie.keys.intersection(pair) for tie in group):
            continue
        tried += 1
        if tried > MOST_PAIRS:
            return Found(tuple(found), complete=False)
        freed = _solve(model, ties, pair)
        if freed is not None and _reachable(model, ties, freed):
            found.append(freed)
    return Found(tuple(found))


def _reachable(model: Model, ties: tuple[Tie, ...], freed: Freed) -> bool:
    """True when some value of the first figure really leaves one for the second: where bonds close
    on themselves, ranges alone may promise too much. Halves the first range down to its last digit.
    """
    first, second = freed.keys
    together = [tie for tie in ties if first in tie.keys and second in tie.keys]
    if len(together) < 2:
        return True
    waiting = [dict(freed.ranges)[first]]
    for _ in range(_BISECTIONS):
        if not waiting:
            return False
        low, high = waiting.pop()
        middle = _middle(low, high)
        if middle is None or _fits(model, ties, freed.keys, middle):
            return True
        if high - low > model.nodes[first].figure.step:
            waiting += [
                half
                for half in ((low, middle), (middle, high))
                if _fits_range(model, ties, freed.keys, half)
            ]
    return True


def _middle(low: Decimal, high: Decimal) -> Decimal | None:
    return (low + high) / 2 if low.is_finite() and high.is_finite() else None


def _fits(model: Model, ties: tuple[Tie, ...], keys: tuple[Key, ...], value: Decimal) -> bool:
    return _fits_range(model, ties, keys, (value, value))


def _fits_range(model: Model, ties: tuple[Tie, ...], keys: tuple[Key, ...], values: Range) -> bool:
    return ranges_of(model, ties, keys, {keys[0]: values}) is not None


def given(
    model: Model, ties: tuple[Tie, ...], keys: tuple[Key, ...], value: Decimal
) -> Range | None:
    """What the second of two figures may print when the first prints ``value``, if anything."""
    found = ranges_of(model, ties, keys, {keys[0]: (value, value)})
    return None if found is None else found[keys[1]]
