"""What ``fuhe ingest`` survives: kills, killed workers, a disk that fills up.

    python -m benchmarks.chaos [--documents 2000] [--kills 20] [--seed 1] [--quota MB]

Four runs over the same documents, each compared with a run that nobody disturbed, byte by byte:
the run killed (kill -9, workers and all) at random moments and started again; a worker killed every
two seconds; as root on Linux, the corpus on a tmpfs that is too small and is made larger each time the
run stops for it; and, where Ray is installed, a run on Ray with one of its worker processes killed
every three seconds.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "samples")]

from benchmarks.scale import children, make_documents  # noqa: E402

_BROKEN = {
    "empty.docx": b"",
    "cut.docx": b"PK\x03\x04" + b"\0" * 60,
    "cut.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
    "noise.bin": bytes(range(256)) * 8,
}


def start(source: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    """An ingest with two workers, in a session of its own."""
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "fuhe",
            "ingest",
            source,
            "-o",
            out,
            "-j",
            "2",
            "-q",
            "--lang",
            "en",
            *more,
        ],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,  # Ray tells there of what we kill
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def whole(source: Path, out: Path) -> float:
    """An ingest that nobody disturbs; its seconds."""
    started = time.monotonic()
    run = start(source, out)
    _, said = run.communicate()
    if run.returncode:
        raise SystemExit(f"fuhe ingest ended with {run.returncode}: {said}")
    return time.monotonic() - started


def settled(out: Path) -> int:
    """Documents that the run log tells of, those told twice included."""
    try:
        with (out / ".fuhe" / "log.jsonl").open(encoding="utf-8") as log:
            return sum(json.loads(line)["event"] == "document" for line in log if line[-1] == "\n")
    except FileNotFoundError:
        return 0


def visible(out: Path) -> set[str]:
    """What stands in the corpus beside the work area."""
    return {path.name for path in out.iterdir()} - {".fuhe"} if out.exists() else set()


def killed(source: Path, out: Path, kills: int, seconds: float, chance: random.Random) -> int:
    """Run until done, killed at random moments; how often it was."""
    done = 0
    while done < kills:
        run = start(source, out)
        with suppress(subprocess.TimeoutExpired):
            run.wait(timeout=chance.uniform(0.3, 2 * seconds / kills))
            run.communicate()
            break  # it was faster than we are
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
        done += 1
        if visible(out):
            raise SystemExit(f"half a corpus shows after kill {done}: {visible(out)}")
    whole(source, out)
    return done


def worker_killed(source: Path, out: Path, every: float, chance: random.Random) -> int:
    """Run once while a worker is killed every so often; how many were."""
    run, count = start(source, out), 0
    while run.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            run.wait(timeout=every)
        if workers := list(children(run.pid)):
            with suppress(ProcessLookupError):
                os.kill(chance.choice(workers), signal.SIGKILL)
                count += 1
    run.communicate()
    if run.returncode:
        raise SystemExit(f"the run with killed workers ended with {run.returncode}")
    return count


def on_ray(source: Path, out: Path, every: float, chance: random.Random) -> int:
    """Run once on Ray while a process of it that reads documents is killed every so often; how many
    were."""
    run, count = start(source, out, "--engine", "ray"), 0
    while run.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            run.wait(timeout=every)
        if benches := list(_benches()):
            with suppress(ProcessLookupError):
                os.kill(chance.choice(benches), signal.SIGKILL)
                count += 1
    _, said = run.communicate()
    if run.returncode:
        raise SystemExit(f"the run on Ray ended with {run.returncode}: {said}")
    return count


def _benches() -> Iterator[int]:
    """Processes of Ray that hold a seat."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if path.read_bytes().startswith(b"ray::Bench"):
                yield int(path.parent.name)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A tmpfs of so many megabytes. PermissionError where it cannot be mounted."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        raise PermissionError("a tmpfs cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=False)  # noqa: S607


def filled(source: Path, disk: Path, megabytes: int) -> tuple[int, str]:
    """Run until done on a disk that is made a quarter larger each time it is full; how often it
    was, and what the run said the first time."""
    full, words = 0, ""
    while True:
        run = start(source, disk / "out")
        _, said = run.communicate()
        if run.returncode == 0:
            return full, words
        if run.returncode != 2 or "Traceback" in said:
            raise SystemExit(f"a full disk ended the run with {run.returncode}: {said}")
        full, words = full + 1, words or said.strip()
        megabytes = megabytes * 5 // 4 + 1
        resize = ["mount", "-o", f"remount,size={megabytes}m", str(disk)]
        subprocess.run(resize, check=True)


def same(one: Path, other: Path) -> str:
    """``identical``, or how two corpora differ."""
    names = sorted(visible(one) | visible(other))
    _, differ, missing = filecmp.cmpfiles(one, other, names, shallow=False)
    return f"DIFFERENT: {differ + missing}" if differ or missing else "identical"


def main() -> None:
    """Make the documents, disturb the runs, print what came of it."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--documents", type=int, default=2_000)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--quota", type=int, default=3, help="MB of the small disk at first")
    said = options.parse_args()
    chance = random.Random(said.seed)  # noqa: S311 - no secret hangs on it
    with tempfile.TemporaryDirectory(prefix="fuhe-chaos-") as scratch:
        top = Path(scratch)
        source = top / "in"
        make_documents(source, said.documents)
        for name, data in _BROKEN.items():
            (source / name).write_bytes(data)
        seconds = whole(source, top / "whole")
        total = settled(top / "whole")
        print(f"undisturbed: {total} documents in {seconds:.1f} s", flush=True)

        kills = killed(source, top / "killed", said.kills, seconds, chance)
        twice = settled(top / "killed") - total
        verdict = same(top / "whole", top / "killed")
        print(f"killed {kills} times: {verdict}; {twice} documents read twice", flush=True)

        count = worker_killed(source, top / "workers", 2.0, chance)
        print(f"{count} workers killed: {same(top / 'whole', top / 'workers')}", flush=True)
        try:
            with small_disk(top / "disk", said.quota) as disk:
                full, words = filled(source, disk, said.quota)
                verdict = same(top / "whole", disk / "out")
                print(f"disk full {full} times: {verdict}\n  it said: {words}")
        except PermissionError as error:
            print(f"full disk: not tried, {error}")
        if find_spec("ray") is None:
            print("Ray: not tried, it is not installed")
            return
        count = on_ray(source, top / "ray", 3.0, chance)
        print(f"{count} processes of Ray killed: {same(top / 'whole', top / 'ray')}")


if __name__ == "__main__":
    main()
