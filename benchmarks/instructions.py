"""Machine instructions of our reader and the whole, beside PDFium's text, lxml and pdfplumber.

    python -m benchmarks.instructions [--copies N] [--only pdf,word] [--save]

Counted by cachegrind (the program ``valgrind`` is needed), C libraries included: no load of the machine
moves them, so that ratios of a few per cent mean something where CPU times do not. They are no times: a
reader that waits for memory counts as one that does not. Of each work, what two rounds more cost.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.measuring import SAMPLES, Part, finish, options, word_floor  # noqa: E402
from benchmarks.pdf_whole import FLOOR, READERS, SLOW, WHOLE, again, whole  # noqa: E402

PDF = ("PDFium, text only", "fuhe read", "fuhe read and verified", "fuhe whole", SLOW)
WORD_FLOOR, WORD_READ = "lxml, each cell once", "fuhe read"
WORD = (WORD_FLOOR, WORD_READ, WHOLE)
FILES = ("clean-2021", "clean-project-2022", "yuelu-2021")
HEAD = ("file", "reader", "million instructions", "x floor", "pdfplumber x")
SAYS = (
    "Counted by cachegrind: millions of machine instructions a page (PDF) or a document (Word), C libraries "
    "included. The floor is PDFium's text without the fonts of the machine, and lxml reading each cell once; "
    "whole is file to findings and corpus rows."
)


def read_word(path: Path) -> None:
    """Our reader alone."""
    from extract import read

    read(path)


WORD_READERS: Mapping[str, Callable[[Path], object]] = {
    WORD_FLOOR: word_floor,
    WORD_READ: read_word,
    WHOLE: whole,
}


def count(reader: str, path: Path) -> float:
    """Instructions of one round of a reader over a file."""
    few, many = (_counted(reader, path, rounds) for rounds in (2, 4))
    return (many - few) / 2


def _counted(reader: str, path: Path, rounds: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told"
        command = [
            "valgrind",
            "--tool=cachegrind",
            "--cache-sim=no",
            f"--cachegrind-out-file={told}",
        ]
        command += [sys.executable, "-m", "benchmarks.instructions"]
        command += ["--work", reader, "--rounds", str(rounds), "--file", str(path)]
        env = {**os.environ, "PYTHONHASHSEED": "0"}
        subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)
        summary = next(
            line for line in told.read_text().splitlines() if line.startswith("summary:")
        )
        return int(summary.split()[1])


def work(reader: str, path: Path, rounds: int) -> None:
    """What is counted."""
    done = (READERS if path.suffix == ".pdf" else WORD_READERS)[reader]
    for _ in range(rounds):
        done(path)


def pdf(copies: int) -> list[tuple[str, ...]]:
    """The ruled sample so many times."""
    with tempfile.TemporaryDirectory() as folder:
        path = again(SAMPLES / "yuelu-2021.pdf", copies, Path(folder) / "sample.pdf")
        counts = {reader: count(reader, path) / (4 * copies) for reader in PDF}
    return _rows(f"sample.pdf, {4 * copies} pages", counts, FLOOR)


def word() -> list[tuple[str, ...]]:
    """The samples as Word files."""
    rows: list[tuple[str, ...]] = []
    for name in FILES:
        counts = {reader: count(reader, SAMPLES / f"{name}.docx") for reader in WORD}
        rows += _rows(f"{name}.docx", counts, WORD_FLOOR)
    return rows


def _rows(name: str, counts: Mapping[str, float], floor: str) -> list[tuple[str, ...]]:
    slow = counts.get(SLOW)
    return [
        (
            name,
            reader,
            f"{spent / 1e6:.2f}",
            f"{spent / counts[floor]:.2f}",
            f"{slow / spent:.1f}" if slow else "",
        )
        for reader, spent in counts.items()
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Count and print."""
    parser = options(__doc__)
    parser.add_argument("--copies", type=int, default=5, help="four pages each (default 5)")
    parser.add_argument("--only", default="pdf,word", help="with commas between")
    parser.add_argument("--work", help="do this work and no more: what is counted")
    parser.add_argument("--file", type=Path, help="the file of --work")
    parser.add_argument("--rounds", type=int, default=1, help="of --work")
    said = parser.parse_args(arguments)
    if said.work:
        work(said.work, said.file, said.rounds)
        return 0
    if not shutil.which("valgrind"):
        print("The program valgrind is needed: apt-get install valgrind")
        return 2
    rows = pdf(max(1, said.copies)) if "pdf" in said.only else []
    rows += word() if "word" in said.only else []
    command = "python -m benchmarks.instructions"
    return finish(Part("instructions", "Instructions", command, SAYS, HEAD, tuple(rows)), said.save)


if __name__ == "__main__":
    sys.exit(main())
