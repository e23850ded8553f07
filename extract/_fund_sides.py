"""The halves of a money table, and how the cells of its rows fall under their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extract._fund_across import SOURCE
from extract._rows import Column, Row, Slot, looks_numeric, under


class Half(NamedTuple):
    """One half of the columns, all of them in most tables: ``first`` is the index of the first that
    holds values, ``across`` whether sources stand in columns."""

    places: range
    columns: Sequence[Column]
    first: int
    headers: Mapping[str, str]
    across: bool


class Dealt(NamedTuple):
    """Which slots of a row, by number, stand left of the values of a half (``before``), under each of
    its fields (``values``) and below each of its columns, by index (``below``)."""

    before: tuple[int, ...]
    values: tuple[tuple[str, tuple[int, ...]], ...]
    below: Mapping[int, tuple[int, ...]]


def half_of(columns: Sequence[Column], places: range) -> Half:
    """The half of all columns that has these places."""
    own = columns[places.start : places.stop]
    headers = {c.field: c.header for c in own if c.field}
    return Half(places, own, _first_named(own), headers, SOURCE in headers)


def _first_named(columns: Sequence[Column]) -> int:
    return next((i for i, c in enumerate(columns) if c.field), len(columns))


def deal(places: Sequence[int], half: Half) -> Dealt:
    """How the slots of a row fall under one half; ``places`` are the columns, by index among all of
    them, that they stand under, -1 for those left of them all."""
    start, first = half.places.start, half.first
    below: dict[int, tuple[int, ...]] = {}
    for n, place in enumerate(places):
        if place in half.places or (place < 0 and not start):
            at = max(place - start, -1)
            below[at] = (*below.get(at, ()), n)
    before = [n for i in (-1, *range(first)) for n in below.get(i, ())]
    values = [
        (column.field, below[i])
        for i, column in enumerate(half.columns)
        if i >= first and i in below and column.field not in ("", SOURCE)
    ]
    return Dealt(tuple(before), tuple(values), below)


def values_under(row: Row, columns: Sequence[Column]) -> dict[str, Slot]:
    """The values of a row under these columns, by field."""
    whole = half_of(columns, range(len(columns)))
    return values_of(row.slots, deal(under(row, columns), whole))


def values_of(slots: Sequence[Slot], dealt: Dealt) -> dict[str, Slot]:
    """The values of a row by field."""
    values: dict[str, Slot] = {}
    for field, at in dealt.values:
        if len(at) == 1:
            slot = slots[at[0]]
            if slot.own:
                values[field] = slot
            continue
        own = [slots[n] for n in at if slots[n].own]
        if own and not _several(own):
            values[field] = own[-1]
    return values


def _several(slots: Sequence[Slot]) -> bool:
    """True where several figures stand under one header: nobody says which is its own."""
    return len(slots) > 1 and sum(looks_numeric(s.text) for s in slots) > 1
