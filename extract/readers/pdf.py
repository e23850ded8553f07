"""Digital PDF: letters and ruling lines from PDFium, tables from our own grid, pages stitched.

Text that no ruling lines surround becomes paragraphs; a table or paragraph that runs over pages is
one. Pages whose letters cannot be trusted, and pages that are pictures, go to the OCR reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from pathlib import Path

from extract.collector import collection
from extract.document import Document, ReadError
from extract.frozen import dataclass
from extract.grid import Grid, Rule, fill, find_grids, nest
from extract.ink import BLANKS, Box, Piece, lines_of, text_of
from extract.readers import _pdf_lib as pdfium
from extract.readers._pdf_bands import Table, half_ruled
from extract.readers._pdf_chars import Letters, is_bold, read_letters, split_piece
from extract.readers._pdf_columns import find_columns, may_hold_columns
from extract.readers._pdf_flow import Line, PageText, make_line, paragraphs, set_aside_furniture
from extract.readers._pdf_health import (
    LAYER_CONFIDENCE,
    PICTURE,
    doubt_about,
    no_text_error,
    read_by_ocr,
)
from extract.readers._pdf_overlay import set_aside_overlay
from extract.readers._pdf_page import Frame, Pages, open_pdf, turn_box
from extract.readers._pdf_rows import Columns
from extract.readers._pdf_rules import Drawing, read_drawing
from extract.readers._pdf_tiles import tiled
from extract.readers._pdf_unruled import unruled
from extract.registry import reader
from extract.stitch import Para, Sheet, stitch, to_blocks
from extract.wanted import UNREAD_NOTE, late_note

FORMATS = ("pdf",)

_MANY_AREAS = 6  # coloured areas on a page without a table: cells may be told by their shading


@dataclass(slots=True)
class _Open:
    """Columns of a block without upright rules that a page leaves open for the next one."""

    walls: list[float] = field(default_factory=list)
    columns: Columns | None = None


@dataclass(slots=True)
class _Page:
    """One page as read: ``size`` and everything in it lie in the frame that makes text upright."""

    number: int
    size: tuple[float, float]
    turns: int = 0
    grids: list[Grid] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    doubt: str = ""
    unsure: bool = False
    notes: list[str] = field(default_factory=list)
    open: _Open = field(default_factory=_Open)


@reader("pdf")
@collection(wanted=False)
def read(path: Path, kind: str) -> Document:
    """Every page in order. ReadError for files that are locked, damaged, empty or pictures only."""
    notes: list[str] = []
    with open_pdf(path) as (document, count):
        pages = _read_pages(document, count, notes)
    for page in pages:
        if page.unsure and not page.doubt and not page.turns:
            _ask_pdfplumber(path, page)
    sheets, ocr, unread, late = _replace_doubtful(path, pages, notes)
    turned = {page.number: page for page in pages if page.turns}

    def shown(number: int, box: Box) -> Box:
        page = turned.get(number)
        return turn_box(box, page.size, -page.turns) if page else box

    blocks = to_blocks(stitch(sheets), shown if turned else None)
    return Document(kind, blocks, "pdfium", count, ocr, tuple(notes), unread, late)


def _read_pages(document: pdfium.Handle, count: int, notes: list[str]) -> list[_Page]:
    pages: list[_Page] = []
    source = Pages(document)
    try:
        for number in range(1, count + 1):
            try:
                carried = pages[-1].open if pages else _Open()
                pages.append(_read_page(source, number, carried))
            except ReadError as error:
                if count == 1 or error.reason != "damaged":
                    raise
                notes.append(error.message)
    finally:
        source.close()
    if not pages:
        raise ReadError("damaged", "No page of the PDF can be read; print it to a new PDF.")
    return pages


def _read_page(source: Pages, number: int, carried: _Open) -> _Page:
    page, frame = source.open(number)
    drawing = read_drawing(page, frame)
    textpage = pdfium.load_text(page)
    try:
        return _understand(textpage, number, frame, drawing, carried)
    finally:
        pdfium.close_text(textpage)


def _understand(
    textpage: pdfium.Handle, number: int, frame: Frame, drawing: Drawing, carried: _Open
) -> _Page:
    letters = read_letters(textpage, frame, drawing.unseen)
    turns = letters.turns
    page = _Page(number, frame.turned(turns).size if turns else frame.size, turns)
    page.doubt = doubt_about(letters.text, drawing, frame.size)
    if page.doubt:
        return page
    grids, loose = _ruled(drawing, frame, letters)
    starts = dict(zip(map(id, letters.pieces), letters.starts, strict=True))

    def split(piece: Piece) -> list[Piece]:
        start = starts.get(id(piece), -1)
        return split_piece(piece, start, letters, textpage) if start >= 0 else [piece]

    pieces, overlay = set_aside_overlay(letters.pieces, grids)
    if overlay:
        page.notes.append(
            f"Page {number}: {len(overlay)} large text(s) across the table (a watermark) were left out."
        )
    outside = fill(grids, pieces, split)
    page.grids = _with_text(grids, number)
    lines = lines_of(outside)
    if (
        may_hold_columns(lines, loose)
        or (carried.walls and len(loose) > 1)
        or carried.columns is not None
    ):
        lines = _take_columns(page, lines, loose, carried)
    page.lines = [make_line(line, number, _is_bold(line, starts, textpage)) for line in lines]
    if drawing.layer:
        _doubt_layer(page)
    page.unsure = page.unsure or (not page.grids and len(drawing.dark) >= _MANY_AREAS)
    _note(page, letters, drawing)
    return page


def _ruled(drawing: Drawing, frame: Frame, letters: Letters) -> tuple[list[Grid], list[Rule]]:
    """The grids that the page draws, and the horizontal rules left over."""
    grid = tiled(drawing.boxes) if drawing.boxes and not letters.turns else None
    if grid is not None:
        return [grid], []
    across, down = drawing.turned(frame.size, letters.turns)
    return find_grids(across, down, letters.pieces)


def _doubt_layer(page: _Page) -> None:
    """Marks what an unknown OCR program left as text behind a picture: nobody knows how sure it was."""
    for grid in page.grids:
        for cell in grid.cells:
            cell.confidence = LAYER_CONFIDENCE
    for line in page.lines:
        line.confidence = LAYER_CONFIDENCE


def _take_columns(
    page: _Page, lines: list[list[Piece]], loose: list[Rule], carried: _Open
) -> list[list[Piece]]:
    """Adds tables without vertical rules, or without any, to the page; returns the other lines."""
    pieces = [piece for line in lines for piece in line]
    tables, page.open.walls = half_ruled(pieces, loose, carried.walls)
    loosely = not tables
    if loosely:
        drawn = unruled(pieces, carried.columns)
        page.open.columns = drawn.open
        tables = [Table(drawn.across, drawn.down)] if drawn.down else []
    for table in tables:
        grids, _ = find_grids(table.across, table.down, pieces)
        pieces = fill(grids, pieces)
        for grid in grids:
            grid.unruled = loosely
        page.grids += _with_text(grids, page.number)
    if tables:
        lines = lines_of(pieces)
    columns = find_columns(lines, [] if tables else loose)
    page.unsure = columns.doubtful
    grids, _ = find_grids(columns.across, columns.down, pieces)
    rest = fill(grids, pieces)
    for grid in grids:
        grid.unruled = loosely and not loose
    page.grids += _with_text(grids, page.number)
    return lines_of(rest) if grids else lines


def _with_text(grids: list[Grid], number: int) -> list[Grid]:
    """The grids that hold any text, their cells filled in; those inside a cell put there."""
    kept: list[Grid] = []
    for grid in grids:
        for cell in grid.cells:
            cell.page = number
            if pieces := cell.pieces:
                cell.text = text_of(pieces) if len(pieces) > 1 else pieces[0][0].strip(BLANKS)
        if any(cell.text for cell in grid.cells):
            kept.append(grid)
    return nest(kept) if len(kept) > 1 else kept


def _is_bold(line: Sequence[Piece], starts: dict[int, int], textpage: pdfium.Handle) -> bool:
    start = starts.get(id(line[0]), -1)
    return start >= 0 and is_bold(textpage, start)


def _note(page: _Page, letters: Letters, drawing: Drawing) -> None:
    if letters.slanted:
        page.notes.append(
            f"Page {page.number}: {letters.slanted} letters of slanted text (a stamp or "
            "watermark) were left out."
        )
    if drawing.layer:
        page.notes.append(
            f"Page {page.number}: the text is an invisible layer over a picture, "
            "as OCR programs leave it; check figures against the picture."
        )


def _ask_pdfplumber(path: Path, page: _Page) -> None:
    """Lets the second reader look at a page whose tables the first cannot tell."""
    from extract.readers._pdf_plumber import second_opinion

    with collection(wanted=True):
        opinion = second_opinion(path, page.number)
    if opinion is None:
        return
    text, grids = opinion
    page.lines, page.grids = text.lines, grids
    page.notes.append(
        f"Page {page.number}: its tables have no ruling lines; they were read with pdfplumber, "
        "whose columns may be off."
    )


def _replace_doubtful(
    path: Path, pages: list[_Page], notes: list[str]
) -> tuple[list[Sheet], bool, int, tuple[int, ...]]:
    """The pages as sheets, those that only OCR can read among them; whether OCR read any, how many
    it left out because they show no table, and for which of these, by their numbers, time ran out."""
    doubtful = [page.number for page in pages if page.doubt]
    scanned = None
    if doubtful:
        with collection(wanted=True):
            scanned = read_by_ocr(path, doubtful)
    if doubtful and scanned is None and not any(page.grids or page.lines for page in pages):
        raise no_text_error([page.doubt for page in pages])
    late = tuple(sorted(number for number, sheet in (scanned or {}).items() if sheet.late))
    if scanned is not None:
        scanned = {n: sheet for n, sheet in scanned.items() if sheet.blocks or not sheet.late}
    for page in pages:
        notes += page.notes
        if page.doubt and (scanned is None or page.number in scanned):
            notes.append(_doubt_note(page, scanned is not None))
    unread = 0 if scanned is None else len(set(doubtful) - set(scanned))
    if late:
        notes.append(late_note(late))
    elif unread:
        notes.append(UNREAD_NOTE.format(unread))
    return _sheets(pages, scanned or {}), bool(scanned), unread, late


def _doubt_note(page: _Page, scanned: bool) -> str:
    why = "is a picture" if page.doubt == PICTURE else "has fonts that do not tell its letters"
    then = "was read by OCR" if scanned else "was not read; OCR can: pip install 'fuhe[ocr]'"
    return f"Page {page.number} {why} and {then}."


def _sheets(pages: list[_Page], scanned: dict[int, Sheet]) -> list[Sheet]:
    texts = [
        PageText(page.number, page.size, page.lines, [grid.box for grid in page.grids])
        for page in pages
    ]
    set_aside_furniture(texts)
    running = paragraphs(texts)
    sheets: list[Sheet] = []
    for page in pages:
        blocks: list[Para | Grid] = [*page.grids, *running[page.number]]
        blocks.sort(key=lambda block: block.box[1])
        sheets.append(scanned.get(page.number) or Sheet(page.number, page.size, blocks))
    return sheets
