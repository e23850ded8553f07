"""Findings as an Excel workbook: findings, checks with live formulas, repairs, files not read.

Texts of a document are written as texts: a cell that begins with ``=`` is never a formula, no
address becomes a link. Formulas are made of numbers alone and carry the value they give.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from fuhe.corpus.cells import plain, writable
from fuhe.outputs.apart import difference_text, tolerance_text
from fuhe.outputs.chinese import told
from fuhe.outputs.failed import Results
from fuhe.outputs.phrases import (
    check_name,
    is_sum,
    name_of,
    status_text,
    verdict_sentence,
)
from fuhe.outputs.places import where
from fuhe.outputs.wrap import wrap
from fuhe.settings import at_least

if TYPE_CHECKING:
    from fuhe.document import Document
    from fuhe.outputs.words import Words
    from score.check import Check, Finding

_LONGEST_TEXT = 32_767
_LONGEST_FORMULA = 8_000
_MOST_DIGITS = 15
_DECIMALS = 8
_LINE, _HIGHEST = 15, 409  # points; a row of Excel is at most so high
_A4 = 9  # as Excel numbers the sizes of paper
_SHEETS = {
    "overview": (
        "file", "title", "unit", "year", "format", "status", "errors", "warnings", "verdict",
        "note",
    ),
    "findings": (
        "file", "form", "severity", "rule", "place", "label", "stated", "recomputed",
        "difference", "tolerance", "material", "message", "candidates", "cause",
    ),
    "checks": (
        "file", "form", "rule", "verdict", "label", "field", "stated", "recomputed",
        "difference", "formula", "reason", "place",
    ),
    "repairs": ("file", "form", "row", "column", "from", "to", "rule", "reason"),
    "failures": ("file", "error", "message"),
}  # fmt: skip
_WIDTHS = {
    "file": 28, "title": 36, "message": 60, "candidates": 50, "formula": 50, "reason": 30,
    "place": 24, "rule": 22, "label": 24, "unit": 24, "status": 24, "note": 50,
    "overview.verdict": 60,
}  # fmt: skip


def write(results: Results, file: IO[bytes], words: Words, floor: str = "note") -> None:
    """Write the workbook."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, {**options, "in_memory": True}) as book:
        book_sheets = _Book(book, words)
        for name, document in results.documents():
            book_sheets.add(document, name, floor)
        for failed in results.failures:
            book_sheets.row("failures", [failed.path, failed.error, failed.told(words)])
        book_sheets.finish()


class _Book:
    def __init__(self, book: Any, words: Words) -> None:
        self.words = words
        wrapped = {"text_wrap": True, "valign": "top"}
        self.cell = book.add_format(wrapped)
        colours = {"error": "#B3261E", "warning": "#8A5A00", "note": "#0B6470"}
        self.grades = {s: book.add_format({**wrapped, "font_color": c}) for s, c in colours.items()}
        self.head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self.sheets = {name: self._sheet(book, name) for name in _SHEETS}
        self.rows = dict.fromkeys(_SHEETS, 0)

    def _sheet(self, book: Any, name: str) -> Any:
        sheet = book.add_worksheet(self.words(f"columns.{name}"))
        for at, column in enumerate(_SHEETS[name]):
            sheet.write_string(0, at, self.words(f"columns.{column}"), self.head)
            sheet.set_column(at, at, _width(name, column))
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)  # on paper: all columns side by side, the head on every page
        sheet.repeat_rows(0)
        return sheet

    def finish(self) -> None:
        """Let the reader filter every sheet."""
        for name, sheet in self.sheets.items():
            sheet.autofilter(0, 0, max(1, self.rows[name]), len(_SHEETS[name]) - 1)

    def row(self, sheet: str, values: Sequence[Any], style: Any = None) -> int:
        """Add a row of texts and numbers; its number in the sheet, from 0."""
        self.rows[sheet] += 1
        for at, value in enumerate(values):
            self._write(sheet, self.rows[sheet], at, value, style or self.cell)
        # not every program makes a row as high as its wrapped texts
        self.sheets[sheet].set_row(self.rows[sheet], _height(sheet, values))
        return self.rows[sheet]

    def _write(self, sheet: str, row: int, col: int, value: Any, style: Any) -> None:
        target = self.sheets[sheet]
        if value is None or value == "":
            return
        if isinstance(value, Decimal) and len(value.as_tuple().digits) > _MOST_DIGITS:
            value = plain(value)
        if isinstance(value, int | Decimal):
            target.write_number(row, col, value, style)
        else:
            target.write_string(row, col, writable(str(value))[:_LONGEST_TEXT], style)

    def add(self, document: Document, name: str, floor: str) -> None:
        """Add one document to every sheet."""
        words, report = self.words, document.report
        overview = [
            name, report.title, report.unit, report.year, report.format,
            status_text(report, words), document.count("error"), document.count("warning"),
            verdict_sentence(document, words), "\n".join(told(note, words) for note in report.notes),
        ]  # fmt: skip
        self.row("overview", overview)
        for finding in document.findings:
            if at_least(finding.severity, floor):
                self._finding(document, finding, name)
        for check in document.checks:
            self._check(document, check, name)
        for repair in document.repairs:
            place = [name, repair.form_no, repair.row_no, repair.column]
            self.row(
                "repairs",
                [
                    *place,
                    repair.old,
                    repair.new,
                    repair.rule,
                    words.pick(repair.reason, repair.reason_zh),
                ],
            )

    def _finding(self, document: Document, finding: Finding, name: str) -> None:
        words = self.words
        numbers = finding.difference is not None and finding.check is not None
        check = finding.check if numbers else None
        candidates = (words.pick(c.message, c.message_zh) for c in finding.candidates)
        values = [
            name, finding.form_no, words(f"severity.{finding.severity}"), finding.rule,
            where(finding.place, words, document.sections),
            name_of(finding.field, finding.label, words, finding.rule),
            _number(finding.stated), _number(finding.recomputed),
            _number(difference_text(finding).removeprefix("+")), _number(tolerance_text(finding)),
            words("columns.yes" if finding.material else "columns.no"),
            words.pick(finding.message, finding.message_zh), "\n".join(candidates), finding.cause,
        ]  # fmt: skip
        row = self.row("findings", values, self.grades[finding.severity])
        columns = _SHEETS["findings"]
        if check and isinstance(values[6], Decimal) and isinstance(values[7], Decimal):
            self._formulas("findings", row, columns, check)

    def _check(self, document: Document, check: Check, name: str) -> None:
        words = self.words
        values = [
            name, check.form_no, check.rule, words(f"verdict.{check.verdict}"),
            check_name(check, words), check.field, check.stated, _worked_out(check.recomputed), None,
            check.formula,
            words.pick(check.reason, check.reason_zh), where(check.place, words, document.sections),
        ]  # fmt: skip
        row = self.row("checks", values)
        self._formulas("checks", row, _SHEETS["checks"], check)

    def _formulas(self, sheet: str, row: int, columns: Sequence[str], check: Check) -> None:
        """The sum, and the difference, as formulas that a reader can follow."""
        if check.stated is None or check.recomputed is None:
            return
        stated, recomputed, apart = (
            columns.index(name) for name in ("stated", "recomputed", "difference")
        )
        target = self.sheets[sheet]
        formula = sum_formula(check)
        if formula:
            target.write_formula(row, recomputed, formula, self.cell, float(check.recomputed))
        # Excel has 15 digits; what is left of a difference beyond them is no difference
        left, right = (f"{chr(ord('A') + at)}{row + 1}" for at in (stated, recomputed))
        gap = float(check.stated - check.recomputed)
        target.write_formula(row, apart, f"=ROUND({left}-{right},8)", self.cell, round(gap, 8))


def _width(sheet: str, column: str) -> int:
    """The width of a column, in letters."""
    return _WIDTHS.get(f"{sheet}.{column}", _WIDTHS.get(column, 12))


def _height(sheet: str, values: Sequence[Any]) -> int:
    """The height of a row that shows its texts in full, in points."""
    lines = 1
    for column, value in zip(_SHEETS[sheet], values, strict=True):
        if isinstance(value, str):
            lines = max(lines, len(wrap(value, _width(sheet, column) - 1)))
    return min(_HIGHEST, _LINE * lines)


def sum_formula(check: Check) -> str:
    """``=7547.08+5834.54`` where the recomputed value is such a sum, else nothing."""
    if not is_sum(check) or len(check.terms) < 2:
        return ""
    signs = ("-" if term.sign < 0 else "+" for term in check.terms)
    parts = (f"{s}{_operand(t.figure.value)}" for s, t in zip(signs, check.terms, strict=True))
    formula = "=" + "".join(parts).removeprefix("+")
    return formula if len(formula) <= _LONGEST_FORMULA else ""


def _operand(value: Decimal) -> str:
    return f"({plain(value)})" if value < 0 else plain(value)


def _worked_out(value: Decimal | None) -> Decimal | None:
    """A recomputed value with the decimals that Excel can hold of a quotient."""
    if value is None or len(value.as_tuple().digits) <= _MOST_DIGITS:
        return value
    from score.wording import trimmed

    return Decimal(trimmed(value, _DECIMALS))


def _number(text: str) -> str | Decimal:
    """A text of digits as a number, any other as it is."""
    bare = text.removeprefix("-").replace(".", "", 1)
    return Decimal(text) if bare.isascii() and bare.isdigit() else text
