"""Forms without upright rules: the columns of each block from its heads and from how texts stand.

A form is several blocks under each other (labels with what is filled in, the money table, the goals,
the indicators), each with columns of its own. A *band* is what lies between two horizontal rules.
Where a band holds the known heads of columns its texts say where columns are, down to the next such
band; any other band is its own: each text in it is a cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from itertools import pairwise

from extract.frozen import dataclass
from extract.grid import Rule, merge_rules
from extract.ink import Piece, text_of
from extract.readers._pdf_cells import (
    INSIDE,
    OVER,
    Span,
    cells_of,
    clear_walls,
    figure_lines,
    head_of,
    pieces_in,
    place_of,
)
from extract.vocabulary import vocabulary

_SNAP = 3.0  # points: rules nearer than this are one
_ENDS = 8.0  # points: the ends of full rules of one table lie this near each other
_LABELS = 2  # columns from the left in which a label may stand alone in its row


@dataclass(slots=True)
class Table:
    """Rules that would draw one table: those on the page and the upright ones that it lacks."""

    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)


@dataclass(slots=True)
class Band:
    """What stands between two heights of a table, as texts with their reach from left to right.
    ``floor`` is where the rule below it runs: where it does not, a cell goes on below."""

    top: float
    bottom: float
    pieces: list[Piece]
    cells: list[Span] = field(default_factory=list)
    head: str = ""
    floor: list[Span] = field(default_factory=list)

    @property
    def letter(self) -> float:
        """The height of its letters, in points."""
        return max((p[4] - p[2] for p in self.pieces), default=0.0)


@dataclass(slots=True)
class Block:
    """Bands with the same columns; ``heads`` are the reaches of the heads, none without a head;
    ``upper`` the rows of the head before its last."""

    bands: list[Band]
    heads: list[Span] = field(default_factory=list)
    upper: list[Band] = field(default_factory=list)


def half_ruled(
    pieces: Sequence[Piece], loose: Sequence[Rule], carried: Sequence[float] = ()
) -> tuple[list[Table], list[float]]:
    """The tables that horizontal rules alone draw among ``pieces``. ``carried`` are the walls of a
    block that the page before left open; those that this page leaves open come back."""
    tables: list[Table] = []
    rules = merge_rules(loose)
    for left, right, heights in _frames(rules, 2 if carried else 3):
        inside = [p for p in pieces if heights[0] < (p[2] + p[4]) / 2 < heights[-1]]
        inside = [p for p in inside if left - _ENDS < (p[1] + p[3]) / 2 < right + _ENDS]
        bands = [_band(inside, upper, lower) for upper, lower in pairwise(heights)]
        own = [r for r in rules if heights[0] - 1 < r[0] < heights[-1] + 1]
        for band in bands:
            band.floor = [(r[1], r[2]) for r in own if abs(r[0] - band.bottom) <= _SNAP]
        if not (carried or any(band.head for band in bands)) or any(map(_several, bands)):
            continue  # no form, or no rule between its rows: both are told by how texts stand
        down, carried = draw_walls(bands, (left, right), own, carried)
        tables.append(Table(own, down))
    return tables, list(carried)


def _several(band: Band) -> bool:
    """True for a band that holds several rows: figures under each other in two columns."""
    return sum(sum(figure_lines(band.pieces, span)) > 1 for span in band.cells) > 1


def _frames(rules: Sequence[Rule], least: int) -> list[tuple[float, float, list[float]]]:
    """Left edge, right edge and the heights of all rules of each table: at least two rules that
    reach from edge to edge, and the shorter ones between them, ``least`` in all."""
    frames: list[tuple[float, float, list[float]]] = []
    groups: list[list[Rule]] = []
    for rule in sorted(rules):
        for group in groups:
            if abs(rule[1] - group[0][1]) <= _ENDS and abs(rule[2] - group[0][2]) <= _ENDS:
                group.append(rule)
                break
        else:
            groups.append([rule])
    taken: list[Rule] = []
    for group in sorted(groups, key=lambda g: g[0][1] - g[0][2]):
        _, left, right = group[0]
        top, bottom = group[0][0], group[-1][0]
        if len(group) < 2 or any(t[1] - 1 <= left and top >= t[0] for t in taken if t in rules):
            continue
        inner = [r for r in rules if top <= r[0] <= bottom and _within(r, left, right)]
        heights = _heights(r[0] for r in inner)
        if len(heights) >= least:
            frames.append((left, right, heights))
            taken += inner
    return frames


def _within(rule: Rule, left: float, right: float) -> bool:
    return left - _ENDS <= rule[1] and rule[2] <= right + _ENDS


def _heights(values: Iterable[float]) -> list[float]:
    heights: list[float] = []
    for value in sorted(values):
        if not heights or value - heights[-1] > _SNAP:
            heights.append(value)
    return heights


def _band(pieces: Sequence[Piece], top: float, bottom: float) -> Band:
    inside = [p for p in pieces if top < (p[2] + p[4]) / 2 <= bottom]
    band = Band(top, bottom, inside, cells_of(inside))
    band.head = head_of(inside, band.cells)
    return band


def draw_walls(
    bands: Sequence[Band], ends: Span, rules: Sequence[Rule], carried: Sequence[float]
) -> tuple[list[Rule], list[float]]:
    """Upright rules for all bands, and the walls of the last block where it has a head. Where a
    rule of ``rules`` ends inside the table a wall is certain."""
    left, right = ends
    edges = sorted({x for r in rules for x in r[1:] if left + _ENDS < x < right - _ENDS})
    down = [(x, bands[0].top, bands[-1].bottom) for x in ends]
    walls: list[float] = []
    for block in _blocks(bands):
        if block.heads:
            walls = walls_of(block, edges)
        elif block.bands[0] is bands[0]:
            walls = list(carried)
        else:
            walls = []
        begins = len(block.upper) + bool(block.heads)
        for n, band in enumerate(block.bands):
            own = walls or sorted({*_own_walls(band, edges), *_ends_at(band, rules, ends)})
            rest = bool(carried) and n == begins and block.bands[0] is bands[0]
            if walls and _alone(band, walls, rest):
                own = []
            if band in block.upper:
                own = [x for x in own if not _under_one(x, band)]
            edges = sorted({*edges, *own})
            across = OVER * band.letter if walls else INSIDE
            down += clear_walls(own, band.cells, band.top, band.bottom, across)
    return down, walls


def _alone(band: Band, walls: Sequence[float], rest: bool) -> bool:
    """True for a band whose only text is of no column: it lies across walls, or where no label of
    a row stands. A title or a note fills such a band; but it may hold the ``rest`` of a row that a
    page break has cut."""
    if len(band.cells) != 1:
        return False
    ((start, end),) = band.cells
    if any(start + INSIDE < wall < end - INSIDE for wall in walls):
        return True
    return not rest and place_of(start, end, walls) >= _LABELS


def _ends_at(band: Band, rules: Sequence[Rule], ends: Span) -> list[float]:
    """Where the rules above and below a band end inside the table: cells end there too."""
    near = (r for r in rules if min(abs(r[0] - band.top), abs(r[0] - band.bottom)) <= _SNAP)
    return [x for r in near for x in r[1:] if ends[0] + _ENDS < x < ends[1] - _ENDS]


def _under_one(x: float, band: Band) -> bool:
    """True where the rule under a band joins what lies on both sides of ``x`` below one head."""
    return any(
        start + _SNAP < x < end - _SNAP and len(_above((start, end), band)) == 1
        for start, end in band.floor
    )


def _above(rule: Span, band: Band) -> list[Span]:
    return [cell for cell in band.cells if rule[0] <= sum(cell) / 2 <= rule[1]]


def _blocks(bands: Sequence[Band]) -> list[Block]:
    """Bands from one head to the next, or to a band with labels of another kind. A head may have
    several rows."""
    blocks: list[Block] = [Block([])]
    for band in bands:
        last = blocks[-1]
        if _goes_on(last, band):
            last.upper.append(last.bands[-1])
            last.bands.append(band)
            last.heads = _finer(last.heads, band.cells)
        elif (
            band.head
            and last.bands[len(last.upper) + bool(last.heads) :]
            and _parts(last.bands[-1], band)
        ):
            above = last.bands.pop()
            heads = _finer(above.cells, band.cells)
            blocks.append(Block([above, band], heads, [above]))
        elif band.head:
            blocks.append(Block([band], list(band.cells)))
        elif last.heads and leaves(band):
            blocks.append(Block([band]))
        else:
            last.bands.append(band)
    return [block for block in blocks if block.bands]


def _goes_on(block: Block, band: Band) -> bool:
    """True for the second row of a head: more heads of the same kind, or parts of one above."""
    last = block.bands[-1] if block.bands else None
    if last is None or not last.head or len(block.bands) > 2:
        return False
    return band.head == last.head or _parts(last, band)


def _parts(above: Band, below: Band) -> bool:
    """True where some text has two under it, and both bands hold words only."""
    parted = any(
        len(_above(rule, above)) == 1 and len(_above(rule, below)) > 1 for rule in above.floor
    )
    figures = any(c.isdigit() for p in (*above.pieces, *below.pieces) for c in p[0])
    return parted and not figures


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _finer(upper: Sequence[Span], lower: Sequence[Span]) -> list[Span]:
    """The columns of a head of two rows: those below, and those above that are not parted."""
    found = list(lower)
    for head in upper:
        below = [n for n, span in enumerate(found) if _overlap(head, span)]
        if len(below) == 1:
            (n,) = below
            found[n] = (min(head[0], found[n][0]), max(head[1], found[n][1]))
        elif not below:
            found.append(head)
    return sorted(found)


def leaves(band: Band) -> bool:
    """True for a band of labels that no block of columns holds: goals, and heads of the form."""
    texts = [text_of(pieces_in(band.pieces, span)) for span in band.cells]
    words = vocabulary()
    goals = sum(bool(words.find("goal", text)) for text in texts)
    heads = sum(bool(words.find("head", text)) and not words.find("row", text) for text in texts)
    groups = sum(bool(words.find("group", text)) for text in texts)
    return goals >= 2 or heads >= 2 or groups >= 2 or (goals + heads >= 1 and len(texts) <= 3)


def _own_walls(band: Band, edges: Sequence[float]) -> list[float]:
    """Walls between the texts of a band that follows no head."""
    return [_snapped(a[1], b[0], edges) for a, b in pairwise(band.cells)]


def _snapped(left: float, right: float, edges: Sequence[float]) -> float:
    """The middle between two texts, or what lies there already: the end of a rule, a wall."""
    middle = (left + right) / 2
    inside = [x for x in edges if left < x < right]
    return min(inside, key=lambda x: abs(x - middle)) if inside else middle


def walls_of(block: Block, edges: Sequence[float]) -> list[float]:
    """Walls between the columns of a block: where the fewest of its texts lie across."""
    spans = [span for band in _rows(block) for span in band.cells]
    return [
        _snapped(*_clearest(min(a[1], b[0]), max(a[1], b[0]), spans), edges)
        for a, b in pairwise(columns_of(block))
    ]


def _rows(block: Block) -> list[Band]:
    return block.bands[len(block.upper) + 1 :]


def _clearest(left: float, right: float, spans: Sequence[Span]) -> Span:
    """The widest stretch between ``left`` and ``right`` that the fewest spans lie across."""
    inside = [span for span in spans if span[0] < right and span[1] > left]
    points = sorted({left, right, *(x for span in inside for x in span if left < x < right)})
    stretches = [
        (sum(start < (a + b) / 2 < end for start, end in inside), a - b, (a, b))
        for a, b in pairwise(points)
    ]
    return min(stretches)[2] if stretches else (left, right)


def columns_of(block: Block) -> list[Span]:
    """The reach of each head, and of columns without a head: these are told from rows where a text
    stands beside those of the columns around it."""
    strange: list[Span] = []
    floor = block.bands[len(block.upper)].floor
    ruled = [
        n
        for n, (start, end) in enumerate(block.heads)
        if not floor or any(f[0] < (start + end) / 2 < f[1] for f in floor)
    ]  # no rule runs under the label of the whole block
    for band in _rows(block):
        over = [[n for n, h in enumerate(block.heads) if _overlap(h, span)] for span in band.cells]
        taken = {n for found in over for n in found}
        for span, found in zip(band.cells, over, strict=True):
            near = _nearest(block.heads, ruled, sum(span) / 2)
            if not found and (near in taken or span[1] < block.heads[0][0]):
                strange.append(span)
    joined = [s for s in _joined(strange) if not any(_overlap(s, head) for head in block.heads)]
    return sorted([*block.heads, *joined])


def _nearest(spans: Sequence[Span], among: Sequence[int], at: float) -> int:
    return min(among, key=lambda n: abs((spans[n][0] + spans[n][1]) / 2 - at), default=-1)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Reaches that overlap, as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1] + INSIDE:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
