"""Documents without a form: reports and covers, with the tables that stand in them."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from benchmarks.families.content import BODIES, PLACES
from benchmarks.families.truth import Truth
from making.grid import Box, Line, Sheet

TOPS = "一二三四五六七八九十"


def report(family: dict[str, Any], rng: random.Random) -> tuple[Sheet, Truth]:
    """One report: its title, a table that is no form, numbered headings with text under them."""
    year, body = rng.randint(2019, 2024), rng.choice(PLACES) + rng.choice(BODIES)
    title = family["title"].format(year=year, body=body)
    figures = _sums(rng)
    rows = [[str(c).format(body=body, **figures) for c in row] for row in family["table"]]
    width = max(map(len, rows))
    boxes = [
        Box(text, n, at, colspan=width - at if at == len(row) - 1 else 1)
        for n, row in enumerate(rows)
        for at, text in enumerate(row)
    ]
    lines, sections = _narrative(family["report"], body)
    sheet = Sheet(
        name=family["id"], author="", title=title, boxes=tuple(boxes), rows=len(rows),
        widths=tuple([1 / width] * width), header_row=0, repeat_header=False, pad=6.0,
        report_title="", report_gap=1, lines=tuple(lines),
    )  # fmt: skip
    truth = Truth(family["id"], family["kind"], title, year)
    truth.unit, truth.sections, truth.has_form = body, tuple(sections), False
    return sheet, truth


def _sums(rng: random.Random) -> dict[str, str]:
    """Figures for the table: two parts and their total, budgeted and spent."""
    a, b = Decimal(rng.randint(1000, 9000)) / 100, Decimal(rng.randint(1000, 9000)) / 100
    return {"a": f"{a:f}", "b": f"{b:f}", "sum": f"{a + b:f}"}


def _narrative(headings: list[str], body: str) -> tuple[list[Line], list[str]]:
    """Headings of two levels; one that begins with > stands under the one before it."""
    lines: list[Line] = []
    titles: list[str] = []
    top = low = 0
    for heading in headings:
        if heading.startswith(">"):
            low += 1
            number, level = f"（{TOPS[low - 1]}）", 2
        else:
            top, low = top + 1, 0
            number, level = f"{TOPS[top - 1]}、", 1
        title, _, text = heading.lstrip(">").partition("|")
        lines.append(Line(title, number, level))
        titles.append(title)
        if text:
            lines.append(Line(text.format(body=body)))
    return lines, titles
