"""The samples in three formats: what was written by hand must come out, and the same from each."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import fuhe

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
NAMES = ("yuelu-2021", "clean-2021", "clean-project-2022")
FORMATS = ("docx", "pdf", "txt")
EVERY = [(name, suffix) for name in NAMES for suffix in FORMATS]

every_sample = pytest.mark.parametrize(("name", "suffix"), EVERY)


@cache
def document(name: str, suffix: str) -> Any:
    return fuhe.read(SAMPLES / f"{name}.{suffix}")


@cache
def expected(name: str) -> dict[str, Any]:
    text = (SAMPLES / "expected" / f"{name}.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def form(name: str, suffix: str) -> Any:
    (only,) = document(name, suffix).forms
    return only


def same(one: str, other: str) -> bool:
    """Whether two texts are one number, or one text."""
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return one == other


def fits(finding: Any, wanted: dict[str, Any]) -> bool:
    """Whether a finding is the one that was written down."""
    keys = [key for key in ("rule", "field", "label", "stated", "recomputed") if key in wanted]
    return all(same(str(getattr(finding, key)), wanted[key]) for key in keys)


def said(findings: Iterable[Any]) -> list[str]:
    """Findings in short, for the message of a test that fails."""
    return [
        f"{f.severity} {f.rule} {f.field} {f.label}: {f.stated} / {f.recomputed}" for f in findings
    ]


def test_the_samples_are_what_their_data_makes() -> None:
    command = [sys.executable, str(SAMPLES / "make.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@every_sample
@pytest.mark.parametrize("severity", ["error", "warning"])
def test_every_finding_written_down_is_made_and_no_other(
    name: str, suffix: str, severity: str
) -> None:
    wanted, may = expected(name)[f"{severity}s"], expected(name)["may"]
    findings = [f for f in document(name, suffix).findings if f.severity == severity]
    missing = [w for w in wanted if not any(fits(f, w) for f in findings)]
    extra = [f for f in findings if not any(fits(f, w) for w in wanted + may)]
    assert not missing, said(findings)
    assert not extra, said(extra)


@every_sample
def test_figures_that_differ_by_rounding_are_never_errors(name: str, suffix: str) -> None:
    grave = {"error", "warning"}
    findings = [f for f in document(name, suffix).findings if f.severity in grave]
    for note in expected(name)["notes"]:
        about = [f for f in findings if f.rule == note["rule"]]
        if "stated" in note:
            about = [f for f in about if same(f.stated, note["stated"])]
        assert not about, said(about)


@every_sample
def test_the_head_of_the_form_is_read(name: str, suffix: str) -> None:
    read, wanted = form(name, suffix), expected(name)["report"]
    for key, value in wanted.items():
        got = getattr(read, key)
        if key == "title":
            assert "".join(got.split()).startswith(value)
        elif isinstance(value, int) or key in ("kind", "project", "department", "unit"):
            assert got == value, key
        else:
            assert got is not None, key
            assert got.value == Decimal(value), key


@every_sample
def test_every_fund_row_is_read(name: str, suffix: str) -> None:
    got = []
    for row in form(name, suffix).funds:
        figures = [row.figures.get(c) for c in ("budget_initial", "budget", "executed")]
        got.append([row.group, row.item, *(f.value if f else None for f in figures)])
    wanted = [
        [group, item, *(None if text is None else Decimal(text) for text in figures)]
        for group, item, *figures in expected(name)["funds"]
    ]
    assert got == wanted


@every_sample
def test_every_indicator_row_is_read(name: str, suffix: str) -> None:
    read, wanted = form(name, suffix), expected(name)["indicators"]
    assert len(read.indicators) == wanted["rows"]
    for column in ("weight", "score"):
        figures = [row.figures.get(column) for row in (*read.funds, *read.indicators)]
        total = sum(f.value for f in figures if f is not None)
        assert total == Decimal(wanted[f"{column}_total"])


@every_sample
def test_every_heading_is_found_with_its_place_in_the_tree(name: str, suffix: str) -> None:
    sections = document(name, suffix).sections
    wanted = [tuple(entry) for entry in expected(name)["sections"]]
    titles = {title for _, _, title in wanted}
    got = [(s.level, s.number, s.title) for s in sections if s.title in titles]
    assert got == wanted


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("suffix", ["pdf", "txt"])
def test_the_formats_give_the_same_fund_rows(name: str, suffix: str) -> None:
    assert funds(name, suffix) == funds(name, "docx")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("suffix", ["pdf", "txt"])
def test_the_formats_give_the_same_indicator_rows(name: str, suffix: str) -> None:
    assert indicators(name, suffix) == indicators(name, "docx")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("suffix", ["pdf", "txt"])
def test_the_formats_give_the_same_sections(name: str, suffix: str) -> None:
    assert sections(name, suffix) == sections(name, "docx")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("suffix", ["pdf", "txt"])
def test_the_formats_give_the_same_findings(name: str, suffix: str) -> None:
    def found(kind: str) -> list[Any]:
        findings = document(name, kind).findings
        return sorted((f.rule, f.severity, f.field, f.stated, f.recomputed) for f in findings)

    assert found(suffix) == found("docx")


def plain(text: str) -> str:
    """A text without its blanks and line ends: where a line ends is the paper's affair."""
    return "".join(text.split())


def funds(name: str, suffix: str) -> list[Any]:
    return [
        (
            row.group,
            row.item,
            plain(row.label),
            row.parent_row,
            {k: (f.value, f.step, f.unit) for k, f in row.figures.items()},
            {k: plain(p.text) for k, p in row.cells.items() if plain(p.text)},
        )
        for row in form(name, suffix).funds
    ]


def indicators(name: str, suffix: str) -> list[Any]:
    return [
        (
            *(plain(getattr(row, key)) for key in ("level1", "level2", "level3", "reason")),
            *(plain(getattr(row, key)) for key in ("target", "actual")),
            *(getattr(row, key) for key in ("level1_code", "level2_code", "target_op")),
            {k: (f.value, f.step) for k, f in row.figures.items()},
            None if row.target_value is None else row.target_value.value,
            None if row.actual_value is None else row.actual_value.value,
        )
        for row in form(name, suffix).indicators
    ]


def sections(name: str, suffix: str) -> list[Any]:
    """Sections as they mean; in Word some numbers are drawn, in the other two all are printed."""
    return [
        (s.level, s.number, plain(s.title), plain(s.text)) for s in document(name, suffix).sections
    ]
