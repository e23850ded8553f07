"""Has a stage become slower? Instructions counted, and times as ratios, against what is on file.

    python -m benchmarks.regression [--renew] [--times] [--again N]

The samples go through every stage while the interpreter counts the instructions of Python that it
executes: a number that no load of the machine can move. More than 10 % above the number on file
(``regression.json``, for this version of Python) is a slowdown: exit status 1, with the stage.
``--renew`` writes the numbers of now. What the libraries do below Python is not in that count;
``--times`` adds the CPU time of reading over its floor and of the later stages over a yardstick of
plain Python work measured in turns with them, and ``--again N`` says how far N runs of that differ.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.measuring import FLOORS, SAMPLES, Part, cpu, finish, options  # noqa: E402
from benchmarks.stages import STAGES, Stages  # noqa: E402

FILES = tuple(SAMPLES / f"yuelu-2021.{kind}" for kind in ("docx", "pdf", "txt"))
WARM = tuple(
    SAMPLES / f"{name}.{kind}"
    for name in ("clean-project-2022", "clean-2021")
    for kind in ("docx", "pdf", "txt")
)
"""Read before, so that imports and compiled patterns do not count."""
TABLE = Path(__file__).with_name("regression.json")
SLOWER = 1.10
ROUNDS = 15
VERSION = ".".join(platform.python_version_tuple()[:2])
HEAD = ("document", "stage", "instructions", "on file", "ratio")
SAYS = (
    "Instructions of Python executed by each stage over the sample of 2021: the same on every machine and "
    "under every load. CI fails where one is more than 10 % above the number on file."
)
Counts = dict[str, dict[str, int]]


class Instructions:
    """Counts the instructions that the interpreter executes from ``with`` on."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> float:
        """So many up to now."""
        return self.count

    def __enter__(self) -> Self:
        sys.settrace(self._trace)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _trace(self, frame: FrameType, event: str, _: Any) -> Callable[..., Any]:
        if event == "opcode":
            self.count += 1
        else:
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return self._trace


def counted() -> Counts:
    """Instructions of each stage of each file."""
    for path in WARM:
        Stages().run(path)
    found: Counts = {}
    for path in FILES:
        with Instructions() as clock:
            stages = Stages(clock)
            stages.run(path)
        found[path.name] = {stage: int(stages.seconds[stage]) for stage in STAGES}
    return found


def compare(now: Counts, then: Counts) -> list[tuple[str, ...]]:
    """Rows of the table; a stage that is not on file has no ratio."""
    rows: list[tuple[str, ...]] = []
    for name, stages in now.items():
        for stage, count in stages.items():
            known = then.get(name, {}).get(stage, 0)
            ratio = f"{count / known:.3f}" if known else ""
            rows.append((name, stage, f"{count:,}", f"{known:,}" if known else "", ratio))
    return rows


def slower(rows: Sequence[Sequence[str]]) -> list[str]:
    """The stages that have become slower, in words."""
    return [
        f"{name}: {stage} takes {(float(ratio) - 1) * 100:.0f} % more instructions than on file"
        for name, stage, _, _, ratio in rows
        if ratio and float(ratio) > SLOWER
    ]


def on_file() -> dict[str, Counts]:
    """What is on file, by version of Python."""
    known: dict[str, Counts] = json.loads(TABLE.read_text("utf-8")) if TABLE.exists() else {}
    return known


def renew(now: Counts) -> None:
    """Put the numbers of now on file for this version of Python."""
    text = json.dumps(on_file() | {VERSION: now}, indent=1, sort_keys=True)
    TABLE.write_text(text + "\n", encoding="utf-8")


def yardstick() -> int:
    """A fixed piece of the kind of work that the later stages do: texts, patterns, dicts, money."""
    number, total, seen = re.compile(r"\d+(?:\.\d+)?"), Decimal(0), dict[str, int]()
    for at in range(1500):
        text = f"其中：第{at}项支出{at * 7}.{at % 100:02}万元，占{at % 97}%"
        for found in number.finditer("".join(text.split("，"))):
            total += Decimal(found[0])
            seen[found[0]] = seen.get(found[0], 0) + len(text)
    return int(total) + len(seen)


def ratios() -> dict[str, float]:
    """Reading over its floor and everything after over the yardstick: the least time of each over
    rounds in which they take turns."""
    found: dict[str, float] = {}
    for path in FILES:
        least: dict[str, float] = {}
        for number in range(ROUNDS + 1):
            stages = Stages()
            stages.run(path)
            after = sum(stages.seconds[stage] for stage in STAGES[2:])
            times = {"read": stages.seconds["read"], "after": after, "yard": cpu(yardstick)}
            times["floor"] = cpu(partial(_five_floors, path)) / 5
            for name, seconds in times.items() if number else ():
                least[name] = min(least.get(name, seconds), seconds)
        by = "floor" if path.suffix != ".txt" else "yard"
        found[f"{path.name} read/{by}"] = least["read"] / least[by]
        found[f"{path.name} after/yard"] = least["after"] / least["yard"]
    return found


def _five_floors(path: Path) -> None:
    for _ in range(5):
        FLOORS[path.suffix](path)


def spread(times: int) -> list[str]:
    """How far that many runs of ``ratios`` differ, each."""
    runs = [ratios() for _ in range(times)]
    lines = []
    for name in runs[0]:
        values = sorted(run[name] for run in runs)
        middle = values[len(values) // 2]
        low, high = (f"{(value / middle - 1) * 100:+.1f} %" for value in (values[0], values[-1]))
        lines.append(f"{name}: {middle:.3f} ({low} … {high} in {times} runs)")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Count and compare; 1 where something has become slower."""
    parser = options(__doc__)
    parser.add_argument("--renew", action="store_true", help="put the numbers of now on file")
    parser.add_argument("--times", action="store_true", help="CPU times as ratios, too")
    parser.add_argument("--again", type=int, default=1, help="runs of the times, for their spread")
    said = parser.parse_args(arguments)
    if os.environ.get("PYTHONHASHSEED") != "0":  # sets in another order would take other ways
        given = sys.argv[1:] if arguments is None else [*arguments]
        again = [sys.executable, "-m", "benchmarks.regression", *given]
        env = os.environ | {"PYTHONHASHSEED": "0"}
        return subprocess.run(again, cwd=ROOT, env=env, check=False).returncode
    now = counted()
    if said.renew:
        renew(now)
    rows = compare(now, on_file().get(VERSION, {}))
    title, command = "Slowdowns are seen", "python -m benchmarks.regression"
    finish(Part("regression", title, command, SAYS, HEAD, tuple(rows)), said.save)
    if said.times:
        print("\n".join(["", *spread(max(1, said.again))]))
    print("\n".join(slower(rows)))
    return 1 if slower(rows) else 0


if __name__ == "__main__":
    sys.exit(main())
