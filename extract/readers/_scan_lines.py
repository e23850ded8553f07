"""Ink -> lines of text, by the white between them: inside a cell, or on the page around tables.

Every line is a :class:`Strip`, a rectangle of the upright page that OCR reads at once. A text
written downwards, one letter a line, becomes one strip of letters set side by side.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extract.frozen import dataclass
from extract.readers._scan_image import Grey, Mask
from extract.readers._scan_ocr import Reading

Rect = tuple[int, int, int, int]  # left, top, right, bottom in pixels, ends not included

_PART = 0.5  # of the letter height: less is a part of a letter, a comma or a dash
_WHOLE = 1.2  # a letter with all its parts is no higher
_APART = 0.7  # and its parts are no further apart
_TWO = 1.55  # higher than this may be two lines that touch
_VALLEY = 0.35  # of the usual ink of a row: so little between two lines that touch
_WIDE = 2.0  # of the letter height: a gap this wide parts two texts on one line
_ROUND = 0.22  # of the letter height: white kept above and below a line
_MARGIN = 0.25  # and beside it
_COLUMN = 1.35  # of the letter height: a text written downwards is no wider


@dataclass(slots=True)
class Strip:
    """A line of text: its ink in pixels, the height of its letters, what OCR made of it.

    ``stack`` are the rectangles of its letters where it is written downwards; ``reading`` is what
    OCR read, letter by letter.
    """

    rect: Rect
    letter: float
    stack: tuple[Rect, ...] = ()
    text: str = ""
    confidence: float = 0.0
    reading: Reading | None = None


def strips_of(ink: Mask, area: Rect, letter: float) -> list[Strip]:
    """The lines of text in a rectangle, from top to bottom and left to right.

    ``letter`` is the height of letters to expect; letters of another size are found all the same.
    """
    left, top, right, bottom = area
    part = ink[top:bottom, left:right]
    if not part.any():
        return []
    rows = np.count_nonzero(part, axis=1)
    strips: list[Strip] = []
    for low, high in _lines(rows, letter):
        for start, end in _words(part[low:high], letter, high - low):
            strips.append(_strip(part, (start, low, end, high), left, top, letter))
    return _upright_or_stacked(strips, letter)


def _strip(part: Mask, rect: Rect, left: int, top: int, letter: float) -> Strip:
    """A strip around the ink in a rectangle of ``part``, which itself begins at ``left, top``."""
    x0, y0, x1, y1 = rect
    rows = np.flatnonzero(part[y0:y1, x0:x1].any(axis=1))
    y0, y1 = y0 + int(rows[0]), y0 + int(rows[-1]) + 1
    height = float(max(y1 - y0, min(letter, 1.0 * letter)))
    return Strip((left + x0, top + y0, left + x1, top + y1), height)


def _runs(filled: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where an array is true: beginnings and ends."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], filled, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _lines(rows: NDArray[np.intp], letter: float) -> list[tuple[int, int]]:
    """Heights between which a line of text stands; ``rows`` is the ink of each row of pixels."""
    runs = [part for run in _runs(rows > 0) for part in _parted(rows, run, letter)]
    return _whole_lines(runs, letter)


def _parted(rows: NDArray[np.intp], run: tuple[int, int], letter: float) -> list[tuple[int, int]]:
    """Two lines that touch, cut where the least ink is; letters of a large size stay whole."""
    low, high = run
    if high - low < _TWO * letter:
        return [run]
    count = max(2, round((high - low) / (1.25 * letter)))
    pitch = (high - low) / count
    cuts = [low]
    usual = float(np.median(rows[low:high]))
    for index in range(1, count):
        middle, reach = low + index * pitch, 0.3 * pitch
        begin, end = int(middle - reach), int(middle + reach) + 1
        at = begin + int(np.argmin(rows[begin:end]))
        if rows[at] > _VALLEY * usual:
            return [run]
        cuts.append(at)
    cuts.append(high)
    return list(pairwise(cuts))


def _whole_lines(runs: list[tuple[int, int]], letter: float) -> list[tuple[int, int]]:
    """Parts of letters put together: the strokes of 二, the bar of ≥, a comma under its line."""
    lines: list[tuple[int, int]] = []
    for low, high in runs:
        if lines:
            before_low, before_high = lines[-1]
            least = min(high - low, before_high - before_low)
            size = max(high - low, before_high - before_low, letter)
            gap = low - before_high
            if least < _PART * size and high - before_low <= _WHOLE * size and gap < _APART * size:
                lines[-1] = (before_low, high)
                continue
        lines.append((low, high))
    return lines


def _words(line: Mask, letter: float, height: int) -> list[tuple[int, int]]:
    """A line cut where it has wide gaps: beginnings and ends in pixels."""
    size = max(letter, float(height) if height < 3 * letter else letter)
    words: list[tuple[int, int]] = []
    for start, end in _runs(np.asarray(line.any(axis=0))):
        if words and start - words[-1][1] < _WIDE * size:
            words[-1] = (words[-1][0], end)
        else:
            words.append((start, end))
    return words


def _upright_or_stacked(strips: list[Strip], letter: float) -> list[Strip]:
    """Three or more lines of one letter each, under one another, become one strip."""
    if len(strips) < 3:
        return strips
    lefts, rights = [s.rect[0] for s in strips], [s.rect[2] for s in strips]
    size = max(letter, *(s.rect[3] - s.rect[1] for s in strips))
    if max(rights) - min(lefts) > _COLUMN * size or size > 2 * letter:
        return strips
    first, last = strips[0].rect, strips[-1].rect
    rect = (min(lefts), first[1], max(rights), last[3])
    return [Strip(rect, size, tuple(s.rect for s in strips))]


def cut_out(grey: Grey, ink_of_rules: Mask, strip: Strip) -> Grey:
    """The picture of a strip for OCR, white around it, ruling lines painted over."""
    if strip.stack:
        parts = [_padded(grey, ink_of_rules, rect, strip.letter) for rect in strip.stack]
        height = max(part.shape[0] for part in parts)
        return np.hstack([_as_high(part, height) for part in parts])
    return _padded(grey, ink_of_rules, strip.rect, strip.letter)


def _as_high(part: Grey, height: int) -> Grey:
    more = height - part.shape[0]
    return np.pad(part, ((more // 2, more - more // 2), (0, 0)), constant_values=255)


def _padded(grey: Grey, ink_of_rules: Mask, rect: Rect, letter: float) -> Grey:
    """At least as high as a letter, with a little white on every side."""
    left, top, right, bottom = rect
    above = below = max(1, round(_ROUND * letter))
    short = letter - (bottom - top)
    if short > 0:
        above += int(short / 2)
        below += int(short / 2)
    beside = max(1, round(_MARGIN * letter))
    x0, x1 = max(0, left - beside), min(grey.shape[1], right + beside)
    y0, y1 = max(0, top - above), min(grey.shape[0], bottom + below)
    part = np.where(ink_of_rules[y0:y1, x0:x1] > 0, np.uint8(255), grey[y0:y1, x0:x1])
    missing = ((above - (top - y0), below - (y1 - bottom)), (beside - (left - x0), 0))
    if any(any(pair) for pair in missing):
        part = np.pad(part, missing, constant_values=255)
    return np.ascontiguousarray(part)
