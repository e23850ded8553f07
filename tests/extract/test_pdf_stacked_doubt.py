"""Pages whose rows run into each other: figures of two rows under each other in many cells of one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "samples"))

from benchmarks.families.formats import DIRECT  # noqa: E402
from benchmarks.families.generate import families, form  # noqa: E402
from extract import read  # noqa: E402
from extract._stitch_doubt import ROWS, doubt_stacked  # noqa: E402
from extract.grid import Grid, GridCell  # noqa: E402
from normalize import understand  # noqa: E402
from normalize.report import Report  # noqa: E402
from score import verify  # noqa: E402

FAMILIES = {family["id"]: family for family in families()}


def report(folder: Path, name: str, seed: int, kind: str) -> Report:
    path = folder / "made.pdf"
    path.write_bytes(DIRECT[kind](form(FAMILIES[name], seed)[0]))
    return understand(read(path))


def test_rows_read_as_one_make_no_error(tmp_path: Path) -> None:
    found = report(tmp_path, "A3", 3, "pdf-cut-half-ruled")
    assert [f.rule for f in verify(found).findings if f.severity == "error"] == []


@pytest.mark.parametrize(("name", "seed"), [("A3", 3), ("A2", 0), ("B1", 1)])
def test_figures_broken_over_lines_in_narrow_columns_leave_no_doubt(
    tmp_path: Path, name: str, seed: int
) -> None:
    assert [form.doubt for form in report(tmp_path, name, seed, "pdf").forms] == [""]


def row(*texts: str, letter: float = 6.0, width: float = 60.0) -> Grid:
    cells = []
    for col, text in enumerate(texts):
        left = col * width
        pieces = [
            (line, left + 2, 12.0 * n, left + 2 + letter * len(line), 12.0 * n + 10)
            for n, line in enumerate(text.split("\n"))
        ]
        box = (left, 0.0, left + width, 30.0)
        cells.append(GridCell(0, col, 1, 1, box, pieces=pieces, text=text))
    whole = (0.0, 0.0, width * len(texts), 30.0)
    edges = [width * n for n in range(len(texts) + 1)]
    return Grid(edges, [0.0, 30.0], cells, list(range(len(texts))), whole)


@pytest.mark.parametrize(
    ("texts", "doubt"),
    [
        (("95\n89", "4\n4", "4\n3.2"), ROWS),
        (("政策知晓率\n政策\n知晓率", "95%\n89%", "4\n4", "4\n4"), ROWS),
        (("95\n89", "4\n4"), ""),  # two targets of one indicator
        (("4\n", "4", "10"), ""),
        (("12345678\n90", "1234567\n.00", "1234567\n.50"), ""),
    ],
)
def test_three_cells_with_two_figures_each_leave_a_doubt(
    texts: tuple[str, ...], doubt: str
) -> None:
    grid = row(*texts)
    doubt_stacked(grid)
    assert grid.doubt == doubt


def test_figures_that_fill_their_cells_go_on_in_the_next_line() -> None:
    grid = row("12345678\n90", "23456789\n12", "34567890\n12")
    doubt_stacked(grid)
    assert not grid.doubt
