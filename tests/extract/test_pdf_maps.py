"""Fonts with wrong or missing maps from glyphs to characters: never read as if they were text."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract import ReadError
from extract.readers import _pdf_health
from extract.readers.pdf import read
from tests.extract.pdf_making import Page, pdf, write

TEXT = (
    "项目支出绩效自评表年度资金总额全年预算数执行率得分产出指标效益社会经济可持续影响服务对象满意度"
)
SHIFTED = "".join(chr(ord(char) + 37) for char in TEXT)
CONTROLS = str.maketrans("0123456789", "\x01\x03\x04\x05\x06\x07\x0e\x0f\x10\x11")
PRIVATE = {ord(str(digit)): 0xE100 + digit for digit in range(10)}
SYMBOL = {ord(str(digit)): 0xF030 + digit for digit in range(10)}
FIGURES = "预算413.73执行392.52得分98.6"


@pytest.fixture(autouse=True)
def _no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine where the OCR reader is not installed: a page for it is an error."""
    monkeypatch.setattr(_pdf_health, "_SCAN_MODULE", "extract.readers.not_there")


def saved(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "made.pdf"
    content = "".join(write(line, 40, 700 - 20 * n) for n, line in enumerate(lines))
    path.write_bytes(pdf(Page(content)))
    return path


@pytest.mark.parametrize(
    "lines",
    [
        (SHIFTED,),
        (SHIFTED, FIGURES.translate(PRIVATE)),
        (TEXT, FIGURES.translate(CONTROLS)),
        (TEXT, FIGURES.translate(PRIVATE)),
        (TEXT, FIGURES.translate(SYMBOL)),
    ],
    ids=["wrong map", "all wrong", "digits as controls", "digits private", "digits as symbols"],
)
def test_a_page_whose_letters_or_figures_mean_nothing_is_left_to_ocr(
    tmp_path: Path, lines: tuple[str, ...]
) -> None:
    with pytest.raises(ReadError) as caught:
        read(saved(tmp_path, *lines), "pdf")
    assert caught.value.reason == "missing-extra"


@pytest.mark.parametrize(
    "lines",
    [
        (TEXT, FIGURES),
        (
            "張王李趙劉陳楊黃周吳徐孫馬朱胡郭何高林羅鄭梁謝宋唐許韓馮鄧曹彭曾蕭田董袁潘于蔣蔡余杜葉程蘇魏呂丁任沈",
        ),
        (FIGURES, "\uf0fe 已完成 \uf0fe 按时 \uf0a8 否"),
        (TEXT, "Report of 2022, page 1 of 3; see www.example.org for details of the figures."),
    ],
    ids=["form", "names in old characters", "ticks", "latin"],
)
def test_a_page_of_rare_names_ticks_or_latin_is_text(
    tmp_path: Path, lines: tuple[str, ...]
) -> None:
    text = "".join(p.text for p in read(saved(tmp_path, *lines), "pdf").paragraphs)
    assert lines[0][:6] in text
