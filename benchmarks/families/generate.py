"""Draws self-evaluation documents of every published layout, with the truth about them.

One entry of ``families.toml`` and a seed give one document: a grid of boxes as it would be printed,
and the rows, codes and totals that must come out of it. Figures add up; names are invented.
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.families.drawing import Drawing
from benchmarks.families.noise import noisy, reordered, twisted
from benchmarks.families.reports import report
from benchmarks.families.truth import Truth
from making.grid import Box, Sheet

HERE = Path(__file__).parent

__all__ = ["Truth", "bundle", "families", "form", "reports"]


def _entries() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((HERE / "families.toml").read_text("utf-8"))[
        "family"
    ]
    return found


def families() -> list[dict[str, Any]]:
    """The families that print a form, as ``families.toml`` describes them."""
    return [family for family in _entries() if "report" not in family]


def reports() -> list[dict[str, Any]]:
    """The families without a form: reports and covers, with the tables that stand in them."""
    return [family for family in _entries() if "report" in family]


def form(family: dict[str, Any], seed: int) -> tuple[Sheet, Truth]:
    """One printed document of a family and its truth; the same seed gives the same document.

    Every second one is printed with the noise of published ones: columns in another order, wide
    digits, thousands separators, stray spaces, labels broken over lines. From seed 2 on the layout
    is twisted as well: the title inside the table, subtotals, empty rows, another unit, and so on.
    """
    rng = random.Random(f"{family['id']}-{seed}")  # noqa: S311 - drawing, not secrets
    if "report" in family:
        return report(family, rng)
    family = twisted(family, seed - 2) if seed > 1 else family
    if seed % 2 == 0:
        return Drawing(family, rng).draw()
    sheet, truth = Drawing(reordered(family, rng), rng).draw()
    boxes = tuple(replace(b, text=noisy(b.text, rng)) for b in sheet.boxes)
    return replace(sheet, boxes=boxes), truth


def bundle(family: dict[str, Any], seeds: tuple[int, ...]) -> tuple[Sheet, list[Truth]]:
    """Several forms of one family in one table, each under a row with its title."""
    drawn = [form(family, seed) for seed in seeds]
    width = len(drawn[0][0].widths)
    drawn = [(sheet, truth) for sheet, truth in drawn if len(sheet.widths) == width]
    boxes: list[Box] = []
    row = 0
    for sheet, _ in drawn:
        for line in sheet.title.split("\n"):
            boxes.append(Box(line, row, 0, colspan=width))
            row += 1
        boxes += [replace(box, row=box.row + row) for box in sheet.boxes]
        row += sheet.rows
    whole = replace(drawn[0][0], title="绩效自评表汇编", boxes=tuple(boxes), rows=row)
    return whole, [truth for _, truth in drawn]
