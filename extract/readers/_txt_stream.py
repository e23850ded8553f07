"""Cells without any sign of where a row ends: one a line, or all on one line with spaces.

The known heads of columns say where a block of the form begins and what its columns hold; the
cells after a head are dealt out to rows by that (``_txt_align``). A label of the form takes the
cell after it, a total the figures after it. Money is dealt out only where the figures of a row are
as many as its columns; else they stay together in one cell, which no one can take for a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import regex

from extract.readers import _txt_align
from extract.readers._txt_lines import RawCell, RawRow, Region, is_cjk, is_figure
from extract.text import is_blank, squeeze
from extract.vocabulary import vocabulary

_LABEL = 24  # characters of the longest label
_NEAR = 120  # cells within which the head of a block must come
_MOST = 1000  # cells between two edges of a block
_BETWEEN = 40  # cells that may stand between two blocks of a form
_LOOK = 600  # lines that hold so many cells
_TOKEN = regex.compile(r"\S+")
_LEAST = 20  # words of a line that may be a whole form
_HEADING = regex.compile(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）")


def take(lines: Sequence[str], start: int) -> Region | None:
    """The form whose cells begin at ``lines[start]``, or None where there is none."""
    words = [m.group() for m in _TOKEN.finditer(lines[start][:20_000])]
    if len(words) >= _LEAST:
        rows = reflow([RawCell([word], start + 1) for word in words])
        return Region(rows, start + 1) if rows else None
    if not _begins(lines[start]) or not _has_head(lines, start):
        return None
    numbered = enumerate(lines[start:], start + 1)
    cells = [RawCell([line.strip()], i) for i, line in numbered if line.strip()]
    stream = _Stream(cells)
    if not stream.run():
        return None
    end = cells[stream.at].line - 1 if stream.at < len(cells) else len(lines)
    return Region(stream.rows, end)


def _has_head(lines: Sequence[str], start: int) -> bool:
    """True where three heads of columns follow each other not far from ``start``."""
    run = seen = 0
    for line in lines[start : start + _LOOK]:
        if line.strip():
            run = run + 1 if _column(line.strip()) else 0
            seen += 1
            if run == 3 or seen == _NEAR:
                break
    return run == 3


def reflow(cells: Sequence[RawCell]) -> list[RawRow] | None:
    """All ``cells`` as rows, or None where no head of a block is among them."""
    stream = _Stream(cells)
    if not stream.run():
        return None
    rest = [RawRow([cell]) for cell in cells[stream.at :] if not cell.empty]
    return stream.rows + rest


def _begins(line: str) -> bool:
    """True for a line that is a label of a form and nothing else."""
    text = line.strip()
    return len(text) <= _LABEL and bool(_find("head", text) or _column(text) or _find("goal", text))


def _find(table: str, text: str) -> str:
    return vocabulary().find(table, text) if 0 < len(text) <= _LABEL else ""


@cache
def _column(text: str) -> bool:
    return bool(_find("fund", text) or _find("indicator", text))


@dataclass(slots=True)
class _Stream:
    """Cells, how far they are read, and the rows made of them."""

    cells: Sequence[RawCell]
    at: int = 0
    rows: list[RawRow] = field(default_factory=list)
    _heads: int = 0

    def run(self) -> bool:
        """Read as far as the form goes; False where it has no head of a block."""
        if not self.has_head():
            return False
        while self.at < len(self.cells) and self._step():
            pass
        return self._heads > 0

    def has_head(self) -> bool:
        """True where the head of a block stands near the beginning."""
        return any(self._head(i) for i in range(min(_NEAR, len(self.cells))))

    def _text(self, i: int) -> str:
        return self.cells[i].text.strip() if i < len(self.cells) else ""

    def _step(self) -> bool:
        """Read one piece; False at the end of the form."""
        head = self._head(self.at)
        if head:
            self._block(*head)
        elif _find("row", self._text(self.at)) == "total":
            self._total()
        elif self._is_goal_head():
            self._goals()
        elif _find("head", self._text(self.at)):
            self._pair()
        elif self._heads and not self._more():
            return self._tail()
        else:
            self._single()
        return True

    def _more(self) -> bool:
        """True where another block of this form begins not far on."""
        for i in range(self.at, self.at + _BETWEEN):
            if _HEADING.match(self._text(i)):
                return False
            if self._head(i) or _find("row", self._text(i)) == "total":
                return True
        return False

    def _head(self, i: int) -> tuple[str, int] | None:
        """``(fund or indicator, columns)`` where a row of at least three heads begins at ``i``."""
        if i >= len(self.cells):
            return None
        for table, needed in (("indicator", "level3"), ("fund", "executed")):
            kinds = self._kinds(i, table)
            if len(kinds) >= 3 and needed in kinds and len(set(kinds)) == len(kinds):
                return table, len(kinds)
        return None

    def _kinds(self, i: int, table: str) -> list[str]:
        kinds: list[str] = []
        while kind := _find(table, self._text(i + len(kinds))):
            if kind in kinds:
                break
            kinds.append(kind)
        return kinds

    def _block(self, table: str, width: int) -> None:
        self._heads += 1
        kinds = self._kinds(self.at, table)[:width]
        header = list(self.cells[self.at : self.at + width])
        self.at += width
        if table == "fund":
            self._funds(header, kinds)
            return
        self.rows.append(RawRow(header))
        self._indicators(kinds)

    def _indicators(self, kinds: Sequence[str]) -> None:
        """The rows under a head, and the subtotals among them."""
        while True:
            edges = (k for k in range(self.at, len(self.cells)) if self._is_edge(k))
            end = min(next(edges, len(self.cells)), self.at + _MOST)
            found, used = _txt_align.rows(self.cells[self.at : end], kinds)
            self.rows.extend(found)
            self.at += used
            if self.at != end or _find("row", self._text(end)) != "subtotal":
                return
            self._total()

    def _is_edge(self, i: int) -> bool:
        """True where the rows of a block cannot go on: a total, another head, a heading."""
        text = self._text(i)
        if _find("row", text) in ("total", "subtotal") or self._head(i) is not None:
            return True
        return bool(_HEADING.match(text)) or self._is_pair(i)

    def _is_pair(self, i: int) -> bool:
        return bool(_find("head", self._text(i))) and bool(_find("head", self._text(i + 2)))

    def _funds(self, header: list[RawCell], kinds: Sequence[str]) -> None:
        """The money table; where some line has a group before its label, every line has."""
        rows = []
        while (row := self._fund_row(kinds)) is not None:
            rows.append(row)
        widest = max((len(labels) for labels, _ in rows), default=1)
        for labels, figures in [([], header), *rows]:
            blanks = [RawCell([""], header[0].line) for _ in range(widest - len(labels))]
            self.rows.append(RawRow([*blanks, *labels, *figures]))

    def _fund_row(self, kinds: Sequence[str]) -> tuple[list[RawCell], list[RawCell]] | None:
        """The labels and figures of one line of the money table, None where it has ended."""
        start = self.at
        while self.at < len(self.cells) and self.cells[self.at].empty:
            self.at += 1
        labels = self._labels()
        values = self._values(len(kinds))
        known = bool(labels) and bool(_find("item", labels[-1].text.strip()))
        if not labels or not (known or any(is_figure(value.text) for value in values)):
            self.at = start
            return None
        return labels, _txt_align.figures(values, kinds) or ([_joined(values)] if values else [])

    def _labels(self) -> list[RawCell]:
        """The label of a line of the money table, with the group before it where there is one."""
        labels: list[RawCell] = []
        while len(labels) < 2 and self._is_item(self.at) and not self._head(self.at):
            labels.append(self.cells[self.at])
            self.at += 1
            if _find("item", labels[-1].text.strip()):
                break
        return labels

    def _is_item(self, i: int) -> bool:
        text = self._text(i)
        return is_cjk(text) and not is_figure(text) and not self._is_pair(i) and len(text) <= _LABEL

    def _values(self, most: int) -> list[RawCell]:
        start = self.at
        while self.at < len(self.cells) and self.at - start < most and self._is_value(self.at):
            self.at += 1
        return list(self.cells[start : self.at])

    def _is_value(self, i: int) -> bool:
        text = squeeze(self._text(i))
        return is_figure(text) or is_blank(text)

    def _total(self) -> None:
        """A total: its label, the weight and the score after it, and the grade."""
        row = RawRow([self.cells[self.at]])
        self.at += 1
        while self.at < len(self.cells) and len(row.cells) < 3 and self._is_value(self.at):
            if is_figure(self._text(self.at)):
                row.cells.append(self.cells[self.at])
            self.at += 1
        if self._text(self.at) in vocabulary().words("grades", "words"):
            row.cells.append(self.cells[self.at])
            self.at += 1
        self.rows.append(row)

    def _is_goal_head(self) -> bool:
        found = [_find("goal", self._text(i)) for i in (self.at, self.at + 1)]
        return found == ["goal", "goal_done"]

    def _goals(self) -> None:
        """The two heads of the goals, and the two texts under them."""
        self.rows.append(RawRow(list(self.cells[self.at : self.at + 2])))
        self.at += 2
        texts: list[RawCell] = []
        while len(texts) < 2 and self.at < len(self.cells) and not self._is_label(self.at):
            if not self.cells[self.at].empty:
                texts.append(self.cells[self.at])
            self.at += 1
        if texts:
            self.rows.append(RawRow(texts))

    def _pair(self) -> None:
        """A label and what is filled in after it, nothing where another label follows."""
        row = RawRow([self.cells[self.at]])
        self.at += 1
        while self.at + 1 < len(self.cells) and self.cells[self.at].empty:
            self.at += 1
        if self.at < len(self.cells) and not self._is_label(self.at):
            row.cells.append(self.cells[self.at])
            self.at += 1
        self.rows.append(row)

    def _is_label(self, i: int) -> bool:
        text = self._text(i)
        return bool(_find("head", text) or _find("goal", text) or self._head(i))

    def _single(self) -> None:
        if not self.cells[self.at].empty:
            self.rows.append(RawRow([self.cells[self.at]]))
        self.at += 1

    def _tail(self) -> bool:
        """After the last block: notes of the form go on, anything else ends it."""
        if _find("row", self._text(self.at)) or self.cells[self.at].empty:
            self._single()
            return True
        return False


def _joined(cells: Sequence[RawCell]) -> RawCell:
    """Figures that cannot be told apart by column, as they stand in the file."""
    return RawCell([" ".join(cell.text.strip() for cell in cells)], cells[0].line)
