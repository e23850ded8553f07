"""Other readers on the same files, each in an environment of its own: speed, memory, cells right.

    python -m benchmarks.peers [--only NAME,...] [--cache FOLDER] [--save]

Makes a virtual environment for each peer below FOLDER (the first time, with pip; one that cannot be
installed is left out and named), runs it over a ruled PDF or a Word file in a process of its own and
prints CPU milliseconds a page or a document after one warm-up, peak memory of the process, and how
much of the table came out: *cells* is the share of the cells whose text came out as one whole cell,
*rows* that of rows whose cells are all there and nothing else. White space is not compared. The
truth is what the generator of the samples put into the file. Nothing of a peer is ever installed
into the project's own environment, whatever its licence.

The sample PDF names its Chinese font and does not bring it along, which some readers cannot read at
all; so LibreOffice, where there is one, prints the Word file as a second PDF with its fonts in it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.measuring import SAMPLES, Part, finish, options  # noqa: E402
from benchmarks.peer_runs import AT_ONCE  # noqa: E402

RUNNER = Path(__file__).with_name("peer_runs.py")
TIMES = 5
PDF, WORD = SAMPLES / "yuelu-2021.pdf", SAMPLES / "yuelu-2021.docx"
CACHE = Path.home() / ".cache" / "fuhe-peers"
PRINTED = "printed.pdf"
"""The Word file as LibreOffice prints it, in the folder of the environments."""
OLD = "old.doc"
"""The same in the format of old Word."""
HEAD = ("reader", "file", "CPU ms a page (PDF) or document", "peak MB", "cells", "rows")
SAYS = (
    "The published table of 2021 as a ruled PDF of 4 pages (`pdf`: its font is not in the file; `printed`: "
    "the Word file printed by LibreOffice, fonts in it), as a Word file and as one of old Word (`doc`), five "
    "times over, each reader in a process and an environment of its own. fuhe is its reader alone here, as the "
    "others; old Word it reads through LibreOffice, whose time and memory are counted. "
    "Cells: share of the cells whose text came out as one whole cell; rows: share of whole rows."
)

IMG2TABLE = ("img2table", "pandas", "rapidocr", "openvino")
"""What img2table needs, here and for the scans of ``benchmarks.scan_reading``."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A reader of ``peer_runs``: what it needs from pip, and the file it reads."""

    reader: str
    needs: tuple[str, ...]
    file: Path
    title: str
    text_only: bool = False
    at_once: int = 1  # copies of the file that it reads in one go


_BY_PDF = (
    Peer("fuhe", (), PDF, "fuhe (reading alone)"),
    Peer("pdfspine", ("pdfspine",), PDF, "pdfspine find_tables"),
    Peer("tablers", ("tablers",), PDF, "tablers find_tables"),
    Peer("pdfplumber_rs", ("pdfplumber-rs",), PDF, "pdfplumber-rs extract_tables"),
    Peer("pdfplumber", ("pdfplumber",), PDF, "pdfplumber extract_tables"),
    Peer("pdfminer", ("pdfminer.six",), PDF, "pdfminer.six, text only", text_only=True),
    Peer("pymupdf", ("pymupdf",), PDF, "PyMuPDF find_tables"),
    Peer("img2table", IMG2TABLE, PDF, "img2table"),
    Peer("camelot", ("camelot-py[base]",), PDF, "camelot lattice"),
    Peer("markitdown", ("markitdown[pdf]",), PDF, "markitdown"),
)
_BY_WORD = (
    Peer("fuhe", (), WORD, "fuhe (reading alone)"),
    Peer("docx_rows", ("python-docx",), WORD, "python-docx row.cells"),
    Peer("docx_cell", ("python-docx",), WORD, "python-docx table.cell"),
    Peer("docling", ("docling-slim[format-docx,convert-core]",), WORD, "docling, Word backend"),
    Peer("markitdown", ("markitdown[docx]",), WORD, "markitdown"),
)


def _by_old_word(file: Path) -> tuple[Peer, ...]:
    return (
        Peer("fuhe", (), file, "fuhe (LibreOffice and our reader)"),
        Peer("fuhe_at_once", (), file, f"the same, {AT_ONCE} files at once", at_once=AT_ONCE),
        Peer("office_oxide", ("office-oxide",), file, "office-oxide"),
    )


def peers(cache: Path) -> list[Peer]:
    """Every reader with the file that it reads; the printed PDF and old Word only where LibreOffice
    is."""
    paper, old = converted(cache / PRINTED), converted(cache / OLD)
    again = [replace(peer, file=paper) for peer in _BY_PDF if paper]
    return [*_BY_PDF, *again, *_BY_WORD, *(_by_old_word(old) if old else ())]


def converted(target: Path) -> Path | None:
    """The Word file as LibreOffice made it into another format, once; None without LibreOffice."""
    from extract.readers.office import find_program

    program, suffix = find_program(), target.suffix
    if not target.exists() and program is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as scratch:
            home = f"-env:UserInstallation={Path(scratch).as_uri()}"
            convert = ["--headless", "--convert-to", suffix[1:], "--outdir", scratch, str(WORD)]
            subprocess.run([program, home, *convert], check=False, capture_output=True)
            made = Path(scratch) / f"{WORD.stem}{suffix}"
            if made.exists():
                target.write_bytes(made.read_bytes())
    return target if target.exists() else None


def environment(needs: Sequence[str], cache: Path) -> Path | None:
    """The Python of an environment with these packages, made where it is not there yet, or this
    one where nothing is needed; None where pip fails."""
    if not needs:
        return Path(sys.executable)
    name = "-".join(needs).replace("[", "-").replace("]", "")
    folder = cache / name
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (folder / "ready").exists():
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=os.name != "nt").create(folder)
        pip = [str(python), "-m", "pip", "install", "--quiet", *needs]
        try:
            done = subprocess.run(pip, check=False, capture_output=True, timeout=300)
        except subprocess.TimeoutExpired:
            return None
        if done.returncode:
            return None
        (folder / "ready").touch()
    return python


def squeezed(rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Rows without white space, empty cells left out: not every reader gives those."""
    bare = (tuple("".join(cell.split()) for cell in row) for row in rows)
    return [row for row in (tuple(filter(None, row)) for row in bare) if row]


def truth() -> list[tuple[str, ...]]:
    """The rows of the table, as the data file of the sample has them."""
    from making import grid

    sheet = grid.sheet(grid.load(SAMPLES / "data" / "yuelu_2021.toml"))
    return squeezed([[box.text for box in row] for row in sheet.by_row()])


def share(
    found: Sequence[tuple[str, ...]], wanted: Sequence[tuple[str, ...]]
) -> tuple[float, float]:
    """Share of the wanted cells and of the wanted rows that were found."""
    cells, asked = (
        Counter(c for row in found for c in row),
        Counter(c for row in wanted for c in row),
    )
    whole = Counter(found) & Counter(wanted)
    return (cells & asked).total() / asked.total(), whole.total() / len(wanted)


def measure(peer: Peer, cache: Path) -> tuple[str, ...]:
    """A row of the table; without figures where the peer cannot be installed or fails."""
    python = environment(peer.needs, cache)
    kind = "printed" if peer.file.name == PRINTED else peer.file.suffix[1:]
    if python is None:
        return peer.title, kind, "not installed", "", "", ""
    command = [str(python), str(RUNNER), peer.reader, *[str(peer.file)] * TIMES]
    env = os.environ | ({"PYTHONPATH": str(ROOT)} if not peer.needs else {})
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        return peer.title, kind, "failed", "", "", ""
    said = json.loads(done.stdout.splitlines()[-1])
    units = TIMES * peer.at_once * (pages(peer.file) if peer.file.suffix == ".pdf" else 1)
    speed, peak = f"{said['seconds'] / units * 1000:.1f}", f"{said['peak']:.0f}"
    if peer.text_only:
        return peer.title, kind, speed, peak, "", ""
    cells, rows = share(squeezed(said["rows"][0]), truth())
    return peer.title, kind, speed, peak, f"{cells:.3f}", f"{rows:.3f}"


def pages(path: Path) -> int:
    """Pages of a PDF."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def run(cache: Path, only: Sequence[str] = ()) -> Part:
    """Every peer, or those named, one after another."""
    rows = tuple(measure(peer, cache) for peer in peers(cache) if not only or peer.reader in only)
    return Part("peers", "Beside other readers", "python -m benchmarks.peers", SAYS, HEAD, rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--only", default="", help="readers, with commas between")
    parser.add_argument("--cache", type=Path, default=CACHE, help=f"environments (default {CACHE})")
    said = parser.parse_args(arguments)
    return finish(run(said.cache, said.only.split(",") if said.only else ()), said.save)


if __name__ == "__main__":
    sys.exit(main())
