"""A letter that stands in everything a pattern finds is looked for before the pattern: texts drawn
from each pattern itself show that the letter does stand there."""

from __future__ import annotations

import re
from decimal import Decimal
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from extract.document import Place
from normalize import _narrative_quantities as quantities
from normalize import _narrative_ratios as ratios
from normalize._narrative_claims import _score
from normalize._narrative_gaps import _openers
from normalize._narrative_words import pattern, spelled, words
from normalize.report import Amount, Figure

GRADE = spelled("claim", "grade").partition("(?=")[0]  # what may stand behind it is left out
GUARDS = {
    "grade": (GRADE, ("claim", "grading")),
    "letter of a grade": (GRADE, ("claim", "graded")),
    "score": (_score().pattern, ("claim", "scored")),
    "count": (spelled("tally", "whole"), ("tally", "counted")),
    "rate": (spelled("quantity", "rate_before"), ("quantity", "limits")),
    "limit": (spelled("quantity", "unit_price"), ("quantity", "limits")),
    "list": (_openers().pattern, ("list", "opening")),
    "total": (spelled("total", "behind"), ("total", "letters")),
    "total of what was added": (spelled("total", "added"), ("total", "letters")),
    "change": (spelled("list", "change").replace("(?<!占)", ""), ("list", "changing")),
    "growth": (spelled("ratio", "growth"), ("ratio", "tells")),
    "adjustment": (spelled("ratio", "adjusted"), ("ratio", "tells")),
    "amount told again": (spelled("ratio", "restated"), ("ratio", "tells")),
    "scoring of the execution": (spelled("scoring", "execution"), ("scoring", "tells")),
    "scoring of indicators": (spelled("scoring", "attainment"), ("scoring", "tells")),
}
often = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def drawn(text: str) -> st.SearchStrategy[str]:
    """Texts that a pattern finds, of signs and Chinese letters; what may stand around it is free."""
    plain = text.replace(r"\p{Han}", "一-龥" if "[" + r"\p{Han}" in text else "[一-龥]")
    return st.from_regex(re.compile(plain), fullmatch=True)


@pytest.mark.parametrize("name", GUARDS)
@often
@given(data=st.data())
def test_what_a_pattern_finds_holds_a_letter_that_is_looked_for_first(
    name: str, data: st.DataObject
) -> None:
    text, guard = GUARDS[name]
    assert pattern(*guard).search(data.draw(drawn(text)))


@often
@given(drawn(spelled("quantity", "about_before")))
def test_words_for_a_rough_figure_end_with_a_letter_that_is_looked_for_first(found: str) -> None:
    assert found.rstrip()[-1:] in words()["quantity"]["about_last"]


@pytest.mark.parametrize("name", ["rate_after", "about_after"])
@often
@given(data=st.data())
def test_what_stands_behind_a_figure_begins_with_a_letter_that_is_looked_for_first(
    name: str, data: st.DataObject
) -> None:
    found = data.draw(drawn(spelled("quantity", name)))
    assert found.lstrip()[0] in words()["quantity"]["after_first"]


@often
@given(drawn(spelled("quantity", "person").replace("(?![", "(?=[")))
def test_a_word_for_people_begins_with_a_letter_that_is_looked_for_first(found: str) -> None:
    assert found[0] in words()["quantity"]["person_first"]


@pytest.mark.parametrize("name", ["years", "since", "share", "execution", "arrival"])
@often
@given(data=st.data())
def test_what_is_told_by_a_percentage_holds_one(name: str, data: st.DataObject) -> None:
    assert "¢" in data.draw(drawn(spelled("ratio", name)))


@often
@given(drawn(spelled("list", "inside")))
def test_the_name_of_a_whole_ends_with_its_mark(found: str) -> None:
    assert "中，" in found or "中：" in found


@often
@given(drawn(spelled("list", "share")))
def test_a_share_is_told_by_its_own_word(found: str) -> None:
    assert "占" in found


@often
@given(drawn(r"\s*(?:[-~～—–―至]|--|——)\s*\d+\s*(?:人|名|万元)"))
def test_a_range_goes_on_right_behind_its_first_figure(rest: str) -> None:
    text = f"补助10万元{rest}"
    found = quantities.find_quantities(text, 0, len(text))
    assert quantities._RANGE_AFTER.match(rest) is None or found[0].vague


@often
@given(drawn(r"其中：(?:[费款][一-三]?\s*\d[\d,]{0,2}\.\d{1,3}\s*[、，]\s*){1,3}[费款]{1,3}\s*"))
def test_figures_without_a_unit_stand_before_the_last_mark(before: str) -> None:
    assume(quantities._BARE_LIST.search(before))
    assert quantities._ends_bare(before, 0, len(before))


def _amount(number: int) -> Amount:
    figure = Figure(Decimal(number), Decimal(1), str(number), Place(), "元" * (number % 2))
    return Amount(number, 1, "money", "预算", figure)


@pytest.mark.parametrize("name", ["growth", "since", "adjusted", "restated", "years"])
@often
@given(data=st.data())
def test_one_amount_without_a_percentage_is_compared_with_nothing(
    name: str, data: st.DataObject
) -> None:
    text = data.draw(drawn(spelled("ratio", name)))
    line = ratios._Line(text, text)
    only = data.draw(st.integers(0, text.count("¤") - 1))
    places = [at for at, sign in enumerate(text) if sign == "¤"]
    line.marks[places[only]] = _amount(1)
    assert not list(ratios._compared(line, {1: _amount(1)}, [_amount(2)]))
    assert not list(ratios._restated(line))


def test_people_are_found_as_with_the_condition_in_front_of_the_digits() -> None:
    random = Random(6)  # noqa: S311 - the same texts every time
    person = spelled("quantity", "person")
    plain = re.compile(
        r"(?<![\d.,])(?P<num>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*(?P<wan>万)?\s*(?P<more>[余多])?\s*"
        rf"(?:(?P<person>{person})|(?P<post>个))"
    )
    found = 0
    for _ in range(20_000):
        text = "".join(random.choices("1234,,.. 人人名个万余次数", k=random.randrange(16)))
        at = random.randrange(4)
        one = [match.groups() for match in plain.finditer(text, at)]
        assert one == [match.groups() for match in quantities._PEOPLE.finditer(text, at)]
        found += len(one)
    assert found > 1000


def test_a_sum_is_found_at_every_figure_that_begins_one() -> None:
    random = Random(7)  # noqa: S311 - the same texts every time
    found = 0
    for _ in range(8_000):
        text = "".join(random.choices("12345,,..- 万亿千元元余多人个和，", k=random.randrange(18)))
        at = random.randrange(4)
        sums = [match.span() for match in quantities._MONEY.finditer(text, at)]
        told = quantities.find_quantities(text, at, len(text))
        money = [q for q in told if q.kind == "money"]
        spans = {(q.start + q.raw.startswith("-"), q.end) for q in money}
        assert set(sums) <= spans, text
        shared = [text[slice(*span)] for span in spans - set(sums)]
        assert all(re.fullmatch(r"[\d,.]+", figure) for figure in shared), text
        found += len(sums)
    assert found > 1000
