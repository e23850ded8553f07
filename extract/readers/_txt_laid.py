"""Whether a table that was made of a laid-out text can be believed: every row has its figures, and
no cell holds those of two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import regex

from extract.readers._blocks import Slot
from extract.readers._txt_align import MONEY, POINTS
from extract.readers._txt_lines import RawCell, RawRow, is_figure
from extract.readers._txt_words import find, is_column, is_level, is_mark
from extract.text import squeeze
from extract.vocabulary import bare_label, fold

_LEAST = 3  # heads of columns
_GAP = regex.compile(r"\S[ \u3000]{2,}\S")
_RAGGED = 2  # letters by which the lines of a wrapped cell may differ
_LEVELS = ("level1", "level2")

_Row = Mapping[int, str]  # column -> text, of the cells that begin in a row


def rows(slots: Sequence[Slot], *, tight: bool) -> list[RawRow]:
    """The rows of a table with a cell for each column of the heads above. A row that lacks what its
    heads promise is one cell, and so are those beside it, for a cell of theirs may stand in it.
    Where lines stand ``tight``, no blank one between two rows, so is a row with a wrapped cell."""
    by_row: dict[int, list[Slot]] = defaultdict(list)
    for slot in slots:
        by_row[slot.row].append(slot)
    heads: list[Slot] = []
    kinds: dict[int, str] = {}
    table, torn = "", False
    made: list[tuple[bool, list[Slot], list[Slot]]] = []
    for r in sorted(by_row):
        own = sorted(by_row[r], key=lambda slot: slot.col)
        named, found = _header(_texts(own))
        if named:
            table, kinds = named, found
            torn = any(_is_torn(slot.text, found.get(slot.col, "")) for slot in own)
            heads = sorted(
                (s for s in slots if s.row <= r < s.row + s.rowspan), key=lambda s: s.col
            )
        wrapped = tight and any("\n" in slot.text.strip() for slot in own)
        fits = not torn and not wrapped and _is_row(_texts(own), kinds, table)
        sound = named or not table or fits
        made.append((bool(sound), own, heads if table and not named else []))
    bad = [not sound for sound, _, _ in made]
    near = [any(bad[max(n - 1, 0) : n + 2]) for n in range(len(bad))]
    return [
        _raw(own, heads, whole=near[n] and bool(heads)) for n, (_, own, heads) in enumerate(made)
    ]


def _raw(own: Sequence[Slot], heads: Sequence[Slot], *, whole: bool) -> RawRow:
    """The cells of one row, in the order of the columns of ``heads`` where it stands under some."""
    line = min((slot.line or 0 for slot in own if slot.text.strip()), default=0)
    if whole:
        texts = [" ".join(slot.text.split()) for slot in own if slot.text.strip()]
        return RawRow([RawCell([" ".join(texts)], line)])
    if not heads:
        return RawRow([RawCell(slot.text.split("\n"), slot.line or line) for slot in own])
    under: list[list[str]] = [[] for _ in heads]
    for slot in own:
        at = max(range(len(heads)), key=lambda n: (_shared(slot, heads[n]), -n))
        under[at] += slot.text.split("\n") if slot.text.strip() else []
    return RawRow([RawCell(lines or [""], line) for lines in under])


def _shared(one: Slot, other: Slot) -> int:
    """How many columns two cells have in common."""
    right = min(one.col + one.colspan, other.col + other.colspan)
    return right - max(one.col, other.col)


def _texts(own: Sequence[Slot]) -> _Row:
    return {slot.col: slot.text.strip() for slot in own if slot.text.strip()}


def _header(row: _Row) -> tuple[str, dict[int, str]]:
    for table, needed in (("indicator", "level3"), ("fund", "executed")):
        kinds = {c: find(table, squeeze(text)) for c, text in row.items()}
        known = [kind for kind in kinds.values() if kind]
        if len(known) >= _LEAST and needed in known:
            return table, kinds
    return "", {}


def _is_row(row: _Row, kinds: Mapping[int, str], table: str) -> bool:
    if any(map(_is_mixed, row.values())):
        return False
    first = row[min(row)] if row else ""
    if find("row", squeeze(first)) or find("head", squeeze(first)) or find("goal", squeeze(first)):
        return True
    own = {kinds.get(c, ""): text for c, text in row.items()}
    if table == "indicator":
        return _is_indicator(own, set(kinds.values()))
    figures = [text for kind, text in own.items() if kind in MONEY or kind == "rate"]
    marks = [text for text in row.values() if is_mark(text)]
    labels = [text for text in row.values() if find("item", bare_label(squeeze(text)))]
    alone = len(row) <= 2 and not figures
    if figures and any(kind in MONEY and kind not in own for kind in kinds.values()):
        return False
    return alone or (bool(labels) and bool(figures or marks) and all(map(_is_value, figures)))


def _is_indicator(own: Mapping[str, str], kinds: set[str]) -> bool:
    """True for a name with what its columns promise."""
    if len(own) <= 1:
        return not own or "level3" not in own
    points = [own[kind] for kind in POINTS if kind in own]
    needed = bool(points) if kinds & POINTS else bool(own.keys() & {"target", "actual"})
    levels = [own[kind] for kind in _LEVELS if kind in own]
    if is_figure(own.get("level3", "")):
        return False
    return (
        needed
        and "level3" in own
        and all(map(_is_value, points))
        and not any(_is_two(level) for level in levels)
    )


def _is_value(text: str) -> bool:
    return is_figure(text) or is_mark(text)


def _is_mixed(text: str) -> bool:
    """True for a cell with two figures, one below the other, or with two cells beside each other."""
    lines = text.split("\n")
    figures = sum(bool(is_figure(line)) for line in lines)
    widest = max(map(len, lines))
    if any(len(line) < widest - _RAGGED for line in lines[:-1]):
        return True  # a line that ends early does not go on in the next
    if len(lines) > 1 and any(map(is_column, lines)):
        return True
    return figures > 1 or bool(_GAP.search(text)) or (figures == 1 and len(lines) > 2)


def _is_torn(head: str, kind: str) -> bool:
    """True for a head that holds a piece of another row, or is one."""
    bare = squeeze(head)
    if kind or find("item", fold(bare)) == "total" or find("group", bare):
        return False  # a known head, or the title of the block
    return bool("\n" in head.strip() or head.strip().endswith(("。", "，", "；")))


def _is_two(level: str) -> bool:
    """True where a cell holds the names of two levels: 产出指标 over 效益指标."""
    lines = level.split("\n")
    return len(lines) > 1 and sum(map(is_level, lines)) > 1 and not is_level(squeeze(level))
