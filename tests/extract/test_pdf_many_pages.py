"""Forms whose rows are so tall that they go over a dozen pages, three rows on each."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "samples"))

from benchmarks.families.generate import families, form  # noqa: E402
from benchmarks.families.measure import compare  # noqa: E402
from extract import read  # noqa: E402
from making import as_pdf  # noqa: E402
from normalize import understand  # noqa: E402

FAMILIES = {family["id"]: family for family in families()}
TALL = 110.0

WHOLE = {
    "the header of the first column under the name of the money block": ("A2", 0),
    "the same in a narrow column": ("A9", 1),
    "the name of the money block under another label": ("A16", 0),
    "a form of twelve pages": ("A3", 0),
}


@pytest.mark.parametrize("again", [False, True], ids=["header once", "header on every page"])
@pytest.mark.parametrize("why", WHOLE)
def test_blocks_that_meet_at_a_page_break_stay_two(tmp_path: Path, why: str, again: bool) -> None:
    name, seed = WHOLE[why]
    sheet, truth = form(FAMILIES[name], seed)
    path = tmp_path / "made.pdf"
    path.write_bytes(as_pdf.dump(replace(sheet, pad=TALL, repeat_header=again)))
    document = read(path)
    assert (document.pages or 0) >= 4
    assert compare(truth, understand(document)).wrong == []
