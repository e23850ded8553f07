"""Mixed documents, end to end: all CPU time over the floors of the same files, and where it goes.

    python -m benchmarks.mixed [--count N] [--keep FOLDER] [--save]

70 % Word, 25 % digital PDF, 5 % web pages, texts and workbooks, drawn by the project's own generator
over all its layouts and reports, each with figures of its own. Every document is read once, file to
corpus rows and findings, in one process on one core; imports and the first document of each format
do not count. The floor of a Word file is lxml parsing it and reading each cell once, that of a PDF
PDFium's text; of the others lxml, python-calamine and the plain lines.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.measuring import FLOORS, Part, cpu, finish, options  # noqa: E402
from benchmarks.stages import STAGES, Stages  # noqa: E402

OTHERS = ("html", "txt", "xlsx")
HEAD = ("format", "documents", "floor", *STAGES, "all", "x floor")
SAYS = (
    "CPU milliseconds a document, means over all documents of a format: 70 % Word, 25 % digital PDF, 5 % "
    "others, each read once, file to corpus rows. The last row says the same in floors: where the time goes that "
    "the floors do not take. To be reached: all of it at most 5 times the floors."
)


def kind_of(number: int) -> str:
    """The format of a document by its number: of twenty 14 are Word, 5 PDF, 1 another."""
    at = number % 20
    if at == 19:
        return OTHERS[number // 20 % len(OTHERS)]
    return "pdf" if at % 4 == 1 else "docx"


def make(folder: Path, count: int) -> list[Path]:
    """``count`` documents in ``folder``; those that are there already are not drawn again."""
    from benchmarks.families.generate import families, form, reports
    from benchmarks.families.writers import WRITERS

    layouts, paths = [*families(), *reports()], []
    for number in range(count):
        kind = kind_of(number)
        path = folder / f"{number:05}.{kind}"
        if not path.exists():
            layout = layouts[number * 7 % len(layouts)]
            path.write_bytes(WRITERS[kind](form(layout, number)[0]))
        paths.append(path)
    return paths


class Totals:
    """CPU seconds by format: of the floors, and of every stage."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self.floors: defaultdict[str, float] = defaultdict(float)
        self.stages: defaultdict[tuple[str, str], float] = defaultdict(float)

    def add(self, path: Path) -> None:
        """One document, floor and whole way."""
        kind = path.suffix[1:] if path.suffix in {".docx", ".pdf"} else "others"
        self.count[kind] += 1
        self.floors[kind] += cpu(lambda: FLOORS[path.suffix](path))
        stages = Stages()
        stages.run(path)
        for stage, seconds in stages.seconds.items():
            self.stages[kind, stage] += seconds

    def row(self, name: str, kinds: Sequence[str]) -> tuple[str, ...]:
        """A row of the table: the means over the documents of these formats."""
        count = sum(self.count[kind] for kind in kinds)
        floor = sum(self.floors[kind] for kind in kinds)
        spent = {stage: sum(self.stages[kind, stage] for kind in kinds) for stage in STAGES}
        every = sum(spent.values())
        means = (f"{spent[stage] / count * 1000:.1f}" for stage in STAGES)
        mean, least = f"{every / count * 1000:.1f}", f"{floor / count * 1000:.2f}"
        return name, str(count), least, *means, mean, f"{every / floor:.1f}"

    def in_floors(self) -> tuple[str, ...]:
        """The row of all documents with every figure as so many times the sum of the floors."""
        floor = sum(self.floors.values())
        spent = [sum(self.stages[kind, stage] for kind in self.count) for stage in STAGES]
        times = tuple(f"{seconds / floor:.2f}" for seconds in (*spent, sum(spent)))
        return "all, in floors", "", "1", *times, ""


def run(count: int = 500, keep: Path | None = None) -> Part:
    """Make the documents and measure them."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        paths = make(folder, count)
        warm = Totals()
        for suffix in sorted({path.suffix for path in paths}):
            warm.add(next(path for path in paths if path.suffix == suffix))
        totals = Totals()
        for path in paths:
            totals.add(path)
    kinds = sorted(totals.count)
    rows = [totals.row(kind, [kind]) for kind in kinds]
    rows += [totals.row("all", kinds), totals.in_floors()]
    title = f"{count} mixed documents"
    return Part("mixed", title, "python -m benchmarks.mixed", SAYS, HEAD, tuple(rows))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--count", type=int, default=500, help="documents (default 500)")
    parser.add_argument("--keep", type=Path, help="make the documents there and leave them")
    said = parser.parse_args(arguments)
    return finish(run(max(20, said.count), said.keep), said.save)


if __name__ == "__main__":
    sys.exit(main())
