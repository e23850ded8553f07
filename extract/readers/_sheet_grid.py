"""A sheet as filled cells and merged ranges, and the paragraphs and tables that it makes.

A row with a single filled cell at the beginning of a sheet, or after a blank row, is a paragraph (a
title, a note); a blank row followed by such a row ends a table. Blank rows and columns leave no
trace in the grid. ``Place.line`` of a cell is its row in the sheet as the program numbers it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from itertools import chain

from extract.document import ReadError
from extract.frozen import dataclass
from extract.readers._blocks import Blocks, Slot
from extract.text import lazy, squeeze

MAX_CELLS = 2_000_000
"""Filled cells of one sheet; no form has a thousandth of that."""

_YEAR = lazy(r"20\d\d")
_MOST_DENSE = 500_000  # slots up to which empty cells are spelled out


@dataclass(slots=True)
class Sheet:
    """What a sheet shows: ``cells`` by (row, column) from 0, those with a text only; ``merges`` as
    (first row, first column, last row, last column); ``boxes`` of text that lie over it, with the row
    and the column of their corner; the ``heading`` of its pages; what was hidden or had no value."""

    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: int = 0
    hidden_cols: int = 0
    unvalued: int = 0
    boxes: list[tuple[int, int, str]] = field(default_factory=list)
    heading: str = ""
    left_out: int = 0

    def leave_out(self, hidden: Sequence[tuple[int, int]]) -> None:
        """Leave out the hidden columns (first and last of each range) that lie beside all others:
        what stands there is no column of the form, but what its cells were worked out from."""
        shown = {c for _, c in self.cells} - {c for a, b in hidden for c in range(a, b + 1)}
        if not shown:
            return
        first, last = min(shown), max([*shown, *(m[3] for m in self.merges if m[1] in shown)])
        beside = {c for _, c in self.cells if not first <= c <= last}
        self.left_out = len(beside)
        self.hidden_cols -= sum(b - a + 1 for a, b in hidden if a > last or b < first)
        self.cells = {slot: text for slot, text in self.cells.items() if slot[1] not in beside}

    def put(self, row: int, col: int, text: str) -> None:
        """Keep the text of a cell unless it is blank; ReadError ``too-large`` beyond all reason."""
        if not text.strip():
            return
        if len(self.cells) >= MAX_CELLS:
            message = (
                f"The sheet {self.name} has over two million filled cells; split the workbook."
            )
            raise ReadError("too-large", message)
        self.cells[row, col] = text

    @property
    def notes(self) -> Iterator[str]:
        """What a person should know of the reading of this sheet."""
        if self.hidden:
            yield f"sheet {self.name} is hidden"
        if self.hidden_rows or self.hidden_cols:
            rows, cols = self.hidden_rows, self.hidden_cols
            yield f"sheet {self.name} has {rows} hidden rows, {cols} hidden columns; they are read"
        if self.left_out:
            yield f"sheet {self.name} has {self.left_out} hidden columns beside the others; left out"
        if self.unvalued:
            yield (
                f"sheet {self.name} has {self.unvalued} formulas without a stored value; "
                "open the workbook, save it, and read it again"
            )


def add(sheet: Sheet, blocks: Blocks) -> None:
    """Add the paragraphs and tables of a sheet to ``blocks``."""
    blocks.sheet = sheet.name or None
    first = min((row for row, _ in sheet.cells), default=0)
    _add_heading(sheet.heading, blocks)
    _add_boxes([box for box in sheet.boxes if box[0] <= first], "body", blocks)
    _add_name(sheet, blocks)
    spans = _spans(sheet)
    for chunk in _chunks(sheet, spans):
        rest = list(chunk)
        while rest and _is_line(rest[0], spans):
            row = rest.pop(0)
            ((col, text),) = row.texts.items()
            blocks.paragraph(text, row=row.number + 1, col=col + 1, line=row.number + 1)
        blocks.table(_slots(rest, spans), line=rest[0].number + 1 if rest else None)
    _add_boxes([box for box in sheet.boxes if box[0] > first], "textbox", blocks)
    blocks.sheet = None


def _add_boxes(boxes: Sequence[tuple[int, int, str]], kind: str, blocks: Blocks) -> None:
    for row, col, text in boxes:
        for line in text.split("\n"):
            blocks.paragraph(line, row=row + 1, col=col + 1, kind=kind)


def _add_heading(text: str, blocks: Blocks) -> None:
    """Add the lines over every printed page; those that name a form are its title."""
    for line in text.split("\n"):
        if line.strip():
            blocks.paragraph(line, kind="body" if _fits_title(line) else "header")


def _add_name(sheet: Sheet, blocks: Blocks) -> None:
    """Add the name of the sheet where it names a form and a year, and nothing on the sheet does."""
    if not _YEAR.search(sheet.name) or not _fits_title(sheet.name):
        return
    said = chain(sheet.cells.values(), (text for _, _, text in sheet.boxes), (sheet.heading,))
    lines = (line for text in said for line in text.split("\n"))
    if not any(map(_fits_title, lines)):
        blocks.paragraph(sheet.name)


def _fits_title(text: str) -> bool:
    from extract.vocabulary import vocabulary

    return vocabulary().fits(squeeze(text), "titles", "form")


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    texts: Mapping[int, str]


Spans = Mapping[tuple[int, int], tuple[int, int]]


def _spans(sheet: Sheet) -> Spans:
    """Filled top left cell -> last row and last column of its merged range."""
    return {
        (top, left): (bottom, right)
        for top, left, bottom, right in sheet.merges
        if (top, left) in sheet.cells
    }


def _is_line(row: _Row, spans: Spans) -> bool:
    """True for a row with one filled cell that does not reach into the rows below it."""
    if len(row.texts) != 1:
        return False
    at = (row.number, next(iter(row.texts)))
    return spans.get(at, at)[0] == row.number


def _chunks(sheet: Sheet, spans: Spans) -> Iterator[list[_Row]]:
    """Rows that belong together: a blank row parts them where a line of text follows it."""
    rows: dict[int, dict[int, str]] = {}
    for (r, c), text in sorted(sheet.cells.items()):
        rows.setdefault(r, {})[c] = text
    reach = -1  # last row that a merged cell above covers
    chunk: list[_Row] = []
    for number, texts in rows.items():
        row = _Row(number, texts)
        if chunk and number > max(chunk[-1].number + 1, reach + 1) and _is_line(row, spans):
            yield chunk
            chunk = []
        chunk.append(row)
        reach = max([reach, *(spans[number, c][0] for c in texts if (number, c) in spans)])
    if chunk:
        yield chunk


def _slots(rows: Sequence[_Row], spans: Spans) -> list[Slot]:
    """The cells of a table, empty ones between them included while there are not too many."""
    numbers = [row.number for row in rows]
    used = sorted({c for row in rows for c in row.texts})
    dense = len(numbers) * len(used) <= _MOST_DENSE
    covered = _Covered()
    found: list[Slot] = []
    for i, row in enumerate(rows):
        for k, c in enumerate(used):
            filled = c in row.texts
            if not (filled or dense) or (i, k) in covered.slots:
                continue
            bottom, right = spans.get((row.number, c), (row.number, c)) if filled else (-1, -1)
            tall = max(1, bisect_right(numbers, bottom) - i)
            wide = max(1, bisect_right(used, right) - k)
            covered.add(i, k, tall, wide)
            line = row.number + 1
            found.append(Slot(row.texts.get(c, ""), i + 1, k + 1, tall, wide, line))
    return found


@dataclass(slots=True)
class _Covered:
    """Slots that merged cells fill; ReadError ``damaged`` where they lie on each other."""

    slots: set[tuple[int, int]] = field(default_factory=set)
    _area: int = 0

    def add(self, row: int, col: int, tall: int, wide: int) -> None:
        if tall == wide == 1:
            return
        self._area += tall * wide
        if self._area > 10 * _MOST_DENSE:
            raise ReadError("damaged", "Merged cells of the workbook overlap; save it again.")
        self.slots.update((r, c) for r in range(row, row + tall) for c in range(col, col + wide))
