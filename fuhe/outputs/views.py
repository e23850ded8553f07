"""A document as a page shows it: words chosen, numbers written, findings in groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from fuhe.outputs.apart import difference_text, stated_text, tolerance_text
from fuhe.outputs.chinese import told
from fuhe.outputs.phrases import (
    agreed_title,
    by_cause,
    check_name,
    equation,
    facts,
    form_title,
    is_sum,
    leftovers_text,
    repair_text,
    verdict_sentence,
    worst,
)
from fuhe.outputs.places import where
from fuhe.settings import at_least

if TYPE_CHECKING:
    from fuhe.document import Document
    from fuhe.outputs.words import Words
    from normalize.report import Section
    from score.check import Check, Finding


def document_view(
    document: Document, name: str, words: Words, floor: str = "note"
) -> dict[str, Any]:
    """Everything a page shows of one document."""
    return {
        "name": name,
        "title": document.title,
        "facts": " · ".join(facts(document, words)),
        "notes": [told(note, words) for note in document.report.notes],
        "worst": worst(document) or ("good" if document.checks else "dim"),
        "sentence": verdict_sentence(document, words),
        "chapters": list(_chapters(document, words, floor)),
        "repairs": [repair_text(repair, words) for repair in document.repairs],
        "leftovers": leftovers_text(document, words),
    }


def _chapters(document: Document, words: Words, floor: str) -> Iterator[dict[str, Any]]:
    titles: list[tuple[int | None, str]] = [
        (form.form_no, form_title(form, words)) for form in document.report.forms
    ]
    for form_no, title in [*titles, (None, words("check.narrative"))]:
        findings = [f for f in document.findings if f.form_no == form_no]
        checks = [c for c in document.checks if c.form_no == form_no]
        if findings or checks or form_no is not None:
            yield _chapter(title, findings, checks, words, floor, document.sections)


def _chapter(
    title: str,
    findings: Sequence[Finding],
    checks: Sequence[Check],
    words: Words,
    floor: str,
    sections: Sequence[Section],
) -> dict[str, Any]:
    agreed = [check for check in checks if check.verdict in ("exact", "rounded")]
    shown = [finding for finding in findings if at_least(finding.severity, floor)]
    return {
        "title": title,
        "groups": [[finding_view(f, words, sections) for f in group] for group in by_cause(shown)],
        "agreed": [{"rule": c.rule, "text": equation(c, words)} for c in agreed],
        "agreed_title": agreed_title(agreed, words),
        "unchecked": [_unchecked(c, words) for c in checks if c.verdict == "not_checked"],
    }


def _unchecked(check: Check, words: Words) -> dict[str, str]:
    reason = words.pick(check.reason, check.reason_zh)
    return {"rule": check.rule, "name": check_name(check, words), "reason": reason}


def finding_view(
    finding: Finding, words: Words, sections: Sequence[Section] = ()
) -> dict[str, Any]:
    """Everything a page shows of one finding."""
    from score.wording import own

    check = finding.check
    terms = check.terms if check and is_sum(check) else ()
    return {
        "severity": finding.severity,
        "rule": finding.rule,
        "where": where(finding.place, words, sections),
        "message": words.pick(finding.message, finding.message_zh),
        "stated": stated_text(finding, words),
        "recomputed": finding.recomputed,
        "formula": check.formula if check and check.formula != finding.recomputed else "",
        "difference": difference_text(finding),
        "tolerance": tolerance_text(finding),
        "terms": [
            {
                "value": ("-" if term.sign < 0 else "") + own(term.figure.value, term.figure),
                "label": term.label,
                "where": where(term.figure.place, words),
            }
            for term in terms
        ],
        "candidates": [words.pick(c.message, c.message_zh) for c in finding.candidates],
    }
