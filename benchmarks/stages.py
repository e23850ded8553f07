"""Where the time goes, stage by stage: open, read, grid, recognise, normalise, score, repair, write.

    python -m benchmarks.stages [FILE...] [--rounds N] [--inside] [--save]

CPU milliseconds of each stage a document, the least of N rounds, and of the whole a page where the
format has pages. *open* is hashing the file and finding out what it is, *read* makes the document
(for a PDF: characters and rules), *grid* is the part of that which a PDF takes for its tables (grid,
spans, what stands in which cell, stitching the pages), *recognise* finds the forms, *normalise* is the rest
of understanding (figures, codes, narrative), *score* tries the rules, *repair* explains and repairs,
*write* makes the rows of the corpus tables. ``--inside`` also profiles the reading of each file and
prints the share of each module. Without FILE: the samples in every format.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.measuring import SAMPLES, Part, finish, options  # noqa: E402

STAGES = ("open", "read", "grid", "recognise", "normalise", "score", "repair", "write")
GRID = ("find_grids", "fill", "nest", "stitch")
"""What the PDF reader calls to make tables of characters and rules."""
HEAD = ("document", "format", "pages", *STAGES, "all", "a page")
SAYS = (
    "CPU milliseconds of each stage for one document, file to corpus rows: open (hash, what is it), "
    "read (a PDF: characters and rules), grid (a PDF: grid, spans, filling of cells, stitching), recognise (find "
    "the forms), normalise (figures, codes, narrative), score (every rule, and what explains its findings), "
    "repair (repairs of the cleaned tables), write (corpus rows)."
)


class Stages:
    """The stages of the pipeline over one file after another; seconds, or what else ``clock``
    counts, add up in ``seconds``."""

    def __init__(self, clock: Callable[[], float] = time.process_time) -> None:
        self.clock = clock
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.pages = 0
        self.format = ""

    def run(self, path: Path) -> None:
        """One file from its bytes to its rows; a file that cannot be read raises ReadError."""
        import extract
        from extract.registry import find_reader
        from fuhe.corpus.packed import pack
        from fuhe.corpus.rows import rows
        from fuhe.document import Document, Provenance
        from fuhe.pipeline import _repaired, _understand, _verify, digest
        from fuhe.settings import Settings

        settings = Settings()
        with self._on("open"):
            sha256, size = digest(path)
            kind = extract.sniff(path)
        reader = find_reader(kind)
        with self._apart("grid", "read", "extract.readers.pdf", GRID), self._on("read"):
            read = reader(path, kind)
        within = self._apart("recognise", "normalise", "normalize.understanding", ("recognise",))
        with within, self._on("normalise"):
            report = _understand(read, settings)
        with self._on("score"):
            verification = _verify(report, settings)
        with self._on("repair"):
            forms, repairs = _repaired(report, settings, verification)
        with self._on("write"):
            source = Provenance(path, sha256, size, report.format, report.reader, "")
            pack(rows(Document(source, report, verification, forms, repairs)))
        self.pages, self.format = read.pages or 0, read.format

    @contextmanager
    def _on(self, stage: str) -> Iterator[None]:
        start = self.clock()
        yield
        self.seconds[stage] += self.clock() - start

    @contextmanager
    def _apart(self, stage: str, of: str, module: str, names: Sequence[str]) -> Iterator[None]:
        """Count what some functions take, as ``module`` calls them within the stage ``of``, to a
        stage of its own."""
        place: Any = import_module(module)
        real = {name: getattr(place, name) for name in names}

        def timed(work: Callable[..., Any]) -> Callable[..., Any]:
            def call(*given: Any) -> Any:
                start = self.clock()
                found = work(*given)
                spent = self.clock() - start
                self.seconds[stage] += spent
                self.seconds[of] -= spent
                return found

            return call

        for name, work in real.items():
            setattr(place, name, timed(work))
        try:
            yield
        finally:
            for name, work in real.items():
                setattr(place, name, work)


def measure(path: Path, rounds: int) -> Stages:
    """The least of every stage over the rounds, after one that does not count."""
    Stages().run(path)
    runs = [Stages() for _ in range(rounds)]
    for one in runs:
        one.run(path)
    best = runs[0]
    for stage in STAGES:
        best.seconds[stage] = min(one.seconds[stage] for one in runs)
    return best


def row(path: Path, found: Stages) -> tuple[str, ...]:
    """A row of the table."""
    every = sum(found.seconds.values())
    page = f"{every / found.pages * 1000:.1f}" if found.pages else ""
    stages = (f"{found.seconds[stage] * 1000:.1f}" for stage in STAGES)
    pages = str(found.pages or "")
    return path.stem, found.format, pages, *stages, f"{every * 1000:.1f}", page


def inside(path: Path) -> list[str]:
    """What share of reading one file each module has, the largest first."""
    from extract import read

    read(path)
    profile = cProfile.Profile()
    profile.runcall(read, path)
    shares: defaultdict[str, float] = defaultdict(float)
    for (file, _, _), (_, _, own, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        place = Path(file)
        shares[place.stem if ROOT in place.parents else "libraries"] += own
    total, largest = sum(shares.values()), sorted(shares.items(), key=lambda item: -item[1])[:8]
    return [f"{name} {own / total:.0%}" for name, own in largest]


def run(files: Sequence[Path] = (), rounds: int = 5) -> Part:
    """Measure the files, the samples where there are none."""
    paths = list(files) or sorted(SAMPLES.glob("*-20??.*"))
    rows = tuple(row(path, measure(path, rounds)) for path in paths)
    return Part("stages", "Stage by stage", "python -m benchmarks.stages", SAYS, HEAD, rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--rounds", type=int, default=5, help="rounds (default 5)")
    parser.add_argument("--inside", action="store_true", help="share of each module in reading")
    said = parser.parse_args(arguments)
    part = run(said.files, max(1, said.rounds))
    finish(part, said.save)
    if said.inside:
        for path in said.files or sorted(SAMPLES.glob("*-20??.*")):
            print(f"{path.name}: {', '.join(inside(path))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
