"""Lines of CSV are put together without a writer, and are the writer's own."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuhe.corpus.cells import cell, numbers, texts, words
from fuhe.corpus.packed import Lines, pack, unpack

CELLS = st.text("abc 1.,\"'\n\r;合计", max_size=4)
ROWS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=4)
)


def written(rows: list[list[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return file.getvalue().encode()


@given(ROWS)
def test_the_lines_are_those_of_a_writer(rows: list[list[str]]) -> None:
    assert Lines.of(rows).data == written(rows)


@pytest.mark.parametrize(
    "rows", [[], [[""]], [["", ""]], [["a"], [""]], [["a\nb", "c"]], [["1,2", "3"], ["4", "5"]]]
)
def test_rows_at_the_edge_are_those_of_a_writer(rows: list[list[str]]) -> None:
    assert Lines.of(rows).data == written(rows)


@given(st.dictionaries(st.sampled_from(["funds", "checks", "amounts"]), ROWS))
def test_what_is_packed_comes_out_again(made: dict[str, list[list[str]]]) -> None:
    found = unpack(pack(made))
    assert {name: (one.count, bytes(one.data)) for name, one in found.items()} == {
        name: (len(rows), written(rows)) for name, rows in made.items()
    }


@given(st.lists(st.one_of(st.none(), st.decimals(), st.decimals(-9, 9, places=2)), max_size=5))
def test_many_numbers_are_written_as_each_alone(values: list[Decimal | None]) -> None:
    assert numbers(values) == [cell(value) for value in values]


@given(st.lists(st.text("a合\r\n\0\ud800", max_size=4), max_size=4))
def test_many_texts_are_written_as_each_alone(values: list[str]) -> None:
    plain = [v.replace("\r\n", "\n").replace("\r", "\n") for v in values]
    told = ["".join("\ufffd" if c in "\0\ud800" else c for c in v) for v in plain]
    assert words(values) == texts(values) == [cell(value) for value in values] == told
