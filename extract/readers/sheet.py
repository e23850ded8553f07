"""Workbooks (.xlsx, .xls, .et, .ods, .xlsb, Excel 2003 XML) and comma-separated files: one table a sheet or more.

A cell's text is what the program shows, not what it stores: 86% and not 0.8657. Where a workbook
cannot be read with its formats it is read by calamine without them, and a note says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from extract.document import Document, ReadError
from extract.encoding import decode
from extract.readers import _sheet_abreast, _sheet_calamine, _sheet_csv, _sheet_grid
from extract.readers._blocks import Blocks
from extract.readers._sheet_format import plain
from extract.readers._sheet_grid import Sheet
from extract.registry import reader

FORMATS = ("xlsx", "xls", "et", "ods", "xlsb", "sheetxml", "csv")
EXTRA = ""

_LOCKED = "The workbook is locked with a password; open it, remove the password and save it."
_DAMAGED = "The workbook is damaged; open it in Excel or WPS, save it as .xlsx and try once more."
_NO_FORMATS = "number formats could not be read; figures are shown as they are stored"


@reader("xlsx", "xls", "et", "ods", "xlsb", "sheetxml", "csv")
def read(path: Path, kind: str) -> Document:
    """Read a workbook. ReadError ``encrypted``, ``damaged``, ``empty`` (no sheet holds anything)
    or ``too-large``."""
    notes: list[str] = []
    sheets = _csv(path) if kind == "csv" else _sheets(path, kind, notes)
    blocks = Blocks()
    for sheet in sheets:
        for part in _sheet_abreast.parts(sheet):
            _sheet_grid.add(part, blocks)
        notes.extend(sheet.notes)
    found = blocks.done()
    if not found:
        raise ReadError("empty", "No sheet of the workbook holds anything.")
    return Document(kind, found, reader="sheet", notes=tuple(notes))


def _csv(path: Path) -> list[Sheet]:
    text, _ = decode(path.read_bytes())
    sign = _sheet_csv.delimiter(text) or _sheet_csv.delimiter(text, _sheet_csv.BAR) or ","
    return [_sheet_csv.sheet(text, sign)]


def _sheets(path: Path, kind: str, notes: list[str]) -> Iterable[Sheet]:
    """The sheets by the reader of their format, else by calamine."""
    own = _reader_of(kind)
    if own is not None:
        try:
            return own(path)
        except ReadError:
            raise
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  xlrd fails in every way there is on odd files
            return _fallback(path, notes, error)
    return _fallback(path, notes, None)


def _reader_of(kind: str) -> Callable[[Path], list[Sheet]] | None:
    match kind:
        case "xlsx":
            from extract.readers import _sheet_xlsx

            return _sheet_xlsx.read
        case "xls" | "et":
            from extract.readers import _sheet_xls

            return _sheet_xls.read
        case "sheetxml":
            from extract.readers import _sheet_xml

            return _sheet_xml.read
        case "ods":
            from extract.readers import _sheet_ods

            return _sheet_ods.read
        case _:
            return None


def _fallback(path: Path, notes: list[str], error: Exception | None) -> list[Sheet]:
    try:
        sheets = [_calamine(found) for found in _sheet_calamine.read(path)]
    except _sheet_calamine.BrokenWorkbookError as broken:
        if broken.locked:
            raise ReadError("encrypted", _LOCKED) from broken
        raise ReadError("damaged", _DAMAGED) from (error or broken)
    notes.append(_NO_FORMATS)
    return sheets


def _calamine(found: dict[str, Any]) -> Sheet:
    sheet = Sheet(found["name"], hidden=found["hidden"])
    top, left = found["start"]
    for r, row in enumerate(found["rows"], top):
        for c, value in enumerate(row, left):
            sheet.put(r, c, _plain_text(value))
    for (r0, c0), (r1, c1) in found["merges"]:
        sheet.merges.append((r0, c0, r1, c1))
    return sheet


def _plain_text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return plain(repr(value)) if isinstance(value, float) else str(value)
