"""The word lists of ``narrative.toml``, read and compiled once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import regex

from normalize.text import compiled, lazy


@cache
def words() -> dict[str, Any]:
    """The tables of ``narrative.toml``."""
    return tomllib.loads(files("normalize").joinpath("narrative.toml").read_text(encoding="utf-8"))


@cache
def pattern(table: str, name: str) -> regex.Pattern[str]:
    """The pattern ``name`` of ``table``, compiled; several are joined as alternatives."""
    return compiled(spelled(table, name))


def spelled(table: str, name: str) -> str:
    """The same pattern as a text, for those who put it into one of their own."""
    value = words()[table][name]
    return "|".join(f"(?:{v})" for v in value) if isinstance(value, list) else value


@cache
def outside_pairs() -> tuple[tuple[regex.Pattern[str], regex.Pattern[str]], ...]:
    """Patterns over the labels of a whole and of an amount that is never a part of it."""
    return tuple((lazy(p["whole"]), lazy(p["part"])) for p in words()["outside"])
