"""The golden corpora hold to the byte, places included; and a change of either would be named."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import golden  # noqa: E402
from extract import Cell, Place, Table  # noqa: E402


def test_what_comes_out_of_fixed_documents_is_to_the_byte_what_is_on_file() -> None:
    told = golden.differences(golden.on_file(), golden.now())
    assert told == [], "where this is wanted: python -m benchmarks.golden --renew"


def test_a_cell_that_lies_elsewhere_and_a_document_that_is_gone_are_named() -> None:
    def placed(top: float) -> list[str]:
        place = Place(page=1, table=1, row=2, col=3, box=(60, top, 90, top + 12))
        return golden.lines_of([Table((Cell("9.5", place),), 2, 3, place)])

    then = {
        "a.pdf": {"funds": "1", golden.CELLS: golden.digest(placed(100))},
        "b.pdf": {"forms": "2"},
    }
    found = {"a.pdf": {"funds": "1", golden.CELLS: golden.digest(placed(100.2))}}
    assert golden.differences(then, found) == ["a.pdf: as read", "b.pdf: forms"]
