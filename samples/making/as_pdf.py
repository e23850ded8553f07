"""A digital PDF with a ruled table over several pages, the same bytes every time.

The narrow first column is written one character a line. A cell that runs over a page break is
drawn again on the next page, its text going on there; the header row of the indicators is drawn
again where the sample asks for it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from making.grid import Box, Line, Sheet

FONT = "STSong-Light"
PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89
LEFT, TOP, BOTTOM = 54.0, 64.0, 60.0
WIDTH = PAGE_WIDTH - 2 * LEFT
SIZE, LEAD, PAD = 9.0, 12.0, 3.0  # PAD: beside the text; above and below it the sample says
BODY_SIZE, BODY_LEAD = 11.0, 19.0
NEVER_FIRST = "，。；、）)："  # on a line


def dump(sheet: Sheet, rules: str = "all", turned: int = 0) -> bytes:
    """The whole document as the bytes of a .pdf; ``rules`` are ``all``, ``horizontal`` or ``none``,
    ``turned`` is 0, 90, 180 or 270 degrees by which a viewer turns every page."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    canvas = Canvas(
        out, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1, pageCompression=0, lang="zh-CN"
    )
    canvas.setTitle(sheet.title.strip().replace("\n", ""))
    canvas.setAuthor(sheet.author)
    pen = Pen(canvas, rules, turned)
    for title in sheet.title.split("\n"):
        pen.centred(title.strip(), 15.0)
    _table(pen, sheet)
    pen.down(24.0)
    pen.centred(sheet.report_title, 15.0)
    for line in sheet.lines:
        _narrative(pen, line)
    pen.close()
    canvas.save()
    return out.getvalue()


class Pen:
    """Where the next thing goes: ``y`` is measured from the top of the page, in points."""

    def __init__(self, canvas: Canvas, rules: str = "all", turned: int = 0) -> None:
        self.canvas = canvas
        self.rules = rules
        self.turned = turned
        self.y = TOP
        self.page = 1

    def room(self) -> float:
        """Points left on this page."""
        return PAGE_HEIGHT - BOTTOM - self.y

    def down(self, points: float) -> None:
        """Go down, to the next page where this one ends."""
        self.y += points
        if self.room() < 0:
            self.next_page()

    def next_page(self) -> None:
        """Number this page and begin another."""
        self._number()
        self._turn()
        self.canvas.showPage()
        self.page += 1
        self.y = TOP

    def close(self) -> None:
        """Number the last page."""
        self._number()
        self._turn()

    def _turn(self) -> None:
        """A page lies on its side: drawn turned one way, shown turned back by the viewer."""
        if self.turned:
            self.canvas.setPageRotation(self.turned)

    def text(self, x: float, y: float, text: str, size: float, bold: bool = False) -> None:
        """One line with its top at ``y``; bold is a thin outline, as printers do without a font."""
        words = self.canvas.beginText(x, PAGE_HEIGHT - y - size * 0.88)
        words.setFont(FONT, size)
        words.setTextRenderMode(2 if bold else 0)
        self.canvas.setLineWidth(0.35)
        words.textOut(text)
        words.setTextRenderMode(0)
        self.canvas.drawText(words)

    def centred(self, text: str, size: float) -> None:
        """A title."""
        if self.room() < size * 2:
            self.next_page()
        x = (PAGE_WIDTH - _width(text, size)) / 2
        self.text(x, self.y, text, size, bold=True)
        self.y += size * 1.8

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """A ruled rectangle with its top left corner at x, y; without its upright sides, or
        without any, where the document is drawn so."""
        self.canvas.setLineWidth(0.6)
        top, bottom = PAGE_HEIGHT - y, PAGE_HEIGHT - y - height
        if self.rules == "all":
            self.canvas.rect(x, bottom, width, height)
        elif self.rules == "horizontal":
            self.canvas.lines([(x, top, x + width, top), (x, bottom, x + width, bottom)])

    def _number(self) -> None:
        text = f"— {self.page} —"
        x = (PAGE_WIDTH - _width(text, SIZE)) / 2
        self.text(x, PAGE_HEIGHT - 40.0, text, SIZE)


def _width(text: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, FONT, size))


def _wrapped(text: str, width: float, size: float) -> list[str]:
    """Lines of at most ``width`` points; a figure or a word of Latin letters is never cut."""
    lines: list[str] = []
    for part in text.strip("\n").split("\n"):
        if not part and lines:
            continue
        lines.append("")
        for word in _words(part):
            if lines[-1] and _width(lines[-1] + word, size) > width:
                lines.append("")
            lines[-1] += word
    return lines


def _words(text: str) -> list[str]:
    """Characters, with runs of ASCII digits, letters and points kept together."""
    words: list[str] = []
    for char in text:
        if words and (_one_word(words[-1], char) or (char in NEVER_FIRST and len(words[-1]) < 12)):
            words[-1] += char
        else:
            words.append(char)
    return words


def _one_word(word: str, char: str) -> bool:
    """Whether ``char`` goes on with ``word``, a figure or a run of Latin letters."""
    latin = word[-1].isascii() and word[-1] not in " ()"
    return latin and char.isascii() and (char.isalnum() or char in ".%")


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a cell that stands on one page: its rows there and its lines of text."""

    box: Box
    top: float
    height: float


def _table(pen: Pen, sheet: Sheet) -> None:
    lefts = [LEFT + WIDTH * sum(sheet.widths[:n]) for n in range(len(sheet.widths) + 1)]
    texts = {
        box: _wrapped(box.text, lefts[box.col + box.colspan] - lefts[box.col] - 2 * PAD, SIZE)
        for box in sheet.boxes
    }
    heights = _heights(sheet, texts)
    row = 0
    while row < sheet.rows:
        row = _page_of_rows(pen, sheet, row, heights, texts, lefts)
        if row < sheet.rows:
            pen.next_page()


def _heights(sheet: Sheet, texts: dict[Box, list[str]]) -> list[float]:
    """Height of every row: the tallest cell of one row, then room for the cells of several."""
    heights = [LEAD + 2 * sheet.pad] * sheet.rows
    for box in sorted(sheet.boxes, key=lambda b: b.rowspan):
        need = len(texts[box]) * LEAD + 2 * sheet.pad
        rows = range(box.row, box.row + box.rowspan)
        missing = need - sum(heights[r] for r in rows)
        if missing > 0:
            heights[rows[-1]] += missing
    return heights


def _page_of_rows(
    pen: Pen,
    sheet: Sheet,
    first: int,
    heights: list[float],
    texts: dict[Box, list[str]],
    lefts: list[float],
) -> int:
    """Draw the rows from ``first`` that fit on this page; the first row of the next page."""
    again = sheet.repeat_header and first > sheet.header_row + 1
    head = heights[sheet.header_row] if again else 0.0
    last, used = first, head
    while last < sheet.rows and used + heights[last] <= pen.room():
        used += heights[last]
        last += 1
    last = max(last, first + 1)
    if again:
        for box in sheet.covering(sheet.header_row):
            if box.row == sheet.header_row and box.rowspan == 1:
                _draw(pen, Piece(box, pen.y, head), texts[box], lefts)
    for box in sheet.boxes:
        start, stop = max(box.row, first), min(box.row + box.rowspan, last)
        if start < stop:
            above = sum(heights[first:start]) + head
            height = sum(heights[start:stop])
            if again and start == first and box.row <= sheet.header_row:
                above, height = 0.0, height + head
            _draw(pen, Piece(box, pen.y + above, height), texts[box], lefts)
    pen.y += used
    return last


def _draw(pen: Pen, piece: Piece, lines: list[str], lefts: list[float]) -> None:
    """Rule one piece and write into it the lines that fit; they are gone from ``lines`` then."""
    box = piece.box
    x, width = lefts[box.col], lefts[box.col + box.colspan] - lefts[box.col]
    pen.frame(x, piece.top, width, piece.height)
    fit = max(int((piece.height - 2 * PAD + 0.01) // LEAD), 1)
    now = lines[:fit]
    y = piece.top + (piece.height - len(now) * LEAD) / 2 + (LEAD - SIZE) / 2
    for line in now:
        indent = PAD if box.left else (width - _width(line, SIZE)) / 2
        if line:
            pen.text(x + indent, y, line, SIZE)
        y += LEAD
    if box.rowspan > 1:
        del lines[:fit]


def _narrative(pen: Pen, line: Line) -> None:
    """A paragraph with its first line set in by two characters."""
    text = "　　" + line.shown.strip()
    for part in _wrapped(text, WIDTH, BODY_SIZE):
        if pen.room() < BODY_LEAD:
            pen.next_page()
        drawn = part.lstrip("　")
        x = LEFT + BODY_SIZE * (len(part) - len(drawn))
        pen.text(x, pen.y, drawn, BODY_SIZE, bold=line.level > 0)
        pen.y += BODY_LEAD
