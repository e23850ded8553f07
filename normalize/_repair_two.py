"""A question about two figures that nothing but sums hold: all others stay as they are.

A sum of twenty figures of which two are open differs from itself in those two only. What the others
add up to is worked out once (:class:`Rest`), and a step of the search is a step with two ranges. The
answer is that of the long way, which asks each sum about all of its figures, rounds that are not
enough included; where one of the others might get narrower, only the long way can tell.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from normalize._repair_bonds import INFINITE, MOST_ROUNDS, Linear, Range, Var

Unsure = Literal["unsure"]
_NOBODY = -2
_SEVERAL = -1
_FAR = INFINITE // 2  # beyond it an end is none: what follows from an open one is open
_ONE, _OTHER, _SAME, _TURNED = range(4)  # of two figures, which a sum holds, and with which signs


class Rest(NamedTuple):
    """A sum in a box, with what it reaches and its widest range."""

    bond: Linear
    least: int
    most: int
    widest: int


class Share(NamedTuple):
    """What a sum says of two figures: that the one, the other, both together or the one less the
    other (``kind``) lie in ``low .. high``, while none of its other ranges, ``widest`` at most, gets
    narrower. ``n`` is its place among the sums."""

    n: int
    kind: int
    low: int
    high: int
    widest: int


class Both(NamedTuple):
    """What is left of two figures; ``over`` where the rounds were not enough."""

    one: Range
    other: Range
    over: bool


def rest_of(bond: Linear, box: list[Range]) -> Rest:
    """A sum in a box."""
    least, most = bond.reach(box)
    return Rest(bond, least, most, max([high - low for low, high in bond.pick(box)]))


def shares(rests: Iterable[Rest], one: Var, other: Var, box: list[Range]) -> list[Share] | None:
    """What some sums, each of which holds one of two variables or both, say of them; None where some
    range of theirs has no end in the box."""
    (a, b), (c, d) = box[one], box[other]
    found: list[Share] = []
    for bond, first, last, widest in rests:
        if widest > _FAR:
            return None
        least, most = first, last
        mine, yours = bond.signs.get(one, 0), bond.signs.get(other, 0)
        if mine:
            least, most = (least - a, most - b) if mine > 0 else (least + b, most + a)
        if yours:
            least, most = (least - c, most - d) if yours > 0 else (least + d, most + c)
        if (mine or yours) > 0:
            low, high = bond.low - most, bond.high - least
        else:
            low, high = least - bond.high, most - bond.low
        kind = (_SAME if mine == yours else _TURNED) if mine and yours else _ONE if mine else _OTHER
        found.append(Share(len(found), kind, low, high, widest))
    return found


def settled(known: list[Share], one: Range, other: Range) -> Both | Unsure | None:
    """What some sums leave of the ranges of two figures, in as many rounds as the long way takes;
    None when nothing."""
    (a, b), (c, d) = one, other
    waiting = known
    for _ in range(MOST_ROUNDS):
        mine_by = yours_by = _NOBODY  # by which sum each got narrower, where by one alone
        for share in waiting:
            n, kind, low, high, widest = share
            if kind == _SAME:
                p, q, r, s = low - d, high - c, low - b, high - a
            elif kind == _TURNED:
                p, q, r, s = low + c, high + d, a - high, b - low
            elif kind == _ONE:
                p, q, r, s = low, high, c, d
            else:
                p, q, r, s = a, b, low, high
            below, above = (d - r, s - c) if kind == _OTHER else (b - p, q - a)
            if below < widest or above < widest:
                return None if below < 0 or above < 0 else "unsure"
            if p > a or q < b:
                ends, a, b = (a, b), max(a, p) if p > -_FAR else a, min(b, q) if q < _FAR else b
                if ends != (a, b):
                    mine_by = n if mine_by == _NOBODY else _SEVERAL
            if r > c or s < d:
                ends, c, d = (c, d), max(c, r) if r > -_FAR else c, min(d, s) if s < _FAR else d
                if ends != (c, d):
                    yours_by = n if yours_by == _NOBODY else _SEVERAL
        if mine_by == yours_by == _NOBODY:
            return Both((a, b), (c, d), over=False)
        waiting = [
            share
            for share in known
            if (mine_by not in (_NOBODY, share[0]) and share[1] != _OTHER)
            or (yours_by not in (_NOBODY, share[0]) and share[1] != _ONE)
        ]
    return Both((a, b), (c, d), over=True)
