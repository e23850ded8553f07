from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="needs the extra fuhe[ocr]")
pytest.importorskip("rapidocr", reason="needs the extra fuhe[ocr]")

import cv2
import numpy as np
from PIL import Image, ImageDraw

from benchmarks.scan_reading import Wear, pictures, worn
from extract import Document, ReadError, Table, read
from extract.grid import find_grids
from extract.readers._scan_image import Picture, ink_of, normalised, to_grey
from extract.readers._scan_lines import strips_of
from extract.readers._scan_marks import corrected, mark_by_shape, mended
from extract.readers._scan_ocr import Letter, Reading, read_strips
from extract.readers._scan_pose import Pose, lean_of, rotated
from extract.readers._scan_rules import find_rules
from extract.readers._scan_shapes import faint_dash
from extract.readers._scan_words import settled
from extract.readers.scan import read_pages
from extract.text import squeeze

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
PDF = SAMPLES / "clean-project-2022.pdf"
NOTHING = Reading(())


def as_reading(text: str, sure: float = 1.0) -> Reading:
    return Reading(tuple(Letter(char, sure, 0.5, ()) for char in text))


def page_of(wear: Wear, number: int = 0) -> Image.Image:
    return Image.fromarray(worn(pictures(PDF.read_bytes(), wear.dpi)[number], wear))


def saved(folder: Path, name: str, pages: list[Image.Image], **options: object) -> Path:
    path = folder / name
    more = {"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}
    pages[0].save(path, **more, **options)
    return path


def texts(table: Table) -> list[str]:
    return [squeeze(cell.text).replace("—", "-") for cell in table.cells]


@pytest.fixture(scope="module")
def printed() -> list[str]:
    """The cells of the first page of the sample, by their drawn boxes."""
    sys.path.insert(0, str(SAMPLES))
    from making.grid import load, sheet

    data = load(SAMPLES / "data" / "clean_project_2022.toml")
    return [squeeze(box.text).replace("—", "-") for box in sheet(data).boxes]


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """Both pages of the sample as a grey, leaning, noisy scan with the marks of JPEG."""
    wear = Wear(200, lean=2.6, noise=6, blur=0.6, shade=0.1, quality=60)
    pages = [Image.fromarray(worn(page, wear)) for page in pictures(PDF.read_bytes(), wear.dpi)]
    folder = tmp_path_factory.mktemp("scan")
    return read(saved(folder, "pages.tif", pages, dpi=(200, 200)))


def grid_picture(cells: int = 3, gap: int = 100) -> np.ndarray:
    """White with a ruled grid of ``cells`` x ``cells``."""
    page = np.full((gap * (cells + 1), gap * (cells + 1)), 255, np.uint8)
    for step in range(cells + 1):
        at, end = gap // 2 + step * gap, gap // 2 + cells * gap
        cv2.line(page, (gap // 2, at), (end, at), 0, 2)
        cv2.line(page, (at, gap // 2), (at, end), 0, 2)
    return page


# --- whole pages ------------------------------------------------------------------------------


def test_a_leaning_noisy_scan_gives_the_cells_that_were_printed(
    scanned: Document, printed: list[str]
) -> None:
    found = texts(next(scanned.tables))
    right = sum(text in found for text in printed if text)
    assert right >= 0.97 * sum(map(bool, printed))


def test_every_figure_of_a_scan_is_read_as_printed(scanned: Document, printed: list[str]) -> None:
    found = texts(next(scanned.tables))
    figures = [text for text in printed if any(c.isdigit() for c in text) and text.isascii()]
    assert len(figures) > 20
    assert [text for text in figures if text not in found] == []


def test_a_scan_says_that_it_was_read_by_ocr_and_how_surely(scanned: Document) -> None:
    assert (scanned.format, scanned.reader, scanned.ocr, scanned.pages) == ("tif", "scan", True, 2)
    cells = next(scanned.tables).cells
    assert all(cell.confidence is not None and 0 <= cell.confidence <= 1 for cell in cells)
    assert all(paragraph.confidence is not None for paragraph in scanned.paragraphs)


def test_the_title_stands_before_the_table(scanned: Document) -> None:
    assert scanned.blocks[0].place.page == 1
    assert "绩效自评表" in getattr(scanned.blocks[0], "text", "")


def test_boxes_lie_on_the_page_as_it_was_scanned(scanned: Document) -> None:
    cells = next(scanned.tables).cells
    left, right = cells[0].place.box, cells[1].place.box
    assert left is not None
    assert right is not None
    assert right[1] < left[1] - 1  # the page leans: what is level in print rises to the right


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_that_lies_on_its_side_or_head_is_turned(tmp_path: Path, turns: int) -> None:
    page = page_of(Wear(150, turns=turns))
    document = read(saved(tmp_path, "turned.png", [page], dpi=(150, 150)))
    assert "绩效自评表" in getattr(document.blocks[0], "text", "")
    assert any("turned" in note for note in document.notes)


def test_a_table_over_two_scanned_pages_is_one(scanned: Document) -> None:
    (table,) = scanned.tables
    assert {cell.place.page for cell in table.cells} == {1, 2}


def test_pages_of_a_pdf_become_sheets_by_their_numbers() -> None:
    sheets = read_pages(PDF, [1])
    assert list(sheets) == [1]
    assert sheets[1].number == 1
    assert sheets[1].size == pytest.approx((595.3, 841.9), abs=1)


def test_the_same_scan_gives_the_same_document_twice(tmp_path: Path) -> None:
    path = saved(tmp_path, "page.jpg", [Image.fromarray(grid_picture())], dpi=(200, 200))
    assert read(path) == read(path)
    assert read(path).format == "jpg"


def test_a_blank_page_is_a_document_without_blocks(tmp_path: Path) -> None:
    path = saved(tmp_path, "blank.png", [Image.new("L", (1240, 1754), 250)])
    document = read(path)
    assert document.blocks == ()
    assert "No text" in document.notes[0]


# --- bad files --------------------------------------------------------------------------------


def test_a_cut_picture_is_one_plain_error(tmp_path: Path) -> None:
    whole = saved(tmp_path, "whole.png", [Image.new("RGB", (900, 900), "white")]).read_bytes()
    path = tmp_path / "cut.png"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.reason == "damaged"


def test_a_picture_of_a_few_pixels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError):
        read(saved(tmp_path, "dot.png", [Image.new("L", (3, 3), 0)]))


def test_a_picture_that_claims_to_be_huge_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, "huge.png", [Image.new("1", (30_000, 12_000), 1)])
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.reason == "too-large"


@pytest.mark.parametrize("missing", ["cv2", "rapidocr"])
def test_without_the_extra_the_way_out_is_named(tmp_path: Path, missing: str) -> None:
    path = saved(tmp_path, "page.png", [page_of(Wear(75))])
    code = (
        "import importlib.util as u, sys\n"
        f"sys.modules[{missing!r}] = None\n"
        "find = u.find_spec\n"
        f"u.find_spec = lambda name, *a: None if name == {missing!r} else find(name, *a)\n"
        "from extract import read, ReadError\n"
        "try: read(sys.argv[1])\n"
        "except ReadError as e: print(e.reason, e.message)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=SAMPLES.parent,
    )
    assert done.stdout.startswith("missing-extra")
    assert "pip install 'fuhe[ocr]'" in done.stdout


# --- pixels -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["1", "L", "P", "RGB", "RGBA", "CMYK", "LA"])
def test_pictures_of_every_kind_of_colour_are_read(tmp_path: Path, kind: str) -> None:
    page = Image.fromarray(grid_picture()).convert("RGB").convert(kind)
    document = read(saved(tmp_path, "page.tif", [page], dpi=(200, 200)))
    assert [(t.rows, t.cols) for t in document.tables] == [(3, 3)]


def test_a_red_seal_over_black_text_vanishes() -> None:
    page = np.full((40, 40, 3), 255, np.uint8)
    page[10:30, 10:30] = (225, 30, 40)
    page[18:22, 5:35] = 20
    grey = to_grey(page)
    assert grey[12, 12] > 200
    assert grey[20, 20] < 60


def test_a_shadow_over_the_page_is_no_ink() -> None:
    page = grid_picture(4)
    shade = np.linspace(1, 0.5, page.shape[1])
    dark = Picture((page * shade).astype(np.uint8), 0.36)
    ink, clean = ink_of(normalised(dark)), ink_of(Picture(page, 0.36))
    assert np.count_nonzero(ink != clean) < 0.1 * np.count_nonzero(clean)


@pytest.mark.parametrize("angle", [-3.0, -0.4, 0.0, 1.7, 3.0])
def test_the_lean_of_a_page_is_found_within_a_twentieth_of_a_degree(angle: float) -> None:
    page = worn(pictures(PDF.read_bytes(), 100)[0], Wear(100, lean=angle))
    ink = ink_of(Picture(page, 0.72))
    # a lean counter-clockwise, as `worn` makes it, is undone by turning clockwise
    assert lean_of(ink) == pytest.approx(angle, abs=0.05)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_place_on_the_upright_page_is_found_again_on_the_page_as_scanned(turns: int) -> None:
    page = np.full((300, 200), 255, np.uint8)
    page[40:50, 30:60] = 0
    upright = rotated(np.ascontiguousarray(np.rot90(page, -turns)), 2.0)
    ys, xs = np.nonzero(upright < 128)
    box = (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)
    shown = Pose((200.0, 300.0), turns, 2.0).shown(tuple(map(float, box)))  # type: ignore[arg-type]
    assert max(shown[0] - 30, shown[1] - 40, 60 - shown[2], 50 - shown[3]) < 1
    assert shown == pytest.approx((30, 40, 60, 50), abs=4)


# --- rules ------------------------------------------------------------------------------------


def grid_of(page: np.ndarray) -> list[tuple[int, int, int]]:
    ruling = find_rules(ink_of(Picture(page, 0.36)), 0.36, 25.0)
    grids, _ = find_grids(ruling.across, ruling.down)
    return [(grid.rows, grid.cols, len(grid.cells)) for grid in grids]


def test_ruling_lines_make_a_grid() -> None:
    assert grid_of(grid_picture()) == [(3, 3, 9)]


def test_a_missing_wall_merges_two_cells() -> None:
    page = grid_picture()
    page[60:140, 148:153] = 255
    assert grid_of(page) == [(3, 3, 8)]


def test_scratches_in_a_rule_do_not_open_a_cell() -> None:
    page = grid_picture()
    page[100, 148:153] = 255
    page[148:153, 100] = 255
    assert grid_of(page) == [(3, 3, 9)]


def test_a_dotted_rule_is_a_rule() -> None:
    page = grid_picture()
    page[53:347, 148:153] = 255
    for top in range(54, 347, 6):
        page[top : top + 3, 149:152] = 0
    assert grid_of(page) == [(3, 3, 9)]


def test_strokes_of_letters_are_no_rules() -> None:
    page = grid_picture()
    cv2.line(page, (100, 62), (100, 90), 0, 2)  # a stroke that ends at no rule
    cv2.line(page, (65, 100), (120, 100), 0, 2)
    assert grid_of(page) == [(3, 3, 9)]


# --- lines ------------------------------------------------------------------------------------


def blocks(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    ink = np.zeros((300, 600), np.uint8)
    for left, top, right, bottom in boxes:
        ink[top:bottom, left:right] = 255
    return ink


def test_lines_are_cut_where_white_is() -> None:
    ink = blocks((10, 10, 200, 30), (10, 40, 150, 60))
    strips = strips_of(ink, (0, 0, 600, 300), 20.0)
    assert [strip.rect for strip in strips] == [(10, 10, 200, 30), (10, 40, 150, 60)]


def test_the_strokes_of_one_letter_stay_together() -> None:
    ink = blocks((12, 12, 26, 14), (10, 24, 30, 27))  # 二
    assert len(strips_of(ink, (0, 0, 600, 300), 20.0)) == 1


def test_a_wide_gap_parts_two_texts() -> None:
    ink = blocks((10, 10, 60, 30), (160, 10, 220, 30))
    assert len(strips_of(ink, (0, 0, 600, 300), 20.0)) == 2


def test_letters_below_each_other_are_one_strip() -> None:
    ink = blocks(*((10, top, 30, top + 20) for top in range(10, 130, 26)))
    (strip,) = strips_of(ink, (0, 0, 600, 300), 20.0)
    assert len(strip.stack) == 5


# --- marks ------------------------------------------------------------------------------------


def drawn(paint: Callable[[ImageDraw.ImageDraw], object]) -> np.ndarray:
    page = Image.new("L", (60, 60), 0)
    paint(ImageDraw.Draw(page))
    return np.asarray(page)


Points = Iterable[tuple[int, int]]


def lines(*paths: Points) -> np.ndarray:
    return drawn(lambda pen: [pen.line(list(path), 255, 3) for path in paths])


@pytest.mark.parametrize(
    ("ink", "mark"),
    [
        (lines([(10, 30), (22, 30)]), "-"),
        (lines([(10, 30), (36, 30)]), "—"),
        (lines([(4, 30), (56, 30)]), "——"),
        (lines([(30, 10), (20, 36)]), "/"),
        (lines([(10, 20), (36, 20)], [(10, 30), (36, 30)]), "="),
        (lines([(12, 10), (34, 20), (12, 30)]), ">"),
        (lines([(34, 10), (12, 20), (34, 30)]), "<"),
        (lines([(12, 10), (34, 20), (12, 30)], [(12, 38), (34, 38)]), "≥"),
        (lines([(34, 10), (12, 20), (34, 30)], [(12, 38), (34, 38)]), "≤"),
        (lines([(12, 10), (34, 20), (12, 30)], [(12, 38), (34, 28)]), "≥"),
    ],
)
def test_a_lone_mark_is_told_by_its_form(ink: np.ndarray, mark: str) -> None:
    found = mark_by_shape(ink, 27.0, as_reading("1", 0.7))
    assert found is not None
    assert found[0] == mark


def test_an_upright_stroke_is_no_slash() -> None:
    assert mark_by_shape(lines([(30, 10), (29, 36)]), 27.0, as_reading("1")) is None


def test_a_digit_read_surely_is_not_taken_for_a_mark() -> None:
    ink = lines([(34, 10), (12, 20), (34, 30)], [(12, 38), (34, 38)])
    assert mark_by_shape(ink, 27.0, as_reading("6", 0.99)) is None


def test_a_stroke_of_a_letter_is_not_taken_for_the_whole_mark() -> None:
    arms, beside = [(24, 10), (10, 21), (24, 32)], [(36, 10), (41, 21), (36, 32)]
    assert mark_by_shape(lines(arms), 27.0, as_reading("1", 0.7)) is not None
    assert mark_by_shape(lines(arms, beside), 27.0, as_reading("分)", 0.7)) is None


@pytest.mark.parametrize(
    ("text", "sure", "mark"),
    [
        ("公", 0.99, None),
        ("分)", 0.99, None),
        ("公", 0.7, "="),
        ("二", 0.99, "="),
        ("三", 0.99, "="),
    ],
)
def test_chinese_letters_read_surely_are_kept_unless_they_look_like_a_mark(
    text: str, sure: float, mark: str | None
) -> None:
    bars = lines([(10, 20), (36, 20)], [(10, 30), (36, 30)])
    found = mark_by_shape(bars, 27.0, as_reading(text, sure))
    assert (found[0] if found else None) == mark


def test_a_pale_dash_in_a_cell_without_ink_is_seen() -> None:
    cell = np.full((50, 120), 250, np.uint8)
    assert not faint_dash(cell, 24.0)
    cell[25, 52:68] = 190
    assert faint_dash(cell, 24.0)


@pytest.mark.parametrize(
    ("read_as", "meant"),
    [
        ("土5%", "±5%"),
        ("86%6", "86%"),
        ("5%o", "5‰"),
        ("1351,2", "1351.2"),
        ("1,351", "1,351"),
        ("1O0", "100"),
        ("1 351.20", "1351.20"),
        ("95 %", "95%"),
        ("10 20", "10 20"),
        ("O型", "O型"),
        ("80%以上", "80%以上"),
        ("IO", "IO"),
    ],
)
def test_only_slips_that_can_mean_nothing_else_are_set_right(read_as: str, meant: str) -> None:
    assert corrected(as_reading(read_as), np.zeros((5, 5), np.uint8))[0] == meant


@pytest.mark.parametrize(
    ("read_as", "meant"),
    [
        ("部门,下设", "部门，下设"),
        ("(一）概况", "（一）概况"),
        ("1,351.2", "1,351.2"),
        ("(B/A)", "(B/A)"),
    ],
)
def test_marks_take_the_width_of_the_text_around_them(read_as: str, meant: str) -> None:
    assert mended(read_as) == meant


def test_a_quotient_over_two_lines_keeps_its_stroke() -> None:
    assert mended("执行率（B\n(A)") == "执行率（B\n/A）"


def test_an_unsure_letter_becomes_the_guess_that_makes_a_known_word() -> None:
    letters = (
        Letter("部", 1.0, 0.2, ()),
        Letter("內", 0.5, 0.8, (("內", 0.5), ("門", 0.3), ("门", 0.1))),
    )
    assert settled(Reading(letters)).text == "部门"


def test_a_strip_without_letters_reads_as_nothing() -> None:
    (reading,) = read_strips([np.full((30, 80), 255, np.uint8)])
    assert reading.text == ""
    assert NOTHING.confidence == 0.0
