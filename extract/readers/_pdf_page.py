"""Opening a PDF, its pages, and where a point of a page lies as the page is shown."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extract.document import ReadError
from extract.frozen import dataclass
from extract.ink import Box
from extract.readers import _pdf_lib as pdfium
from extract.readers._pdf_font import no_machine_fonts

MAX_PAGES = 5_000
MAX_SIDE = 20_000.0  # points; the format itself stops at 14,400
MAX_CHARS = 200_000  # on one page

_ENCRYPTED = (
    "The PDF is locked with a password; open it, enter the password, "
    "save it without one and try again."
)
_DAMAGED = (
    "The PDF is damaged or cut short and holds no readable page; download it again, "
    "or open it in a viewer and print it to a new PDF."
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of a page in the PDF's own coordinates, and its quarter turns clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as shown, in points."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turns % 2 else (width, height)

    @property
    def matrix(self) -> tuple[float, float, float, float, float, float]:
        """The same as :meth:`point` as a matrix a b c d e f."""
        match self.turns:
            case 0:
                return 1.0, 0.0, 0.0, -1.0, -self.left, self.top
            case 1:
                return 0.0, 1.0, 1.0, 0.0, -self.bottom, -self.left
            case 2:
                return -1.0, 0.0, 0.0, 1.0, self.right, -self.bottom
        return 0.0, -1.0, -1.0, 0.0, self.top, self.right

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the PDF in points from the top left corner as shown."""
        match self.turns:
            case 0:
                return x - self.left, self.top - y
            case 1:
                return y - self.bottom, x - self.left
            case 2:
                return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box of the PDF as x0, top, x1, bottom of the page as shown."""
        ax, ay = self.point(left, bottom)
        bx, by = self.point(right, top)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def turned(self, turns: int) -> Frame:
        """The same page turned further clockwise."""
        return Frame(self.left, self.bottom, self.right, self.top, (self.turns + turns) % 4)


def turn_box(box: Box, size: tuple[float, float], turns: int) -> Box:
    """A box on a page of this size after the page was turned clockwise by quarter turns."""
    x0, top, x1, bottom = box
    width, height = size
    for _ in range(turns % 4):
        x0, top, x1, bottom = height - bottom, x0, height - top, x1
        width, height = height, width
    return x0, top, x1, bottom


@contextmanager
def open_pdf(path: Path) -> Iterator[tuple[pdfium.Handle, int]]:
    """The open file and its number of pages; ReadError where PDFium cannot open it."""
    data = path.read_bytes()
    if not data:
        raise ReadError("empty", "The file is empty (0 bytes); fetch it again.", "open")
    with no_machine_fonts():
        yield from _opened(data)


def _opened(data: bytes) -> Iterator[tuple[pdfium.Handle, int]]:
    document = pdfium.load_document(data, len(data), None)
    if not document:
        error = pdfium.last_error()
        if error in {pdfium.ERROR_PASSWORD, pdfium.ERROR_SECURITY}:
            raise ReadError("encrypted", _ENCRYPTED, "open")
        raise ReadError("damaged", _DAMAGED, "open")
    try:
        yield document, _checked_count(pdfium.page_count(document))
    finally:
        pdfium.close_document(document)


def _checked_count(count: int) -> int:
    if count < 1:
        raise ReadError("damaged", _DAMAGED, "open")
    if count > MAX_PAGES:
        raise ReadError(
            "too-large",
            f"The PDF has {count:,} pages and at most {MAX_PAGES:,} are read; split it.",
            "open",
        )
    return count


class Pages:
    """The pages of an open file, one at a time: opening one closes the one before, but only then,
    for PDFium forgets a font with the last page that uses it and would build it anew each time."""

    def __init__(self, document: pdfium.Handle) -> None:
        self._document = document
        self._page: pdfium.Handle | None = None

    def open(self, number: int) -> tuple[pdfium.Handle, Frame]:
        """Page ``number`` (from 1) and its frame; ReadError where the page is broken."""
        page = pdfium.load_page(self._document, number - 1)
        if not page:
            raise ReadError(
                "damaged", f"Page {number} of the PDF is damaged; print it to a new PDF."
            )
        self.close()
        self._page = page
        return page, _frame(page, number)

    def close(self) -> None:
        """Closes the page that is open; before the file is closed."""
        if self._page is not None:
            pdfium.close_page(self._page)
            self._page = None


def _frame(page: pdfium.Handle, number: int) -> Frame:
    pdfium.page_bounds(page, _rect.refs[0])
    left, top, right, bottom = _rect
    frame = Frame(left, bottom, right, top, pdfium.page_rotation(page) % 4)
    if not (0 < right - left <= MAX_SIDE and 0 < top - bottom <= MAX_SIDE):
        raise ReadError(
            "too-large",
            f"Page {number} of the PDF claims a size of {right - left:.0f} x {top - bottom:.0f} "
            "points, which no paper has; print it to a new PDF.",
        )
    return frame


_rect = pdfium.Numbers(ctypes.c_float, 4)
