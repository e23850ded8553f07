"""Slips in drawn documents: the figures that the mutation study would spoil, spoilt in the sheet itself.

The sheet is printed as a Word file and read to learn which figure stands in which cell; the generator
of the mutation study says what becomes of a figure, and the cell gets the new text. A file of any
format written from that sheet then carries the slip. Slips that change cells are made, no lost or
doubled rows; what they spoil breaks a sum or an equality that held (``mutation_study.laws_of``).
"""

from __future__ import annotations

import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [path for path in (str(ROOT), str(ROOT / "samples")) if path not in sys.path]

from benchmarks.families.writers import WRITERS  # noqa: E402
from benchmarks.mutation_forms import Key, Sample  # noqa: E402
from benchmarks.mutation_slips import KINDS, cells, mutate  # noqa: E402
from benchmarks.mutation_study import laws_of  # noqa: E402
from making.grid import Box, Sheet  # noqa: E402
from normalize.report import Figure  # noqa: E402

CELL_KINDS = tuple(kind for kind in KINDS if not kind.endswith("row"))
MOST = 3  # slips of one document
_TRIES = 12  # for each slip
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def slipped(sheet: Sheet, seed: str) -> Sheet | None:
    """The sheet with one to three slips, the same for the same seed; None where no figure of it can
    be spoilt: a report without a form, a form whose figures follow from no others."""
    random = Random(f"slips-{seed}")  # noqa: S311 - drawing, not secrets
    before = _sample(sheet)
    if before is None:
        return None
    sample = before
    wanted, made = random.randint(1, MOST), 0
    for _ in range(_TRIES * wanted):
        mutant = mutate(sample, random.choice(CELL_KINDS), random)
        if mutant is None or mutant.blind or _rewritten(sheet, before, mutant.sample) is None:
            continue
        sample, made = mutant.sample, made + 1
        if made == wanted:
            break
    return _rewritten(sheet, before, sample) if made else None


def _sample(sheet: Sheet) -> Sample | None:
    """The form of a sheet as it is read, with what holds in it; None without one."""
    import extract
    from normalize import understand

    with tempfile.TemporaryDirectory(prefix="fuhe-slips-") as folder:
        path = Path(folder) / "sheet.docx"
        path.write_bytes(WRITERS["docx"](sheet))
        report = understand(extract.read(path))
    if len(report.forms) != 1:
        return None
    laws = laws_of(report)
    return Sample("drawn", report, laws) if laws else None


def _rewritten(sheet: Sheet, before: Sample, after: Sample) -> Sheet | None:
    """The sheet with the figures that differ written into their cells; None where one has no cell
    of its own."""
    boxes = list(sheet.boxes)
    for old, new in _changes(before, after):
        at = _box_of(boxes, old)
        text = _respelt(boxes[at].text, old, new) if at is not None else None
        if at is None or text is None:
            return None
        boxes[at] = replace(boxes[at], text=text)
    return replace(sheet, boxes=tuple(boxes))


def _changes(before: Sample, after: Sample) -> Iterator[tuple[Figure, Figure]]:
    new: dict[Key, Figure] = cells(after.report)
    for key, old in cells(before.report).items():
        if new[key].value != old.value:
            yield old, new[key]


def _box_of(boxes: list[Box], figure: Figure) -> int | None:
    """Which box covers the slot in which a figure was read."""
    place = figure.place
    if place.table != 1 or place.row is None or place.col is None:
        return None
    row, col = place.row - 1, place.col - 1
    return next(
        (
            at
            for at, box in enumerate(boxes)
            if box.row <= row < box.row + box.rowspan and box.col <= col < box.col + box.colspan
        ),
        None,
    )


def _respelt(text: str, old: Figure, new: Figure) -> str | None:
    """The text of a cell with the one number in it replaced; None where it holds several, or not
    the figure in a unit of tens."""
    plain = unicodedata.normalize("NFKC", text)
    found = _NUMBER.findall(plain)
    if len(found) != 1 or not old.value:
        return None
    printed = Decimal(found[0].replace(",", ""))
    power = _power(printed, old.value)
    if power is None or new.value < 0:
        return None
    value = new.value.scaleb(power)
    step = new.step.scaleb(power).normalize().as_tuple().exponent
    places = max(0, -step) if isinstance(step, int) else 0
    return plain.replace(
        found[0], f"{value:,.{places}f}" if "," in found[0] else f"{value:.{places}f}"
    )


def _power(printed: Decimal, value: Decimal) -> int | None:
    """The power of ten between a number as printed and its figure."""
    ratio = (printed / value).normalize()
    digits = ratio.as_tuple()
    exponent = digits.exponent
    return exponent if digits.digits == (1,) and isinstance(exponent, int) else None
