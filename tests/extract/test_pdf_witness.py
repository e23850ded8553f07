"""pdfplumber as witness: on ruled tables both readers give the same cells, or it is said why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.document import Document
from extract.readers._pdf_plumber import read_with_pdfplumber
from extract.readers.pdf import read
from extract.text import squeeze

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "samples").glob("*.pdf"))
VISIBLE = sorted((ROOT.parent / "shared" / "eval" / "visible" / "docs").glob("*.pdf"))


# A blank that hangs over the edge of its cell makes pdfplumber join the words of two cells. PDFium
# tells where one text ends and the next begins, so the first reader is right: the paper shows 6分
# and / in two cells, 10分 and 10分 in two.
OVERFLOWING = {"v034.pdf": [("6分", "6分/"), ("/", ""), ("10分", ""), ("10分", "10分10分")]}


def cells(document: Document) -> list[list[tuple[int | None, int | None, int, int, str]]]:
    return [
        [
            (c.place.row, c.place.col, c.rowspan, c.colspan, squeeze(c.text))
            for c in sorted(table.cells, key=lambda c: (c.place.row or 0, c.place.col or 0))
        ]
        for table in document.tables
    ]


@pytest.mark.parametrize("path", [*SAMPLES, *VISIBLE], ids=lambda path: path.name)
def test_both_readers_give_the_same_cells(path: Path) -> None:
    ours, theirs = cells(read(path, "pdf")), cells(read_with_pdfplumber(path))
    if path.name in OVERFLOWING:
        assert differing(ours, theirs) == OVERFLOWING[path.name]
    else:
        assert ours == theirs


def differing(
    ours: list[list[tuple[int | None, int | None, int, int, str]]],
    theirs: list[list[tuple[int | None, int | None, int, int, str]]],
) -> list[tuple[str, str]]:
    return [
        (one[-1], other[-1])
        for a, b in zip(ours, theirs, strict=True)
        for one, other in zip(a, b, strict=True)
        if one != other
    ]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_both_readers_give_the_same_paragraphs(path: Path) -> None:
    ours = [squeeze(p.text) for p in read(path, "pdf").paragraphs]
    theirs = [squeeze(p.text) for p in read_with_pdfplumber(path).paragraphs]
    assert ours == theirs
