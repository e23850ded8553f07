"""What a text of a dump may be: a head of a column, a label, a level, a formula; and labels that a
line break has cut, put together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from extract._rows import COUNTERS
from extract.readers._txt_lines import RawCell, is_cjk, is_figure
from extract.text import BLANK_MARKS, MEMORY, squeeze
from extract.vocabulary import (
    bare_label,
    declares_unit,
    extra_points,
    fold,
    label_points,
    vocabulary,
)

LABEL = 24  # characters of the longest label
_LONGEST_LEVEL = 30
_LEVEL = "level"
_COLUMNS = ("fund ", "indicator ")
_PIECES = 3  # lines that a label is cut into, at most
_GOES_ON = ("及", "和", "与", "或", "（", "(", "、")
_TABLES = ("fund", "indicator", "head", "goal", "row", "item")
_NUMBERED = regex.compile(
    r"(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]\d{1,2}[）)]|\d{1,2}[、.．](?!\d))\s*"
)
_FORMULA = regex.compile(r"(?:[①-⑳A-Za-z0-9]|[=＝+＋*×/÷%％()（）－-]){1,16}")
_DATED = regex.compile(r"20\d\d年(?:度(?!预算))?")
_SPREAD = regex.compile(r"(?<=(?<!\S)(?![无是否优良中差])[一-鿿])\s+(?=[一-鿿](?!\S))")
_DASH = regex.compile(r"[-－—]+")
_LETTER = regex.compile(r"[①-⑳A-Za-z]")


def spaced(line: str) -> str:
    """A line with the letters of one word put together: 合 计, 总　分."""
    return _SPREAD.sub("", line)


def find(table: str, text: str) -> str:
    """The entry of a table of the vocabulary that ``text`` names, none for a text too long."""
    if not 0 < len(text) <= LABEL:
        return ""
    found = vocabulary().find(table, text)
    if not found and table == "fund" and (dated := _DATED.match(text)):
        return vocabulary().find(table, text[dated.end() :])  # 2022年年初预算数
    return found


@lru_cache(maxsize=MEMORY)
def is_column(text: str) -> bool:
    """True for the head of a column of money or of indicators."""
    return bool(find("fund", text) or find("indicator", text))


def is_counter(text: str) -> bool:
    """True for the head of a column of numbers: 序号."""
    return squeeze(text) in COUNTERS


def unnumbered(text: str) -> str:
    """A label without the outline number before it: ``（一）数量指标``."""
    return _NUMBERED.sub("", text, count=1) if _NUMBERED.match(text) else text


@lru_cache(maxsize=MEMORY)
def level_of(text: str) -> frozenset[str]:
    """Which levels of indicators a text names: ``level1``, ``level2``, both or none."""
    if not text.strip() or len(text) > _LONGEST_LEVEL:
        return frozenset()
    words, bare = vocabulary(), unnumbered(text.strip())
    parts = _DASH.split(bare)
    if len(parts) > 1:  # 产出指标-数量指标
        return frozenset(("level1",)) if all(map(level_of, parts)) else frozenset()
    if extra_points(bare, words):
        return frozenset(("level1",))
    return frozenset(
        level for level in ("level1", "level2") if words.is_word(f"{level}_words", bare)
    )


def is_level(text: str) -> bool:
    """True for the name of a level 1 or level 2 of indicators."""
    return bool(level_of(text))


def is_pointed(text: str) -> bool:
    """True for a label with its points, such as 项目决策（20分）."""
    return is_cjk(text) and len(text) <= LABEL and bool(label_points(text)) and not is_figure(text)


def is_mark(text: str) -> bool:
    """True for a dash or a stroke alone, which says that nothing stands here."""
    bare = squeeze(text)
    return bool(bare) and all(c in BLANK_MARKS for c in bare)


def is_formula(text: str) -> bool:
    """True for what a row of letters below the heads holds: ``①``, ``③=①+②``, ``C=B/A``."""
    return bool(_FORMULA.fullmatch(text) and _LETTER.search(text))


def may_head(text: str) -> bool:
    """True where a text may be the head of a column, known or not."""
    if is_column(text) or is_counter(text):
        return True
    plain = is_cjk(text) and not is_figure(text) and len(text) <= LABEL
    return plain and not is_level(text) and not is_pointed(text) and "：" not in text.rstrip("：")


def joined(cells: Sequence[RawCell]) -> list[RawCell]:
    """``cells`` with the labels put together that stand in two or three lines: 年度 · 指标值."""
    cells = _told(cells)
    out: list[RawCell] = []
    i = 0
    while i < len(cells):
        count = _pieces(cells, i)
        lines = [line for cell in cells[i : i + count] for line in cell.lines]
        out.append(RawCell(lines, cells[i].line) if count > 1 else cells[i])
        i += count
    return out


def _told(cells: Sequence[RawCell]) -> list[RawCell]:
    """``cells`` without the empty ones that say nothing: those outside the rows of indicators."""
    out: list[RawCell] = []
    inside = False
    for cell in cells:
        text = cell.text.strip()
        if text and is_column(text):
            inside = find("indicator", text) == "level3" or (inside and not _is_money(text))
        if text or inside:
            out.append(cell)
    return out


def _is_money(text: str) -> bool:
    return find("fund", text) == "executed"


def _pieces(cells: Sequence[RawCell], i: int) -> int:
    """How many cells from ``i`` on are the lines of one label."""
    for count in range(_PIECES, 1, -1):
        texts = [cell.text.strip() for cell in cells[i : i + count]]
        short = len(texts) == count and sum(map(len, texts)) <= LABEL
        if short and all(map(is_cjk, texts)) and is_cut(tuple(texts)):
            return count
    return 1


@lru_cache(maxsize=MEMORY)
def is_cut(parts: tuple[str, ...]) -> bool:
    """True where the parts are a label together, and not each a label of its own."""
    whole = "".join(parts)
    names = [_name(part) for part in parts]
    if parts[0].startswith(("（", "(")):
        return False
    if parts[0].startswith("其中"):  # 其中：当年 · 财政拨款
        inner, outer = bare_label(parts[0]), bare_label(whole)
        return bool(inner) and not find("item", inner) and bool(find("item", outer))
    if len({name for name in names if name.startswith(_COLUMNS)}) > 1:
        return False
    if declares_unit(parts[-1]) and names[0] != "item total":
        return False
    if parts[-1].startswith(_GOES_ON) and _name(whole) == names[0] != "":
        return not any(names[1:])
    listed = any(vocabulary().is_label(table, whole) for table in _TABLES)
    if not listed and (not is_level(whole) or fold(whole) != squeeze(whole)):
        return False
    if not all(names):
        return True
    if len(set(names)) == 1:
        return names[0] != _LEVEL  # 产出 · 数量 are two
    return names[0].startswith("head ") and is_column(whole)  # 年度 · 指标值


def _name(text: str) -> str:
    """The first table and entry that a text is in."""
    if is_level(text):
        return _LEVEL
    tables = ("indicator", "fund", "head", "goal", "row", "item")
    return next((f"{table} {found}" for table in tables if (found := find(table, text))), "")
