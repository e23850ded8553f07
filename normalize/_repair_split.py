"""Two slips that lie side by side are two contradictions, though a figure is common to both.

Failing identities that share a figure are searched together. Where two figures have to change and
each settles its own identities without the other, there are two causes; where even two figures are
not enough, there are several, as few as possible.
"""

from __future__ import annotations

from collections.abc import Iterable

from extract.frozen import dataclass
from normalize._repair_model import Model, Tie
from normalize._repair_search import Found, Freed, smallest
from normalize.identity import Key

MOST_TIES = 12


@dataclass(frozen=True, slots=True)
class Part:
    """Failing ties with a cause of their own, and the single figures that would explain them."""

    ties: tuple[Tie, ...]
    found: Found


def sides(
    model: Model, group: tuple[Tie, ...], pairs: Iterable[Freed]
) -> list[tuple[tuple[Part, Part], list[Freed]]]:
    """The pairs by how they divide the group: those of them of which each figure settles its own
    ties alone. Pairs that hang together (they meet in a tie) are in none."""
    known: dict[tuple[int, ...], Part] = {}
    found: dict[tuple[tuple[int, ...], tuple[int, ...]], list[Freed]] = {}
    for freed in pairs:
        ties = [tuple(tie for tie in group if key in tie.keys) for key in freed.keys]
        names = [tuple(map(id, mine)) for mine in ties]
        if not all(ties) or len(ties[0]) + len(ties[1]) > len(group):
            continue
        for name, mine in zip(names, ties, strict=True):
            if name not in known:
                known[name] = Part(mine, _singles(model, mine))
        if all(key in _keys(known[n]) for key, n in zip(freed.keys, names, strict=True)):
            first, second = sorted(names, key=lambda name: _place(group, name))
            found.setdefault((first, second), []).append(freed)
    return [((known[a], known[b]), freed) for (a, b), freed in found.items()]


def _place(group: tuple[Tie, ...], name: tuple[int, ...]) -> int:
    return next(n for n, tie in enumerate(group) if id(tie) == name[0])


def _singles(model: Model, ties: tuple[Tie, ...]) -> Found:
    return smallest(model, ties, most=1)


def _keys(part: Part) -> set[Key]:
    return {key for freed in part.found.freed for key in freed.keys}


def apart(model: Model, group: tuple[Tie, ...]) -> tuple[Part, ...]:
    """A group that no two figures explain, in as few parts as single figures do; a part that needs
    two of them has these. The whole where its ties are too many to try."""
    if len(group) > MOST_TIES:
        return (Part(group, Found(())),)
    alone = {id(tie): _keys(Part((tie,), _singles(model, (tie,)))) for tie in group}
    left, parts = list(group), []
    while left:
        part = _widest(model, left, alone)
        if not part.found.freed:
            part = Part(part.ties, smallest(model, part.ties))
        parts.append(part)
        gone = set(map(id, part.ties))
        left = [tie for tie in left if id(tie) not in gone]
    return tuple(parts)


def _widest(model: Model, left: list[Tie], alone: dict[int, set[Key]]) -> Part:
    """The part with the most ties that one figure settles together, the first tie's where none
    settles several."""
    shared = {key for tie in left for key in alone[id(tie)]}
    by_key = {key: tuple(tie for tie in left if key in alone[id(tie)]) for key in shared}
    best = Part((left[0],), _singles(model, (left[0],)))
    sets = {_place_of(left, ties): ties for ties in by_key.values()}
    for _, ties in sorted(sets.items(), key=lambda entry: (-len(entry[0]), entry[0])):
        if len(ties) <= len(best.ties):
            break
        part = Part(ties, _singles(model, ties))
        if part.found.freed:
            return part
    return best


def _place_of(left: list[Tie], ties: tuple[Tie, ...]) -> tuple[int, ...]:
    own = set(map(id, ties))
    return tuple(n for n, tie in enumerate(left) if id(tie) in own)
