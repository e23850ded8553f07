"""A page made upright, before it is read: what is ink, what are rules, where text stands.

Finding the rules costs most, so a page on its head is not looked at again: its layout is turned over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from extract.frozen import dataclass
from extract.grid import Grid, GridCell, Rule, find_grids, nest
from extract.ink import Box, Piece
from extract.readers._scan_flat import flattened, slant_of
from extract.readers._scan_image import (
    Grey,
    Mask,
    Picture,
    Stats,
    pieces_of,
    resized_by_letters,
    rough_ink,
    usual_letter,
    without_specks,
)
from extract.readers._scan_lines import Rect, Strip, cut_out, strips_of
from extract.readers._scan_pose import Pose, lean_of, rotated, turned
from extract.readers._scan_rules import Ruling, find_rules


@dataclass(slots=True)
class Layout:
    """An upright page before it is read: what is ink, what are rules, where text stands."""

    picture: Picture
    pose: Pose
    ink: Mask
    ruling: Ruling
    letter: float
    grids: list[Grid]
    loose: list[Rule]
    cells: list[tuple[GridCell, list[Strip]]]
    around: list[Strip]

    def strips(self) -> list[Strip]:
        """Every strip of the page."""
        return [strip for _, strips in self.cells for strip in strips] + self.around

    def crop(self, strip: Strip) -> Grey:
        """The picture of a strip."""
        return cut_out(self.picture.grey, self.ruling.mask, strip)


def layout_of(picture: Picture, turns: int) -> Layout:
    """The layout of a page turned by quarters, made level and flat."""
    given = Pose(picture.size, turns)
    picture = Picture(turned(picture.grey, turns), picture.scale)
    ink, stats = _ink(picture)
    angle = lean_of(ink)
    if angle:
        picture = Picture(rotated(picture.grey, angle), picture.scale)
        ink, stats = _ink(picture)
    slant = slant_of(ink)
    if slant is not None:
        picture = Picture(flattened(picture.grey, slant), picture.scale)
        ink, stats = _ink(picture)
    sized = resized_by_letters(picture, stats)
    if sized.scale != picture.scale:
        ratio = sized.scale / picture.scale
        given = replace(given, size=(given.size[0] * ratio, given.size[1] * ratio))
    ruling = find_rules(ink, sized.scale, usual_letter(stats, sized.scale))
    text = np.asarray(cv2.subtract(ink, ruling.mask), np.uint8)
    letter = usual_letter(pieces_of(text).stats[1:], sized.scale)
    return _laid_out(sized, replace(given, angle=angle, slant=slant), text, ruling, letter)


def _ink(picture: Picture) -> tuple[Mask, Stats]:
    """Where ink is, without the specks that would pass for leaning lines, and its pieces' measures."""
    return without_specks(rough_ink(picture), picture.scale)


def over(layout: Layout) -> Layout:
    """The layout of the same page on its head."""
    pose = layout.pose.over()
    picture = Picture(turned(layout.picture.grey, 2), layout.picture.scale)
    ruling = layout.ruling.over(picture.size)
    return _laid_out(picture, pose, turned(layout.ink, 2), ruling, layout.letter)


def rect_over(layout: Layout, rect: Rect) -> Rect:
    """Where a rectangle of pixels is once the page is on its head."""
    height, width = layout.ink.shape
    left, top, right, bottom = rect
    return width - right, height - bottom, width - left, height - top


def _laid_out(picture: Picture, pose: Pose, text: Mask, ruling: Ruling, letter: float) -> Layout:
    """The layout of a page whose rules are known; ``text`` is its ink without them."""
    scale = picture.scale
    grids, loose = find_grids(ruling.across, ruling.down, _blobs(text, scale, letter))
    cells = [(cell, _in_cell(text, cell.box, scale, letter)) for g in grids for cell in g.cells]
    rest = _outside(text, grids, scale)
    around = strips_of(rest, (0, 0, *text.shape[::-1]), letter)
    return Layout(picture, pose, text, ruling, letter, nest(grids), loose, cells, around)


def _blobs(text: Mask, scale: float, letter: float) -> list[Piece]:
    """Where text stands, roughly: what find_grids asks of an open side."""
    size = max(3, round(letter))
    merged = cv2.dilate(text, np.ones((1, size), np.uint8))
    return [
        ("", x * scale, y * scale, (x + w) * scale, (y + h) * scale)
        for x, y, w, h, _ in pieces_of(np.asarray(merged, np.uint8)).stats[1:].tolist()
        if h > 0.4 * letter
    ]


def _in_cell(text: Mask, box: Box, scale: float, letter: float) -> list[Strip]:
    area = area_of(text, box, scale)
    return strips_of(text, area, letter) if area[0] < area[2] and area[1] < area[3] else []


def area_of(text: Mask, box: Box, scale: float) -> Rect:
    """The inside of a box in points as pixels of the page."""
    left, top, right, bottom = (value / scale for value in box)
    height, width = text.shape
    return (
        max(0, round(left) + 1), max(0, round(top) + 1),
        min(width, round(right) - 1), min(height, round(bottom) - 1),
    )  # fmt: skip


def _outside(text: Mask, grids: Sequence[Grid], scale: float) -> Mask:
    rest = text.copy()
    for grid in grids:
        left, top, right, bottom = (round(value / scale) for value in grid.box)
        rest[max(0, top - 1) : bottom + 2, max(0, left - 1) : right + 2] = 0
    return rest
