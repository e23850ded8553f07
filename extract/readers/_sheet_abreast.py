"""Forms that stand beside each other on a sheet: the same labels again, so many columns further right."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise

from extract.readers._sheet_grid import Sheet
from extract.text import squeeze

_LEAST_WIDE = 4  # columns of a form
_LEAST_ROWS = 4  # in which labels stand again
_LEAST_COLUMNS = 3  # in which they do
_SHARE = 0.25  # of the labels of the left form
_MOST_STEPS = 8  # that are tried
_SHORTEST, _LONGEST = 2, 20  # letters of a label

Labels = dict[tuple[int, int], str]  # by row and column


def parts(sheet: Sheet) -> Iterator[Sheet]:
    """The sheet cut into what stands beside each other, from left to right; nearly always one."""
    labels = _labels(sheet) if _is_wide(sheet) else {}
    step = _step(sheet, labels)
    if not step:
        yield sheet
        return
    edge = min(col for _, col in _repeated(labels, step)) + step
    yield _between(sheet, 0, edge)
    yield from parts(_between(sheet, edge, max(c for _, c in sheet.cells) + 1))


def _is_wide(sheet: Sheet) -> bool:
    """Whether two forms may stand beside each other."""
    return max((col for _, col in sheet.cells), default=0) >= 2 * _LEAST_WIDE - 1


def _step(sheet: Sheet, labels: Labels) -> int:
    """How many columns further right a second form begins; 0 where there is none."""
    places: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for (row, col), text in sorted(labels.items()):
        places[row, text].append(col)
    steps = Counter(b - a for cols in places.values() for a, b in pairwise(cols))
    often = (step for step, count in steps.most_common() if count >= _LEAST_ROWS)
    wide = (step for step in islice(often, _MOST_STEPS) if step >= _LEAST_WIDE)
    fitting = (step for step in wide if _is_form(sheet, labels, step))
    return min(fitting, default=0)


def _labels(sheet: Sheet) -> Labels:
    """The cells that may be labels: short texts without a figure."""
    found = {}
    for slot, text in sheet.cells.items():
        bare = squeeze(text)
        if _SHORTEST <= len(bare) <= _LONGEST and not any(char.isdigit() for char in bare):
            found[slot] = bare
    return found


def _repeated(labels: Labels, step: int) -> list[tuple[int, int]]:
    return [(r, c) for (r, c), text in labels.items() if labels.get((r, c + step)) == text]


def _is_form(sheet: Sheet, labels: Labels, step: int) -> bool:
    """Whether enough labels of the columns on the left stand again on the right, those of the very
    first column too, and no merged cell lies over the edge from the first of these rows on."""
    again = _repeated(labels, step)
    rows, cols = {r for r, _ in again}, {c for _, c in again}
    if len(rows) < _LEAST_ROWS or len(cols) < _LEAST_COLUMNS:
        return False
    first, edge = min(cols), min(cols) + step
    if first > min(c for _, c in sheet.cells):
        return False
    own = [(r, c) for r, c in labels if first <= c < edge and r >= min(rows)]
    said = [slot for slot in again if slot[1] < edge]
    return len(said) >= _SHARE * len(own) and _is_clear(sheet, edge, min(rows))


def _is_clear(sheet: Sheet, edge: int, top: int) -> bool:
    return not any(
        left < edge <= right and bottom >= top for _, left, bottom, right in sheet.merges
    )


def _between(sheet: Sheet, left: int, right: int) -> Sheet:
    return replace(
        sheet,
        cells={slot: text for slot, text in sheet.cells.items() if left <= slot[1] < right},
        merges=[merge for merge in sheet.merges if left <= merge[1] < right],
    )
