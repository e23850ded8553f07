"""A table of the corpus from its columns: each is written at once, for its values are of one kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from fuhe.corpus.cells import are_odd, numbers, words
from fuhe.corpus.schema import table

if TYPE_CHECKING:
    from extract.document import Place
    from normalize.report import Figure

Columns = dict[str, list[str]]


def written(name: str, given: Columns, said: Columns) -> list[list[str]]:
    """The rows of the table called ``name``, from columns of equal length by their names: ``given``
    hold nothing odd (numbers, codes), ``said`` texts as a document has them. A column of neither is
    blank. At least one is ``given``."""
    if are_odd(chain.from_iterable(said.values())):
        said = {column: words(values) for column, values in said.items()}
    columns = given | said
    blank = [""] * len(next(iter(given.values())))
    found = [columns.get(column, blank) for column in header(name)]
    return list(map(list, zip(*found, strict=True)))


@cache
def header(name: str) -> tuple[str, ...]:
    """The names of the columns of a table, in their order."""
    return tuple(table(name).header)


class _Counted(dict[int | None, str]):
    """Whole numbers as texts, the small ones at hand: pages and rows are, again and again."""

    def __missing__(self, value: int | None) -> str:
        return str(value)


_count = _Counted({None: ""} | {number: str(number) for number in range(1000)}).__getitem__


def counts(values: Iterable[int | None]) -> list[str]:
    """Pages, rows and numbers of people as texts."""
    return list(map(_count, values))


def numbered(found: Sequence[object]) -> list[str]:
    """1, 2, 3 … for what has no number of its own."""
    return list(map(str, range(1, len(found) + 1)))


def values(figures: list[Figure | None]) -> list[str]:
    """The values of figures, blank where there is none."""
    return numbers([figure.value if figure else None for figure in figures])


def spots(places: list[Place]) -> Columns:
    """Page, table and row of each place."""
    return {
        "page": counts([place.page for place in places]),
        "table_no": counts([place.table for place in places]),
        "table_row": counts([place.row for place in places]),
    }
