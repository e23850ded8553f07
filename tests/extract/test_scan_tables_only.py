"""With tables_only scanned pages without a table are not given to OCR."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="needs the extra fuhe[ocr]")
pytest.importorskip("rapidocr", reason="needs the extra fuhe[ocr]")

import fuhe
from extract import read
from fuhe.settings import Settings
from tests.extract.scan_drawing import prose, saved, table

NOTE = "1 page(s) without tables were not read (--tables-only)."


@pytest.fixture(params=["tif", "pdf"])
def mixed(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return saved(tmp_path / f"mixed.{request.param}", table(), prose())


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
