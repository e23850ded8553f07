"""One picture of a page -> its tables and lines of text, read once.

The page is made upright, its ruling lines give the grid that a PDF page would have, and only where
there is ink, in a cell or around the tables, a line is cut out and read. All strips of a page go to
OCR together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace

import numpy as np

from extract.frozen import dataclass
from extract.grid import Grid, GridCell, Rule
from extract.ink import Box, Piece, text_of
from extract.readers._scan_image import Grey, Picture, normalised
from extract.readers._scan_layout import Layout, area_of, layout_of, over, rect_over
from extract.readers._scan_lines import Strip, strips_of
from extract.readers._scan_marks import (
    corrected,
    is_figure,
    is_first_of_numbers,
    mark_by_shape,
    mended,
)
from extract.readers._scan_ocr import Reading, read_strips
from extract.readers._scan_pose import Pose, turned
from extract.readers._scan_seal import darker
from extract.readers._scan_shapes import faint_dash
from extract.readers._scan_words import SURE, Sense, sense_of, settled

_DOUBT = 0.8  # a line read with less confidence is unsure
_BETTER = 0.05  # another turn must make more sense by so much
_DOWN = 0.6  # of the area of all lines
_AGAIN = 0.9  # a cell read with less confidence is looked at for a seal;
_CLEARER = 0.05  # what a seal covers must be read surer by so much the second time,
_SEALED = 0.85  # and is unsure all the same
_FAINT = 0.6  # confidence of a dash too pale for ink
_DASHES = ("-", "—")
_SAMPLES = 6  # lines that tell which way up a page is
_LONG = 1.3  # of its height: a line of more than one letter
_FLAT = 0.5  # of the letter height: what is flatter is a dash or the rest of a rule
_AS_MANY = 0.5  # of the letters: a turn that shows fewer tells less
_RULES = 2  # ruling lines of one direction: the fewest that a table has


@dataclass(frozen=True, slots=True)
class Words:
    """A text that stands by itself on the page, and how sure its reading is."""

    piece: Piece
    confidence: float


@dataclass(slots=True)
class Scanned:
    """One page as read: everything in points of the upright page, ``pose`` tells how it lay.

    ``around`` are the texts outside of tables, ``loose`` horizontal rules that belong to no table,
    ``doubtful`` the share of lines whose reading is unsure. ``skipped`` pages were not read, those
    that are ``late`` because time was short.
    """

    number: int
    pose: Pose
    grids: list[Grid] = field(default_factory=list)
    around: list[Words] = field(default_factory=list)
    loose: list[Rule] = field(default_factory=list)
    doubtful: float = 0.0
    skipped: bool = False
    late: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the upright page in points."""
        return self.pose.upright


@dataclass(frozen=True, slots=True)
class Begun:
    """A page of which is known where its rules and its text stand, as it lies; nothing is read yet."""

    picture: Picture
    layout: Layout

    @property
    def may_hold_table(self) -> bool:
        """Whether it has a grid, or rules as a table without walls has them, whichever way it lies.
        One rule is no table: the line under a heading, above a footnote or beside a stamp."""
        ruling = self.layout.ruling
        return bool(self.layout.grids) or max(len(ruling.across), len(ruling.down)) >= _RULES

    @property
    def size(self) -> int:
        """Bytes, nearly all of which are pixels."""
        layout = self.layout
        arrays = {id(a): a for a in (self.picture.grey, layout.picture.grey)}
        return (
            sum(a.nbytes for a in arrays.values()) + layout.ink.nbytes + layout.ruling.mask.nbytes
        )


def read_picture(picture: Picture, number: int, tables_only: bool = False) -> Scanned:
    """Read a page, ``number`` from 1, whichever way it lies.

    With ``tables_only`` a page that shows no sign of a table is not given to OCR, but ``skipped``.
    """
    page = begin(picture)
    if tables_only and not page.may_hold_table:
        return unread(page.layout.pose, number)
    return finish(page, number)


def begin(picture: Picture) -> Begun:
    """What a page shows without OCR."""
    upright = normalised(picture)
    return Begun(upright, layout_of(upright, 0))


def finish(page: Begun, number: int) -> Scanned:
    """Read a page, ``number`` from 1."""
    layout = _best_turn(page.picture, page.layout)
    _read_all(layout)
    _look_again(layout)
    return _scanned(layout, number)


def unread(pose: Pose, number: int, late: bool = False) -> Scanned:
    """A page that lies so, left unread."""
    return Scanned(number, pose, skipped=True, late=late)


def _read_all(layout: Layout) -> None:
    for strip, reading in _read(layout, layout.strips()):
        _say(layout, strip, reading)


def _look_again(layout: Layout) -> None:
    """Reads what a grey seal covers once more, from the darker ink of doubtful cells."""
    second = replace(
        layout,
        picture=Picture(layout.picture.grey.copy(), layout.picture.scale),
        ink=np.zeros_like(layout.ink),
        cells=[],
        around=[],
    )
    first: list[list[Strip]] = []
    for cell, strips in layout.cells:
        if strips and _sure(strips) < _AGAIN:
            area = area_of(layout.ink, cell.box, layout.picture.scale)
            part = np.s_[area[1] : area[3], area[0] : area[2]]
            found = darker(layout.picture.grey[part], layout.ink[part])
            if found is not None:
                second.picture.grey[part], second.ink[part] = found
                second.cells.append((cell, strips_of(second.ink, area, layout.letter)))
                first.append(strips)
    _read_all(second)
    for before, (_, after) in zip(first, second.cells, strict=True):
        if after and _sure(after) > _sure(before) + _CLEARER:
            for strip in after:
                strip.confidence = min(strip.confidence, _SEALED)
            before[:] = after


def _sure(strips: Sequence[Strip]) -> float:
    return min(strip.confidence for strip in strips)


def _best_turn(picture: Picture, first: Layout) -> Layout:
    """The layout of the page with its text upright. ``first`` is the page as it lies; a page whose
    text runs downwards lies on its side, and a few lines read from either end tell its top. Where
    what they say makes no sense either way, the other two ways are tried."""
    lies = _runs_down(first)
    best, sense = _right_way_up(layout_of(picture, 1) if lies else first)
    if not sense.is_plain:
        other, better = _right_way_up(first if lies else layout_of(picture, 1))
        if better.worth > sense.worth + _BETTER and better.letters >= _AS_MANY * sense.letters:
            return other
    return best


def _right_way_up(layout: Layout) -> tuple[Layout, Sense]:
    """The layout or that of the same page on its head, whichever makes more sense, and how much."""
    samples = _samples(layout)
    sense = sense_of([reading for _, reading in _read(layout, samples)])
    if sense.sure >= SURE or not samples:
        return layout, sense
    reverse = read_strips([turned(layout.crop(strip), 2) for strip in samples])
    other = sense_of(reverse)
    if other.sure <= sense.sure + _BETTER:
        return layout, sense
    return _turned_over(layout, samples, reverse), other


def _turned_over(layout: Layout, strips: Sequence[Strip], readings: Sequence[Reading]) -> Layout:
    """The page on its head, where these strips are read already."""
    other = over(layout)
    places = {strip.rect: strip for strip in other.strips() if not strip.stack}
    for strip, reading in zip(strips, readings, strict=True):
        if same := places.get(rect_over(layout, strip.rect)):
            same.reading = reading
    return other


def _runs_down(layout: Layout) -> bool:
    """Whether most of the text stands one letter below the other, as on a page on its side."""
    down = every = 0.0
    for strip in layout.strips():
        left, top, right, bottom = strip.rect
        area = (right - left) * (bottom - top)
        every += area
        down += area if strip.stack or right - left < 1.5 * (bottom - top) else 0.0
    return down > _DOWN * every


def _samples(layout: Layout) -> list[Strip]:
    """A few lines, those first that are about nine letters wide."""
    lines = [
        strip
        for strip in layout.strips()
        if not strip.stack
        and strip.rect[2] - strip.rect[0] > _LONG * (strip.rect[3] - strip.rect[1])
        and strip.rect[3] - strip.rect[1] > _FLAT * strip.letter
    ]
    lines.sort(key=lambda strip: abs(strip.rect[2] - strip.rect[0] - 9 * strip.letter))
    return lines[:_SAMPLES]


def _read(layout: Layout, strips: Sequence[Strip]) -> list[tuple[Strip, Reading]]:
    """What OCR reads in each strip; none is read twice."""
    new = [strip for strip in strips if strip.reading is None]
    for strip, reading in zip(new, read_strips([layout.crop(s) for s in new]), strict=True):
        strip.reading = reading
    return [(strip, strip.reading) for strip in strips if strip.reading is not None]


def _say(layout: Layout, strip: Strip, reading: Reading) -> None:
    """Text and confidence of a strip: a mark that its shape betrays, else what OCR read."""
    left, top, right, bottom = strip.rect
    shape = layout.ink[top:bottom, left:right]
    found = mark_by_shape(shape, layout.letter, reading)
    if found is not None:
        strip.text, strip.confidence = found
        return
    text, strip.confidence = corrected(settled(reading), shape)
    strip.text = mended(text)
    if strip.stack and len(strip.text) == len(strip.stack):
        strip.text = "\n".join(strip.text)


def _scanned(layout: Layout, number: int) -> Scanned:
    scale = layout.picture.scale
    for cell, every in layout.cells:
        strips = _without_stray(every)
        cell.page = number
        cell.pieces = [_piece(strip, scale) for strip in strips]
        said = [piece for piece in cell.pieces if piece[0]]
        cell.text = mended(text_of(said)) if said else ""
        cell.confidence = min((s.confidence for s in strips), default=1.0)
        if not strips and faint_dash(_inside(layout, cell.box), layout.letter):
            cell.text, cell.confidence = "-", _FAINT
    for grid in layout.grids:
        _count_on(grid)
    around = [Words(_piece(s, scale), s.confidence) for s in layout.around if s.text]
    every = layout.strips()
    doubtful = sum(strip.confidence < _DOUBT for strip in every) / max(1, len(every))
    return Scanned(number, layout.pose, layout.grids, around, layout.loose, doubtful)


def _without_stray(strips: list[Strip]) -> list[Strip]:
    """Without a dash above or below a figure, which is dirt or a part of a seal."""
    if len(strips) != 2 or not any(is_figure(strip.text) for strip in strips):
        return strips
    kept = [strip for strip in strips if strip.text not in _DASHES]
    (_, top, _, bottom), (_, low, _, high) = strips[0].rect, strips[1].rect
    if len(kept) == 2 or min(bottom, high) > max(top, low):
        return strips
    for strip in kept:
        strip.confidence = min(strip.confidence, _FAINT)
    return kept


def _count_on(grid: Grid) -> None:
    """一, drawn as flat as a dash, set right in columns of 一 二 三."""
    columns: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        columns.setdefault(cell.col, []).append(cell)
    for cells in columns.values():
        for cell in cells:
            if is_first_of_numbers(cell.text, (other.text for other in cells)):
                cell.text = "一"


def _inside(layout: Layout, box: Box) -> Grey:
    """The picture of a cell without its borders."""
    edge = 3.0
    scale = layout.picture.scale
    left, top, right, bottom = (round(value / scale) for value in (
        box[0] + edge, box[1] + edge, box[2] - edge, box[3] - edge
    ))  # fmt: skip
    return layout.picture.grey[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]


def _piece(strip: Strip, scale: float) -> Piece:
    """The strip as text on the page, at least as high as a letter."""
    left, top, right, bottom = strip.rect
    more = max(0.0, strip.letter - (bottom - top)) / 2
    return (
        strip.text, left * scale, (top - more) * scale, right * scale, (bottom + more) * scale,
    )  # fmt: skip
