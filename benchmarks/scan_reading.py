"""Scanned pages: seconds a page, cells and digits right, beside other readers of the same pages.

    python -m benchmarks.scan_reading [--pages N] [--wear NAME,...] [--readers NAME,...] [--wrong]
                                      [--cache FOLDER] [--save]

Forms of the generator are drawn as PDF, turned into pictures and worn: a resolution, a lean, noise,
the grey of a bad lamp, JPEG. What stands in their cells is known exactly. Readers: ``fuhe``; ``bare``,
the same OCR engine over the whole page without any table; ``img2table`` with that engine, in an
environment of its own below FOLDER; ``tesseract``. One that cannot be had is named in the table.

cells: share of the filled cells of the forms that come out with exactly their text (white space,
width and the length of dashes aside). numbers: the same for cells that hold a number. digits: share
of the digits of all cells that are right, by edit distance to the nearest cell read. Seconds are CPU
seconds of one thread, those of programs that a reader starts counted in.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [path for path in (str(ROOT), str(ROOT / "samples")) if path not in sys.path]

from benchmarks.families.generate import families, form  # noqa: E402
from benchmarks.measuring import Part, finish, options  # noqa: E402
from benchmarks.peers import IMG2TABLE, environment  # noqa: E402
from benchmarks.scan_runs import MISSING  # noqa: E402
from benchmarks.scan_wear import WEARS, Wear, pictures, worn  # noqa: E402
from extract.text import squeeze  # noqa: E402
from making import as_pdf  # noqa: E402

__all__ = ["WEARS", "Wear", "pictures", "worn"]

RUNNER = Path(__file__).with_name("scan_runs.py")
READERS: dict[str, tuple[str, ...]] = {
    "fuhe": (),
    "bare": (),
    "img2table": IMG2TABLE,
    "tesseract": (),
}
"""The readers of ``scan_runs``, with what each needs from pip in an environment of its own."""

HEAD = ("pages", "reader", "CPU s a page", "x bare OCR", "cells", "numbers", "digits")
SAYS = (
    "Forms of the first families as scans of several kinds. bare is the OCR engine that fuhe uses "
    "(rapidocr, OpenVINO, one thread) over the whole page, img2table uses it too; tesseract reads "
    "with chi_sim. For bare and tesseract, which know no cells, texts that stand apart are cells. To be reached: at "
    "most 0.8 of the time of bare, more digits right than it, more cells than img2table."
)
_DASHES = re.compile(r"[-－—–―]+")
_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+%?")


@dataclass(frozen=True)
class Paper:
    """One document: its pages as clean PDF bytes, and the texts of its filled cells."""

    name: str
    pdf: bytes
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What a reader made of the documents of one wear: seconds and texts of each, or why not."""

    seconds: tuple[float, ...] = ()
    texts: tuple[list[str], ...] = ()
    fault: str = ""


def papers(count: int) -> Iterator[Paper]:
    """So many forms, one of each family in turn."""
    drawn = families()
    for number in range(count):
        family = drawn[number % len(drawn)]
        sheet, _ = form(family, number // len(drawn))
        cells = tuple(text for box in sheet.boxes if (text := _plain(box.text)))
        yield Paper(family["id"], as_pdf.dump(sheet), cells)


def scans(documents: Sequence[Paper], wear: Wear, folder: Path) -> list[dict[str, object]]:
    """The documents as picture files in ``folder``: jobs as ``scan_runs`` takes them."""
    from PIL import Image

    jobs: list[dict[str, object]] = []
    for number, paper in enumerate(documents):
        names: list[str] = []
        for seed, page in enumerate(pictures(paper.pdf, wear.dpi)):
            path = folder / f"{number:03}-{seed}.png"
            Image.fromarray(worn(page, wear, seed)).save(path)
            names.append(str(path))
        jobs.append({"dpi": wear.dpi, "pages": names})
    return jobs


def outcome(reader: str, jobs: list[dict[str, object]], cache: Path) -> Outcome:
    """Runs a reader in a process of its own."""
    python = _environment(READERS[reader], cache)
    if python is None:
        return Outcome(fault="not installed")
    env = os.environ | ({} if READERS[reader] else {"PYTHONPATH": str(ROOT)})
    command = [str(python), str(RUNNER), reader]
    done = subprocess.run(
        command, input=json.dumps(jobs), env=env, capture_output=True, text=True, check=False
    )
    if done.returncode == MISSING:
        return Outcome(fault="not installed")
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        return Outcome(fault="failed")
    said = json.loads(done.stdout.splitlines()[-1])
    return Outcome(tuple(one["seconds"] for one in said), tuple(one["texts"] for one in said))


def _environment(needs: tuple[str, ...], cache: Path) -> Path | None:
    return environment(needs, cache) if needs else Path(sys.executable)


@dataclass
class Result:
    """What one reader made of all pages of one wear."""

    pages: int = 0
    seconds: float = 0.0
    cells: int = 0
    cells_right: int = 0
    numbers: int = 0
    numbers_right: int = 0
    digits: int = 0
    digits_wrong: int = 0

    def add(self, want: tuple[str, ...], got: list[str]) -> list[tuple[str, str]]:
        """Counts one document; returns what differs: the text printed and the nearest one read."""
        free = Counter(text for raw in got if (text := _plain(raw)))
        missed: list[str] = []
        for text in want:
            number = _NUMBER.fullmatch(text) is not None
            right = free[text] > 0
            free[text] -= right
            self.cells += 1
            self.numbers += number
            self.cells_right += right
            self.numbers_right += number and right
            self.digits += len(_digits(text))
            missed += [] if right else [text]
        wrong: list[tuple[str, str]] = []
        for text in missed:
            left = [other for other, count in free.items() if count > 0]
            near = min(left, key=lambda other: _distance(text, other), default="")
            free[near] -= 1
            wanted = _digits(text)
            self.digits_wrong += min(len(wanted), _distance(wanted, _digits(near)))
            wrong.append((text, near))
        return wrong

    def join(self, other: Result) -> None:
        """Counts what another result counted, too."""
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def row(self, bare: Result | None) -> tuple[str, ...]:
        """The figures as cells of the table; ``bare`` is what the time is compared with."""
        shares = (
            self.cells_right / self.cells,
            self.numbers_right / self.numbers,
            1 - self.digits_wrong / self.digits,
        )
        ratio = f"{self.seconds / bare.seconds:.2f}" if bare else ""
        return f"{self.seconds / self.pages:.2f}", ratio, *(f"{s:.4f}" for s in shares)


def _plain(text: str) -> str:
    """Without white space and width; a lone dash of any length is one dash."""
    text = squeeze(text)
    return "-" if _DASHES.fullmatch(text) else text


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _distance(one: str, other: str) -> int:
    """Edit distance."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]


def one_wear(
    documents: Sequence[Paper], wear: str, readers: Sequence[str], cache: Path, show: bool
) -> dict[str, Result | str]:
    """What each reader made of the documents worn so, or why it made nothing."""
    found: dict[str, Result | str] = {}
    with tempfile.TemporaryDirectory(prefix="fuhe-scans-") as folder:
        jobs = scans(documents, WEARS[wear], Path(folder))
        counts = [len(list(Path(folder).glob(f"{n:03}-*"))) for n in range(len(documents))]
        for name in readers:
            said = outcome(name, jobs, cache)
            if said.fault:
                found[name] = said.fault
                continue
            result = Result(sum(counts), sum(said.seconds))
            for paper, texts in zip(documents, said.texts, strict=True):
                wrong = result.add(paper.cells, texts)
                if show:
                    for pair in wrong:
                        print(wear, paper.name, name, *map(repr, pair), sep="\t", file=sys.stderr)
            found[name] = result
    return found


def run(readers: Sequence[str], wears: Sequence[str], count: int, cache: Path, show: bool) -> Part:
    """Every reader over every wear, and over all of them together."""
    documents = list(papers(count))
    rows: list[tuple[str, ...]] = []
    sums = {name: Result() for name in readers}
    for wear in wears:
        found = one_wear(documents, wear, readers, cache, show)
        bare = found.get("bare")
        for name, result in found.items():
            if isinstance(result, str):
                rows.append((wear, name, result, "", "", "", ""))
                continue
            sums[name].join(result)
            rows.append((wear, name, *result.row(bare if isinstance(bare, Result) else None)))
    whole = sums.get("bare")
    whole = whole if whole and whole.pages else None
    rows += [("all", name, *total.row(whole)) for name, total in sums.items() if total.pages]
    notes = (f"{count} forms of each kind. The kinds are in `benchmarks/scan_wear.py`.",)
    command = f"python -m benchmarks.scan_reading --pages {count}"
    command += "" if list(wears) == list(WEARS) else f" --wear {','.join(wears)}"
    return Part("scan_reading", "Scans", command, SAYS, HEAD, tuple(rows), notes)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints the table as Markdown."""
    parser = options(__doc__)
    parser.add_argument("--pages", type=int, default=4, metavar="N", help="how many forms")
    parser.add_argument("--wear", default=",".join(WEARS))
    parser.add_argument("--readers", default=",".join(READERS))
    parser.add_argument("--wrong", action="store_true", help="list the cells that differ")
    home = Path.home() / ".cache" / "fuhe-peers"
    parser.add_argument("--cache", type=Path, default=home, help=f"environments (default {home})")
    said = parser.parse_args(arguments)
    readers, wears = said.readers.split(","), said.wear.split(",")
    return finish(run(readers, wears, said.pages, said.cache, said.wrong), said.save)


if __name__ == "__main__":
    sys.exit(main())
