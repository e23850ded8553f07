"""Mixed documents, end to end: all CPU time over the floors of the same files, and where it goes.

    python -m benchmarks.mixed [--count N] [--keep FOLDER] [--save]

70 % Word, 25 % digital PDF, 5 % web pages, texts and workbooks, drawn by the project's own generator
over all its layouts and reports, each with figures of its own. A third of them carries one to three
slips (``benchmarks/slipped.py``), since explaining what contradicts itself costs most and most of what
is published has no contradiction: the table shows both beside the whole. Every document is read once, file to
corpus rows and findings, in one process on one core; imports and the first document of each format
do not count. The floor of a Word file is lxml parsing it and reading each cell once, that of a PDF
PDFium's text; of the others lxml, python-calamine and the plain lines.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.measuring import FLOORS, Part, cpu, finish, options  # noqa: E402
from benchmarks.stages import STAGES, Stages  # noqa: E402

OTHERS = ("html", "txt", "xlsx")
NAMES = ("clean", "slips")
BLOCK, SPOILT = 6, 2  # so many of so many documents carry slips
Group = tuple[str, bool]  # a format, and whether its documents carry slips
HEAD = ("format", "documents", "floor", *STAGES, "all", "x floor")
SAYS = (
    "CPU milliseconds a document, means over all documents of a format: 70 % Word, 25 % digital PDF, 5 % "
    "others, each read once, file to corpus rows. Two of every six carry one to three slips in their figures "
    "(wrong, swapped, lost or doubled digits, another unit, a figure of another row or column), so that what "
    "contradicts itself has to be explained: *slips* are these, *clean* the others, *all* both. The last row "
    "says the same in floors: where the time goes that the floors do not take. To be reached: all of it at "
    "most 5 times the floors."
)


def kind_of(number: int) -> str:
    """The format of a document by its number: of twenty 14 are Word, 5 PDF, 1 another."""
    at = number % 20
    if at == 19:
        return OTHERS[number // 20 % len(OTHERS)]
    return "pdf" if at % 4 == 1 else "docx"


def make(folder: Path, count: int) -> list[Path]:
    """``count`` documents in ``folder``; those that are there already are not drawn again. The names
    of those with slips end in ``-slips``."""
    paths: list[Path] = []
    for first in range(0, count, BLOCK):
        paths += _block(folder, range(first, min(first + BLOCK, count)))
    return paths


def _block(folder: Path, numbers: Iterable[int]) -> list[Path]:
    """Some documents, of which as many carry slips as are wanted, where so many can."""
    from benchmarks.families.writers import WRITERS
    from benchmarks.slipped import slipped

    order = list(numbers)
    Random(f"mixed-{order[0]}").shuffle(order)  # noqa: S311 - drawing, not secrets
    found: dict[int, Path] = {}
    wanted = SPOILT * len(order) // BLOCK
    for number in order:
        plain, other = (folder / f"{number:05}-{name}.{kind_of(number)}" for name in NAMES)
        if not (plain.exists() or other.exists()):
            sheet = _sheet(number)
            changed = slipped(sheet, f"mixed-{number}") if wanted > 0 else None
            path = other if changed else plain
            path.write_bytes(WRITERS[kind_of(number)](changed or sheet))
        found[number] = other if other.exists() else plain
        wanted -= is_spoilt(found[number])
    return [found[number] for number in sorted(order)]


def _sheet(number: int) -> Any:
    from benchmarks.families.generate import families, form, reports

    layouts = [*families(), *reports()]
    return form(layouts[number * 7 % len(layouts)], number)[0]


def is_spoilt(path: Path) -> bool:
    """Whether a document was drawn with slips."""
    return path.stem.endswith(NAMES[1])


class Totals:
    """CPU seconds by format, of documents with and without slips: of the floors, and of every stage."""

    def __init__(self) -> None:
        self.count: Counter[Group] = Counter()
        self.floors: defaultdict[Group, float] = defaultdict(float)
        self.stages: defaultdict[tuple[Group, str], float] = defaultdict(float)

    def add(self, path: Path) -> None:
        """One document, floor and whole way."""
        kind = path.suffix[1:] if path.suffix in {".docx", ".pdf"} else "others"
        group = kind, is_spoilt(path)
        self.count[group] += 1
        self.floors[group] += cpu(lambda: FLOORS[path.suffix](path))
        stages = Stages()
        stages.run(path)
        for stage, seconds in stages.seconds.items():
            self.stages[group, stage] += seconds

    def rows(self) -> list[tuple[str, ...]]:
        """By format, without and with slips, all, and all in floors."""
        groups = sorted(self.count)
        kinds = sorted({kind for kind, _ in groups})
        rows = [self.row(kind, [g for g in groups if g[0] == kind]) for kind in kinds]
        for spoilt, name in enumerate(NAMES):
            chosen = [group for group in groups if group[1] == bool(spoilt)]
            rows += [self.row(name, chosen)] if chosen else []
        return [*rows, self.row("all", groups), self.in_floors()]

    def row(self, name: str, groups: Sequence[Group]) -> tuple[str, ...]:
        """A row of the table: the means over the documents of these groups."""
        count = sum(self.count[group] for group in groups)
        floor = sum(self.floors[group] for group in groups)
        spent = {stage: sum(self.stages[group, stage] for group in groups) for stage in STAGES}
        every = sum(spent.values())
        means = (f"{spent[stage] / count * 1000:.1f}" for stage in STAGES)
        mean, least = f"{every / count * 1000:.1f}", f"{floor / count * 1000:.2f}"
        return name, str(count), least, *means, mean, f"{every / floor:.1f}"

    def in_floors(self) -> tuple[str, ...]:
        """The row of all documents with every figure as so many times the sum of the floors."""
        floor = sum(self.floors.values())
        spent = [sum(self.stages[group, stage] for group in self.count) for stage in STAGES]
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
    title = f"{count} mixed documents"
    return Part("mixed", title, "python -m benchmarks.mixed", SAYS, HEAD, tuple(totals.rows()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--count", type=int, default=500, help="documents (default 500)")
    parser.add_argument("--keep", type=Path, help="make the documents there and leave them")
    said = parser.parse_args(arguments)
    return finish(run(max(20, said.count), said.keep), said.save)


if __name__ == "__main__":
    sys.exit(main())
