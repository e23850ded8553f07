"""Tables without vertical rules, and without any: columns from how the texts stand.

What is found is written down as rules that the page might have had; the grid is then built from
them like any other. Only text that stands in columns over several lines becomes a table: running
text, however it is spaced, has no gaps that lie above each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from itertools import pairwise
from statistics import median

from extract.frozen import dataclass
from extract.grid import Rule
from extract.ink import Piece

_ENDS = 8.0  # points: rules of one table begin and end this near each other
_WORD = 0.9  # of the letter height: texts nearer than this are one block
_GUTTER = 0.5  # of the letter height: the least width of a gap between columns
_CROSSED = 0.15  # of the lines may cross a gap (titles, merged cells)
_LEAST_LINES = 3  # lines with several blocks that make an unruled table
_LEAST_COLUMNS = 3  # of an unruled table
_AWAY = 2.6  # of the letter height: lines further apart are not of one unruled table

Block = tuple[float, float]


@dataclass(slots=True)
class Columns:
    """Rules that would draw the tables found; ``doubtful`` where texts are aligned but no clear
    columns come of it."""

    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    doubtful: bool = False


@dataclass(slots=True)
class _Row:
    """A line of text as blocks, with its upper and lower edge and letter height."""

    blocks: list[Block]
    top: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def may_hold_columns(lines: Sequence[Sequence[Piece]], loose: Sequence[Rule]) -> bool:
    """A quick look whether :func:`find_columns` could find anything."""
    return len(loose) >= _LEAST_LINES or sum(len(line) > 2 for line in lines) >= _LEAST_LINES


def find_columns(lines: Sequence[Sequence[Piece]], loose: Sequence[Rule]) -> Columns:
    """Rules for the tables among these lines; ``loose`` are horizontal rules that met no other."""
    found = Columns()
    if len(loose) < _LEAST_LINES and not _may_be_aligned(lines):
        return found  # as of most pages of running text
    rows = [_row(line) for line in lines]
    for group in _half_ruled(loose):
        top, bottom = group[0][0], group[-1][0]
        inside = [row for row in rows if top < row.middle < bottom]
        if _add_half_ruled(inside, group, found):
            rows = [row for row in rows if not top < row.middle < bottom]
    for run in _aligned_runs(rows):
        _add_unruled(run, found)
    return found


def _may_be_aligned(lines: Sequence[Sequence[Piece]]) -> bool:
    """Whether enough lines have several blocks for :func:`_aligned_runs` to find any."""
    several = [line for line in lines if len(line) > 2]
    return sum(len(_row(line).blocks) > 2 for line in several) >= _LEAST_LINES


def _half_ruled(loose: Sequence[Rule]) -> list[list[Rule]]:
    """Horizontal rules in groups that begin and end alike, at least three, from top to bottom."""
    groups: list[list[Rule]] = []
    for rule in sorted(loose):
        for group in groups:
            _, left, right = group[0]
            if abs(rule[1] - left) <= _ENDS and abs(rule[2] - right) <= _ENDS:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [group for group in groups if len(group) >= _LEAST_LINES]


def _add_half_ruled(rows: list[_Row], group: list[Rule], found: Columns) -> bool:
    """Adds the rules of a table that has horizontal ones only; says whether it is a table."""
    gaps = _gutters(rows)
    if not gaps or len(rows) < 2:
        return False
    _, left, right = group[0]
    steps = [rule[0] for rule in group]
    for upper, lower in pairwise(steps.copy()):
        inside = [row for row in rows if upper < row.middle < lower]
        if len(inside) > 2 * len(group):  # a rule under the heading and one at the foot, no more
            steps += _between_rows(inside, gaps)
    steps.sort()
    found.across += group
    found.across += [(at, left, right) for at in steps]
    _draw_walls(rows, gaps, steps, (left, right), found)
    return True


def _add_unruled(run: list[_Row], found: Columns) -> None:
    gaps = _gutters(run)
    if len(gaps) + 1 < _LEAST_COLUMNS:
        found.doubtful = found.doubtful or len(run) >= 2 * _LEAST_LINES
        return
    crossed = sum(1 for row in run if any(_crosses(row, gap) for gap in gaps))
    if crossed > len(run) / 3:
        found.doubtful = True
        return
    left = min(row.blocks[0][0] for row in run) - 2
    right = max(row.blocks[-1][1] for row in run) + 2
    steps = [run[0].top - 1, *_between_rows(run, gaps), run[-1].bottom + 1]
    found.across += [(at, left, right) for at in steps]
    _draw_walls(run, gaps, steps, (left, right), found)


def _draw_walls(
    rows: list[_Row],
    gaps: list[float],
    steps: list[float],
    ends: tuple[float, float],
    found: Columns,
) -> None:
    """Vertical rules at the gaps, interrupted where a text of the row lies across."""
    for upper, lower in pairwise(steps):
        inside = [row for row in rows if upper < row.middle < lower]
        found.down += [(x, upper, lower) for x in ends]
        found.down += [
            (gap, upper, lower) for gap in gaps if not any(_crosses(row, gap) for row in inside)
        ]


def _row(line: Sequence[Piece]) -> _Row:
    """A line as blocks: its pieces joined where no more than a word gap parts them."""
    top, bottom = min([p[2] for p in line]), max([p[4] for p in line])
    blocks: list[Block] = []
    for _, x0, _, x1, _ in line:
        if blocks and x0 - blocks[-1][1] < _WORD * (bottom - top):
            blocks[-1] = (blocks[-1][0], max(x1, blocks[-1][1]))
        else:
            blocks.append((x0, x1))
    return _Row(blocks, top, bottom)


def _crosses(row: _Row, gap: float) -> bool:
    return any(start < gap < end for start, end in row.blocks)


def _gutters(rows: list[_Row]) -> list[float]:
    """Middles of the gaps between columns: hardly any line crosses them, text on both sides."""
    several = [row for row in rows if len(row.blocks) > 1]
    if len(several) < 2:
        return []
    allowed = int(_CROSSED * len(several))
    least = _GUTTER * median(row.height for row in several)
    edges = sorted(
        (at, step)
        for row in several
        for start, end in row.blocks
        for at, step in ((start, 1), (end, -1))
    )
    gaps: list[float] = []
    over, opened = 0, edges[0][0]
    for at, step in edges:
        if over <= allowed < over + step and at - opened >= least and opened > edges[0][0]:
            gaps.append((opened + at) / 2)
        if over > allowed >= over + step:
            opened = at
        over += step
    return gaps


def _between_rows(rows: list[_Row], gaps: list[float]) -> list[float]:
    """Heights between the rows of a table whose cells may have several lines.

    A line that fills fewer columns than its neighbours is a part of the nearest fuller one.
    """
    filled = [_columns_of(row, gaps) for row in rows]
    usual = max(1.0, 0.6 * max(map(len, filled)))
    main = [index for index, columns in enumerate(filled) if len(columns) >= usual]
    if not main:
        main = list(range(len(rows)))
    owner = [
        index
        if index in main or (0 in filled[index] and not _continues(rows, filled, index))
        else min(main, key=lambda at: (abs(rows[at].top - rows[index].top), at > index))
        for index in range(len(rows))
    ]
    return [
        (above.bottom + below.top) / 2
        for (above, one), (below, other) in pairwise(zip(rows, owner, strict=True))
        if one != other
    ]


def _continues(rows: list[_Row], filled: list[set[int]], index: int) -> bool:
    """Whether a line with little in it stands as near to the line above as lines of a cell do."""
    if not index or len(filled[index]) > 1:
        return False
    distance = rows[index].top - rows[index - 1].bottom
    return distance < 0.35 * rows[index].height


def _columns_of(row: _Row, gaps: list[float]) -> set[int]:
    return {sum(1 for gap in gaps if gap < (start + end) / 2) for start, end in row.blocks}


def _aligned_runs(rows: list[_Row]) -> list[list[_Row]]:
    """Neighbouring lines of which several have several blocks, from the first to the last such."""
    runs: list[list[_Row]] = []
    current: list[_Row] = []
    for row in rows:
        if current and row.top - current[-1].bottom > _AWAY * row.height:
            runs.append(current)
            current = []
        current.append(row)
    runs.append(current)
    trimmed = [part for run in runs for part in _dense_parts(run)]
    return [run for run in trimmed if sum(len(r.blocks) > 2 for r in run) >= _LEAST_LINES]


def _dense_parts(run: list[_Row]) -> list[list[_Row]]:
    """Stretches between lines that are running text: one block as wide as the stretch."""
    if not run:
        return []
    width = max(r.blocks[-1][1] for r in run) - min(r.blocks[0][0] for r in run)
    parts: list[list[_Row]] = [[]]
    for row in run:
        if len(row.blocks) == 1 and row.blocks[0][1] - row.blocks[0][0] > 0.6 * width:
            parts.append([])
        else:
            parts[-1].append(row)
    return [_trimmed(part) for part in parts if part]


def _trimmed(part: list[_Row]) -> list[_Row]:
    """Without the lines of one block before the first and after the last line of several."""
    several = [index for index, row in enumerate(part) if len(row.blocks) > 1]
    return part[several[0] : several[-1] + 1] if several else []
