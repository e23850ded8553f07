"""Workbooks of OpenDocument (.ods): the text that each cell shows stands in the file itself."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

from extract.document import ReadError
from extract.readers._sheet_grid import Sheet

MAX_PART = 2_000_000_000  # bytes of the content when unpacked
_MOST_REPEAT = 10_000  # repeated filled rows or cells beyond this are a fill, not a form
_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TABLE, _TEXT, _OFFICE = _NS % "table", _NS % "text", _NS % "office"


def read(path: Path) -> list[Sheet]:
    """The sheets of a workbook, in order."""
    with zipfile.ZipFile(path) as package:
        info = package.getinfo("content.xml")
        if info.file_size > MAX_PART:
            raise ReadError("too-large", "The workbook unpacks to over 2 GB; split it.")
        with package.open(info) as stream:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            root = etree.parse(stream, parser).getroot()
    hidden = _hidden_styles(root)
    return [_sheet(table, hidden) for table in root.iter(f"{_TABLE}table") if _is_sheet(table)]


def _is_sheet(table: Any) -> bool:
    return bool(table.getparent().tag == f"{_OFFICE}spreadsheet")


def _hidden_styles(root: Any) -> set[str]:
    style = _NS % "style"
    return {
        element.getparent().get(f"{style}name", "")
        for element in root.iter(f"{style}table-properties")
        if element.get(f"{_TABLE}display") == "false"
    }


def _sheet(table: Any, hidden: set[str]) -> Sheet:
    name, style = table.get(f"{_TABLE}name", ""), table.get(f"{_TABLE}style-name", "")
    sheet = Sheet(name, hidden=style in hidden)
    r = 0
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table")) is not table:
            continue
        times = _count(row, "number-rows-repeated")
        before = len(sheet.cells)
        _fill(sheet, row, r)
        filled = len(sheet.cells) > before
        for k in range(1, min(times, _MOST_REPEAT) if filled else 1):
            _fill(sheet, row, r + k)
        if row.get(f"{_TABLE}visibility", "visible") != "visible" and filled:
            sheet.hidden_rows += times
        r += times
    return sheet


def _fill(sheet: Sheet, row: Any, r: int) -> None:
    c = 0
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        times = _count(cell, "number-columns-repeated")
        text = _shown(cell) if cell.tag.endswith("}table-cell") else ""
        if text:
            for k in range(min(times, _MOST_REPEAT)):
                sheet.put(r, c + k, text)
            tall, wide = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
            if tall > 1 or wide > 1:
                sheet.merges.append((r, c, r + tall - 1, c + wide - 1))
        c += times


def _count(element: Any, name: str) -> int:
    value = element.get(f"{_TABLE}{name}", "1")
    return max(1, int(value)) if value.isascii() and value.isdigit() else 1


def _shown(cell: Any) -> str:
    """The paragraphs of a cell, comments left out; a figure without the blanks that pad it."""
    text = "\n".join(_paragraph(child) for child in cell if child.tag == f"{_TEXT}p").strip("\n")
    return text.strip() if cell.get(f"{_OFFICE}value") is not None else text


def _paragraph(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c", "1")
            parts.append(" " * min(100, int(count) if count.isdigit() else 1))
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif isinstance(child.tag, str) and child.tag != f"{_OFFICE}annotation":
            parts.append(_paragraph(child))
        parts.append(child.tail or "")
    return "".join(parts)
