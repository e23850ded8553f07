"""Web pages and Word files with a form as published, read and verified by the real rooms."""

from __future__ import annotations

import html
import sys
from pathlib import Path

import extract
import score
from normalize import understand
from normalize.report import Report


def page(title: str, rows: list[str], told: str = "") -> str:
    """A page: the title, a table of rows ``a | b | c`` (``a*3`` spans three columns, ``a^2`` two
    rows), and the paragraphs of ``told``."""
    width = max(sum(_spans(cell)[1] for cell in _cells(row)) for row in rows)
    lines = [f"<p align=center>{html.escape(title)}</p>", "<table border=1>"]
    for row in rows:
        cells = [_spans(cell) for cell in _cells(row)]
        lines.append("<tr>" + "".join(_td(*cell) for cell in cells) + "</tr>")
    lines.append("</table>")
    lines += [f"<p>{html.escape(text.strip())}</p>" for text in told.split("\n") if text.strip()]
    assert width
    return "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>" + "".join(lines)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("|")]


def _spans(cell: str) -> tuple[str, int, int]:
    text, _, down = cell.partition("^")
    text, _, across = text.partition("*") if text.rpartition("*")[2].isdigit() else (text, "", "")
    return text, int(across or 1), int(down or 1)


def _td(text: str, across: int, down: int) -> str:
    return f"<td colspan={across} rowspan={down}>{html.escape(text)}</td>"


def report(folder: Path, title: str, rows: list[str], told: str = "") -> Report:
    """The report of such a page."""
    path = folder / "form.html"
    path.write_text(page(title, rows, told), encoding="utf-8")
    return understand(extract.read(path))


def word(folder: Path, title: str, rows: list[str], told: str = "") -> Report:
    """The report of a Word file with the same title, table and paragraphs."""
    root = str(Path(__file__).resolve().parents[2] / "samples")
    sys.path[:0] = [] if root in sys.path else [root]
    from making.as_docx import dump
    from making.grid import Box, Line, Sheet

    boxes: list[Box] = []
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(rows):
        col = 0
        for text, across, down in map(_spans, _cells(row)):
            while (at, col) in taken:
                col += 1
            boxes.append(Box(text, at, col, down, across))
            taken |= {(at + i, col + j) for i in range(down) for j in range(across)}
            col += across
    width = max(box.col + box.colspan for box in boxes)
    lines = tuple(Line(text.strip()) for text in told.split("\n") if text.strip())
    sheet = Sheet("form", "", title, tuple(boxes), len(rows), (1 / width,) * width, 0, False, 2,
                  "", 1, lines)  # fmt: skip
    path = folder / "form.docx"
    path.write_bytes(dump(sheet))
    return understand(extract.read(path))


def found_in(understood: Report, settings: score.Settings | None = None) -> list[score.Finding]:
    """Everything found in a report, notes aside."""
    found = score.verify(understood, settings).findings
    return [finding for finding in found if finding.severity != "note"]


def told_of(folder: Path, title: str, rows: list[str], told: str = "") -> list[str]:
    """Rule and severity of everything found, notes aside, as ``rule severity``."""
    found = score.verify(report(folder, title, rows, told)).findings
    return [f"{f.rule} {f.severity}" for f in found if f.severity != "note"]
