"""The page of all rules is made from their docstrings and is up to date."""

from __future__ import annotations

from pathlib import Path

import score
from score.manual import page

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_the_rules_is_up_to_date():
    shown = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert shown == page(), "python -m score.manual > docs/rules.md puts it right"


def test_the_page_holds_every_rule_with_both_examples():
    text = page()
    for rule in score.rules():
        assert f"\n## {rule.name}\n" in text
        assert f"[{rule.name}](#{rule.name})" in text
    assert text.count("**Fails**") == text.count("**Passes**") == len(score.rules())
    assert text.count("```") == 4 * len(score.rules())
