"""Scoring policies of issuing offices, kept as data beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> Mapping[str, Any]:
    """One policy file as it stands; numbers are Decimals. FileNotFoundError for an unknown name."""
    text = files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)


def band(score: Decimal, policy: str = "national") -> str:
    """The grade of a score out of a hundred (优, 良, 中, 差) by a policy of ``grade_bands.toml``;
    an unknown policy is taken as the national one."""
    bands = table("grade_bands")["bands"]
    steps: list[tuple[str, int]] = [tuple(step) for step in bands.get(policy, bands["national"])]
    return next((grade for grade, floor in steps if score >= floor), steps[-1][0])


def grade_of(word: str) -> str:
    """The grade that a printed word means (优秀 is 优); empty where that is not certain."""
    known: Mapping[str, str] = table("grade_bands")["synonyms"]
    return known.get(word, "")
