"""Workbooks of Office Open XML, read as a stream: values, number formats, merged and hidden cells.

Formulas give the value that the program stored with them, or what they work out to where the program
that wrote the workbook left that to whoever opens it. Only filled cells are kept, so a million
formatted but empty rows cost time and no memory. Raises KeyError, ValueError, BadZipFile or
XMLSyntaxError where the package is not as it should be.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import field
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import regex
from lxml import etree

from extract.frozen import dataclass
from extract.readers import _sheet_boxes
from extract.readers._sheet_format import BUILTIN, plain, shown
from extract.readers._sheet_formula import Value, results
from extract.readers._sheet_grid import Sheet
from extract.readers._sheet_package import children, open_part, relations, root

_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REL_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_REFERENCE = regex.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPE = regex.compile(r"_x([0-9A-Fa-f]{4})_")
_SHEET = "/worksheet"  # charts and macro sheets are others


@dataclass(frozen=True, slots=True)
class _Book:
    """What the sheets share: strings, the format of each style, the day that dates count from, and
    whether formulas are to be worked out when the workbook is opened."""

    strings: Sequence[str]
    codes: Sequence[str]
    epoch_1904: bool
    works_out: bool


def read(path: Path) -> list[Sheet]:
    """The sheets of a workbook, in order."""
    with zipfile.ZipFile(path) as package:
        targets = relations(package, "xl/workbook.xml")
        workbook = root(package, "xl/workbook.xml")
        properties = next(children(workbook, "workbookPr"), None)
        epoch = properties is not None and properties.get("date1904") in ("1", "true")
        shared = _strings(package, targets), _codes(package, targets)
        book = _Book(*shared, epoch, _works_out(workbook))
        sheets = []
        for element in children(next(children(workbook, "sheets")), "sheet"):
            kind, target = targets.get(element.get(_REL) or element.get(_REL_STRICT), ("", ""))
            if kind.endswith(_SHEET):
                hidden = element.get("state", "visible") != "visible"
                sheet = Sheet(element.get("name", ""), hidden=hidden)
                with open_part(package, target) as stream:
                    drawn = _fill(sheet, stream, book)
                if drawn:
                    sheet.boxes += _sheet_boxes.read(package, target)
                sheets.append(sheet)
        return sheets


def _works_out(workbook: Any) -> bool:
    """True where no stored value of a formula counts: programs that cannot calculate store none, or 0."""
    said = next(children(workbook, "calcPr"), None)
    return said is not None and said.get("fullCalcOnLoad") in ("1", "true")


def _part_of(targets: dict[str, tuple[str, str]], ending: str) -> str | None:
    return next((path for kind, path in targets.values() if kind.endswith(ending)), None)


def _strings(package: zipfile.ZipFile, targets: dict[str, tuple[str, str]]) -> list[str]:
    part = _part_of(targets, "/sharedStrings")
    if part is None:
        return []
    strings = []
    with open_part(package, part) as stream:
        for _, element in etree.iterparse(
            stream, tag="{*}si", huge_tree=True, resolve_entities=False, no_network=True
        ):
            strings.append(_rich(element))
            _forget(element)
    return strings


def _rich(element: Any) -> str:
    """The text of runs, without the phonetic guide over it."""
    texts = (
        node.text or ""
        for node in element.iter("{*}t")
        if etree.QName(node.getparent()).localname != "rPh"
    )
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)), "".join(texts)).replace("\r", "")


def _forget(element: Any) -> None:
    """Free an element that has been read, and those before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _codes(package: zipfile.ZipFile, targets: dict[str, tuple[str, str]]) -> list[str]:
    """The format code of each cell style."""
    part = _part_of(targets, "/styles")
    if part is None:
        return []
    told = root(package, part)
    own = {f.get("numFmtId"): f.get("formatCode", "") for f in told.iter("{*}numFmt")}
    styles = next(told.iter("{*}cellXfs"), ())
    ids = (style.get("numFmtId", "0") for style in styles)
    return [own.get(i) or BUILTIN.get(int(i), "General") for i in ids]


@dataclass(frozen=True, slots=True)
class _Formula:
    """A formula, the format of its cell, and what the cell shows of the value stored with it."""

    text: str
    code: str
    stored: str


@dataclass(slots=True)
class _Cursor:
    """The last cell and row that have ended, for those that do not say where they stand; formulas that
    are still to be worked out, and the cells that they may need."""

    row: int = -1
    col: int = -1
    formulas: dict[tuple[int, int], _Formula] = field(default_factory=dict)
    values: dict[tuple[int, int], Value] = field(default_factory=dict)


def _fill(sheet: Sheet, stream: IO[bytes], book: _Book) -> bool:
    """Fills a sheet; says whether drawings lie over it."""
    at = _Cursor()
    drawn = False
    hidden: list[tuple[int, int]] = []
    parts = etree.iterparse(
        stream,
        tag=("{*}row", "{*}c", "{*}mergeCell", "{*}col", "{*}oddHeader", "{*}drawing"),
        huge_tree=True,
        resolve_entities=False,
        no_network=True,
    )
    for _, element in parts:
        name = element.tag.rpartition("}")[2]
        if name == "c":
            _cell(sheet, element, at, book)
        elif name == "row":
            at.row, at.col = _row(element, at), -1
            sheet.hidden_rows += _is_hidden(element)
            _forget(element)
        elif name == "mergeCell":
            sheet.merges.extend(_merge(element.get("ref", "")))
        elif name == "oddHeader":
            sheet.heading = _sheet_boxes.heading(element.text or "")
        elif name == "drawing":
            drawn = True
        elif _is_hidden(element):
            first, last = int(element.get("min", 1)) - 1, int(element.get("max", 0)) - 1
            sheet.hidden_cols += max(0, last - first + 1)
            hidden.append((first, last))
    if at.formulas:
        _work_out(sheet, at, book)
    if hidden:
        sheet.leave_out(hidden)
    return drawn


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") in ("1", "true")


def _row(element: Any, at: _Cursor) -> int:
    return int(element.get("r") or at.row + 2) - 1


def _cell(sheet: Sheet, element: Any, at: _Cursor, book: _Book) -> None:
    reference = element.get("r")
    if reference and not len(element):
        return
    where = _REFERENCE.fullmatch(reference or "")
    at.col = _column(where[1]) if where else at.col + 1
    value = element.findtext("{*}v")
    if value is None and element.get("t") != "inlineStr" and not book.works_out:
        sheet.unvalued += element.find("{*}f") is not None
        return
    row = int(where[2]) - 1 if where else _row(element.getparent(), at)
    if book.works_out:
        _note(element, value, at, (row, at.col), book)
        if (row, at.col) in at.formulas:
            return
    if value is not None or element.get("t") == "inlineStr":
        sheet.put(row, at.col, _text(element, value or "", book))


def _note(element: Any, value: str | None, at: _Cursor, slot: tuple[int, int], book: _Book) -> None:
    """Keeps a formula, or what another formula needs of the cell."""
    formula = element.find("{*}f")
    if formula is not None and formula.get("t", "normal") == "normal":
        style = int(element.get("s", 0))
        code = book.codes[style] if style < len(book.codes) else "General"
        stored = _text(element, value, book) if value and value != "0" else ""
        at.formulas[slot] = _Formula(formula.text or "", code, stored)
    elif element.get("t", "n") == "n":
        with suppress(ArithmeticError):
            at.values[slot] = Decimal(value) if value else None
    elif value is not None or element.get("t") == "inlineStr":
        at.values[slot] = _text(element, value or "", book)


def _work_out(sheet: Sheet, at: _Cursor, book: _Book) -> None:
    """Puts what the formulas show into the sheet; one that has no result shows what is stored."""
    found = dict(results({slot: f.text for slot, f in at.formulas.items()}, at.values))
    for slot, formula in at.formulas.items():
        value = found.get(slot)
        if isinstance(value, Decimal):
            said = f"{value:f}"
            general = formula.code == "General"
            shows = plain(said) if general else shown(said, formula.code, book.epoch_1904)
        else:
            shows = formula.stored if value is None else value
            sheet.unvalued += value is None and not formula.stored
        sheet.put(*slot, shows)


def _text(element: Any, value: str, book: _Book) -> str:
    kind = element.get("t", "n")
    if kind == "s":
        return book.strings[int(value)]
    if kind == "inlineStr":
        return _rich(element)
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind != "n":
        return _ESCAPE.sub(lambda m: chr(int(m[1], 16)), value)
    style = int(element.get("s", 0))
    code = book.codes[style] if style < len(book.codes) else "General"
    return plain(value) if code == "General" else shown(value, code, book.epoch_1904)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _merge(reference: str) -> Iterator[tuple[int, int, int, int]]:
    ends = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
    if len(ends) == 2 and ends[0] and ends[1]:
        (left, top), (right, bottom) = ((_column(m[1]), int(m[2]) - 1) for m in ends if m)
        yield top, left, bottom, right
