"""Rows whose empty cells a dump has dropped, dealt out to the columns that the heads announce.

A row as long as its header stands as it is. A shorter one has lost cells: what each column may
hold says which (``_txt_align``); where it does not say, the row stays in one cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.readers import _txt_align
from extract.readers._txt_lines import RawCell, is_cjk, is_figure
from extract.readers._txt_words import unnumbered
from extract.text import is_blank
from extract.vocabulary import bare_label, vocabulary

_LEAST = 3  # heads of columns that make a header
_NEEDED = {"indicator": "level3", "fund": "executed"}


def deal(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """``rows`` with a cell for each column of the header above, where that can be told."""
    block = _Block()
    return [block.row(list(row)) for row in rows]


@dataclass(slots=True)
class _Block:
    """The header that holds right now: its table, and the kind of each column."""

    _table: str = ""
    _kinds: list[str] = field(default_factory=list)

    def row(self, cells: list[str]) -> list[str]:
        """One row; a header changes what holds."""
        if self._header(cells) or not self._table or len(cells) >= len(self._kinds):
            return cells
        if _closes(cells[0], self._table):
            return cells
        dealt = self._indicator(cells) if self._table == "indicator" else self._fund(cells)
        if dealt:
            return dealt
        return [" ".join(cells)] if sum(map(is_figure, cells)) > 1 else cells

    def _header(self, cells: Sequence[str]) -> bool:
        if any(map(is_figure, cells)):
            return False
        for table, needed in _NEEDED.items():
            kinds = [vocabulary().find(table, cell) for cell in cells]
            if kinds[0] in kinds[1:]:
                kinds[0] = ""  # 预算执行情况 is the title of the block, no column
            if needed in kinds and len([k for k in kinds if k]) >= _LEAST:
                self._table, self._kinds = table, kinds
                return True
        finer = [vocabulary().find("indicator", cell) for cell in cells]
        if self._table == "indicator" and len(cells) > 1 and all(finer) and "target" in finer:
            at = self._kinds.index("target") if "target" in self._kinds else len(self._kinds)
            self._kinds = [*self._kinds[:at], *finer, *self._kinds[at + 1 :]]
            return True
        if vocabulary().find("goal", cells[0]) or vocabulary().find("head", cells[0]):
            self._table = ""
        return False

    def _indicator(self, cells: Sequence[str]) -> list[str]:
        found, used = _txt_align.rows([RawCell([cell], 0) for cell in cells], self._kinds)
        if len(found) != 1 or used != len(cells):
            return []
        return [cell.text for cell in found[0].cells]

    def _fund(self, cells: list[str]) -> list[str]:
        first = next((n for n, cell in enumerate(cells) if not is_cjk(cell)), len(cells))
        lead = next(n for n, kind in enumerate(self._kinds) if kind)
        named = first > 0 and vocabulary().find("item", bare_label(cells[first - 1]))
        values = cells[first:]
        if not first and len(cells) == len(self._kinds) - lead and all(map(is_figure, cells)):
            return [*[""] * lead, *cells]  # the title over them names the row
        if not named or not values or not all(is_figure(v) or is_blank(v) for v in values):
            return []
        figures = _txt_align.figures([RawCell([v], 0) for v in values], self._kinds[lead:])
        if figures is None or first > max(lead, 1):
            return []
        blanks = [""] * (lead - first)
        return [*blanks, *cells[:first], *(cell.text for cell in figures)]


def _closes(text: str, table: str) -> bool:
    """True for a total of points; 合计 in a money table is a line of money."""
    closing = vocabulary().find("row", unnumbered(text)) in ("total", "subtotal")
    return closing and (table == "indicator" or not _is_money(text))


def _is_money(text: str) -> bool:
    return bool(vocabulary().find("item", bare_label(text)))
