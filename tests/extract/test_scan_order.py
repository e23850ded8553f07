"""Pages of a scan that show a table are read first; where time gets short, the others are left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="needs the extra fuhe[ocr]")
pytest.importorskip("rapidocr", reason="needs the extra fuhe[ocr]")

import fuhe
from extract import read
from extract.readers import _scan_order
from extract.readers._scan_page import Begun, Scanned
from extract.wanted import SECONDS_LEFT, late_note
from fuhe.executors.limits import Limits
from fuhe.pipeline import _fair
from fuhe.sandbox import Sandbox
from fuhe.settings import Settings
from tests.extract.scan_drawing import prose, saved, table

Order = list[int]


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> Order:
    """Numbers of pages as they go through OCR."""
    numbers: Order = []
    real = _scan_order.finish

    def noted(page: Begun, number: int) -> Scanned:
        numbers.append(number)
        return real(page, number)

    monkeypatch.setattr(_scan_order, "finish", noted)
    return numbers


@pytest.fixture
def left(order: Order) -> Iterator[Callable[[int], None]]:
    """Lets time run out once so many pages were read."""
    most = 0

    def allow(pages: int) -> None:
        nonlocal most
        most = pages

    before = SECONDS_LEFT.set(lambda: 0.0 if len(order) >= most else 1e6)
    yield allow
    SECONDS_LEFT.reset(before)


@pytest.fixture(params=["pdf", "tif"])
def scan(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return saved(tmp_path / f"scan.{request.param}", prose(), table(), prose(), table())


def test_tables_go_first_and_the_document_is_as_it_was(
    scan: Path, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = read(scan)
    assert order == [2, 4, 1, 3]
    pages = [getattr(b, "cells", (b,))[0].place.page for b in found.blocks]
    assert pages == sorted(pages)
    assert set(pages) == {1, 2, 3, 4}
    order.clear()
    monkeypatch.setattr(Begun, "may_hold_table", True)  # one page after the other
    assert read(scan) == found
    assert order == [1, 2, 3, 4]


def test_pages_for_which_there_is_no_room_are_drawn_again(
    scan: Path, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = read(scan)
    monkeypatch.setattr(_scan_order, "_HELD", 0)
    assert read(scan) == found
    assert order == 2 * [2, 4, 1, 3]


def test_where_time_runs_out_every_table_is_read_and_every_page_left_is_named(
    scan: Path, left: Callable[[int], None]
) -> None:
    left(3)
    found = read(scan)
    assert (found.unread, found.late, found.ocr) == (1, (3,), True)
    assert len(list(found.tables)) == 2
    assert {p.place.page for p in found.paragraphs} == {1}
    assert found.notes[-1] == late_note([3])
    assert not any("Page 3 is" in note for note in found.notes)


def test_a_document_read_in_part_says_so_and_asks_nothing_that_needs_the_whole(
    tmp_path: Path, left: Callable[[int], None]
) -> None:
    left(1)
    found = fuhe.read(saved(tmp_path / "scan.pdf", table(), prose(), prose()))
    assert found.status == "partial"
    assert found.provenance.late == (2, 3)
    assert "page(s) 2-3" in found.report.reason
    assert "第 2-3 页" in found.report.reason_zh
    asked = {check.rule for check in found.checks}
    assert not asked & {"section-numbering", "text-sum", "staff-sum"}


def test_one_page_is_read_however_little_time_there_is(
    tmp_path: Path, left: Callable[[int], None]
) -> None:
    left(0)
    found = read(saved(tmp_path / "scan.pdf", prose(), prose()))
    assert (found.late, found.unread) == ((2,), 1)


def test_a_list_that_may_go_on_is_not_added_up() -> None:
    assert "text-sum" in _fair(Settings(), 1, (4,)).ignore
    assert "text-sum" not in _fair(Settings(), 1).ignore  # left out by choice, at once


def test_numbers_of_pages_are_told_in_short() -> None:
    note = "Page(s) 2, 5-8, 10-11 without tables were not read, for time ran out (see --timeout)."
    assert late_note([11, 5, 6, 7, 8, 2, 10]) == note


def test_a_corpus_reads_such_a_document_again_with_other_limits(
    tmp_path: Path, order: Order, left: Callable[[int], None]
) -> None:
    path, out = saved(tmp_path / "scan.tif", table(), prose()), tmp_path / "corpus"
    left(1)
    for seconds, pages, status in (
        (60, [1], "partial"),
        (60, [], "partial"),
        (90, [1, 2], "no_form"),
    ):
        order.clear()
        fuhe.ingest([path], out, workers=0, limits=Limits(seconds=seconds))
        assert order == pages
        assert f",{status}," in (out / "documents.csv").read_text("utf-8-sig")
        left(2 if seconds == 60 and not pages else 1)


def test_check_hands_over_what_was_read_before_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(page: Begun, number: int) -> Scanned:
        time.sleep(0.6)
        return Scanned(number, page.layout.pose, page.layout.grids)

    monkeypatch.setattr(_scan_order, "finish", slow)
    monkeypatch.setenv("FUHE_OCR_THREADS", "1")
    path = saved(tmp_path / "scan.tif", *[prose()] * 9, table())
    with Sandbox(Settings(), Limits(seconds=4)) as sandbox:
        found = sandbox.read(path)
    assert found.status == "partial"
    assert found.provenance.late[-1] == 9
    assert 10 not in found.provenance.late
