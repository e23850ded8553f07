"""Cells without any sign of where a row ends: one a line, or all on one line with spaces.

The known heads of columns say where a block of the form begins and what its columns hold; the
cells after a head are dealt out to rows by that (``_txt_align``). A label of the form takes the
cell after it, a total the figures after it. Money is dealt out only where the figures of a row are
as many as its columns; else they stay together in one cell, which no one can take for a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from functools import cache

import regex

from extract.frozen import dataclass
from extract.readers import _txt_align
from extract.readers._txt_lines import RawCell, RawRow, Region, is_cjk, is_figure
from extract.text import is_blank, squeeze
from extract.vocabulary import fold, vocabulary

_LABEL = 24  # characters of the longest label
_NEAR = 120  # cells within which the head of a block must come
_MOST = 1000  # cells between two edges of a block
_BETWEEN = 40  # cells that may stand between two blocks of a form
_LOOK = 600  # lines that hold so many cells
_TOKEN = regex.compile(r"\S+")
_LETTERS = regex.compile(
    r"(?<=(?<!\S)(?![无是否优良中差])[一-鿿])\s+(?=[一-鿿](?!\S))"
)  # 合 计, 总　分
_LEAST = 20  # words of a line that may be a whole form
_MERGED = 4  # cells behind the last row by which its end is judged
_NEAR_HEAD = 6  # lines
_HEADING = regex.compile(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）")


def take(lines: Sequence[str], start: int) -> Region | None:
    """The form whose cells begin at ``lines[start]``, or None where there is none."""
    words = [m.group() for m in _TOKEN.finditer(_LETTERS.sub("", lines[start][:20_000]))]
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


_Line = tuple[list[RawCell], list[RawCell]]  # the labels and the figures of a row of money


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
        elif _find("head", self._text(self.at)) or self._is_money_pair():
            self._pair()
        elif self._heads and not self._more():
            return self._tail()
        else:
            self._single()
        return True

    def _is_money_pair(self) -> bool:
        """True for 预算数 before one figure, and no other."""
        pair = bool(_find("fund", self._text(self.at))) and is_figure(self._text(self.at + 1))
        return pair and not self._is_value(self.at + 2)

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
            if (
                kind in kinds
            ):  # 预算执行情况 over the columns up to 执行数 is their title, no column
                own = is_figure(self._text(i + len(kinds) + 1))  # 资金总额 names a row
                return [] if kind == kinds[0] and not own else kinds
            kinds.append(kind)
        return kinds

    def _block(self, table: str, width: int) -> None:
        self._heads += 1
        kinds = self._kinds(self.at, table)[:width]
        header = list(self.cells[self.at : self.at + width])
        self.at += width
        if self._is_strange_head(self.at, table):
            header.append(self.cells[self.at])
            kinds = [*kinds, ""]
            self.at += 1
        if table == "fund" and self._is_list(header):
            self.rows.extend(RawRow([cell]) for cell in header)
            return
        if table == "fund":
            self._funds(header, kinds)
            return
        self.rows.append(RawRow(header))
        self._indicators(kinds)

    def _is_strange_head(self, i: int, table: str) -> bool:
        """True for one more head, of words unknown, right before what begins the rows."""
        here, after = self._text(i), self._text(i + 1)
        if not is_cjk(here) or is_figure(here):
            return False
        if table == "indicator":
            return not _txt_align.level_of(here) and "level1" in _txt_align.level_of(after)
        known = any(_find(name, here) for name in ("item", "group", "row", "head"))
        return not known and bool(_find("item", after)) and is_figure(self._text(i + 2))

    def _is_list(self, header: Sequence[RawCell]) -> bool:
        """True where 项目名称 · 主管部门 stand right before the heads: columns of a list, whose cells
        nobody can tell from labels."""
        last = [row.cells for row in self.rows[-2:]]
        alone = [cells[0] for cells in last if len(cells) == 1]
        near = len(alone) == 2 and header[0].line - alone[0].line <= _NEAR_HEAD
        return near and all(_find("head", cell.text.strip()) for cell in alone)

    def _indicators(self, kinds: Sequence[str]) -> None:
        """The rows under a head, and the subtotals among them."""
        while True:
            edges = (k for k in range(self.at, len(self.cells)) if self._is_edge(k))
            end = min(next(edges, len(self.cells)), self.at + _MOST)
            found, used = _txt_align.rows(self.cells[self.at : end], kinds)
            if found and self._is_broken(used, end):
                found = found[:-1]  # its cells may be those of two rows
            self.rows.extend(found)
            self.at += used
            if not used:
                self._unread(end)
            if self.at != end or _find("row", self._text(end)) != "subtotal":
                return
            self._total()

    def _unread(self, end: int) -> None:
        """Cells below heads that do not hold them: each a row, up to the first sentence."""
        while self.at < end and not self._text(self.at).endswith("。"):
            self._single()

    def _is_broken(self, used: int, end: int) -> bool:
        """True where cells are left that are no row, though the block goes on."""
        rest = self.cells[self.at + used : end]
        return any(is_figure(squeeze(cell.text)) for cell in rest[:_MERGED])

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
        rows = self._nameless(kinds)
        while (row := self._fund_row(kinds)) is not None:
            rows.append(row)
        if [bool(figures) for _, figures in rows[:2]] == [False, False]:
            rows = [(_whole(labels, figures), []) for labels, figures in rows]  # sources across
        rows = _with_texts(rows)
        widest = max((len(labels) for labels, _ in rows), default=1)
        title = self._title() if rows and not rows[0][0] else []
        for labels, figures in [(title, header), *rows]:
            blanks = [RawCell([""], header[0].line)] * (max(widest, len(title)) - len(labels))
            self.rows.append(RawRow([*blanks, *labels, *figures]))

    def _nameless(self, kinds: Sequence[str]) -> list[_Line]:
        """The figures right below the heads of a money table that has no labels."""
        start, values = self.at, self._values()
        if len(values) == len(kinds) and (figures := _txt_align.figures(values, kinds)):
            return [([], figures)]
        self.at = start
        return []

    def _title(self) -> list[RawCell]:
        """项目资金（万元） alone over the heads names the row below them."""
        last = self.rows[-1].cells if self.rows else []
        if len(last) != 1 or _find("item", fold(last[0].text)) != "total":
            return []
        return self.rows.pop().cells

    def _fund_row(self, kinds: Sequence[str]) -> _Line | None:
        """The labels and figures of one line of the money table, None where it has ended."""
        start = self.at
        while self.at < len(self.cells) and self.cells[self.at].empty:
            self.at += 1
        labels = self._labels()
        values = self._values()
        known = bool(labels) and bool(_find("item", labels[-1].text.strip()))
        if not labels or not (known or any(is_figure(value.text) for value in values)):
            self.at = start
            return None
        figures = _txt_align.figures(values, kinds) if len(values) <= len(kinds) else None
        if figures is None and values:
            return _whole(labels, values), []
        return labels, figures or []

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

    def _values(self) -> list[RawCell]:
        start = self.at
        while self.at < len(self.cells) and self._is_value(self.at):
            self.at += 1
        return list(self.cells[start : self.at])

    def _is_value(self, i: int) -> bool:
        text = squeeze(self._text(i))
        return is_figure(text) or is_blank(text)

    def _total(self) -> None:
        """A total: its label, the weight and the score after it, and the grade."""
        row = RawRow([self.cells[self.at]])
        self.at += 1
        values = self._values()
        if sum(is_figure(value.text) for value in values) > 2:  # a row of money whose head is lost
            self.rows.append(RawRow(_whole(row.cells, values)))
            return
        self.at -= len(values)
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


def _with_texts(rows: Sequence[_Line]) -> list[_Line]:
    """Lines whose label is cut off from its figures by a text of another column (功能科目), whole."""
    out: list[_Line] = []
    for labels, figures in rows:
        before = out[-1] if out else None
        known = bool(labels) and bool(_find("item", labels[-1].text.strip()))
        if before and before[0] and not before[1] and figures and not known:
            out[-1] = (_whole([*before[0], *labels], figures), [])
        else:
            out.append((labels, figures))
    return out


def _whole(labels: Sequence[RawCell], figures: Sequence[RawCell]) -> list[RawCell]:
    """A row whose figures cannot be told apart by column, as it stands in the file, in one cell."""
    return [RawCell([" ".join(cell.text.strip() for cell in (*labels, *figures))], labels[0].line)]
