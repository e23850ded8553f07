"""The geometry of the paths of a PDF page: corners, edges and clips, as the page is shown."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from itertools import repeat
from operator import add, le

from extract.grid import Rule
from extract.ink import Box
from extract.readers import _pdf_lib as pdfium
from extract.readers._pdf_corners import Points, corners

THIN = 3.2  # points: a path or picture no thicker than this is a rule, not an area
STRAIGHT = 0.6  # points that a ruling line may lean
_CORNERS = 4  # of a rectangle; its path may come back to the first
_CLIP_SEGMENTS = 64  # a clip of more is the outline of a drawing, not the edge of a cell

Matrix = tuple[float, ...]
Edge = tuple[float, float, float, float]


def rectangles(
    items: Sequence[pdfium.Item], wanted: Sequence[int], outer: Matrix
) -> list[Box | None]:
    """For each wanted path its corners as shown if it is an upright rectangle, else None."""
    shapes: list[Box | None] = [None] * len(items)
    if outer[1] or outer[2] or not any(wanted):
        return shapes
    counts = list(map(pdfium.count_segments, items))
    if not all(wanted):
        counts = [count if asked else 0 for count, asked in zip(counts, wanted, strict=True)]
    back = [place for place, count in enumerate(counts) if count == _CORNERS + 1]
    if back:
        chosen = [items[place] for place in back]
        _add_upright(shapes, back, chosen, corners(chosen, _CORNERS + 1), outer)
    shut = [place for place, count in enumerate(counts) if count == _CORNERS]
    shut = [at for at in shut if pdfium.segment_close(pdfium.get_segment(items[at], _CORNERS - 1))]
    if shut:
        chosen = [items[place] for place in shut]
        read = [points + points[:2] for points in corners(chosen, _CORNERS)]
        _add_upright(shapes, shut, chosen, read, outer)
    return shapes


def _add_upright(
    shapes: list[Box | None],
    places: Sequence[int],
    items: Sequence[pdfium.Item],
    read: Sequence[Points],
    outer: Matrix,
) -> None:
    """Puts those of the paths at ``places`` that are upright rectangles into ``shapes``. ``read`` has
    the corners of each and once more the first, if the path comes back to it."""
    _, alike = _matrices.ask_alike(pdfium.object_matrix, items)
    matrices = zip(*_matrices.columns(len(items)), strict=True) if alike is None else repeat(alike)
    p, _, _, s, t, u = outer
    for place, points, (a, b, c, d, e, f) in zip(places, read, matrices, strict=False):
        ax, ay, bx, by, cx, cy, dx, dy, x, y = points
        if x != ax or y != ay or b or c:
            continue
        if ax == bx:
            if not (by == cy and cx == dx and dy == ay):
                continue
        elif not (ay == by and bx == cx and cy == dy and dx == ax):
            continue
        x0, x1 = (a * ax + e) * p + t, (a * cx + e) * p + t
        y0, y1 = (d * ay + f) * s + u, (d * cy + f) * s + u
        if x1 < x0:
            x0, x1 = x1, x0
        shapes[place] = (x0, y0, x1, y1) if y0 <= y1 else (x0, y1, x1, y0)


def edges_of(item: pdfium.Item, count: int, outer: Matrix) -> tuple[list[Edge], int]:
    """Straight edges as shown, subpath after subpath, and how many curves there were."""
    a, b, c, d, e, f = times(pdfium.matrix_of(item), outer)
    get_segment, point, kind_of = pdfium.get_segment, pdfium.segment_point, pdfium.segment_type
    values, (to_x, to_y) = _xy.values, _xy.refs
    edges: list[Edge] = []
    curves = 0
    x = y = start_x = start_y = 0.0
    segment: pdfium.Handle | None = None
    for index in range(count):
        before: pdfium.Handle | None = segment
        segment = get_segment(item, index)
        point(segment, to_x, to_y)
        px, py = values
        next_x, next_y = a * px + c * py + e, b * px + d * py + f
        kind = kind_of(segment)
        if kind == pdfium.LINE_TO:
            edges.append((x, y, next_x, next_y))
        elif kind == pdfium.MOVE_TO:
            if before and pdfium.segment_close(before):
                edges.append((x, y, start_x, start_y))
            start_x, start_y = next_x, next_y
        else:
            curves += 1
        x, y = next_x, next_y
    if segment and pdfium.segment_close(segment):
        edges.append((x, y, start_x, start_y))
    return edges, curves


def slivers(edges: list[Edge]) -> list[Edge]:
    """Thin filled bars inside one path: between two parallel edges at most THIN apart, their
    middle."""
    level = sorted(
        (min(y0, y1), min(x0, x1), max(x0, x1))
        for x0, y0, x1, y1 in edges
        if abs(y0 - y1) <= STRAIGHT
    )
    plumb = sorted(
        (min(x0, x1), min(y0, y1), max(y0, y1))
        for x0, y0, x1, y1 in edges
        if abs(x0 - x1) <= STRAIGHT
    )
    middles = [(low, at, high, at) for at, low, high in _between(level)]
    return middles + [(at, low, at, high) for at, low, high in _between(plumb)]


def _between(edges: list[tuple[float, float, float]]) -> list[Rule]:
    found: list[Rule] = []
    for index, (at, low, high) in enumerate(edges):
        if high - low <= THIN:
            continue
        for other, start, end in edges[index + 1 :]:
            if other - at > THIN:
                break
            left, right = max(low, start), min(high, end)
            if right - left > THIN and other - at > 0.01:
                found.append(((at + other) / 2, left, right))
    return found


def clips_of(places: Sequence[int], items: Sequence[pdfium.Item]) -> Iterable[pdfium.Item]:
    """The clip of each object, whose addresses are ``places``: it lies inside the object, in all of
    them at the same distance from its beginning."""
    ends = {pdfium.object_clip(items[at]) - places[at] for at in (0, -1)}
    if len(ends) > 1:
        return map(pdfium.as_argument, map(pdfium.object_clip, items))
    return map(pdfium.as_argument, map(add, places, repeat(ends.pop())))


def clip_of(item: pdfium.Item, outer: Matrix) -> Box | None:
    """The box that clips the object, None where nothing does."""
    clip = pdfium.as_argument(pdfium.object_clip(item))
    found: Box | None = None
    for path in range(pdfium.clip_paths(clip)):
        xs: list[float] = []
        ys: list[float] = []
        segments = pdfium.clip_segments(clip, path)
        if segments > _CLIP_SEGMENTS:
            continue
        for index in range(segments):
            pdfium.segment_point(pdfium.clip_segment(clip, path, index), *_xy.refs)
            xs.append(_xy.values[0])
            ys.append(_xy.values[1])
        if xs:
            box = shown((min(xs), min(ys), max(xs), max(ys)), outer)
            found = box if found is None else cut(found, box)
    return found


def cut(box: Box, clip: Box) -> Box:
    return (
        max(box[0], clip[0]),
        max(box[1], clip[1]),
        min(box[2], clip[2]),
        min(box[3], clip[3]),
    )


def shown(bounds: tuple[float, float, float, float], outer: Matrix) -> Box:
    """The box of bounds in some space as x0, top, x1, bottom of the page as shown."""
    left, bottom, right, top = bounds
    a, b, c, d, e, f = outer
    if b == 0.0 == c:
        x0, x1, y0, y1 = a * left + e, a * right + e, d * top + f, d * bottom + f
        if x0 <= x1 and y0 <= y1:
            return x0, y0, x1, y1
    xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return min(xs), min(ys), max(xs), max(ys)


def all_shown(sides: list[list[float]], outer: Matrix) -> list[Box]:
    """The same for many bounds, given as their lefts, bottoms, rights and tops."""
    lefts, bottoms, rights, tops = sides
    a, b, c, d, e, f = outer
    ordered = all(map(le, lefts, rights)) and all(map(le, bottoms, tops))
    if b == 0.0 == c and a > 0.0 > d and ordered:
        return [
            (a * left + e, d * top + f, a * right + e, d * bottom + f)
            for left, bottom, right, top in zip(*sides, strict=True)
        ]
    return [shown(bounds, outer) for bounds in zip(*sides, strict=True)]


def times(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that does ``first`` and then ``second``."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


_matrices = pdfium.Answers(ctypes.c_float, 6, 1)
_xy = pdfium.Numbers(ctypes.c_float, 2)
