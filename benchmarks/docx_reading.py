"""Reading Word: our reader and the whole of fuhe beside the floor and beside python-docx.

    python -m benchmarks.docx_reading [FILE...] [--rounds N] [--save]

CPU milliseconds a document on one core, the least of N rounds in which all take turns. The floor is
unpacking and parsing ``document.xml`` with lxml and reading each table cell's text once, paragraphs
and breaks included; headers, styles, numbers and the text outside tables are not in it. "read" is
our reader alone, "whole" is ``fuhe.read``: reading, understanding and verifying. python-docx is
asked for every slot of every table by ``table.cell(row, column)``. Without FILE: the Word samples
and a drawn form of the project's own generator.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.measuring import SAMPLES, Part, finish, least, ms, options, word_floor  # noqa: E402

HEAD = ("document", "floor", "read", "x floor", "whole", "x floor", "table.cell", "x whole")
SAYS = (
    "CPU milliseconds a document. The floor is lxml parsing `document.xml` and reading each cell's "
    "text once; read is our reader alone, whole is `fuhe.read`, table.cell is python-docx asked for "
    "every slot. The styles of the file read just before are known to our reader, so that the time to read "
    "them counts only once. To be reached: read at most 1.5 floors, whole at most 5, table.cell at least 20 wholes."
)


@dataclass(frozen=True, slots=True)
class Timing:
    """CPU seconds for one document."""

    floor: float
    read: float
    whole: float
    slots: float


def slots(path: Path) -> None:
    """The text of every slot of every table, as python-docx gives it."""
    import docx

    for table in docx.Document(str(path)).tables:
        for row in range(len(table.rows)):
            for column in range(len(table.columns)):
                _ = table.cell(row, column).text


def measure(path: Path, rounds: int) -> Timing:
    """One document; the slow rival only once."""
    import fuhe
    from extract.readers.docx import read

    quick = {
        "floor": lambda: word_floor(path),
        "read": lambda: read(path, "docx"),
    }
    found = least(quick, rounds)
    found |= least({"whole": lambda: fuhe.read(path)}, max(1, rounds // 4))
    found |= least({"slots": lambda: slots(path)}, 1)
    return Timing(found["floor"], found["read"], found["whole"], found["slots"])


def drawn(folder: Path) -> list[Path]:
    """A single form and six in one table, of the first layout of the generator."""
    from benchmarks.families.generate import bundle, families, form
    from benchmarks.families.writers import WRITERS

    layout = families()[0]
    sheets = {
        "drawn-form": form(layout, 3)[0],
        "drawn-bundle": bundle(layout, (0, 2, 4, 6, 8, 10))[0],
    }
    paths = []
    for name, sheet in sheets.items():
        paths.append(folder / f"{name}.docx")
        paths[-1].write_bytes(WRITERS["docx"](sheet))
    return paths


def row(name: str, t: Timing) -> tuple[str, ...]:
    """A row of the table."""
    return (
        name, ms(t.floor), ms(t.read), f"{t.read / t.floor:.2f}", ms(t.whole),
        f"{t.whole / t.floor:.1f}", ms(t.slots), f"{t.slots / t.whole:.0f}",
    )  # fmt: skip


def run(files: Sequence[Path] = (), rounds: int = 40) -> Part:
    """Measure the files, the samples where there are none."""
    with tempfile.TemporaryDirectory() as folder:
        paths = list(files) or [*sorted(SAMPLES.glob("*.docx")), *drawn(Path(folder))]
        timings = [measure(path, rounds) for path in paths]
        names = [path.stem for path in paths]
    sums = [sum(getattr(t, name) for t in timings) for name in ("floor", "read", "whole", "slots")]
    rows = [row(name, timing) for name, timing in zip(names, timings, strict=True)]
    command = "python -m benchmarks.docx_reading"
    total = row("all together", Timing(*sums))
    return Part("docx_reading", "Word", command, SAYS, HEAD, (*rows, total))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--rounds", type=int, default=40, help="rounds of the quick ones")
    said = parser.parse_args(arguments)
    return finish(run(said.files, max(1, said.rounds)), said.save)


if __name__ == "__main__":
    sys.exit(main())
