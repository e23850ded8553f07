"""PDF end to end: PDFium's text, our reader, the whole of fuhe and pdfplumber over three bundles.

    python -m benchmarks.pdf_whole [--rounds N] [--bundles NAME,...] [--copies N] [--cache FOLDER] [--save]

CPU milliseconds a page on one core, each reader in processes of its own that take turns, the least of
at least so many rounds and five seconds each, after one that does not count. The bundles: *sample*, the ruled sample thirty
times, which names its Chinese font without bringing it along; *printed*, its Word twin as LibreOffice
prints it, fonts in the file (left out where there is no LibreOffice); *drawn*, forms of every layout
of the generator, each with figures of its own, so that nothing is met twice. PDFium's text is kept
from looking for the fonts of the machine, as our reader is: the least that the text can cost. What
pypdfium2 takes without that is a row of its own.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.measuring import SAMPLES, Part, finish, least_apart, ms, options, pdf_floor  # noqa: E402
from benchmarks.pdf_reading import Rows, bare_text, ours, plumber, rows_of, share  # noqa: E402
from benchmarks.peers import CACHE, PRINTED, WORD, converted  # noqa: E402

COPIES = 30  # of four pages
FLOOR, READ = "PDFium, text only", "fuhe read"
CHECKED, WHOLE = "fuhe read and verified", "fuhe whole"
SLOW, FONTS = "pdfplumber extract_tables", "PDFium, text only, with the fonts of the machine"
HEAD = (
    "bundle",
    "pages",
    "reader",
    "ms a page",
    "x PDFium's text",
    "pdfplumber x",
    "cells",
    "rows",
)
SAYS = (
    "sample: the ruled sample thirty times in one PDF, its font not in the file. printed: its Word twin as "
    "LibreOffice prints it, fonts in the file. drawn: forms of every layout, each with figures of its own. read "
    "is our reader alone, read and verified is `fuhe.read`, whole adds the rows of every table of the corpus; "
    "cells and rows are the shares that come out whole, the Word twin being the truth. PDFium's text does not "
    "look for the fonts of the machine, as our reader does not. To be reached: read at least 20 times faster "
    "than pdfplumber, whole at least 8 times and at most 6 times PDFium's text."
)

Bundle = tuple[Path, Rows]


def merged(files: Sequence[Path], target: Path) -> Path:
    """One PDF of all pages of the files; the fonts of a file come along as often as it does."""
    import pypdfium2

    whole = pypdfium2.PdfDocument.new()
    for file in files:
        with pypdfium2.PdfDocument(file) as source:
            whole.import_pages(source)
    whole.save(target)
    whole.close()
    return target


def again(file: Path, times: int, target: Path) -> Path:
    """One PDF of a file so many times; its fonts come along once."""
    import pypdfium2

    whole = pypdfium2.PdfDocument.new()
    with pypdfium2.PdfDocument(file) as source:
        whole.import_pages(source, [*range(len(source))] * times)
    whole.save(target)
    whole.close()
    return target


def sample(folder: Path, copies: int, _: Path) -> Bundle | None:
    """The ruled sample and what its Word twin says."""
    path = again(SAMPLES / "yuelu-2021.pdf", copies, folder / "sample.pdf")
    return path, _word_rows(WORD) * copies


def of_printer(folder: Path, copies: int, cache: Path) -> Bundle | None:
    """The Word twin as LibreOffice prints it."""
    paper = converted(cache / PRINTED)
    if paper is None:
        return None
    return again(paper, copies, folder / "printed.pdf"), _word_rows(WORD) * copies


def drawn(folder: Path, copies: int, _: Path) -> Bundle | None:
    """Forms of every layout in turn, until there are as many pages as in the other bundles."""
    from benchmarks.families.generate import families, form
    from benchmarks.families.writers import WRITERS

    layouts, files, rows, pages = families(), list[Path](), Rows(), 0
    for number in count():
        sheet, _truth = form(layouts[number % len(layouts)], number)
        file, twin = folder / f"drawn-{number:03}.pdf", folder / f"drawn-{number:03}.docx"
        file.write_bytes(WRITERS["pdf"](sheet))
        twin.write_bytes(WRITERS["docx"](sheet))
        files.append(file)
        rows += _word_rows(twin)
        pages += pdf_floor(file)
        if pages >= 4 * copies:
            return merged(files, folder / "drawn.pdf"), rows
    return None


BUNDLES: dict[str, Callable[[Path, int, Path], Bundle | None]] = {
    "sample": sample,
    "printed": of_printer,
    "drawn": drawn,
}


def _word_rows(path: Path) -> Rows:
    from extract import read

    return rows_of(read(path).tables)


def floor(path: Path) -> None:
    """PDFium's text, kept from looking for fonts."""
    pdf_floor(path)


def with_fonts(path: Path) -> None:
    """PDFium's text as pypdfium2 gives it."""
    bare_text(path)


def verified(path: Path) -> None:
    """File to findings."""
    import fuhe

    fuhe.read(path)


def whole(path: Path) -> None:
    """File to findings and the rows of every table."""
    import fuhe
    from fuhe.corpus.rows import rows

    rows(fuhe.read(path))


READERS: dict[str, Callable[[Path], Rows | None]] = {
    FLOOR: floor,
    FONTS: with_fonts,
    READ: ours,
    CHECKED: verified,
    WHOLE: whole,
    SLOW: plumber,
}


def measure(name: str, bundle: Bundle, rounds: int) -> list[tuple[str, ...]]:
    """The rows of one bundle."""
    path, wanted = bundle
    told = least_apart({reader: partial(work, path) for reader, work in READERS.items()}, rounds)
    seconds = {reader: spent for reader, (spent, _) in told.items()}
    pages = pdf_floor(path)
    shown = []
    for reader, spent in seconds.items():
        figures = f"{spent / seconds[FLOOR]:.1f}", f"{seconds[SLOW] / spent:.1f}"
        right = share(told[reader][1] or [], wanted) if reader in (READ, SLOW) else ()
        cells = tuple(f"{value:.4f}" for value in right) or ("", "")
        shown.append((name, str(pages), reader, ms(spent / pages), *figures, *cells))
    return shown


def run(rounds: int, names: Sequence[str], copies: int, cache: Path) -> Part:
    """Make the bundles and measure."""
    rows: list[tuple[str, ...]] = []
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            bundle = BUNDLES[name](Path(folder), copies, cache)
            rows += measure(name, bundle, rounds) if bundle else []
    command = "python -m benchmarks.pdf_whole"
    return Part("pdf_whole", "PDF in bundles", command, SAYS, HEAD, tuple(rows))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="rounds a turn (default 3)")
    parser.add_argument("--bundles", default=",".join(BUNDLES), help="with commas between")
    parser.add_argument("--copies", type=int, default=COPIES, help="four pages each (default 30)")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where the printed PDF is kept")
    said = parser.parse_args(arguments)
    names = [name for name in said.bundles.split(",") if name in BUNDLES]
    part = run(max(1, said.rounds), names, max(1, said.copies), said.cache)
    return finish(part, said.save)


if __name__ == "__main__":
    sys.exit(main())
