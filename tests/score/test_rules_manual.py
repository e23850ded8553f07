"""Every rule has a manual page, and its examples do what they say."""

from __future__ import annotations

import re
import textwrap

import pytest

import score
from tests.score.builders import read

CONTRACT = {
    "fund-sources-sum", "fund-structure-sum", "fund-breakdown-sum", "fund-totals-agree",
    "fund-rate", "fund-overspent", "fund-score", "indicator-score-range", "indicator-attainment",
    "indicator-group-weight", "indicator-blank", "indicator-reason-missing", "total-weight",
    "total-score", "total-not-100", "grade-band", "text-sum", "text-table", "text-score",
    "unit-slip", "section-numbering", "staff-sum",
}  # fmt: skip
RULES = {rule.name: rule for rule in score.rules()}
each_rule = pytest.mark.parametrize("name", sorted(RULES))


def section(name: str, heading: str) -> str:
    """The text under one heading of a rule's manual page."""
    match = re.search(rf"^{heading}\n((?: .*\n|\n)+)", RULES[name].doc + "\n", re.MULTILINE)
    assert match is not None, f"{name} has no section {heading}"
    return textwrap.dedent(match[1]).strip()


def test_every_rule_of_the_contract_is_there():
    assert set(RULES) >= CONTRACT


@each_rule
def test_a_rule_says_what_why_and_from_where(name):
    rule = RULES[name]
    assert rule.source
    assert rule.since
    assert rule.summary
    assert rule.summary_zh
    assert rule.severity in ("error", "warning")
    for heading in ("What it checks", "Why", "Source", "Since", "Fails", "Passes"):
        assert section(name, heading)


@each_rule
def test_the_failing_example_fails(name):
    found = score.verify(read(section(name, "Fails"))).findings
    own = [f for f in found if f.rule == name and f.severity == RULES[name].severity]
    assert own
    assert all(f.message and f.message_zh for f in own)


@each_rule
def test_the_passing_example_passes_everything(name):
    found = score.verify(read(section(name, "Passes"))).findings
    assert [f for f in found if f.severity != "note"] == []


def test_each_rule_has_a_file_named_after_it():
    from score.rules import __path__ as folder

    for name in RULES:
        assert __import__("pathlib").Path(folder[0], f"{name.replace('-', '_')}.py").exists()
