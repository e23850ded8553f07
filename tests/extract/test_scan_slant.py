"""Scans that lie at a slant, on their head or under a seal, and figures that are not to be trusted."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="needs the extra fuhe[ocr]")
pytest.importorskip("rapidocr", reason="needs the extra fuhe[ocr]")

import cv2
import numpy as np
from PIL import Image

from benchmarks.scan_wear import Wear, pictures, worn
from extract import read
from extract.readers._scan_flat import Slant, flattened, slant_of
from extract.readers._scan_image import Picture, ink_of
from extract.readers._scan_layout import layout_of
from extract.readers._scan_lines import Strip
from extract.readers._scan_marks import corrected, is_figure
from extract.readers._scan_ocr import Letter, Reading
from extract.readers._scan_page import _without_stray
from extract.readers._scan_pose import Pose, lean_of, rotated
from extract.readers._scan_seal import darker
from extract.readers._scan_shapes import dots
from extract.readers._scan_words import sense_of
from tests.extract.scan_drawing import ruled

PDF = Path(__file__).resolve().parents[2] / "samples" / "clean-project-2022.pdf"


def level(wear: Wear) -> Picture:
    page = Picture(worn(pictures(PDF.read_bytes(), wear.dpi)[0], wear), 72 / wear.dpi)
    return Picture(rotated(page.grey, lean_of(ink_of(page))), page.scale)


def as_reading(text: str, sure: float = 1.0) -> Reading:
    return Reading(tuple(Letter(char, sure, 0.5, ()) for char in text))


# --- slant ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lean", [0.0, 2.0])
def test_a_flat_scan_has_no_slant(lean: float) -> None:
    assert slant_of(ink_of(level(Wear(100, lean)))) is None


@pytest.mark.parametrize("tilt", [0.01, 0.03])
def test_a_page_photographed_at_a_slant_is_pulled_flat(tilt: float) -> None:
    page = level(Wear(100, 0.8, tilt=tilt))
    slant = slant_of(ink_of(page))
    assert slant is not None
    left = slant_of(ink_of(Picture(flattened(page.grey, slant), page.scale)))
    assert slant.most > 0.3
    assert left is None or left.most <= max(0.2, 0.3 * slant.most)


def test_a_place_on_the_flat_page_is_found_again_on_the_slanted_one() -> None:
    slant = Slant(-0.5, 1.2, -0.6, -1.5)
    page = np.full((300, 200), 255, np.uint8)
    page[40:50, 30:60] = 0
    ys, xs = np.nonzero(flattened(page, slant) < 128)
    box = (float(xs.min()), float(ys.min()), float(xs.max() + 1), float(ys.max() + 1))
    assert Pose((200.0, 300.0), slant=slant).shown(box) == pytest.approx((30, 40, 60, 50), abs=2)


# --- which way up -----------------------------------------------------------------------------


def test_lines_of_a_form_make_sense_and_letters_across_its_columns_do_not() -> None:
    upright = sense_of([as_reading("年度资金总额"), as_reading("服务对象满意度")])
    across = sense_of([as_reading("服满第标"), as_reading("务意二海"), as_reading("对度批市")])
    assert upright.is_plain
    assert not across.is_plain
    assert upright.worth > across.worth


def test_lines_read_without_confidence_are_not_plain() -> None:
    assert not sense_of([as_reading("年度资金总额", 0.8)]).is_plain
    assert sense_of([as_reading("94.80"), as_reading("100")]).is_plain


# --- seals ------------------------------------------------------------------------------------


def sealed(text: int, seal: int) -> tuple[np.ndarray, np.ndarray]:
    """Four letters of one grey on a broad stroke of another, and where ink is."""
    grey = np.full((60, 160), 255, np.uint8)
    grey[20:34, :] = seal
    for left in range(20, 140, 30):
        cv2.rectangle(grey, (left, 16), (left + 12, 40), text, 2)
    return grey, np.where(grey < 200, np.uint8(255), np.uint8(0))


def test_black_letters_come_out_from_under_a_grey_seal() -> None:
    grey, ink = sealed(20, 130)
    found = darker(grey, ink)
    assert found is not None
    picture, mask = found
    assert picture[27, 5] == 255
    assert set(np.unique(grey[mask > 0])) == {20}


def test_letters_of_one_grey_with_soft_edges_are_no_seal() -> None:
    grey, _ = sealed(20, 255)
    soft = np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.8), np.uint8)
    assert darker(soft, np.where(soft < 200, np.uint8(255), np.uint8(0))) is None


def strip(text: str, top: int, sure: float = 0.95) -> Strip:
    return Strip((100, top, 120, top + 20), 20.0, text=text, confidence=sure)


def test_a_dash_over_a_figure_is_dirt_and_the_figure_unsure() -> None:
    (kept,) = _without_stray([strip("-", 10), strip("6", 50)])
    assert kept.text == "6"
    assert kept.confidence < 0.9


def test_a_minus_before_a_figure_and_a_dash_between_texts_stay() -> None:
    assert len(_without_stray([strip("-", 50), strip("6", 50)])) == 2
    assert len(_without_stray([strip("-", 10), strip("已完成", 50)])) == 2


# --- confidence -------------------------------------------------------------------------------


def digits_with_dot() -> np.ndarray:
    ink = np.zeros((30, 120), np.uint8)
    for left in (4, 30, 70, 96):
        cv2.rectangle(ink, (left, 3), (left + 14, 26), 255, 3)
    ink[23:27, 56:60] = 255
    return ink


def test_a_dot_that_was_not_read_makes_a_figure_unsure() -> None:
    shape = digits_with_dot()
    assert dots(shape) == 1
    assert corrected(as_reading("13.51"), shape)[1] == 1.0
    assert corrected(as_reading("1351"), shape)[1] < 0.9


def test_a_text_is_as_sure_as_the_least_sure_digit_in_it() -> None:
    letters = (
        *as_reading("培训人次2").letters,
        Letter("7", 0.6, 0.9, ()),
        *as_reading("人").letters,
    )
    assert corrected(Reading(letters), np.zeros((5, 5), np.uint8))[1] == 0.6
    assert not is_figure("培训27人")


# --- a text layer behind a scan -----------------------------------------------------------------


def test_a_scan_with_a_wrong_text_layer_is_read_from_its_picture(tmp_path: Path) -> None:
    page = Image.new("L", (800, 1000), 255)
    ruled(page, 2)
    path = with_layer(page, "Tne wrong 1ayer says 99.9 and 77.7", tmp_path)
    document = read(path)
    (table,) = document.tables
    assert [cell.text for cell in table.cells] == ["12.5", "22.5", "32.5", "42.5"]
    assert document.ocr


def with_layer(page: Image.Image, text: str, folder: Path) -> Path:
    """The picture as a PDF of one page with an invisible text over it."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    page.save(folder / "bare.pdf", resolution=96)
    document = pypdfium2.PdfDocument(folder / "bare.pdf")
    font = pdfium.FPDFText_LoadStandardFont(document, b"Helvetica")
    words = pdfium.FPDFPageObj_CreateTextObj(document, font, 12.0)
    told = (text + "\0").encode("utf-16-le")
    pdfium.FPDFText_SetText(words, (ctypes.c_ushort * (len(told) // 2)).from_buffer_copy(told))
    pdfium.FPDFTextObj_SetTextRenderMode(words, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    pdfium.FPDFPageObj_Transform(words, 1, 0, 0, 1, 60, 500)
    pdfium.FPDFPage_InsertObject(document[0], words)
    pdfium.FPDFPage_GenerateContent(document[0])
    document.save(folder / "layered.pdf")
    document.close()
    return folder / "layered.pdf"


@pytest.mark.parametrize("lean", [0.0, 0.61])
def test_specks_on_a_page_of_few_lines_are_not_taken_for_a_lean_or_a_slant(lean: float) -> None:
    page = np.full((2339, 1654), 255, np.uint8)
    for row in (500, 540, 580):
        for left in range(300, 1300, 30):
            cv2.putText(page, "8", (left, row), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    page = rotated(page, -lean)
    page[np.random.default_rng(6).random(page.shape) < 0.004] = 0
    pose = layout_of(Picture(page, 0.36), 0).pose
    assert pose.slant is None
    assert pose.angle == pytest.approx(lean, abs=0.02)
