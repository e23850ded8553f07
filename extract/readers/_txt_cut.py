"""Rows of tabs whose cells hold line breaks, as a browser copies them: a label that a break has cut
(``质量指`` at the end of a line, ``标`` at the beginning of the next) puts its row together again."""

from __future__ import annotations

from collections.abc import Sequence

from extract.readers._txt_words import LABEL, find, is_cut
from extract.vocabulary import declares_unit


def mended(lines: Sequence[str], places: Sequence[int]) -> tuple[Sequence[str], Sequence[int]]:
    """The lines with those put together that a known label goes over, and the index that each had in
    the file. Dumps with a tab before each cell have no such rows."""
    if not any("\t" in line for line in lines):
        return lines, places
    out: list[str] = []
    kept: list[int] = []
    for line, place in zip(lines, places, strict=True):
        if out and _goes_on(out[-1], line):
            out[-1] = out[-1].rstrip() + line.lstrip(" \u3000")
        else:
            out.append(line)
            kept.append(place)
    return out, kept


def _goes_on(line: str, after: str) -> bool:
    """True where the last cell of a line and the first of the next are one label."""
    if "\t" not in line and "\t" not in after:
        return False
    if line.startswith("\t") or after.startswith("\t") or line.endswith("\t"):
        return False
    last, first = line.rpartition("\t")[2].strip(), after.partition("\t")[0].strip()
    if not (last and first):
        return False
    return is_cut((last, first)) or ("\t" not in line and _names_block(last, first))


def _names_block(last: str, first: str) -> bool:
    """True for the name of a block of money that a break has cut: 资金 · 来源, 整体资金 · （万元）."""
    unit = first[0] in "（(" and first[-1] in "）)" and declares_unit(first)
    whole = last + first
    known = find("group", whole) and not (find("group", last) or find("group", first))
    return len(whole) <= LABEL and bool(known or (unit and find("item", whole)))
