"""Reading Word: our reader and the whole of fuhe beside the floor and beside python-docx.

    python -m benchmarks.docx_reading [FILE...] [--rounds N] [--save]

CPU milliseconds a document on one core, the least of N rounds in which all take turns. The floor is
unpacking and parsing ``document.xml`` with lxml and reading each table cell's text once, paragraphs
and breaks included; headers, styles, numbers and the text outside tables are not in it. "read" is
our reader alone, "whole" is ``fuhe.read`` (reading, understanding and verifying) and the rows of
every table of the corpus. python-docx is asked for every slot of every table by
``table.cell(row, column)``. Without FILE: the Word samples and drawn files of the project's own
generator: a form, six in one table, a form with slips in its figures, and reports around such forms
that say in words what their tables say in figures.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.measuring import SAMPLES, Part, finish, least, ms, options, word_floor  # noqa: E402

FIRST, SPOILT, REPORT, REPORT_SPOILT = "A1", "A9", "A13", "B1"
"""The layouts of the drawn files, as ``families.toml`` names them: none stands for the others."""
HEAD = ("document", "floor", "read", "x floor", "whole", "x floor", "table.cell", "x whole")
SAYS = (
    "CPU milliseconds a document. The floor is lxml parsing `document.xml` and reading each cell's "
    "text once; read is our reader alone, whole is `fuhe.read` and the rows of the corpus, table.cell is "
    "python-docx asked for every slot. The styles of the file read just before are known to our reader, so that the time to read "
    "them counts only once. drawn files are made by the generator: -form and -bundle (six forms in one table) "
    "agree with themselves, -slips and -report-slips carry one to three slips in their figures, -report and "
    "-report-slips have a narrative around the form. In *all together* a file weighs as much as it takes, the "
    "bundle as all others; in *mean of the ratios* each file counts alike. To be reached: read at most 1.5 "
    "floors, whole at most 5, table.cell at least 20 wholes."
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
    from fuhe.corpus.rows import rows

    quick = {
        "floor": lambda: word_floor(path),
        "read": lambda: read(path, "docx"),
    }
    found = least(quick, rounds)
    found |= least({"whole": lambda: rows(fuhe.read(path))}, max(1, rounds // 4))
    found |= least({"slots": lambda: slots(path)}, 1)
    return Timing(found["floor"], found["read"], found["whole"], found["slots"])


def drawn(folder: Path) -> list[Path]:
    """A single form and six in one table, of the first layout of the generator; then forms of other
    layouts: with slips, with a narrative, with both."""
    from benchmarks.families.generate import bundle, families, form
    from benchmarks.families.writers import WRITERS
    from benchmarks.slipped import slipped

    layouts = {layout["id"]: layout for layout in families()}
    first = layouts[FIRST]
    spoilt = form(layouts[SPOILT], 4)[0]
    told, both = (_told(*form(layouts[name], 4)) for name in (REPORT, REPORT_SPOILT))
    sheets = {
        "drawn-form": form(first, 3)[0],
        "drawn-bundle": bundle(first, (0, 2, 4, 6, 8, 10))[0],
        "drawn-slips": slipped(spoilt, "word"),
        "drawn-report": told,
        "drawn-report-slips": slipped(both, "word"),
    }
    paths = []
    for name, sheet in sheets.items():
        if sheet is None:
            raise SystemExit(f"{name} takes no slips")
        paths.append(folder / f"{name}.docx")
        paths[-1].write_bytes(WRITERS["docx"](sheet))
    return paths


def _told(sheet: Any, truth: Any) -> Any:
    """The form with a report under it: the headings of a published kind of report, then what was
    spent on what, and what came of each indicator."""
    from benchmarks.families.generate import form, reports
    from benchmarks.families.reports import TOPS
    from making.grid import Line

    around = form(next(report for report in reports() if report["kind"] == truth.kind), 4)[0]
    lines = list(around.lines)
    for heading, said in (("资金使用情况", _money(truth)), ("绩效目标完成情况", _reached(truth))):
        number = TOPS[sum(line.level == 1 for line in lines)]
        lines += [Line(heading, f"{number}、", 1), *map(Line, said)]
    title = f"{truth.year}年度绩效自评报告"
    return replace(sheet, report_title=title, lines=tuple(lines))


def _money(truth: Any) -> list[str]:
    """A sentence for each row of the money table that prints a budget and what was spent of it."""
    rows = [row for row in truth.funds if row.get("budget") and row.get("executed")]
    return [
        f"{row['label'].split('：')[-1]}全年预算数{row['budget']}万元，全年执行数{row['executed']}万元。"
        for row in rows
    ]


def _reached(truth: Any) -> list[str]:
    """A sentence for each indicator."""
    return [
        f"{row['level3']}：年度指标值{row['target']}，实际完成{row['actual']}。"
        for row in truth.indicators
        if row.get("target") and row.get("actual")
    ]


def row(name: str, t: Timing) -> tuple[str, ...]:
    """A row of the table."""
    return (
        name, ms(t.floor), ms(t.read), f"{t.read / t.floor:.2f}", ms(t.whole),
        f"{t.whole / t.floor:.1f}", ms(t.slots), f"{t.slots / t.whole:.0f}",
    )  # fmt: skip


def mean_row(timings: Sequence[Timing]) -> tuple[str, ...]:
    """The ratios alone, their means over the files."""
    read, whole = (
        fmean(t.read / t.floor for t in timings),
        fmean(t.whole / t.floor for t in timings),
    )
    slower = fmean(t.slots / t.whole for t in timings)
    return "mean of the ratios", "", "", f"{read:.2f}", "", f"{whole:.1f}", "", f"{slower:.0f}"


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
    return Part("docx_reading", "Word", command, SAYS, HEAD, (*rows, total, mean_row(timings)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--rounds", type=int, default=40, help="rounds of the quick ones")
    said = parser.parse_args(arguments)
    return finish(run(said.files, max(1, said.rounds)), said.save)


if __name__ == "__main__":
    sys.exit(main())
