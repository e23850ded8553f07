"""pdfplumber as witness on every ruled PDF that the generator draws: each layout with every twist.

Where the two readers differ it is named who is right, and why.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from extract.document import Document, Table
from extract.readers._pdf_plumber import read_with_pdfplumber
from extract.readers.pdf import read
from extract.text import squeeze

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "samples"))

from benchmarks.families.formats import DIRECT  # noqa: E402
from benchmarks.families.generate import families, form, reports  # noqa: E402

SEEDS = 11
LAYOUTS = list(enumerate([*families(), *reports()]))
every_layout = pytest.mark.parametrize(
    ("number", "layout"), LAYOUTS, ids=[layout["id"] for _, layout in LAYOUTS]
)

Cell = tuple[int | None, int | None, int, int, str]


def drawn(layout: dict[str, Any], seed: int, kind: str, folder: Path) -> Path:
    path = folder / f"{kind}-{seed}.pdf"
    path.write_bytes(DIRECT[kind](form(layout, seed)[0]))
    return path


def cells(document: Document, *, but: frozenset[int | None] = frozenset()) -> list[list[Cell]]:
    """The cells of every table but those on some pages."""
    return [
        [
            (c.place.row, c.place.col, c.rowspan, c.colspan, squeeze(c.text))
            for c in sorted(table.cells, key=lambda c: (c.place.row or 0, c.place.col or 0))
            if c.place.page not in but
        ]
        for table in document.tables
    ]


def lone_pages(tables: list[Table]) -> frozenset[int | None]:
    """Pages on which a table goes on with one cell alone, the note under the form.

    pdfplumber takes a single box for no table. The paper shows a row, so the first reader is right."""
    pages = [cell.place.page for table in tables for cell in table.cells]
    lone = frozenset(page for page in pages if pages.count(page) == 1)
    for table in tables:
        for cell in table.cells:
            assert cell.place.page not in lone or cell.text.startswith("注"), cell
    return lone


def is_doubled(text: str) -> bool:
    """Whether each letter stands twice, as pdfplumber reads what is printed over itself; figures such
    as 1100 are no such text."""
    return len(text) > 3 and not text[0].isascii() and text[::2] == text[1::2]


@every_layout
def test_both_readers_give_the_same_cells_of_every_twist(
    number: int, layout: dict[str, Any], tmp_path: Path
) -> None:
    for seed in {*range(SEEDS)} - {number % SEEDS}:  # that one is in test_pdf_witness
        path = drawn(layout, seed, "pdf", tmp_path)
        ours, theirs = read(path, "pdf"), read_with_pdfplumber(path)
        lone = lone_pages(list(ours.tables))
        assert cells(ours, but=lone) == cells(theirs), seed


@every_layout
def test_a_turned_page_has_the_cells_of_the_upright_one(
    number: int, layout: dict[str, Any], tmp_path: Path
) -> None:
    """pdfplumber gives the table of a turned page on its side, columns for rows. People read it with
    the page turned back, so the first reader is right; it is its own witness here."""
    seed = number % SEEDS
    turned, upright = (
        read(drawn(layout, seed, kind, tmp_path), "pdf") for kind in ("pdf-turned", "pdf")
    )
    assert cells(turned) == cells(upright)


@every_layout
def test_both_readers_give_the_same_cells_where_pages_cut_rows(
    number: int, layout: dict[str, Any], tmp_path: Path
) -> None:
    path = drawn(layout, number % SEEDS, "pdf-cut", tmp_path)
    ours, theirs = cells(read(path, "pdf")), cells(read_with_pdfplumber(path))
    if any(is_doubled(text) for table in theirs for *_, text in table):
        # a head that is printed over itself; the paper shows it once, so the first reader is right
        assert not any(is_doubled(text) for table in ours for *_, text in table)
        return
    assert ours == theirs
