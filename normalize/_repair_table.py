"""Where the ties of a model meet: its bonds by number and by variable, its agreeing parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from extract.frozen import dataclass
from normalize._repair_bonds import Bond, Var
from normalize.identity import Key

if TYPE_CHECKING:
    from normalize._repair_model import Tie


@dataclass(frozen=True, slots=True)
class Table:
    """The bonds of all ties of a model, by number: ``at`` those that hold a variable, ``of`` those of
    a tie (by id). ``links`` are those between the true and the printed value of a figure; each is in
    several ties, with a number for every one of them (``twins``)."""

    bonds: list[Bond]
    at: dict[Var, list[int]]
    of: dict[int, range]
    links: set[int]
    twins: list[set[int]]


def parts_of(
    ties: Iterable[Tie], by_key: Mapping[Key, Iterable[Tie]], places: Mapping[int, int]
) -> tuple[dict[Key, int], dict[int, list[int]]]:
    """The agreeing ties in parts that share no figure: the part of each figure, the positions of the
    ties of each part. ``places`` are the positions of ties by id."""
    part_of: dict[Key, int] = {}
    members: dict[int, list[int]] = {}
    for number, first in enumerate([tie for tie in ties if tie.agrees]):
        if not part_of.keys().isdisjoint(first.keys):
            continue
        own, waiting = {places[id(first)]}, [first]
        while waiting:
            for key in waiting.pop().keys:
                if key not in part_of:
                    part_of[key] = number
                    new = [t for t in by_key[key] if t.agrees and places[id(t)] not in own]
                    own.update([places[id(tie)] for tie in new])
                    waiting += new
        members[number] = sorted(own)
    return part_of, members


def table_of(ties: Iterable[Tie], links: frozenset[int]) -> Table:
    """The bonds of some ties by number; ``links`` are those (by id) that say nothing by themselves."""
    table, places = Table([], {}, {}, set(), []), dict[int, set[int]]()
    for tie in ties:
        first = len(table.bonds)
        for n, bond in enumerate(tie.bonds, first):
            table.bonds.append(bond)
            for var in bond.keys:
                if var in table.at:
                    table.at[var].append(n)
                else:
                    table.at[var] = [n]
            if id(bond) in links:
                table.links.add(n)
                places.setdefault(id(bond), set()).add(n)
        table.of[id(tie)] = range(first, len(table.bonds))
    table.twins.extend(places.values())
    return table
