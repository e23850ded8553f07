"""Corners of ruled cells are read in bulk, and asked for one by one where that cannot be trusted."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract import read
from extract.readers import _pdf_corners, _pdf_lib
from tests.extract.pdf_making import Page, pdf, write

CELLS = "".join(
    f"{60 + 90 * col} {700 - 30 * row} 90 30 re S\n" for row in range(3) for col in (0, 1, 2)
)
TEXTS = "".join(
    write(f"{row}{col}", 70 + 90 * col, 710 - 30 * row) for row in range(3) for col in (0, 1, 2)
)


def boxes(path: Path) -> list[tuple[str, object]]:
    (table,) = read(path).tables
    return [(cell.text, cell.place.box) for cell in table.cells]


@pytest.fixture
def ruled(tmp_path: Path) -> Path:
    path = tmp_path / "ruled.pdf"
    path.write_bytes(pdf(Page(CELLS + TEXTS)))
    return path


def test_cells_drawn_as_rectangles_are_read_without_asking_for_each_point(
    ruled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    usual = _pdf_corners._asked
    monkeypatch.setattr(
        _pdf_corners, "_asked", lambda item, count: asked.append(item) or usual(item, count)
    )

    assert len(boxes(ruled)) == 9
    assert len(asked) == 1


@pytest.mark.parametrize("step", [-16, 0, 4, 4096])
def test_points_that_lie_elsewhere_in_memory_are_asked_for(
    ruled: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    bulk = boxes(ruled)
    usual = _pdf_lib.segment_address
    monkeypatch.setattr(
        _pdf_lib,
        "segment_address",
        lambda item, index: usual(item, 0) + step * index,
    )

    assert boxes(ruled) == bulk


def test_points_that_hold_something_else_are_asked_for(
    ruled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk = boxes(ruled)
    usual = _pdf_lib.segment_address
    monkeypatch.setattr(_pdf_lib, "segment_address", lambda item, index: usual(item, index) + 4)

    assert boxes(ruled) == bulk


def test_a_path_of_four_lines_that_does_not_come_back_is_no_cell(tmp_path: Path) -> None:
    path = tmp_path / "open.pdf"
    open_path = "300 500 m 400 500 l 400 560 l 300 560 l 340 600 l S\n"
    path.write_bytes(pdf(Page(CELLS + TEXTS + open_path)))

    (table,) = read(path).tables

    assert (table.rows, table.cols) == (3, 3)
