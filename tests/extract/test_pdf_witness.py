"""pdfplumber as witness: on ruled tables both readers give the same cells, or it is said why not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from extract.document import Document
from extract.readers._pdf_plumber import read_with_pdfplumber
from extract.readers.pdf import read
from extract.text import squeeze
from tests.extract.pdf_making import Page, pdf, stroked, write

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "samples"))

from benchmarks.families.generate import families, form, reports  # noqa: E402
from benchmarks.families.writers import WRITERS  # noqa: E402

SAMPLES = sorted((ROOT / "samples").glob("*.pdf"))
TWISTS = 9
DRAWN = list(enumerate([*families(), *reports()]))

# The note under these forms stands alone on the next page: one cell that goes on with the table.
# pdfplumber takes a single box for no table. The paper shows a row, so the first reader is right.
ALONE = {"C1": "注:1.定量指标填写实际完成数。2.定性指标分三档填写。"}

Cell = tuple[int | None, int | None, int, int, str]


def cells(document: Document) -> list[list[Cell]]:
    return [
        [
            (c.place.row, c.place.col, c.rowspan, c.colspan, squeeze(c.text))
            for c in sorted(table.cells, key=lambda c: (c.place.row or 0, c.place.col or 0))
        ]
        for table in document.tables
    ]


def both(path: Path) -> tuple[list[list[Cell]], list[list[Cell]]]:
    return cells(read(path, "pdf")), cells(read_with_pdfplumber(path))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_both_readers_give_the_same_cells_of_the_samples(path: Path) -> None:
    ours, theirs = both(path)
    assert ours
    assert ours == theirs


@pytest.mark.parametrize(("number", "family"), DRAWN, ids=[family["id"] for _, family in DRAWN])
def test_both_readers_give_the_same_cells_of_every_drawn_layout(
    number: int, family: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "form.pdf"
    sheet, _ = form(family, number % (2 + TWISTS))
    path.write_bytes(WRITERS["pdf"](sheet))
    ours, theirs = both(path)
    if family["id"] in ALONE:
        assert ours[-1].pop()[-1] == ALONE[family["id"]]
    assert ours
    assert ours == theirs


def test_a_blank_that_hangs_over_the_edge_of_its_cell_joins_no_words_to_the_first_reader(
    tmp_path: Path,
) -> None:
    """pdfplumber makes one word of both cells. PDFium tells where one text ends and the next
    begins, so the first reader is right: the paper shows 6分 and / in two cells."""
    lines = [(60, 700, 160, 700), (60, 670, 160, 670), *((x, 670, x, 700) for x in (60, 85, 160))]
    path = tmp_path / "made.pdf"
    path.write_bytes(pdf(Page(stroked(lines) + write("6分   ", 64, 680) + write("/", 91, 680))))
    (ours,), (theirs,) = both(path)
    assert [text for *_, text in ours] == ["6分", "/"]
    assert [text for *_, text in theirs] == ["6分/", ""]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_both_readers_give_the_same_paragraphs(path: Path) -> None:
    ours = [squeeze(p.text) for p in read(path, "pdf").paragraphs]
    theirs = [squeeze(p.text) for p in read_with_pdfplumber(path).paragraphs]
    assert ours == theirs
