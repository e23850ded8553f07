"""Plain text: dumps of Word files, of web pages and of tables, in the styles that are published.

Every line outside a table is a paragraph. A table is found by the first of these styles that fits
where it begins: a cell a line with a tab before it (``_txt_tabs``); rows of pipes, Markdown
included (``_txt_pipes``); cells wrapped as on a page (``_txt_layout``); tabs, commas, gaps or
single spaces between the cells of a line (``_txt_columns``); cells without any sign of rows, told
apart by the known heads of columns (``_txt_stream``); cells glued together, as far as figures can
be told apart (``_txt_glued``). What fits none stays a paragraph. Lines that hold the number of a
page alone are set aside (``_txt_pages``).

A dump has lost how cells were merged sideways. So each row's cells stand in columns 1 to n, the
table is as wide as its widest row and is marked ``ordinal``: columns agree within a run of rows of
one length (a block of the form with its own head), not between blocks. Only where every row has
the same number of cells, as pipe rows with trailing empty cells have, are they true columns.
Merging downwards is rebuilt, see ``_txt_grid``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from extract.document import Block, Document, Paragraph, ReadError, Table
from extract.encoding import decode
from extract.readers import (
    _sheet_csv,
    _sheet_grid,
    _txt_columns,
    _txt_cut,
    _txt_glued,
    _txt_grid,
    _txt_layout,
    _txt_pages,
    _txt_pinyin,
    _txt_pipes,
    _txt_stream,
    _txt_tabs,
)
from extract.readers._blocks import Blocks
from extract.readers._txt_lines import Region, is_figure
from extract.registry import reader

FORMATS = ("txt",)
MAX_BYTES = 200_000_000
_PROBE = 100  # lines with a tab before them by which a dump is told from a table of tabs
_LOOSE = 3  # figures without a row that put a table in doubt

Style = Callable[[Sequence[str], int], Region | None]
_STYLES: tuple[Style, ...] = (
    _txt_tabs.take,
    _txt_pipes.take,
    _txt_layout.take,
    _txt_columns.take,
    _txt_stream.take,
    _txt_glued.take,
)


@reader("txt")
def read(path: Path, kind: str) -> Document:
    """Read a text file of any Chinese or Unicode encoding. ReadError ``empty`` where it holds no
    text, ``too-large`` beyond 200 MB."""
    if path.stat().st_size > MAX_BYTES:
        raise ReadError("too-large", "The text file is over 200 MB; split it into smaller files.")
    text, encoding = decode(path.read_bytes())
    if not text.strip():
        raise ReadError("empty", "The text file holds no text; nothing can be read from it.")
    notes: tuple[str, ...] = (f"read as {encoding}",) if encoding != "utf-8" else ()
    plain = _txt_pinyin.undone(text)
    if plain != text:
        notes += ("traditional characters with their readings were turned back",)
        text = plain
    sign = _sheet_csv.delimiter(text)
    if sign is not None and not _has_dump(text):
        return Document("csv", _sheet(text, sign), reader="sheet", notes=notes)
    return Document(kind, parse(text), reader="txt", notes=notes)


def _sheet(text: str, sign: str) -> tuple[Block, ...]:
    blocks = Blocks()
    _sheet_grid.add(_sheet_csv.sheet(text, sign), blocks)
    return blocks.done()


def _has_dump(text: str) -> bool:
    """True where some table of the text is a tab dump, whose lines look like rows of two cells."""
    lines = split(text)
    starts = [i for i, line in enumerate(lines) if line.startswith("\t")][:_PROBE]
    return any(_txt_tabs.take(lines, i) for i in starts)


def parse(text: str) -> tuple[Block, ...]:
    """The paragraphs and tables of a text dump, in order."""
    lines, places = _txt_cut.mended(*_txt_pages.without_numbers(split(text)))
    blocks = Blocks()
    i = 0
    while i < len(lines):
        region = _region(lines, i)
        if region is None:
            blocks.paragraph(_txt_glued.unmarked(lines[i]), line=places[i] + 1)
            i += 1
        else:
            _txt_pages.put_back(region.rows, places)
            grid = _txt_grid.slots(region.rows, ordinal=region.ordinal)
            where = places[i] + 1
            blocks.table(grid, line=where, ordinal=region.ordinal, doubt=region.doubt)
            i = region.end
    return _with_doubt(blocks.done())


def _with_doubt(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks; a table is in doubt where figures stand alone in it or behind it, up to the next:
    they belong to rows of it that nobody could tell."""
    made: list[Block] = []
    behind = 0
    for block in reversed(blocks):
        if isinstance(block, Paragraph):
            behind += is_figure(block.text)
            made.append(block)
            continue
        lost = not block.doubt and behind + _alone(block) >= _LOOSE
        made.append(replace(block, doubt="rows") if lost else block)
        behind = 0
    return tuple(reversed(made))


def _alone(table: Table) -> int:
    """How many rows of a table are nothing but a figure."""
    filled = Counter(cell.place.row for cell in table.cells if cell.text.strip())
    alone = (cell for cell in table.cells if filled[cell.place.row] == 1)
    return sum(is_figure(cell.text) for cell in alone)


def split(text: str) -> list[str]:
    """Lines of a text, whatever ends them; a form feed or a vertical tab ends one too, and the first
    line of a page keeps its form feed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\f", "\n\f").replace("\v", "\n").replace("\u2028", "\n").split("\n")


def _region(lines: Sequence[str], i: int) -> Region | None:
    if not lines[i].strip() and not lines[i].startswith("\t"):
        return None
    found = next(((style, region) for style in _STYLES if (region := style(lines, i))), None)
    if found is None or (found[0] is _txt_glued.take and _txt_layout.is_near(lines, i)):
        return None
    return found[1]
