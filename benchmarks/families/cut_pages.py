"""A PDF whose pages end in the middle of rows, as word processors break a table that is too long.

The texts of a cell begin at its top. What does not fit above the foot of the page goes on on the next
one, where the other cells of the row are empty; the labels of groups go on there too. The header row
of the indicators, a running title and page numbers stand on every page.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from making.grid import Box, Sheet

FONT = "STSong-Light"
PAGE = (595.28, 420.0)
LEFT, TOP, FOOT = 54.0, 60.0, 360.0
WIDTH = PAGE[0] - 2 * LEFT
SIZE, LEAD, PAD = 9.0, 11.5, 3.0
NEVER_FIRST = "，。；、）)：%"


@dataclass
class Part:
    """Part of a row on one page: its offsets in the row, and where it is drawn."""

    page: int
    top: float
    start: float
    end: float


@dataclass
class Page:
    """What is drawn on a page: text with its top left corner, rectangles."""

    texts: list[tuple[float, float, str]] = field(default_factory=list)
    frames: list[tuple[float, float, float, float]] = field(default_factory=list)


def dump(sheet: Sheet, rules: str = "all", repeat: bool = True) -> bytes:
    """The document as the bytes of a .pdf; ``rules`` are ``all``, ``horizontal`` or ``none``;
    ``repeat`` draws the header row of the indicators again on every page after its own."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    lefts = [LEFT, *(LEFT + WIDTH * share for share in accumulate(sheet.widths))]
    texts = {
        box: wrapped(box.text, lefts[box.col + box.colspan] - lefts[box.col]) for box in sheet.boxes
    }
    heights = _heights(sheet, texts)
    head = [box for box in sheet.boxes if box.row == sheet.header_row and box.rowspan == 1]
    again = heights[sheet.header_row] if repeat and len(head) > 2 else 0.0
    parts = _parts(sheet, heights, again)
    pages = [Page() for _ in range(parts[-1][-1].page + 1)]
    for number, page in enumerate(pages):
        if again and any(p.page == number and p.top == TOP + again for row in parts for p in row):
            for box in sheet.covering(sheet.header_row):
                _write(page, box, texts[box] if box in head else [], TOP, again, lefts)
    for box in sheet.boxes:
        _draw(pages, box, texts[box], parts[box.row : box.row + box.rowspan], lefts)
    return _print(sheet, pages, rules)


def wrapped(text: str, width: float) -> list[str]:
    """Lines of a text in a cell so wide; a figure is never cut."""
    lines: list[str] = []
    for part in text.strip("\n").split("\n"):
        lines.append("")
        for word in _words(part):
            if lines[-1] and _width(lines[-1] + word) > width - 2 * PAD:
                lines.append("")
            lines[-1] += word
    return [line for line in lines if line]


def _words(text: str) -> list[str]:
    words: list[str] = []
    for char in text:
        latin = bool(words) and words[-1][-1].isascii() and char.isascii() and char.isalnum()
        point = bool(words) and words[-1][-1].isdigit() and char in ".%"
        if words and (latin or point or char in NEVER_FIRST or words[-1][-1] in ".（(≥≤"):
            words[-1] += char
        else:
            words.append(char)
    return words


def _width(text: str) -> float:
    return float(pdfmetrics.stringWidth(text, FONT, SIZE))


def _heights(sheet: Sheet, texts: dict[Box, list[str]]) -> list[float]:
    heights = [LEAD + 2 * PAD] * sheet.rows
    for box in sorted(sheet.boxes, key=lambda b: b.rowspan):
        rows = range(box.row, box.row + box.rowspan)
        missing = len(texts[box]) * LEAD + 2 * PAD - sum(heights[r] for r in rows)
        heights[rows[-1]] += max(missing, 0.0)
    return heights


def _parts(sheet: Sheet, heights: Sequence[float], again: float) -> list[list[Part]]:
    """For each row its parts: as many lines as have room above the foot, the rest overleaf."""
    y, page = TOP + 20.0 * len(sheet.title.split("\n")), 0
    found: list[list[Part]] = []
    for row, height in enumerate(heights):
        done = 0.0
        found.append([])
        while done < height - 0.01:
            rest = height - done
            lines = int((FOOT - y - PAD) // LEAD)
            if rest <= FOOT - y:
                found[-1].append(Part(page, y, done, height))
                y, done = y + rest, height
            else:
                if lines >= 1 and row != sheet.header_row:
                    end = min(done + (0.0 if done else PAD) + lines * LEAD, height - PAD)
                    found[-1].append(Part(page, y, done, end))
                    done = end
                page, y = page + 1, TOP + (again if row > sheet.header_row else 0.0)
    return found


def _draw(
    pages: list[Page], box: Box, lines: list[str], rows: list[list[Part]], lefts: Sequence[float]
) -> None:
    """The frames of a cell on each page, and in each the lines that have room there."""
    stretches: dict[int, tuple[float, float]] = {}
    for part in (part for row in rows for part in row):
        top, bottom = stretches.get(part.page, (part.top, part.top))
        stretches[part.page] = (top, max(bottom, part.top + part.end - part.start))
    rest = list(lines)
    for number, (top, bottom) in sorted(stretches.items()):
        last = number == max(stretches)
        fit = len(rest) if last else int((bottom - top - PAD + 0.01) // LEAD)
        _write(pages[number], box, rest[:fit], top, bottom - top, lefts)
        rest = rest[fit:]


def _write(
    page: Page, box: Box, lines: Sequence[str], top: float, height: float, lefts: Sequence[float]
) -> None:
    left, right = lefts[box.col], lefts[box.col + box.colspan]
    page.frames.append((left, top, right, top + height))
    for n, line in enumerate(lines):
        x = left + PAD if box.left else (left + right - _width(line)) / 2
        page.texts.append((x, top + PAD + n * LEAD, line))


def _print(sheet: Sheet, pages: Sequence[Page], rules: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=PAGE, invariant=1, lang="zh-CN")
    for number, page in enumerate(pages, 1):
        titles = sheet.title.split("\n") if number == 1 else []
        canvas.setFont(FONT, 15.0)
        for n, title in enumerate(titles):
            canvas.drawCentredString(PAGE[0] / 2, PAGE[1] - TOP - 20.0 * n, title.strip())
        canvas.setFont(FONT, SIZE)
        canvas.drawCentredString(PAGE[0] / 2, PAGE[1] - 30.0, "部门决算公开文件汇编")
        canvas.drawCentredString(PAGE[0] / 2, 22.0, f"第 {number} 页 共 {len(pages)} 页")
        canvas.setLineWidth(0.5)
        for left, top, right, bottom in page.frames:
            if rules == "all":
                canvas.rect(left, PAGE[1] - bottom, right - left, bottom - top)
            elif rules == "horizontal":
                canvas.line(left, PAGE[1] - top, right, PAGE[1] - top)
                canvas.line(left, PAGE[1] - bottom, right, PAGE[1] - bottom)
        for x, y, text in page.texts:
            canvas.drawString(x, PAGE[1] - y - SIZE * 0.88, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
