"""Reading asks the machine for no font; rendering afterwards has them all."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from extract.readers import _pdf_font
from extract.readers._pdf_font import box_font, no_machine_fonts
from extract.readers.pdf import read
from tests.extract.pdf_making import Page, pdf, write


def ink(path: Path) -> int:
    with pypdfium2.PdfDocument(path) as document:
        return sum(
            bytes(document[0].render(scale=1, grayscale=True).buffer).count(n) for n in (0, 1)
        )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "made.pdf"
    made.write_bytes(
        pdf(Page("".join(write(c, 60, 700 - 30 * i, 20) for i, c in enumerate("绩效自评"))))
    )
    return made


def test_letters_that_stand_alone_are_read_without_the_fonts_of_the_machine(path: Path) -> None:
    assert [p.text for p in read(path, "pdf").paragraphs] == list("绩效自评")


def test_the_fonts_of_the_machine_come_back(path: Path) -> None:
    before = ink(path)
    for _ in range(3):
        read(path, "pdf")
        assert ink(path) == before


def test_they_come_back_after_a_fault(path: Path) -> None:
    before = ink(path)
    with pytest.raises(RuntimeError), no_machine_fonts():
        raise RuntimeError
    assert ink(path) == before


def test_the_box_font_is_small_and_asked_for_whole() -> None:
    assert len(box_font()) < 1000
    assert _pdf_font._source._getfontdata(None, None, 0x74746366, None, 0) == 0
