"""What ``benchmarks/scale.py`` measured, as a part of docs/scale.md and as a drawing of memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.scale import Run, SpeedUp

HEAD = (
    "| documents | workers | s | finding s | reading s | writing s | documents/s | CPU ms a document | "
    "of it parent | parent MB | worker MB | CSV MB | journal MB |\n"
    "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
)
OPENING, CLOSING = "<!-- measured -->", "<!-- end of measured -->"
PICTURE = "scale.svg"
_MANY = 10_000_000
_CORES = 16
_HOURS = 8.0
_WIDE, _HIGH, _LEFT, _BOTTOM, _TOP = 760, 260, 48, 34, 26
_LINES = (("parent", 1, "#1f6f8b"), ("largest worker", 2, "#c2571a"))


def line(run: Run) -> str:
    """A row of the table."""
    each = 1000 / run.documents
    return (
        f"| {run.documents:,} | {run.workers} | {run.seconds:.1f} | {run.finding:.1f} | "
        f"{run.reading:.1f} | {run.writing:.1f} | {run.rate:.1f} | {run.cpu * each:.1f} | "
        f"{run.parent_cpu * each:.2f} | {run.parent:.0f} | {run.worker:.0f} | "
        f"{run.tables / 1e6:.0f} | {run.journal / 1e6:.0f} |"
    )


def page(runs: Sequence[Run], crews: SpeedUp, machine: str) -> str:
    """The measured part of the page."""
    largest = runs[-1]
    return "\n\n".join(
        [
            f"Machine: {machine}.",
            "\n".join([HEAD, *map(line, runs)]),
            f"![memory over time]({PICTURE})",
            speed(crews),
            "\n".join([HEAD, *map(line, crews.runs)]),
            "### Ten million",
            ten_million(largest),
        ]
    )


def speed(crews: SpeedUp) -> str:
    """How many times as fast two workers are, beside what two processes are that share nothing."""
    return (
        f"One worker and two, {crews.runs[0].documents:,} documents, in turn: **{crews.best:.2f} times "
        f"as fast** with two (the fastest of {len(crews.bare)} runs each; turn by turn "
        f"{_listed(crews.gains)}). Two bare processes, which read the same documents and have neither "
        f"parent nor journal nor tables, are {crews.ceiling:.2f} times as fast as one on this machine "
        f"(turn by turn {_listed(crews.ceilings)}). fuhe gets **{crews.best / crews.ceiling:.0%}** of that."
    )


def _listed(figures: Sequence[float]) -> str:
    return ", ".join(f"{one:.2f}" for one in figures)


def ten_million(run: Run) -> str:
    """What ten million such documents take, from one measured run."""
    workers = (run.cpu - run.parent_cpu) / run.documents
    parent = run.parent_cpu / run.documents
    hours, alone = workers * _MANY / 3600, parent * _MANY / 3600
    machines = max(1, round(hours / _CORES / _HOURS + 0.499))
    each = run.tables / run.documents, run.journal / run.documents
    return (
        f"From the run of {run.documents:,}: {workers * 1000:.1f} ms of CPU a document in the workers, "
        f"{parent * 1000:.2f} ms in the parent. Ten million take **{hours:,.0f} core-hours** of reading: "
        f"{hours / _CORES:,.1f} hours on one machine of {_CORES} cores, or {_HOURS:.0f} hours on "
        f"**{machines} machine{'s' * (machines > 1)}**. One parent needs {alone:.1f} hours of its own "
        f"for one corpus of that size (finding, keeping, writing), so {int(workers / parent)} workers are "
        f"what one parent can feed; with a corpus on each machine that is divided as well. Tables take "
        f"{each[0] * _MANY / 1e9:,.0f} GB, the journal {each[1] * _MANY / 1e9:,.0f} GB. Reckoned, not run."
    )


def write(docs: Path, text: str, run: Run) -> None:
    """Put ``text`` between the marks of docs/scale.md, and the drawing beside it."""
    path = docs / "scale.md"
    before, opened, rest = path.read_text("utf-8").partition(OPENING)
    _, closed, after = rest.partition(CLOSING)
    if not (opened and closed):
        raise SystemExit(f"{path} has no part between {OPENING} and {CLOSING}")
    path.write_text(f"{before}{opened}\n\n{text}\n\n{closed}{after}", encoding="utf-8")
    (docs / PICTURE).write_text(drawing(run), encoding="utf-8")


def drawing(run: Run) -> str:
    """Memory of the parent and of the largest worker over time, as SVG."""
    step = max(1, len(run.samples) // 400)
    samples = run.samples[::step]
    high = max(1.0, *(max(one[1:]) for one in samples)) * 1.15
    long = max(1.0, samples[-1][0])
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" '
            'font-family="sans-serif" font-size="12">'
        ),
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="#fff"/>',
        (
            f'<text x="{_LEFT}" y="16">MB of memory while {run.documents:,} documents are read by '
            f"{run.workers} workers</text>"
        ),
        *_grid(high, long),
    ]
    for number, (name, at, colour) in enumerate(_LINES):
        points = " ".join(
            f"{_x(one[0], long):.1f},{_y(one[at], high):.1f}" for one in samples if one[at]
        )
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
        )
        x = _WIDE - 230 + number * 80
        parts.append(f'<text x="{x}" y="16" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _grid(high: float, long: float) -> list[str]:
    parts = []
    for n in range(5):
        value, moment = high * n / 4, long * n / 4
        y, x = _y(value, high), _x(moment, long)
        parts += [
            f'<line x1="{_LEFT}" x2="{_WIDE - 10}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>',
            f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:.0f}</text>',
            f'<text x="{x:.1f}" y="{_HIGH - 12}" text-anchor="middle">{moment:.0f} s</text>',
        ]
    return parts


def _x(seconds: float, long: float) -> float:
    return _LEFT + seconds / long * (_WIDE - _LEFT - 30)


def _y(megabytes: float, high: float) -> float:
    return _HIGH - _BOTTOM - megabytes / high * (_HIGH - _BOTTOM - _TOP)
