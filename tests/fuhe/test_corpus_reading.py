"""Which reader read a file, and why another stepped in, stands in the documents of the corpus."""

from __future__ import annotations

import csv
from pathlib import Path

import fuhe
from tests.extract.pdf_making import Page, pdf, stroked, write

ROWS = [["指标", "完成值"], ["培训人数", "120人"], ["合格率", "95%"], ["满意度", "98%"]]


def shaded() -> str:
    """Two columns of cells told by two shades of grey, without any line."""
    content = ""
    for r, row in enumerate(ROWS):
        for c, text in enumerate(row):
            x, y = 60 + 110 * c, 690 - 20 * r
            content += f"{0.75 + 0.1 * ((r + c) % 2)} g {x} {y} 110 20 re f 0 g\n"
            content += write(text, x + 4, y + 6)
    return content


def test_the_corpus_says_which_reader_read_a_file_and_why_another_stepped_in(
    tmp_path: Path,
) -> None:
    given = tmp_path / "given"
    given.mkdir()
    ruled = stroked([(60, 700, 160, 700), (60, 670, 160, 670), (60, 670, 60, 700)])
    (given / "ruled.pdf").write_bytes(pdf(Page(ruled + write("部门整体支出绩效自评", 64, 680))))
    (given / "shaded.pdf").write_bytes(pdf(Page(shaded())))
    fuhe.ingest([given], tmp_path / "corpus")
    text = (tmp_path / "corpus" / "documents.csv").read_text("utf-8-sig")
    rows = {row["path"]: row for row in csv.DictReader(text.splitlines())}
    assert {row["reader"] for row in rows.values()} == {"pdfium"}
    assert not rows["ruled.pdf"]["notes"]
    assert "Page 1" in rows["shaded.pdf"]["notes"]
    assert "read with pdfplumber" in rows["shaded.pdf"]["notes"]
