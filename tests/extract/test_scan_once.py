"""A scanned page is drawn once, its lines go to OCR together, and blank paper costs no OCR."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="needs the extra fuhe[ocr]")
pytest.importorskip("rapidocr", reason="needs the extra fuhe[ocr]")

import pypdfium2
from PIL import Image, ImageDraw

from extract import read

WORDS = [f"{row}{col}2.5" for row in range(1, 4) for col in range(1, 4)]


def table(filled: int) -> Image.Image:
    """A page with a ruled grid of nine cells, so many of them filled."""
    page = Image.new("L", (800, 1000), 255)
    draw = ImageDraw.Draw(page)
    for step in range(4):
        draw.line((100, 100 + 80 * step, 640, 100 + 80 * step), 0, 2)
        draw.line((100 + 180 * step, 100, 100 + 180 * step, 340), 0, 2)
    for cell, word in enumerate(WORDS[:filled]):
        draw.text((130 + 180 * (cell % 3), 125 + 80 * (cell // 3)), word, 0, font_size=26)
    return page


def scanned(folder: Path, *filled: int) -> Path:
    """A PDF of pictures of such pages."""
    first, *rest = map(table, filled)
    path = folder / "scan.pdf"
    first.save(path, save_all=True, append_images=rest, resolution=96)
    return path


def test_every_page_is_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    real = pypdfium2.PdfPage.render

    def counted(page, *given, **named):
        drawn.append(1)
        return real(page, *given, **named)

    monkeypatch.setattr(pypdfium2.PdfPage, "render", counted)
    document = read(scanned(tmp_path, 9, 9))
    assert document.ocr
    assert len(drawn) == 2


@pytest.mark.parametrize("filled", [4, 9])
def test_only_cells_with_ink_are_read_each_line_once_and_all_together(
    tmp_path: Path, asked: list[int], filled: int
) -> None:
    (found,) = read(scanned(tmp_path, filled)).tables
    assert [cell.text for cell in found.cells if cell.text] == WORDS[:filled]
    assert sum(asked) == filled
    assert sum(map(bool, asked)) <= 2  # a few lines that tell the way up, then all others


def test_blank_paper_costs_no_ocr(tmp_path: Path, asked: list[int]) -> None:
    read(scanned(tmp_path, 0))
    assert sum(asked) == 0
