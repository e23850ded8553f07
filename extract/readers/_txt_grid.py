"""Rows of a text dump as slots of a grid, with the vertical spans that can be told.

A dump has lost which cells were merged. Sideways nothing can be told, so the cells of a row simply
stand in columns 1 to n, and the table says that its columns are ordinal. Downwards a cell merged
from above is an empty cell: a run of empty cells at the beginning of a row, each under a label, is
taken to be the labels going on, as Word's vMerge would have it. A figure above does not go on, nor
does the head of an indicator column, and before a bare figure the last empty cell of the run is a
label that is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extract.readers._blocks import Slot
from extract.readers._txt_lines import RawCell, RawRow, is_cjk, is_figure
from extract.vocabulary import vocabulary

_LONGEST_HEADER = 24  # characters


def slots(rows: Sequence[RawRow], *, ordinal: bool = True) -> list[Slot]:
    """The cells of ``rows``, each in the slot of its own number, merged downwards where certain;
    where columns are true ones (not ``ordinal``), headers are merged over finer headers too."""
    wide, deep = ({}, set()) if ordinal else _headers(rows)
    covered = {(r, k) for (r, c), n in wide.items() for k in range(c + 1, c + n)}
    reach = _reaches(rows)
    above: dict[int, tuple[int, int]] = {}  # column -> row and column of the cell that fills it
    spans: dict[tuple[int, int], int] = {}
    for r, row in enumerate(rows):
        for c in range(len(row.cells)):
            owner = above.get(c)
            if (r, c) in covered:
                above.pop(c, None)
                continue
            if (r - 1, c) in deep:
                owner = (r - 1, c)
                spans[owner] += 1
            elif owner is not None and c < reach[r] and _may_go_on(rows[owner[0]], c):
                spans[owner] += 1
            else:
                owner = (r, c)
                spans[owner] = 1
            above[c] = owner
        above = {c: owner for c, owner in above.items() if c < len(row.cells)}
    return [
        _slot(rows[r].cells[c], r, c, (span, wide.get((r, c), 1)))
        for (r, c), span in sorted(spans.items())
    ]


def _slot(cell: RawCell, r: int, c: int, spans: tuple[int, int]) -> Slot:
    return Slot(cell.text, r + 1, c + 1, rowspan=spans[0], colspan=spans[1], line=cell.line)


def _headers(rows: Sequence[RawRow]) -> tuple[dict[tuple[int, int], int], set[tuple[int, int]]]:
    """The header cells that stand over several finer ones below, with how many columns they take,
    and those that reach down beside them: 预算数 over 上年 · 本年, 执行率 over nothing."""
    wide: dict[tuple[int, int], int] = {}
    deep: set[tuple[int, int]] = set()
    for r, (upper, lower) in enumerate(pairwise(rows)):
        if not _is_split(upper, lower):
            continue
        for c, cell in enumerate(upper.cells):
            if cell.empty:
                continue
            if lower.cells[c].empty:
                deep.add((r, c))
                continue
            end = c + 1
            while end < len(upper.cells) and upper.cells[end].empty and not lower.cells[end].empty:
                end += 1
            if end > c + 1:
                wide[r, c] = end - c
    return wide, deep if wide else set()


def _is_split(upper: RawRow, lower: RawRow) -> bool:
    """True for two rows of headers: two known columns above, words below of which half are known."""
    if len(upper.cells) != len(lower.cells):
        return False
    over = [cell.text for cell in upper.cells if not cell.empty]
    under = [cell.text for cell in lower.cells if not cell.empty]
    if any(is_figure(text) or len(text) > _LONGEST_HEADER for text in (*over, *under)):
        return False
    return sum(map(_is_header, over)) >= 2 and sum(map(_is_finer, under)) * 2 >= len(under) > 1


def _is_header(text: str) -> bool:
    return bool(vocabulary().find("fund", text) or vocabulary().find("indicator", text))


def _is_finer(text: str) -> bool:
    words = (*vocabulary().words("years", "this"), *vocabulary().words("years", "before"))
    return _is_header(text) or bool(vocabulary().find("item", text)) or text.strip() in words


def _reaches(rows: Sequence[RawRow]) -> list[int]:
    """For each row, how many of its first cells may be going on from above; an empty row, such as
    an indicator nobody filled in, goes on as far as the row after it does."""
    reach = [_reach(row) for row in rows]
    for r in range(len(rows) - 2, -1, -1):
        row = rows[r]
        if row.leading == len(row.cells):
            reach[r] = reach[r + 1] if len(row.cells) == len(rows[r + 1].cells) else 0
    return reach


def _reach(row: RawRow) -> int:
    lead = row.leading
    if lead == len(row.cells):
        return 0
    return lead - 1 if is_figure(row.cells[lead].text) else lead


def _may_go_on(row: RawRow, c: int) -> bool:
    """True for a label; a title alone in its row stands over what is below, not beside it."""
    text = row.cells[c].text
    if not is_cjk(text) or is_figure(text) or len(row.cells) == 1:
        return False
    return vocabulary().find("indicator", text) not in ("level1", "level2", "level3")
