"""Two pages on one picture are two pages."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="needs the extra fuhe[ocr]")
pytest.importorskip("rapidocr", reason="needs the extra fuhe[ocr]")

import numpy as np
from PIL import Image, ImageDraw

from extract import read
from extract.readers._scan_image import Picture
from extract.readers._scan_pair import parts_of
from tests.extract.scan_drawing import ruled


def page(first: int, heading: str) -> Image.Image:
    """An upright page with a heading and a ruled grid of two by two figures."""
    picture = Image.new("L", (700, 990), 255)
    ImageDraw.Draw(picture).text((200, 60), heading, 0, font_size=30)
    ruled(picture, 2, top=200, wide=250, indent=50, first=first)
    return picture


def beside(*pages: Image.Image) -> Image.Image:
    return Image.fromarray(np.hstack([np.asarray(one) for one in pages]))


@pytest.fixture(scope="module")
def pair() -> Image.Image:
    return beside(page(1, "Report 2021"), page(5, "Budget 2022"))


@pytest.mark.parametrize("suffix", ["png", "pdf"])
def test_the_left_page_is_read_before_the_right(
    tmp_path: Path, pair: Image.Image, suffix: str
) -> None:
    path = tmp_path / f"pair.{suffix}"
    pair.save(path, **({"dpi": (120, 120)} if suffix == "png" else {"resolution": 120}))
    document = read(path)
    cells = [[cell.text for cell in table.cells] for table in document.tables]
    assert cells == [["12.5", "22.5", "32.5", "42.5"], ["52.5", "62.5", "72.5", "82.5"]]
    assert [p.text for p in document.paragraphs] == ["Report 2021", "Budget 2022"]
    assert document.pages == 1
    left, right = document.tables
    assert {cell.place.page for cell in right.cells} == {1}
    middle = 1400 * 72 / 120 / 2
    assert left.place.box is not None
    assert right.place.box is not None
    assert left.place.box[2] < middle < right.place.box[0]


def test_the_fold_of_a_book_is_white_enough(pair: Image.Image) -> None:
    folded = pair.copy()
    ImageDraw.Draw(folded).line((700, 0, 700, 990), 0, 4)
    assert len(parts_of(Picture(np.asarray(folded), 0.6))) == 2


def test_a_table_across_the_middle_makes_one_page(pair: Image.Image) -> None:
    whole = pair.copy()
    ImageDraw.Draw(whole).line((100, 200, 1300, 200), 0, 2)
    assert len(parts_of(Picture(np.asarray(whole), 0.6))) == 1


def test_a_page_with_one_half_empty_and_an_upright_page_are_one(pair: Image.Image) -> None:
    half = beside(page(1, "Report 2021"), Image.new("L", (700, 990), 255))
    assert len(parts_of(Picture(np.asarray(half), 0.6))) == 1
    assert len(parts_of(Picture(np.asarray(page(1, "Report 2021")), 0.6))) == 1
