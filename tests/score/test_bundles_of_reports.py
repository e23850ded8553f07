"""A file that holds several reports: each is explained as it would be alone."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

import extract
from normalize import understand
from normalize._repair_chapters import chapters
from normalize.report import Report
from score import verify
from score.check import Finding

SAMPLE = Path(__file__).parents[2] / "samples" / "yuelu-2021.pdf"
COPIES = 3
LIKELIEST = 3  # behind them, equals stand in the order of their numbers


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The published report three times in one PDF."""
    source, target = pypdfium2.PdfDocument(SAMPLE), pypdfium2.PdfDocument.new()
    for _ in range(COPIES):
        target.import_pages(source)
    path = tmp_path_factory.mktemp("bundle") / "bundle.pdf"
    target.save(path)
    return understand(extract.read(path))


def told(finding: Finding) -> tuple[object, ...]:
    return (
        finding.rule,
        finding.label,
        finding.stated,
        finding.recomputed,
        [(c.kind, c.label, c.proposed, c.rank) for c in finding.candidates[:LIKELIEST]],
    )


def test_each_report_has_its_own_form_and_its_own_sums(bundle: Report) -> None:
    parts = chapters(bundle)
    assert [[form.form_no for form in part.forms] for part in parts] == [[1], [2], [3]]
    assert [[a.label for a in part.amounts] for part in parts] == [
        [a.label for a in parts[0].amounts]
    ] * COPIES
    assert sum(len(part.breakdowns) for part in parts) == len(bundle.breakdowns)


def test_every_copy_of_a_form_is_explained_alike(bundle: Report) -> None:
    findings = verify(bundle).findings
    by_form = [[told(f) for f in findings if f.form_no == n] for n in range(1, COPIES + 1)]
    assert by_form[0]
    assert by_form == [by_form[0]] * COPIES


def test_the_sums_of_every_narrative_are_explained_alike(bundle: Report) -> None:
    sums = [told(f) for f in verify(bundle).findings if f.rule == "text-sum"]
    assert len(sums) % COPIES == 0
    once = len(sums) // COPIES
    assert sums == sums[:once] * COPIES
    assert any(candidates for *_, candidates in sums)
