"""The second PDF reader: pdfplumber's letters and tables, brought into the same Document.

Twenty times slower, and made by other hands: it steps in where the first reader is unsure of a page
and bears witness in tests. pdfplumber is imported only when it is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from extract.document import Document, ReadError
from extract.grid import Grid, Rule, fill, find_grids, nest
from extract.ink import Piece, lines_of, text_of
from extract.readers._pdf_flow import PageText, make_line, paragraphs, set_aside_furniture
from extract.stitch import Para, Sheet, stitch, to_blocks

_BY_LINES: dict[str, Any] = {}
_BY_TEXT: dict[str, Any] = {
    "vertical_strategy": "text",
    "horizontal_strategy": "text",
    "intersection_tolerance": 8,
    "min_words_vertical": 3,
}


def read_with_pdfplumber(path: Path, kind: str = "pdf") -> Document:
    """The whole file by pdfplumber, tables by their lines."""
    pages = plumb_pages(path, None)
    return Document(kind, to_blocks(stitch(sheets_of(pages))), "pdfplumber", len(pages))


def plumb_pages(
    path: Path, numbers: Iterable[int] | None, by_text: bool = False
) -> list[tuple[PageText, list[Grid]]]:
    """Text and grids of some pages (numbers from 1) or all; ``by_text``: tables without lines."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(path, pages=list(numbers) if numbers is not None else None) as pdf:
            return [_page(page, by_text) for page in pdf.pages]
    except (PdfminerException, PDFPasswordIncorrect) as error:
        message = "pdfplumber cannot open this PDF either; open it in a viewer and print it anew."
        raise ReadError("damaged", message) from error


def second_opinion(path: Path, number: int) -> tuple[PageText, list[Grid]] | None:
    """Page ``number`` with the tables pdfplumber sees in it, by its areas or else by its texts.

    None where it sees none either, or where what it sees is mostly holes.
    """
    try:
        for by_text in (False, True):
            ((text, grids),) = plumb_pages(path, [number], by_text)
            tables = [grid for grid in grids if grid.rows > 1 and grid.cols > 1]
            if tables and len(tables) == len(grids) and all(map(_is_dense, tables)):
                return text, grids
    except ReadError:
        pass
    return None


def _is_dense(grid: Grid) -> bool:
    return 2 * sum(bool(cell.text) for cell in grid.cells) > len(grid.cells)


def sheets_of(pages: list[tuple[PageText, list[Grid]]]) -> list[Sheet]:
    """Pages ready to be stitched: paragraphs formed, headers and footers set aside."""
    texts = [text for text, _ in pages]
    set_aside_furniture(texts)
    running = paragraphs(texts)
    sheets: list[Sheet] = []
    for text, grids in pages:
        blocks: list[Para | Grid] = [*grids, *running[text.number]]
        blocks.sort(key=lambda block: block.box[1])
        sheets.append(Sheet(text.number, text.size, blocks))
    return sheets


def _page(page: Any, by_text: bool) -> tuple[PageText, list[Grid]]:
    """One page, its table cells taken as pdfplumber cuts them."""
    pieces = [_piece(word, page) for word in page.extract_words(keep_blank_chars=True)]
    across: list[Rule] = []
    down: list[Rule] = []
    for table in page.find_tables(_BY_TEXT if by_text else _BY_LINES):
        for left, top, right, bottom in table.cells:
            across += [(top, left, right), (bottom, left, right)]
            down += [(left, top, bottom), (right, top, bottom)]
    grids, _ = find_grids(across, down, pieces)
    outside = fill(grids, pieces)
    for grid in grids:
        for cell in grid.cells:
            cell.page = page.page_number
            cell.text = text_of(cell.pieces) if cell.pieces else ""
    grids = nest([grid for grid in grids if any(cell.text for cell in grid.cells)])
    lines = [make_line(line, page.page_number) for line in lines_of(outside)]
    size = (float(page.width), float(page.height))
    return PageText(page.page_number, size, lines, [grid.box for grid in grids]), grids


def _piece(word: dict[str, Any], page: Any) -> Piece:
    left, top = page.bbox[:2]
    return (
        word["text"],
        float(word["x0"] - left),
        float(word["top"] - top),
        float(word["x1"] - left),
        float(word["bottom"] - top),
    )
