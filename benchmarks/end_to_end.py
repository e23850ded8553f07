"""Seconds per document and per page, end to end, beside the bare table extraction of two libraries.

    python benchmarks/end_to_end.py [--repeat N] [FILE...]

For every file: CPU seconds of ``fuhe.read`` (reading, understanding and verifying), the median of N
runs after one that does not count; for a PDF also of pdfplumber's ``extract_tables`` on every page,
for a .docx of python-docx's ``table.cell(row, column)`` on every slot, in the same run. A ratio
below 1 means that fuhe needs less time for all of its work than the library for the bare tables.
Without files: the samples.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


@dataclass(frozen=True, slots=True)
class Result:
    """One file measured; seconds are CPU seconds of this process, medians."""

    path: Path
    pages: int | None
    seconds: float
    rival: str = ""
    rival_seconds: float | None = None


def by_pdfplumber(path: Path) -> None:
    """Every table of every page, as pdfplumber gives it."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_tables()


def by_python_docx(path: Path) -> None:
    """The text of every slot of every table, asked for by row and column."""
    import docx

    for table in docx.Document(str(path)).tables:
        for row in range(len(table.rows)):
            for column in range(len(table.columns)):
                _ = table.cell(row, column).text


RIVALS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "pdf": ("pdfplumber extract_tables", by_pdfplumber),
    "docx": ("python-docx table.cell", by_python_docx),
}


def median_seconds(work: Callable[[], object], repeat: int) -> float:
    """Median CPU seconds of ``work`` over ``repeat`` runs, after one that warms up."""
    work()
    times = []
    for _ in range(repeat):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def measure(path: Path, repeat: int) -> Result:
    """One file, by fuhe and by the library that reads its format."""
    import fuhe

    document = fuhe.read(path)
    seconds = median_seconds(lambda: fuhe.read(path), repeat)
    name, rival = RIVALS.get(document.provenance.format, ("", None))
    other = None if rival is None else median_seconds(lambda: rival(path), repeat)
    return Result(path, document.report.pages, seconds, name, other)


def line(result: Result) -> str:
    """A row of the table that is printed."""
    page = f"{result.seconds / result.pages:9.4f}" if result.pages else f"{'-':>9}"
    row = f"{result.path.name[:28]:28} {result.seconds:9.4f} {page}"
    if result.rival_seconds is None:
        return row
    ratio = result.seconds / result.rival_seconds
    return f"{row} {ratio:7.2f}  {result.rival} {result.rival_seconds:.4f} s"


def main(arguments: list[str]) -> int:
    """Measure the files and print the table; 2 where there is nothing to measure."""
    from fuhe import ReadError

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--repeat", type=int, default=5, help="runs that count (default 5)")
    options = parser.parse_args(arguments)
    files = options.files or sorted(SAMPLES.glob("*-20??.*"))
    if not files or options.repeat < 1:
        parser.error("nothing to measure")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {options.repeat} runs")
    print(f"{'file':28} {'s/doc':>9} {'s/page':>9} {'ratio':>7}  against")
    unread = 0
    for path in files:
        try:
            print(line(measure(path, options.repeat)), flush=True)
        except ReadError as error:
            unread += 1
            print(f"{path.name[:28]:28} {error.message}", flush=True)
    return 2 if unread == len(files) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
