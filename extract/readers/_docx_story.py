"""Walks one story of a Word file (the body, a text box, a footer) and gives its blocks.

A table that holds nothing but one cell with tables in it is layout: its content is given as if it
stood in the open. A table inside a cell is kept in ``Cell.tables``; only where it has a single
column, so that it merely stacks lines, its text is part of the cell's own text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.document import Block, Cell, Paragraph, Place, Table
from extract.readers._docx_accept import (
    DRAWN,
    PPR,
    RPR,
    TABS,
    TBL,
    Boxes,
    P,
    R,
    T,
    accept,
)
from extract.readers._docx_numbering import Counter, Numbering
from extract.readers._docx_package import VAL, Element, is_on, w, whole
from extract.readers._docx_styles import NumberingRef, Styles, numbering_ref
from extract.readers._docx_table import Slot, inside, lay_out

_STYLE, _NUMBER, _OUTLINE, _BOLD = w("pStyle"), w("numPr"), w("outlineLvl"), w("b")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BLANKS = " \t\n\r"


@dataclass(slots=True)
class File:
    """What all stories of one file share; ``tables`` counts the tables given so far."""

    styles: Styles
    numbering: Numbering
    hidden_styles: frozenset[str]
    tables: int = 0


@dataclass(frozen=True, slots=True)
class _Properties:
    style: str = ""
    numbering: NumberingRef | None = None
    outline: int | None = None
    hidden: bool = False


@dataclass(slots=True)
class Story:
    """One XML part (or text box) as accepted, with the count of its automatic numbers."""

    file: File
    kind: str
    counter: Counter
    boxes: Boxes = field(default_factory=dict)
    _texts: dict[Element, str] = field(default_factory=dict)
    _numbered: bool = True

    @classmethod
    def of(cls, root: Element, file: File, kind: str = "body") -> Story:
        """The story of a part; its XML is changed to what the paper shows."""
        boxes = accept(root, file.hidden_styles, bool(file.hidden_styles))
        story = cls(file, kind, file.numbering.counter(), boxes)
        story._texts = _texts(root)
        story._numbered = _has_numbers(root, file.styles)
        return story

    def body(self, parent: Element) -> Iterator[Block]:
        """Blocks of the body, each at its position, text boxes after the block they hang on."""
        for at, element in enumerate(inside(parent, P, TBL), 1):
            yield from self._block(element, Place(block=at))

    def paragraphs(self, parent: Element) -> Iterator[Paragraph]:
        """Every paragraph anywhere below ``parent``, tables and text boxes included, in order."""
        for element in parent.iter(P, TBL):
            if element.tag == P:
                paragraph = self._paragraph(element, Place())
                if paragraph is not None:
                    yield paragraph
            for box in self.boxes.get(element, ()):
                self._texts.update(_texts(box))
                yield from self.paragraphs(box)

    def _block(self, element: Element, place: Place) -> Iterator[Block]:
        if element.tag == TBL:
            yield from self._table_blocks(element, place)
        else:
            paragraph = self._paragraph(element, place)
            if paragraph is not None:
                yield paragraph
        for box in self.boxes.get(element, ()):
            yield from self._box(box, place)

    def _box(self, box: Element, place: Place) -> Iterator[Block]:
        inner = Story(self.file, "textbox", self.file.numbering.counter(), self.boxes, _texts(box))
        for element in inside(box, P, TBL):
            yield from inner._block(element, place)

    def _table_blocks(self, element: Element, place: Place) -> Iterator[Block]:
        slots, rows, cols = lay_out(element)
        if len(slots) == 1 and next(inside(slots[0].element, TBL), None) is not None:
            for child in inside(slots[0].element, P, TBL):
                yield from self._block(child, place)
        elif slots:
            yield self._table(slots, rows, cols, place)

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
                line = self._line(element)
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

    def _line(self, element: Element) -> str:
        """A paragraph of a cell, its drawn number in front."""
        text = self._texts.get(element, "")
        if not self._numbered:
            return text
        properties = _properties(element)
        number = self.counter.number(properties.numbering, properties.style)
        return f"{number.text}{number.gap}{text}".rstrip(" ") if number.text else text

    def _paragraph(self, element: Element, place: Place) -> Paragraph | None:
        text = self._texts.get(element, "")
        found = _properties(element)
        if not text and found.hidden:
            return None
        number = self.counter.number(found.numbering, found.style).text
        if not text.strip() and not number:
            return None
        bold = self._bold(element, found)
        return Paragraph(text, place, number, self._level(found), self.kind, bold)

    def _level(self, found: _Properties) -> int | None:
        if found.outline is None:
            return self.file.styles.level(found.style)
        return found.outline + 1 if found.outline < 9 else None

    def _bold(self, paragraph: Element, found: _Properties) -> bool:
        runs = [run for run in paragraph.iter(R) if _has_text(run)]
        return bool(runs) and all(self._run_bold(run, found.style) for run in runs)

    def _run_bold(self, run: Element, style: str) -> bool:
        properties = run.find(RPR)
        if properties is not None:
            bold = properties.find(_BOLD)
            if bold is not None:
                return is_on(bold)
            run_style = properties.find(w("rStyle"))
            by_style = None
            if run_style is not None:
                by_style = self.file.styles.run_bold(run_style.get(VAL, ""))
            if by_style is not None:
                return by_style
        return self.file.styles.bold(style)


def _has_numbers(root: Element, styles: Styles) -> bool:
    """Whether any paragraph can have an automatic number, by itself or by its style."""
    if next(root.iter(_NUMBER), None) is not None:
        return True
    used = {""} | {style.get(VAL, "") for style in root.iter(_STYLE)}
    return any(styles.numbering(style) for style in used)


def _has_text(run: Element) -> bool:
    return any(child.text and not child.text.isspace() for child in run.iterchildren(*DRAWN))


def _properties(paragraph: Element) -> _Properties:
    first = paragraph[0] if len(paragraph) else None
    properties = first if first is not None and first.tag == PPR else paragraph.find(PPR)
    if properties is None:
        return _Properties()
    style, numbering, outline, hidden = "", None, None, False
    for child in properties.iterchildren(_STYLE, _NUMBER, _OUTLINE, RPR):
        if child.tag == _STYLE:
            style = child.get(VAL, "")
        elif child.tag == _NUMBER:
            numbering = numbering_ref(child)
        elif child.tag == RPR:
            hidden = is_on(child.find(w("vanish")))
        else:
            outline = whole(child, 9)
    return _Properties(style, numbering, outline, hidden)


def _texts(root: Element) -> dict[Element, str]:
    """Paragraph -> its text, for all paragraphs below ``root`` that have any."""
    found: dict[Element, str] = {}
    for element in root.iter(*DRAWN):
        text = element.text
        if not text:
            continue
        above = element.getparent()
        if element.tag == T:
            text = _as_shown(element, text)
        elif above is not None and above.tag == TABS:
            continue
        while above is not None and above.tag != P:
            above = above.getparent()
        if above is not None:
            found[above] = found.get(above, "") + text
    return found


def _as_shown(element: Element, text: str) -> str:
    """Blanks at the ends count only where the file says so; a line break in the XML is a blank."""
    if "\n" in text or "\r" in text:
        text = text.replace("\r", " ").replace("\n", " ")
    if (text[0] in _BLANKS or text[-1] in _BLANKS) and element.get(_SPACE) != "preserve":
        return text.strip(_BLANKS)
    return text
