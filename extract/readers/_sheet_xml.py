"""Workbooks in the XML that Excel 2003 saved and that many export programs still write.

Cells carry the index of a style; the style names a number format, by Excel's code or by a word.
Source: Microsoft, "XML Spreadsheet Reference" (the ``urn:schemas-microsoft-com:office:spreadsheet``
vocabulary).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree

from extract.document import ReadError
from extract.readers._sheet_format import shown
from extract.readers._sheet_grid import Sheet

MAX_BYTES = 200_000_000
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_NAMED = {
    "General Number": "General",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
    "Short Date": "yyyy/m/d",
    "Medium Date": "yyyy/m/d",
    "Long Date": 'yyyy"年"m"月"d"日"',
    "General Date": "yyyy/m/d",
}
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  dates of a workbook have no zone
_FURTHEST = 1_048_576  # rows or columns; no program has more


def read(path: Path) -> list[Sheet]:
    """The sheets of a workbook, in order. ReadError ``too-large`` or ``damaged``."""
    if path.stat().st_size > MAX_BYTES:
        raise ReadError("too-large", "The workbook is over 200 MB; split it into smaller files.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.parse(str(path), parser).getroot()
    except etree.XMLSyntaxError as error:
        message = "The workbook is damaged; open it in Excel or WPS and save it as .xlsx."
        raise ReadError("damaged", message) from error
    formats = _formats(root)
    return [_sheet(element, formats) for element in root.iter(f"{_SS}Worksheet")]


def _formats(root: Any) -> dict[str, str]:
    """Number format of each style; a style without one has that of its parent."""
    formats: dict[str, str] = {}
    for style in root.iter(f"{_SS}Style"):
        number = style.find(f"{_SS}NumberFormat")
        code = number.get(f"{_SS}Format") if number is not None else None
        parent = formats.get(style.get(f"{_SS}Parent", "Default"), "General")
        formats[style.get(f"{_SS}ID", "")] = _NAMED.get(code or "", code or parent)
    return formats


def _sheet(element: Any, formats: Mapping[str, str]) -> Sheet:
    options = element.findtext(".//{urn:schemas-microsoft-com:office:excel}Visible")
    sheet = Sheet(element.get(f"{_SS}Name", ""), hidden=(options or "").startswith("SheetHidden"))
    r = -1
    for row in element.iterfind(f"{_SS}Table/{_SS}Row"):
        r = _at(row, r)
        _fill(sheet, row, r, formats)
        sheet.hidden_rows += row.get(f"{_SS}Hidden") == "1"
        r += _count(row, "Span")
    return sheet


def _fill(sheet: Sheet, row: Any, r: int, formats: Mapping[str, str]) -> None:
    c = -1
    for cell in row.iterfind(f"{_SS}Cell"):
        c = _at(cell, c)
        style = cell.get(f"{_SS}StyleID") or row.get(f"{_SS}StyleID") or "Default"
        sheet.put(r, c, _shown(cell, formats.get(style, "General")))
        wide, tall = _count(cell, "MergeAcross"), _count(cell, "MergeDown")
        if wide or tall:
            sheet.merges.append((r, c, r + tall, c + wide))
        c += wide


def _at(element: Any, before: int) -> int:
    """Where an element stands, from 0: after the one before it unless it says another place."""
    index = _count(element, "Index")
    return index - 1 if index else before + 1


def _count(element: Any, name: str) -> int:
    value = element.get(f"{_SS}{name}", "0")
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 0
    return number if number <= _FURTHEST else 0


def _shown(cell: Any, code: str) -> str:
    """What a cell shows: text as it stands, a number or a date by its format."""
    data = cell.find(f"{_SS}Data")
    if data is None:
        return ""
    text = "".join(data.itertext())
    kind = data.get(f"{_SS}Type", "String")
    if kind == "Number":
        return shown(text, code)
    return shown(_serial(text), code) if kind == "DateTime" else text.strip("\n")


def _serial(text: str) -> str:
    """A date as the number of days that formats count, or as it stands where it is none."""
    try:
        passed = datetime.fromisoformat(text) - _EPOCH
    except (ValueError, TypeError):
        return text
    return str(passed.days) if not passed.seconds else str(passed.days + passed.seconds / 86400)
