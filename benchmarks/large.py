"""Large documents through ``fuhe ingest``, with a limit of 1 GB a worker and the usual one on time.

    python -m benchmarks.large [--pages 2000] [--forms 300]

A PDF of so many pages (the sample of 2021 over and over) and a Word file of so many forms, each with
figures of its own: seconds, CPU seconds, peak memory of parent and worker, what came of them. Linux only.
"""

from __future__ import annotations

import argparse
import copy as copying
import csv
import io
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "samples")]

from benchmarks.copies import copy  # noqa: E402
from benchmarks.scale import children, cpu, memory  # noqa: E402

MEGABYTES = 1024
_SAMPLE = ROOT / "samples" / "yuelu-2021.pdf"


def pdf(path: Path, pages: int) -> None:
    """The sample over and over, as one PDF."""
    import pypdfium2

    with pypdfium2.PdfDocument(_SAMPLE) as source:
        whole = pypdfium2.PdfDocument.new()
        while len(whole) < pages:
            whole.import_pages(source, list(range(min(len(source), pages - len(whole)))))
        whole.save(path)


def bundle(path: Path, forms: int) -> None:
    """So many forms, each under its title, as one Word file."""
    import docx

    whole = docx.Document(io.BytesIO(copy(1)))
    end = whole.element.body.sectPr
    for number in range(2, forms + 1):
        for element in docx.Document(io.BytesIO(copy(4 * number + 1))).element.body[:-1]:
            end.addprevious(copying.deepcopy(element))
    whole.save(str(path))


def measure(path: Path, out: Path) -> str:
    """One row of the table: the document, ingested by one worker."""
    command = [sys.executable, "-m", "fuhe", "ingest", str(path), "-o", str(out), "-q", "-j", "1"]
    command += ["--memory", str(MEGABYTES)]
    started, parent, worker, spent = time.monotonic(), 0.0, 0.0, cpu()
    with subprocess.Popen(command, cwd=ROOT) as process:
        while process.poll() is None:
            parent = max(parent, memory(process.pid, "VmHWM:"))
            peaks = [memory(child, "VmHWM:") for child in children(process.pid)]
            worker = max([worker, *peaks])
            time.sleep(0.1)
    seconds, spent = time.monotonic() - started, cpu() - spent
    with (out / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    said = f"{row['status']}, {row['pages'] or '-'} pages, {row['forms']} forms"
    size = path.stat().st_size / 1e6
    return f"| {path.name} | {size:.1f} | {seconds:.0f} | {spent:.0f} | {parent:.0f} | {worker:.0f} | {said} |"


def main() -> None:
    """Make the documents, ingest them, print a table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--pages", type=int, default=2_000)
    options.add_argument("--forms", type=int, default=300)
    said = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="fuhe-large-") as name:
        folder = Path(name)
        bundle(folder / f"{said.forms}-forms.docx", said.forms)
        pdf(folder / f"{said.pages}-pages.pdf", said.pages)
        print("| document | MB | s | CPU s | parent MB | worker MB | what came of it |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | --- |", flush=True)
        for path in sorted(folder.iterdir()):
            print(measure(path, folder / f"out-{path.stem}"), flush=True)


if __name__ == "__main__":
    main()
