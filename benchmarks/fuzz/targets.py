"""What is fuzzed: every reader, and every parser behind them, each with what it starts from."""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

from benchmarks.fuzz import seeds
from benchmarks.fuzz.oracle import BrokenError, judge_figures, judge_file, judge_report
from extract import Cell, Document, Paragraph, Place, ReadError, Table, sniff
from extract.form import Printed
from extract.ink import Piece
from extract.readers.archive import members, unpacked
from extract.registry import formats

MOST_CELLS = 1500
MOST_PIECES = 600


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that is fuzzed: ``judge`` takes bytes and raises where a promise is broken;
    ``covers`` names the formats (or, in lower-case words, the parsers) that it stands for."""

    name: str
    says: str
    covers: tuple[str, ...]
    seeds: Callable[[], Iterable[bytes]]
    judge: Callable[[bytes], object]


def _file(suffix: str) -> Callable[[bytes], object]:
    """A judge of files with this suffix; one in eight is read twice, told by its own bytes."""

    def judge(data: bytes) -> object:
        with tempfile.TemporaryDirectory(prefix="fuzz-", dir=_fast()) as folder:
            path = Path(folder) / f"x{suffix}"
            path.write_bytes(data)
            return judge_file(path, again=sum(data[:4096]) % 8 == 0)

    return judge


_read_pdf = _file(".pdf")


def _pdf(data: bytes) -> object:
    """A PDF as where no OCR is installed: a page with broken fonts would take a second of it."""
    from extract.readers import pdf

    with patch.object(pdf, "read_by_ocr", lambda _path, _pages: None):
        return _read_pdf(data)


def _fast() -> str | None:
    """Where files are quickest to write."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108


def _made(kind: str) -> list[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        return seeds.converted(kind, Path(folder))


def _sniff(data: bytes) -> None:
    with tempfile.TemporaryDirectory(prefix="fuzz-", dir=_fast()) as folder:
        path = Path(folder) / "x"
        path.write_bytes(data)
        try:
            kind = sniff(path)
        except ReadError:
            return
        if kind not in _KINDS:
            raise BrokenError(f"an unknown kind: {kind!r}")


_KINDS = {*formats(), "zip", "rar", "7z", "gz", "gif", "pptx", "ppt", "odp", "epub", "ofd", "xml"}


def _archive(data: bytes) -> None:
    with tempfile.TemporaryDirectory(prefix="fuzz-", dir=_fast()) as folder:
        path = Path(folder) / "x.zip"
        path.write_bytes(data)
        try:
            list(members(path))
            with unpacked(path, Path(folder)) as found:
                for member in found:
                    _judge_member(member.path, member.file, Path(folder))
        except ReadError:
            pass
        if sorted(p.name for p in Path(folder).iterdir()) != ["x.zip"]:
            raise BrokenError("something of the archive was left behind")


def _judge_member(name: str, file: Path | ReadError, folder: Path) -> None:
    if name.startswith("/") or ".." in name.split("/") or "\0" in name:
        raise BrokenError(f"a path that leads out: {name!r}")
    if isinstance(file, Path) and (folder not in file.parents or not file.is_file()):
        raise BrokenError(f"unpacked to the wrong place: {file}")


def _cells(data: bytes) -> None:
    """Each line as a printed cell, to every parser of one."""
    from normalize import cells, number, target, unit
    from normalize.report import Figure

    lines = data.decode("utf-8", "replace").split("\n")[:60]
    for line, next_line in zip(lines, [*lines[1:], ""], strict=True):
        cell = Printed(line, Place())
        full = Figure(Decimal(10), Decimal(1), "10", Place())
        declared = unit.declared_unit(next_line)
        made = (
            number.read_number(line), number.read_number(f"{line}\n{next_line}"), target.operator(line),
            target.read_target(line, target.operator(next_line), next_line[:9]), target.read_actual(line, next_line[:9]),
            cells.money(cell, declared), cells.rate(cell, next_line), cells.points(cell), cells.points(cell, full),
            cells.heads(cell), cells.nearest_unit(line, next_line), unit.money_unit(line),
        )  # fmt: skip
        judge_figures(made)


def _narrative(data: bytes) -> object:
    return _understood(
        [Paragraph(t, Place(block=n, line=n)) for n, t in enumerate(_lines(data), 1)]
    )


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").replace("\0", "").split("\n")[:400]


def _understood(blocks: list[Paragraph | Table]) -> object:
    from normalize import understand
    from normalize.repair import explain, repairs
    from score import verify

    document = Document("txt", tuple(blocks), "fuzz")
    report = understand(document)
    judge_report(document, report)
    verification = verify(report)
    judge_figures(verification)
    for form in report.forms:
        judge_figures((explain(form, report), repairs(form, report)))
    return report


def _grid(data: bytes) -> object:
    """Lines of cells as one table: recognising, cleaning, checking and explaining it."""
    first, *lines = _lines(data)
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for row, line in enumerate(lines, 1):
        col = 1
        for part in line.split("\t"):
            text, down, across = (*part.split("\x1f"), "", "")[:3]
            while (row, col) in taken:
                col += 1
            high, wide = _span(down, len(lines) - row + 1), _span(across, 40)
            slots = {(row + r, col + c) for r in range(high) for c in range(wide)} - {(row, col)}
            if slots & taken:
                high = wide = 1
                slots = set()
            taken |= slots | {(row, col)}
            cells.append(Cell(text, Place(block=2, table=1, row=row, col=col), high, wide))
            if len(cells) >= MOST_CELLS:
                break
    title = Paragraph(first, Place(block=1))
    if not cells:
        return _understood([title])
    cols = max(c.place.col + c.colspan - 1 for c in cells if c.place.col)
    return _understood([title, Table(tuple(cells), len(lines), cols, Place(block=2, table=1))])


def _span(text: str, most: int) -> int:
    return (
        max(1, min(int(text), most)) if text.isascii() and text.isdigit() and len(text) < 4 else 1
    )


def _page(data: bytes) -> object:
    """Pieces and rules as of a page without upright rules, to what finds the table in them."""
    from extract.readers._pdf_bands import half_ruled
    from extract.readers._pdf_columns import find_columns
    from extract.readers._pdf_unruled import unruled

    pieces, loose = _drawn(data)
    tables, walls = half_ruled(pieces, loose)
    half_ruled(pieces, loose, walls)
    drawn = unruled(pieces)
    found = [rule for table in tables for rule in (*table.across, *table.down)]
    found += [*drawn.across, *drawn.down]
    if drawn.open is not None:
        more = unruled(pieces, drawn.open)
        found += [*more.across, *more.down]
    columns = find_columns([[p] for p in pieces], loose)
    if any(not math.isfinite(x) for rule in found for x in rule):
        raise BrokenError("a rule that ends nowhere")
    again = unruled(pieces)
    if (again.across, again.down) != (drawn.across, drawn.down):
        raise BrokenError("the same page gives two sets of rules")
    return columns


def _drawn(data: bytes) -> tuple[list[Piece], list[tuple[float, float, float]]]:
    pieces: list[Piece] = []
    rules: list[tuple[float, float, float]] = []
    for line in _lines(data)[:MOST_PIECES]:
        words = line.split(" ", 4)
        if words[0] == "-" and len(words) == 4:
            y, left, right = map(_point, words[1:])
            rules.append((y, min(left, right), max(left, right) + 1))
        elif len(words) == 5 and words[4].strip():
            left, top, right, bottom = map(_point, words[:4])
            box = min(left, right), min(top, bottom), max(left, right) + 0.1, max(top, bottom) + 0.1
            pieces.append((words[4], *box))
    return pieces, rules


def _point(text: str) -> float:
    """A coordinate of a page of at most 20,000 points, as PDFium gives them."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return max(-2e4, min(2e4, value)) if math.isfinite(value) else 0.0


TARGETS: tuple[Target, ...] = (
    Target("docx", "Word", ("docx",), lambda: (*seeds.sample("docx"), *seeds.written("docx")), _file(".docx")),
    Target("pdf", "PDF, ruled, half ruled and unruled", ("pdf",),
           lambda: (*seeds.sample("pdf"), *seeds.written("pdf", "pdf-half-ruled", "pdf-unruled")), _pdf),
    Target("txt", "text in every style and code, the glued ones too", ("txt",), seeds.texts, _file(".txt")),
    Target("html", "web pages, saved ones too", ("html", "mht"), lambda: seeds.written("html", "mht"), _file(".html")),
    Target("xlsx", "workbooks", ("xlsx", "xlsb"), lambda: seeds.written("xlsx"), _file(".xlsx")),
    Target("xls", "workbooks before 2007", ("xls", "et"), lambda: _made("xls"), _file(".xls")),
    Target("ods", "OpenDocument workbooks", ("ods",), lambda: _made("ods"), _file(".ods")),
    Target("sheetxml", "workbooks in XML", ("sheetxml",), seeds.sheet_xml, _file(".xml")),
    Target("csv", "comma-separated files", ("csv",), lambda: seeds.written("csv"), _file(".csv")),
    Target("picture", "pictures, with the real OCR", ("jpg", "png", "tif", "bmp"), seeds.pictures, _file(".png")),
    Target("sniff", "telling formats apart, OLE2 directories", ("sniff",), seeds.heads, _sniff),
    Target("archive", "zip archives", ("archive",), seeds.archives, _archive),
    Target("cells", "numbers, units, rates, points, targets", ("number", "unit", "target"), seeds.cells, _cells),
    Target("narrative", "sections, sums and counts of running text", ("section", "narrative"), seeds.narratives, _narrative),
    Target("grid", "recognising, cleaning, checking and explaining forms", ("recognise", "repair"), seeds.grids, _grid),
    Target("page", "tables without rules", ("unruled",), seeds.pages, _page),
)  # fmt: skip
"""Every target. The readers that go through LibreOffice are not fuzzed by coverage: see ``files``."""
