"""Scoring policies of issuing offices, kept as data beside this file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

_NATIONAL = "national"
_FULL = Decimal(100)


@cache
def table(name: str) -> Mapping[str, Any]:
    """One policy file as it stands; numbers are Decimals. FileNotFoundError for an unknown name."""
    text = files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)


_OWN = re.compile(r"(\d{2,3})-(\d{2,3})-(\d{2,3})")
Steps = tuple[tuple[str, Decimal], ...]


def steps(policy: str) -> Steps | None:
    """The floors of the grades by a policy of ``grade_bands.toml``, or by one that is written out as
    85-75-60 (优, 良, 中); None for another name."""
    known = table("grade_bands")["bands"].get(policy)
    if known is not None:
        return tuple((grade, Decimal(floor)) for grade, floor in known)
    match = _OWN.fullmatch(policy)
    floors = [Decimal(number) for number in match.groups()] if match else []
    if not floors or sorted(set(floors), reverse=True) != floors or floors[0] > _FULL:
        return None
    return tuple(zip(("优", "良", "中", "差"), (*floors, Decimal(0)), strict=True))


def bands_of(policy: str) -> str:
    """A policy of bands in words: ``national: 优 90, 良 80, 中 60, 差 0``."""
    known = steps(policy)
    name = policy if known else _NATIONAL
    return f"{name}: " + ", ".join(f"{grade} {floor}" for grade, floor in _steps(policy))


def bands_of_zh(policy: str) -> str:
    """The same in Chinese: ``90 分以上为优，80 分以上为良，60 分以上为中，其余为差``."""
    *above, (last, _) = _steps(policy)
    return "，".join([f"{floor} 分以上为{grade}" for grade, floor in above] + [f"其余为{last}"])


def band(score: Decimal, policy: str = _NATIONAL) -> str:
    """The grade of a score out of a hundred (优, 良, 中, 差) by a policy (see ``steps``); an unknown
    policy is taken as the national one."""
    known = _steps(policy)
    return next((grade for grade, floor in known if score >= floor), known[-1][0])


def _steps(policy: str) -> Steps:
    return steps(policy) or steps(_NATIONAL) or ()


def grade_of(word: str) -> str:
    """The grade that a printed word means (优秀 is 优); empty where that is not certain."""
    known: Mapping[str, str] = table("grade_bands")["synonyms"]
    return known.get(word, "")
