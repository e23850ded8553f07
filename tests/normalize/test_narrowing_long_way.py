"""What the search works out in few steps is what the plain formulas say."""

from __future__ import annotations

from random import Random

import pytest

from normalize._repair_bonds import UNIT, Either, Linear, Product, Range, propagate
from normalize._repair_edits import blind_likelihood

Drawn = tuple[Linear, list[Range]]


def _drawn(seed: int) -> Drawn:
    """A sum of up to nine figures, a few of them wide, that may or may not hold."""
    draw = Random(seed)  # noqa: S311 - the same sums every time
    box = []
    for _ in range(draw.randint(1, 9)):
        low = draw.randint(-50, 200)
        box.append((low, low + draw.choice([0, 1, 1, 2, 30, 300])))
    signs = [draw.choice([1, -1]) for _ in box]
    low = draw.randint(-200, 200)
    return Linear(tuple(enumerate(signs)), low, low + draw.choice([0, 0, 5, 400])), box


def _plainly(bond: Linear, box: list[Range]) -> dict[int, Range] | None:
    """Each figure by itself: what the sum and all others leave of it."""
    found = {}
    for var, sign in bond.terms:
        others = [
            (box[v] if s > 0 else (-box[v][1], -box[v][0])) for v, s in bond.terms if v != var
        ]
        least = bond.low - sum(high for _, high in others)
        most = bond.high - sum(low for low, _ in others)
        least, most = (least, most) if sign > 0 else (-most, -least)
        found[var] = (max(box[var][0], least), min(box[var][1], most))
    return None if any(low > high for low, high in found.values()) else found


@pytest.mark.parametrize("seed", range(400))
def test_a_sum_leaves_each_figure_what_the_others_leave_it(seed: int) -> None:
    bond, box = _drawn(seed)
    left, plain = bond.narrow(box), _plainly(bond, box)
    if plain is None or left is None:
        assert left is plain
        return
    narrower = {var: ends for var, ends in plain.items() if ends != box[var]}
    assert left == narrower


def test_what_several_ways_leave_spans_what_each_leaves() -> None:
    sum_way, rate_way = Linear(((0, 1), (1, -1))), Product(0, 1, 2)
    one = {0: (0, 9 * UNIT), 1: (2 * UNIT, 4 * UNIT), 2: (3 * UNIT, 3 * UNIT)}
    ways = [left for way in (sum_way, rate_way) if (left := propagate((way,), one)) is not None]
    assert len(ways) == 2
    spanned = {
        var: (min(left[var][0] for left in ways), max(left[var][1] for left in ways)) for var in one
    }
    left = Either(((sum_way,), (rate_way,))).narrow(one)
    assert left is not None
    assert one | left == spanned


def test_a_wider_range_is_met_by_chance_more_often() -> None:
    cent, value = UNIT // 100, 38207 * UNIT // 100
    likely = [
        blind_likelihood(cent, (value - wide * cent, value + wide * cent), value)
        for wide in (0, 5, 500)
    ]
    assert likely == sorted(set(likely))
    assert likely[0] == pytest.approx(0.05 / 10**5)
