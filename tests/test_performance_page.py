"""docs/performance.md is what the kept results make, written by no hand."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import performance  # noqa: E402


def test_the_page_is_what_the_results_on_file_make() -> None:
    written = performance.PAGE.read_text(encoding="utf-8")
    assert written == performance.page(), "python -m benchmarks.performance writes it"


def test_every_part_has_a_result_on_file() -> None:
    assert [name for name in performance.PARTS if performance.kept(name) is None] == []
