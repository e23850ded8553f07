"""What was made of a document goes with its last name: nothing of it waits for a garbage search."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import fuhe
from normalize.repair import explain, explain_text, moved_points

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
OWN = ("extract", "normalize", "score", "fuhe")


@pytest.fixture
def searched() -> Iterator[None]:
    """Searches happen when the test asks for one, and keep what they find."""
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    yield
    gc.set_debug(0)
    gc.garbage.clear()
    gc.enable()


def _waiting() -> Counter[str]:
    """Our own objects that hold on to each other and are reached from nowhere else, by type."""
    gc.collect()
    types = (type(thing) for thing in gc.garbage)
    return Counter(t.__qualname__ for t in types if t.__module__.partition(".")[0] in OWN)


@pytest.mark.parametrize("name", ["yuelu-2021.docx", "yuelu-2021.pdf", "clean-2021.docx"])
def test_a_document_is_let_go_without_a_search(name: str, searched: None) -> None:
    document = fuhe.read(SAMPLES / name)
    assert document.report.forms
    del document
    assert _waiting() == Counter()


def test_nor_do_answers_about_a_form_or_report_hold_on_to_it(searched: None) -> None:
    report = fuhe.read(SAMPLES / "yuelu-2021.docx").report
    form = report.forms[0]
    assert explain(form)
    assert explain(form, report)
    explain_text(report)
    moved_points(form)
    del form, report
    assert _waiting() == Counter()
