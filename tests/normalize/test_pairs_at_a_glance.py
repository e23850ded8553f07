"""Pairs of figures that are refused at a glance are those that a close look refuses as well."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from benchmarks.mutation_forms import LAYOUTS
from benchmarks.mutation_slips import double
from normalize._repair_block import Block
from normalize._repair_model import Model, Tie, build, groups
from normalize._repair_ranges import ranges_of
from normalize._repair_sieve import Sieve
from normalize.identities import identities


def _looked_at(model: Model, group: tuple[Tie, ...], some: int) -> tuple[int, int]:
    """Pairs that were refused at a glance, and those of them that a close look lets pass."""
    block = Block(model, model.block(group))
    sieve = Sieve(model, block)
    keys = sorted({key for tie in group for key in tie.keys}, key=repr)
    refused = [pair for pair in combinations(keys, 2) if sieve.refuses(*pair)]
    wrong = 0
    for one, other in refused[:: max(1, len(refused) // some)]:
        near = {id(t): t for key in (one, other) for t in sieve.ties(key)}
        closely = ranges_of(model, near.values(), (one, other))
        wrong += closely is not None or block.ranges(model, (one, other)) is not None
    return len(refused), wrong


@pytest.mark.parametrize("layout", range(len(LAYOUTS)))
def test_no_pair_that_settles_everything_is_refused_at_a_glance(layout: int) -> None:
    random = Random(layout)  # noqa: S311 - the same forms every time
    refused = wrong = 0
    for _ in range(12):
        mutant = double(LAYOUTS[layout](random), random)
        if mutant is None:
            continue
        model = build(identities(mutant.sample.report.forms[0]))
        for group in groups(model.failing):
            more, false = _looked_at(model, group, 60)
            refused, wrong = refused + more, wrong + false
    assert refused > 20
    assert wrong == 0
