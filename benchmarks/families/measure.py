"""Family × format: how many cells of the drawn forms come out right (F1).

    python -m benchmarks.families.measure [--forms N] [--formats docx,pdf] [--families A1,B1]
                                          [--wrong] [--write FILE]

A wrong value counts twice, as a false one and a missed one. ``--wrong`` lists what differs;
``--write`` puts the table with the command into a page.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "samples")]

from benchmarks.families.formats import VALUES_ONLY, read_all, write_all  # noqa: E402
from benchmarks.families.generate import Truth, families, form, reports  # noqa: E402
from benchmarks.families.writers import DEFAULTS  # noqa: E402
from normalize.report import FUND_COLUMNS, Form, Report  # noqa: E402
from normalize.text import squeeze  # noqa: E402

Pair = tuple[str, str, str]  # what, expected, found


@dataclass
class Score:
    """Cells right, wrongly there and missed."""

    right: int = 0
    false: int = 0
    missed: int = 0
    wrong: list[Pair] = field(default_factory=list)

    def cell(self, what: str, want: str, got: str) -> None:
        """One cell: both empty says nothing."""
        if same(want, got):
            self.right += bool(want)
            return
        self.missed += bool(want)
        self.false += bool(got)
        self.wrong.append((what, want, got))

    def add(self, other: Score) -> None:
        """The cells of another document too."""
        self.right += other.right
        self.false += other.false
        self.missed += other.missed
        self.wrong += other.wrong

    @property
    def f1(self) -> float:
        """2·right / (2·right + false + missed)."""
        total = 2 * self.right + self.false + self.missed
        return 2 * self.right / total if total else 1.0


def same(want: str, got: str) -> bool:
    """Equal as numbers, else as text without spaces."""
    try:
        return Decimal(want) == Decimal(got)
    except InvalidOperation:
        return squeeze(want) == squeeze(got)


def compare(truth: Truth, report: Report) -> Score:
    """The cells of one document against its truth; at most one form is expected."""
    score = Score()
    score.cell("forms", str(int(truth.has_form)), str(len(report.forms)))
    got = report.forms[0] if report.forms else None
    pairs = _pairs(truth, got) if truth.has_form else _report_pairs(truth, report)
    for what, want, found in pairs:
        score.cell(what, want, found)
    return score


def compare_all(truths: list[Truth], report: Report) -> Score:
    """The cells of a bundle: as many forms as truths, in the same order."""
    score = Score()
    score.cell("forms", str(len(truths)), str(len(report.forms)))
    for n, truth in enumerate(truths):
        got = report.forms[n] if n < len(report.forms) else None
        for what, want, found in _pairs(truth, got):
            score.cell(f"form {n} {what}", want, found)
    return score


def _report_pairs(truth: Truth, report: Report) -> Iterator[Pair]:
    """A document without a form: what it is about, its headings, and that no row is lost."""
    yield "status", "no_form", report.status
    yield "title", truth.title, report.title
    yield "year", str(truth.year), str(report.year or "")
    yield "unit", truth.unit, report.unit
    found = [s.title for s in report.sections]
    for n in range(max(len(truth.sections), len(found))):
        want = truth.sections[n] if n < len(truth.sections) else ""
        yield f"section {n}", want, found[n] if n < len(found) else ""


def _pairs(truth: Truth, got: Form | None) -> Iterator[Pair]:
    yield "kind", truth.kind, got.kind if got else ""
    yield "year", str(truth.year), str(got.year or "") if got else ""
    for name, want in truth.heads.items():
        value = getattr(got, name, None) if got else None
        value = getattr(value, "value", value)
        yield name, want, "" if value is None else str(value)
    for name in ("weight_total_stated", "score_total_stated"):
        figure = getattr(got, name, None)
        yield name, truth.totals.get(name, ""), f"{figure.value:f}" if figure else ""
    grade = got.grade_stated.text if got and got.grade_stated else ""
    yield "grade_stated", truth.totals.get("grade_stated", ""), grade
    yield from _fund_pairs(truth, got)
    yield from _indicator_pairs(truth, got)


def _fund_pairs(truth: Truth, got: Form | None) -> Iterator[Pair]:
    rows = list(got.funds) if got else []
    for n in range(max(len(truth.funds), len(rows))):
        want = truth.funds[n] if n < len(truth.funds) else {}
        row = rows[n] if n < len(rows) else None
        yield f"fund {n} label", want.get("label") or "", row.label if row else ""
        yield f"fund {n} item", want.get("item") or "", row.item if row else ""
        for column in FUND_COLUMNS:
            figure = row.figures.get(column) if row else None
            if column == "weight" and not want.get("weight"):
                continue  # points printed in a heading may be read as the weight
            yield (
                f"fund {n} {column}",
                want.get(column) or "",
                f"{figure.value:f}" if figure else "",
            )


def _indicator_pairs(truth: Truth, got: Form | None) -> Iterator[Pair]:
    rows = list(got.indicators) if got else []
    for n in range(max(len(truth.indicators), len(rows))):
        want = truth.indicators[n] if n < len(truth.indicators) else {}
        row = rows[n] if n < len(rows) else None
        for name in ("level1_code", "level2_code", "level3", "actual", "target_op"):
            yield f"row {n} {name}", want.get(name) or "", getattr(row, name) if row else ""
        target, found = want.get("target") or "", row.target if row else ""
        yield f"row {n} target", target, target if target and target in squeeze(found) else found
        reason = row.reason if row and row.reason != "无" else ""
        yield f"row {n} reason", want.get("reason") or "", reason
        for name in ("weight", "score", "review_score"):
            figure = row.figures.get(name) if row else None
            yield f"row {n} {name}", want.get(name) or "", f"{figure.value:f}" if figure else ""


def run(names: list[str], formats: list[str], forms: int) -> dict[tuple[str, str], Score]:
    """Draws, writes and reads; the score of each family in each format."""
    from normalize import understand

    told = [family for family in reports() if not names or family["id"] in names]
    chosen = [family for family in families() if not names or family["id"] in names] + told
    drawn = [
        (family["id"], seed, *form(family, seed)) for family in chosen for seed in range(forms)
    ]
    text = {family["id"] for family in told}
    table: dict[tuple[str, str], Score] = {}
    for kind in formats:
        wanted = [d for d in drawn if kind not in VALUES_ONLY or d[0] not in text]
        with tempfile.TemporaryDirectory() as folder:
            sheets = {f"{name}-{seed}": sheet for name, seed, sheet, _ in wanted}
            paths = write_all(sheets, kind, Path(folder))
            found = read_all(list(paths.values()), kind)
            for (name, _, _, truth), document in zip(wanted, found, strict=True):
                score = compare(truth, understand(document))
                table.setdefault((name, kind), Score()).add(score)
    return table


def _order(name: str) -> tuple[str, int, str]:
    """A1 … A16, B1 …: the letter, then the number."""
    digits = "".join(c for c in name[1:] if c.isdigit())
    return name[0], int(digits or 0), name


def as_markdown(table: dict[tuple[str, str], Score], formats: list[str]) -> str:
    """Family × format, F1 with four decimals; the cells of all families in the last row."""
    lines = ["| family | " + " | ".join(formats) + " |", "| --- |" + " --- |" * len(formats)]
    for name in sorted({n for n, _ in table}, key=_order):
        cells = " | ".join(
            f"{table[name, kind].f1:.4f}" if (name, kind) in table else "–" for kind in formats
        )
        lines.append(f"| {name} | {cells} |")
    counts = []
    for kind in formats:
        total = Score()
        for (_, other), score in table.items():
            if other == kind:
                total.add(score)
        counts.append(f"{total.f1:.4f} ({total.right + total.missed} cells)")
    return "\n".join([*lines, "| all | " + " | ".join(counts) + " |"])


def page(table: str, forms: int, formats: list[str]) -> str:
    """The page of the docs, with the command that made it."""
    text = (Path(__file__).parent / "accuracy.md").read_text("utf-8")
    asked = f"--forms {forms} --formats {','.join(formats)}"
    return text.replace("--forms {forms}", asked).replace("{table}", table)


def main() -> None:
    """Prints the table as Markdown, or writes the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=5)
    parser.add_argument("--formats", default=",".join(DEFAULTS))
    parser.add_argument("--families", default="")
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--write", type=Path)
    args = parser.parse_args()
    formats = args.formats.split(",")
    table = run([n for n in args.families.split(",") if n], formats, args.forms)
    shown = as_markdown(table, formats)
    if args.write:
        args.write.write_text(page(shown, args.forms, formats), "utf-8")
    print(shown)
    if args.wrong:
        for (name, kind), score in table.items():
            for what, want, got in score.wrong[:40]:
                print(f"{name}\t{kind}\t{what}\t{want!r}\t{got!r}")


if __name__ == "__main__":
    main()
