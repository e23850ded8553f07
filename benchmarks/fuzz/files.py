"""Mutated files of every format through ``fuhe ingest``: none may cost more than itself.

    python -m benchmarks.fuzz.files [--documents 10000] [--office 40] [--pictures 40] [--seed 1] [--save]

Bits turned, ends cut, files spliced, XML edited and packed again (:mod:`benchmarks.fuzz.mutate`), as many of
each format; of those that LibreOffice or OCR has to read only a few dozen, for a file takes seconds. Then
one run with one worker and 700 MB a document, and the account: every file has a row, no row is an error of fuhe
itself, no traceback was printed, nothing hung and nothing outgrew its memory. ``--save`` keeps the account
for docs/fuzzing.md.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.fuzz import mutate, seeds
from benchmarks.measuring import RESULTS, ROOT

RECORD = RESULTS / "fuzz-files.json"
SECONDS_EACH = 60
MEGABYTES = 700

_OFFICE = ("doc", "rtf", "odt")
_PICTURES = ("png", "tif", "bmp", "jpg")


def _picture(number: int) -> list[bytes]:
    return list(seeds.pictures())[number : number + 1]


_CONVERTED = ("xls", "ods", *_OFFICE)
_WRITTEN: Mapping[str, Callable[[], Iterable[bytes]]] = {
    "docx": lambda: (*seeds.sample("docx"), *seeds.written("docx")),
    "pdf": lambda: (*seeds.sample("pdf"), *seeds.written("pdf", "pdf-half-ruled", "pdf-unruled")),
    "txt": seeds.texts,
    "html": lambda: seeds.written("html"),
    "mht": lambda: seeds.written("mht"),
    "xlsx": lambda: seeds.written("xlsx"),
    "csv": lambda: seeds.written("csv"),
    "xml": seeds.sheet_xml,
    "zip": seeds.archives,
    **{kind: partial(_picture, n) for n, kind in enumerate(_PICTURES)},
}
_BAD = ("internal", "timeout", "memory", "crash")
_TRACE = re.compile(r"Traceback|panicked at|stack backtrace|Segmentation")


@dataclass(frozen=True, slots=True)
class Account:
    """What became of a run. ``outcomes`` counts files by status, or by error where they failed."""

    date: str
    machine: str
    seed: int
    given: int
    formats: dict[str, int]
    unaccounted: int
    outcomes: dict[str, int]
    tracebacks: int
    exit: int
    seconds: float
    cpu: float
    parent_mb: int


def main() -> int:
    """Make the files, run, print the account; 1 where a promise was broken."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    options.add_argument("--documents", type=int, default=10_000)
    options.add_argument("--office", type=int, default=40)
    options.add_argument("--pictures", type=int, default=40)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", nargs="+", default=(), help="endings; all unless named")
    options.add_argument("--save", action="store_true")
    options.add_argument("--keep", type=Path, help="a folder to make the files and the corpus in")
    said = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="fuhe-fuzz-") as scratch:
        top = said.keep or Path(scratch)
        few = dict.fromkeys(_OFFICE, said.office // 3) | dict.fromkeys(
            _PICTURES, said.pictures // 4
        )
        made = make(top / "in", said.documents, few, said.seed, said.only)
        done = account(top, made, said.seed)
    print("\n".join(lines(asdict(done))))
    if said.save:
        text = json.dumps(asdict(done), ensure_ascii=False, indent=1)
        RECORD.write_text(text + "\n", encoding="utf-8")
    return int(bool(faults(asdict(done))))


def make(
    folder: Path, count: int, few: Mapping[str, int], seed: int, only: Sequence[str] = ()
) -> dict[str, int]:
    """Write so many mutated files; how many of each format (of those in ``only``, where it names
    any). ``few`` are formats that get no more."""
    folder.mkdir(parents=True)
    first = _first(set(only) or {*_CONVERTED, *_WRITTEN})
    many = [kind for kind in first if kind not in few]
    left = count - sum(few[kind] for kind in few if kind in first)
    wanted = {k: few.get(k, left // len(many)) for k in first}
    wanted[many[0]] += count - sum(wanted.values())
    chance = random.Random(seed)  # noqa: S311 - no secret hangs on it
    for kind, number in wanted.items():
        for n, data in enumerate(_mutants(first[kind], number, chance)):
            (folder / f"{kind}-{n:05}.{kind}").write_bytes(data)
    return wanted


def _first(kinds: Collection[str]) -> dict[str, list[bytes]]:
    """What is mutated, by the ending that the files get."""
    with tempfile.TemporaryDirectory() as scratch:
        made = {
            kind: seeds.converted(kind, _folder(scratch, kind))
            for kind in _CONVERTED
            if kind in kinds
        }
    made |= {kind: list(write()) for kind, write in _WRITTEN.items() if kind in kinds}
    return {kind: found for kind, found in made.items() if found}


def _folder(scratch: str, kind: str) -> Path:
    folder = Path(scratch) / kind
    folder.mkdir()
    return folder


def _mutants(first: Sequence[bytes], count: int, chance: random.Random) -> Iterator[bytes]:
    """Each one other than what it was made of, and than those before: one in fifty is nothing but a
    beginning, which is what a broken download leaves."""
    seen = set(first)
    for n in range(count):
        data = chance.choice(first)
        while data in seen:
            data = mutate.mutated(data, chance.choice(first), chance)
            data = mutate.cut(data, chance) if n % 50 == 0 else data
        seen.add(data)
        yield data


def account(top: Path, made: dict[str, int], seed: int) -> Account:
    """Read everything in ``top/in`` into ``top/out``, and see what became of it."""
    started = time.monotonic()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [
        *(
            sys.executable,
            "-m",
            "fuhe",
            "ingest",
            str(top / "in"),
            "-o",
            str(top / "out"),
            "-j",
            "1",
        ),
        *("--timeout", str(SECONDS_EACH), "--memory", str(MEGABYTES), "--lang", "en", "-q"),
    ]
    run = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    outcomes, named = _outcomes(top / "out")
    files = {path.name for path in (top / "in").iterdir()}
    printed = run.stdout + run.stderr + (top / "out" / ".fuhe" / "log.jsonl").read_text("utf-8")
    return Account(
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        machine=f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores",
        seed=seed,
        given=len(files),
        formats=made,
        unaccounted=len(files - named),
        outcomes=outcomes,
        tracebacks=len(_TRACE.findall(printed)),
        exit=run.returncode,
        seconds=round(time.monotonic() - started, 1),
        cpu=round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        parent_mb=after.ru_maxrss >> 10,
    )


def _outcomes(corpus: Path) -> tuple[dict[str, int], set[str]]:
    """Files by what became of them, most frequent first, and the names of all that have a row (an
    archive has one where one of its members has, or where it was refused itself)."""
    csv.field_size_limit(1 << 30)
    found: dict[str, str] = {}
    for name, column in (("documents", "status"), ("failures", "error")):
        with (corpus / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                found |= dict.fromkeys(row["path"].split("|"), row[column])
    counts = Counter(found.values())
    return dict(counts.most_common()), {path.split("/")[0] for path in found}


def faults(done: Mapping[str, object]) -> list[str]:
    """The promises that a run broke, in words."""
    outcomes = done["outcomes"]
    bad = {k: v for k, v in outcomes.items() if k in _BAD} if isinstance(outcomes, dict) else {}
    found = [f"{count} x {error}" for error, count in bad.items()]
    found += [f"{done[name]} {name}" for name in ("unaccounted", "tracebacks") if done[name]]
    return found + ([f"exit status {done['exit']}"] if done["exit"] else [])


def lines(done: Mapping[str, object]) -> list[str]:
    """The account as Markdown."""
    formats, outcomes = done["formats"], done["outcomes"]
    kinds = ", ".join(f"{n} {k}" for k, n in formats.items()) if isinstance(formats, dict) else ""
    became = (
        ", ".join(f"{k} {n}" for k, n in outcomes.items()) if isinstance(outcomes, dict) else ""
    )
    return [
        f"* {done['given']} files ({kinds}; seed {done['seed']}), {done['date']}, {done['machine']}",
        f"* what they became: {became}",
        (
            f"* files without a row: {done['unaccounted']}; tracebacks printed: {done['tracebacks']}; "
            f"exit status {done['exit']}"
        ),
        (
            f"* {done['seconds']} s on the clock, {done['cpu']} s of CPU, one worker; at most "
            f"{done['parent_mb']} MB in any process, LibreOffice included"
        ),
        f"* promises broken: {'; '.join(faults(done)) or 'none'}",
    ]


if __name__ == "__main__":
    sys.exit(main())
