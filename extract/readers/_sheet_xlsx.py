"""Workbooks of Office Open XML, read as a stream: values, number formats, merged and hidden cells.

Formulas give the value that the program stored with them. Only filled cells are kept, so a million
formatted but empty rows cost time and no memory. Raises KeyError, ValueError, BadZipFile or
XMLSyntaxError where the package is not as it should be.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import regex
from lxml import etree

from extract.document import ReadError
from extract.frozen import dataclass
from extract.readers._sheet_format import BUILTIN, plain, shown
from extract.readers._sheet_grid import Sheet

MAX_PART = 2_000_000_000  # bytes of one part when unpacked

_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REL_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_REFERENCE = regex.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPE = regex.compile(r"_x([0-9A-Fa-f]{4})_")
_SHEET = "/worksheet"  # charts and macro sheets are others


@dataclass(frozen=True, slots=True)
class _Book:
    """What the sheets share: strings, the format of each style, the day that dates count from."""

    strings: Sequence[str]
    codes: Sequence[str]
    epoch_1904: bool


def read(path: Path) -> list[Sheet]:
    """The sheets of a workbook, in order."""
    with zipfile.ZipFile(path) as package:
        targets = _relations(package, "xl/workbook.xml")
        workbook = _root(package, _name(package, "xl/workbook.xml"))
        properties = next(_children(workbook, "workbookPr"), None)
        epoch = properties is not None and properties.get("date1904") in ("1", "true")
        book = _Book(_strings(package, targets), _codes(package, targets), epoch)
        sheets = []
        for element in _children(next(_children(workbook, "sheets")), "sheet"):
            kind, target = targets.get(element.get(_REL) or element.get(_REL_STRICT), ("", ""))
            if kind.endswith(_SHEET):
                hidden = element.get("state", "visible") != "visible"
                sheet = Sheet(element.get("name", ""), hidden=hidden)
                with _open(package, target) as stream:
                    _fill(sheet, stream, book)
                sheets.append(sheet)
        return sheets


def _name(package: zipfile.ZipFile, wanted: str) -> str:
    """The part under its real name: some programs write ``\\\\`` or other capitals."""
    names = package.namelist()
    if wanted in names:
        return wanted
    folded = {name.replace("\\", "/").lstrip("/").lower(): name for name in names}
    return folded[wanted.lstrip("/").lower()]


def _open(package: zipfile.ZipFile, name: str) -> IO[bytes]:
    info = package.getinfo(_name(package, name))
    if info.file_size > MAX_PART:
        raise ReadError("too-large", "The workbook unpacks to over 2 GB; split it.")
    return package.open(info)


def _root(package: zipfile.ZipFile, name: str) -> Any:
    with _open(package, name) as stream:
        return etree.parse(stream, _parser()).getroot()


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def _children(element: Any, name: str) -> Iterator[Any]:
    return (child for child in element if etree.QName(child).localname == name)


def _relations(package: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Id -> type and path of what a part refers to."""
    folder, name = posixpath.split(part)
    root = _root(package, f"{folder}/_rels/{name}.rels")
    found = {}
    for relation in root.iter("{*}Relationship"):
        target = relation.get("Target", "").replace("\\", "/")
        path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        found[relation.get("Id", "")] = (relation.get("Type", ""), posixpath.normpath(path))
    return found


def _part_of(targets: dict[str, tuple[str, str]], ending: str) -> str | None:
    return next((path for kind, path in targets.values() if kind.endswith(ending)), None)


def _strings(package: zipfile.ZipFile, targets: dict[str, tuple[str, str]]) -> list[str]:
    part = _part_of(targets, "/sharedStrings")
    if part is None:
        return []
    strings = []
    with _open(package, part) as stream:
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
    root = _root(package, part)
    own = {f.get("numFmtId"): f.get("formatCode", "") for f in root.iter("{*}numFmt")}
    styles = next(root.iter("{*}cellXfs"), ())
    ids = (style.get("numFmtId", "0") for style in styles)
    return [own.get(i) or BUILTIN.get(int(i), "General") for i in ids]


@dataclass(slots=True)
class _Cursor:
    """The last cell and row that have ended, for those that do not say where they stand."""

    row: int = -1
    col: int = -1


def _fill(sheet: Sheet, stream: IO[bytes], book: _Book) -> None:
    at = _Cursor()
    parts = etree.iterparse(
        stream,
        tag=("{*}row", "{*}c", "{*}mergeCell", "{*}col"),
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
        elif _is_hidden(element):
            sheet.hidden_cols += max(0, int(element.get("max", 0)) - int(element.get("min", 1)) + 1)


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
    if value is None and element.get("t") != "inlineStr":
        sheet.unvalued += element.find("{*}f") is not None
        return
    row = int(where[2]) - 1 if where else _row(element.getparent(), at)
    sheet.put(row, at.col, _text(element, value or "", book))


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
