"""Lines of running text -> paragraphs; what repeats at the edge of the pages is set aside.

Works on the pages of any paged format. A page says only where its lines end, so a paragraph is told
from its geometry: a line that starts indented, is centred, differs in size, follows a short line, a
wide gap or a sentence end before a number, begins a new one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import field
from itertools import pairwise
from statistics import median

from extract.frozen import dataclass
from extract.ink import Box, Piece, box_of, line_text
from extract.stitch import Para, least_sure
from extract.text import join_wrapped

_HEAD_ZONE, _FOOT_ZONE = 0.10, 0.89  # of the page height
_PAGE_NUMBER_ZONE = (
    0.085  # of the page height, from either end: a bare figure there is a page number
)
_SAME_PLACE = 4.0  # points
_SAME_SIZE = 0.12  # of the height of a line
_INDENT = 1.2  # of the letter height
_CENTRED = 0.8  # of the letter height off the middle
_LEADING = 1.45  # of the usual distance of two lines: a wider one parts paragraphs
_CARRIES_ON = 0.7  # of the column that a line must fill for the next to carry it on
_WIDE_LINE = 0.6  # of the page: such a line shows where the column begins and ends
_LETTER = 0.9  # box height of a letter by its size: what PDFium gives for most fonts
_PAGE_NUMBER = re.compile(
    r"[-—–－─―·\s]*(第\s*\d{1,4}\s*页.{0,3}(共\s*\d{1,4}\s*页)?|\d{1,4}(\s*/\s*\d{1,4})?"
    r"|page\s*\d+(\s*of\s*\d+)?|[ivxlc]{1,6}|共\s*\d+\s*页.{0,3}第\s*\d+\s*页)[-—–－─―·\s]*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\s*(第[一二三四五六七八九十百]+[章节条部分]|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)]"
    r"|\d{1,2}[、．.](?!\d)|\d{1,2}(\.[1-9]\d?){1,3}(?![\d.%％万亿元个人])|[（(]\d{1,2}[）)]|[①-⑳]"
    r"|[一二三四五六七八九十]是|附件|附表)"
)
_DIGITS = re.compile(r"\d+")
_LATIN = re.compile(r"[!-~]+")
_SENTENCE_END = ("。", "！", "？", "；", "：", "!", "?", ";", ":")
_NO_LINE_START = "，。、；：！？）》】」』”’％%,.;:!?)]}"


@dataclass(slots=True)
class Line:
    """One line of running text on its page; ``height`` is the height of its letters."""

    text: str
    box: Box
    page: int
    height: float
    bold: bool = False
    kind: str = "body"
    confidence: float | None = None


@dataclass(slots=True)
class PageText:
    """The running text of one page and the heights at which tables interrupt it."""

    number: int
    size: tuple[float, float]
    lines: list[Line]
    tables: list[Box] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Column:
    """The text column of pages of one size: edges, usual line distance, whether it indents."""

    left: float
    right: float
    leading: float
    indents: bool


def make_line(pieces: Sequence[Piece], page: int, bold: bool = False) -> Line:
    """A line of pieces that stand beside each other from left to right."""
    if len(pieces) == 1:
        text, left, top, right, bottom = pieces[0]
        return Line(text.strip(), (left, top, right, bottom), page, bottom - top, bold)
    height = max(piece[4] - piece[2] for piece in pieces)
    return Line(line_text(pieces), box_of(pieces), page, height, bold)


def set_aside_furniture(pages: Sequence[PageText]) -> None:
    """Marks page headers, page footers and page numbers by their ``kind``."""
    usual = _usual_height(pages)
    edges = [_edges(page) for page in pages]
    for which, kind in enumerate(("header", "footer")):
        seen = Counter(key for edge in edges for key in {_key(line) for line in edge[which]})
        apart: set[tuple[str, int]] = set()
        near: list[Line] = []
        for page, edge in zip(pages, edges, strict=True):
            for line in edge[which]:
                often = _is_often(_key(line), seen, len(pages)) and line.height < 1.25 * usual
                title = kind == "header" and often and _is_title(line, page, usual)
                if (often and not title) or _is_page_number(line, page):
                    line.kind = kind
                    apart.add(_key(line))
                elif title and line.height <= 1.05 * usual:
                    near.append(line)
        for line in near:  # what stands apart from the text on one page is no title on another
            if _key(line) in apart:
                line.kind = kind


def paragraphs(pages: Sequence[PageText]) -> dict[int, list[Para]]:
    """The paragraphs of each page by its number, headers and footers among them."""
    columns = _columns(pages)
    result: dict[int, list[Para]] = {}
    for page in pages:
        column = columns[_rounded(page.size)]
        found = result.setdefault(page.number, [])
        group: list[Line] = []
        for line in page.lines:
            if group and _breaks(group, line, column, page.tables):
                found.append(_paragraph(group, column))
                group = []
            group.append(line)
        if group:
            found.append(_paragraph(group, column))
    return result


def _edges(page: PageText) -> tuple[list[Line], list[Line]]:
    """Lines at the upper and at the lower edge of the page, nothing else between."""
    height = page.size[1]
    upper = min((box[1] for box in page.tables), default=height)
    lower = max((box[3] for box in page.tables), default=0.0)
    upper, lower = min(_HEAD_ZONE * height, upper + 1), max(_FOOT_ZONE * height, lower - 1)
    head = [line for line in page.lines if line.box[3] < upper]
    foot = [line for line in page.lines if line.box[1] > lower]
    return head, foot


def _usual_height(pages: Sequence[PageText]) -> float:
    heights = [line.height for page in pages for line in page.lines if len(line.text) > 8]
    return median(heights) if heights else 10.0


def _key(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("0", line.text), round(line.box[1] / _SAME_PLACE)


def _is_often(key: tuple[str, int], seen: Counter[tuple[str, int]], pages: int) -> bool:
    text, place = key
    count = max(seen[text, place + step] for step in (-1, 0, 1))
    return count >= 2 and (count >= 3 or count * 2 >= pages)


def _is_title(line: Line, page: PageText, usual: float) -> bool:
    """A line over a table that is set like a title, or stands no further from the text than a line
    of it: forms in a bundle each repeat their own title."""
    if line.height > 1.05 * usual:
        return True
    tops = [n.box[1] for n in page.lines if n.box[1] > line.box[3]] + [b[1] for b in page.tables]
    below = min((top for top in tops if top > line.box[3]), default=page.size[1])
    return below - line.box[3] < 0.5 * line.height


def _is_page_number(line: Line, page: PageText) -> bool:
    text, height = line.text.strip(), page.size[1]
    if not _PAGE_NUMBER.fullmatch(text):
        return False
    if "页" in text or "page" in text.lower():
        return True
    zone = _PAGE_NUMBER_ZONE * height
    return line.box[1] > height - zone or line.box[3] < zone or not text.isalnum()


def _rounded(size: tuple[float, float]) -> tuple[int, int]:
    return round(size[0]), round(size[1])


def _columns(pages: Sequence[PageText]) -> dict[tuple[int, int], Column]:
    by_size: dict[tuple[int, int], list[PageText]] = {}
    for page in pages:
        by_size.setdefault(_rounded(page.size), []).append(page)
    return {size: _column(group) for size, group in by_size.items()}


def _column(pages: Sequence[PageText]) -> Column:
    width = pages[0].size[0]
    body = [line for page in pages for line in page.lines if line.kind == "body"]
    tables = [box for page in pages for box in page.tables]
    wide = [line for line in body if line.box[2] - line.box[0] > _WIDE_LINE * width]
    if not wide:
        lefts = [line.box[0] for line in body] + [box[0] for box in tables]
        left = min(lefts, default=0.12 * width)
        return Column(left, max(width - left, left), 0.0, True)
    begins = Counter(round(line.box[0]) for line in [*body, *wide])  # a wide line counts twice
    left = min(line.box[0] for line in body if begins[round(line.box[0])] > 1)
    right = max(line.box[2] for line in wide)
    steps = [
        below.box[1] - line.box[1]
        for page in pages
        for line, below in pairwise(page.lines)
        if line.box[2] - line.box[0] > _WIDE_LINE * width
        and abs(line.height - below.height) < _SAME_SIZE * line.height
    ]
    text = [line for line in body if line.box[2] - line.box[0] > 0.3 * width]
    starts = [line.box[0] - left > _INDENT * line.height for line in text]
    return Column(left, right, median(steps) if steps else 0.0, sum(starts) * 8 >= len(starts))


def _breaks(group: list[Line], line: Line, column: Column, tables: Sequence[Box]) -> bool:
    """Whether ``line`` begins a new paragraph after the lines of ``group``."""
    last = group[-1]
    if line.kind != last.kind or line.kind != "body":
        return True
    if abs(line.height - last.height) > _SAME_SIZE * max(line.height, last.height):
        return True
    if column.leading and line.box[1] - last.box[1] > _LEADING * column.leading:
        return True
    if tables and any(last.box[1] < (box[1] + box[3]) / 2 < line.box[3] for box in tables):
        return True
    if _is_centred(line, column) or _is_centred(last, column):
        return True
    return not _is_full(last, line, column) or _begins(line, group, column)


def _begins(line: Line, group: list[Line], column: Column) -> bool:
    """Whether a line that follows a full one begins a paragraph by its indent or number."""
    first, last = group[0], group[-1]
    indent = line.box[0] - column.left > _INDENT * line.height
    if indent:
        hanging = line.box[0] - first.box[0] > 0.5 * line.height and _NUMBERED.match(first.text)
        return not hanging
    if not _NUMBERED.match(line.text):
        return False
    return not column.indents or last.text.endswith(_SENTENCE_END)


def _is_full(line: Line, following: Line, column: Column) -> bool:
    """Whether the beginning of the next line would not have fitted on this one.

    Where paragraphs begin with an indent, a line that has none and follows no sentence end carries
    on even after a line that a long figure left somewhat short.
    """
    size = line.height / _LETTER
    flush = following.box[0] - column.left <= _INDENT * following.height
    if column.indents and flush and not line.text.endswith(_SENTENCE_END):
        return line.box[2] - column.left > _CARRIES_ON * (column.right - column.left)
    head = _LATIN.match(following.text)
    units = 0.5 * len(head.group()) if head else 1.0
    units += 1.0 if following.text[1:2] and following.text[1] in _NO_LINE_START else 0.0
    return column.right - line.box[2] < (units + 0.6) * size


def _is_centred(line: Line, column: Column) -> bool:
    left, right = line.box[0] - column.left, column.right - line.box[2]
    off = abs(left - right) / 2
    return off < _CENTRED * line.height and left > 2.6 * line.height and right > 2.0 * line.height


def _paragraph(lines: list[Line], column: Column) -> Para:
    first, last = lines[0], lines[-1]
    box, text, bold, sure = first.box, first.text, first.bold, first.confidence
    if len(lines) > 1:
        lefts, tops, rights, bottoms = zip(*[line.box for line in lines], strict=True)
        box = (min(lefts), min(tops), max(rights), max(bottoms))
        text = "\n".join([line.text for line in lines])
        bold = all(line.bold for line in lines)
        sure = least_sure(*[line.confidence for line in lines])
    indent = first.box[0] - column.left > _INDENT * first.height
    opens = indent or (not column.indents and _NUMBERED.match(first.text) is not None)
    full = column.right - last.box[2] < 2.0 * last.height / _LETTER
    ends = not full or (last.text.endswith(_SENTENCE_END) and not column.indents)
    text = join_wrapped(text)
    return Para(text, first.page, box, first.kind, bold, opens, ends, sure)
