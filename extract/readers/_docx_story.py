"""Walks one story of a Word file (the body, a text box, a footer) and gives its blocks.

A table that holds nothing but one cell with tables in it is layout: its content is given as if it
stood in the open. A table inside a cell is kept in ``Cell.tables``; only where it has a single
column, so that it merely stacks lines, its text is part of the cell's own text.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import field

from extract.document import Block, Cell, Paragraph, Place, Table, placed
from extract.frozen import dataclass
from extract.readers._docx_accept import (
    DRAWN,
    NUMBER,
    P_STYLE,
    PPR,
    R_STYLE,
    RPR,
    TBL,
    Boxes,
    Found,
    P,
    R,
    T,
    accept,
    survey,
)
from extract.readers._docx_numbering import Counter, Numbering
from extract.readers._docx_package import VAL, Element, is_on, w, whole
from extract.readers._docx_plain import PlainCell, Swept, sweep
from extract.readers._docx_styles import NumberingRef, Styles, numbering_ref
from extract.readers._docx_table import Slot, inside, lay_out
from extract.readers._docx_text import has_text, texts

_OUTLINE, _BOLD = w("outlineLvl"), w("b")


@dataclass(slots=True)
class File:
    """What all stories of one file share; ``tables`` counts the tables given so far."""

    styles: Styles
    numbering: Numbering
    tables: int = 0


@dataclass(frozen=True, slots=True)
class _Properties:
    style: str = ""
    numbering: NumberingRef | None = None
    outline: int | None = None
    hidden: bool = False


@dataclass(slots=True)
class Story:
    """One XML part (or text box) as accepted, with the count of its automatic numbers. ``found`` is
    what the survey of the part has found, some of which may no longer be in it."""

    file: File
    kind: str
    counter: Counter
    boxes: Boxes = field(default_factory=dict)
    found: Found = field(default_factory=dict)
    _texts: dict[Element, str] = field(default_factory=dict)
    _numbered: Container[Element] = frozenset()
    _drawn: tuple[str, ...] = DRAWN
    _run_styles: bool = True
    _swept: Swept = field(default_factory=Swept)

    @classmethod
    def of(cls, root: Element, file: File, kind: str = "body") -> Story:
        """The story of a part; its XML is changed to what the paper shows."""
        found = survey(root)
        used = {style.get(VAL, "") for style in found[P_STYLE] + found[R_STYLE]}
        hidden = frozenset(style for style in used if file.styles.hidden(style))
        story = cls(file, kind, file.numbering.counter(), accept(root, found, hidden), found)
        story._numbered = _numbered(found, file.styles)
        story._run_styles = bool(found[R_STYLE])
        story._drawn = T, *(tag for tag in DRAWN if found.get(tag))
        return story

    def body(self, parent: Element) -> Iterator[Block]:
        """Blocks of the body, each at its position, text boxes after the block they hang on."""
        blocks = list(inside(parent, P, TBL))
        self._swept = sweep(parent, blocks, self._drawn, self._numbered)
        for at, element in enumerate(blocks, 1):
            yield from self._block(element, Place(None, at))

    def paragraphs(self, parent: Element) -> Iterator[Paragraph]:
        """Every paragraph anywhere below ``parent``, tables and text boxes included, in order."""
        self._texts.update(texts(parent))
        for element in parent.iter(P, TBL):
            if element.tag == P:
                paragraph = self._paragraph(element, Place())
                if paragraph is not None:
                    yield paragraph
            for box in self.boxes.get(element, ()):
                yield from self.paragraphs(box)

    def _block(self, element: Element, place: Place) -> Iterator[Block]:
        if element.tag == TBL:
            yield from self._table_blocks(element, place)
        else:
            lines = self._swept.lines.get(element)
            if lines is None:
                self._texts.update(texts(element, self._drawn))
            else:
                self._texts[element] = lines[0]
            paragraph = self._paragraph(element, place)
            if paragraph is not None:
                yield paragraph
        for box in self.boxes.get(element, ()):
            yield from self._box(box, place)

    def _box(self, box: Element, place: Place) -> Iterator[Block]:
        counter = self.file.numbering.counter()
        inner = Story(self.file, "textbox", counter, self.boxes, _numbered=self._numbered)
        for element in inside(box, P, TBL):
            yield from inner._block(element, place)

    def _table_blocks(self, element: Element, place: Place) -> Iterator[Block]:
        plain = self._swept.grid(element)
        if plain is not None:
            if plain[0]:
                yield self._plain_table(*plain, place)
            return
        slots, rows, cols = lay_out(element)
        if len(slots) == 1 and next(inside(slots[0].element, TBL), None) is not None:
            for child in inside(slots[0].element, P, TBL):
                yield from self._block(child, place)
        elif slots:
            self._texts.update(texts(element, self._drawn))
            yield self._table(slots, rows, cols, place)

    def _plain_table(self, cells: list[PlainCell], rows: int, cols: int, place: Place) -> Table:
        self.file.tables += 1
        number, block = self.file.tables, place.block
        made: list[Cell] = []
        for cell in cells:
            lines = cell.lines
            if cell.numbered is not None:
                for at, element in cell.numbered.items():
                    lines[at] = self._line(element, lines[at])
            if len(lines) != 1 or lines[0].isspace():
                lines = [line for line in lines if line and not line.isspace()]
            text = lines[0] if len(lines) == 1 else "\n".join(lines)
            slots = cell.row + 1, cell.col + 1, cell.rowspan, cell.colspan
            made.append(placed(text, slots, block, number))
        return Table(tuple(made), rows, cols, Place(block=block, table=number))

    def _table(self, slots: list[Slot], rows: int, cols: int, place: Place) -> Table:
        self.file.tables += 1
        number = self.file.tables
        cells = tuple(self._cell(slot, place.block, number) for slot in slots)
        return Table(cells, rows, cols, Place(block=place.block, table=number))

    def _cell(self, slot: Slot, block: int | None, table: int) -> Cell:
        place = Place(block=block, table=table, row=slot.row + 1, col=slot.col + 1)
        lines, tables = self._content(slot.element, place)
        return Cell("\n".join(lines), place, slot.rowspan, slot.colspan, tuple(tables))

    def _content(self, parent: Element, place: Place) -> tuple[list[str], list[Table]]:
        """The lines of a cell, blank ones left out, and the tables that lie in it."""
        lines: list[str] = []
        tables: list[Table] = []
        for element in inside(parent, P, TBL):
            if element.tag == P:
                line = self._line(element, self._texts.get(element, ""))
                if line.strip():
                    lines.append(line)
                continue
            slots, rows, cols = lay_out(element)
            if cols > 1:
                tables.append(self._table(slots, rows, cols, place))
                continue
            for slot in slots:
                more_lines, more_tables = self._content(slot.element, place)
                lines += more_lines
                tables += more_tables
        return lines, tables

    def _line(self, element: Element, text: str) -> str:
        """A paragraph of a cell, its drawn number in front."""
        if element not in self._numbered:
            return text
        properties = _properties(element)
        number = self.counter.number(properties.numbering, properties.style)
        return f"{number.text}{number.gap}{text}".rstrip(" ") if number.text else text

    def _paragraph(self, element: Element, place: Place) -> Paragraph | None:
        text = self._texts.get(element, "")
        found = _properties(element)
        if not text and found.hidden:
            return None
        number = ""
        if element in self._numbered:
            number = self.counter.number(found.numbering, found.style).text
        if not text.strip() and not number:
            return None
        bold = self._bold(element, found.style)
        return Paragraph(text, place, number, self._level(found), self.kind, bold)

    def _level(self, found: _Properties) -> int | None:
        if found.outline is None:
            return self.file.styles.level(found.style)
        return found.outline + 1 if found.outline < 9 else None

    def _bold(self, paragraph: Element, style: str) -> bool:
        marked = self._run_styles or paragraph in self._swept.bold
        if not marked and paragraph in self._swept.lines and not self.file.styles.bold(style):
            return False
        runs = [run for run in paragraph.iter(R) if has_text(run)]
        return bool(runs) and all(self._run_bold(run, style) for run in runs)

    def _run_bold(self, run: Element, style: str) -> bool:
        properties = run[0] if len(run) and run[0].tag == RPR else run.find(RPR)
        if properties is not None:
            bold = properties.find(_BOLD)
            if bold is not None:
                return is_on(bold)
            run_style = properties.find(R_STYLE)
            by_style = None
            if run_style is not None:
                by_style = self.file.styles.run_bold(run_style.get(VAL, ""))
            if by_style is not None:
                return by_style
        return self.file.styles.bold(style)


class _Every:
    """Holds everything."""

    def __contains__(self, _: object) -> bool:
        return True


def _numbered(found: Found, styles: Styles) -> Container[Element]:
    """The paragraphs that can have an automatic number, by themselves or by their style."""
    if styles.numbering("") is not None:
        return _Every()
    by_style = [e for e in found[P_STYLE] if styles.numbering(e.get(VAL, "")) is not None]
    return frozenset(map(_paragraph_of, found[NUMBER] + by_style))


def _paragraph_of(element: Element) -> Element:
    above = element.getparent()
    while above is not None and element.tag != P:
        element, above = above, above.getparent()
    return element


def _properties(paragraph: Element) -> _Properties:
    first = paragraph[0] if len(paragraph) else None
    properties = first if first is not None and first.tag == PPR else paragraph.find(PPR)
    if properties is None:
        return _Properties()
    style, numbering, outline, hidden = "", None, None, False
    for child in properties.iterchildren(P_STYLE, NUMBER, _OUTLINE, RPR):
        if child.tag == P_STYLE:
            style = child.get(VAL, "")
        elif child.tag == NUMBER:
            numbering = numbering_ref(child)
        elif child.tag == RPR:
            hidden = is_on(child.find(w("vanish")))
        else:
            outline = whole(child, 9)
    return _Properties(style, numbering, outline, hidden)
