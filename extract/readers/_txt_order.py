"""Whether the cells of a dump still stand in the order of the form.

A printer of text from a page (the way most PDF tools take it) goes by where the ink stands: a cell
merged over many rows is centred beside them and comes out behind or before all of them, columns
come out one after the other. What follows a label is then no longer its own. Two things tell it,
however else the cells may be: a level stands behind what is below it (数量指标 before 产出指标), or the
head of the first levels stands apart from the heads beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extract.readers._txt_align import POINTS
from extract.readers._txt_heads import Heads
from extract.readers._txt_lines import RawCell, RawRow, is_figure
from extract.readers._txt_words import find, is_column, is_level, unnumbered
from extract.recognise import is_title
from extract.text import squeeze
from extract.vocabulary import fold, vocabulary

_OUTER = {
    "quantity": "output",
    "quality": "output",
    "timeliness": "output",
    "economic": "benefit",
    "social": "benefit",
    "ecological": "benefit",
    "sustainable": "benefit",
}
"""The level 1 that every published form puts over a level 2."""
_MOST = 1500  # cells of one form
_LEVELS = ("level1", "level2", "level3")
_POINTS = regex.compile(r"\d{1,3}(?:\.\d+)?")
_NAME = 3  # characters of the shortest name of an indicator: less is the end of a broken one
_APART = 60  # cells from the other heads within which the head of level 1 is theirs


def is_scrambled(texts: Sequence[str], start: int) -> bool:
    """True where the indicators of the form that ``texts[start]`` is part of stand in another order
    than that of their rows."""
    last = min(len(texts), start + _MOST)
    first = next((i for i in range(start, last) if find("indicator", texts[i]) in _LEVELS), last)
    end = next((i for i in range(first, last) if is_title(texts[i], vocabulary())), last)
    return _is_inside_out(texts[first:end]) or _stands_apart(texts[max(0, start - _APART) : end])


def _is_inside_out(texts: Sequence[str]) -> bool:
    """True where a level 1 comes first behind a level 2 that belongs to it: 数量指标 · 产出指标."""
    seen: set[str] = set()
    met: set[str] = set()
    for text in filter(is_level, texts):
        bare = fold(unnumbered(text.strip()))
        inner = vocabulary().find("level2", bare)
        outer = "" if inner else vocabulary().find("level1", bare)
        if outer and outer in seen and outer not in met:
            return True
        met.add(outer)
        seen.add(_OUTER.get(inner, ""))
    return False


def _stands_apart(texts: Sequence[str]) -> bool:
    """True where 一级指标 stands alone and 二级指标 with its neighbours stands elsewhere."""
    kinds = [find("indicator", text) if is_column(text) else "" for text in texts[: 2 * _APART]]
    at = next((i for i, kind in enumerate(kinds) if kind == "level1"), -1)
    if at < 0 or "level2" not in kinds:
        return False
    return not any(kinds[max(0, at - 1) : at] + kinds[at + 1 : at + 2])


def certain(rows: Sequence[RawRow], heads: Heads) -> list[RawRow]:
    """The rows of a money table among scrambled cells: only those whose label is known and has a
    figure for every column, and not right behind a label alone, of which they may be the rest; the
    others as one cell each, which no one can take for figures."""
    made: list[RawRow] = []
    columns = len(heads.columns) - heads.labels
    alone = False
    for n, row in enumerate(rows):
        filled = [cell for cell in row.cells if not cell.empty]
        known = len(filled) > columns and bool(find("item", squeeze(filled[0].text)))
        if not _has_figure(filled) or (known and not alone):
            made.append(row)
        else:
            made.append(RawRow([_one(filled)]))
        alone = n > 0 and len(filled) == 1 and not is_column(filled[0].text)
    return made


def whole_rows(rows: Sequence[RawRow], kinds: Sequence[str]) -> list[RawRow]:
    """The header and the rows of scrambled indicators without their levels, which nobody can tell: those
    that have a name and every value and point; the others as one cell each."""
    kept = [k for k, kind in enumerate(kinds) if kind not in ("level1", "level2")]
    known = {"level3", "target", "actual"} <= set(kinds)
    made: list[RawRow] = []
    for n, row in enumerate(rows):
        filled = [cell for cell in row.cells if not cell.empty]
        if known and len(row.cells) == len(kinds) and (n == 0 or _is_whole(row.cells, kinds)):
            made.append(RawRow([row.cells[k] for k in kept]))
        elif filled:
            made.append(RawRow([_one(filled)]))
    return made


def _is_whole(cells: Sequence[RawCell], kinds: Sequence[str]) -> bool:
    """True for a name, a target, an actual value and plain points."""
    for kind, cell in zip(kinds, cells, strict=True):
        text = squeeze(cell.text)
        if kind in POINTS and not _POINTS.fullmatch(text):
            return False
        if kind in ("level3", "target", "actual") and (
            len(text) < 2 or text.count("(") != text.count(")")
        ):
            return False
        if kind == "level3" and (len(text) < _NAME or not text[0].isalnum() or is_level(text)):
            return False
    return True


def _has_figure(cells: Sequence[RawCell]) -> bool:
    """True where a row is no header."""
    return any(is_figure(cell.text) for cell in cells)


def _one(cells: Sequence[RawCell]) -> RawCell:
    return RawCell([" ".join(cell.text.strip() for cell in cells)], cells[0].line)
