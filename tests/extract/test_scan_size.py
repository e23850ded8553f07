"""A page is looked at no finer than its letters need, and once for its head and its feet."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="needs the extra fuhe[ocr]")
pytest.importorskip("rapidocr", reason="needs the extra fuhe[ocr]")

import numpy as np

from benchmarks.scan_wear import Wear, pictures, worn
from extract.readers import _scan_image
from extract.readers._scan_image import Grey, Picture, normalised, pieces_of
from extract.readers._scan_layout import Layout, layout_of, over, rect_over

PDF = Path(__file__).resolve().parents[2] / "samples" / "clean-project-2022.pdf"
FINE = Wear(300, 0.4, 6.0, 0.8, 0.1, 70)


def scanned(dpi: int, wear: Wear) -> Grey:
    """The first page of the sample drawn at so many dots an inch, then worn."""
    return worn(pictures(PDF.read_bytes(), dpi)[0], wear)


def dots_an_inch(picture: Picture) -> float:
    return 72 / picture.scale


def test_a_fine_scan_of_usual_letters_is_looked_at_as_a_usual_one() -> None:
    assert 190 < dots_an_inch(normalised(Picture(scanned(300, FINE), 72 / 300))) < 240


def test_a_fine_scan_of_small_letters_stays_fine() -> None:
    assert dots_an_inch(normalised(Picture(scanned(200, FINE), 72 / 300))) > 260


def test_a_usual_scan_stays_as_it_is() -> None:
    grey = scanned(200, Wear(200))
    assert normalised(Picture(grey, 72 / 200)).grey.shape == grey.shape


@pytest.fixture(scope="module")
def layouts() -> tuple[Layout, Layout]:
    """The layout of a page on its head turned over, and that of the page as it should lie."""
    grey = scanned(200, Wear(200, 0.8, 4.0, 0.5, tilt=0.012))
    upright = normalised(Picture(grey, 72 / 200))
    fallen = Picture(np.ascontiguousarray(grey[::-1, ::-1]), 72 / 200)
    return over(layout_of(normalised(fallen), 0)), layout_of(upright, 0)


def test_a_layout_turned_over_has_the_cells_of_the_page_turned_over(
    layouts: tuple[Layout, Layout],
) -> None:
    ours, theirs = layouts
    places = [[(c.row, c.col, c.rowspan, c.colspan) for c, _ in one.cells] for one in layouts]
    assert places[0] == places[1]
    for (cell, _), (same, _) in zip(ours.cells, theirs.cells, strict=True):
        assert cell.box == pytest.approx(same.box, abs=1.0)


def test_a_layout_turned_over_knows_how_the_page_lay(layouts: tuple[Layout, Layout]) -> None:
    ours, theirs = layouts
    box = theirs.cells[0][0].box
    width, height = theirs.picture.size
    left, top, right, bottom = theirs.pose.shown(box)
    fallen = (width - right, height - bottom, width - left, height - top)
    assert ours.pose.turns == 2
    assert ours.pose.shown(box) == pytest.approx(fallen, abs=1.5)


def test_a_rectangle_turned_over_twice_is_where_it_was(layouts: tuple[Layout, Layout]) -> None:
    assert rect_over(layouts[0], rect_over(layouts[0], (10, 20, 50, 40))) == (10, 20, 50, 40)


def test_pieces_are_the_same_whether_there_are_few_or_very_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ink = np.where(np.random.default_rng(3).random((400, 300)) < 0.2, 255, 0).astype(np.uint8)
    few = pieces_of(ink)
    monkeypatch.setattr(_scan_image, "_SHORT", 0)
    many = pieces_of(ink)
    assert (few.labels.dtype, many.labels.dtype) == (np.uint16, np.int32)
    assert np.array_equal(few.labels, many.labels)
    assert np.array_equal(few.stats, many.stats)


def test_a_page_of_more_pieces_than_two_bytes_can_number_is_counted() -> None:
    ink = np.zeros((600, 600), np.uint8)
    ink[::2, ::2] = 255
    assert len(pieces_of(ink).stats) == 300 * 300 + 1
    assert len(pieces_of(ink[:1]).stats) == 300 + 1
