"""A document as plain data: what JSON holds, and what the pages are filled from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fuhe.corpus.candidates import candidate_data
from fuhe.corpus.cells import plain, writable
from fuhe.corpus.totals import grade, total
from fuhe.outputs.chinese import in_chinese
from fuhe.outputs.places import heading, section_at

if TYPE_CHECKING:
    from decimal import Decimal

    from extract.document import Place
    from fuhe.document import Document
    from normalize.repair import Repair
    from normalize.report import Figure, Form
    from score.check import Check, Finding, Term


def document_data(document: Document, name: str) -> dict[str, Any]:
    """Everything about one document; numbers are texts, so that no digit is lost."""
    report, origin = document.report, document.provenance
    return {
        "path": writable(name),
        "doc_id": document.doc_id,
        "sha256": origin.sha256,
        "bytes": origin.bytes,
        "format": origin.format,
        "reader": origin.reader,
        "pages": report.pages,
        "ocr": report.ocr,
        "title": writable(report.title),
        "unit": writable(report.unit),
        "region": writable(report.region),
        "year": report.year,
        "status": report.status,
        "reason": writable(report.reason),
        "reason_zh": writable(report.reason_zh),
        "notes": [writable(note) for note in report.notes],
        "notes_zh": [writable(in_chinese(note)) for note in report.notes],
        "verdict": verdict_data(document),
        "forms": [_form(document, form) for form in report.forms],
        "findings": [finding_data(document, n, f) for n, f in enumerate(document.findings, 1)],
        "checks": [check_data(document, n, c) for n, c in enumerate(document.checks, 1)],
        "repairs": [_repair(document, n, r) for n, r in enumerate(document.repairs, 1)],
    }


def number(value: Decimal | None) -> str | None:
    """A Decimal as text; None stays None."""
    return None if value is None else plain(value)


def place_data(place: Place) -> dict[str, Any]:
    """The parts of a place that are known."""
    known = {
        "sheet": writable(place.sheet) if place.sheet else None,
        "page": place.page,
        "block": place.block,
        "table": place.table,
        "row": place.row,
        "col": place.col,
        "line": place.line,
        "box": [round(edge, 2) for edge in place.box] if place.box else None,
    }
    return {name: value for name, value in known.items() if value is not None}


def section_data(document: Document, place: Place) -> dict[str, Any] | None:
    """The section of the narrative that a place is in; None in a table and before any heading."""
    way = section_at(place, document.sections)
    if not way:
        return None
    return {
        "section_no": way[-1].section_no,
        "number": way[-1].number,
        "heading": writable(heading(way)),
    }


def verdict_data(document: Document) -> dict[str, Any]:
    """Counts of findings and checks, and the sentence in both languages."""
    verdict = document.verification.verdict
    outcomes = [check.verdict for check in document.checks]
    return {
        "errors": document.count("error"),
        "warnings": document.count("warning"),
        "notes": document.count("note"),
        "checks": len(outcomes),
        **{
            name: outcomes.count(name)
            for name in ("exact", "rounded", "inconsistent", "not_checked")
        },
        "sentence": verdict.sentence,
        "sentence_zh": verdict.sentence_zh,
    }


def _figure(figure: Figure | None) -> str | None:
    return number(figure.value) if figure else None


def _form(document: Document, form: Form) -> dict[str, Any]:
    score = total(form, "score")
    return {
        "form_id": document.form_id(form.form_no),
        "form_no": form.form_no,
        "kind": form.kind,
        "template": form.template,
        "title": writable(form.title),
        "year": form.year,
        "unit": writable(form.unit),
        "department": writable(form.department),
        "project": writable(form.project),
        "project_code": writable(form.project_code),
        "weight_total_stated": _figure(form.weight_total_stated),
        "weight_total": number(total(form, "weight")),
        "score_total_stated": _figure(form.score_total_stated),
        "score_total": number(score),
        "grade_stated": writable(form.grade_stated.text) if form.grade_stated else "",
        "grade": grade(form, score),
        "place": place_data(form.place),
    }


def finding_data(document: Document, no: int, finding: Finding) -> dict[str, Any]:
    """One finding with its place, its addends and what may explain it."""
    return {
        "finding_no": no,
        "form_id": document.form_id(finding.form_no),
        "rule": finding.rule,
        "severity": finding.severity,
        "material": finding.material,
        "field": finding.field,
        "label": writable(finding.label),
        "stated": writable(finding.stated),
        "recomputed": writable(finding.recomputed),
        "difference": number(finding.difference),
        "tolerance": number(finding.tolerance),
        "place": place_data(finding.place),
        "section": section_data(document, finding.place),
        "message": writable(finding.message),
        "message_zh": writable(finding.message_zh),
        "formula": writable(finding.check.formula) if finding.check else "",
        "terms": [_term(term) for term in finding.check.terms] if finding.check else [],
        "candidates": [candidate_data(candidate) for candidate in finding.candidates],
        "cause": finding.cause,
    }


def _term(term: Term) -> dict[str, Any]:
    return {
        "label": writable(term.label),
        "sign": term.sign,
        "value": plain(term.figure.value),
        "raw": writable(term.figure.raw),
        "place": place_data(term.figure.place),
    }


def check_data(document: Document, no: int, check: Check) -> dict[str, Any]:
    """One check that was tried."""
    return {
        "check_no": no,
        "form_id": document.form_id(check.form_no),
        "rule": check.rule,
        "verdict": check.verdict,
        "field": check.field,
        "label": writable(check.label),
        "stated": number(check.stated),
        "stated_low": number(check.stated_low),
        "stated_high": number(check.stated_high),
        "recomputed": number(check.recomputed),
        "recomputed_low": number(check.recomputed_low),
        "recomputed_high": number(check.recomputed_high),
        "formula": writable(check.formula),
        "reason": writable(check.reason),
        "reason_zh": writable(check.reason_zh),
        "place": place_data(check.place),
        "section": section_data(document, check.place),
    }


def _repair(document: Document, no: int, repair: Repair) -> dict[str, Any]:
    return {
        "repair_no": no,
        "form_id": document.form_id(repair.form_no),
        "table": repair.table,
        "row_no": repair.row_no,
        "column": repair.column,
        "from": repair.old,
        "to": repair.new,
        "rule": repair.rule,
        "reason": writable(repair.reason),
        "reason_zh": writable(repair.reason_zh),
    }
