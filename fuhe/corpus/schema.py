"""The tables of a corpus as data: names, order and types of columns, words in both languages."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from extract.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``type`` is string, integer, number, boolean or year."""

    name: str
    type: str
    title: str
    title_zh: str
    description: str
    description_zh: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table. ``key`` names the columns that identify a row (empty: none do); ``refers`` maps a
    column to the table whose key it is."""

    name: str
    title: str
    title_zh: str
    description: str
    description_zh: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    refers: tuple[tuple[str, str], ...]

    @property
    def header(self) -> list[str]:
        """Column names in order."""
        return [column.name for column in self.columns]


def _table(raw: dict[str, Any]) -> Table:
    return Table(
        name=raw["name"],
        title=raw["title"],
        title_zh=raw["title_zh"],
        description=raw["description"],
        description_zh=raw["description_zh"],
        columns=tuple(Column(*column) for column in raw["columns"]),
        key=tuple(raw.get("key", ())),
        refers=tuple(raw.get("refers", {}).items()),
    )


@lru_cache(maxsize=1)
def tables() -> tuple[Table, ...]:
    """Every table of a corpus, in the order of the contract."""
    text = files("fuhe.corpus").joinpath("tables.toml").read_text(encoding="utf-8")
    return tuple(_table(raw) for raw in tomllib.loads(text)["table"])


def table(name: str) -> Table:
    """The table called ``name``; KeyError where there is none."""
    for one in tables():
        if one.name == name:
            return one
    raise KeyError(name)
