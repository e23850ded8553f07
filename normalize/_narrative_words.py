"""The word lists of ``narrative.toml``, read and compiled once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import regex

from normalize.text import compiled


@cache
def words() -> dict[str, Any]:
    """The tables of ``narrative.toml``."""
    return tomllib.loads(files("normalize").joinpath("narrative.toml").read_text(encoding="utf-8"))


@cache
def pattern(table: str, name: str) -> regex.Pattern[str]:
    """The pattern ``name`` of ``table``, compiled; several are joined as alternatives."""
    value = words()[table][name]
    return compiled("|".join(f"(?:{v})" for v in value) if isinstance(value, list) else value)


@cache
def outside_pairs() -> tuple[tuple[regex.Pattern[str], regex.Pattern[str]], ...]:
    """Patterns over the labels of a whole and of an amount that is never a part of it."""
    return tuple((regex.compile(p["whole"]), regex.compile(p["part"])) for p in words()["outside"])
