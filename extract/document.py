"""What a file says, untouched: paragraphs, tables and cells, each with its place.

Everything here is frozen. A reader builds a :class:`Document`; nothing after it changes a text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Any

from extract.frozen import dataclass


class _OpenPlace:
    """A Place while its fields are put in: documents have thousands, and the usual way to fill a
    frozen class takes three times as long."""

    __slots__ = ("block", "box", "col", "line", "page", "row", "sheet", "table")

    page: int | None
    block: int | None
    table: int | None
    row: int | None
    col: int | None
    line: int | None
    box: tuple[float, float, float, float] | None
    sheet: str | None


class _OpenCell:
    """A Cell while its fields are put in, as :class:`_OpenPlace`."""

    __slots__ = ("colspan", "confidence", "place", "rowspan", "tables", "text")

    text: str
    place: Place
    rowspan: int
    colspan: int
    tables: tuple[Table, ...]
    confidence: float | None


_open = object.__dict__["__class__"].__set__  # turns a new object into its open twin


@dataclass(frozen=True, slots=True, init=False)
class Place:
    """Where something stands in its document. Every number counts from 1; None where it has none.

    ``page``   page of a paged format (PDF, scan); None in Word, text and web pages.
    ``block``  position in the body, paragraphs and tables counted together.
    ``table``  number of the table in the document, ``row`` and ``col`` the slot in its grid.
    ``line``   line of a text file.
    ``box``    x0, top, x1, bottom in points from the top left corner of the page as it is shown.
    ``sheet``  name of the sheet of a workbook.
    """

    page: int | None = None
    block: int | None = None
    table: int | None = None
    row: int | None = None
    col: int | None = None
    line: int | None = None
    box: tuple[float, float, float, float] | None = None
    sheet: str | None = None

    def __init__(
        self,
        page: int | None = None,
        block: int | None = None,
        table: int | None = None,
        row: int | None = None,
        col: int | None = None,
        line: int | None = None,
        box: tuple[float, float, float, float] | None = None,
        sheet: str | None = None,
    ) -> None:
        _open(self, _OpenPlace)
        it: _OpenPlace = self  # type: ignore[assignment]
        it.page = page
        it.block = block
        it.table = table
        it.row = row
        it.col = col
        it.line = line
        it.box = box
        it.sheet = sheet
        it.__class__ = Place  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, init=False)
class Cell:
    """One cell of a table, once, however many slots of the grid it spans.

    ``text`` is what the paper shows, lines joined by ``\\n``; ``place.row`` and ``place.col`` are
    its top left slot. ``tables`` are tables that lie inside the cell. ``confidence`` is 0 to 1 for
    text that was read by OCR, else None.
    """

    text: str
    place: Place
    rowspan: int = 1
    colspan: int = 1
    tables: tuple[Table, ...] = ()
    confidence: float | None = None

    def __init__(
        self,
        text: str,
        place: Place,
        rowspan: int = 1,
        colspan: int = 1,
        tables: tuple[Table, ...] = (),
        confidence: float | None = None,
    ) -> None:
        _open(self, _OpenCell)
        it: _OpenCell = self  # type: ignore[assignment]
        it.text = text
        it.place = place
        it.rowspan = rowspan
        it.colspan = colspan
        it.tables = tables
        it.confidence = confidence
        it.__class__ = Cell  # type: ignore[assignment]


def placed(
    text: str,
    slots: tuple[int, int, int, int],
    block: int | None,
    table: int,
    *,
    page: int | None = None,
    line: int | None = None,
    box: tuple[float, float, float, float] | None = None,
    sheet: str | None = None,
    tables: tuple[Table, ...] = (),
    confidence: float | None = None,
) -> Cell:
    """A cell with its place. ``slots`` are its first row and column, from 1, its rowspan and colspan.

    The same as ``Cell(text, Place(...), ...)`` in half the time: most of what a reader makes are cells.
    """
    it: Any = _OpenPlace()
    it.page = page
    it.block = block
    it.table = table
    it.row, it.col, rowspan, colspan = slots
    it.line = line
    it.box = box
    it.sheet = sheet
    it.__class__ = Place
    cell: Any = _OpenCell()
    cell.text = text
    cell.place = it
    cell.rowspan = rowspan
    cell.colspan = colspan
    cell.tables = tables
    cell.confidence = confidence
    cell.__class__ = Cell
    made: Cell = cell
    return made


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a dense grid of ``rows`` x ``cols`` slots; ``cells`` in reading order, each once.

    ``ordinal`` is true where the source has lost the horizontal spans (a text dump): then the
    column of a cell is only its number in its row, and rows of another length do not align.
    ``doubt`` names what the reader could not tell for certain (``rows``: where they end, as on
    pages without ruling lines), empty where nothing.
    """

    cells: tuple[Cell, ...]
    rows: int
    cols: int
    place: Place
    ordinal: bool = False
    doubt: str = ""

    def grid(self) -> list[list[Cell | None]]:
        """Rows of slots; a merged cell is the same object in each slot it covers, a hole is None."""
        slots: list[list[Cell | None]] = [[None] * self.cols for _ in range(self.rows)]
        for cell in self.cells:
            top, left = (cell.place.row or 1) - 1, (cell.place.col or 1) - 1
            if cell.rowspan == cell.colspan == 1 and top < self.rows and left < self.cols:
                slots[top][left] = cell
                continue
            for r in range(top, min(top + cell.rowspan, self.rows)):
                for c in range(left, min(left + cell.colspan, self.cols)):
                    slots[r][c] = cell
        return slots


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text.

    ``number`` is a number that the program draws and the text does not hold (Word's automatic
    numbering), as drawn: ``（一）``, ``1.``. ``level`` is the outline level of a heading style from
    1, None for body text. ``kind`` is ``body``, ``header``, ``footer``, ``textbox`` or ``footnote``.
    """

    text: str
    place: Place
    number: str = ""
    level: int | None = None
    kind: str = "body"
    bold: bool = False
    confidence: float | None = None


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read: its blocks in reading order.

    ``format`` is what the file really is (docx, pdf, txt, html, xlsx, …), ``reader`` the code that
    read it, ``pages`` the number of pages where the format has any. ``notes`` say in plain words
    what a person should know of the reading (a fallback, a page without text); ``unread`` is the
    number of pages that were left out, because only tables were wanted or because time ran out;
    ``late`` are the numbers of pages that were left out, wholly or in part, for the latter reason.
    """

    format: str
    blocks: tuple[Block, ...]
    reader: str
    pages: int | None = None
    ocr: bool = False
    notes: tuple[str, ...] = field(default=())
    unread: int = 0
    late: tuple[int, ...] = ()

    @property
    def tables(self) -> Iterator[Table]:
        """Top-level tables in reading order."""
        return (b for b in self.blocks if isinstance(b, Table))

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """Paragraphs in reading order, headers and text boxes included."""
        return (b for b in self.blocks if isinstance(b, Paragraph))


class ReadError(Exception):
    """A file that cannot be read, in one plain sentence that says what is wrong and the way out.

    ``stage`` is where it failed (open, sniff, read), ``reason`` a stable word: empty, encrypted,
    damaged, unsupported, too-large, missing-extra, missing-program, timeout.
    """

    def __init__(self, reason: str, message: str, stage: str = "read") -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.stage = stage
