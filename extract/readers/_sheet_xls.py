"""Workbooks of old Excel and WPS (.xls, .et): values, number formats, merged and hidden cells."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import xlrd  # type: ignore[import-untyped]

from extract.readers._sheet_format import plain, shown
from extract.readers._sheet_grid import Sheet

_ERRORS = dict(
    zip(
        (0, 7, 15, 23, 29, 36, 42),
        ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"),
        strict=True,
    )
)
_NOTHING = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)


def read(path: Path) -> list[Sheet]:
    """The sheets of a workbook, in order. Raises whatever xlrd raises on a damaged file."""
    with _open(path.read_bytes()) as book:
        return [_sheet(book, sheet) for sheet in book.sheets()]


def _open(data: bytes) -> Any:
    """The workbook, its warnings of odd records thrown away. Rows are as long as they are filled: one
    cell far out would make every row as wide."""
    return xlrd.open_workbook(
        file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
    )


def _sheet(book: Any, source: Any) -> Sheet:
    sheet = Sheet(source.name, hidden=bool(source.visibility))
    for r in range(source.nrows):
        for c, kind in enumerate(source.row_types(r)):
            if kind not in _NOTHING:
                sheet.put(r, c, _text(book, source.cell(r, c)))
    sheet.merges = [(r0, c0, r1 - 1, c1 - 1) for r0, r1, c0, c1 in source.merged_cells]
    sheet.hidden_rows = _hidden(source.rowinfo_map, source.nrows)
    sheet.hidden_cols = _hidden(source.colinfo_map, source.ncols)
    return sheet


def _hidden(infos: dict[int, Any], count: int) -> int:
    return sum(bool(info.hidden) for number, info in infos.items() if number < count)


def _text(book: Any, cell: Any) -> str:
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return str(cell.value)
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            code = _code(book, cell)
            value = repr(cell.value)
            return plain(value) if code == "General" else shown(value, code, bool(book.datemode))
        case xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
        case xlrd.XL_CELL_ERROR:
            return _ERRORS.get(cell.value, "#N/A")
        case _:
            return ""


def _code(book: Any, cell: Any) -> str:
    """The format code of a cell, General where the file names one that it does not hold."""
    style = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
    found = book.format_map.get(style.format_key) if style is not None else None
    return str(found.format_str) if found is not None and found.format_str else "General"
