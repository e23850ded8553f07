"""Fuzzes every target guided by coverage, keeps the record, and writes docs/fuzzing.md.

    python -m benchmarks.fuzz.run [--minutes 30] [--only TARGET...] [--work FOLDER] [--page]

It needs atheris (``pip install atheris``; Linux). Each target runs in a process of its own, as long as the
minutes divide; targets that find much for their time get no more than the others. What a run found
lies in FOLDER (default: ``fuzz-work`` beside the current folder, not part of the project): inputs that
break a promise in ``FOLDER/TARGET/faults``, the corpus, which the next run goes on with, in ``corpus``. The
record of all runs is ``benchmarks/results/fuzz.json``; ``--page`` only writes the page from it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.fuzz import page
from benchmarks.fuzz.one import SECONDS_EACH
from benchmarks.fuzz.targets import TARGETS
from benchmarks.measuring import RESULTS, ROOT

RECORD = RESULTS / "fuzz.json"

_START = 40  # seconds that importing with probes may take, at most
_STATUS = re.compile(r"#\d+\s+(\w+)\s+cov: (\d+) ft: (\d+) corp: (\d+)/")
_PEAK = re.compile(r"stat::peak_rss_mb:\s+(\d+)")
_SLOWEST = re.compile(r"stat::slowest_unit_time_sec:\s+(\d+)")


@dataclass(frozen=True, slots=True)
class Slice:
    """One target for some time. ``seconds`` on the clock, ``cpu`` of the processor; ``coverage`` are the
    branches and lines of our code that were reached with the seeds and at the end, ``corpus`` the
    inputs that reach something of their own; ``faults`` the names of what was found."""

    target: str
    date: str
    machine: str
    seconds: float
    cpu: float
    executions: int
    coverage: tuple[int, int]
    corpus: tuple[int, int]
    peak_mb: int
    slowest: int
    faults: tuple[str, ...]


def main() -> int:
    """What the command line asks for; 1 where something was found."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    options.add_argument("--minutes", type=float, default=30)
    options.add_argument("--only", nargs="+", default=[one.name for one in TARGETS])
    options.add_argument("--work", type=Path, default=Path("fuzz-work"))
    options.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    options.add_argument("--page", action="store_true", help="only write the page from the record")
    said = options.parse_args()
    found = 0
    if not said.page:
        each = said.minutes * 60 / len(said.only)
        for name in said.only:
            done = fuzz(name, said.work, each, said.seed)
            keep(done)
            found += len(done.faults)
            print(page.line(asdict(done)), flush=True)
    page.write(RECORD)
    return 1 if found else 0


def fuzz(name: str, work: Path, seconds: float, seed: int) -> Slice:
    """One target until its time is over, started again where an input ends the process."""
    before = _faults(work, name)
    started, until = time.monotonic(), time.monotonic() + seconds
    cpu, executions = 0.0, 0
    said: list[str] = []
    while not said or (until - time.monotonic() > 5):
        left = max(5, int(until - time.monotonic()))
        log = _started(name, work, left, seed + len(said))
        said.append(log)
        count = json.loads((work / name / "count.json").read_text()) if log else {}
        cpu, executions = cpu + count.get("cpu", 0), executions + count.get("executions", 0)
    status = [_STATUS.search(line) for log in said for line in log.splitlines() if "cov:" in line]
    reached = [(int(m[2]), int(m[4])) for m in status if m and m[1] != "READ"]
    first = next(
        (r for m, r in zip(filter(None, status), reached, strict=False) if m[1] == "INITED"), (0, 0)
    )
    last = max(reached, default=(0, 0))
    whole = "\n".join(said)
    return Slice(
        target=name,
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        machine=f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores",
        seconds=round(time.monotonic() - started, 1),
        cpu=round(cpu, 1),
        executions=executions,
        coverage=(first[0], last[0]),
        corpus=(first[1], last[1]),
        peak_mb=max(map(int, _PEAK.findall(whole)), default=0),
        slowest=max(map(int, _SLOWEST.findall(whole)), default=0),
        faults=tuple(sorted(_faults(work, name) - before)),
    )


def _started(name: str, work: Path, seconds: int, seed: int) -> str:
    """What one process said until it ended."""
    work.mkdir(parents=True, exist_ok=True)
    (work / name).mkdir(exist_ok=True)
    (work / name / "count.json").write_text("{}")
    command = [
        *(sys.executable, "-m", "benchmarks.fuzz.one", name, "--work", str(work.resolve())),
        *("--seconds", str(seconds), "--seed", str(seed)),
    ]
    most = seconds + _START + SECONDS_EACH * 2
    done = subprocess.run(
        ["timeout", "-k", "5", str(most), *command],  # noqa: S607
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    (work / name / "log.txt").write_text(done.stderr[-200_000:], encoding="utf-8")
    if "cov:" not in done.stderr:
        raise SystemExit(f"{name} could not be fuzzed:\n{done.stderr[-2000:]}")
    return done.stderr


def _faults(work: Path, name: str) -> set[str]:
    folder = work / name / "faults"
    return {p.name for p in folder.glob("*") if p.suffix != ".txt"} if folder.exists() else set()


def keep(done: Slice) -> None:
    """Add a slice to the record."""
    record = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else []
    record.append(asdict(done))
    RECORD.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
