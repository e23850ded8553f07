"""The search asks little: what it leaves out would have said nothing new."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from benchmarks.mutation_forms import LAYOUTS
from benchmarks.mutation_slips import double
from normalize._repair_block import Block
from normalize._repair_bonds import (
    INFINITE,
    UNIT,
    Bond,
    Capped,
    Either,
    Linear,
    Product,
    Range,
    over,
    propagate,
    times,
)
from normalize._repair_model import Draft, Model, build, groups
from normalize._repair_ranges import near_fits, near_fitting, ranges_of
from normalize._repair_search import smallest
from normalize.identities import identities


def _range(draw: Random) -> Range:
    """From a point to a wide range, now and then one without an end."""
    low = draw.choice([0, 5, 60, 900]) * UNIT // draw.choice([1, 3, 100])
    wide = draw.choice([0, 0, UNIT // 100, UNIT, 40 * UNIT, INFINITE])
    return low, min(low + wide, INFINITE)


def _spanned(ways: list[tuple[Bond, ...]], box: dict[int, Range]) -> dict[int, Range] | None:
    """All ways asked to the end, and what they leave put together."""
    found = [left for way in ways if (left := propagate(way, box)) is not None]
    if not found:
        return None
    return {
        var: (min(left[var][0] for left in found), max(left[var][1] for left in found))
        for var in box
    }


def test_several_ways_leave_what_the_widest_of_them_leaves() -> None:
    draw, refused, narrowed, same = Random(7), 0, 0, 0  # noqa: S311 - the same ranges every time
    for _ in range(1500):
        ways: list[tuple[Bond, ...]] = [(Capped(3, 4, 5),), (Product(0, 1, 2), Capped(3, 4, 1))]
        ways += [(Linear(((3, 1), (4, -1))),)] if draw.random() < 0.3 else []
        box = {var: _range(draw) for var in range(6)}
        left, plain = Either(tuple(ways)).narrow(box), _spanned(ways, box)
        assert (None if left is None else box | left) == plain
        refused, narrowed, same = (
            refused + (plain is None),
            narrowed + (plain not in (None, box)),
            same + (plain == box),
        )
    assert min(refused, narrowed, same) > 50


@pytest.mark.parametrize("seed", range(40))
def test_products_and_quotients_are_only_ever_widened_and_hardly(seed: int) -> None:
    draw = Random(seed)  # noqa: S311 - the same ranges every time
    a, b = _range(draw), _range(draw)
    exact = [Fraction(one * other, UNIT) for one, other in zip(a, b, strict=True)]
    low, high = times(a, b)
    assert exact[0] - Fraction(UNIT, 10**12) <= low <= exact[0]
    assert high == INFINITE or exact[1] <= high <= exact[1] + Fraction(UNIT, 10**12)
    low, high = over(a, b)
    assert Fraction(low) * b[1] <= a[0] * UNIT
    assert high == INFINITE or Fraction(high) * b[0] >= a[1] * UNIT


def _models() -> list[Model]:
    """Forms of every layout, each with two slips."""
    found = []
    for seed, layout in enumerate([*LAYOUTS] * 4):
        random = Random(seed)  # noqa: S311 - the same forms every time
        mutant = double(layout(random), random)
        if mutant is not None:
            found.append(build(identities(mutant.sample.report.forms[0])))
    return found


def test_a_figure_that_sums_refuse_is_never_one_that_explains_all() -> None:
    tried = 0
    for model in _models():
        for group in groups(model.failing):
            shared = sorted(frozenset.intersection(*(tie.keys for tie in group)), key=repr)
            own = set(map(id, group))
            plainly = [
                key
                for key in shared
                if near_fits(model, key, [t for t in model.by_key[key] if t.agrees or id(t) in own])
            ]
            assert near_fitting(model, group, shared) == plainly
            few = near_fitting(model, group, shared, closely=False)
            assert set(plainly) <= set(few)
            block = Block(model, model.block(group))
            explains = {key for key in shared if block.ranges(model, (key,)) is not None}
            assert explains <= set(plainly)
            assert {freed.keys[0] for freed in smallest(model, group, most=1).freed} == explains
            tried += len(shared)
    assert tried > 50


def test_a_block_says_of_one_figure_what_all_its_ties_say() -> None:
    tried = 0
    for model in _models()[::2]:
        for group in groups(model.failing):
            ties = model.block(group)
            block = Block(model, ties)
            for key in sorted({key for tie in group for key in tie.keys}, key=repr):
                assert block.ranges(model, (key,)) == ranges_of(model, ties, (key,))
                tried += 1
    assert tried > 50


def test_a_link_of_two_ties_counts_once_in_each_block() -> None:
    linked = [model for model in _models() if model.links]
    assert linked
    for model in linked:
        (link, *_) = model.links
        ties = [tie for tie in model.ties if link in map(id, tie.bonds)]
        assert len(ties) > 1
        for own in (tuple(ties), *[(tie,) for tie in ties]):
            block = Block(model, own)
            held = [n for n in block.own if id(model.table.bonds[n]) == link]
            assert held == [min(n for tie in own for n in model.table.of[id(tie)] if n in held)]


def test_what_is_built_on_a_draft_leaves_the_draft_as_it_is() -> None:
    random = Random(3)  # noqa: S311 - the same form every time
    form = LAYOUTS[0](random).report.forms[0]
    known = identities(form)
    half = len(known) // 2
    draft = Draft().add(known[:half])
    before = build((), draft)
    sizes = (len(before.nodes), len(before.box), len(before.ties), before.by_key.copy())
    longer = build(known[half:], draft)
    assert len(longer.ties) > len(before.ties)
    again = build((), draft)
    for model in (before, again):
        found = (len(model.nodes), len(model.box), len(model.ties), model.by_key)
        assert found == sizes
    assert list(longer.nodes) == list(build(known).nodes)
