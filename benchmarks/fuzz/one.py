"""One target for some seconds, guided by coverage; or one input again, as a judge would.

    python -m benchmarks.fuzz.one TARGET --work FOLDER --seconds 60
    python -m benchmarks.fuzz.one TARGET --again FILE...

The first is what :mod:`benchmarks.fuzz.run` starts. A fault does not end it: the input goes to
``FOLDER/TARGET/faults``, once for every place in our code where one shows. What ends the process
itself (a hang over 20 s, over 1 GB of memory, a crash in a library) libFuzzer writes there.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import pkgutil
import random
import re
import resource
import sys
import time
import traceback
from pathlib import Path
from typing import Any

SECONDS_EACH = 20
MEGABYTES = 1024

_OURS = ("extract", "normalize", "score", "fuhe")
_COUNT_EVERY = 20


def main() -> None:
    """What the command line asks for."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    options.add_argument("target")
    options.add_argument("--work", type=Path)
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--again", type=Path, nargs="+")
    said = options.parse_args()
    if said.again:
        sys.exit(_again(said.target, said.again))
    _fuzz(said.target, said.work / said.target, said.seconds, said.seed)


def _again(name: str, files: list[Path]) -> int:
    """Each file once, with what came of it, CPU seconds and peak memory in MB; 1 where one fails."""
    from benchmarks.fuzz.targets import TARGETS

    target = next(one for one in TARGETS if one.name == name)
    bad = 0
    for file in files:
        started, told = time.process_time(), "ok"
        try:
            target.judge(file.read_bytes())
        except Exception as error:  # noqa: BLE001  whatever it is, it is told
            traceback.print_exc()
            told, bad = f"{type(error).__name__}: {error}", 1
        seconds = time.process_time() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        print(f"{file}: {told} ({seconds:.2f} s, {peak} MB)", flush=True)
    return bad


def _fuzz(name: str, folder: Path, seconds: int, seed: int) -> None:
    """Fuzz until the time is over; never returns."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=list(_OURS)):
        _import_all(pictures=name == "picture")
        from benchmarks.fuzz import mutate
        from benchmarks.fuzz.targets import TARGETS
    target = next(one for one in TARGETS if one.name == name)
    first = list(target.seeds())
    corpus, faults = folder / "corpus", folder / "faults"
    for made in (corpus, faults):
        made.mkdir(parents=True, exist_ok=True)
    for data in first:
        (corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    watch = _Watch(folder / "count.json", faults)

    def judge(data: bytes) -> None:
        with watch.of(data):
            target.judge(data)

    def change(data: bytes, most: int, number: int) -> bytes:
        chance = random.Random(number)  # noqa: S311 - no secret hangs on it
        new = mutate.mutated(data, chance.choice(first), chance)
        return new if len(new) <= most else data

    arguments = [
        "fuzz", str(corpus), f"-artifact_prefix={faults}/", f"-max_total_time={seconds}", f"-seed={seed}",
        f"-timeout={SECONDS_EACH}", f"-rss_limit_mb={MEGABYTES}", f"-max_len={mutate.MOST}", "-len_control=0",
        "-print_final_stats=1", "-use_value_profile=0",
    ]  # fmt: skip
    atheris.Setup(arguments, judge, custom_mutator=change)
    atheris.Fuzz()


def _import_all(pictures: bool) -> None:
    """Every module of ours that reading, understanding and verifying may need: what is imported
    later is not watched. OCR, with its libraries, only where ``pictures`` are read."""
    for package in ("extract", "normalize", "score"):
        root = importlib.import_module(package)
        for info in pkgutil.walk_packages(root.__path__, f"{package}."):
            if pictures or "scan" not in info.name:
                importlib.import_module(info.name)
    for name in ("fuhe.pipeline", "fuhe.corpus.rows"):
        importlib.import_module(name)


class _Watch:
    """Counts what was tried, in a file for the runner to read, and keeps inputs that show a fault."""

    def __init__(self, file: Path, faults: Path) -> None:
        self.file, self.faults = file, faults
        self.count, self.seen, self.data = 0, set[str](), b""

    def of(self, data: bytes) -> _Watch:
        """The watch itself, set on one input."""
        self.data = data
        return self

    def __enter__(self) -> None:
        self.count += 1
        if self.count % _COUNT_EVERY == 1:
            cpu = time.process_time()
            self.file.write_text(json.dumps({"executions": self.count, "cpu": cpu}))

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> bool:
        if not isinstance(error, Exception):
            return False
        where = place_of(error)
        if where not in self.seen:
            self.seen.add(where)
            name = f"{where}-{hashlib.sha256(self.data).hexdigest()[:8]}"
            (self.faults / name).write_bytes(self.data)
            (self.faults / f"{name}.txt").write_text("".join(traceback.format_exception(error)))
        return True


def place_of(error: BaseException) -> str:
    """What tells one fault from another: its type and the last line of ours that it went through."""
    at = "nowhere"
    for frame in traceback.extract_tb(error.__traceback__):
        parts = Path(frame.filename).parts
        ours = [n for n, part in enumerate(parts) if part in (*_OURS, "fuzz")]
        if ours and "site-packages" not in parts:
            at = ".".join(parts[ours[-1] :]).removesuffix(".py") + f".{frame.name}"
    said = re.sub(r"[^a-z]+", "-", str(error).partition(":")[0])[:40] if "fuzz" in at else ""
    return re.sub(r"[^\w.-]+", "", f"{type(error).__name__}-{at}{said and '-'}{said}").strip("-")


if __name__ == "__main__":
    main()
