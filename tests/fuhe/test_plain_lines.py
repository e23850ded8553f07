"""Lines of CSV that need no quotes are put together without a writer, and are the writer's own."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
