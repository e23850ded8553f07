"""What is drawn on a page of a PDF: ruling lines in every way of drawing them, fills and pictures.

A thin path is a rule whatever it was drawn as, so most are known by their bounding box alone. Only
thicker paths are looked at point by point: stroked cells, frames, several lines in one path.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import field
from itertools import compress, repeat
from operator import eq, not_

from extract.frozen import dataclass
from extract.grid import Rule, holds
from extract.ink import Box
from extract.readers import _pdf_lib as pdfium
from extract.readers._pdf_objects import objects_of
from extract.readers._pdf_page import Frame
from extract.readers._pdf_shapes import (
    STRAIGHT,
    THIN,
    Edge,
    Matrix,
    all_shown,
    clip_of,
    clips_of,
    cut,
    edges_of,
    rectangles,
    shown,
    slivers,
    times,
)

_DOT = 0.2  # points: anything shorter than this says nothing
_WHITE = 247  # of 255: a colour this light is paper
_CLEAR = 13  # of 255: an alpha this low is not seen
_MAX_SEGMENTS = 4_000  # in one path; a drawing with more is a picture
_MAX_OBJECTS = 150_000  # on one page
_MAX_DEPTH = 12  # forms within forms


@dataclass(slots=True)
class Drawing:
    """What a page draws besides letters, as shown: rules, areas, pictures, texts by visibility.

    ``boxes`` are the borders of cells on a page that draws no other rule; their sides are none of
    ``across`` and ``down`` before :meth:`draw_boxes`.
    """

    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    dark: list[Box] = field(default_factory=list)
    light: list[tuple[Box, int, int]] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    curves: int = 0
    texts: int = 0
    hidden: set[int] = field(default_factory=set)
    pale: dict[int, Box] = field(default_factory=dict)
    objects: int = 0

    @property
    def unseen(self) -> set[int]:
        """Text objects that nobody sees: invisible, or white where nothing darker lies below; none
        where the page has no other text."""
        below = self.dark + self.images
        lost = {item for item, box in self.pale.items() if not any(holds(b, box) for b in below)}
        lost |= self.hidden
        return lost if len(lost) < self.texts else set()

    @property
    def layer(self) -> bool:
        """Whether all text is invisible and lies over a picture."""
        return bool(self.images) and 0 < self.texts == len(self.hidden)

    @property
    def ruled(self) -> bool:
        """Whether there are rules both ways."""
        return bool(self.boxes or (self.across and self.down))

    def draw_boxes(self) -> None:
        """Turns the boxes into rules."""
        boxes, self.boxes = self.boxes, []
        self.across += [(y0, x0, x1) for x0, y0, x1, _ in boxes]
        self.across += [(y1, x0, x1) for x0, _, x1, y1 in boxes]
        self.down += [(x0, y0, y1) for x0, y0, _, y1 in boxes]
        self.down += [(x1, y0, y1) for _, y0, x1, y1 in boxes]

    def turned(self, size: tuple[float, float], turns: int) -> tuple[list[Rule], list[Rule]]:
        """Horizontal and vertical rules after turning the page clockwise by quarter turns."""
        self.draw_boxes()
        across, down = self.across, self.down
        width, height = size
        for _ in range(turns % 4):
            across, down = (
                [(at, height - high, height - low) for at, low, high in down],
                [(height - at, low, high) for at, low, high in across],
            )
            width, height = height, width
        return across, down


def read_drawing(page: pdfium.Handle, frame: Frame) -> Drawing:
    """Everything drawn on the page, forms inside it included."""
    drawing = Drawing()
    count = min(pdfium.count_objects(page), _MAX_OBJECTS)
    _walk(objects_of(page, count), frame.matrix, drawing, 0)
    _uncover(drawing)
    return drawing


def _walk(places: list[int], outer: Matrix, drawing: Drawing, depth: int) -> None:
    """``places`` are the addresses of the objects; ``outer`` takes the space that they are drawn in
    to the page as shown."""
    drawing.objects += len(places)
    items = list(map(pdfium.as_argument, places))
    modes = list(map(pdfium.render_mode, items))
    if pdfium.NO_TEXT not in modes:
        _texts(places, items, modes, outer, drawing)
        return
    is_text = [mode != pdfium.NO_TEXT for mode in modes]
    chosen, texts = list(compress(places, is_text)), list(compress(items, is_text))
    _texts(chosen, texts, list(compress(modes, is_text)), outer, drawing)
    is_other = [mode == pdfium.NO_TEXT for mode in modes]
    places, items = list(compress(places, is_other)), list(compress(items, is_other))
    known, (filled, stroked) = _modes.ask(pdfium.path_mode, items)
    rest = list(compress(items, map(not_, known)))
    if rest:
        rows = (places, items, filled, stroked)
        places, items, filled, stroked = (list(compress(row, known)) for row in rows)
    if items:
        _paths(places, items, filled, stroked, outer, drawing)
    for item in rest:
        _other(item, outer, drawing, depth)


def _other(item: pdfium.Item, outer: Matrix, drawing: Drawing, depth: int) -> None:
    """What is neither text nor a path: pictures, and forms with objects of their own."""
    kind = pdfium.object_type(item)
    if kind == pdfium.IMAGE:
        box = shown(pdfium.bounds_of(item), outer)
        if drawing.boxes and not _is_thick(box):
            drawing.draw_boxes()
        if not _as_rule(box, drawing):
            drawing.images.append(box)
    elif kind == pdfium.FORM and depth < _MAX_DEPTH:
        count = min(pdfium.form_count(item), max(0, _MAX_OBJECTS - drawing.objects))
        inside = [pdfium.form_object(item, index) for index in range(count)]
        _walk(inside, times(pdfium.matrix_of(item), outer), drawing, depth + 1)


def _texts(
    places: list[int], items: list[pdfium.Item], modes: list[int], outer: Matrix, drawing: Drawing
) -> None:
    """Texts by their addresses, their handles and how they are drawn."""
    if not items:
        return
    drawing.texts += len(items)
    if pdfium.INVISIBLE in modes:
        drawing.hidden |= set(compress(places, map(eq, modes, repeat(pdfium.INVISIBLE))))
    inks = _inks(pdfium.fill_color, items)
    if not all(inks):
        for place, item, ink in zip(places, items, inks, strict=True):
            if not ink:
                drawing.pale[place] = shown(pdfium.bounds_of(item), outer)


def _inks(question: Callable[..., int], items: Sequence[pdfium.Item]) -> list[bool]:
    """Which objects have a colour seen on white paper; one PDFium cannot tell counts as seen."""
    said, alike = _colors.ask_alike(question, items)
    if alike is not None and all(said):
        red, green, blue, alpha = alike
        return [alpha > _CLEAR and min(red, green, blue) < _WHITE] * len(items)
    return [
        not known or (alpha > _CLEAR and (red < _WHITE or green < _WHITE or blue < _WHITE))
        for known, red, green, blue, alpha in zip(said, *_colors.columns(len(items)), strict=True)
    ]


def _paths(
    places: list[int],
    items: list[pdfium.Item],
    filled: list[int],
    stroked: list[int],
    outer: Matrix,
    drawing: Drawing,
) -> None:
    """Paths by their addresses, their handles, how they are filled and whether they are stroked."""
    if drawing.boxes:
        drawing.draw_boxes()
    pens = _inks(pdfium.stroke_color, items)
    brushes = _inks(pdfium.fill_color, items) if any(filled) else pens
    clips = list(map(pdfium.clip_paths, clips_of(places, items)))
    shapes = rectangles(items, stroked, outer)
    if not any(filled) and all(pens) and max(clips) <= 0:
        borders = [box for box in shapes if box and box[2] - box[0] > THIN < box[3] - box[1]]
        if len(borders) == len(shapes):  # as on most pages
            drawing.boxes = borders
            if drawing.across or drawing.down or drawing.light:
                drawing.draw_boxes()
            return
    paths = list(zip(items, filled, stroked, pens, brushes, clips, shapes, strict=True))
    if not any(filled):
        paths = _without_borders(paths, drawing)
    if paths:
        _, sides = _bounds.ask(pdfium.object_bounds, [path[0] for path in paths])
        for path, box in zip(paths, all_shown(sides, outer), strict=True):
            _path(path, box, outer, drawing)


# handle; filled, stroked; colours of pen and brush seen; clips; corners of a stroked rectangle
_Path = tuple[pdfium.Item, int, int, bool, bool, int, Box | None]


def _without_borders(paths: list[_Path], drawing: Drawing) -> list[_Path]:
    """Takes out the rectangles that are nothing but a border, by far the most; returns the others."""
    others: list[_Path] = []
    for path in paths:
        _, _, _, pen, _, clips, shape = path
        if shape and pen and clips <= 0:
            x0, y0, x1, y1 = shape
            if x1 - x0 > THIN < y1 - y0:
                drawing.boxes.append(shape)
                continue
        others.append(path)
    drawing.draw_boxes()
    return others


def _path(path: _Path, box: Box, outer: Matrix, drawing: Drawing) -> None:
    """One path, whose box as shown is ``box``, the width of its pen included."""
    item, fills, strokes, pen, brush, clips, shape = path
    if shape and pen and not fills and clips <= 0 and _is_thick(box):
        _sides(shape, drawing, None)
        return
    if fills and not brush:
        _pale_area(item, box, drawing)
    fill, stroke = fills and brush, strokes and pen
    if not (fill or stroke):
        return
    clip = clip_of(item, outer) if clips > 0 else None
    if clip is not None:
        box = cut(box, clip)  # the part that is seen
        if box[2] < box[0] or box[3] < box[1]:
            return
    if _as_rule(box, drawing):
        return
    if fill:
        drawing.dark.append(box)
    if not shape:
        _trace(item, outer, drawing, clip, (bool(fill), bool(stroke)))
    elif stroke:
        _sides(shape, drawing, clip)


def _is_thick(box: Box) -> bool:
    return box[2] - box[0] > THIN and box[3] - box[1] > THIN


def _pale_area(item: pdfium.Item, box: Box, drawing: Drawing) -> None:
    pdfium.fill_color(item, *_rgba.refs)
    if _is_thick(box) and _rgba.values[3] > 255 - _CLEAR:
        drawing.light.append((box, len(drawing.across), len(drawing.down)))


def _trace(
    item: pdfium.Item,
    outer: Matrix,
    drawing: Drawing,
    clip: Box | None,
    seen: tuple[bool, bool],
) -> None:
    """The straight edges of a thick path: sides of stroked shapes, slivers between filled edges.

    ``seen``: whether it is filled and whether it is stroked in a colour that is seen.
    """
    count = pdfium.count_segments(item)
    if count > _MAX_SEGMENTS:
        drawing.curves += count
        return
    edges, curves = edges_of(item, count, outer)
    drawing.curves += curves
    filled, stroked = seen
    if filled:
        for middle in slivers(edges):
            _edge_as_rule(middle, drawing, clip)
    if stroked:
        for edge in edges:
            _edge_as_rule(edge, drawing, clip)


def _sides(box: Box, drawing: Drawing, clip: Box | None) -> None:
    x0, y0, x1, y1 = box
    if clip is None:
        drawing.across += ((y0, x0, x1), (y1, x0, x1))
        drawing.down += ((x0, y0, y1), (x1, y0, y1))
        return
    for edge in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
        _edge_as_rule(edge, drawing, clip)


def _edge_as_rule(edge: Edge, drawing: Drawing, clip: Box | None) -> None:
    x0, y0, x1, y1 = edge
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    if clip is not None:
        box = cut(box, clip)
    width, height = box[2] - box[0], box[3] - box[1]
    if 0 <= height <= STRAIGHT < width:
        drawing.across.append(((box[1] + box[3]) / 2, box[0], box[2]))
    elif 0 <= width <= STRAIGHT < height:
        drawing.down.append(((box[0] + box[2]) / 2, box[1], box[3]))


def _as_rule(box: Box, drawing: Drawing) -> bool:
    """Adds a thin box as a rule along its length; a dot goes both ways, to be strung together."""
    width, height = box[2] - box[0], box[3] - box[1]
    if width > THIN and height > THIN:
        return False
    if max(width, height) < _DOT:
        return True
    if width >= height or width > THIN:
        drawing.across.append(((box[1] + box[3]) / 2, box[0], box[2]))
    if height >= width or (width <= THIN and height <= THIN):
        drawing.down.append(((box[0] + box[2]) / 2, box[1], box[3]))
    return True


def _uncover(drawing: Drawing) -> None:
    """White areas: on a dark one their sides are rules; over rules drawn before, they hide them."""
    for box, across, down in drawing.light:
        x0, y0, x1, y1 = box
        if any(holds(dark, box) for dark in drawing.dark):
            drawing.across += [(y0, x0, x1), (y1, x0, x1)]
            drawing.down += [(x0, y0, y1), (x1, y0, y1)]
            continue
        drawing.across[:across] = [
            r if not (y0 + 1 < r[0] < y1 - 1 and x0 <= r[1] and r[2] <= x1) else (r[0], 0.0, 0.0)
            for r in drawing.across[:across]
        ]
        drawing.down[:down] = [
            r if not (x0 + 1 < r[0] < x1 - 1 and y0 <= r[1] and r[2] <= y1) else (r[0], 0.0, 0.0)
            for r in drawing.down[:down]
        ]


_bounds = pdfium.Answers(ctypes.c_float, 4)
_colors = pdfium.Answers(ctypes.c_uint, 4)
_modes = pdfium.Answers(ctypes.c_int, 2)
_rgba = pdfium.Numbers(ctypes.c_uint, 4)
