"""Every way of drawing a ruling line gives the same table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extract.document import Document, Table
from extract.readers.pdf import read
from tests.extract import pdf_making as making
from tests.extract.pdf_making import Page, Segment, pdf, stroked, write

XS, YS = (60, 160, 260, 360), (700, 670, 640, 610)
LINES: list[Segment] = [
    (60, 700, 360, 700),
    (60, 670, 360, 670),
    (160, 640, 360, 640),
    (60, 610, 360, 610),
    (60, 610, 60, 700),
    (160, 610, 160, 670),
    (260, 610, 260, 700),
    (360, 610, 360, 700),
]
WORDS = {
    (64, 680): "资金情况",
    (264, 680): "得分",
    (64, 636): "产出",
    (164, 650): "≥95%",
    (264, 650): "10",
    (164, 620): "4113人",
    (264, 620): "9.5",
}
EXPECTED = [
    ["资金情况", "资金情况", "得分"],
    ["产出", "≥95%", "10"],
    ["产出", "4113人", "9.5"],
]
TEXT = "".join(write(text, x, y) for (x, y), text in WORDS.items())


def frames(segments: list[Segment]) -> list[tuple[float, float, float, float]]:
    """The cells of the table as left, bottom, width, height."""
    del segments
    return [
        (60, 670, 200, 30),
        (260, 670, 100, 30),
        (60, 610, 100, 60),
        (160, 640, 100, 30),
        (260, 640, 100, 30),
        (160, 610, 100, 30),
        (260, 610, 100, 30),
    ]


def cell_rectangles(segments: list[Segment]) -> str:
    return "".join(f"{x} {y} {w} {h} re S\n" for x, y, w, h in frames(segments))


def filled_rings(segments: list[Segment]) -> str:
    """Each cell border as the area between two rectangles."""
    return "".join(
        f"{x} {y} {w} {h} re {x + 0.7} {y + 0.7} {w - 1.4} {h - 1.4} re f*\n"
        for x, y, w, h in frames(segments)
    )


def white_cells_on_black(segments: list[Segment]) -> str:
    return (
        "0 g 59.5 609.5 301 91 re f\n1 g\n"
        + "".join(
            f"{x + 0.4} {y + 0.4} {w - 0.8} {h - 0.8} re f\n" for x, y, w, h in frames(segments)
        )
        + "0 g\n"
    )


def shaded_cells(segments: list[Segment]) -> str:
    return "0.8 g 60 670 300 30 re f 0 g\n" + stroked(segments)


def thick(segments: list[Segment]) -> str:
    return stroked(segments, 3)


def thick_fills(segments: list[Segment]) -> str:
    return making.slivers(segments, 2)


def round_dots(segments: list[Segment]) -> str:
    return "1 J [0 2] 0 d\n" + stroked(segments, 0.8) + "[] 0 d 0 J\n"


def scaled_up(segments: list[Segment]) -> str:
    tiny = [tuple(value / 10 for value in segment) for segment in segments]
    return "q 10 0 0 10 0 0 cm\n" + stroked(tiny, 0.05) + "Q\n"  # type: ignore[arg-type]


def misaligned(segments: list[Segment]) -> str:
    """Ends and corners off by up to a point, as hand-drawn tables are."""
    shifted = [
        (a + i % 3 * 0.4, b + (i % 2) * 0.5 * (c > a), c - i % 3 * 0.4, d + (i % 2) * 0.5 * (c > a))
        for i, (a, b, c, d) in enumerate(segments)
    ]
    return stroked(shifted)


STYLES: list[Callable[[list[Segment]], str]] = [
    stroked,
    making.one_path,
    making.slivers,
    making.dashed,
    making.dashes,
    making.dots,
    making.doubled,
    making.gapped,
    making.pictures,
    cell_rectangles,
    filled_rings,
    white_cells_on_black,
    shaded_cells,
    thick,
    thick_fills,
    round_dots,
    scaled_up,
    misaligned,
]


def read_page(tmp_path: Path, *pages: Page) -> Document:
    path = tmp_path / "made.pdf"
    path.write_bytes(pdf(*pages))
    return read(path, "pdf")


def texts(table: Table) -> list[list[str | None]]:
    return [[cell.text if cell else None for cell in row] for row in table.grid()]


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.__name__)
def test_a_table_is_the_same_however_its_lines_are_drawn(tmp_path: Path, style) -> None:
    (table,) = read_page(tmp_path, Page(style(LINES) + TEXT, images=["Im"])).tables
    assert texts(table) == EXPECTED
    assert len(table.cells) == 7


@pytest.mark.parametrize(
    ("form", "before"),
    [
        (stroked(LINES) + TEXT, ("1 0 0 1 0 0", (1, 0, 0, 1, 0, 0))),
        (stroked(LINES) + TEXT, ("1 0 0 1 30 -200", (1, 0, 0, 1, 10, 10))),
        (stroked(LINES) + TEXT, ("0.8 0 0 0.8 0 0", (1.1, 0, 0, 1.1, 0, 0))),
    ],
    ids=["plain", "moved", "scaled"],
)
def test_lines_and_letters_in_a_form_lie_where_the_form_is_drawn(
    tmp_path: Path, form: str, before: tuple[str, tuple[float, ...]]
) -> None:
    placed, matrix = before
    outer = "q 1 0 0 1 0 0 cm /Inner Do Q\n"
    page = Page(
        f"q {placed} cm /Outer Do Q\n" + write("说明", 60, 20),
        forms={"Inner": (form, (1, 0, 0, 1, 0, 0)), "Outer": (outer, matrix)},
    )
    del outer
    page.forms = {"Outer": (form, matrix)}
    (table,) = read_page(tmp_path, page).tables
    assert texts(table) == EXPECTED


@pytest.mark.parametrize(
    "unseen",
    [
        "1 G 60 655 m 360 655 l S 0 G\n",
        "1 g 60 654.8 300 0.5 re f 0 g\n",
        "/Clear gs 210 610 m 210 700 l S /Full gs\n",
        "q 400 100 50 50 re W n 60 655 m 360 655 l S Q\n",
        "60 655 m 360 655 l n\n",
        "60 -50 m 360 -50 l S\n",
    ],
    ids=["white line", "white bar", "transparent", "clipped away", "not painted", "off the page"],
)
def test_a_line_that_nobody_sees_parts_no_cells(tmp_path: Path, unseen: str) -> None:
    states = {"Clear": "/CA 0 /ca 0", "Full": "/CA 1 /ca 1"}
    page = Page(unseen + stroked(LINES) + TEXT, states=states)
    (table,) = read_page(tmp_path, page).tables
    assert texts(table) == EXPECTED


def test_a_clipped_line_counts_as_far_as_it_is_seen(tmp_path: Path) -> None:
    clipped = "q 160 600 200 100 re W n 0 640 m 595 640 l S Q\n"
    lines = [line for line in LINES if line != (160, 640, 360, 640)]
    (table,) = read_page(tmp_path, Page(clipped + stroked(lines) + TEXT)).tables
    assert texts(table) == EXPECTED


def test_a_line_painted_over_is_gone(tmp_path: Path) -> None:
    covered = "60 655 m 360 655 l S 1 g 55 600 320 110 re f 0 g\n"
    (table,) = read_page(tmp_path, Page(covered + stroked(LINES) + TEXT)).tables
    assert texts(table) == EXPECTED


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("drawn", ["upright as shown", "as it lies"])
def test_rotated_pages_and_rotated_text_read_like_upright_ones(
    tmp_path: Path, rotate: int, drawn: str
) -> None:
    turn = {
        0: "1 0 0 1 0 0",
        90: "0 1 -1 0 842 0",
        180: "-1 0 0 -1 595 842",
        270: "0 -1 1 0 0 595",
    }
    upright = drawn == "upright as shown"
    sizes = {0: (595, 842), 90: (842, 595), 180: (595, 842), 270: (842, 595)}
    page = Page(
        f"q {turn[rotate]} cm\n" + stroked(LINES) + TEXT + "Q\n",
        size=sizes[rotate],
        rotate=rotate if upright else 0,
    )
    document = read_page(tmp_path, page)
    (table,) = document.tables
    assert texts(table) == EXPECTED
    cell = next(cell for cell in table.cells if cell.text == "9.5")
    if upright:
        assert cell.place.box == pytest.approx((260, 202, 360, 232), abs=1)


def test_boxes_count_from_the_corner_of_the_visible_page(tmp_path: Path) -> None:
    page = Page(
        "q 1 0 0 1 100 -50 cm\n" + stroked(LINES) + TEXT + "Q\n", origin=(100, -50), size=(595, 842)
    )
    (table,) = read_page(tmp_path, page).tables
    assert table.place.box == pytest.approx((60, 142, 360, 232), abs=1)
    assert texts(table) == EXPECTED


def test_places_name_page_table_row_and_column(tmp_path: Path) -> None:
    (table,) = read_page(tmp_path, Page(stroked(LINES) + TEXT)).tables
    cell = next(cell for cell in table.cells if cell.text == "4113人")
    assert (cell.place.page, cell.place.table, cell.place.row, cell.place.col) == (1, 1, 3, 2)
    merged = next(cell for cell in table.cells if cell.text == "产出")
    assert (merged.rowspan, merged.colspan) == (2, 1)


def test_two_tables_side_by_side_stay_two(tmp_path: Path) -> None:
    def moved(by: float, down: float) -> list[Segment]:
        return [(a / 2 + by, b - down, c / 2 + by, d - down) for a, b, c, d in LINES]

    content = stroked(moved(20, 0)) + stroked(moved(290, 7))
    content += write("甲", 60, 680) + write("乙", 330, 673)
    first, second = read_page(tmp_path, Page(content)).tables
    assert (first.rows, first.cols, second.rows, second.cols) == (3, 3, 3, 3)


def test_a_frame_round_the_page_is_no_table(tmp_path: Path) -> None:
    content = "20 20 555 800 re S\n" + stroked(LINES) + TEXT + write("填表说明", 60, 500)
    document = read_page(tmp_path, Page(content))
    (table,) = document.tables
    assert texts(table) == EXPECTED
    assert [p.text for p in document.paragraphs] == ["填表说明"]


def test_a_table_inside_a_cell_belongs_to_the_cell(tmp_path: Path) -> None:
    inside = [
        (270, 615, 350, 615),
        (270, 633, 350, 633),
        (270, 615, 270, 633),
        (310, 615, 310, 633),
        (350, 615, 350, 633),
    ]
    words = write("内一", 274, 620) + write("内二", 314, 620)
    text = "".join(write(t, x, y) for (x, y), t in WORDS.items() if t != "9.5")
    outer = [(a, b * 1.0, c, d) for a, b, c, d in LINES]
    document = read_page(tmp_path, Page(stroked(outer) + stroked(inside) + text + words))
    (table,) = document.tables
    cell = next(cell for cell in table.cells if cell.tables)
    assert [c.text for c in cell.tables[0].cells] == ["内一", "内二"]


def test_letters_of_touching_cells_drawn_in_one_run_are_parted(tmp_path: Path) -> None:
    lines = [(60, 700, 360, 700), (60, 670, 360, 670), *((x, 670, x, 700) for x in XS)]
    run = write("合计" + " " * 16 + "100" + " " * 17 + "98.6", 64, 680)
    (table,) = read_page(tmp_path, Page(stroked(lines) + run)).tables
    assert texts(table) == [["合计", "100", "98.6"]]


def test_a_word_that_overflows_its_cell_stays_whole(tmp_path: Path) -> None:
    lines = [(60, 700, 360, 700), (60, 670, 360, 670), *((x, 670, x, 700) for x in XS)]
    words = write("1234567890.12", 100, 680) + write("5", 264, 680)
    (table,) = read_page(tmp_path, Page(stroked(lines) + words)).tables
    assert texts(table) == [["1234567890.12", "", "5"]]


def test_a_box_without_a_floor_is_no_cell(tmp_path: Path) -> None:
    content = "400 100 m 400 160 l 500 160 l 500 100 l S\n" + write("甲", 440, 130)
    assert list(read_page(tmp_path, Page(content)).tables) == []
