"""From a data file to paragraphs and one grid of cells, the same for every format."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: ``text`` with ``\\n\\n`` between paragraphs, and the slots it covers (from 0)."""

    text: str
    row: int
    col: int
    rowspan: int = 1
    colspan: int = 1
    left: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the narrative; ``level`` 0 for plain text, else the level of a heading.

    ``drawn`` is true where Word is to draw ``number`` by itself; ``gap`` is the blank lines that
    follow in the text dump.
    """

    text: str
    number: str = ""
    level: int = 0
    drawn: bool = False
    before: str = ""
    gap: int = 1

    @property
    def shown(self) -> str:
        """The paragraph as a reader of the page sees it."""
        return self.before + self.number + self.text


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document: title, the grid, then the report.

    ``widths`` are shares of the page width, ``pad`` the points of air around a cell's text in the
    PDF, where ``repeat_header`` draws the row ``header_row`` again on the next page.
    """

    name: str
    author: str
    title: str
    boxes: tuple[Box, ...]
    rows: int
    widths: tuple[float, ...]
    header_row: int
    repeat_header: bool
    pad: float
    report_title: str
    report_gap: int
    lines: tuple[Line, ...]

    def by_row(self) -> list[list[Box]]:
        """Boxes by the row in which they start, left to right."""
        found: list[list[Box]] = [[] for _ in range(self.rows)]
        for box in sorted(self.boxes, key=lambda b: (b.row, b.col)):
            found[box.row].append(box)
        return found

    def covering(self, row: int) -> list[Box]:
        """Every box that covers some slot of ``row``, left to right."""
        boxes = (b for b in self.boxes if b.row <= row < b.row + b.rowspan)
        return sorted(boxes, key=lambda b: b.col)


def load(path: Path) -> Data:
    """The data of one sample."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def sheet(data: Data) -> Sheet:
    """The document that a data file describes."""
    layout = department if data["layout"] == "department" else project
    boxes, widths, header_row = layout(data)
    return Sheet(
        name=data["name"],
        author=data["author"],
        title=data["title"],
        boxes=tuple(boxes),
        rows=max(b.row + b.rowspan for b in boxes),
        widths=widths,
        header_row=header_row,
        repeat_header=data["pdf"]["repeat_header"],
        pad=data["pdf"]["pad"],
        report_title=data["report_title"],
        report_gap=data["report_gap"],
        lines=tuple(_line(entry) for entry in data["narrative"]),
    )


def _line(entry: Data) -> Line:
    return Line(
        text=entry["title"] if "title" in entry else entry["text"],
        number=entry.get("number", ""),
        level=entry.get("level", 0),
        drawn=entry.get("drawn", False),
        before=entry.get("before", ""),
        gap=entry.get("gap", 1),
    )


def department(data: Data) -> tuple[list[Box], tuple[float, ...], int]:
    """The department form: ten columns; the money block and the indicators share few borders."""
    quota, quota_n, actual, actual_n = data["staff"]
    boxes = [
        Box("部门职责", 0, 0),
        Box("\n\n".join(data["duties"]), 0, 1, colspan=9, left=True),
        Box(quota, 1, 0),
        Box(quota_n, 1, 1, colspan=4),
        Box(actual, 1, 5, colspan=2),
        Box(actual_n, 1, 7, colspan=3),
    ]
    count = sum(len(block["rows"]) for block in data["funds"])
    spans = ((1, 3), (4, 2), (6, 1), (7, 1), (8, 1), (9, 1))
    boxes.append(Box(data["funds_title"], 2, 0, rowspan=count + 1))
    boxes += _row(2, data["funds_head"], spans)
    row = 3
    for block in data["funds"]:
        boxes.append(Box(block["group"], row, 1, rowspan=len(block["rows"])))
        for cells in block["rows"]:
            boxes += _row(row, cells, ((2, 2), *spans[1:]))
            row += 1
    goal, wanted, reached = data["goal_head"]
    boxes += [
        Box(goal, row, 0, rowspan=2),
        Box(wanted, row, 1, colspan=4),
        Box(reached, row, 5, colspan=5),
        Box(data["goal"][0], row + 1, 1, colspan=4, left=True),
        Box(data["goal"][1], row + 1, 5, colspan=5, left=True),
    ]
    row += 2
    columns = ((1, 1), (2, 1), (3, 2), (5, 1), (6, 1), (7, 1), (8, 1), (9, 1))
    boxes += _indicators(data, row, columns)
    widths = (0.045, 0.075, 0.11, 0.18, 0.09, 0.12, 0.12, 0.08, 0.08, 0.10)
    return boxes, widths, row


def project(data: Data) -> tuple[list[Box], tuple[float, ...], int]:
    """The project form of the Ministry of Finance: nine columns, execution ten points."""
    name, owner = data["head"]
    boxes = [
        Box(name[0], 0, 0, colspan=2),
        Box(name[1], 0, 2, colspan=7),
        *_row(1, owner, ((0, 2), (2, 3), (5, 1), (6, 3))),
    ]
    rows = data["funds"][0]["rows"]
    spans = ((2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (7, 1), (8, 1))
    boxes.append(Box(data["funds_title"], 2, 0, rowspan=len(rows) + 1, colspan=2))
    boxes += _row(2, data["funds_head"], spans)
    row = 3
    for cells in rows:
        boxes += _row(row, cells, spans)
        row += 1
    boxes += [
        Box(data["goal_title"], row, 0, rowspan=2),
        Box(data["goal_head"][0], row, 1, colspan=4),
        Box(data["goal_head"][1], row, 5, colspan=4),
        Box(data["goal"][0], row + 1, 1, colspan=4, left=True),
        Box(data["goal"][1], row + 1, 5, colspan=4, left=True),
    ]
    row += 2
    boxes += _indicators(data, row, tuple((c, 1) for c in range(1, 9)))
    widths = (0.045, 0.09, 0.13, 0.185, 0.12, 0.12, 0.08, 0.09, 0.14)
    return boxes, widths, row


def _row(row: int, cells: list[str], spans: tuple[tuple[int, int], ...]) -> list[Box]:
    pairs = zip(cells, spans, strict=True)
    return [Box(text, row, col, colspan=span) for text, (col, span) in pairs]


def _indicators(data: Data, top: int, spans: tuple[tuple[int, int], ...]) -> Iterator[Box]:
    """The indicator block with its title column on the left and the row of totals under it."""
    blocks = data["indicators"]
    count = sum(len(block["rows"]) for block in blocks)
    yield Box(data["indicators_title"], top, 0, rowspan=count + 1)
    yield from _row(top, data["indicators_head"], spans)
    row = top + 1
    for n, block in enumerate(blocks):
        size = len(block["rows"])
        if n == 0 or block["level1"] != blocks[n - 1]["level1"]:
            same = [b for b in blocks if b["level1"] == block["level1"]]
            height = sum(len(b["rows"]) for b in same)
            yield Box(block["level1"], row, spans[0][0], rowspan=height)
        yield Box(block["level2"], row, spans[1][0], rowspan=size)
        for cells in block["rows"]:
            yield from _row(row, cells, spans[2:])
            row += 1
    weight_col = spans[5][0]
    yield Box(data["total"][0], row, 0, colspan=weight_col)
    yield from _row(row, data["total"][1:], spans[5:])
