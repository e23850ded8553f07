"""Cells without any sign of where a row ends: one a line, or all on one line with spaces.

The known heads of columns say where a block of the form begins and what its columns hold; the
cells after a head are dealt out to rows by that (``_txt_align``). A label of the form takes the
cell after it, a total the figures after it. Money is dealt out only where the figures of a row are
as many as its columns; else they stay together in one cell, which no one can take for a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from itertools import takewhile

import regex

from extract.frozen import dataclass
from extract.readers import _txt_align, _txt_money, _txt_order
from extract.readers._txt_heads import Heads
from extract.readers._txt_lines import RawCell, RawRow, Region, has_signs, is_figure
from extract.readers._txt_tape import Tape
from extract.readers._txt_words import find, is_column, is_counter, level_of, spaced, unnumbered
from extract.recognise import is_title
from extract.text import squeeze
from extract.vocabulary import declares_unit, vocabulary

_NEAR = 120  # cells within which the head of a block must come
_MOST = 1000  # cells between two edges of a block
_BETWEEN = 40  # cells that may stand between two blocks of a form
_FORM = 6000  # lines of one form
_LOOK = 600  # lines that hold so many cells
_TOKEN = regex.compile(r"\S+")
_LEAST = 20  # words of a line that may be a whole form
_MERGED = 4  # cells behind the last row by which its end is judged
_NOTE = regex.compile(r"(?:注|说明|备注|填报说明)\s*[:：]|注\d?[、.]")
_HEADING = regex.compile(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）")


def take(lines: Sequence[str], start: int) -> Region | None:
    """The form whose cells begin at ``lines[start]``, or None where there is none."""
    words = [m.group() for m in _TOKEN.finditer(spaced(lines[start][:20_000]))]
    if len(words) >= _LEAST:
        rows = reflow([RawCell([word], start + 1) for word in words])
        return Region(rows, start + 1) if rows else None
    if not _begins(lines[start]) or not _has_head(lines, start):
        return None
    own = list(takewhile(_is_plain, lines[start : start + _FORM]))
    numbered = enumerate(own, start + 1)
    cells = [RawCell([line.strip()], i) for i, line in numbered if line.strip()]
    stream = _Stream(Tape(cells))
    if not stream.run():
        return None
    tape = stream.tape
    end = tape.cells[tape.at].line - 1 if not tape.done else start + len(own)
    return Region(stream.rows, end, doubt="rows" if stream.scrambled else "")


def _is_plain(line: str) -> bool:
    """False for a line of a table in another style."""
    return not line.startswith("\t") and not has_signs(line)


def _has_head(lines: Sequence[str], start: int) -> bool:
    """True where three heads of columns follow each other not far from ``start``."""
    run = seen = 0
    for line in takewhile(_is_plain, lines[start : start + _LOOK]):
        if line.strip():
            run = run + 1 if is_column(line.strip()) else 0
            seen += 1
            if run == 3 or seen == _NEAR:
                break
    return run == 3


def reflow(cells: Sequence[RawCell]) -> list[RawRow] | None:
    """All ``cells`` as rows, or None where no head of a block is among them."""
    if not _has_columns(cells):
        return None
    stream = _Stream(Tape(cells))
    if not stream.run():
        return None
    tape = stream.tape
    rest = [RawRow([cell]) for cell in tape.cells[tape.at :] if not cell.empty]
    return stream.rows + rest


def _has_columns(cells: Sequence[RawCell]) -> bool:
    """True where heads of three columns of money or of indicators are among the cells."""
    texts = {cell.text.strip() for cell in cells}
    kinds = [{find(table, text) for text in texts} - {""} for table in ("fund", "indicator")]
    return any(len(found) > 2 for found in kinds)


def _begins(line: str) -> bool:
    """True for a line that is a label of a form, with or without what is filled in after it."""
    text = line.strip()
    label, colon, value = text.replace(":", "：").partition("：")
    if colon and value.strip():
        return (
            not declares_unit(text)
            and bool(find("fund", label) or find("head", label))
            and not is_title(text, vocabulary())
        )
    return any(find(t, text) for t in ("head", "goal")) or is_column(text) or is_counter(text)


def _dealt(cells: Sequence[RawCell], kinds: Sequence[str]) -> tuple[list[RawRow], int]:
    """The rows of indicators; with a column of scores that nobody has filled in where they are none
    else."""
    found, used = _txt_align.rows(cells, kinds)
    if found or "score" not in kinds or "weight" not in kinds:
        return found, used
    at = kinds.index("score")
    unscored = [*kinds[:at], _txt_align.UNFILLED, *kinds[at + 1 :]]
    found, used = _txt_align.rows(cells, unscored)
    filled = any(not row.cells[at].empty for row in found)
    return ([], 0) if filled else (found, used)


@dataclass(slots=True)
class _Stream:
    """The tape, and the rows made of what is read of it."""

    tape: Tape
    rows: list[RawRow] = field(default_factory=list)
    scrambled: bool = False  # the cells of its last block stand in no order of rows
    _heads: int = 0
    _kinds: Sequence[str] = ()  # of the last table of indicators

    def run(self) -> bool:
        """Read as far as the form goes; False where it has no head of a block."""
        if not any(self.tape.head(i) for i in range(min(_NEAR, len(self.tape.cells)))):
            return False
        while not self.tape.done and self._step():
            pass
        return self._heads > 0

    def _step(self) -> bool:
        """Read one piece; False at the end of the form."""
        tape = self.tape
        head = tape.head(tape.at)
        if self._is_goal_head():
            self._goals()
        elif head:
            self._block(head)
        elif self._is_total(tape.at):
            self._total()
        elif rows := self._special():
            self.rows += rows
        elif find("head", tape.text(tape.at)) or self._is_money_pair():
            self._pair()
        elif self._heads and not self._more():
            return self._tail()
        else:
            self._single()
        return True

    def _special(self) -> list[RawRow]:
        """Money told in another way than by heads over its columns."""
        told = _txt_money.told(self.tape)
        if told:
            return [told]
        tape = self.tape
        return _txt_money.across(tape) or _txt_money.by_nature(tape) or _txt_money.staff(tape)

    def _is_total(self, i: int) -> bool:
        return find("row", unnumbered(self.tape.text(i))) == "total"

    def _is_money_pair(self) -> bool:
        """True for 预算数 before one figure, and no other."""
        tape = self.tape
        pair = bool(find("fund", tape.text(tape.at))) and is_figure(tape.text(tape.at + 1))
        return pair and not tape.is_value(tape.at + 2)

    def _more(self) -> bool:
        """True where another block of this form begins not far on."""
        tape = self.tape
        for i in range(tape.at, tape.at + _BETWEEN):
            if self._is_heading(i):
                return False
            if tape.head(i) or self._is_total(i):
                return True
        return False

    def _is_heading(self, i: int) -> bool:
        """True for a heading of the narrative; 一、产出指标 names a level."""
        text = self.tape.text(i)
        return bool(_HEADING.match(text)) and not level_of(text) and not self._is_total(i)

    def _block(self, heads: Heads) -> None:
        self._heads += 1
        self.scrambled = _txt_order.is_scrambled(self.tape.texts, self.tape.at)
        if heads.table == "fund" and self._is_list(heads):
            self.rows.extend(RawRow([self.tape.cells[i]]) for i in heads.columns)
            self.tape.at = heads.end
        elif heads.table == "fund":
            rows = _txt_money.read(self.tape, heads)
            self.rows += _txt_order.certain(rows, heads) if self.scrambled else rows
        elif self.scrambled:
            self._scattered(heads)
        else:
            self._indicators(heads)

    def _is_list(self, heads: Heads) -> bool:
        """True where 项目名称 · 主管部门 stand right before the heads: columns of a list, whose cells
        nobody can tell from labels."""
        last = [row.cells for row in self.rows[-2:]]
        alone = [cells[0] for cells in last if len(cells) == 1]
        near = len(alone) == 2 and self.tape.cells[heads.columns[0]].line - alone[0].line <= 6
        return near and all(find("head", cell.text.strip()) for cell in alone)

    def _indicators(self, heads: Heads) -> None:
        """The rows under a head, and the subtotals among them."""
        tape = self.tape
        heads = self._with_spare(heads)
        self.rows.append(RawRow([tape.cells[i] for i in heads.columns]))
        tape.at = heads.end
        self._kinds = heads.kinds
        while True:
            end = self._edge(tape.at)
            found, used = _dealt(tape.cells[tape.at : end], heads.kinds)
            if found and self._is_broken(used, end):
                found = found[:-1]  # its cells may be those of two rows
            self.rows.extend(found)
            tape.at += used
            if not used:
                self._unread(end)
            if tape.at != end or find("row", tape.text(end)) != "subtotal":
                return
            self._total()

    def _with_spare(self, heads: Heads) -> Heads:
        """The header with the heads of words unknown behind it, as many as fit the rows best."""
        cells = self.tape.cells
        options = [heads]
        for n in range(1, heads.spare + 1):
            columns = (*heads.columns, *range(heads.end, heads.end + n))
            options.append(
                Heads(
                    heads.table,
                    columns,
                    (*heads.kinds, *(_txt_align.UNKNOWN,) * n),
                    0,
                    heads.end + n,
                )
            )
        if len(options) == 1:
            return heads
        end = self._edge(options[-1].end)
        prices = [_txt_align.price(cells[o.end : end], o.kinds) for o in options]
        return options[min(range(len(options)), key=lambda n: (round(prices[n], 3), n))]

    def _edge(self, start: int) -> int:
        """Where the rows of a block that begins at ``start`` cannot go on."""
        last = min(len(self.tape.cells), start + _MOST)
        return next((k for k in range(start, last) if self._is_edge(k)), last)

    def _scattered(self, heads: Heads) -> None:
        """Indicators whose levels stand elsewhere: the rows that are whole without them."""
        if not all(is_column(self.tape.text(i)) for i in heads.columns):
            self._alone(heads.end)
            self._unread(self._edge(heads.end))
            return
        first = len(self.rows)
        self._indicators(heads)
        self.rows[first:] = _txt_order.whole_rows(self.rows[first:], self._kinds)

    def _alone(self, end: int) -> None:
        """Cells whose row cannot be told: each a row."""
        while self.tape.at < end:
            self._single()

    def _unread(self, end: int) -> None:
        """Cells below heads that do not hold them: each a row, up to the first sentence."""
        while self.tape.at < end and not self.tape.text(self.tape.at).endswith("。"):
            self._single()

    def _is_broken(self, used: int, end: int) -> bool:
        """True where cells are left that are no row, though the block goes on."""
        rest = self.tape.cells[self.tape.at + used : end]
        return any(is_figure(squeeze(cell.text)) for cell in rest[:_MERGED])

    def _is_edge(self, i: int) -> bool:
        """True where the rows of a block cannot go on: a total, another head, a heading, a title."""
        text = self.tape.text(i)
        if find("row", text) == "subtotal" or self._is_total(i) or self.tape.head(i) is not None:
            return True
        return self._is_heading(i) or self._is_pair(i) or self._is_closing(text) or _is_note(text)

    def _is_closing(self, text: str) -> bool:
        """True for the title of the next page or form, and for 自评结论：优."""
        label, colon, value = text.replace(":", "：").partition("：")
        if colon and value.strip() and find("head", label) and len(label) > 2:
            return True
        return len(text) > _MERGED and is_title(text, vocabulary()) and not level_of(text)

    def _is_pair(self, i: int) -> bool:
        text = self.tape.text
        return bool(find("head", text(i)) and find("head", text(i + 2)))

    def _total(self) -> None:
        """A total: its label, the weight and the score after it, and the grade."""
        tape = self.tape
        row = RawRow([tape.take()])
        start, values = tape.at, tape.values()
        figures = [value for value in values if is_figure(value.text)]
        points = [k for k, kind in enumerate(self._kinds) if _is_points(kind)]
        if len(figures) == len(values) == len(points) > 2:
            at = dict(zip(points, figures, strict=True))
            blank = RawCell([""], row.cells[0].line)
            row.cells += [at.get(k, blank) for k in range(1, len(self._kinds))]
            self.rows.append(row)
            return
        if len(figures) > 2:  # a row of money whose head is lost
            self.rows.append(RawRow(_txt_money.whole(row.cells, values)))
            return
        tape.at = start
        while not tape.done and len(row.cells) < 3 and tape.is_value(tape.at):
            cell = tape.take()
            if is_figure(cell.text):
                row.cells.append(cell)
        if tape.text(tape.at) in vocabulary().words("grades", "words"):
            row.cells.append(tape.take())
        self.rows.append(row)

    def _is_goal_head(self) -> bool:
        tape = self.tape
        found = [find("goal", tape.text(i)) for i in (tape.at, tape.at + 1)]
        return found == ["goal", "goal_done"]

    def _goals(self) -> None:
        """The two heads of the goals, and the two texts under them."""
        tape = self.tape
        self.rows.append(RawRow([tape.take(), tape.take()]))
        texts: list[RawCell] = []
        while len(texts) < 2 and not tape.done and not self._is_label(tape.at):
            cell = tape.take()
            if not cell.empty:
                texts.append(cell)
        if texts:
            self.rows.append(RawRow(texts))

    def _pair(self) -> None:
        """A label and what is filled in after it, nothing where another label follows."""
        tape = self.tape
        row = RawRow([tape.take()])
        while tape.at + 1 < len(tape.cells) and tape.cells[tape.at].empty:
            tape.at += 1
        if not tape.done and not self._is_label(tape.at) and not self._is_no_name(tape.at):
            row.cells.append(tape.take())
        self.rows.append(row)

    def _is_no_name(self, i: int) -> bool:
        """True for the title of a form and for 项目资金（元）, which no label asks for."""
        text = self.tape.text(i)
        money = declares_unit(text) and bool(find("item", text) or find("fund", text))
        return money or is_title(text, vocabulary())

    def _is_label(self, i: int) -> bool:
        text = self.tape.text(i)
        return bool(find("head", text) or find("goal", text) or self.tape.head(i))

    def _single(self) -> None:
        cell = self.tape.take()
        if not cell.empty:
            self.rows.append(RawRow([cell]))

    def _tail(self) -> bool:
        """After the last block: notes of the form go on, anything else ends it."""
        tape = self.tape
        if find("row", tape.text(tape.at)) or tape.cells[tape.at].empty:
            self._single()
            return True
        return False


def _is_points(kind: str) -> bool:
    """True for a column of points, of an indicator or of a level."""
    unread = (_txt_align.UNKNOWN, _txt_align.UNFILLED)
    return kind in _txt_align.POINTS or kind in unread or kind.endswith("_points")


def _is_note(text: str) -> bool:
    """True for what stands under the indicators: 其他需要说明事项, 注：…"""
    if _NOTE.match(text):
        return True
    return find("row", text) == "notes" and vocabulary().is_label("row", text)
