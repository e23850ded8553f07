"""What the performance benchmarks share: CPU time, the floors, tables, results kept as JSON.

A *floor* is the least that anybody who wants the text of a file must pay: for Word, unpacking and
parsing ``document.xml`` with lxml and reading each table cell's text once; for PDF, PDFium's own
text of each page. Ratios to a floor measured in the same run can be compared between machines.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"
RESULTS = Path(__file__).parent / "results"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

sys.path[:0] = [path for path in (str(ROOT), str(SAMPLES)) if path not in sys.path]

Work = Callable[[Path], object]
T = TypeVar("T")
_SECONDS = 5  # that a quick work is done again and again


@dataclass(frozen=True, slots=True)
class Part:
    """One table of results: its title, the command that makes it, what it says, head and rows."""

    name: str
    title: str
    command: str
    says: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    date: str = ""
    machine: str = ""


def word_floor(path: Path) -> list[str]:
    """The text of every cell of a Word file by lxml alone: paragraphs as lines, breaks and tabs."""
    from lxml import etree

    with zipfile.ZipFile(path) as package:
        root = etree.fromstring(package.read("word/document.xml"))  # our own files
    drawn = {f"{_W}br": "\n", f"{_W}tab": "\t"}
    wanted = f"{_W}t", *drawn
    cells = []
    for cell in root.iter(f"{_W}tc"):
        lines = []
        for paragraph in cell.iter(f"{_W}p"):
            parts = paragraph.iter(*wanted)
            lines.append("".join([drawn.get(str(e.tag)) or e.text or "" for e in parts]))
        cells.append("\n".join(lines))
    return cells


def pdf_floor(path: Path) -> int:
    """PDFium's text of every page, nothing else; the number of pages. As our own reader does, it is
    kept from looking for the fonts of the machine, which can take ten times as long as the text."""
    import pypdfium2

    from extract.readers._pdf_font import no_machine_fonts

    with no_machine_fonts(), pypdfium2.PdfDocument(path) as document:
        for page in document:
            text = page.get_textpage()
            text.get_text_range()
            text.close()
            page.close()
        return len(document)


def page_floor(path: Path) -> list[str]:
    """The text of every cell of a web page by lxml alone."""
    from lxml import html

    root = html.fromstring(path.read_bytes())
    return ["".join(map(str, cell.itertext())) for cell in root.iter("td", "th")]


def workbook_floor(path: Path) -> int:
    """The values of every sheet by python-calamine alone."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def text_floor(path: Path) -> list[str]:
    """The lines of a text file."""
    return path.read_text("utf-8").splitlines()


FLOORS: dict[str, Work] = {
    ".docx": word_floor,
    ".pdf": pdf_floor,
    ".html": page_floor,
    ".xlsx": workbook_floor,
    ".txt": text_floor,
}


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process for one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def least(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """CPU seconds of each work, the least of several rounds; the works take turns, so that what
    slows the machine down slows all of them. One round before does not count."""
    best = dict.fromkeys(works, float("inf"))
    for number in range(rounds + 1):
        for name, work in works.items():
            seconds = cpu(work)
            if number:
                best[name] = min(best[name], seconds)
    return best


def least_apart(
    works: Mapping[str, Callable[[], T]], rounds: int, turns: int = 2
) -> dict[str, tuple[float, T]]:
    """CPU seconds of each work and what it gives, each in processes of its own, so that none runs
    amid what another has left in memory. The processes take turns; each does its work ``rounds``
    times after one that does not count, and on for five seconds, and the least of all is told."""
    best: dict[str, tuple[float, T]] = {}
    for _ in range(turns):
        for name, work in works.items():
            spawn = get_context("spawn")
            with ProcessPoolExecutor(max_workers=1, mp_context=spawn) as own:
                told = own.submit(_alone, work, rounds).result()
            best[name] = min(best.get(name, told), told, key=itemgetter(0))
    return best


def _alone(work: Callable[[], T], rounds: int) -> tuple[float, T]:
    made = work()
    spent: list[float] = []
    while len(spent) < rounds or sum(spent) < _SECONDS:
        spent.append(cpu(work))
    return min(spent), made


def options(doc: str | None) -> argparse.ArgumentParser:
    """A parser with what every benchmark takes: ``--save`` keeps the result for the page."""
    parser = argparse.ArgumentParser(
        description=(doc or "").split("\n", maxsplit=1)[0],
        epilog="Results kept with --save go to benchmarks/results/ and from there, by "
        "`python -m benchmarks.performance`, to docs/performance.md.",
    )
    parser.add_argument("--save", action="store_true", help="keep the result for the page")
    return parser


def finish(part: Part, save: bool) -> int:
    """Print a part, and keep it where asked; 0."""
    print("\n".join(lines_of(part)))
    if save:
        keep(part)
    return 0


def keep(part: Part) -> None:
    """Write a part with today's date and what it ran on."""
    data = asdict(part) | {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores",
    }
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(data, ensure_ascii=False, indent=1)
    (RESULTS / f"{part.name}.json").write_text(text + "\n", encoding="utf-8")


def kept(name: str) -> Part | None:
    """What was kept of a part, None where it never ran."""
    path = RESULTS / f"{name}.json"
    if not path.exists():
        return None
    data = json.loads(path.read_text(encoding="utf-8"))
    lists = {key: tuple(data[key]) for key in ("head", "notes")}
    return Part(**(data | lists | {"rows": tuple(map(tuple, data["rows"]))}))


def lines_of(part: Part) -> list[str]:
    """A part as Markdown, without its title."""
    rule = ["---", *["---:"] * (len(part.head) - 1)]
    rows: Sequence[Sequence[str]] = (part.head, rule, *part.rows)
    table = [f"| {' | '.join(row)} |" for row in rows]
    return [*table, *(["", *part.notes] if part.notes else [])]


def ms(seconds: float) -> str:
    """Milliseconds with two digits after the point."""
    return f"{seconds * 1000:.2f}"
