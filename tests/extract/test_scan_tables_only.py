"""With tables_only scanned pages without a table are not given to OCR."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="needs the extra fuhe[ocr]")
pytest.importorskip("rapidocr", reason="needs the extra fuhe[ocr]")

from PIL import Image, ImageDraw

import fuhe
from extract import read
from fuhe.settings import Settings

NOTE = "1 page(s) without tables were not read (--tables-only)."


def prose() -> Image.Image:
    """A page of lines of text, with one rule as under a heading."""
    page = Image.new("L", (800, 1000), 255)
    draw = ImageDraw.Draw(page)
    draw.line((80, 130, 720, 130), 0, 2)
    for line in range(4):
        draw.text((80, 160 + 40 * line), "Budget 413.73 spent 392.52 " * 2, 0, font_size=22)
    return page


def table() -> Image.Image:
    """A page with a ruled grid and a word in each cell."""
    page = Image.new("L", (800, 1000), 255)
    draw = ImageDraw.Draw(page)
    for step in range(4):
        draw.line((100, 100 + 80 * step, 640, 100 + 80 * step), 0, 2)
        draw.line((100 + 180 * step, 100, 100 + 180 * step, 340), 0, 2)
    for cell in range(9):
        at = (130 + 180 * (cell % 3), 125 + 80 * (cell // 3))
        draw.text(at, f"{cell + 1}2.5", 0, font_size=26)
    return page


@pytest.fixture(params=["tif", "pdf"])
def mixed(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"mixed.{request.param}"
    table().save(path, save_all=True, append_images=[prose()], resolution=96, dpi=(96, 96))
    return path


def test_only_the_page_with_a_table_is_read_and_the_note_says_so(mixed: Path, asked: list[int]):
    document = read(mixed, tables_only=True)
    assert len(list(document.tables)) == 1
    assert not list(document.paragraphs)
    assert (document.unread, document.ocr) == (1, True)
    assert document.notes[-1] == NOTE
    assert sum(asked) == 9


def test_the_other_page_is_read_where_everything_is_wanted(mixed: Path):
    document = read(mixed)
    assert list(document.paragraphs)
    assert document.unread == 0
    assert NOTE not in document.notes


def test_prose_alone_costs_no_ocr_at_all(tmp_path: Path, asked: list[int]):
    prose().save(tmp_path / "prose.png", dpi=(96, 96))
    found = fuhe.read(tmp_path / "prose.png", Settings(tables_only=True))
    assert asked == []
    assert (found.status, found.report.ocr) == ("no_form", False)
    assert NOTE in found.report.notes


def test_a_table_on_its_side_is_no_page_without_tables(tmp_path: Path):
    table().rotate(90, expand=True).save(tmp_path / "side.png", dpi=(96, 96))
    assert read(tmp_path / "side.png", tables_only=True).unread == 0
