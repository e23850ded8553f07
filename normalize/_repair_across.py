"""Contradictions that are not alone: an identity that agrees may do so because two figures are wrong.

Each contradiction is searched with everything else as printed. Where an agreeing identity binds it to
another contradiction, a figure of the one may only be right together with a figure of the other.
"""

from __future__ import annotations

from extract.frozen import dataclass
from normalize._repair_bonds import Range
from normalize._repair_model import Model, Tie
from normalize._repair_search import near_singles, solve_pairs
from normalize.identity import Key

MOST_TRIED = 300


@dataclass(frozen=True, slots=True)
class Together:
    """A figure of each of two contradictions that settle both, with what each may then print."""

    one: tuple[Key, Range]
    other: tuple[Key, Range]


def together(
    model: Model,
    one: tuple[Tie, ...],
    other: tuple[Tie, ...],
    known: tuple[frozenset[Key], frozenset[Key]],
) -> list[Together]:
    """Pairs of one figure of each contradiction that agree with everything, though one of the two
    would not by itself; ``known`` are the figures that do."""
    bridges = _bridges(model, one, other)
    if not bridges:
        return []
    left = near_singles(model, one, bridges)
    right = near_singles(model, other, bridges) if left else []
    pairs = [
        (a, b)
        for a in left
        for b in right
        if a != b and (a not in known[0] or b not in known[1]) and _bound(bridges, a, b)
    ]
    found = []
    for ranges in solve_pairs(model, (*one, *other), pairs[:MOST_TRIED]):
        a, b = ranges
        found.append(Together((a, ranges[a]), (b, ranges[b])))
    return found


def _bound(bridges: tuple[Tie, ...], a: Key, b: Key) -> bool:
    return any(a in tie.keys and b in tie.keys for tie in bridges)


def _bridges(model: Model, one: tuple[Tie, ...], other: tuple[Tie, ...]) -> tuple[Tie, ...]:
    """Agreeing ties that hold figures of both."""
    mine, yours = touching(model, one), touching(model, other)
    both = sorted(mine.keys() & yours.keys(), key=model.places.__getitem__)
    return tuple([mine[name] for name in both])


def touching(model: Model, ties: tuple[Tie, ...]) -> dict[int, Tie]:
    """The agreeing ties, by id, that hold a figure of some ties."""
    name = ("touching", tuple(map(id, ties)))
    return model.once(name, lambda: _touching(model, ties))


def _touching(model: Model, ties: tuple[Tie, ...]) -> dict[int, Tie]:
    keys = frozenset().union(*(tie.keys for tie in ties))
    return {id(tie): tie for key in keys for tie in model.by_key[key] if tie.agrees}
