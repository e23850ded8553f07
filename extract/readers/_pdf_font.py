"""A font of one box, for PDFium to measure where a file names a font but does not bring it along.

Where a letter stands follows from the widths in the file. PDFium still wants the outline of each
glyph: with a font of the machine it takes ten times as long and gives other boxes on each machine;
with none it drops letters that stand alone. Here every character has the same small box, which lies
inside the space of the letter and so never changes it.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pypdfium2.raw as pdfium

_EM = 1000
_BOX = (60, 0, 240, 700)  # left, foot, right, head, in thousandths of the letter height
_ADVANCE = 500
_LAST_CHARACTER = 0x10FFFF
_NAME = b"Box\0"


@contextmanager
def no_machine_fonts() -> Iterator[None]:
    """Within this, PDFium knows the fonts that a file brings along and the box font, no other.

    Afterwards the fonts of the machine are back, for whoever renders pages.
    """
    _source.take_box_font()
    try:
        yield
    finally:
        _source.take_machine_fonts()


class _Source:
    """Where PDFium looks for fonts; the callbacks must live as long as it may ask."""

    def __init__(self) -> None:
        self._machine: Any = None
        self._info: Any = pdfium.FPDF_SYSFONTINFO()
        self._info.version = 1
        for name in ("MapFont", "GetFont", "GetFontData", "GetFaceName", "GetFontCharset"):
            kind = type(getattr(self._info, name))
            setattr(self._info, name, kind(getattr(self, f"_{name.lower()}")))

    def take_box_font(self) -> None:
        pdfium.FPDF_SetSystemFontInfo(ctypes.byref(self._info))
        if self._machine is not None:  # PDFium has let go of it with the line above
            pdfium.FPDF_FreeDefaultSystemFontInfo(self._machine)
            self._machine = None

    def take_machine_fonts(self) -> None:
        self._machine = pdfium.FPDF_GetDefaultSystemFontInfo()
        pdfium.FPDF_SetSystemFontInfo(self._machine)

    def _mapfont(self, *_: Any) -> int:
        return 1

    def _getfont(self, *_: Any) -> int:
        return 1

    def _getfontdata(self, _this: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
        """The whole font for table 0; it is no collection and has no table PDFium wants alone."""
        if table:
            return 0
        if size >= len(box_font()):
            ctypes.memmove(buffer, box_font(), len(box_font()))
        return len(box_font())

    def _getfacename(self, _this: Any, _font: Any, buffer: Any, size: int) -> int:
        if size >= len(_NAME):
            ctypes.memmove(buffer, _NAME, len(_NAME))
        return len(_NAME)

    def _getfontcharset(self, *_: Any) -> int:
        return 0


@cache
def box_font() -> bytes:
    """The bytes of a TrueType font that shows each character as the same box."""
    left, foot, right, head = _BOX
    tables = {
        b"cmap": _cmap(),
        b"glyf": _glyph() * 2,
        b"head": struct.pack(
            ">IIIIHHqqhhhhHHhhh",
            0x10000,
            0x10000,
            0,
            0x5F0F3CF5,
            0,
            _EM,
            0,
            0,
            left,
            foot,
            right,
            head,
            0,
            8,
            2,
            0,
            0,
        ),
        b"hhea": struct.pack(
            ">IhhhHhhhhhhhhhhhH", 0x10000, 880, -120, 0, _ADVANCE, 0, 0, right, 1, *(0,) * 7, 2
        ),
        b"hmtx": struct.pack(">HhHh", _ADVANCE, left, _ADVANCE, left),
        b"loca": struct.pack(">HHH", *(len(_glyph()) * index // 2 for index in range(3))),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 2, 4, 1, 0, 0, 2, *(0,) * 8),
        b"name": struct.pack(">HHH", 0, 0, 6),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, 0, 0, 1, 0, 0, 0, 0),
    }
    return _packed(tables)


def _packed(tables: dict[bytes, bytes]) -> bytes:
    """The tables behind a directory; checksums stay zero, nobody asks for them."""
    offset = 12 + 16 * len(tables)
    directory, body = struct.pack(">IHHHH", 0x10000, len(tables), 128, 3, 16), b""
    for tag, data in tables.items():
        directory += struct.pack(">4sIII", tag, 0, offset + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    return directory + body


def _cmap() -> bytes:
    """A character map of format 13, which gives one glyph to a whole range of characters."""
    group = struct.pack(">III", 0, _LAST_CHARACTER, 1)
    subtable = struct.pack(">HHIII", 13, 0, 16 + len(group), 0, 1) + group
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + subtable


def _glyph() -> bytes:
    """A rectangle of four points."""
    left, foot, right, head = _BOX
    points = ((left, foot), (right - left, head - foot))
    flags = bytes([1] * len(points))  # on the outline, both coordinates of two bytes each
    xs, ys = (struct.pack(">2h", *axis) for axis in zip(*points, strict=True))
    data = struct.pack(">hhhhhHH", 1, left, foot, right, head, len(points) - 1, 0) + flags + xs + ys
    return data + b"\0" * (-len(data) % 4)


_source = _Source()
