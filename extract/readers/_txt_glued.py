"""Rows whose cells stand glued together without a sign between them: ``年度资金总额2020100.00%``.

The known heads of columns, glued as well, say that a form is here and what its columns hold. A row
is cut where its words and its figures leave only one way to cut it (``_txt_unglue``); a row that
could be cut in two ways stays one cell, which no one can take for a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from functools import lru_cache

import regex

from extract.frozen import dataclass
from extract.readers import _txt_align, _txt_unglue
from extract.readers._txt_lines import RawCell, RawRow, Region, has_signs
from extract.readers._txt_parted import parted
from extract.readers._txt_unglue import names_in_full
from extract.recognise import is_title
from extract.vocabulary import bare_label, declares_unit, vocabulary

_LABEL = 24  # characters of the longest label
_LEAST = 3  # heads of columns glued to each other that nobody writes in a sentence
_LOOK = 60  # lines after the first label of a form within which the heads must come
_LONGEST = 2000  # characters of a line that may be a row
_UNIT_LINE = 16  # characters of 金额单位：人民币万元
_PAIR = 4  # characters of a label that may begin in the middle of a line
_HEADING = regex.compile(r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]")
_DIGITS = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")
_UNIT_INSIDE = regex.compile(r"元[)）].")  # the label of the block before a head
_YEAR = regex.compile(r"20\d\d年")
_RUN = regex.compile(r"\d+")
_FIGURES = regex.compile(r"[\d.,%，—－/-]+")
_QUIET = 3  # rows in words alone that may follow each other
_LEAST_WORDS = 4  # of a row of indicators whose cells stand apart
_MARKER = regex.compile(r"(?<!^)\d{1,2}、")  # the number of a page, put in the text by a dump
_OPENING = ("（", "(", "【", "[")
_NEEDED = {
    "fund": ("executed",),
    "indicator": ("level3", "target"),
    "goal": ("goal", "goal_done"),
}


def take(lines: Sequence[str], start: int) -> Region | None:
    """The glued form whose first row is ``lines[start]``, or None where there is none."""
    whole = parted(lines[start])
    if len(whole) > _LEAST:
        return _of_one_line(whole, start)
    if not _may_begin(lines[start]) or not _has_heads(lines, start):
        return None
    form = _Glued(any(names_in_full(_bare(line)) for line in lines[start : start + _LOOK]))
    at = end = start
    kept = 0
    while at < len(lines) and form.accepts(lines[at]) and at - end <= _QUIET:
        if lines[at].strip():
            form.add(lines[at].strip(), at + 1)
        at += 1
        if not form.is_quiet(lines[at - 1]):
            end, kept = at, len(form.rows)
    return Region(form.rows[:kept], end)


def _of_one_line(parts: Sequence[str], start: int) -> Region:
    """The form whose rows, glued together, make one line."""
    form = _Glued(any(names_in_full(part) for part in parts), alone=True)
    for part in parts:
        form.add(part, start + 1)
    return Region(form.rows, start + 1)


def _may_begin(line: str) -> bool:
    text = _bare(line)
    if not text or len(line) > _LONGEST or _stands_over(text):
        return False
    return bool(_pair(text) or _begins_block(text))


def _begins_block(text: str) -> bool:
    found = heads(text)
    return found is not None and found[0] != "goal"


def unmarked(line: str) -> str:
    """A line that declares the unit of money, without a page number put in it; else as it stands."""
    plain = _MARKER.sub("", line.strip())
    torn = plain != line.strip() and len(plain) <= _UNIT_LINE
    return plain if torn and declares_unit(plain) else line


def _stands_over(text: str) -> bool:
    """True for a line above a form or among its rows that is no row: a title, the unit of money."""
    text = _MARKER.sub("", text)
    return is_title(text, vocabulary()) or (len(text) <= _UNIT_LINE and declares_unit(text))


def _has_heads(lines: Sequence[str], start: int) -> bool:
    for line in lines[start : start + _LOOK]:
        if _HEADING.match(line.strip()) or has_signs(line):
            return False
        if len(line) <= _LONGEST and _begins_block(_bare(line)):
            return True
    return False


def _bare(line: str) -> str:
    """A line without spaces, its figures in narrow digits; its signs stay as printed."""
    return "".join(line.split()).translate(_DIGITS)


@lru_cache(maxsize=1024)
def heads(text: str) -> tuple[str, str, list[str], list[str]] | None:
    """``(fund or indicator, label before them, heads, their kinds)`` where ``text`` is heads of
    columns glued together, with or without the label of the block, and nothing else."""
    text = _MARKER.sub("", text)
    if any(c.isdigit() for c in text):
        return None
    for table, needed in _NEEDED.items():
        for skip in range(min(len(text), _LABEL)):
            found = _cover(text[skip:], table)
            kinds = [kind for _, kind in found]
            least = len(needed) if table == "goal" else _LEAST
            if len(kinds) >= least and set(needed) <= set(kinds):
                return table, text[:skip], [label for label, _ in found], kinds
    return None


def _cover(text: str, table: str, used: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """``text`` as ``(head, kind)`` from end to end, no kind twice: as many heads as there can be,
    for a pattern such as ``…原因…`` would swallow the heads before it. Empty where it is not."""
    best: list[tuple[str, str]] = []
    if text[:1] in _OPENING:  # a unit or formula of the label before it
        return best
    for end in range(min(len(text), _LABEL), 1, -1):
        kind = vocabulary().find(table, text[:end])
        if not kind or kind in used or _UNIT_INSIDE.search(text, 0, end):
            continue
        rest = _cover(text[end:], table, used | {kind}) if end < len(text) else []
        if (rest or end == len(text)) and len(rest) + 1 > len(best):
            best = [(text[:end], kind), *rest]
    return best


def _pair(text: str) -> int:
    """Characters of the label of the form's head that ``text`` begins with, 0 without one."""
    ends = range(min(len(text), _LABEL), 1, -1)
    return next((end for end in ends if vocabulary().find("head", text[:end])), 0)


@dataclass(slots=True)
class _Glued:
    """The rows found so far, and the columns of the block that is being read."""

    full: bool
    alone: bool = False  # the rows had no line of their own
    rows: list[RawRow] = field(default_factory=list)
    _table: str = ""
    _kinds: Sequence[str] = ()
    _over: bool = False

    def accepts(self, line: str) -> bool:
        """False where the form has ended: after its total, or at a heading of the narrative."""
        text = _bare(line)
        if not text:
            return not self._over
        if _HEADING.match(text) or len(line) > _LONGEST or self._over or has_signs(line):
            return False
        return self._table != "indicator" or not is_title(text, vocabulary())

    def is_quiet(self, line: str) -> bool:
        """True for a line below the heads of the indicators that holds neither figures nor heads: a
        row in words, or what follows the form already."""
        text = _bare(line)
        if self._table != "indicator" or any(c.isdigit() for c in text):
            return False
        return not (heads(text) or _finer(text) or _total(text))

    def add(self, line: str, number: int) -> None:
        text = _bare(line)
        found = heads(text)
        if found:
            self._heads(*found, number)
        elif self._table == "fund" and (cells := self._fund(text, line)):
            self._put(cells, number)
        elif _total(text):
            label = _total(text)
            rest = _txt_unglue.total(text[label:])
            self._put([text[:label], *rest] if rest else [line], number)
            self._over = self._table == "indicator"
        elif self._table == "indicator" and _finer(text):
            self._put(self._sub_heads(_finer(text)), number)
        elif self._table == "indicator":
            self._put(self._indicator(text, line) or [line], number)
        else:
            over = _stands_over(text)
            cells = _told(line) or _pairs(text) or [line]
            self._put([_MARKER.sub("", line)] if over else cells, number)

    def _heads(
        self, table: str, label: str, labels: Sequence[str], kinds: Sequence[str], number: int
    ) -> None:
        self._table, self._kinds = table, kinds
        if table != "indicator":  # the money unit often stands in the label
            self._put([label, *labels] if label or table == "fund" else labels, number)
            return
        if label:
            self._put([label], number)
        self._put(labels, number)

    def _sub_heads(self, finer: Sequence[tuple[str, str]]) -> list[str]:
        """Finer heads below that of the targets: 指标性质 · 指标值 · 度量单位."""
        at = self._kinds.index("target") if "target" in self._kinds else len(self._kinds)
        kinds = [kind for _, kind in finer]
        self._kinds = [*self._kinds[:at], *kinds, *self._kinds[at + 1 :]]
        return [head for head, _ in finer]

    def _fund(self, text: str, line: str) -> list[str]:
        """Label and figures of a row of the money table; no cell where it is no such row."""
        match = _txt_unglue.LABEL.fullmatch(text)
        labels = _labels(match["label"]) if match else []
        if match is None or not labels:
            unknown = match is not None and not _total(text) and self._is_figures(match["rest"])
            return [line] if unknown else []
        figures = line.translate(_DIGITS).split()[-len(self._kinds) :]
        if "".join(figures) == match["rest"] and len(figures) == len(self._kinds):
            return [*labels, *figures]
        cut = _txt_unglue.funds(match["rest"], self._kinds)
        return [*labels, *cut] if cut else [line]

    def _is_figures(self, text: str) -> bool:
        return _FIGURES.fullmatch(text) is not None

    def _indicator(self, text: str, line: str) -> list[str]:
        """The cells of a row of indicators: told apart by spaces where each stands alone, else cut."""
        words = [RawCell([word], 0) for word in line.split()]
        if len(words) >= _LEAST_WORDS:
            found, used = _txt_align.rows(words, self._kinds)
            if len(found) == 1 and used == len(words):
                return [cell.text for cell in found[0].cells]
        cut = _txt_unglue.indicator(text, self._kinds, full=self.full)
        return [] if self.alone and cut and _is_two(cut, self._kinds) else cut

    def _put(self, cells: Sequence[str], number: int) -> None:
        self.rows.append(RawRow([RawCell([cell], number) for cell in cells]))


def _is_two(cut: Sequence[str], kinds: Sequence[str]) -> bool:
    """True where the name holds figures, as that of two rows glued to each other does."""
    name = _YEAR.sub("", cut[list(kinds).index("level3")])
    runs = _RUN.findall(name)
    return len(runs) > 2 or any(len(run) > 2 for run in runs)


def _labels(text: str) -> list[str]:
    """The label of a row of the money table, with the group before it where one stands there."""
    if vocabulary().find("item", bare_label(text)):
        return [text]
    for at in range(2, len(text) - 1):
        if vocabulary().find("group", text[:at]) and vocabulary().find("item", text[at:]):
            return [text[:at], text[at:]]
    return []


def _finer(text: str) -> list[tuple[str, str]]:
    """Finer heads of the indicators that make a whole line, two at least."""
    found = [] if any(c.isdigit() for c in text) else _cover(text, "indicator")
    return found if len(found) > 1 and "level3" not in {kind for _, kind in found} else []


def _total(text: str) -> int:
    """Characters of the label of a total that ``text`` begins with, 0 without one."""
    ends = range(min(len(text), _LABEL), 1, -1)
    end = next((e for e in ends if vocabulary().find("row", text[:e]) == "total"), 0)
    return end if end and (end == len(text) or text[end].isdigit()) else 0


def _told(line: str) -> list[str]:
    """The words of a line in which labels of money stand with their figures: 预算数：896.50万元."""
    words = line.split()
    labels = [word.replace(":", "：").partition("：")[0] for word in words]
    told = [w for w, label in zip(words, labels, strict=True) if label != w]
    known = [label for label in labels if vocabulary().find("fund", label)]
    return words if len(words) > 1 and told and len(known) > 1 else []


def _pairs(text: str) -> list[str]:
    """Labels of the form's head and what is filled in after each, of one line. In the middle of a
    line only a label that the vocabulary lists counts: a pattern may begin inside a name."""
    end = _pair(text)
    if not end:
        return []
    for at in range(end + 1, len(text) - _PAIR):
        stops = range(min(len(text), at + _LABEL), at + _PAIR - 1, -1)
        stop = next((stop for stop in stops if vocabulary().is_label("head", text[at:stop])), 0)
        if stop:
            return [text[:end], text[end:at], text[at:stop], text[stop:]]
    return [text[:end], text[end:]]
