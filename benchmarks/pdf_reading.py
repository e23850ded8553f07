"""Reading PDF: our reader beside pdfplumber and beside PDFium giving the bare text.

    python benchmarks/pdf_reading.py [FILE...] [--repeat N] [--growth]

CPU milliseconds a page on one core, reading alone: characters, grid, spans and stitching, no rules
and no output; and the peak memory of a process that does only that. Readers take turns, round by
round, and the best round counts. Without FILE a bundle is made: the ruled sample form and its
report, thirty times in one file. Its Word twin then says how many cells were read right: "cells"
is the share of the texts of the Word tables that came out as one whole cell, "rows" the share of
whole rows. ``--growth`` reads bundles of 1 to 2,000 pages by our reader, each in its own process.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extract.document import Table

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SAMPLE = ROOT / "samples" / "yuelu-2021"
COPIES = 30
GROWTH = (1, 10, 100, 500, 1000, 2000)  # pages

Rows = list[list[str]]


@dataclass(frozen=True)
class Result:
    """What one reader took and found: CPU seconds, MB at the peak, and the rows of its tables."""

    name: str
    seconds: float
    peak: float
    rows: Rows | None


def bare_text(path: Path) -> Rows | None:
    """PDFium's own text of each page, nothing else: the floor."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            text = page.get_textpage()
            text.get_text_range()
            text.close()
            page.close()
    return None


def ours(path: Path) -> Rows | None:
    """The whole reader."""
    from extract.readers.pdf import read

    return rows_of(read(path, "pdf").tables)


def plumber(path: Path) -> Rows | None:
    """``extract_tables`` of every page."""
    import pdfplumber

    rows: Rows = []
    with pdfplumber.open(path) as document:
        for page in document.pages:
            for table in page.extract_tables():
                rows += [
                    [squeezed(cell or "") for cell in row if cell is not None] for row in table
                ]
            page.close()
    return rows


READERS: dict[str, Callable[[Path], Rows | None]] = {
    "PDFium, text only": bare_text,
    "fuhe": ours,
    "pdfplumber extract_tables": plumber,
}


def rows_of(tables: Iterable[Table]) -> Rows:
    """Each row of our tables as the texts of the cells that begin in it, left to right."""
    rows: Rows = []
    for table in tables:
        starting: list[list[tuple[int, str]]] = [[] for _ in range(table.rows)]
        for cell in table.cells:
            starting[(cell.place.row or 1) - 1].append((cell.place.col or 1, squeezed(cell.text)))
        rows += [[text for _, text in sorted(row)] for row in starting]
    return rows


def squeezed(text: str) -> str:
    """A text as cells are compared: without any blank."""
    return "".join(text.split())


def measure(files: Sequence[Path], repeat: int) -> list[Result]:
    """Every reader over all files; the best of several rounds, after one to warm up."""
    best = dict.fromkeys(READERS, float("inf"))
    rows: dict[str, Rows | None] = {}
    for read in READERS.values():
        read(SAMPLE.with_suffix(".pdf"))
    for _ in range(repeat):
        for name, read in READERS.items():
            start = time.process_time()
            found = [read(path) for path in files]
            best[name] = min(best[name], time.process_time() - start)
            rows[name] = [row for part in found if part is not None for row in part]
    rows[next(iter(READERS))] = None
    return [Result(name, best[name], alone(name, files)[1], rows[name]) for name in READERS]


def alone(name: str, files: Sequence[Path]) -> tuple[float, float]:
    """CPU seconds and peak MB of a process of its own that reads the files once, nothing else."""
    command = [sys.executable, __file__, "--alone", name, *map(str, files)]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, peak = map(float, out.split())
    return seconds, peak


def read_alone(name: str, files: Sequence[Path]) -> None:
    """What :func:`alone` starts: the first file is read once before, so that imports count not."""
    read = READERS[name]
    read(SAMPLE.with_suffix(".pdf"))
    start = time.process_time()
    for path in files:
        read(path)
    seconds = time.process_time() - start
    print(seconds, peak_memory())


def peak_memory() -> float:
    """MB at the peak of this process; what its parent had taken does not count where Linux tells."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text("utf-8").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def grow(folder: Path) -> None:
    """The table of growth: pages, CPU milliseconds a page, peak memory."""
    print(f"{'pages':>7}{'ms/page':>10}{'peak MB':>10}")
    for pages in GROWTH:
        seconds, peak = alone("fuhe", [pages_again(folder, pages)])
        print(f"{pages:7}{1000 * seconds / pages:10.2f}{peak:10.0f}")


def share(found: Rows, wanted: Rows) -> tuple[float, float]:
    """Share of the wanted cells found whole, and of the wanted rows found intact."""
    cells = Counter(text for row in found for text in row if text)
    asked = Counter(text for row in wanted for text in row if text)
    lines, asked_lines = Counter(map(tuple, found)), Counter(map(tuple, wanted))
    return (
        sum((cells & asked).values()) / max(1, sum(asked.values())),
        sum((lines & asked_lines).values()) / max(1, sum(asked_lines.values())),
    )


def make_bundle(folder: Path) -> tuple[Path, Rows]:
    """One PDF of the sample thirty times, and the rows that its Word twin has."""
    from extract import read

    pages = COPIES * pages_of([SAMPLE.with_suffix(".pdf")])
    return pages_again(folder, pages), rows_of(read(SAMPLE.with_suffix(".docx")).tables) * COPIES


def pages_again(folder: Path, pages: int) -> Path:
    """One PDF of so many pages: those of the sample again and again."""
    import pypdfium2

    target = folder / f"bundle-{pages}.pdf"
    with pypdfium2.PdfDocument(SAMPLE.with_suffix(".pdf")) as source:
        bundle = pypdfium2.PdfDocument.new()
        order = [number % len(source) for number in range(pages)]
        bundle.import_pages(source, order)  # fonts come along once
        bundle.save(target)
        bundle.close()
    return target


def pages_of(files: Sequence[Path]) -> int:
    """All pages of the files together."""
    import pypdfium2

    total = 0
    for path in files:
        with pypdfium2.PdfDocument(path) as document:
            total += len(document)
    return total


def show(results: Sequence[Result], pages: int, wanted: Rows | None) -> None:
    """The table: milliseconds a page, ratios to the floor and to pdfplumber, cells and rows."""
    floor, slow = results[0].seconds, results[-1].seconds
    print(f"{pages} pages, CPU time on one core, best round")
    heads = f"{'ms/page':>9}{'x text':>9}{'x faster':>10}{'peak MB':>9}{'cells':>8}{'rows':>8}"
    print(f"{'reader':28}{heads}")
    for result in results:
        ratio, gain = result.seconds / floor, slow / result.seconds
        line = f"{result.name:28}{1000 * result.seconds / pages:9.2f}{ratio:9.1f}{gain:10.1f}"
        line += f"{result.peak:9.0f}"
        if result.rows is not None and wanted is not None:
            cells, rows = share(result.rows, wanted)
            line += f"{cells:8.3f}{rows:8.3f}"
        print(line)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the readers and prints the table."""
    parser = argparse.ArgumentParser(description="CPU time of reading PDF, beside pdfplumber")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--repeat", type=int, default=3, help="rounds of all readers")
    parser.add_argument("--growth", action="store_true", help="bundles of 1 to 2,000 pages")
    parser.add_argument("--alone", choices=READERS, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    files: list[Path] = options.files
    if options.alone:
        read_alone(options.alone, files)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        if options.growth:
            grow(Path(folder))
            return 0
        wanted: Rows | None = None
        if not files:
            bundle, wanted = make_bundle(Path(folder))
            files = [bundle]
        show(measure(files, max(1, options.repeat)), pages_of(files), wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
