"""How ``fuhe ingest`` scales: documents a second, memory over time, speed-up by workers.

    python -m benchmarks.scale [--sizes 1000,10000,100000] [--speed 2000] [--repeat 3] [--keep FOLDER]
    python -m benchmarks.scale ... --write      the same, and into docs/scale.md and docs/scale.svg

Documents are one-page project forms in Word with figures of their own (see ``copies.py``); making them is
not counted. Memory is the resident set, read from /proc twice a second, its peak VmHWM. CPU time tells more
than a clock where others use the machine; the table gives both. Two cores of one chip share caches, memory
and often their arithmetic, so two processes that share nothing are not twice as fast either: how fast they
are is measured beside the speed-up by workers, in the same minutes. ``--sizes ""`` leaves the table out.
Linux only.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "samples")]


from benchmarks import scale_page  # noqa: E402
from benchmarks.copies import make_copies  # noqa: E402
from benchmarks.families.generate import families, form  # noqa: E402
from benchmarks.families.writers import WRITERS  # noqa: E402

MIX = ("docx", "html", "docx", "txt", "html", "docx", "txt", "xlsx", "docx", "html")
_A_FOLDER = 1_000
_EVERY_SECONDS = 0.5
_TICKS = os.sysconf("SC_CLK_TCK")


def make_documents(folder: Path, count: int, start: int = 0) -> int:
    """Write ``count`` documents of every layout and of four formats below ``folder``, each with other
    figures; how many bytes."""
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
    """What one ingest took. ``seconds`` by the clock, of these ``finding``, ``reading`` and
    ``writing`` as the run log tells them; ``cpu`` seconds of all processes, ``parent_cpu`` of the
    parent alone; ``parent`` and ``worker`` are peaks in MB; ``samples`` are seconds, MB of the
    parent, MB of the largest worker."""

    documents: int
    workers: int
    seconds: float = 0.0
    finding: float = 0.0
    reading: float = 0.0
    writing: float = 0.0
    cpu: float = 0.0
    parent_cpu: float = 0.0
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
    run, started, spent = Run(documents, workers), time.monotonic(), cpu()
    with subprocess.Popen(command, cwd=ROOT) as process:
        while process.poll() is None:
            workers_now = list(children(process.pid))
            worker = max((memory(child, "VmRSS:") for child in workers_now), default=0.0)
            peak = max((memory(child, "VmHWM:") for child in workers_now), default=0.0)
            run.parent = max(run.parent, memory(process.pid, "VmHWM:"))
            run.worker = max(run.worker, peak)
            run.parent_cpu = max(run.parent_cpu, _own_cpu(process.pid))
            now = memory(process.pid, "VmRSS:")
            run.samples.append((time.monotonic() - started, now, worker))
            time.sleep(_EVERY_SECONDS if documents > 2_000 else _EVERY_SECONDS / 5)
    run.seconds, run.cpu = time.monotonic() - started, cpu() - spent
    if process.returncode:
        raise SystemExit(f"fuhe ingest ended with {process.returncode}")
    run.tables = sum(path.stat().st_size for path in out.glob("*.csv"))
    run.journal = (out / ".fuhe" / "journal.sqlite").stat().st_size
    run.finding, run.reading, run.writing = _phases(out / ".fuhe" / "log.jsonl")
    _need_all(out, documents)
    return run


def _need_all(out: Path, documents: int) -> None:
    """SystemExit where the corpus does not hold every document, read."""
    package = json.loads((out / "datapackage.json").read_text("utf-8"))
    counts = {one["name"]: one["row_count"] for one in package["resources"]}
    if (counts["documents"], counts["forms"], counts["failures"]) != (documents, documents, 0):
        raise SystemExit(f"not every document was read: {counts}")


def _phases(log: Path) -> tuple[float, float, float]:
    """Seconds of finding, reading and writing."""
    at: dict[str, float] = {}
    with log.open(encoding="utf-8") as lines:
        for line in lines:
            if '"event": "document"' not in line:
                event = json.loads(line)
                day, clock = event["time"].rstrip("Z").split("T")
                hours, minutes, seconds = clock.split(":")
                whole = time.mktime(time.strptime(day, "%Y-%m-%d"))
                clocked = int(hours) * 3600 + int(minutes) * 60 + float(seconds)
                at[event["event"]] = whole + clocked
    marks = [at[name] for name in ("start", "found", "writing", "end")]
    finding, reading, writing = (b - a for a, b in itertools.pairwise(marks))
    return finding, reading, writing


def cpu() -> float:
    """CPU seconds of every process that has ended below this one."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _own_cpu(pid: int) -> float:
    """CPU seconds of one process, its children aside; 0 where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def children(pid: int) -> Iterator[int]:
    """The processes that ``pid`` has started and that live."""
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            yield from map(int, listed.read_text().split())
        except OSError:
            continue


def memory(pid: int, name: str) -> float:
    """MB of one line of /proc/PID/status; 0 where the process is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(s.split()[1]) / 1024 for s in lines if s.startswith(name)), 0.0)


@dataclass
class SpeedUp:
    """Runs with one and with two workers in turn; and what the machine itself can do, measured in
    between: CPU-bound readers of the same documents without any engine, one that reads all, and two
    that read half each. ``bare`` are seconds by the number of readers, in pairs of a turn."""

    runs: list[Run] = field(default_factory=list)
    bare: list[tuple[float, float]] = field(default_factory=list)

    @property
    def gains(self) -> list[float]:
        """How many times as fast two workers were, turn by turn."""
        pairs = zip(self.runs[::2], self.runs[1::2], strict=True)
        return [one.seconds / two.seconds for one, two in pairs]

    @property
    def ceilings(self) -> list[float]:
        """The same of the bare readers."""
        return [one / two for one, two in self.bare]

    @property
    def best(self) -> float:
        """The fastest run with one worker against the fastest with two."""
        best = [min(r.seconds for r in self.runs if r.workers == crew) for crew in (1, 2)]
        return best[0] / best[1]

    @property
    def ceiling(self) -> float:
        """The same of the bare readers."""
        return min(one for one, _ in self.bare) / min(two for _, two in self.bare)


def speed_up(source: Path, scratch: Path, documents: int, repeat: int) -> SpeedUp:
    """Measure it, in so many turns."""
    found = SpeedUp()
    for number in range(repeat):
        for crew in (1, 2):
            out = scratch / f"speed-{number}-{crew}"
            found.runs.append(measure(source, out, documents, crew))
            shutil.rmtree(out)
            print(scale_page.line(found.runs[-1]), flush=True)
        one, two = bare(source, 1), bare(source, 2)
        found.bare.append((one, two))
        print(f"bare readers: {one:.1f} s and {two:.1f} s, {one / two:.2f} times", flush=True)
    return found


_BARE = """
import sys
sys.path[:] = sys.argv[4:]
from pathlib import Path
from fuhe.executors.work import Task, perform
from fuhe.executors.worker import spare_collector
from fuhe.pipeline import digest
spare_collector()
files = sorted(Path(sys.argv[1]).rglob("*.*"))[int(sys.argv[2]) :: int(sys.argv[3])]
for path in files:
    if perform(Task(str(path), *digest(path))).failed:
        raise SystemExit(1)
"""


def bare(source: Path, readers: int) -> float:
    """Seconds that so many processes take which share the documents and nothing else: no parent, no
    journal, no tables."""
    started = time.monotonic()
    command = [sys.executable, "-c", _BARE, str(source)]
    crew = [
        subprocess.Popen([*command, str(number), str(readers), str(ROOT), *sys.path])
        for number in range(readers)
    ]
    for reader in crew:
        if reader.wait():
            raise SystemExit(f"a bare reader ended with {reader.returncode}")
    return time.monotonic() - started


def machine() -> str:
    """What it is measured on, in one line."""
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, Linux, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f} before the start"
    )


def main() -> None:
    """Make the documents, ingest them, print what it took; with ``--write`` into docs as well."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--sizes", default="1000,10000", help="numbers of documents, two workers")
    options.add_argument("--speed", type=int, default=2_000, help="documents for 1 and 2 workers")
    options.add_argument("--repeat", type=int, default=3, help="runs of each for the speed-up")
    options.add_argument("--keep", type=Path, help="make the documents there and leave them")
    options.add_argument("--write", action="store_true", help="put the figures into docs")
    said = options.parse_args()
    sizes = [int(size) for size in said.sizes.split(",") if size]
    with tempfile.TemporaryDirectory(prefix="fuhe-scale-") as name:
        scratch, on = Path(name), machine()
        top = said.keep or scratch
        print(f"{on}\n{scale_page.HEAD}", flush=True)
        runs = []
        for size in sizes:
            source = top / f"in-{size}"
            make_copies(source, size)
            runs.append(measure(source, scratch / f"out-{size}", size, 2))
            shutil.rmtree(scratch / f"out-{size}")
            if not said.keep:
                shutil.rmtree(source)
            print(scale_page.line(runs[-1]), flush=True)
        make_copies(top / f"in-{said.speed}", said.speed)
        crews = speed_up(top / f"in-{said.speed}", scratch, said.speed, said.repeat)
    if not runs:
        print(scale_page.speed(crews))
        return
    text = scale_page.page(runs, crews, on)
    print(text)
    if said.write:
        scale_page.write(ROOT / "docs", text, runs[-1])


if __name__ == "__main__":
    main()
