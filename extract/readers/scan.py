"""Scanned pages: .jpg, .png, .tif and .bmp, and the pages of a PDF that are pictures.

A page is made upright, its ruling lines give the grid, and what stands in each cell and around the
tables is read by OCR (the model of rapidocr), line by line. Every cell and paragraph keeps how sure
the reading is; nothing is guessed where the ink does not tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
import pypdfium2

from extract.document import Document, ReadError
from extract.readers._scan_flow import sheets_of
from extract.readers._scan_image import Picture, pictures_of, to_grey
from extract.readers._scan_page import Scanned, read_picture
from extract.readers._scan_pair import Leaf, parts_of, settle
from extract.registry import reader
from extract.stitch import Sheet, stitch, to_blocks
from extract.wanted import TABLES_ONLY, UNREAD_NOTE

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
    leaves = _leaves(enumerate(pictures_of(path), 1))
    if not leaves:
        raise ReadError("damaged", "The picture file holds no page; scan it again.", "open")
    flow = stitch(list(sheets_of([leaf.scanned for leaf in leaves]).values()))
    settle(flow, leaves)
    blocks = to_blocks(flow)
    pages = leaves[-1].number
    unread = pages - len({leaf.number for leaf in leaves if not leaf.scanned.skipped})
    notes = tuple(_notes(leaves, unread)) if blocks or unread else (_NOTHING,)
    return Document(kind, blocks, "scan", pages, unread < pages, notes, unread)


def _leaves(pictures: Iterable[tuple[int, Picture]]) -> list[Leaf]:
    """The pages on numbered pictures, which may hold two, read and numbered from 1."""
    only = TABLES_ONLY.get()
    leaves: list[Leaf] = []
    for number, picture in pictures:
        for part, offset in parts_of(picture):
            leaves.append(Leaf(number, offset, read_picture(part, len(leaves) + 1, only)))
    return leaves


def read_pages(path: Path, pages: Sequence[int]) -> dict[int, Sheet]:
    """Pages of a PDF by their numbers from 1, drawn and read as pictures.

    What stands on a :class:`Sheet` is in points of the page with its text upright, which is the
    page as shown unless it was scanned lying on its side. Where only tables are wanted, pages
    without any are left out. Two pages on one picture become one sheet, the left before the right.
    """
    only = TABLES_ONLY.get()
    single: list[Scanned] = []
    pairs: dict[int, Sheet] = {}
    for number, picture in _drawn(path, pages):
        parts = parts_of(picture)
        if len(parts) == 1:
            single.append(read_picture(picture, number, only))
        elif sheet := _paired(number, picture):
            pairs[number] = sheet
    return sheets_of([page for page in single if not page.skipped]) | pairs


def _paired(number: int, picture: Picture) -> Sheet | None:
    """Two pages as one sheet, what runs from one to the other joined; None where neither is wanted."""
    leaves = _leaves([(number, picture)])
    if all(leaf.scanned.skipped for leaf in leaves):
        return None
    flow = stitch(list(sheets_of([leaf.scanned for leaf in leaves]).values()))
    settle(flow, leaves)
    return Sheet(number, picture.size, flow)


def _drawn(path: Path, pages: Sequence[int]) -> Iterator[tuple[int, Picture]]:
    """Pictures of pages of a PDF, one at a time."""
    document = pypdfium2.PdfDocument(path)
    try:
        for number in pages:
            page = document[number - 1]
            zoom = DPI / 72 * min(1.0, _WIDEST / max(page.get_size()))
            bitmap = page.render(scale=zoom, rev_byteorder=True)
            picture = Picture(to_grey(np.array(bitmap.to_numpy())), 1 / zoom)
            bitmap.close()
            page.close()
            yield number, picture
    finally:
        document.close()


def _notes(leaves: Sequence[Leaf], unread: int) -> Iterator[str]:
    for leaf in leaves:
        if leaf.pose.turns:
            yield f"Page {leaf.number} lay on its side or head and was turned."
        if leaf.scanned.doubtful > _DOUBT:
            yield f"Page {leaf.number} is hard to read; check it against the picture."
    for number, found in groupby(leaves, key=lambda leaf: leaf.number):
        if len(list(found)) > 1:
            yield f"Page {number} is a picture of two pages."
    if unread:
        yield UNREAD_NOTE.format(unread)
