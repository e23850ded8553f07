"""Pages of a scan are read by several threads at once, with the same result as by one."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="needs the extra fuhe[ocr]")
pytest.importorskip("rapidocr", reason="needs the extra fuhe[ocr]")

from PIL import Image

from benchmarks.scan_reading import papers
from benchmarks.scan_wear import WEARS, pictures, worn
from extract import read
from extract.readers import _scan_crew
from extract.readers._scan_crew import CREW, Crew, at_work, threads
from extract.wanted import ALONE


@pytest.fixture
def alone():
    before = ALONE.set(True)
    yield
    ALONE.reset(before)


def test_a_scan_is_read_the_same_by_one_thread_and_by_three(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "scan.pdf"
    pages = [page for paper in papers(1) for page in pictures(paper.pdf, 150)]
    first, *rest = [
        Image.fromarray(worn(page, WEARS["fax-150"], seed)) for seed, page in enumerate(pages)
    ]
    first.save(path, save_all=True, append_images=rest, resolution=150)
    found = []
    for count in ("1", "3"):
        monkeypatch.setenv("FUHE_OCR_THREADS", count)
        found.append(read(path))
    assert rest
    assert any(table.rows > 10 for table in found[0].tables)
    assert found[0] == found[1]


def test_one_picture_is_shared_by_its_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUHE_OCR_THREADS", "2")
    meet, done = threading.Barrier(2, timeout=20), []

    def half(number: int) -> int:
        meet.wait()  # breaks where one thread does both
        done.append(number)
        return -number

    with at_work() as crew:
        assert crew.each(lambda _: CREW.get().each(half, [1, 2]), [0]) == [[-1, -2]]
    assert sorted(done) == [1, 2]


def test_items_are_asked_for_by_one_thread_at_a_time_and_come_back_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FUHE_OCR_THREADS", "4")
    busy = threading.Lock()

    def items():
        for number in range(50):
            assert busy.acquire(blocking=False)
            io.BytesIO(b"x" * number).getvalue()
            busy.release()
            yield number

    with at_work() as crew:
        assert crew.each(lambda number: number * number, items()) == [n * n for n in range(50)]


@pytest.mark.parametrize("size", ["1", "3"])
def test_the_first_fault_is_told_whoever_met_it(monkeypatch: pytest.MonkeyPatch, size: str) -> None:
    monkeypatch.setenv("FUHE_OCR_THREADS", size)

    def work(number: int) -> int:
        if number > 3:
            raise ValueError(number)
        return number

    def broken():
        yield 1
        raise KeyError("no more")

    before = threading.active_count()
    with at_work() as crew:
        with pytest.raises(ValueError, match=r"^4$"):
            crew.each(work, range(10))
        with pytest.raises(KeyError, match="no more"):
            crew.each(work, broken())
        assert crew.each(work, []) == []
    assert threading.active_count() == before


def test_workers_do_not_fight_and_one_alone_takes_every_core(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("FUHE_OCR_THREADS", raising=False)
    monkeypatch.setattr(_scan_crew, "cores", lambda: 6)
    monkeypatch.setattr(_scan_crew, "_room", lambda: 8)
    assert threads() == 1
    before = ALONE.set(True)
    assert threads() == 6
    monkeypatch.setattr(_scan_crew, "_room", lambda: 4)
    assert threads() == 4  # no more than memory allows
    ALONE.reset(before)
    monkeypatch.setenv("FUHE_OCR_THREADS", "2")
    assert threads() == 2


def test_limited_memory_leaves_room_for_fewer(alone: None, monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    for megabytes, most in ((512, 1), (2_048, 2), (4_096, 8)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, m=megabytes: (m << 20, m << 20))
        assert _scan_crew._room() == most


def test_openvino_ties_no_process_to_a_core() -> None:
    pytest.importorskip("openvino")
    from extract.readers import _scan_engine

    assert _scan_engine._LEAN["ENABLE_CPU_PINNING"] is False


def test_a_crew_of_one_has_no_threads() -> None:
    before = threading.active_count()
    assert Crew().each(lambda item: threading.active_count() - before + item, [1, 2]) == [1, 2]
