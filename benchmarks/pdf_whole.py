"""PDF end to end: PDFium's text, our reader, the whole of fuhe and pdfplumber over one bundle.

    python -m benchmarks.pdf_whole [--rounds N] [--save]

The bundle of ``pdf_reading`` (the ruled sample thirty times in one file), CPU milliseconds a page on
one core. PDFium's text twice: as pypdfium2 gives it, and kept from looking for the fonts of the
machine, as our reader keeps it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.measuring import Part, finish, least, ms, options, pdf_floor  # noqa: E402
from benchmarks.pdf_reading import bare_text, make_bundle, ours, plumber, share  # noqa: E402

HEAD = ("reader", "ms a page", "x PDFium's text", "pdfplumber x", "cells", "rows")
SAYS = (
    "The ruled sample thirty times in one PDF. read is our reader alone, whole is `fuhe.read`; cells and "
    "rows are the shares that come out whole, the Word twin being the truth. To be reached: read at "
    "least 20 times faster than pdfplumber, whole at least 8 times and at most 6 times PDFium's text."
)


def run(rounds: int = 5) -> Part:
    """Make the bundle and measure."""
    import fuhe

    with tempfile.TemporaryDirectory() as folder:
        path, wanted = make_bundle(Path(folder))
        pages = pdf_floor(path)
        seconds = least(
            {
                "PDFium, text only": partial(bare_text, path),
                "PDFium, text only, no fonts of the machine": partial(pdf_floor, path),
                "fuhe read": partial(ours, path),
                "fuhe whole": partial(fuhe.read, path),
            },
            rounds,
        )
        slow = "pdfplumber extract_tables"
        seconds |= least({slow: partial(plumber, path)}, 1)
        found = {"fuhe read": ours(path), slow: plumber(path)}
    rows = []
    for name, spent in seconds.items():
        floor = seconds["PDFium, text only"]
        right = share(found.get(name) or [], wanted) if name in found else ()
        figures = f"{spent / floor:.1f}", f"{seconds[slow] / spent:.1f}"
        cells = tuple(f"{value:.3f}" for value in right) or ("", "")
        rows.append((name, ms(spent / pages), *figures, *cells))
    title, command = f"PDF, {pages} pages", "python -m benchmarks.pdf_whole"
    return Part("pdf_whole", title, command, SAYS, HEAD, tuple(rows))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of the quick ones")
    said = parser.parse_args(arguments)
    return finish(run(max(1, said.rounds)), said.save)


if __name__ == "__main__":
    sys.exit(main())
