"""One document as rows of the corpus tables: texts in the column order of the schema."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from fuhe.corpus.cells import Value, texts
from fuhe.corpus.schema import table
from fuhe.corpus.totals import grade, total

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
    made: dict[str, Iterable[Row]] = {
        "documents": [_document(document)],
        "forms": (_form(document, form, clean) for form, clean in _forms(document)),
        "funds": (_fund(document, f, r) for f in document.forms for r in f.funds),
        "indicators": (_indicator(document, f, r) for f in document.forms for r in f.indicators),
        "sections": _sections(document),
        "amounts": (_amount(document, amount) for amount in document.amounts),
        "findings": (_finding(document, n, f) for n, f in enumerate(document.findings, 1)),
        "checks": (),
        "repairs": _repairs(document),
        "leftovers": _leftovers(document),
    }
    cells = {name: [_cells(name, row) for row in found] for name, found in made.items()}
    cells["checks"] = _checks(document)
    return cells


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
    return texts(map(row.get, _header(name)))


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


def _row_place(place: Place) -> Row:
    return {"page": place.page, "table_no": place.table, "table_row": place.row}


def _figures(figures: Mapping[str, Figure], *columns: str) -> Row:
    return {column: _value(figures.get(column)) for column in columns}


def _raw(cells: Mapping[str, Printed], *columns: str) -> Row:
    return {f"{column}_raw": _text(cells.get(column)) for column in columns}


_FUND = ("budget_initial", "budget", "arrived", "executed", "rate", "weight", "score")


def _fund(document: Document, form: Form, row: FundRow) -> Row:
    return {
        "form_id": document.form_id(form.form_no),
        "row_no": row.row_no,
        "group": row.group,
        "item": row.item,
        "label": row.label,
        **_figures(row.figures, *_FUND),
        **_raw(row.cells, *_FUND),
        "unit_stated": row.unit_stated,
        "parent_row": row.parent_row,
        **_row_place(row.place),
    }


def _indicator(document: Document, form: Form, row: IndicatorRow) -> Row:
    return {
        "form_id": document.form_id(form.form_no),
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
        **_figures(row.figures, "weight", "score", "review_score"),
        **_raw(row.cells, "weight", "score"),
        **_row_place(row.place),
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
    }


def _candidates(candidates: tuple[Candidate, ...]) -> str:
    plain_data = [candidate_data(candidate) for candidate in candidates]
    return json.dumps(plain_data, ensure_ascii=False) if plain_data else ""


def candidate_data(candidate: Candidate) -> dict[str, Any]:
    """An explanation as plain data, with the parts of its place that are known."""
    known = {k: v for k, v in _place(candidate.place).items() if v is not None}
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
    """Three of four rows of a document are checks: they are written all at once, no row as a dict."""
    doc_id = document.doc_id
    forms = {form_no: document.form_id(form_no) for form_no in {c.form_no for c in document.checks}}
    values: list[Value] = []
    for number, c in enumerate(document.checks, 1):
        place = c.place
        values += (
            doc_id, forms[c.form_no], number, c.rule, c.verdict, c.field, c.label,
            c.stated, c.stated_low, c.stated_high, c.recomputed, c.recomputed_low, c.recomputed_high,
            c.formula, c.reason, place.page, place.table, place.row,
        )  # fmt: skip
    written, width = texts(values), len(_CHECK)
    rows = [written[at : at + width] for at in range(0, len(written), width)]
    wanted = _header("checks")
    return rows if wanted == _CHECK else [_in_order(row, wanted) for row in rows]


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
