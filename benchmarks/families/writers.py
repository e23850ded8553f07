"""Writers of a drawn form beside those of the samples: a web page, a workbook, a scan."""

from __future__ import annotations

import html
import io
from collections.abc import Callable

from making import as_docx, as_pdf, as_txt
from making.grid import Sheet


def as_html(sheet: Sheet) -> bytes:
    """A page with one table, rowspan and colspan as drawn, text in UTF-8."""
    out = ["<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>"]
    out += [f"<p align=center>{html.escape(line)}</p>" for line in sheet.title.split("\n")]
    out.append("<table border=1>")
    for row in sheet.by_row():
        cells = "".join(
            f"<td rowspan={b.rowspan} colspan={b.colspan}>{html.escape(b.text).replace(chr(10), '<br>')}</td>"
            for b in row
        )
        out.append(f"<tr>{cells}</tr>")
    out.append("</table>")
    out += [f"<p>{html.escape(line.shown)}</p>" for line in sheet.lines]
    return "".join([*out, "</body></html>"]).encode()


def as_xlsx(sheet: Sheet) -> bytes:
    """A workbook with one sheet, merged ranges as drawn, every cell as text."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("自评表")
    wrap = book.add_format({"text_wrap": True, "border": 1})
    lines = sheet.title.split("\n")
    for n, line in enumerate(lines):
        page.merge_range(n, 0, n, len(sheet.widths) - 1, line, wrap)
    top = len(lines)
    for b in sheet.boxes:
        row, last, right = b.row + top, b.row + top + b.rowspan - 1, b.col + b.colspan - 1
        if b.rowspan * b.colspan > 1:
            page.merge_range(row, b.col, last, right, b.text, wrap)
        else:
            page.write_string(row, b.col, b.text, wrap)
    if sheet.lines:
        more = book.add_worksheet("报告")
        for n, text in enumerate(sheet.lines):
            more.write_string(n, 0, text.shown)
    book.close()
    return buffer.getvalue()


def as_scan(sheet: Sheet) -> bytes:
    """The printed pages as a .tif of grey pictures at 200 dpi, worn as by an office scanner."""
    from PIL import Image

    from benchmarks.scan_reading import WEARS, pictures, worn

    wear = WEARS["office-200"]
    clean = pictures(as_pdf.dump(sheet), wear.dpi)
    pages = [Image.fromarray(worn(page, wear, seed)) for seed, page in enumerate(clean)]
    buffer = io.BytesIO()
    pages[0].save(
        buffer,
        "TIFF",
        save_all=True,
        append_images=pages[1:],
        compression="tiff_adobe_deflate",
        dpi=(wear.dpi, wear.dpi),
    )
    return buffer.getvalue()


WRITERS: dict[str, Callable[[Sheet], bytes]] = {
    "docx": as_docx.dump,
    "html": as_html,
    "pdf": as_pdf.dump,
    "txt": lambda sheet: as_txt.dump(sheet).encode(),
    "xlsx": as_xlsx,
    "scan": as_scan,
}
DEFAULTS = tuple(name for name in WRITERS if name != "scan")
"""What is measured unless asked otherwise: OCR takes seconds a page."""
