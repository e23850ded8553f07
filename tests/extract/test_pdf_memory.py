"""What is read from PDFium's memory is what PDFium says when asked, or is not read there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extract import read
from extract.readers import _pdf_lib as pdfium
from extract.readers import _pdf_memory, _pdf_objects, _pdf_sides
from extract.readers._pdf_memory import Known, Peek
from extract.readers._pdf_page import Pages, open_pdf
from tests.extract.pdf_making import Page, pdf, write

SAMPLE = Path(__file__).parents[2] / "samples" / "yuelu-2021.pdf"
FORM = Path(__file__).parents[2] / "samples" / "clean-2021.pdf"
learning = pytest.mark.skipif(
    not Path(_pdf_memory._MEMORY).exists(), reason="only Linux lets a process look at its memory"
)


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins like a new process."""
    monkeypatch.setattr(_pdf_sides, "_known", Known())
    monkeypatch.setattr(_pdf_objects, "_known", Known())


def pages(path: Path) -> Iterator[tuple[pdfium.Handle, int]]:
    """Each page and how many objects it has."""
    with open_pdf(path) as (document, count):
        source = Pages(document)
        for number in range(1, count + 1):
            page, _ = source.open(number)
            yield page, pdfium.count_objects(page)
        source.close()


def texts(path: Path) -> Iterator[tuple[pdfium.Handle, int]]:
    """The text of each page and how many characters it has."""
    for page, _ in pages(path):
        text = pdfium.load_text(page)
        yield text, pdfium.count_chars(text)
        pdfium.close_text(text)


@contextmanager
def counted(owner: Any, name: str) -> Iterator[list[int]]:
    """The first places that a function was asked for."""
    usual, asked = getattr(owner, name), list[int]()

    def listening(*given: Any) -> Any:
        asked.append(given[1])
        return usual(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, listening)
        yield asked


@learning
def test_every_character_lies_where_pdfium_says() -> None:
    for text, count in texts(SAMPLE):
        assert _pdf_sides.sides_of(text, count) == _pdf_sides._asked(text, count)
    assert _pdf_sides._known.layout is not None


@learning
def test_every_object_is_where_pdfium_says() -> None:
    for page, count in pages(SAMPLE):
        assert _pdf_objects.objects_of(page, count) == _pdf_objects._asked(page, count)
    assert _pdf_objects._known.layout is not None


@learning
def test_pdfium_is_asked_for_one_page_and_then_for_some_of_each() -> None:
    with counted(pdfium, "loose_box") as boxes, counted(pdfium, "get_object") as objects:
        read(SAMPLE)
        one_by_one = len(boxes), len(objects)
        boxes.clear()
        objects.clear()
        read(SAMPLE)
    assert 0 < len(boxes) < one_by_one[0] / 10
    assert 0 < len(objects) < one_by_one[1] / 2


@pytest.mark.parametrize("path", [SAMPLE, FORM], ids=lambda path: path.stem)
def test_a_document_is_the_same_without_a_look_at_memory(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(path)
    looked = read(path)
    monkeypatch.setattr(_pdf_memory, "_MEMORY", "/no/such/memory")
    monkeypatch.setattr(_pdf_sides, "_known", Known())
    monkeypatch.setattr(_pdf_objects, "_known", Known())

    assert read(path) == looked
    assert (_pdf_sides._known.layout, _pdf_objects._known.layout) == (None, None)


Layout = Callable[[_pdf_sides._Layout], _pdf_sides._Layout]


@learning
@pytest.mark.parametrize(
    "wrong",
    [
        lambda it: replace(it, places=tuple(place - 4 for place in it.places)),
        lambda it: replace(it, places=it.places[::-1]),
        lambda it: replace(it, step=it.step - 8),
        lambda it: replace(it, counted=not it.counted),
        lambda it: replace(it, pointer=it.pointer + 8),
    ],
    ids=["other box", "other order", "shorter record", "end for a number", "other words"],
)
def test_what_differs_from_what_pdfium_says_is_never_read_again(wrong: Layout) -> None:
    known = _pdf_sides._known
    for text, count in texts(SAMPLE):
        if known.layout is None and known.tries:
            _pdf_sides.sides_of(text, count)
            assert known.layout is not None
            known.layout = wrong(known.layout)
        assert _pdf_sides.sides_of(text, count) == _pdf_sides._asked(text, count)
    assert (known.layout, known.tries) == (None, 0)


@learning
@pytest.mark.parametrize("block", [16, 32, 128, 256])
def test_objects_in_blocks_of_another_size_are_asked_for(block: int) -> None:
    known = _pdf_objects._known
    for page, count in pages(SAMPLE):
        if known.layout is None and known.tries:
            _pdf_objects.objects_of(page, count)
            assert known.layout is not None
            assert known.layout.block != block
            known.layout = replace(known.layout, block=block)
        assert _pdf_objects.objects_of(page, count) == _pdf_objects._asked(page, count)
    assert (known.layout, known.tries) == (None, 0)


def test_a_page_whose_characters_stand_in_few_places_teaches_nothing(tmp_path: Path) -> None:
    path = tmp_path / "alike.pdf"
    path.write_bytes(pdf(Page("".join(write("12", 70, 40 + 9 * row) for row in range(60)))))

    read(path)

    assert _pdf_sides._known.layout is None


def test_two_places_that_fit_are_none() -> None:
    known: Known[str] = Known()
    known.learn(lambda _: ["here", "there"])
    assert known.layout is None


@learning
def test_memory_that_there_is_not_is_refused_and_stops_nothing() -> None:
    seen: list[bytes] = []

    def layouts(peek: Peek) -> list[str]:
        seen.extend(peek(address, 64) for address in (1 << 16, (1 << 47) - 4096, (1 << 64) - 64))
        return ["here"]

    known: Known[str] = Known()
    known.learn(layouts)

    assert b"".join(seen) == b""
    assert known.layout == "here"
