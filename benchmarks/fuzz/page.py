"""Writes docs/fuzzing.md: the record of all runs, what they found, and the ten thousand mutated files."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.fuzz import files
from benchmarks.fuzz.one import MEGABYTES, SECONDS_EACH
from benchmarks.fuzz.targets import TARGETS
from benchmarks.measuring import ROOT

PAGE = ROOT / "docs" / "fuzzing.md"
FOUND = ROOT / "tests" / "hostile" / "crashers" / "found.toml"

_HEAD = f"""# Fuzzing

This page is made by `python -m benchmarks.fuzz.run` (with `--page` alone from the records of earlier runs). What is
promised is in [SECURITY.md](../SECURITY.md), the files that mean harm are in [hostile.md](hostile.md).

## What must hold

Of every input, however broken ([`benchmarks/fuzz/oracle.py`](../benchmarks/fuzz/oracle.py)):

* nothing but `ReadError` leaves `extract.read` and `fuhe.read`, and no reader lets a slip of ours (AttributeError,
  TypeError, IndexError, KeyError …) out to the guard that makes it `damaged`;
* no input takes over {SECONDS_EACH} s or over {MEGABYTES} MB, and no library ends the process;
* no Decimal is infinite or not a number, no figure is a float;
* the `raw` of every figure of a form stands in the cell that its place names, or in the row where a label lies in
  several cells; that of every amount stands in the text;
* no two cells share a slot, none lies outside its table; what the corpus writes can be written;
* a file read twice gives the same; a repair leaves the columns as printed (`X_raw`) alone.

## Guided by coverage

[Atheris](https://pypi.org/project/atheris/) (libFuzzer) watches which lines and branches of `extract`, `normalize`, `score`
and `fuhe` an input reaches, and goes on from those that reach something new. Our own mutator
([`mutate.py`](../benchmarks/fuzz/mutate.py)) turns bits, cuts, splices, edits numbers, tags and attributes, and takes zips apart to change
the XML in them; the seeds are the samples and drawn forms of `benchmarks/families`.
"""
_OPEN = """
What OCR reads is fuzzed with the real OCR, as small pictures; a PDF whose letters cannot be trusted is judged as where no
OCR is installed, because a page takes it a second. What LibreOffice reads (.doc, .wps, .rtf, .odt, Word 2003 XML) is not
guided by coverage; a few dozen of those files are in the run below.
"""


def line(done: dict[str, Any]) -> str:
    """One slice in words."""
    return (
        f"{done['target']}: {done['executions']} executions in {done['seconds']:.0f} s "
        f"({done['cpu']:.0f} s of CPU), coverage {done['coverage'][0]} -> {done['coverage'][1]}, "
        f"corpus {done['corpus'][0]} -> {done['corpus'][1]}, faults: {', '.join(done['faults']) or 'none'}"
    )


def write(record: Path) -> None:
    """The page, from the record of the slices and that of the mutated files."""
    done = json.loads(record.read_text("utf-8")) if record.exists() else []
    parts = [_HEAD, *_table(done), _OPEN, *_found(), *_files()]
    PAGE.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")


def _table(done: Sequence[dict[str, Any]]) -> Iterable[str]:
    whole = sum(one["seconds"] for one in done) / 60
    cpu = sum(one["cpu"] for one in done) / 60
    count = sum(one["executions"] for one in done)
    days = sorted({one["date"] for one in done})
    yield (
        f"In all {whole:.1f} minutes of machine time on one core that was shared with other work ({cpu:.1f} "
        f"minutes of CPU), {count:,} executions, {' and '.join(days)}, {done[0]['machine'] if done else ''}.\n"
    )
    yield "| target | what | executions | minutes | CPU minutes | coverage, seeds → end | inputs kept | most MB | faults |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for target in TARGETS:
        yield _row(target.name, target.says, [one for one in done if one["target"] == target.name])


def _row(name: str, says: str, slices: Sequence[dict[str, Any]]) -> str:
    if not slices:
        return f"| `{name}` | {says} | 0 | | | | | | |"
    cells = (
        f"{sum(one['executions'] for one in slices):,}",
        f"{sum(one['seconds'] for one in slices) / 60:.1f}",
        f"{sum(one['cpu'] for one in slices) / 60:.1f}",
        f"{slices[0]['coverage'][0]} → {max(one['coverage'][1] for one in slices)}",
        f"{slices[0]['corpus'][0]} → {max(one['corpus'][1] for one in slices)}",
        str(max(one["peak_mb"] for one in slices)),
        str(sum(_is_fault(f) for one in slices for f in one["faults"])),
    )
    return f"| `{name}` | {says} | {' | '.join(cells)} |"


def _is_fault(name: str) -> bool:
    """False for what libFuzzer keeps because it took ten seconds, which breaks no promise."""
    return not name.startswith("slow-unit")


def _found() -> Iterable[str]:
    told = tomllib.loads(FOUND.read_text("utf-8"))
    yield "## What was found\n"
    yield "Faults are counted by the place where they show, so one cause may be several. What they came to:\n"
    yield "| input | what happened | what happens now | kept as a test |"
    yield "| --- | --- | --- | --- |"
    for one in told["found"]:
        kept = f"[`{one['file']}`](../tests/hostile/crashers/{one['file']})"
        yield f"| {one['input']} | {one['was']} | {one['now']} | {kept} |"
    yield "\n`test_what_once_broke_a_promise_keeps_it` reads them. Beside them:\n"
    yield from (f"* {one}" for one in told.get("beside", ()))


def _files() -> Iterable[str]:
    yield "\n## Mutated files through `fuhe ingest`\n"
    yield "    python -m benchmarks.fuzz.files --save\n"
    if not files.RECORD.exists():
        yield "has not been run."
        return
    yield "printed:\n"
    yield from files.lines(json.loads(files.RECORD.read_text("utf-8")))
