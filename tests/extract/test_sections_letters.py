"""A letter that a numbered line, a title or a list of contents begins or ends with is looked at before
the pattern: texts drawn from each pattern itself show that the letter does stand there."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from extract._sections_lines import _is_listed, _is_title
from extract._sections_numbering import _styles, line_pattern, line_start, may_begin, may_end
from extract._sections_numbering import settings as numbering

often = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def drawn(data: st.DataObject, pattern: str) -> str:
    """A line that the pattern finds, without the spaces at its ends; what may stand around is free."""
    plain = pattern.replace(r"(?!\p{Han})", "").replace(r"\p{Han}", "[一-龥]")
    line = data.draw(st.from_regex(re.compile(plain), fullmatch=True)).strip()
    assume(line and "\n" not in line)
    return line


@pytest.mark.parametrize("number", range(len(_styles())))
@often
@given(data=st.data())
def test_a_number_begins_with_a_letter_that_is_looked_at_first(
    number: int, data: st.DataObject
) -> None:
    assert may_begin(drawn(data, _styles()[number].text)[0])


@pytest.mark.parametrize("name", ["noise", "footer", "bare"])
@often
@given(data=st.data())
def test_a_line_that_is_left_out_begins_with_a_letter_that_is_looked_at_first(
    name: str, data: st.DataObject
) -> None:
    assert may_begin(drawn(data, numbering()["lines"][name])[0])


@often
@given(data=st.data())
def test_a_title_begins_or_ends_with_a_letter_that_is_looked_at_first(data: st.DataObject) -> None:
    line = drawn(data, numbering()["lines"]["title"])
    assume(len(line) <= 60 and line_start("title").match(line))
    assert _is_title(line)


@often
@given(data=st.data())
def test_the_name_of_a_list_of_contents_ends_with_a_letter_that_is_looked_at_first(
    data: st.DataObject,
) -> None:
    assert may_end("contents", drawn(data, numbering()["lines"]["contents"])[-1])


@often
@given(data=st.data())
def test_what_is_attached_begins_with_its_word(data: st.DataObject) -> None:
    line = drawn(data, numbering()["lines"]["attached"])
    assert line.startswith(numbering()["letters"]["annex"])


@often
@given(data=st.data())
def test_a_leader_ends_with_a_letter_that_is_looked_at_first(data: st.DataObject) -> None:
    line = drawn(data, numbering()["lines"]["leader"])
    assume(line_pattern("leader").search(line))
    assert _is_listed(line)


@often
@given(data=st.data())
def test_a_figure_in_a_title_holds_a_sign_that_is_looked_for_first(data: st.DataObject) -> None:
    line = drawn(data, numbering()["lines"]["figures"])
    assert re.search(numbering()["letters"]["telling"], line)
