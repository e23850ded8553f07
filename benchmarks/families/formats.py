"""Every format of a drawn form: those that are written at once, and those that LibreOffice makes of
a .docx or an .xlsx, a whole folder at one start."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path

from benchmarks.families import cut_pages
from benchmarks.families.writers import WRITERS, as_html
from extract import Document, read
from extract.readers.office import find_program, read_many
from making import as_pdf
from making.grid import Sheet

CONVERTED: Mapping[str, str] = {
    "doc": "docx",
    "rtf": "docx",
    "odt": "docx",
    "xls": "xlsx",
    "ods": "xlsx",
}
"""Formats that LibreOffice makes, and of what."""

VALUES_ONLY = frozenset({"csv", "pdf-cut", "pdf-cut-half-ruled", "pdf-cut-unruled"})
"""Formats in which a report without a form is not drawn: values alone, rows cut by page breaks."""

SECONDS = 600


def as_mht(sheet: Sheet) -> bytes:
    """The web page as a browser saves it in one file."""
    page = EmailMessage()
    page["Subject"] = sheet.title.strip().split("\n")[0]
    page["MIME-Version"] = "1.0"
    page.set_content(as_html(sheet).decode(), subtype="html", cte="quoted-printable")
    page.replace_header("Content-Type", 'text/html; charset="utf-8"')
    return page.as_bytes()


def as_csv(sheet: Sheet) -> bytes:
    """The sheet as a program exports it: a merged cell's text in its first slot, GBK."""
    import csv
    import io

    out = io.StringIO(newline="")
    writer = csv.writer(out)
    width = len(sheet.widths)
    for line in sheet.title.split("\n"):
        writer.writerow([line, *[""] * (width - 1)])
    for row in range(sheet.rows):
        cells = [""] * width
        for box in sheet.boxes:
            if box.row == row:
                cells[box.col] = box.text
        writer.writerow(cells)
    for said in sheet.lines:
        writer.writerow([said.shown, *[""] * (width - 1)])
    return out.getvalue().encode("gb18030")


DIRECT: Mapping[str, Callable[[Sheet], bytes]] = {
    **WRITERS,
    "mht": as_mht,
    "csv": as_csv,
    "pdf-half-ruled": lambda sheet: as_pdf.dump(sheet, rules="horizontal"),
    "pdf-unruled": lambda sheet: as_pdf.dump(sheet, rules="none"),
    "pdf-cut": cut_pages.dump,
    "pdf-cut-half-ruled": lambda sheet: cut_pages.dump(sheet, rules="horizontal"),
    "pdf-cut-unruled": lambda sheet: cut_pages.dump(sheet, rules="none"),
    "pdf-turned": lambda sheet: as_pdf.dump(sheet, turned=90),
}
"""Formats that are written at once; what stands after a hyphen is a way of drawing."""


def suffix(kind: str) -> str:
    """The ending of a file of this format: ``pdf`` for ``pdf-unruled``."""
    return kind.split("-", maxsplit=1)[0]


def write_all(sheets: Mapping[str, Sheet], kind: str, folder: Path) -> dict[str, Path]:
    """A file of format ``kind`` in ``folder`` for each sheet, by its name."""
    paths = {name: folder / f"{name}.{suffix(kind)}" for name in sheets}
    source = CONVERTED.get(kind)
    if source is None:
        for name, sheet in sheets.items():
            paths[name].write_bytes(DIRECT[kind](sheet))
        return paths
    with tempfile.TemporaryDirectory() as scratch:
        made = write_all(sheets, source, Path(scratch))
        _convert(list(made.values()), kind, folder)
    return paths


def _convert(files: list[Path], kind: str, folder: Path) -> None:
    program = find_program()
    if program is None:
        raise SystemExit(f"making .{kind} files needs LibreOffice, which is not installed")
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                *(program, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless"),
                *("--convert-to", kind, "--outdir", str(folder), *map(str, files)),
            ],
            check=True,
            capture_output=True,
            timeout=SECONDS,
        )


def read_all(paths: Sequence[Path], kind: str) -> list[Document]:
    """The documents of files of one format; LibreOffice is started once for all it reads."""
    if CONVERTED.get(kind) != "docx":
        return [read(path) for path in paths]
    found = read_many([(path, kind) for path in paths])
    return [document for document in found if isinstance(document, Document)]  # strict zip tells
