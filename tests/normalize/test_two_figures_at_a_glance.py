"""Two figures that nothing but sums hold: the short way says what the long way says."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from random import Random

import pytest

from benchmarks.mutation_forms import LAYOUTS
from benchmarks.mutation_slips import double, mutate
from normalize._repair_block import Block
from normalize._repair_bonds import ANY, MOST_ROUNDS, POSITIVE, UNIT, Linear, Range
from normalize._repair_model import Model, Tie, build, groups
from normalize._repair_ranges import ranges_of
from normalize._repair_search import _near, _was_asked
from normalize._repair_sieve import Sieve
from normalize._repair_two import Both, rest_of, settled, shares
from normalize.identities import identities

Asked = tuple[list[Linear], list[Range], Range, Range]


def _asked(draw: Random) -> Asked:
    """Up to four sums of up to nine figures, all with one of the first two or with both; the sums
    nearly hold as printed, and what the first two may be from the start."""
    true = [draw.randint(-20, 900) for _ in range(9)]
    halves = [draw.choice([0, 0, 1, 1, 5]) for _ in true]
    box = [
        ((value - half) * UNIT // 100, (value + half) * UNIT // 100)
        for value, half in zip(true, halves, strict=True)
    ]
    bonds = []
    for _ in range(draw.randint(1, 4)):
        held = draw.choice([[0], [1], [0, 1], [0, 1], [0, 1]])
        held += draw.sample(range(2, 9), draw.randint(0, 6))
        terms = tuple((var, draw.choice([1, 1, 1, -1])) for var in held)
        off = draw.choice([0, 0, 0, 1, -1, 3, 40])
        low = (sum(true[var] * sign for var, sign in terms) + off) * UNIT // 100
        high = draw.choice([low, low, low, low + 7, POSITIVE[1]])
        bonds.append(Linear(terms, low, high))
    return bonds, box, _start(draw, box[0]), _start(draw, box[1])


def _start(draw: Random, printed: Range) -> Range:
    wide = draw.choice([0, UNIT, 400 * UNIT])
    around = (printed[0] - wide, printed[1] + draw.choice([0, wide]))
    half_open = (ANY[0], around[1]), (around[0], ANY[1])
    return draw.choice([POSITIVE, POSITIVE, ANY, around, *half_open])


def _long_way(asked: Asked) -> tuple[list[Range], bool] | None:
    """All figures of every sum asked in every round, and whether the rounds were not enough."""
    bonds, known, *starts = asked
    box, waiting = [*starts, *known[2:]], list(range(len(bonds)))
    for _ in range(MOST_ROUNDS):
        changed: dict[int, set[int]] = {}
        for n in waiting:
            left = bonds[n].narrow(box)
            if left is None:
                return None
            for var, ends in left.items():
                if ends != box[var]:
                    box[var] = ends
                    changed.setdefault(var, set()).add(n)
        if not changed:
            return box, False
        waiting = [
            n
            for n, bond in enumerate(bonds)
            if any(var in bond.keys and by != {n} for var, by in changed.items())
        ]
    return box, True


@pytest.mark.parametrize("seed", range(20))
def test_two_figures_are_left_what_asking_every_figure_leaves_them(seed: int) -> None:
    draw, kinds = Random(seed), Counter[str]()  # noqa: S311 - the same sums every time
    for _ in range(400):
        asked = _asked(draw)
        bonds, box, one, other = asked
        known = shares([rest_of(bond, box) for bond in bonds], 0, 1, box)
        assert known is not None
        left, plain = settled(known, one, other), _long_way(asked)
        kinds["refused" if left is None else left if isinstance(left, str) else "left"] += 1
        if isinstance(left, Both):
            assert plain == ([left.one, left.other, *box[2:]], left.over)
            kinds["over"] += left.over
        elif left is None:
            assert plain is None
    assert kinds["refused"] > 20
    assert kinds["left"] > 100
    assert kinds["over"] > 0
    assert kinds["unsure"] < 200


def test_a_sum_with_a_figure_that_may_be_anything_takes_the_long_way() -> None:
    bond = Linear(((0, 1), (1, -1), (2, 1)))
    box = [(0, 5), (0, 5), POSITIVE]
    assert shares([rest_of(bond, box)], 0, 1, box) is None


def _models() -> list[Model]:
    """Forms of every layout, each with two slips or three."""
    found = []
    for seed, layout in enumerate([*LAYOUTS] * 5):
        random = Random(seed)  # noqa: S311 - the same forms every time
        mutant = double(layout(random), random)
        further = mutant and mutate(mutant.sample, "digit", random)
        chosen = further if further and seed % 2 else mutant
        if chosen is not None:
            found.append(build(identities(chosen.sample.report.forms[0])))
    return found


def _halves(model: Model, one: tuple[object, ...], left: Range) -> list[dict[object, Range]]:
    low, high = left
    middle = (low + high) // 2
    return [{one: ends} for ends in ((middle, middle), (low, middle), (middle, high))]


def _long_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Block, "_shares", lambda *_: None)


def _said(model: Model, ties: tuple[Tie, ...]) -> list[object]:
    """What a block says of all pairs of figures of some ties, halves of their ranges included."""
    block, found = Block(model, model.block(ties)), list[object]()
    keys = sorted({key for tie in ties for key in tie.keys}, key=repr)[:14]
    for pair in combinations(keys, 2):
        left = block.ranges(model, pair)
        found.append((pair, left, block.hurried))
        if left is not None and max(map(abs, left[pair[0]])) < POSITIVE[1]:
            for prints in _halves(model, pair[0], left[pair[0]]):
                found.append((block.ranges(model, pair, prints), block.hurried))
    return found


def test_a_block_says_of_two_figures_the_same_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    groups_of = [(model, group) for model in _models() for group in groups(model.failing)]
    short = [_said(model, group) for model, group in groups_of]
    _long_blocks(monkeypatch)
    again = [(model, group) for model in _models() for group in groups(model.failing)]
    assert short == [_said(model, group) for model, group in again]
    assert sum(map(len, short)) > 1000


def test_a_question_that_was_asked_already_is_not_refused_by_the_ties_around() -> None:
    asked = 0
    for model in _models():
        for group in groups(model.failing):
            block = Block(model, model.block(group))
            sieve = Sieve(model, block)
            for pair in combinations(sorted({k for t in group for k in t.keys}, key=repr)[:14], 2):
                near = _near(sieve, pair)
                if block.ranges(model, pair) is not None and _was_asked(model, block, near):
                    assert ranges_of(model, near, pair) is not None
                    asked += 1
    assert asked > 20
