"""Texts that stand beside each other as cells: their reach, the heads among them, the figures.

What forms with horizontal rules alone and forms without any rule are both told by.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from operator import itemgetter

import regex

from extract.grid import Rule
from extract.ink import Piece, line_text, lines_of, text_of
from extract.text import squeeze
from extract.vocabulary import vocabulary

INSIDE = 1.0
"""Points by which a text may overlap a wall, or reach out of its cell."""

OVER = 0.5
"""Of the letter height: a text that reaches this far over the wall of a known column still stands in
its own column."""

FIGURE = regex.compile(r"[-+]?[\d,.]+%?")
"""A figure that stands on one line, whatever the width of its column."""

_DECIMALS = regex.compile(r"[-+]?\d[\d,]*\.\d*")
_LAST_DIGITS = regex.compile(r"\d{1,2}%?")
_WHOLE = regex.compile(r"[-+]?\d[\d,]*")
_REST = regex.compile(r"\.\d+%?")
_APART = 0.42  # of the letter height: texts with less between them are one cell
_HEADS = 3  # known heads in a band that make it the head of a block

Span = tuple[float, float]


def cells_of(pieces: Sequence[Piece]) -> list[Span]:
    """The reaches of texts that stand beside each other, lines of one cell put together."""
    spans: list[Span] = []
    if not pieces:
        return spans
    pieces = sorted(pieces, key=itemgetter(1))
    _, start, _, end, _ = pieces[0]
    for _, x0, top, x1, bottom in islice(pieces, 1, None):
        if x0 - end >= _APART * (bottom - top):
            spans.append((start, end))
            start, end = x0, x1
        elif x1 > end:
            end = x1
    spans.append((start, end))
    return spans


def pieces_in(pieces: Sequence[Piece], span: Span) -> list[Piece]:
    """The pieces that lie between two places of the width."""
    return [p for p in pieces if span[0] - INSIDE <= p[1] and p[3] <= span[1] + INSIDE]


def head_of(pieces: Sequence[Piece], cells: Sequence[Span]) -> str:
    """``fund`` or ``indicator`` where the cells are heads of its columns, else empty. Kinds of
    money may be heads too, beside that of what was spent."""
    texts = [text_of(pieces_in(pieces, span)) for span in cells]
    words = vocabulary()
    for table in ("indicator", "fund"):
        kinds = {kind for text in texts if (kind := words.find(table, text))}
        if not kinds & {"level3", "executed", "level1"}:
            continue
        items = {kind for text in texts if (kind := words.find("item", text))}
        figures = any(c.isdigit() for text in texts for c in text if not words.find(table, text))
        if len(kinds) >= _HEADS or (len(kinds) + len(items) > _HEADS and not figures):
            return table
    return ""


def known_heads(pieces: Sequence[Piece], cells: Sequence[Span], table: str) -> int:
    """How many of the cells are heads of columns of ``table``, or kinds of money."""
    texts = [text_of(pieces_in(pieces, span)) for span in cells]
    words = vocabulary()
    return sum(bool(words.find(table, text) or words.find("item", text)) for text in texts)


def figure_lines(pieces: Sequence[Piece], span: Span) -> list[bool]:
    """For each line of a cell whether it is a figure alone; one that goes on in the next line,
    being too long for its column, counts once."""
    texts: list[str] = []
    for line in lines_of(pieces_in(pieces, span)):
        text = squeeze(line_text(line))
        if texts and is_one_figure(texts[-1], text):
            texts[-1] += text
        else:
            texts.append(text)
    return [FIGURE.fullmatch(text) is not None for text in texts]


def is_one_figure(upper: str, lower: str) -> bool:
    """True where two lines, without spaces, are one figure cut in its decimals."""
    if _DECIMALS.fullmatch(upper):
        return _LAST_DIGITS.fullmatch(lower) is not None
    return _WHOLE.fullmatch(upper) is not None and _REST.fullmatch(lower) is not None


def place_of(start: float, end: float, walls: Iterable[float]) -> int:
    """The number, from 0, of the column between ``walls`` that the middle of a text lies in."""
    middle = (start + end) / 2
    return sum(wall < middle for wall in walls)


def clear_walls(
    walls: Iterable[float],
    cells: Sequence[Span],
    top: float,
    bottom: float,
    across: float = INSIDE,
) -> list[Rule]:
    """Upright rules between two heights: a wall at every place that no text lies across by more
    than ``across`` points."""
    return [
        (x, top, bottom)
        for x in walls
        if not any(start + across < x < end - across for start, end in cells)
    ]
