"""Forms of every published layout to mutate: drawn, printed as .docx and read again.

The laws of a form are written down from how its family is drawn (which rows are parts of which, what
the totals count) and kept only where the drawn figures obey them; what was read has no say in them.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [path for path in (str(ROOT), str(ROOT / "samples")) if path not in sys.path]

from benchmarks.families.content import MONEY  # noqa: E402
from benchmarks.families.drawing import Drawing  # noqa: E402
from benchmarks.families.generate import families  # noqa: E402
from benchmarks.families.truth import Truth  # noqa: E402
from benchmarks.families.writers import WRITERS  # noqa: E402
from benchmarks.mutation_forms import Key, Law, Sample  # noqa: E402
from normalize.report import Form  # noqa: E402

__all__ = ["Drawn", "drawn", "families"]

Row = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The samples of all families; ``left_out`` names those that hold nothing to mutate, or were
    not read as drawn, with why."""

    samples: tuple[Sample, ...]
    left_out: tuple[tuple[str, str], ...]


def drawn(each: int) -> Drawn:
    """``each`` forms of every family, the same every time."""
    samples, left_out = [], []
    with tempfile.TemporaryDirectory() as folder:
        for family in families():
            made = [_sample(family, number, Path(folder)) for number in range(each)]
            known = [sample for sample in made if isinstance(sample, Sample)]
            samples += known
            if not known:
                left_out.append((family["id"], str(made[0])))
    return Drawn(tuple(samples), tuple(left_out))


def _sample(family: dict[str, Any], number: int, folder: Path) -> Sample | str:
    import extract
    from normalize import understand

    random = Random(f"mutation-{family['id']}-{number}")  # noqa: S311 - drawing, not secrets
    sheet, truth = Drawing(family, random).draw()
    path = folder / f"{family['id']}-{number}.docx"
    path.write_bytes(WRITERS["docx"](sheet))
    report = understand(extract.read(path))
    if len(report.forms) != 1:
        return f"read as {len(report.forms)} forms"
    form = report.forms[0]
    if not _as_drawn(truth, form):
        return "not read as drawn"
    laws = tuple(_laws(family, truth, form))
    return (
        Sample(f"family {family['id']}", report, laws) if laws else "no figure follows from others"
    )


def _as_drawn(truth: Truth, form: Form) -> bool:
    """True when every figure that was drawn was read, in its row."""
    if len(truth.funds) != len(form.funds) or len(truth.indicators) != len(form.indicators):
        return False
    pairs = [*zip(truth.funds, form.funds, strict=True)]
    points = [*zip(truth.indicators, form.indicators, strict=True)]
    return all(_same(want, row.figures, (*MONEY, "rate", "score")) for want, row in pairs) and all(
        _same(want, row.figures, ("weight", "score")) for want, row in points
    )


def _same(want: Row, figures: Any, columns: tuple[str, ...]) -> bool:
    return all(
        not want.get(c) or (c in figures and figures[c].value == Decimal(want[c] or "0"))
        for c in columns
    )


# ── what holds ───────────────────────────────────────────────────────────────────────────────


def _laws(family: dict[str, Any], truth: Truth, form: Form) -> Iterator[Law]:
    for whole, parts in _parts(family, len(truth.funds)):
        # one level down only 人员 + 公用 are known to be all there is
        inner = truth.funds[whole].get("item") != "total"
        told = {truth.funds[n].get("item") for n in parts} != {"personnel", "public"}
        yield from _sums(truth, form, whole, parts, "within" if inner and told else "sum")
    if family.get("fund_groups"):
        yield from _sums(truth, form, 0, [3], "sum")
    for n, row in enumerate(truth.funds):
        yield from _quotients(row, form.funds[n].row_no)
    yield from _totals(truth, form)


def _parts(family: dict[str, Any], rows: int) -> Iterator[tuple[int, list[int]]]:
    """Each row with its parts, by position, as the family is drawn: a ``+`` is one level deeper."""
    items = [entry.rsplit(":", 1)[1] for entry in family["fund_rows"]]
    if family.get("fund_groups"):  # two blocks, basic taken apart in the second
        yield from ((0, [1, 2]), (3, [4, 7]), (4, [5, 6]))
        return
    across = len(family.get("fund_across", []))
    if across:
        yield 0, list(range(rows - across, rows))
    depths = [0, *(1 + item.count("+") for item in items[1:])][: len(items)]
    for n, depth in enumerate(depths):
        parts: list[int] = []
        for other in range(n + 1, len(depths)):
            if depths[other] <= depth:
                break
            if depths[other] == depth + 1:
                parts.append(other)
        if parts:
            yield n, parts


def _sums(truth: Truth, form: Form, whole: int, parts: list[int], kind: str) -> Iterator[Law]:
    for column in MONEY:
        given = [truth.funds[n].get(column) for n in (whole, *parts)]
        known = [Decimal(text) for text in given if text]
        if len(known) == len(given) and known[0] == sum(known[1:], Decimal(0)):
            keys = [("funds", form.funds[n].row_no, column) for n in (whole, *parts)]
            yield Law(kind, keys[0], tuple(keys[1:]))


def _quotients(row: Row, number: int) -> Iterator[Law]:
    """The rate and the score of a row, where it prints what they follow from."""
    base = "budget" if row.get("budget") else "budget_initial"
    spent, budget = row.get("executed"), row.get(base)
    if not (spent and budget) or not Decimal(budget):
        return
    share = Decimal(spent) / Decimal(budget)
    both: tuple[Key, ...] = (("funds", number, "executed"), ("funds", number, base))
    if row.get("rate") and Decimal(row["rate"] or "0") == _rounded(share, "0.0001"):
        yield Law("rate", ("funds", number, "rate"), both)
    if row.get("weight") and row.get("score"):
        weight = Decimal(row["weight"] or "0")
        if Decimal(row["score"] or "0") == _rounded(weight * min(share, Decimal(1)), "0.01"):
            parts = (("funds", number, "weight"), *both)
            yield Law("score", ("funds", number, "score"), parts)


def _rounded(value: Decimal, step: str) -> Decimal:
    return value.quantize(Decimal(step), ROUND_HALF_UP)


def _totals(truth: Truth, form: Form) -> Iterator[Law]:
    """The printed totals of points over all rows that carry some, the execution among them."""
    for column in ("weight", "score"):
        name = f"{column}_total_stated"
        rows = [("funds", form.funds[n].row_no, r) for n, r in enumerate(truth.funds)]
        rows += [
            ("indicators", form.indicators[n].row_no, r) for n, r in enumerate(truth.indicators)
        ]
        given = [((table, number, column), r[column]) for table, number, r in rows if r.get(column)]
        total = sum((Decimal(text or "0") for _, text in given), Decimal(0))
        stated = truth.totals.get(name)
        if stated and given and Decimal(stated) == total and getattr(form, name) is not None:
            yield Law("sum", ("form", None, name), tuple(key for key, _ in given), exact=True)
