"""The noun before an amount: 2024年部门整体支出全年预算数 → 全年预算数."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import regex

from extract.sections import strip_number
from normalize._narrative_words import pattern, spelled
from normalize.text import compiled, lazy

# an amount in brackets inside the label: 资金（含上年结转5.5万元）共计
_WITH_SUM = lazy(r"\([^()]*\d[^()]*[元万人名]\)")
_ITEM = lazy(r"\((?:\d{1,2}|[一二三四五六七八九十]{1,3})\)")
_LEADING = lazy(r"^(?:\([^()]*\)[，；：、]?)+(?=.)")
_BRACKETED = lazy(r"\([^()]*\)")
# words farther from the amount are no part of its label
_FAR = 160
# stands for an 和 inside a name
_AND = "\1"
_EDGES = " \n，；：、。,.=＝¥￥"


def clean_label(text: str) -> str:
    """The label in the words before an amount (flattened text), without year, scope and fillers."""
    if text.rstrip().endswith(("=", "＝")):  # 30人×500元=1.5万元: an equation names nothing
        return ""
    bare = "".join(text[-_FAR:].split()).strip(_EDGES)
    if "(" in bare:
        bare = bare if _ITEM.match(bare) else _LEADING.sub("", bare)
        bare = _WITH_SUM.sub("", bare)
    rest = strip_number(bare)
    if rest is not bare:
        bare = rest.strip(_EDGES)
    bare = _strip(_strip(bare, "suffix", at_end=True), "prefix", at_end=False)
    bare = pattern("label", "scope").sub("", bare)
    return _unquote(bare.strip(_EDGES))


def _unquote(text: str) -> str:
    """Quotes around the whole label go, quotes inside (“三公”经费) stay."""
    inner = text.strip('“”"‘’')
    return inner if not compiled('[“”"‘’]').search(inner) else text


def _strip(text: str, name: str, *, at_end: bool) -> str:
    """Take known words off one end, again and again, but never the last of the label."""
    find = _edge(name, at_end)
    while True:
        edge = find(text)
        rest = text if edge is None else text[: edge.start()] + text[edge.end() :]
        shorter = rest.strip(_EDGES)
        if shorter == text or not shorter:
            return text
        text = shorter


@cache
def _edge(name: str, at_end: bool) -> Callable[[str], regex.Match[str] | None]:
    words = spelled("label", name)
    return regex.compile(f"(?:{words})$").search if at_end else compiled(words).match


def label_after(text: str) -> str:
    """The name that follows an amount, in ``500万元为中央资金``; empty when none does."""
    match = pattern("label", "after").match(text)
    return match["name"].strip(_EDGES) if match else ""


def names_in(text: str) -> list[str]:
    """The names of ``基本支出、项目支出分别为``: what stands before 分别 in its clause."""
    clause = compiled("[，；：。]").split(text.split("分别", maxsplit=1)[0])[-1]
    kept = pattern("label", "whole_names").sub(lambda m: m[0].replace("和", _AND), clause)
    parts = compiled("[、和及与]").split(_BRACKETED.sub("", kept))
    names = [clean_label(part.replace(_AND, "和")) for part in parts if part.strip()]
    return names if len(names) > 1 else []
