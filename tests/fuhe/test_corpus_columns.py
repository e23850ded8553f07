"""Tables of the corpus are written column by column, and every cell as it is written alone."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Place
from fuhe.corpus.candidates import as_json, candidate_data
from fuhe.corpus.cells import cell
from fuhe.corpus.columns import counts, header, numbered, spots, written
from score.check import Candidate

TEXTS = st.text('a合"\\\r\n\t\0\u2028\ud800\U0001f600', max_size=4)
NUMBERS = st.one_of(st.none(), st.integers(0, 3), st.integers())
PLACES = st.builds(Place, page=NUMBERS, table=NUMBERS, row=NUMBERS, col=NUMBERS, line=NUMBERS)
CANDIDATES = st.builds(Candidate, TEXTS, TEXTS, PLACES, TEXTS, TEXTS, TEXTS, TEXTS)


@given(st.lists(st.tuples(TEXTS, st.integers(-2, 2000)), min_size=1, max_size=4))
def test_each_cell_of_a_table_is_written_as_alone(found: list[tuple[str, int]]) -> None:
    given_ = {"level": counts([number for _, number in found])}
    rows = written("sections", given_, {"title": [text for text, _ in found]})
    at = header("sections").index
    assert [(row[at("title")], row[at("level")]) for row in rows] == [
        (cell(text), cell(number)) for text, number in found
    ]


def test_a_column_that_nobody_gave_is_blank() -> None:
    (row,) = written("sections", {"level": ["1"]}, {})
    assert len(row) == len(header("sections"))
    assert set(row) == {"1", ""}


def test_columns_of_unequal_length_make_no_table() -> None:
    with pytest.raises(ValueError, match="shorter"):
        written("sections", {"level": ["1", "2"]}, {"title": ["a"]})


def test_numbers_of_rows_begin_with_one() -> None:
    assert numbered("abc") == ["1", "2", "3"]


@given(st.lists(PLACES, max_size=4))
def test_what_a_place_lacks_is_blank(places: list[Place]) -> None:
    assert spots(places) == {
        "page": [cell(place.page) for place in places],
        "table_no": [cell(place.table) for place in places],
        "table_row": [cell(place.row) for place in places],
    }


@given(st.lists(CANDIDATES, min_size=1, max_size=3))
def test_explanations_are_the_json_of_their_data(found: list[Candidate]) -> None:
    data = [candidate_data(one) for one in found]
    assert as_json((*found, found[0]), {}) == json.dumps([*data, data[0]], ensure_ascii=False)


def test_a_finding_without_explanations_has_no_json() -> None:
    assert as_json((), {}) == ""
