"""Scanned pages: .jpg, .png, .tif and .bmp, and the pages of a PDF that are pictures.

A page is made upright, its ruling lines give the grid, and what stands in each cell and around the
tables is read by OCR (the model of rapidocr), line by line. Every cell and paragraph keeps how sure
the reading is; nothing is guessed where the ink does not tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pypdfium2

from extract.document import Document, ReadError
from extract.ink import Box
from extract.readers._scan_flow import sheets_of
from extract.readers._scan_image import Picture, pictures_of, to_grey
from extract.readers._scan_page import Scanned, read_picture
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
    only = TABLES_ONLY.get()
    scanned = [read_picture(picture, n, only) for n, picture in enumerate(pictures_of(path), 1)]
    if not scanned:
        raise ReadError("damaged", "The picture file holds no page; scan it again.", "open")
    poses = {page.number: page.pose for page in scanned}

    def shown(number: int, box: Box) -> Box:
        return poses[number].shown(box)

    blocks = to_blocks(stitch(list(sheets_of(scanned).values())), shown)
    unread = sum(page.skipped for page in scanned)
    notes = tuple(_notes(scanned)) if blocks or unread else (_NOTHING,)
    return Document(kind, blocks, "scan", len(scanned), unread < len(scanned), notes, unread)


def read_pages(path: Path, pages: Sequence[int]) -> dict[int, Sheet]:
    """Pages of a PDF by their numbers from 1, drawn and read as pictures.

    What stands on a :class:`Sheet` is in points of the page with its text upright, which is the
    page as shown unless it was scanned lying on its side. Where only tables are wanted, pages
    without any are left out.
    """
    only = TABLES_ONLY.get()
    scanned = [read_picture(picture, n, only) for n, picture in _drawn(path, pages)]
    return sheets_of([page for page in scanned if not page.skipped])


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


def _notes(pages: Sequence[Scanned]) -> Iterator[str]:
    for page in pages:
        if page.pose.turns:
            yield f"Page {page.number} lay on its side or head and was turned."
        if page.doubtful > _DOUBT:
            yield f"Page {page.number} is hard to read; check it against the picture."
    if unread := sum(page.skipped for page in pages):
        yield UNREAD_NOTE.format(unread)
