"""Write docs/performance.md from the results on file; run the parts that are asked for first.

    python -m benchmarks.performance [--run NAME,...|all] [--check]

Every part is a benchmark with a command of its own; its result is kept in ``results/NAME.json`` with
the day it ran. Without ``--run`` the page is only written anew; ``--check`` says, by exit status 1,
that the page is not what the results make.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.measuring import Part, kept, lines_of  # noqa: E402

PAGE = ROOT / "docs" / "performance.md"
PARTS: dict[str, tuple[str, ...]] = {
    "docx_reading": ("benchmarks.docx_reading",),
    "pdf_whole": ("benchmarks.pdf_whole",),
    "instructions": ("benchmarks.instructions",),
    "stages": ("benchmarks.stages",),
    "mixed": ("benchmarks.mixed",),
    "growth": ("benchmarks.growth", "--full"),
    "peers": ("benchmarks.peers",),
    "scan_reading": ("benchmarks.scan_reading",),
    "regression": ("benchmarks.regression",),
}
INTRO = """\
# Performance

Made by `python -m benchmarks.performance`; what each table measures and how to run it by itself is in
[benchmarks/README.md](../benchmarks/README.md). Times are CPU time on one core, never the clock on the
wall. Compare the ratios between machines rather than the milliseconds: everything in one table was
measured in the same run.
"""


def section(part: Part) -> str:
    """One part as a section of the page."""
    made = f"`{part.command}`, {part.date}, {part.machine}."
    return "\n".join([f"## {part.title}", "", part.says, "", *lines_of(part), "", made, ""])


def page() -> str:
    """The whole page, of the parts that have a result on file."""
    parts = [part for part in map(kept, PARTS) if part is not None]
    return "\n".join([INTRO, *map(section, parts)])


def run(names: Sequence[str]) -> int:
    """Run these parts, each in a process of its own; how many failed."""
    failed = 0
    for name in names:
        print(f"=== {name}", flush=True)
        command = [sys.executable, "-m", *PARTS[name], "--save"]
        failed += subprocess.run(command, cwd=ROOT, check=False).returncode != 0
    return failed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for, then write or compare the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--run", default="", help=f"all, or of: {', '.join(PARTS)}")
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    said = parser.parse_args(arguments)
    names = list(PARTS) if said.run == "all" else [name for name in said.run.split(",") if name]
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}")
    failed = run(names)
    if said.check:
        stale = not PAGE.exists() or PAGE.read_text("utf-8") != page()
        print(f"{PAGE.name} is {'not ' if stale else ''}what the results make")
        return 1 if stale else 0
    PAGE.write_text(page(), encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
