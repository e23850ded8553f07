"""Pages without rules that end in the middle of rows, whose texts begin at the top of their cells."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "samples"))

from benchmarks.families.formats import DIRECT  # noqa: E402
from benchmarks.families.generate import families, form  # noqa: E402
from benchmarks.families.measure import compare  # noqa: E402
from extract import read  # noqa: E402
from normalize import understand  # noqa: E402
from normalize.report import Report  # noqa: E402

FAMILIES = {family["id"]: family for family in families()}


def differences(folder: Path, name: str, seed: int, kind: str = "pdf-cut-unruled") -> list[str]:
    sheet, truth = form(FAMILIES[name], seed)
    path = folder / "made.pdf"
    path.write_bytes(DIRECT[kind](sheet))
    report: Report = understand(read(path))
    return [what for what, _, _ in compare(truth, report).wrong]


WHOLE = {
    "names of groups at the top of their rows": ("A11", 0),
    "names of groups of two lines": ("C6", 1),
    "the title of the block beside the first head": ("A4", 2),
    "a title of two lines mixed with a head of two lines": ("B1", 1),
    "a head of four lines": ("A6", 3),
    "a second row of heads": ("B2", 2),
    "the rest of a name over the first row of a page": ("B3", 0),
    "a row of which half a page holds no figure": ("A4", 1),
    "the rest of a group's name that no row goes with": ("C1", 3),
}


@pytest.mark.parametrize("why", WHOLE)
def test_every_cell_comes_out_although_pages_cut_rows(tmp_path: Path, why: str) -> None:
    assert differences(tmp_path, *WHOLE[why]) == []


@pytest.mark.parametrize(("name", "seed"), [("C3", 2), ("A8", 3), ("B5", 1), ("C6N", 2)])
def test_names_in_the_middle_of_their_rows_are_still_told(
    tmp_path: Path, name: str, seed: int
) -> None:
    assert differences(tmp_path, name, seed, "pdf-unruled") == []
