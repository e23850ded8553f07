"""Tables with a row a line: cells parted by tabs, by commas, or by wide gaps.

Cells parted by gaps are put in the column they stand under, so that a cell merged from above stays
empty; a Chinese character is two letters wide. Where the lines do not stand in columns, or rows
differ in length, the cells only keep their order.
"""

from __future__ import annotations

import csv
import statistics
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

import regex

from extract.frozen import dataclass
from extract.readers._txt_deal import deal
from extract.readers._txt_lines import RawCell, RawRow, Region, has_signs, is_cjk, is_figure
from extract.readers._txt_words import find, is_column, spaced
from extract.vocabulary import bare_label

_GAP = regex.compile(r"[ \u3000\u00a0]{2,}|\t")
_FIELD = regex.compile(r"\S+(?:[ \u3000\u00a0]\S+)*")
_LABEL = regex.compile(r"[^，。：；、,;]{1,14}[:：]?")
_PROBE = 60  # lines by which a run of lines with gaps is judged
_MOST_WORDS = 20  # of a row
_LEAST_HEADS = 3  # known heads of a header
_SHORT = 20  # characters of a usual cell; prose with a gap in it has longer pieces

Split = Callable[[str], list[str]]


def take(lines: Sequence[str], start: int) -> Region | None:
    """The table that begins at ``lines[start]``, or None where no line after it looks like it."""
    for style in (_tabs, _commas, _gaps, _words):
        found = style(lines, start)
        if found is not None:
            return found
    return None


def _run(lines: Sequence[str], start: int, split: Split, most: int | None = None) -> list[int]:
    """Indexes of the lines from ``start`` that have two cells or more, one blank line between;
    of the first ``most`` lines only."""
    found: list[int] = []
    for i in range(start, min(len(lines), start + (most or len(lines)))):
        if len(split(lines[i])) >= 2 or (found and _is_part(lines[i])):
            found.append(i)
        elif lines[i].strip() or (found and i - found[-1] > 1):
            break
    return found


def _is_part(line: str) -> bool:
    """True for 其他资金：18.00 alone in its line, whose neighbour is empty."""
    label, colon, figure = line.strip().replace(":", "：").rpartition("：")
    named = bare_label(label.rpartition("：")[2])
    return bool(colon) and is_figure(figure) and bool(find("item", named))


def _tabs(lines: Sequence[str], start: int) -> Region | None:
    run = _run(lines, start, lambda line: line.split("\t") if line.strip() else [])
    texts = [lines[i].rstrip("\r\n") for i in run]
    if len(run) < 2 or all("\t" not in text.strip() for text in texts):
        return None
    if all(text.startswith("\t") for text in texts):
        texts = [text[1:] for text in texts]
    rows = [[cell.strip(" ") for cell in text.split("\t")] for text in texts]
    if all(map(all, rows)):
        rows = deal(rows)  # empty cells are gone
    return _region(run, rows)


def _commas(lines: Sequence[str], start: int) -> Region | None:
    """Three lines or more with the same number of cells, three at least."""
    width = len(_comma_cells(lines[start]))
    if width < 3:
        return None
    run = _run(lines, start, lambda line: c if len(c := _comma_cells(line)) == width else [])
    return _region(run, [_comma_cells(lines[i]) for i in run]) if len(run) > 2 else None


def _comma_cells(line: str) -> list[str]:
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return []


def _region(run: Sequence[int], rows: Sequence[Sequence[str]]) -> Region:
    padded = [[*row, ""] if len(row) == 1 else row for row in rows]
    raw = [
        RawRow([RawCell([text], i + 1) for text in row]) for i, row in zip(run, padded, strict=True)
    ]
    return Region(raw, run[-1] + 1, ordinal=len({len(row) for row in rows}) > 1)


def _words(lines: Sequence[str], start: int) -> Region | None:
    """Cells parted by single spaces, dealt out to the columns of a header among them."""
    words = _split_words(lines[start])
    if len(words) < 2 or not (find("head", words[0]) or _is_header(words)):
        return None
    run = _run(lines, start, _split_words)
    if not any(_is_header(_split_words(lines[i])) for i in run[:_PROBE]):
        return None
    return _region(run, deal([_split_words(lines[i]) for i in run]))


def _split_words(line: str) -> list[str]:
    """The words of a line, none where tabs, pipes or wide gaps part its cells, or it is a form."""
    words = [] if has_signs(line) or _GAP.search(line.strip()) else spaced(line).split()
    return words if len(words) <= _MOST_WORDS else []


def _is_header(words: Sequence[str]) -> bool:
    """True for a line of which nearly all words are heads of columns."""
    known = sum(map(is_column, words))
    return known >= _LEAST_HEADS and known * 4 >= len(words) * 3


@dataclass(frozen=True, slots=True)
class _Field:
    """A piece of a line between gaps and the columns of the screen it takes, ends excluded."""

    text: str
    start: int
    end: int


def _gaps(lines: Sequence[str], start: int) -> Region | None:
    split = _pieces if has_signs(lines[start]) else _pieces_without_signs
    probe = _run(lines, start, split, _PROBE)
    if not _is_table([_fields(lines[i]) for i in probe]):
        return None
    run = _run(lines, start, split)
    rows = [_fields(lines[i]) for i in run]
    placed = _align(rows)
    return _region(run, placed or deal([[field.text for field in row] for row in rows]))


def _pieces(line: str) -> list[str]:
    return _GAP.split(line.strip())


def _pieces_without_signs(line: str) -> list[str]:
    """The pieces of a line, none where tabs or pipes part its cells: a table of another style."""
    return [] if has_signs(line) else _pieces(line)


def _is_table(rows: Sequence[Sequence[_Field]]) -> bool:
    """Two rows of three cells, or three of a label and a value; prose has longer pieces."""
    if len(rows) < 2:
        return False
    middle = statistics.median(len(field.text) for row in rows for field in row)
    if middle > _SHORT or not any(is_cjk(row[0].text) for row in rows):
        return False
    many = sum(len(row) >= 3 for row in rows)
    if many == 0:
        return len(rows) >= 3 and all(_LABEL.fullmatch(row[0].text) for row in rows)
    return many >= 2 and many * 2 >= len(rows)


def _fields(line: str) -> list[_Field]:
    return [
        _Field(m.group(), _width(line[: m.start()]), _width(line[: m.end()]))
        for m in _FIELD.finditer(line)
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def _align(rows: Sequence[Sequence[_Field]]) -> list[list[str]] | None:
    """Each row with a cell for each column of the longest rows; None where they do not align."""
    widest = max(len(row) for row in rows)
    model = [row for row in rows if len(row) == widest]
    columns = [
        (min(row[c].start for row in model), max(row[c].end for row in model))
        for c in range(widest)
    ]
    if any(left[1] > right[0] for left, right in pairwise(columns)):
        return None
    placed = [_place(row, columns) for row in rows]
    return None if any(row is None for row in placed) else [row for row in placed if row]


def _place(row: Sequence[_Field], columns: Sequence[tuple[int, int]]) -> list[str] | None:
    """The texts of a row by column; None where two pieces would stand in one."""
    at = [_column(field, columns) for field in row]
    if max(Counter(at).values()) > 1:
        return None
    texts = [""] * len(columns)
    for c, field in zip(at, row, strict=True):
        texts[c] = field.text
    return texts


def _column(field: _Field, columns: Sequence[tuple[int, int]]) -> int:
    """The first column that a piece stands over, else the nearest."""

    def distance(c: int) -> int:
        left, right = columns[c]
        return max(left - field.end + 1, field.start - right + 1, 0)

    return min(range(len(columns)), key=distance)
