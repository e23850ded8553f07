"""PDFium called directly, with as little Python between as ctypes allows.

pypdfium2 ships the library and starts it; its own functions check and convert every argument, which
costs more than the work itself when a page has thousands of characters. Here arguments are prepared
once and handed over as they are. PDFium is not made for threads: one process, one thread.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2.raw  # noqa: F401 - loads and starts PDFium
from pypdfium2_raw import bindings  # type: ignore[import-untyped]

# ctypes keeps the interpreter lock with PyDLL: nothing else runs, and each call is shorter.
_library: Any = ctypes.PyDLL(bindings._libs["pdfium"]._name)


class Handle(ctypes.c_void_p):
    """A pointer that PDFium gave; false when it is null."""


def _function(name: str, result: Any = ctypes.c_int, *arguments: Any) -> Any:
    """``arguments`` only where one is wider than an int: without them nothing is converted.

    ``result`` None where it says nothing that is not known: a call is shorter without.
    """
    function = getattr(_library, name)
    function.restype = result
    function.argtypes = arguments or None
    return function


def argument(handle: Handle) -> Any:
    """The pointer ready to be handed over: for a handle that thousands of calls are made with."""
    return as_argument(handle.value)


as_argument: Any = ctypes.c_void_p.from_param  # the same for an address
Item = Any  # a page object as an argument ready to be handed over


load_document = _function(
    "FPDF_LoadMemDocument64", Handle, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p
)
close_document = _function("FPDF_CloseDocument", None)
last_error = _function("FPDF_GetLastError", ctypes.c_ulong)
page_count = _function("FPDF_GetPageCount")
load_page = _function("FPDF_LoadPage", Handle)
close_page = _function("FPDF_ClosePage", None)
page_rotation = _function("FPDFPage_GetRotation")
page_bounds = _function("FPDF_GetPageBoundingBox")

load_text = _function("FPDFText_LoadPage", Handle)
close_text = _function("FPDFText_ClosePage", None)
count_chars = _function("FPDFText_CountChars")
get_text = _function("FPDFText_GetText")
get_unicode = _function("FPDFText_GetUnicode", ctypes.c_uint)
loose_box = _function("FPDFText_GetLooseCharBox", None)
char_matrix = _function("FPDFText_GetMatrix")
char_weight = _function("FPDFText_GetFontWeight")
char_font = _function(
    "FPDFText_GetFontInfo",
    ctypes.c_ulong,
    Handle,
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_ulong,
    ctypes.c_void_p,
)
char_object = _function("FPDFText_GetTextObject", ctypes.c_void_p)  # its address

count_objects = _function("FPDFPage_CountObjects")
get_object = _function("FPDFPage_GetObject", ctypes.c_void_p)  # its address
object_type = _function("FPDFPageObj_GetType")
object_bounds = _function("FPDFPageObj_GetBounds")
object_matrix = _function("FPDFPageObj_GetMatrix", None)
object_clip = _function("FPDFPageObj_GetClipPath", ctypes.c_void_p)  # its address
fill_color = _function("FPDFPageObj_GetFillColor")
stroke_color = _function("FPDFPageObj_GetStrokeColor")
text_font = _function("FPDFTextObj_GetFont", ctypes.c_void_p)  # its address
form_count = _function("FPDFFormObj_CountObjects")
form_object = _function("FPDFFormObj_GetObject", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong)
render_mode = _function("FPDFTextObj_GetTextRenderMode")

path_mode = _function("FPDFPath_GetDrawMode")
count_segments = _function("FPDFPath_CountSegments")
get_segment = _function("FPDFPath_GetPathSegment", Handle)
segment_address = _library["FPDFPath_GetPathSegment"]  # the same, as a number
segment_address.restype = ctypes.c_void_p
segment_point = _function("FPDFPathSegment_GetPoint", None)
segment_type = _function("FPDFPathSegment_GetType")
segment_close = _function("FPDFPathSegment_GetClose")
clip_paths = _function("FPDFClipPath_CountPaths")
clip_segments = _function("FPDFClipPath_CountPathSegments")
clip_segment = _function("FPDFClipPath_GetPathSegment", Handle)

TEXT, PATH, IMAGE, FORM = 1, 2, 3, 5
LINE_TO, CURVE_TO, MOVE_TO = 0, 1, 2
INVISIBLE, NO_TEXT = 3, -1  # text render modes; the last of what is no text
ERROR_PASSWORD, ERROR_SECURITY = 4, 5


class Numbers:
    """Room for ``count`` numbers that PDFium fills in, with a reference to each."""

    def __init__(self, kind: Any, count: int) -> None:
        self.values = (kind * count)()
        step = ctypes.sizeof(kind)
        self.refs = [ctypes.byref(self.values, step * index) for index in range(count)]

    def __iter__(self) -> Iterator[float]:
        return iter(self.values)


class Answers:
    """Room for what PDFium says about many objects, ``width`` numbers each, in as many arguments or
    in ``places`` of them.

    The room is kept and grows: preparing it takes longer than the questions do.
    """

    def __init__(self, kind: Any, width: int, places: int = 0) -> None:
        self._kind, self._width = kind, width
        self._columns: list[list[Any]] = [[] for _ in range(places or width)]
        self._values: Any = ()

    def ask(self, question: Any, items: Sequence[Item]) -> tuple[list[int], list[list[Any]]]:
        """What ``question`` returns for each item, and the numbers it fills in, column by column."""
        said, alike = self.ask_alike(question, items)
        if alike is not None:
            return said, [[number] * len(items) for number in alike]
        return said, self.columns(len(items))

    def ask_alike(
        self, question: Any, items: Sequence[Item]
    ) -> tuple[list[int], tuple[Any, ...] | None]:
        """What ``question`` returns for each item, and the numbers it fills in where they are the same
        for all items, as colours and matrices mostly are; else None, and :meth:`columns` has them."""
        width, count = self._width, len(items)
        if count > len(self._columns[0]):
            room = Numbers(self._kind, 2 * width * count)
            self._values = memoryview(room.values).cast("B").cast(self._kind._type_)
            self._columns = [room.refs[place::width] for place in range(len(self._columns))]
        said = list(map(question, items, *self._columns))
        first = self._values[:width]
        if self._values[: width * count].tobytes() == first.tobytes() * count:
            return said, tuple(first)
        return said, None

    def columns(self, count: int) -> list[list[Any]]:
        """The numbers of the last ``count`` items that were asked for, column by column."""
        width = self._width
        return [self._values[place : width * count : width].tolist() for place in range(width)]


_four_floats = Numbers(ctypes.c_float, 4)
_six_floats = Numbers(ctypes.c_float, 6)


def bounds_of(item: Item) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of a page object in the space of the page or form it is in."""
    values = _four_floats.values
    if not object_bounds(item, *_four_floats.refs):
        return (0.0, 0.0, 0.0, 0.0)
    return values[0], values[1], values[2], values[3]


def matrix_of(item: Item) -> tuple[float, ...]:
    """The six numbers a b c d e f of the object's matrix."""
    object_matrix(item, _six_floats.refs[0])
    return tuple(_six_floats.values)
