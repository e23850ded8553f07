"""The heads of columns on a page without rules: those lines that make the most known heads."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import field
from itertools import pairwise, product

from extract.frozen import dataclass
from extract.grid import Rule
from extract.ink import Piece, line_text, lines_of, text_of
from extract.readers._pdf_cells import Span, cells_of, figure_lines, head_of, known_heads, pieces_in
from extract.vocabulary import vocabulary

_WINDOWS = (0.3, 0.9, 1.5, 2.2)  # of the letter height: how far the lines of a head may lie apart
_QUICK = 3  # of the windows tell whether a head may be there
_NEAR = 6  # lines above and below within which a head lies
_LEAST = 3  # texts beside each other in a head
_WRAPPED = 0.75  # of the letter height between two lines of one cell
_LOW = 0.8  # of the letter height: a text that much under the middle of the heads is none

Merit = tuple[int, int, int]


@dataclass(slots=True)
class Head:
    """The heads of a block: its pieces, their upper and lower edge, the kind of the block, and what
    stands over several of them, which is no head by itself."""

    pieces: list[Piece]
    top: float
    bottom: float
    kind: str
    over: list[Piece] = field(default_factory=list)


def letter_height(pieces: Sequence[Piece]) -> float:
    """The height of most letters, in points."""
    heights = sorted(p[4] - p[2] for p in pieces)
    return heights[len(heights) // 2]


def find_heads(pieces: Sequence[Piece], height: float) -> list[Head]:
    """The heads on the page from top to bottom, each with all its lines: those lines above and
    below one another that make the most known heads."""
    found: list[tuple[Merit, Head]] = []
    lines = lines_of(pieces)
    middles = [[(p[2] + p[4]) / 2 for p in line] for line in lines]
    highest, lowest = list(map(min, middles)), list(map(max, middles))
    reach = _WINDOWS[_QUICK - 1] * height + 1
    for n, (here, *_) in enumerate(middles):
        first, last = max(0, n - _NEAR), n + _NEAR + 1
        upper = max(first, bisect_left(lowest, here - reach))
        lower = min(last, bisect_right(highest, here + reach))
        beside = [p for line in lines[upper:lower] for p in line]
        if not _may_be_head(beside, here, height):
            continue
        around = [p for line in lines[first:last] for p in line]
        best = _best_head(around, here, height)
        if best is None:
            continue
        if found and best[1].top < found[-1][1].bottom - 1:
            found[-1] = max(found[-1], best, key=lambda pair: pair[0])
        else:
            found.append(best)
    return [_complete(head, lines, height) for _, head in found]


def _complete(head: Head, lines: Sequence[list[Piece]], height: float) -> Head:
    """The head without the labels beside it, with the lines over it that reach into it."""
    pieces = _without_labels(head, height)
    top, bottom = min(p[2] for p in pieces), max(p[4] for p in pieces)
    over: list[Piece] = []
    for line in reversed(lines):
        reach = max(p[4] for p in line)
        if min(p[2] for p in line) < top - 1 and (
            reach > top + 1 or (top - reach < _WRAPPED * height and _may_be_over(line))
        ):
            over += line
            top = min(p[2] for p in line)
    for line in lines:
        if _goes_on(line, pieces, bottom, head.kind, height):
            pieces = [*pieces, *line]
            bottom = max(p[4] for p in line)
    return Head(pieces, top, bottom, head.kind, over)


def _goes_on(
    line: Sequence[Piece], pieces: Sequence[Piece], bottom: float, kind: str, height: float
) -> bool:
    """True for a line close under the heads that holds no more than the ends of some of their texts:
    a head of many lines beside short ones that begin at its height."""
    if not -1 <= min(p[2] for p in line) - bottom < _WRAPPED * height:
        return False
    heads, cells = cells_of(pieces), cells_of(line)
    if len(cells) > len(heads) / 2 or _figures(line, cells):
        return False
    for span in cells:
        over = [head for head in heads if head[0] < span[1] and span[0] < head[1]]
        text = text_of(pieces_in(line, span))
        whole = text_of(pieces_in(pieces, over[0])) + text if len(over) == 1 else ""
        if not vocabulary().find(kind, whole) or vocabulary().find(kind, text):
            return False
    return True


def _may_be_over(line: Sequence[Piece]) -> bool:
    """True for a line of one text that is neither a label of the form nor holds a figure."""
    cells = cells_of(line)
    text = "".join(p[0] for p in line)
    labels = (vocabulary().find(table, text) for table in ("head", "goal", "row"))
    return len(cells) == 1 and not any(labels) and not any(c.isdigit() for c in text)


def _without_labels(head: Head, height: float) -> list[Piece]:
    """The pieces but those of texts at the left that stand lower than most of the heads: labels of
    the block, or of its first row."""
    spans = cells_of(head.pieces)
    cells = [pieces_in(head.pieces, span) for span in spans]
    middles = [(min(p[2] for p in c) + max(p[4] for p in c)) / 2 for c in cells]
    usual = sorted(middles)[len(middles) // 2]
    first = 0
    for cell, middle in zip(cells, middles, strict=True):
        if middle - usual < _LOW * height or vocabulary().find(head.kind, text_of(cell)):
            break
        first += 1
    return [p for p in head.pieces if first < len(spans) and p[1] >= spans[first][0]]


def first_head(pieces: Sequence[Piece], cells: Sequence[Span], kind: str) -> int:
    """Which of the cells is the first head: a known one, or the first of several kinds of money
    before it; what stands left of it is a label of the whole block."""
    texts = [text_of(pieces_in(pieces, span)) for span in cells]
    words = vocabulary()
    first = next(n for n, text in enumerate(texts) if words.find(kind, text))
    items = first
    while items and words.find("item", texts[items - 1]):
        items -= 1
    return items if first - items > 1 else first


def _may_be_head(pieces: Sequence[Piece], middle: float, height: float) -> bool:
    """A quick look: the lines around hold some known head."""
    seen = _LEAST - 1  # fewer texts than that make no head; the same ones are not asked twice
    widest = _WINDOWS[_QUICK - 1] * height
    pieces = [p for p in pieces if abs((p[2] + p[4]) / 2 - middle) <= widest]
    if len(pieces) <= seen:
        return False
    for reach in _WINDOWS[:_QUICK]:
        near = [p for p in pieces if abs((p[2] + p[4]) / 2 - middle) <= reach * height]
        if len(near) <= seen:
            continue
        seen = len(near)
        cells = cells_of(near)
        if len(cells) >= _LEAST and head_of(near, cells) and not _figures(near, cells):
            return True
    return False


def _figures(pieces: Sequence[Piece], cells: Sequence[Span]) -> bool:
    """True where a figure stands alone in a cell: a row of labels and figures is no head."""
    return any(all(figure_lines(pieces, span)) for span in cells)


def _best_head(pieces: Sequence[Piece], middle: float, height: float) -> tuple[Merit, Head] | None:
    best: tuple[Merit, Head] | None = None
    reaches = [reach * height for reach in _WINDOWS]
    around = [p for p in pieces if abs((p[2] + p[4]) / 2 - middle) <= reaches[-1]]
    for above, below in product(reaches, reaches):
        near = [p for p in around if -above <= (p[2] + p[4]) / 2 - middle <= below]
        cells = cells_of(near)
        kind = head_of(near, cells)
        if not kind or _figures(near, cells):
            continue
        known = known_heads(near, cells, kind)
        merit = (known, known - len(cells), len(near))
        if best is None or merit > best[0]:
            top, bottom = min(p[2] for p in near), max(p[4] for p in near)
            best = merit, Head(near, top, bottom, kind)
    return best


def upper_heads(head: Head, bounds: Sequence[float]) -> list[Rule]:
    """Rules within heads that have a second row: where only the lower lines are a known head."""
    found: list[Rule] = []
    for left, right in pairwise(bounds):
        pieces = [*head.pieces, *head.over]
        lines = lines_of(p for p in pieces if left < (p[1] + p[3]) / 2 < right)
        texts = [line_text(line) for line in lines]
        if len(lines) < 2 or vocabulary().find(head.kind, "".join(texts)):
            continue
        for n in range(1, len(lines)):
            if vocabulary().find(head.kind, "".join(texts[n:])):
                upper, lower = max(p[4] for p in lines[n - 1]), min(p[2] for p in lines[n])
                found.append(((upper + lower) / 2, left, right))
                break
    return found
