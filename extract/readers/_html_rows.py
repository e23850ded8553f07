"""Rows that a style sheet lays out side by side (``display: flex``) as rows of a table.

Only boxes that follow each other, four at least, and whose cells say their shares of the width, or
are as many in every row, make a table; what is neither (menus, cards of a page) stays text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import regex
from lxml import etree

from extract.readers._html_widths import edges

Element = Any

_LEAST_ROWS = 4
_LEAST_COLS = 3
_LONGEST = 1000  # characters of a cell; a column of a page has more
_SHARE = regex.compile(r"(?<![-\w])(?:width|flex)\s*:\s*([0-9.]*[0-9])\s*(%|px|pt|em|rem|(?=;|$))")
_NO_CELL = frozenset(("table", "ul", "ol", "img", "input", "form", "h1", "h2", "h3"))


def tabulate(boxes: Iterable[Element]) -> None:
    """Makes tables of the runs among ``boxes``, which lay their children out side by side."""
    known = dict.fromkeys(boxes)
    parents = dict.fromkeys(box.getparent() for box in known)
    for parent in parents:
        for run in _runs(parent, known) if parent is not None else ():
            spans = _spans(run)
            if len(run) >= _LEAST_ROWS and spans:
                _make_table(run, spans)


def _runs(parent: Element, known: dict[Element, None]) -> Iterator[list[Element]]:
    """Boxes that follow each other and are rows, as far as their contents go."""
    run: list[Element] = []
    for child in list(parent):
        if child in known and _is_row(child):
            run.append(child)
            if not (child.tail or "").strip():
                continue
        yield run
        run = []
    yield run


def _is_row(box: Element) -> bool:
    """Whether a box holds nothing but short cells, of plain text and no links."""
    texts = [box.text or "", *(cell.tail or "" for cell in box)]
    if not len(box) or any(text.strip() for text in texts):
        return False
    inner = {element.tag for element in box.iter()}
    if inner & _NO_CELL or "a" in inner:
        return False
    return all(isinstance(c.tag, str) and len("".join(c.itertext())) <= _LONGEST for c in box)


def _spans(run: Sequence[Element]) -> list[list[int]]:
    """How many columns each cell of each row takes; nothing where that cannot be told."""
    counts = {len(row) for row in run}
    if max(counts, default=0) < _LEAST_COLS:
        return []
    shares = [[_share(cell) for cell in row] for row in run]
    if not all(all(row) for row in shares):
        return [[1] * len(row) for row in run] if len(counts) == 1 else []
    return [[max(1, b - a) for a, b in pairwise(row)] for row in edges(shares)]


def _share(cell: Element) -> float:
    match = _SHARE.search(cell.get("style") or "")
    return float(match[1]) if match else 0.0


def _make_table(run: Sequence[Element], spans: Sequence[Sequence[int]]) -> None:
    table = etree.Element("table")
    after, run[-1].tail = run[-1].tail, None
    run[0].addprevious(table)
    for row, wide in zip(run, spans, strict=True):
        table.append(row)
        row.tag = "tr"
        for cell, span in zip(row, wide, strict=True):
            cell.tag = "td"
            cell.set("colspan", str(span))
    table.tail = after
