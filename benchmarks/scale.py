"""How ``fuhe ingest`` scales: documents a second, memory of parent and workers, speed-up by workers.

    python -m benchmarks.scale [--sizes 1000,10000] [--workers 1,2] [--keep FOLDER]

Documents are drawn forms of every layout with figures of their own (Word, web page, text and
workbook, mixed), so that no two are alike. Memory is the peak resident set, read from /proc; CPU time
is that of the parent and all workers, which a machine shared with others tells more truly than a clock.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "samples")]

from benchmarks.families.generate import families, form  # noqa: E402
from benchmarks.families.writers import WRITERS  # noqa: E402

MIX = ("docx", "html", "docx", "txt", "html", "docx", "txt", "xlsx", "docx", "html")
_A_FOLDER = 1_000


def make_documents(folder: Path, count: int, start: int = 0) -> int:
    """Write ``count`` documents below ``folder``, each with other figures; how many bytes."""
    layouts, total = families(), 0
    for number in range(start, start + count):
        below = folder / f"{number // _A_FOLDER:04}"
        below.mkdir(parents=True, exist_ok=True)
        kind = MIX[number % len(MIX)]
        path = below / f"{number:07}.{kind}"
        if not path.exists():
            sheet = form(layouts[number % len(layouts)], number)[0]
            path.write_bytes(WRITERS[kind](sheet))
        total += path.stat().st_size
    return total


@dataclass
class Run:
    """What one ingest took. ``samples`` are seconds, MB of the parent, MB of the largest worker."""

    documents: int
    workers: int
    seconds: float = 0.0
    cpu: float = 0.0
    parent: float = 0.0
    worker: float = 0.0
    tables: int = 0
    journal: int = 0
    samples: list[tuple[float, float, float]] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Documents a second."""
        return self.documents / self.seconds


def measure(source: Path, out: Path, documents: int, workers: int) -> Run:
    """Ingest ``source`` with so many workers and watch it."""
    command = [sys.executable, "-m", "fuhe", "ingest", str(source), "-o", str(out), "-q"]
    command += ["-j", str(workers)]
    run, started, spent = Run(documents, workers), time.monotonic(), _cpu()
    with subprocess.Popen(command, cwd=ROOT) as process:
        while process.poll() is None:
            parent = _peak(process.pid)
            worker = max((_peak(child) for child in children(process.pid)), default=0.0)
            run.parent, run.worker = max(run.parent, parent), max(run.worker, worker)
            run.samples.append((time.monotonic() - started, _now(process.pid), worker))
            time.sleep(0.2)
    run.seconds, run.cpu = time.monotonic() - started, _cpu() - spent
    if process.returncode:
        raise SystemExit(f"fuhe ingest ended with {process.returncode}")
    run.tables = sum(path.stat().st_size for path in out.glob("*.csv"))
    run.journal = (out / ".fuhe" / "journal.sqlite").stat().st_size
    return run


def _cpu() -> float:
    """CPU seconds of every process that has ended below this one."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def children(pid: int) -> Iterator[int]:
    """The processes that ``pid`` has started and that live."""
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            yield from map(int, listed.read_text().split())
        except OSError:
            continue


def _peak(pid: int) -> float:
    return _memory(pid, "VmHWM:")


def _now(pid: int) -> float:
    return _memory(pid, "VmRSS:")


def _memory(pid: int, name: str) -> float:
    """MB of one line of /proc/PID/status; 0 where the process is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(s.split()[1]) / 1024 for s in lines if s.startswith(name)), 0.0)


def line(run: Run) -> str:
    """A row of the table."""
    return (
        f"| {run.documents:,} | {run.workers} | {run.seconds:.1f} | {run.rate:.1f} | "
        f"{run.cpu / run.documents * 1000:.1f} | {run.parent:.0f} | {run.worker:.0f} | {run.tables / 1e6:.0f} | {run.journal / 1e6:.0f} |"
    )


def curve(run: Run, points: int = 10) -> str:
    """Memory of the parent over time, at so many moments."""
    step = max(1, len(run.samples) // points)
    return ", ".join(f"{seconds:.0f} s: {now:.0f}" for seconds, now, _ in run.samples[::step])


def main() -> None:
    """Make the documents, ingest them, print a table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--sizes", default="1000,10000", help="numbers of documents")
    options.add_argument("--workers", default="1,2", help="numbers of workers, at the first size")
    options.add_argument("--keep", type=Path, help="make the documents there and leave them")
    said = options.parse_args()
    sizes = [int(size) for size in said.sizes.split(",")]
    crews = [int(crew) for crew in said.workers.split(",")]
    with tempfile.TemporaryDirectory(prefix="fuhe-scale-") as scratch:
        top = said.keep or Path(scratch)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        print(
            "| documents | workers | s | documents/s | CPU ms a document | parent MB | worker MB | CSV MB | journal MB |"
        )
        print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |", flush=True)
        runs = []
        for size in sizes:
            source = top / f"in-{size}"
            make_documents(source, size)
            for crew in crews if size == sizes[0] else crews[-1:]:
                runs.append(measure(source, Path(scratch) / f"out-{size}-{crew}", size, crew))
                print(line(runs[-1]), flush=True)
        first = [run for run in runs if run.documents == sizes[0]]
        if len(first) > 1:
            gain = first[0].seconds / first[-1].seconds
            print(f"\n{first[0].workers} to {first[-1].workers} workers: {gain:.2f} times as fast")
        print(f"parent MB over time, {runs[-1].documents:,} documents: {curve(runs[-1])}")


if __name__ == "__main__":
    main()
