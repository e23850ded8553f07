"""How cost grows: documents from 1 to 10,000, pages of one document from 1 to 2,000.

    python -m benchmarks.growth [--full] [--save]

Documents: ``fuhe ingest`` in this process over so many drawn forms (Word, web page, text, workbook),
CPU milliseconds a document and peak memory of the process. Pages: ``fuhe.read`` of one PDF that holds
the sample of 2021 so many times over, of one Word file with as many copies of its form, CPU
milliseconds a page or form. What grows in step keeps its cost a document or page. Each size runs in a
process of its own; the drawn forms are made before, by another one. Without ``--full``: up to 300 documents and 200 pages.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.measuring import SAMPLES, Part, finish, options  # noqa: E402

DOCUMENTS = (1, 10, 100, 300, 1_000, 3_000, 10_000)
PAGES = (4, 20, 100, 200, 600, 2_000)
FORMS = (1, 5, 25, 50, 200)
SMALL = {"documents": 300, "PDF pages": 200, "Word forms": 50}
HEAD = ("what", "how many", "CPU s", "CPU ms each", "peak MB")
SAYS = (
    "`fuhe ingest` over so many documents (imports included: they are what one document costs), and "
    "`fuhe.read` of one PDF of so many pages and of one Word file of so many forms, after a warm-up. "
    "Each size in a process of its own, on one core."
)


def documents(count: int, folder: Path) -> float:
    """CPU seconds of an ingest of the documents in ``folder/in``, so many."""
    start = time.process_time()
    import fuhe

    done = fuhe.ingest(folder / "in", folder / f"out-{count}", workers=0)
    if done.total != count:
        raise SystemExit(f"{done.total} documents instead of {count}")
    return time.process_time() - start


def pdf_pages(count: int, folder: Path) -> float:
    """CPU seconds for one PDF of so many pages."""
    import pypdfium2

    import fuhe

    target, sample = folder / "bundle.pdf", SAMPLES / "yuelu-2021.pdf"
    with pypdfium2.PdfDocument(sample) as source:
        whole = pypdfium2.PdfDocument.new()
        pages = list(range(len(source))) * (count // len(source))
        whole.import_pages(source, pages)
        whole.save(target)
        whole.close()
    fuhe.read(SAMPLES / "clean-2021.pdf")
    start = time.process_time()
    fuhe.read(target)
    return time.process_time() - start


def word_forms(count: int, folder: Path) -> float:
    """CPU seconds for one Word file of so many forms of the first layouts of the generator."""
    import fuhe
    from benchmarks.families.generate import bundle, families
    from benchmarks.families.writers import WRITERS

    target = folder / "bundle.docx"
    sheet, truths = bundle(families()[0], tuple(range(0, 4 * count, 4)))
    target.write_bytes(WRITERS["docx"](sheet))
    fuhe.read(SAMPLES / "clean-2021.docx")
    start = time.process_time()
    fuhe.read(target)
    return (time.process_time() - start) * count / len(truths)


KINDS = {
    "documents": (DOCUMENTS, documents),
    "PDF pages": (PAGES, pdf_pages),
    "Word forms": (FORMS, word_forms),
}


def one(kind: str, count: int, folder: Path) -> None:
    """One size in this process; prints JSON."""
    seconds = KINDS[kind][1](count, folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak": peak}))


def row(kind: str, count: int, folder: Path) -> tuple[str, ...]:
    """One size in a process of its own; a row of the table. Sizes go up, so that the documents of
    the smaller ones need not be drawn again."""
    if kind == "documents":
        from benchmarks.scale import make_documents

        make_documents(folder / "in", count)
    command = [sys.executable, "-m", "benchmarks.growth", "--one", kind, str(count), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        return kind, f"{count:,}", "failed", "", done.stderr.strip().rpartition("\n")[2][:60]
    said = json.loads(done.stdout.splitlines()[-1])
    each = said["seconds"] / count * 1000
    return kind, f"{count:,}", f"{said['seconds']:.2f}", f"{each:.1f}", f"{said['peak']:.0f}"


def run(full: bool = False) -> Part:
    """Every size, the small ones alone unless ``full``."""
    wanted = [
        (kind, count)
        for kind, (counts, _) in KINDS.items()
        for count in counts
        if full or count <= SMALL[kind]
    ]
    with tempfile.TemporaryDirectory(prefix="fuhe-growth-") as folder:
        rows = tuple(row(kind, count, Path(folder)) for kind, count in wanted)
    command = "python -m benchmarks.growth" + " --full" * full
    return Part("growth", "Growth", command, SAYS, HEAD, rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--full", action="store_true", help="to 10,000 documents and 2,000 pages")
    parser.add_argument(
        "--one", nargs=3, metavar=("KIND", "COUNT", "FOLDER"), help="one size, as JSON"
    )
    said = parser.parse_args(arguments)
    if said.one:
        one(said.one[0], int(said.one[1]), Path(said.one[2]))
        return 0
    return finish(run(said.full), said.save)


if __name__ == "__main__":
    sys.exit(main())
