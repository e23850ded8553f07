"""Reads the plain paragraphs and tables of a body in one pass over its XML.

Nearly every table is plain: rows of cells of paragraphs, merged by gridSpan and vMerge alone. What
is not plain (tables in cells, content controls around cells, rows that begin late, rows whose spans
do not agree) is left to the walk of ``_docx_story``, which knows every case; both give the same.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from extract.readers._docx_accept import TABS, TBL, TC, TCPR, TR, P, T
from extract.readers._docx_package import VAL, Element, w
from extract.readers._docx_table import count
from extract.readers._docx_text import shown

_SPAN, _V_MERGE, _BOLD = w("gridSpan"), w("vMerge"), w("b")
_MERGES = (_V_MERGE, _SPAN)
_ODD = frozenset((TBL, w("gridBefore"), w("gridAfter"), w("wBefore"), w("hMerge"), w("cellMerge")))


class PlainCell:
    """A cell with its slots, rows and columns from 0, and the texts of its paragraphs.
    ``numbered`` are those of its paragraphs that can have a number, by their place in ``lines``."""

    __slots__ = ("col", "colspan", "continues", "lines", "numbered", "row", "rowspan")

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.numbered: dict[int, Element] | None = None
        self.row = self.col = 0
        self.rowspan = self.colspan = 1
        self.continues = False


Rows = list[list[PlainCell]]
Grid = tuple[list[PlainCell], int, int]


class Swept:
    """What one pass found: the text of each plain paragraph of the body, in a list; the cells of
    each table as they stand, merged-away ones too."""

    def __init__(self) -> None:
        self.lines: dict[Element, list[str]] = {}
        self.rows: dict[Element, Rows] = {}
        self.bold: set[Element] = set()
        """Paragraphs with a mark that says of some text whether it is bold."""

    def begin(self, block: Element) -> tuple[list[str], Rows]:
        """The lines and the rows of a block that comes now, to be filled."""
        lines: list[str] = [""]
        rows: Rows = []
        if block.tag == P:
            self.lines[block] = lines
        else:
            self.rows[block] = rows
        return lines, rows

    def noted(self, tag: str, line: Element) -> bool:
        """Notes that text of the paragraph ``line`` is said to be bold or not, if ``tag`` does so."""
        if tag == _BOLD:
            self.bold.add(line)
        return tag == _BOLD

    def forget(self, block: Element) -> None:
        """The block is not plain after all."""
        self.lines.pop(block, None)
        self.rows.pop(block, None)

    def grid(self, table: Element) -> Grid | None:
        """The cells of a w:tbl in reading order, each once, and the rows and columns of its grid;
        None where it is not plain."""
        rows = [row for row in self.rows.get(table, ()) if row]
        if table not in self.rows or len({sum([c.colspan for c in row]) for row in rows}) > 1:
            return None
        cells = _merged(rows)
        return cells, len(rows), _close_up(cells)


def sweep(
    body: Element,
    blocks: Sequence[Element],
    drawn: Iterable[str],
    numbered: Container[Element] = frozenset(),
) -> Swept:
    """One pass over ``body``, whose paragraphs and tables are ``blocks``. ``drawn`` are the names
    of what draws text, ``numbered`` the paragraphs that can have a number. What lies in another
    order than table, row, cell, paragraph, text shows by its parent: the block is not plain."""
    swept = Swept()
    coming = iter(blocks)
    following = next(coming, None)
    block = line = body
    row: Element | None = None
    cell: Element | None = None
    rows: Rows = []
    lines: list[str] = []
    made = PlainCell()
    plain = False
    for element in body.iterdescendants(P, TC, *_MERGES, TR, _BOLD, *_ODD, *drawn):
        tag = element.tag
        if element is following:
            following = next(coming, None)
            block, row, cell, line, plain = element, None, None, element, True
            lines, rows = swept.begin(element)
            continue
        if not plain:
            continue
        if tag == T:
            plain = _write(element, line, lines)
        elif tag == P:
            line, plain = element, element.getparent() is cell
            if element in numbered:
                _note(made, element)
            lines.append("")
        elif tag == TC:
            cell, made, plain = element, PlainCell(), element.getparent() is row
            lines = made.lines
            if plain:
                rows[-1].append(made)
        elif tag in _MERGES:
            plain = _merge(made, element, tag, cell)
        elif tag == TR:
            row, plain = element, element.getparent() is block
            rows.append([])
        else:
            plain = tag not in _ODD and (swept.noted(tag, line) or _draw(element, line, lines))
        if not plain:
            swept.forget(block)
    return swept


def _note(made: PlainCell, paragraph: Element) -> None:
    if made.numbered is None:
        made.numbered = {}
    made.numbered[len(made.lines)] = paragraph


def _merge(made: PlainCell, element: Element, tag: str, cell: Element | None) -> bool:
    """Note a span or a merge of the cell; False where it stands at an odd place."""
    properties = element.getparent()
    if properties is None or properties.getparent() is not cell:
        return True  # what the cell was before a tracked change
    if tag == _SPAN:
        made.colspan = max(1, count(element))
    else:
        made.continues = element.get(VAL, "continue") != "restart"
    return properties.tag == TCPR and not made.lines


def _write(element: Element, line: Element, lines: list[str]) -> bool:
    """Add the text of a w:t to its paragraph; False where it is in another one than ``line``."""
    text, above = element.text, element.getparent()
    if not text or above is None:
        return True
    if not text.isprintable() or text[0] == " " or text[-1] == " ":
        text = shown(element, text)
    return _add(text, above, line, lines)


def _draw(element: Element, line: Element, lines: list[str]) -> bool:
    """The same for a break, a tab or a sign; a w:tab among those of the properties draws nothing."""
    text, above = element.text, element.getparent()
    if not text or above is None or above.tag == TABS:
        return True
    return _add(text, above, line, lines)


def _add(text: str, run: Element, line: Element, lines: list[str]) -> bool:
    above = run.getparent()
    while above is not line and above is not None and above.tag != P:
        above = above.getparent()
    if above is line:
        lines[-1] += text
    return above is line


def _merged(rows: Rows) -> list[PlainCell]:
    """Give the cells their slots, and each continued cell's row to the cell that it continues."""
    cells: list[PlainCell] = []
    above: dict[tuple[int, int], PlainCell] = {}
    for at, row in enumerate(rows):
        here: dict[tuple[int, int], PlainCell] = {}
        col = 0
        for cell in row:
            key = col, cell.colspan
            col += cell.colspan
            owner = above.get(key) if cell.continues else None
            if owner is None:
                cell.row, cell.col = at, key[0]
                cells.append(cell)
                owner = cell
            else:
                owner.rowspan += 1
            here[key] = owner
        above = here
    return cells


def _close_up(cells: list[PlainCell]) -> int:
    """Number the columns by the edges that some cell has; the count of columns left."""
    edges = {cell.col for cell in cells} | {cell.col + cell.colspan for cell in cells}
    if len(edges) > max(edges, default=0):
        return max(len(edges) - 1, 0)
    column = {edge: at for at, edge in enumerate(sorted(edges))}
    for cell in cells:
        end = column[cell.col + cell.colspan]
        cell.col = column[cell.col]
        cell.colspan = end - cell.col
    return max(len(column) - 1, 0)
