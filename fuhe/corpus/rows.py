"""One document as rows of the corpus tables: texts in the column order of the schema."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from fuhe.corpus.cells import Value, numbers, texts, words
from fuhe.corpus.schema import table
from fuhe.corpus.totals import grade, total
from fuhe.outputs.chinese import in_chinese
from fuhe.outputs.places import heading, section_at

if TYPE_CHECKING:
    from extract.document import Place
    from fuhe.document import Document
    from normalize.report import Amount, Figure, Form, FundRow, IndicatorRow, Printed
    from score.check import Candidate, Finding

Row = dict[str, Value]
Rows = dict[str, list[list[str]]]


def rows(document: Document) -> Rows:
    """The rows of every table but failures. ``path`` of documents is left empty: it belongs to the
    run, not to the bytes."""
    named = [(document.form_id(form.form_no), form) for form in document.forms]
    made: dict[str, Iterable[Row]] = {
        "documents": [_document(document)],
        "forms": (_form(document, form, clean) for form, clean in _forms(document)),
        "funds": (_fund(form_id, r) for form_id, f in named for r in f.funds),
        "indicators": (_indicator(form_id, r) for form_id, f in named for r in f.indicators),
        "sections": _sections(document),
        "amounts": (_amount(document, amount) for amount in document.amounts),
        "findings": (_finding(document, n, f) for n, f in enumerate(document.findings, 1)),
        "checks": (),
        "repairs": _repairs(document),
        "leftovers": _leftovers(document),
    }
    return {
        name: _table(name, found) if name != "checks" else _checks(document)
        for name, found in made.items()
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
    return _table(name, [row])[0]


def _table(name: str, found: Iterable[Row]) -> list[list[str]]:
    """Rows as texts in the order of the columns, all written at once."""
    header = _header(name)
    values = [value for row in found for value in map(row.get, header)]
    return _cut(texts(values), len(header)) if values else []


def _cut(written: list[str], width: int) -> list[list[str]]:
    return [written[at : at + width] for at in range(0, len(written), width)]


@cache
def _header(name: str) -> tuple[str, ...]:
    return tuple(table(name).header)


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


def _forms(document: Document) -> Iterator[tuple[Form, Form]]:
    """Each form as printed beside the clean one."""
    return zip(document.report.forms, document.forms, strict=True)


def _value(figure: Figure | None) -> Decimal | None:
    return figure.value if figure else None


def _text(printed: Printed | None) -> str | None:
    return printed.text if printed else None


def _form(document: Document, form: Form, clean: Form) -> Row:
    score = total(form, "score")
    return {
        "form_id": document.form_id(form.form_no),
        "doc_id": document.doc_id,
        "form_no": form.form_no,
        "kind": form.kind,
        "template": form.template,
        "title": form.title,
        "year": form.year,
        "unit": form.unit,
        "department": form.department,
        "project": form.project,
        "project_code": form.project_code,
        "staff_quota": _whole(clean.staff_quota),
        "staff_actual": _whole(clean.staff_actual),
        "weight_total_stated": _value(form.weight_total_stated),
        "weight_total": total(form, "weight"),
        "score_total_stated": _value(form.score_total_stated),
        "score_total": score,
        "grade_stated": _text(form.grade_stated),
        "grade": grade(form, score),
        "page_first": form.page_first,
        "page_last": form.page_last,
    }


def _whole(figure: Figure | None) -> Value:
    """Heads are counted whole; 12.0 is 12, and 12.5 is no count of heads."""
    if figure is None or figure.value != figure.value.to_integral_value():
        return None
    return int(figure.value)


def _place(place: Place, *wanted: str) -> Row:
    known: Row = {
        "page": place.page,
        "table_no": place.table,
        "table_row": place.row,
        "table_col": place.col,
        "line": place.line,
    }
    return {name: known[name] for name in wanted} if wanted else known


_FUND = ("budget_initial", "budget", "arrived", "executed", "rate", "weight", "score")
_POINTS = ("weight", "score", "review_score")
_RAW = {column: f"{column}_raw" for column in (*_FUND, *_POINTS)}


def _printed(row: FundRow | IndicatorRow, columns: tuple[str, ...]) -> Row:
    """What a row prints in some columns: ``X`` the figure, ``X_raw`` the cell; nothing where it has
    none."""
    figures, cells, place = row.figures, row.cells, row.place
    made: Row = {"page": place.page, "table_no": place.table, "table_row": place.row}
    for column in columns:
        if column in figures:
            made[column] = figures[column].value
        if column in cells:
            made[_RAW[column]] = cells[column].text
    return made


def _fund(form_id: str, row: FundRow) -> Row:
    return {
        "form_id": form_id,
        "row_no": row.row_no,
        "group": row.group,
        "item": row.item,
        "label": row.label,
        "unit_stated": row.unit_stated,
        "parent_row": row.parent_row,
        **_printed(row, _FUND),
    }


def _indicator(form_id: str, row: IndicatorRow) -> Row:
    return {
        "form_id": form_id,
        "row_no": row.row_no,
        "level1": row.level1,
        "level2": row.level2,
        "level3": row.level3,
        "level1_code": row.level1_code,
        "level2_code": row.level2_code,
        "target": row.target,
        "actual": row.actual,
        "reason": row.reason,
        "target_op": row.target_op,
        "target_value": _value(row.target_value),
        "target_unit": row.target_unit,
        "actual_value": _value(row.actual_value),
        "actual_unit": row.actual_unit,
        "attainment": row.attainment,
        "direction": row.direction,
        **_printed(row, _POINTS),
    }


def _sections(document: Document) -> Iterator[Row]:
    for section in document.sections:
        yield {
            "doc_id": document.doc_id,
            "section_no": section.section_no,
            "level": section.level,
            "numbering": section.numbering,
            "number": section.number,
            "title": section.title,
            "text": section.text,
            "page": section.place.page,
        }


def _amount(document: Document, amount: Amount) -> Row:
    return {
        "doc_id": document.doc_id,
        "section_no": amount.section_no,
        "amount_no": amount.amount_no,
        "label": amount.label,
        "value": amount.figure.value,
        "value_raw": amount.figure.raw,
        "parent_no": amount.parent_no,
        "page": amount.figure.place.page,
    }


def _finding(document: Document, number: int, finding: Finding) -> Row:
    return {
        "doc_id": document.doc_id,
        "form_id": document.form_id(finding.form_no),
        "finding_no": number,
        "rule": finding.rule,
        "severity": finding.severity,
        "material": finding.material,
        "field": finding.field,
        "label": finding.label,
        "stated": finding.stated,
        "recomputed": finding.recomputed,
        "difference": finding.difference,
        "tolerance": finding.tolerance,
        **_place(finding.place, "page", "table_no", "table_row", "table_col"),
        "message": finding.message,
        "message_zh": finding.message_zh,
        "candidates": _candidates(finding.candidates),
        "cause": finding.cause,
        "sheet": finding.place.sheet,
        "line": finding.place.line,
        **_section(document, finding.place),
        "formula": finding.check.formula if finding.check else "",
    }


def _section(document: Document, place: Place) -> Row:
    """The section of the narrative that a place is in; nothing in a table."""
    way = section_at(place, document.sections)
    return {"section_no": way[-1].section_no, "section": heading(way)} if way else {}


_as_json = json.JSONEncoder(ensure_ascii=False).encode


def _candidates(candidates: tuple[Candidate, ...]) -> str:
    return _as_json([candidate_data(one) for one in candidates]) if candidates else ""


def candidate_data(candidate: Candidate) -> dict[str, Any]:
    """An explanation as plain data, with the parts of its place that are known."""
    known = {name: at for name, at in _place(candidate.place).items() if at is not None}
    return {
        "kind": candidate.kind,
        "label": candidate.label,
        "stated": candidate.stated,
        "proposed": candidate.proposed,
        "message": candidate.message,
        "message_zh": candidate.message_zh,
        **known,
    }


_CHECK = (
    "doc_id", "form_id", "check_no", "rule", "verdict", "field", "label",
    "stated", "stated_low", "stated_high", "recomputed", "recomputed_low", "recomputed_high",
    "formula", "reason", "page", "table_no", "table_row",
)  # fmt: skip


def _checks(document: Document) -> list[list[str]]:
    """Three of four rows of a document are checks: they are written column by column, for only the
    figures and places are no texts yet."""
    checks = document.checks
    if not checks:
        return []
    forms = {form_no: document.form_id(form_no) for form_no in {c.form_no for c in checks}}
    places = [c.place for c in checks]
    columns = (
        [document.doc_id] * len(checks),
        [forms[c.form_no] for c in checks],
        map(str, range(1, len(checks) + 1)),
        [c.rule for c in checks],
        [c.verdict for c in checks],
        words([c.field for c in checks]),
        words([c.label for c in checks]),
        numbers([c.stated for c in checks]),
        numbers([c.stated_low for c in checks]),
        numbers([c.stated_high for c in checks]),
        numbers([c.recomputed for c in checks]),
        numbers([c.recomputed_low for c in checks]),
        numbers([c.recomputed_high for c in checks]),
        words([c.formula for c in checks]),
        words([c.reason for c in checks]),
        _counts([place.page for place in places]),
        _counts([place.table for place in places]),
        _counts([place.row for place in places]),
    )
    rows = list(map(list, zip(*columns, strict=True)))
    wanted = _header("checks")
    return rows if wanted == _CHECK else [_in_order(row, wanted) for row in rows]


def _counts(values: list[int | None]) -> list[str]:
    """Pages and rows as texts: a few numbers, again and again."""
    known = {value: "" if value is None else str(value) for value in set(values)}
    return [known[value] for value in values]


def _in_order(row: list[str], wanted: tuple[str, ...]) -> list[str]:
    known = dict(zip(_CHECK, row, strict=True))
    return [known.get(column, "") for column in wanted]


def _repairs(document: Document) -> Iterator[Row]:
    for number, repair in enumerate(document.repairs, 1):
        yield {
            "doc_id": document.doc_id,
            "form_id": document.form_id(repair.form_no),
            "repair_no": number,
            "table": repair.table,
            "row_no": repair.row_no,
            "column": repair.column,
            "from": repair.old,
            "to": repair.new,
            "rule": repair.rule,
            "reason": repair.reason,
            "reason_zh": repair.reason_zh,
        }


def _leftovers(document: Document) -> Iterator[Row]:
    of_forms = ((form.form_no, text) for form in document.forms for text in form.leftovers)
    of_none = ((None, text) for text in document.report.leftovers)
    number = 0
    for found in (of_forms, of_none):
        for form_no, printed in found:
            number += 1
            yield {
                "doc_id": document.doc_id,
                "form_id": document.form_id(form_no),
                "leftover_no": number,
                "text": printed.text,
                **_place(printed.place),
            }
