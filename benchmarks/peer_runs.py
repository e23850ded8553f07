"""One reader over some files, in an environment of its own; started by ``benchmarks.peers``.

    python peer_runs.py READER FILE...

Prints one line of JSON: CPU seconds for all files after one that warms up, those of programs that
it starts included, peak memory of it or of such a program in MB, and the rows of cells that came out
of each file. Imports nothing of the project but, for ``fuhe``, it.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

Rows = list[list[Any]]
AT_ONCE = 20
"""Copies of a file that ``fuhe_at_once`` has LibreOffice convert in one go."""


def by_fuhe(path: str) -> Rows:
    """Our reader."""
    from extract import read

    return _rows_of(read(path))


def by_fuhe_at_once(path: str) -> Rows:
    """Our reader of old Word, which has LibreOffice convert twenty copies with one start."""
    from extract.document import Document
    from extract.readers.office import read_many

    with tempfile.TemporaryDirectory() as folder:
        kind = Path(path).suffix
        copies = [Path(shutil.copy(path, Path(folder) / f"{n}{kind}")) for n in range(AT_ONCE)]
        found = list(read_many([(copy, kind[1:]) for copy in copies]))
    return [row for one in found[-1:] if isinstance(one, Document) for row in _rows_of(one)]


def _rows_of(document: Any) -> Rows:
    rows: Rows = []
    for table in document.tables:
        starting: list[list[str]] = [[] for _ in range(table.rows)]
        for cell in table.cells:
            starting[(cell.place.row or 1) - 1].append(cell.text)
        rows += starting
    return rows


def by_pdfplumber(path: str) -> Rows:
    """``extract_tables``; a slot under a merged cell is None."""
    pdfplumber = import_module("pdfplumber")

    with pdfplumber.open(path) as document:
        return [row for page in document.pages for table in page.extract_tables() for row in table]


def by_pdfminer(path: str) -> Rows:
    """The text of the pages, no tables."""
    import_module("pdfminer.high_level").extract_text(path)
    return []


def by_pdfspine(path: str) -> Rows:
    """``find_tables`` of a young reader in Rust."""
    document = import_module("pdfspine").open(path)
    return [row for page in document for found in page.find_tables() for row in found.extract()]


def by_pdfplumber_rs(path: str) -> Rows:
    """pdfplumber written anew in Rust, which takes the name of pdfplumber."""
    document = import_module("pdfplumber").open(path)
    return [row for page in document.pages for table in page.extract_tables() for row in table]


def by_tablers(path: str) -> Rows:
    """``find_tables`` of a young reader in Rust over PDFium."""
    tablers = import_module("tablers")
    found = [
        table for page in tablers.Document(path).pages() for table in tablers.find_tables(page)
    ]
    return [[cell and cell.text for cell in row.cells] for table in found for row in table.rows]


def by_pymupdf(path: str) -> Rows:
    """``find_tables``."""
    pymupdf = import_module("pymupdf")

    with pymupdf.open(path) as document:
        return [row for page in document for found in page.find_tables() for row in found.extract()]


def by_img2table(path: str) -> Rows:
    """Bordered tables of a PDF with text, no OCR."""
    tables = import_module("img2table.document").PDF(path).extract_tables()
    return [
        [str(cell or "") for cell in row]
        for page in tables.values()
        for table in page
        for row in table.df.to_numpy().tolist()
    ]


def by_camelot(path: str) -> Rows:
    """The lattice of a PDF with text."""
    tables = import_module("camelot").read_pdf(path, pages="all", flavor="lattice")
    return [[str(cell or "") for cell in row] for table in tables for row in table.data]


def by_markitdown(path: str) -> Rows:
    """The rows of the Markdown that it makes."""
    text = import_module("markitdown").MarkItDown().convert(path).text_content
    lines = (line.strip().strip("|") for line in text.splitlines() if line.startswith("|"))
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def by_docling(path: str) -> Rows:
    """The Word backend alone, without the pipelines around it, which need a gigabyte of models."""
    backend = import_module("docling.backend.msword_backend").MsWordDocumentBackend
    kind = import_module("docling.datamodel.base_models").InputFormat.DOCX
    opened = import_module("docling.datamodel.document").InputDocument(
        path_or_stream=Path(path), format=kind, backend=backend, filename=Path(path).name
    )
    rows: Rows = []
    for table in opened._backend.convert().tables:
        starting: Rows = [[] for _ in range(table.data.num_rows)]
        for cell in table.data.table_cells:
            starting[cell.start_row_offset_idx].append(cell.text)
        rows += starting
    return rows


def by_office_oxide(path: str) -> Rows:
    """The tables of a young reader of old Word in Rust."""
    with import_module("office_oxide").Document.open(path) as document:
        told = document.to_ir()
    blocks = [block for section in told["sections"] for block in section["elements"]]
    tables = [block for block in blocks if block["type"] == "table"]
    return [[_text(cell) for cell in row["cells"]] for table in tables for row in table["rows"]]


def _text(told: Any) -> str:
    """All texts below a node, one after the other."""
    if isinstance(told, list):
        return "".join(map(_text, told))
    return told.get("text") or _text(told.get("content", [])) if isinstance(told, dict) else ""


def by_docx_cell(path: str) -> Rows:
    """python-docx, ``table.cell(row, column)`` for every slot; a merged cell once."""
    docx = import_module("docx")

    rows: Rows = []
    for table in docx.Document(path).tables:
        seen: list[Any] = []
        for row in range(len(table.rows)):
            found = []
            for column in range(len(table.columns)):
                cell = table.cell(row, column)
                if not any(cell._tc is other for other in seen[-40:]):
                    seen.append(cell._tc)
                    found.append(cell.text)
            rows.append(found)
    return rows


def by_docx_rows(path: str) -> Rows:
    """python-docx, ``row.cells``; a merged cell as often as it has slots."""
    docx = import_module("docx")

    tables = docx.Document(path).tables
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows]


READERS: dict[str, Callable[[str], Rows]] = {
    name.removeprefix("by_"): work
    for name, work in list(globals().items())
    if name.startswith("by_")
}


_WHOSE = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
_ADOPT = 36  # PR_SET_CHILD_SUBREAPER of Linux


def _adopt() -> None:
    """Processes whose parent ends become our children: LibreOffice, which a shell started for us, and
    whose time would be nobody's. Elsewhere than on Linux it stays so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_ADOPT, 1, 0, 0, 0)


def _seconds() -> float:
    """CPU time so far, ours and that of the programs that we started, once all of them have ended."""
    with suppress(ChildProcessError):
        while True:
            os.wait()
    used = [resource.getrusage(whose) for whose in _WHOSE]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    """Run the reader and tell."""
    reader, files = READERS[sys.argv[1]], sys.argv[2:]
    _adopt()
    reader(files[0])
    start = _seconds()
    found = [reader(file) for file in files]
    seconds = _seconds() - start
    own, started = (resource.getrusage(whose).ru_maxrss for whose in _WHOSE)
    peak = max(own, started) / 1024
    rows = [[[cell or "" for cell in row if cell is not None] for row in rows] for rows in found]
    print(json.dumps({"seconds": seconds, "peak": peak, "rows": rows}))


if __name__ == "__main__":
    main()
