"""One document as rows of the corpus tables: texts in the column order of the schema.

A table is written column by column, for the values of a column are of one kind: those of most are
texts already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from fuhe.corpus.candidates import as_json
from fuhe.corpus.cells import Value, numbers, texts
from fuhe.corpus.columns import Columns, counts, header, numbered, spots, values, written
from fuhe.corpus.totals import grade, total
from fuhe.outputs.chinese import in_chinese
from fuhe.outputs.places import heading, section_at

if TYPE_CHECKING:
    from extract.document import Place
    from fuhe.document import Document
    from normalize.report import Figure, FundRow, IndicatorRow, Printed
    from score.check import Check

Row = dict[str, Value]
Rows = dict[str, list[list[str]]]


def rows(document: Document) -> Rows:
    """The rows of every table but failures. ``path`` of documents is left empty: it belongs to the
    run, not to the bytes."""
    return {
        "documents": [_cells("documents", _document(document))],
        "forms": _forms(document),
        "funds": _funds(document),
        "indicators": _indicators(document),
        "sections": _sections(document),
        "amounts": _amounts(document),
        "findings": _findings(document),
        "checks": _checks(document),
        "repairs": _repairs(document),
        "leftovers": _leftovers(document),
    }


def failed_document(sha256: str, size: int, reason: str, reason_zh: str = "") -> list[str]:
    """The documents row of a file that could not be read."""
    row: Row = {
        "doc_id": sha256[:16],
        "sha256": sha256,
        "bytes": size,
        "forms": 0,
        "sections": 0,
        "errors": 0,
        "warnings": 0,
        "status": "failed",
        "reason": reason,
        "reason_zh": reason_zh,
    }
    return _cells("documents", row)


def _cells(name: str, row: Row) -> list[str]:
    return texts(map(row.get, header(name)))


def _form_ids(document: Document, numbers: Iterable[int | None]) -> list[str]:
    told = list(numbers)
    known = {form_no: document.form_id(form_no) for form_no in set(told)}
    return [known[form_no] for form_no in told]


def _document(document: Document) -> Row:
    report, origin = document.report, document.provenance
    return {
        "doc_id": document.doc_id,
        "format": origin.format,
        "sha256": origin.sha256,
        "bytes": origin.bytes,
        "pages": report.pages,
        "title": report.title,
        "unit": report.unit,
        "region": report.region,
        "year": report.year,
        "forms": len(report.forms),
        "sections": len(report.sections),
        "errors": document.count("error"),
        "warnings": document.count("warning"),
        "ocr": report.ocr,
        "status": report.status,
        "reason": report.reason,
        "reason_zh": report.reason_zh,
        "reader": origin.reader,
        "notes": "\n".join(origin.notes),
        "notes_zh": "\n".join(map(in_chinese, origin.notes)),
    }


def _forms(document: Document) -> list[list[str]]:
    """Each form as printed; its numbers of people as they are in the clean one."""
    forms, clean = document.report.forms, document.forms
    if not forms:
        return []
    scores = [total(form, "score") for form in forms]
    graded = zip(forms, scores, strict=True)
    given: Columns = {
        "form_id": _form_ids(document, [form.form_no for form in forms]),
        "doc_id": [document.doc_id] * len(forms),
        "form_no": counts([form.form_no for form in forms]),
        "year": counts([form.year for form in forms]),
        "staff_quota": counts([_whole(form.staff_quota) for form in clean]),
        "staff_actual": counts([_whole(form.staff_actual) for form in clean]),
        "weight_total_stated": values([form.weight_total_stated for form in forms]),
        "weight_total": numbers([total(form, "weight") for form in forms]),
        "score_total_stated": values([form.score_total_stated for form in forms]),
        "score_total": numbers(scores),
        "page_first": counts([form.page_first for form in forms]),
        "page_last": counts([form.page_last for form in forms]),
    }
    said: Columns = {
        "kind": [form.kind for form in forms],
        "template": [form.template for form in forms],
        "title": [form.title for form in forms],
        "unit": [form.unit for form in forms],
        "department": [form.department for form in forms],
        "project": [form.project for form in forms],
        "project_code": [form.project_code for form in forms],
        "grade_stated": [_text(form.grade_stated) for form in forms],
        "grade": [grade(form, score) for form, score in graded],
    }
    return written("forms", given, said)


def _whole(figure: Figure | None) -> int | None:
    """Heads are counted whole; 12.0 is 12, and 12.5 is no count of heads."""
    if figure is None or figure.value != figure.value.to_integral_value():
        return None
    return int(figure.value)


def _text(printed: Printed | None) -> str:
    return printed.text if printed else ""


_FUND = ("budget_initial", "budget", "arrived", "executed", "rate", "weight", "score")
_POINTS = ("weight", "score", "review_score")


def _printed(
    rows: Sequence[FundRow] | Sequence[IndicatorRow], columns: tuple[str, ...]
) -> tuple[Columns, Columns]:
    """What rows print in some columns: ``X`` the figures and, apart, ``X_raw`` the cells."""
    figures, cells = [row.figures for row in rows], [row.cells for row in rows]
    given: Columns = {}
    said: Columns = {}
    for column in columns:
        found = [held.get(column) for held in figures]
        if any(found):
            given[column] = values(found)
        printed = [held.get(column) for held in cells]
        if any(printed):
            said[f"{column}_raw"] = [cell.text if cell else "" for cell in printed]
    return given, said


def _rows_at(document: Document, places: list[Place], held: Iterable[int]) -> Columns:
    """Where the rows of tables stand; ``held`` tells how many each form has."""
    ids = [document.form_id(form.form_no) for form in document.forms]
    each = zip(ids, held, strict=True)
    return {
        "form_id": list(chain.from_iterable([form_id] * count for form_id, count in each)),
        **spots(places),
    }


def _funds(document: Document) -> list[list[str]]:
    rows = [row for form in document.forms for row in form.funds]
    if not rows:
        return []
    given, said = _printed(rows, _FUND)
    held = (len(form.funds) for form in document.forms)
    given |= _rows_at(document, [row.place for row in rows], held)
    given["row_no"] = counts([row.row_no for row in rows])
    given["parent_row"] = counts([row.parent_row for row in rows])
    said["group"] = [row.group for row in rows]
    said["item"] = [row.item for row in rows]
    said["label"] = [row.label for row in rows]
    said["unit_stated"] = [row.unit_stated for row in rows]
    return written("funds", given, said)


def _indicators(document: Document) -> list[list[str]]:
    rows = [row for form in document.forms for row in form.indicators]
    if not rows:
        return []
    given, said = _printed(rows, _POINTS)
    held = (len(form.indicators) for form in document.forms)
    given |= _rows_at(document, [row.place for row in rows], held)
    given |= {
        "row_no": counts([row.row_no for row in rows]),
        "level1_code": [row.level1_code for row in rows],
        "level2_code": [row.level2_code for row in rows],
        "target_op": [row.target_op for row in rows],
        "target_value": values([row.target_value for row in rows]),
        "actual_value": values([row.actual_value for row in rows]),
        "attainment": numbers([row.attainment for row in rows]),
        "direction": [row.direction for row in rows],
    }
    said |= {
        "level1": [row.level1 for row in rows],
        "level2": [row.level2 for row in rows],
        "level3": [row.level3 for row in rows],
        "target": [row.target for row in rows],
        "actual": [row.actual for row in rows],
        "reason": [row.reason for row in rows],
        "target_unit": [row.target_unit for row in rows],
        "actual_unit": [row.actual_unit for row in rows],
    }
    return written("indicators", given, said)


def _sections(document: Document) -> list[list[str]]:
    sections = document.sections
    if not sections:
        return []
    given: Columns = {
        "doc_id": [document.doc_id] * len(sections),
        "section_no": counts([section.section_no for section in sections]),
        "level": counts([section.level for section in sections]),
        "page": counts([section.place.page for section in sections]),
    }
    said: Columns = {
        "numbering": [section.numbering for section in sections],
        "number": [section.number for section in sections],
        "title": [section.title for section in sections],
        "text": [section.text for section in sections],
    }
    return written("sections", given, said)


def _amounts(document: Document) -> list[list[str]]:
    amounts = document.amounts
    if not amounts:
        return []
    figures = [amount.figure for amount in amounts]
    given: Columns = {
        "doc_id": [document.doc_id] * len(amounts),
        "section_no": counts([amount.section_no for amount in amounts]),
        "amount_no": counts([amount.amount_no for amount in amounts]),
        "value": numbers([figure.value for figure in figures]),
        "parent_no": counts([amount.parent_no for amount in amounts]),
        "page": counts([figure.place.page for figure in figures]),
    }
    said: Columns = {
        "label": [amount.label for amount in amounts],
        "value_raw": [figure.raw for figure in figures],
    }
    return written("amounts", given, said)


def _findings(document: Document) -> list[list[str]]:
    findings = document.findings
    if not findings:
        return []
    places = [f.place for f in findings]
    ways = [section_at(place, document.sections) for place in places]
    told: dict[int, str] = {}
    given: Columns = {
        "doc_id": [document.doc_id] * len(findings),
        "form_id": _form_ids(document, [f.form_no for f in findings]),
        "finding_no": numbered(findings),
        "rule": [f.rule for f in findings],
        "severity": [f.severity for f in findings],
        "material": ["true" if f.material else "false" for f in findings],
        "difference": numbers([f.difference for f in findings]),
        "tolerance": numbers([f.tolerance for f in findings]),
        "table_col": counts([place.col for place in places]),
        "line": counts([place.line for place in places]),
        "cause": [f.cause for f in findings],
        "section_no": counts([way[-1].section_no if way else None for way in ways]),
        **spots(places),
    }
    said: Columns = {
        "field": [f.field for f in findings],
        "label": [f.label for f in findings],
        "stated": [f.stated for f in findings],
        "recomputed": [f.recomputed for f in findings],
        "message": [f.message for f in findings],
        "message_zh": [f.message_zh for f in findings],
        "candidates": [as_json(f.candidates, told) for f in findings],
        "sheet": [place.sheet or "" for place in places],
        "section": [heading(way) for way in ways],
        "formula": [f.check.formula if f.check else "" for f in findings],
    }
    return written("findings", given, said)


def _checks(document: Document) -> list[list[str]]:
    """Three of four rows of a document are checks."""
    checks = document.checks
    if not checks:
        return []
    given: Columns = {
        "doc_id": [document.doc_id] * len(checks),
        "form_id": _form_ids(document, [c.form_no for c in checks]),
        "check_no": numbered(checks),
        "rule": [c.rule for c in checks],
        "verdict": [c.verdict for c in checks],
        "stated": numbers([c.stated for c in checks]),
        "recomputed": numbers([c.recomputed for c in checks]),
        **_ranges(checks),
        **spots([c.place for c in checks]),
    }
    said: Columns = {
        "field": [c.field for c in checks],
        "label": [c.label for c in checks],
        "formula": [c.formula for c in checks],
        "reason": [c.reason for c in checks],
    }
    return written("checks", given, said)


def _ranges(checks: Sequence[Check]) -> Columns:
    """What the figures of checks stand for; a few of many are more than the figure itself."""
    wide = [
        (position, check)
        for position, check in enumerate(checks)
        if check.stated_low is not None or check.recomputed_low is not None
    ]
    made: Columns = {}
    for name in ("stated_low", "stated_high", "recomputed_low", "recomputed_high"):
        made[name] = column = [""] * len(checks)
        ends = numbers([getattr(check, name) for _, check in wide])
        for (position, _), end in zip(wide, ends, strict=True):
            column[position] = end
    return made


def _repairs(document: Document) -> list[list[str]]:
    repairs = document.repairs
    if not repairs:
        return []
    given: Columns = {
        "doc_id": [document.doc_id] * len(repairs),
        "form_id": _form_ids(document, [repair.form_no for repair in repairs]),
        "repair_no": numbered(repairs),
        "table": [repair.table for repair in repairs],
        "row_no": counts([repair.row_no for repair in repairs]),
        "column": [repair.column for repair in repairs],
        "rule": [repair.rule for repair in repairs],
    }
    said: Columns = {
        "from": [repair.old for repair in repairs],
        "to": [repair.new for repair in repairs],
        "reason": [repair.reason for repair in repairs],
        "reason_zh": [repair.reason_zh for repair in repairs],
    }
    return written("repairs", given, said)


def _leftovers(document: Document) -> list[list[str]]:
    found = [(form.form_no, text) for form in document.forms for text in form.leftovers]
    left = [*found, *((None, text) for text in document.report.leftovers)]
    if not left:
        return []
    places = [text.place for _, text in left]
    given: Columns = {
        "doc_id": [document.doc_id] * len(left),
        "form_id": _form_ids(document, [form_no for form_no, _ in left]),
        "leftover_no": numbered(left),
        "table_col": counts([place.col for place in places]),
        "line": counts([place.line for place in places]),
        **spots(places),
    }
    return written("leftovers", given, {"text": [text.text for _, text in left]})
