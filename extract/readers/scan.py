"""Scanned pages: .jpg, .png, .tif and .bmp, and the pages of a PDF that are pictures.

A page is made upright, its ruling lines give the grid, and what stands in each cell and around the
tables is read by OCR (the model of rapidocr), line by line. Every cell and paragraph keeps how sure
the reading is; nothing is guessed where the ink does not tell.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from pathlib import Path

import numpy as np
import pypdfium2

from extract.document import Document, ReadError
from extract.grid import Grid
from extract.readers._scan_flow import sheets_of
from extract.readers._scan_image import Picture, picture_at, pictures_of, to_grey
from extract.readers._scan_order import read_pictures
from extract.readers._scan_pair import Leaf, numbered, settle
from extract.registry import reader
from extract.stitch import Para, Sheet, stitch, to_blocks
from extract.wanted import UNREAD_NOTE, late_note

FORMATS = ("jpg", "png", "tif", "bmp")
EXTRA = "ocr"

DPI = 200
"""Resolution at which the pages of a PDF are drawn."""

_WIDEST = 2000.0  # points: a page wider or higher is drawn smaller
_DOUBT = 0.2  # of the lines of a page unsure: it is hard to read
_NOTHING = "No text was found in the picture; if it holds any, scan it again at 200 dpi or more."


@reader("jpg", "png", "tif", "bmp")
def read(path: Path, kind: str) -> Document:
    """Every page of a picture file. ReadError ``damaged``, ``too-large``, ``missing-extra``; a
    picture without any text is a document without blocks."""
    leaves = numbered(read_pictures(enumerate(pictures_of(path), 1), partial(picture_at, path)))
    if not leaves:
        raise ReadError("damaged", "The picture file holds no page; scan it again.", "open")
    flow = stitch(list(sheets_of([leaf.scanned for leaf in leaves]).values()))
    settle(flow, leaves)
    blocks = to_blocks(flow)
    pages = leaves[-1].number
    unread = pages - len({leaf.number for leaf in leaves if not leaf.scanned.skipped})
    late = tuple(sorted({leaf.number for leaf in leaves if leaf.scanned.late}))
    notes = tuple(_notes(leaves, unread, late)) if blocks or unread else (_NOTHING,)
    return Document(kind, blocks, "scan", pages, unread < pages, notes, unread, late)


def read_pages(path: Path, pages: Sequence[int]) -> dict[int, Sheet]:
    """Pages of a PDF by their numbers from 1, drawn and read as pictures.

    What stands on a :class:`Sheet` is in points of the page with its text upright, which is the
    page as shown unless it was scanned lying on its side. Where only tables are wanted, pages
    without any are left out. Two pages on one picture become one sheet, the left before the right.
    A sheet is ``late`` where time ran out before its page, or one of the two, was read.
    """
    sizes: dict[int, tuple[float, float]] = {}
    with _drawing(path, sizes) as draw:
        leaves = read_pictures(((number, draw(number)) for number in pages), draw)
    single: list[Leaf] = []
    sheets: dict[int, Sheet] = {}
    for number, found in groupby(leaves, key=lambda leaf: leaf.number):
        together = list(found)
        if any(leaf.scanned.late for leaf in together):
            sheets[number] = Sheet(number, sizes[number], late=True)
        if all(leaf.scanned.skipped for leaf in together):
            continue
        if len(together) == 1:
            single += together
        else:
            late = number in sheets
            sheets[number] = Sheet(number, sizes[number], _paired(together), late)
    return sheets | sheets_of([leaf.scanned for leaf in single])


def _paired(leaves: Sequence[Leaf]) -> list[Para | Grid]:
    """What stands on two pages of one picture, what runs from one to the other joined."""
    flow = stitch(list(sheets_of([leaf.scanned for leaf in numbered(leaves)]).values()))
    settle(flow, leaves)
    return flow


@contextmanager
def _drawing(
    path: Path, sizes: dict[int, tuple[float, float]]
) -> Iterator[Callable[[int], Picture]]:
    """What draws a page of a PDF by its number, one at a time, and puts its size in points down."""
    document = pypdfium2.PdfDocument(path)
    one = threading.Lock()  # PDFium does one thing at a time

    def draw(number: int) -> Picture:
        with one:
            page = document[number - 1]
            zoom = DPI / 72 * min(1.0, _WIDEST / max(page.get_size()))
            bitmap = page.render(scale=zoom, rev_byteorder=True)
            picture = Picture(to_grey(np.array(bitmap.to_numpy())), 1 / zoom)
            bitmap.close()
            page.close()
            sizes[number] = picture.size
            return picture

    try:
        yield draw
    finally:
        document.close()


def _notes(leaves: Sequence[Leaf], unread: int, late: Sequence[int]) -> Iterator[str]:
    for leaf in leaves:
        if leaf.pose.turns:
            yield f"Page {leaf.number} lay on its side or head and was turned."
        if leaf.scanned.doubtful > _DOUBT:
            yield f"Page {leaf.number} is hard to read; check it against the picture."
    for number, found in groupby(leaves, key=lambda leaf: leaf.number):
        if len(list(found)) > 1:
            yield f"Page {number} is a picture of two pages."
    if late:
        yield late_note(late)
    elif unread:
        yield UNREAD_NOTE.format(unread)
