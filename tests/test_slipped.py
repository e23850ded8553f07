"""The benchmarks on drawn documents measure contradictions too: a third carries slips."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "samples")]

import fuhe  # noqa: E402
from benchmarks import docx_reading, mixed  # noqa: E402
from benchmarks.families.generate import families, form, reports  # noqa: E402
from benchmarks.slipped import MOST, slipped  # noqa: E402


def errors(path: Path) -> int:
    return sum(finding.severity == "error" for finding in fuhe.read(path).findings)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two blocks and a bit: Word, PDF and others."""
    return mixed.make(tmp_path_factory.mktemp("mixed"), 20)


def test_of_every_six_mixed_documents_two_carry_slips(documents: list[Path]) -> None:
    assert [mixed.is_spoilt(path) for path in documents].count(True) == 6
    assert [path.stem[:5] for path in documents] == [f"{number:05}" for number in range(20)]


def test_the_slips_contradict_themselves_in_every_format_and_the_others_do_not(
    documents: list[Path],
) -> None:
    assert {bool(errors(path)) for path in documents if not mixed.is_spoilt(path)} == {False}
    assert {bool(errors(path)) for path in documents if mixed.is_spoilt(path)} == {True}


def test_the_same_documents_are_spoilt_every_time(documents: list[Path]) -> None:
    again = mixed.make(documents[0].parent, 20)
    assert again == documents
    layout = families()[0]
    assert slipped(form(layout, 4)[0], "a") == slipped(form(layout, 4)[0], "a")
    assert slipped(form(layout, 4)[0], "a") != slipped(form(layout, 4)[0], "b")


def test_a_slip_changes_a_few_cells_and_leaves_the_rest() -> None:
    for number, layout in enumerate(families()[:6]):
        clean = form(layout, number)[0]
        spoilt = slipped(clean, str(number))
        assert spoilt is not None
        changed = [a for a, b in zip(clean.boxes, spoilt.boxes, strict=True) if a != b]
        assert 1 <= len(changed) <= 2 * MOST  # a swap changes two


def test_a_report_without_a_form_takes_no_slip() -> None:
    assert slipped(form(reports()[0], 1)[0], "a") is None


def test_the_table_shows_clean_and_spoilt_documents_beside_all(documents: list[Path]) -> None:
    totals = mixed.Totals()
    for path in documents:
        totals.add(path)
    rows = {row[0]: row for row in totals.rows()}
    assert [*rows][-4:] == ["clean", "slips", "all", "all, in floors"]
    assert (rows["clean"][1], rows["slips"][1], rows["all"][1]) == ("14", "6", "20")


def test_the_drawn_word_files_differ_in_slips_and_narrative(tmp_path: Path) -> None:
    paths = {path.stem: path for path in docx_reading.drawn(tmp_path)}
    spoilt = {name for name, path in paths.items() if errors(path)}
    told = {name for name, path in paths.items() if fuhe.read(path).amounts}
    assert spoilt == {"drawn-slips", "drawn-report-slips"}
    assert told == {"drawn-report", "drawn-report-slips"}


def test_every_file_counts_alike_in_the_mean_of_the_ratios() -> None:
    small = docx_reading.Timing(1.0, 1.0, 2.0, 40.0)
    large = docx_reading.Timing(100.0, 200.0, 600.0, 6000.0)
    assert docx_reading.mean_row([small, large]) == (
        "mean of the ratios", "", "", "1.50", "", "4.0", "", "15",
    )  # fmt: skip
