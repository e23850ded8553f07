"""Ruling lines of an upright page, as rules for :mod:`extract.grid`, and the page without them.

A rule is a thin run of ink that is longer than a stroke of a letter. Short ones count only where
they end at rules that cross them, as the walls of a small cell do.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.frozen import dataclass
from extract.grid import Rule
from extract.readers._scan_image import Mask, Pieces, pieces_of

_GAP = 0.6  # points: scratches in a drawn rule
_BESIDE = 0.8  # points from the edge of a rule there is white,
_TOUCHED = 0.12  # but for so much of its length; strokes of letters meet others
_DOUBLE = 0.8  # unless another rule runs along it
_COLLINEAR = 1.2
_SHORTEST_ACROSS = 1.5  # of the height of a letter, and at least so many points:
_LEAST_ACROSS = 15.0
_SHORTEST_DOWN = 1.25
_LEAST_DOWN = 9.0
_THICKEST = 4.5
_ALONE = 60.0  # points: a rule this long needs none that crosses it
_HELD = 20.0  # and this long only at one end
_TOUCH = 1.6  # a rule ends at another within so much
_SCRATCH = 3.0  # pieces of one rule are no further apart
_DASH = 0.8  # of the height of a letter: dashes and dots follow each other at this pitch or less,
_DASHES = 8  # at least so many,
_DASHED = 20.0  # they make a rule of at least this length in points,
_UNEVEN = 0.35  # and their lengths and distances differ by no more than this share
_SWAPPED = [
    cv2.CC_STAT_TOP, cv2.CC_STAT_LEFT, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_WIDTH, cv2.CC_STAT_AREA,
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rules in points, and where their ink is."""

    across: list[Rule]
    down: list[Rule]
    mask: Mask

    def over(self, size: tuple[float, float]) -> Ruling:
        """The rules once the page, of this width and height in points, is on its head."""
        width, height = size
        across = [(height - at, width - end, width - start) for at, start, end in self.across]
        down = [(width - at, height - end, height - start) for at, start, end in self.down]
        return Ruling(across, down, np.ascontiguousarray(self.mask[::-1, ::-1]))


def find_rules(ink: Mask, scale: float, letter: float) -> Ruling:
    """Every ruling line in the ink of an upright page; ``scale`` is points a pixel, ``letter``
    the height of most letters in pixels."""
    size = letter * scale
    level = _runs(ink, scale, max(_LEAST_ACROSS, _SHORTEST_ACROSS * size))
    plumb = _runs(_side(ink), scale, max(_LEAST_DOWN, _SHORTEST_DOWN * size))
    mask = np.zeros_like(ink)
    across = _joined(_rules(level, _less(ink, _side(plumb)), scale, mask))
    down = _joined(_rules(plumb, _less(ink, level).T, scale, mask.T))
    rest = _less(ink, mask)
    pieces = pieces_of(rest)
    dashes = _dashed(rest, pieces, scale, letter, mask)
    dashes_down = _dashed(rest.T, _on_their_side(pieces), scale, letter, mask.T)
    across += [rule for rule in dashes if _meets(rule, down + dashes_down)]
    down += [rule for rule in dashes_down if _meets(rule, across)]
    across, down = _crossing(across, down)
    return Ruling(across, down, _ink_of_rules(ink, mask, across, down, scale))


def _less(ink: Mask, other: Mask) -> Mask:
    return np.asarray(cv2.subtract(ink, other), np.uint8)


def _side(ink: Mask) -> Mask:
    """The page with rows and columns exchanged."""
    return np.asarray(cv2.transpose(ink), np.uint8)


def _on_their_side(pieces: Pieces) -> Pieces:
    """The pieces of the same ink with rows and columns exchanged."""
    stats = pieces.stats[:, _SWAPPED]
    return Pieces(pieces.labels.T, stats, pieces.centres[:, ::-1])


def _runs(ink: Mask, scale: float, shortest: float) -> Mask:
    """Ink in runs of at least ``shortest`` points along the rows, small gaps closed."""
    gap, length = max(2, round(_GAP / scale)), max(5, round(shortest / scale))
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    return np.asarray(runs, np.uint8)


def _rules(runs: Mask, ink: Mask, scale: float, mask: Mask) -> list[Rule]:
    """Each thin component as a rule; its ink is added to ``mask``, in the same direction.

    ``ink`` is the page without runs that cross.
    """
    filled, packed = _packed(runs)
    if not len(filled):
        return []
    pieces = pieces_of(packed)
    rules: list[Rule] = []
    keep = np.zeros(len(pieces.stats), np.uint8)
    for index, (left, row, width, height, area) in enumerate(pieces.stats.tolist()):
        top = int(filled[row])
        if not index or area / width * scale > _THICKEST:
            continue
        if _is_touched(ink, (left, top, width, height), scale):
            continue
        at = (top - row + float(pieces.centres[index][1]) + 0.5) * scale
        rules.append((at, left * scale, (left + width) * scale))
        keep[index] = 255
    mask[filled] = np.maximum(mask[filled], keep[pieces.labels])
    return rules


def _packed(runs: Mask) -> tuple[NDArray[np.intp], Mask]:
    """The rows with ink and the rows below them, and a mask of these alone: pieces stay apart."""
    inked = np.asarray(runs.any(axis=1))
    inked[1:] |= inked[:-1]
    filled = np.flatnonzero(inked)
    return filled, runs[filled]


def _is_touched(ink: Mask, box: tuple[int, int, int, int], scale: float) -> bool:
    """Whether other ink meets this run along its way, as strokes of a letter do."""
    left, top, width, height = box
    away = max(2, round(_BESIDE / scale))
    above, below = max(0, top - away), min(len(ink) - 1, top + height - 1 + away)
    shares = [np.count_nonzero(ink[row, left : left + width]) / width for row in (above, below)]
    return bool(sum(share for share in shares if share < _DOUBLE) > _TOUCHED)


def _joined(rules: list[Rule]) -> list[Rule]:
    """Pieces of one line that a scratch cut apart, together."""
    joined: list[Rule] = []
    for at, start, end in sorted(rules, key=lambda rule: (rule[1], rule[0])):
        for index, (other, low, high) in enumerate(joined):
            if abs(at - other) <= _COLLINEAR and -_SCRATCH <= start - high <= _SCRATCH:
                place = at if end - start > high - low else other
                joined[index] = (place, low, max(high, end))
                break
        else:
            joined.append((at, start, end))
    return joined


def _meets(rule: Rule, others: list[Rule]) -> bool:
    """Whether at least two rules of the other direction cross or touch this one."""
    at, start, end = rule
    return (
        sum(
            start - _SCRATCH <= position <= end + _SCRATCH
            and low - _SCRATCH <= at <= high + _SCRATCH
            for position, low, high in others
        )
        >= 2
    )


def _dashed(ink: Mask, pieces: Pieces, scale: float, letter: float, mask: Mask) -> list[Rule]:
    """Rules drawn as dashes or dots: many small thin pieces on one line, evenly spaced."""
    stats = pieces.stats
    small = (stats[:, cv2.CC_STAT_HEIGHT] <= 2.0 / scale) & (
        stats[:, cv2.CC_STAT_WIDTH] <= _DASH * letter
    )
    small[:1] = False
    thin: list[tuple[float, int, int, int]] = []
    for index in np.flatnonzero(small).tolist():
        left, _, width, _, _ = stats[index].tolist()
        thin.append((float(pieces.centres[index][1]), left, left + width, index))
    found: list[Rule] = []
    for row in _rows(sorted(thin), 0.8 / scale):
        for run in _even_runs(sorted(row, key=lambda piece: piece[1]), _DASH * letter):
            start, end = run[0][1] * scale, run[-1][2] * scale
            if end - start >= _DASHED and _is_dashed(run, ink, scale):
                found.append((float(np.mean([p[0] for p in run]) + 0.5) * scale, start, end))
                _keep([piece[3] for piece in run], pieces, mask)
    return found


def _keep(numbers: Sequence[int], pieces: Pieces, mask: Mask) -> None:
    """Adds the ink of some pieces to ``mask``."""
    for number in numbers:
        left, top, width, height, _ = pieces.stats[number].tolist()
        part = np.s_[top : top + height, left : left + width]
        mask[part][pieces.labels[part] == number] = 255


def _is_dashed(run: Sequence[tuple[float, int, int, int]], ink: Mask, scale: float) -> bool:
    """Whether pieces are as many and as even as drawn dashes are, with white beside them."""
    lengths = np.array([end - start for _, start, end, _ in run])
    even = np.abs(lengths - np.median(lengths)) <= np.maximum(1.5, _UNEVEN * np.median(lengths))
    if np.count_nonzero(even) < max(_DASHES, 0.8 * len(run)):
        return False
    middles = [piece[0] for piece in run]
    top = int(min(middles) - 0.5 / scale)
    height = int(max(middles) + 0.5 / scale) - top + 1
    return not _is_touched(ink, (run[0][1], max(0, top), run[-1][2] - run[0][1], height), scale)


def _rows(
    pieces: Sequence[tuple[float, int, int, int]], apart: float
) -> list[list[tuple[float, int, int, int]]]:
    rows: list[list[tuple[float, int, int, int]]] = []
    for piece in pieces:
        if rows and piece[0] - rows[-1][-1][0] <= apart:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _even_runs(
    row: Sequence[tuple[float, int, int, int]], most: float
) -> list[list[tuple[float, int, int, int]]]:
    """Pieces whose distances are alike and at most so many pixels."""
    runs: list[list[tuple[float, int, int, int]]] = []
    pitch = 0
    for piece in row:
        step = piece[1] - runs[-1][-1][1] if runs else 0
        if (
            runs
            and step <= most
            and (len(runs[-1]) == 1 or abs(step - pitch) <= max(2, _UNEVEN * pitch))
        ):
            pitch = step if len(runs[-1]) == 1 else pitch
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return runs


def _crossing(across: list[Rule], down: list[Rule]) -> tuple[list[Rule], list[Rule]]:
    """Without strokes of letters: short rules that do not end at others."""
    while True:
        level = [rule for rule in across if _holds(rule, down)]
        plumb = [rule for rule in down if _holds(rule, level)]
        if len(level) == len(across) and len(plumb) == len(down):
            return level, plumb
        across, down = level, plumb


def _holds(rule: Rule, others: list[Rule]) -> bool:
    at, start, end = rule
    if end - start >= _ALONE:
        return True
    ends = sum(
        any(
            abs(position - point) <= _TOUCH and low - _TOUCH <= at <= high + _TOUCH
            for position, low, high in others
        )
        for point in (start, end)
    )
    return ends == 2 or (ends == 1 and end - start >= _HELD)


def _ink_of_rules(
    ink: Mask, mask: Mask, across: list[Rule], down: list[Rule], scale: float
) -> Mask:
    """The part of ``mask`` near a rule that counts, with the soft edge around it."""
    near = np.zeros_like(ink)
    width = max(3, round(_THICKEST / scale))
    for at, start, end in across:
        ends = (round(start / scale), round(at / scale)), (round(end / scale), round(at / scale))
        cv2.line(near, *ends, 255, width)
    for at, start, end in down:
        ends = (round(at / scale), round(start / scale)), (round(at / scale), round(end / scale))
        cv2.line(near, *ends, 255, width)
    edge = cv2.dilate(cv2.bitwise_and(mask, near), np.ones((3, 3), np.uint8))
    return np.asarray(edge, np.uint8)
