"""Pages -> one flow: a table or paragraph that runs over a page break becomes one again.

For every paged format. A page comes as a :class:`Sheet` of paragraphs and grids in reading order.
Page headers and footers are in it too, by their kind, and stand in nobody's way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field

from extract._stitch_columns import Columns, common_columns, is_heading, says_again
from extract._stitch_cut import is_rest, joined, names_one
from extract._stitch_doubt import doubt_between, doubt_groups, doubt_rows, doubt_stacked
from extract.document import Block, Paragraph, Place, Table, placed
from extract.frozen import dataclass
from extract.grid import Grid, GridCell
from extract.ink import Box
from extract.text import join_wrapped, squeeze

_SLIVER = 7.0  # points: a strip between two rules in which no line of text has room
_ROOM = 0.15  # of the page height: with this much left free, a table ended here by intention
_UNLIKE = 0.1  # of a page's width or height: pages of one document may be cut so differently
_MOST_HEADINGS = 3  # rows of such a heading
_TO_BE_CONTINUED = re.compile(r"[（(]?(接上表|续上?表|转下表|续表?\d*)[）)]?")


@dataclass(slots=True)
class Para:
    """A paragraph on its page. ``opens``: it looks like a beginning (indented, numbered, centred);
    ``ends``: its last line is short or finishes a sentence. ``confidence`` is of OCR."""

    text: str
    page: int
    box: Box
    kind: str = "body"
    bold: bool = False
    opens: bool = True
    ends: bool = True
    confidence: float | None = None


@dataclass(slots=True)
class Sheet:
    """One page: its number from 1, width and height in points, and what stands on it. ``late`` where
    time ran out before all of it was read."""

    number: int
    size: tuple[float, float]
    blocks: list[Para | Grid] = field(default_factory=list)
    late: bool = False


def stitch(sheets: Sequence[Sheet]) -> list[Para | Grid]:
    """All pages as one flow. Grids and paragraphs of the first page are extended in place."""
    flow: list[Para | Grid] = []
    before: Sheet | None = None  # the page before, when something stands on it
    limit = _lower_edge(sheets)
    for sheet in sheets:
        body = [block for block in sheet.blocks if _in_body(block)]
        joined = False
        if body and before and before.number == sheet.number - 1:
            last = next(block for block in reversed(flow) if _in_body(block))
            joined = _joined(last, body[0], before, sheet, limit)
            if isinstance(last, Grid) and not joined:
                doubt_between(last, body)
        flow += [block for block in sheet.blocks if not joined or block is not body[0]]
        before = sheet if body else None
    for block in flow:
        if isinstance(block, Grid):
            doubt_groups(block)
            doubt_stacked(block)
    return flow


def to_blocks(
    flow: Sequence[Para | Grid], shown: Callable[[int, Box], Box] | None = None
) -> tuple[Block, ...]:
    """The flow as blocks of a Document, numbered; ``shown`` maps a box of a page to its display."""
    blocks: list[Block] = []
    tables = 0
    for number, item in enumerate(flow, 1):
        if isinstance(item, Para):
            box = shown(item.page, item.box) if shown else item.box
            place = Place(item.page, number, box=box)
            sure = item.confidence
            blocks.append(
                Paragraph(item.text, place, kind=item.kind, bold=item.bold, confidence=sure)
            )
        else:
            tables += 1
            blocks.append(_table(item, number, tables, shown))
    return tuple(blocks)


def _table(grid: Grid, block: int, table: int, shown: Callable[[int, Box], Box] | None) -> Table:
    cells = []
    for cell in grid.cells:
        page, box = cell.page, cell.box
        inner: tuple[Table, ...] = ()
        if cell.inner:
            inner = tuple([_table(inside, block, table, shown) for inside in cell.inner])
        cells.append(
            placed(
                cell.text,
                (cell.row + 1, cell.col + 1, cell.rowspan, cell.colspan),
                block,
                table,
                page=page,
                box=shown(page, box) if shown else box,
                tables=inner,
                confidence=cell.confidence,
            )
        )
    page = grid.cells[0].page
    box = shown(page, grid.box) if shown else grid.box
    where = Place(page, block, table, box=box)
    return Table(tuple(cells), grid.rows, grid.cols, where, doubt=grid.doubt)


def least_sure(*confidences: float | None) -> float | None:
    """The smallest confidence; None where no part was read by OCR."""
    return min((sure for sure in confidences if sure is not None), default=None)


def _in_body(block: Para | Grid) -> bool:
    if isinstance(block, Grid):
        return True
    if block.kind != "body":
        return False
    text = block.text
    return not (("续" in text or "表" in text) and _TO_BE_CONTINUED.fullmatch(squeeze(text)))


def _lower_edge(sheets: Sequence[Sheet]) -> dict[tuple[int, int], float]:
    """For each size of page how far down its body goes, in points from the top."""
    edges: dict[tuple[int, int], float] = {}
    for sheet in sheets:
        size = _rounded(sheet.size)
        for block in sheet.blocks:
            if _in_body(block):
                edges[size] = max(edges.get(size, 0.0), block.box[3])
    return edges


def _rounded(size: tuple[float, float]) -> tuple[int, int]:
    return round(size[0]), round(size[1])


def _joined(
    last: Para | Grid,
    first: Para | Grid,
    before: Sheet,
    sheet: Sheet,
    limit: dict[tuple[int, int], float],
) -> bool:
    """Joins ``first`` of a page to ``last`` of the page before where they are one; says whether."""
    if isinstance(last, Para) and isinstance(first, Para):
        if last.ends or first.opens:
            return False
        last.text, last.ends = join_wrapped(f"{last.text}\n{first.text}"), first.ends
        last.confidence = least_sure(last.confidence, first.confidence)
        return True
    if isinstance(last, Grid) and isinstance(first, Grid):
        edge = limit.get(_rounded(before.size), 0.0)
        return _joined_grids(last, first, edge, before, sheet)
    return False


def _joined_grids(last: Grid, first: Grid, edge: float, before: Sheet, sheet: Sheet) -> bool:
    _drop_slivers(first)
    if any(abs(a - b) > _UNLIKE * a for a, b in zip(before.size, sheet.size, strict=True)):
        return False
    merged = common_columns(last, first)
    if merged is None:
        return False
    bottom = max([cell.box[3] for cell in last.cells if cell.page == before.number])
    room = edge - bottom - 1.5 * (first.ys[1] - first.ys[0])
    repeated = _repeated_rows(last, first, merged)
    if not repeated and (room > _ROOM * before.size[1] or _begins_anew(last, first)):
        return False
    _append(last, first, merged, repeated)
    return True


def _drop_slivers(grid: Grid) -> None:
    """Takes out rows without room for a text: some programs that cut a row at a page break end each
    of its cells at a height of its own."""
    for row in reversed(range(1, grid.rows)):
        if grid.ys[row + 1] - grid.ys[row] >= _SLIVER:
            continue
        begun = [cell for cell in grid.cells if cell.row == row]
        if any(cell.rowspan > 1 or cell.text or cell.inner for cell in begun):
            continue
        grid.cells = [cell for cell in grid.cells if cell.row != row]
        for cell in grid.cells:
            if cell.row > row:
                cell.row -= 1
            elif cell.row + cell.rowspan > row:
                cell.rowspan -= 1
        del grid.ys[row]
        grid.slots = []


_Placed = tuple[int, int, str] | tuple[int, int, int, int, str]
_Head = tuple[int, int, int, int, str]  # row and rows, first and last column, text


def _rows_of(grid: Grid, starts: list[int], count: int) -> list[list[tuple[int, int, str]]]:
    """The first rows as (column, end, text) of the cells that begin in them."""
    rows: list[list[tuple[int, int, str]]] = [[] for _ in range(count)]
    for cell in [cell for cell in grid.cells if cell.row < count]:
        end = starts[cell.col + cell.colspan]
        rows[cell.row].append((starts[cell.col], end, squeeze(cell.text)))
    return rows


def _repeated_rows(last: Grid, first: Grid, columns: Columns) -> int:
    """How many rows at the top of ``first`` repeat the heading rows of ``last``."""
    most = min(last.rows, first.rows - 1, 8)
    tops = _rows_of(last, columns.of_last, 1), _rows_of(first, columns.of_first, 1)
    if most < 1 or not _says_again(tops[0][0], tops[1][0]):  # as mostly
        return _repeated_inside(last, first, columns)
    above = _rows_of(last, columns.of_last, most)
    below = _rows_of(first, columns.of_first, most)
    count = 0
    while count < most and _says_again(above[count], below[count]):
        count += 1
    if count and _only_titles(below[:count]) and _same_label(last, first, count):
        return 0
    return count or _repeated_inside(last, first, columns)


def _repeated_inside(last: Grid, first: Grid, columns: Columns) -> int:
    """How many rows at the top repeat a heading from further up, as of a second block.

    Headings are several words of which half are known to head a column, in one row or in a few
    that a merged cell holds together; merged labels beside them may be left empty.
    """
    tied = {cell.rowspan for cell in first.cells if cell.row == 0 and cell.text}
    for depth in sorted(tied | {1}, reverse=True):
        if depth <= _MOST_HEADINGS and depth < first.rows:
            wanted = _headings(first, columns.of_first, depth, 1)[0]
            if not wanted or not _stands_in(last, columns.of_last, wanted[-1]):
                continue  # as of nearly every page
            if not is_heading([text for *_, text in wanted]):
                continue
            rows = _headings(last, columns.of_last, depth, last.rows)
            # a label of the whole block may stand left of the heading
            said = [n for n, row in rows.items() if _says_again(row[-len(wanted) :], wanted)]
            if said:
                return 0 if _headed_below(rows, said[-1] + depth) else depth
    return 0


def _stands_in(grid: Grid, starts: list[int], wanted: _Head) -> bool:
    """Whether a cell of the grid stands in the columns of ``wanted`` and says the same."""
    _, _, start, end, text = wanted
    beside = [cell for cell in grid.cells if starts[cell.col] == start]
    return any(
        starts[cell.col + cell.colspan] == end and squeeze(cell.text) == text for cell in beside
    )


def _headed_below(rows: Mapping[int, Sequence[_Head]], start: int) -> bool:
    """True where another heading follows, so that one from above it begins the next form."""
    below = ([text for *_, text in row] for n, row in rows.items() if n >= start)
    return any(is_heading(texts) for texts in below)


def _says_again(above: Sequence[_Placed], below: Sequence[_Placed]) -> bool:
    """Whether a row stands in the same places as another one and says the same."""
    if len(above) != len(below):
        return False
    if above == below:
        return any(cell[-1] for cell in below)
    if [cell[:-1] for cell in above] != [cell[:-1] for cell in below]:
        return False
    return says_again([cell[-1] for cell in above], [cell[-1] for cell in below])


def _headings(grid: Grid, starts: list[int], depth: int, count: int) -> dict[int, list[_Head]]:
    """For each of the first rows the texts of the cells that end within ``depth`` rows, with their
    places."""
    rows: dict[int, list[_Head]] = {row: [] for row in range(count)}
    for cell in grid.cells:
        if cell.text and cell.rowspan <= depth and cell.row + cell.rowspan - depth < count:
            end = starts[cell.col + cell.colspan]
            text = squeeze(cell.text)
            for row in range(max(0, cell.row + cell.rowspan - depth), min(cell.row + 1, count)):
                rows[row].append((cell.row - row, cell.rowspan, starts[cell.col], end, text))
    return rows


def _only_titles(rows: list[list[tuple[int, int, str]]]) -> bool:
    return all(len(row) == 1 for row in rows)


def _begins_anew(last: Grid, first: Grid) -> bool:
    """A table that begins with the label that the one before began with is a new one."""
    return _same_label(last, first, 0)


def _same_label(last: Grid, first: Grid, row: int) -> bool:
    label = _first_text(first, row)
    return bool(label) and label == _first_text(last, row)


def _first_text(grid: Grid, row: int) -> str:
    return next((squeeze(c.text) for c in grid.cells if c.row == row), "")


def _append(last: Grid, first: Grid, columns: Columns, repeated: int) -> None:
    _renumber(last.cells, columns.of_last)
    _renumber(first.cells, columns.of_first)
    last.xs = columns.xs
    below = list(_below(first.cells, repeated)) if repeated else first.cells
    above = [cell for cell in last.cells if cell.row + cell.rowspan == last.rows]
    top = [cell for cell in below if cell.row == 0]
    pairs = _aligned(above, top)
    doubt_rows(last, first, above, top)
    rows = first.rows - repeated
    if is_rest(above, top, pairs, first.open_top and not repeated, last.unruled):
        _join_rows(pairs)
        rows -= 1
        offset = last.rows - 1
    else:
        _extend_upwards(pairs, below)
        offset = last.rows
    gone = {id(cell) for _, cell in pairs if cell.rowspan == 0}
    kept = [cell for cell in below if id(cell) not in gone] if gone else below
    for cell in kept:
        cell.row += offset
    last.cells += kept
    low = last.ys[-1]
    last.ys += [low + 1.0 + step for step in range(rows)]
    last.slots = []
    last.open_bottom = first.open_bottom


def _renumber(cells: list[GridCell], starts: list[int]) -> None:
    if starts == list(range(len(starts))):
        return  # as mostly
    for cell in cells:
        end = starts[cell.col + cell.colspan]
        cell.col = starts[cell.col]
        cell.colspan = end - cell.col


def _below(cells: list[GridCell], repeated: int) -> Iterator[GridCell]:
    """The cells under the repeated rows; one that reaches down from them continues without text."""
    for cell in cells:
        if cell.row < repeated:
            cell.rowspan -= repeated - cell.row
            if cell.rowspan <= 0:
                continue
            cell.row, cell.text, cell.pieces = repeated, "", []
        cell.row -= repeated
        yield cell


def _aligned(above: list[GridCell], below: list[GridCell]) -> list[tuple[GridCell, GridCell]]:
    by_column = {(cell.col, cell.colspan): cell for cell in above}
    return [
        (by_column[cell.col, cell.colspan], cell)
        for cell in below
        if (cell.col, cell.colspan) in by_column
    ]


def _join_rows(pairs: list[tuple[GridCell, GridCell]]) -> None:
    for above, below in pairs:
        above.text = joined(above.text, below.text)
        above.pieces = below.pieces or above.pieces
        above.confidence = least_sure(above.confidence, below.confidence)
        above.rowspan += below.rowspan - 1
        below.rowspan = 0


def _extend_upwards(pairs: list[tuple[GridCell, GridCell]], below: list[GridCell]) -> None:
    """Cells at the top of a page that belong to the merged cell of the page before: empty ones, and
    those that hold the rest of its name or say it again."""
    top = sorted((cell for cell in below if cell.row == 0), key=lambda cell: cell.col)
    leading = next((cell.col for cell in top if cell.text), 0)
    for above, cell in pairs:
        merged = cell.rowspan > 1 or above.rowspan > 1
        if merged and above.text and cell.text and names_one(above, cell):
            above.text = joined(above.text, cell.text)
            above.rowspan += cell.rowspan
            cell.rowspan = 0
        elif not cell.text and not cell.inner and (merged or (cell.col < leading and above.text)):
            above.rowspan += cell.rowspan
            cell.rowspan = 0
