"""What is not searched could not have been found."""

from __future__ import annotations

from random import Random

from normalize import _narrative_quantities as quantities
from normalize._repair_edits import _fitting

SIGNS = "12.,3、及-~至—万元 \n人其中：，费\u3000("
ENDS = ("、", "和 ", "1、", "2.5万元至", "3-", "3 和\n", "其中：经费1.5、费", "")


def _texts(count: int) -> list[str]:
    random = Random(3)  # noqa: S311 - the same texts every time
    return [
        "".join(random.choices(SIGNS, k=random.randrange(14))) + random.choice(ENDS)
        for _ in range(count)
    ]


def test_an_open_range_ends_with_one_of_the_marks_that_are_looked_for_first() -> None:
    found = [t for text in _texts(20_000) if quantities._RANGE_BEFORE.search(t := text.rstrip())]
    assert len(found) > 100
    assert all(text.endswith(quantities._RANGE_MARKS) for text in found)


def test_figures_that_share_a_unit_end_with_one_of_the_joins_that_are_looked_for_first() -> None:
    found = [text for text in _texts(20_000) if quantities._SHARED.search(text)]
    assert len(found) > 100
    assert all(text.rstrip().endswith(quantities._JOINS) for text in found)


def test_a_list_of_bare_figures_holds_a_point() -> None:
    found = [text for text in _texts(20_000) if quantities._BARE_LIST.search(text)]
    assert len(found) > 100
    assert all("." in text for text in found)


def test_the_digits_that_fit_are_those_that_keep_a_number_within_its_bounds() -> None:
    random = Random(4)  # noqa: S311 - the same numbers every time
    for _ in range(5_000):
        one, least = 10 ** random.randrange(5), random.randrange(10**6)
        low = least + random.randrange(-12 * one, 12 * one)
        high = low + random.randrange(-1, 6 * one)
        fits = [d for d in range(10) if low <= least + d * one <= high]
        assert _fitting(least, one, (low, high)) == "".join(map(str, fits))
