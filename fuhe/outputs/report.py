"""``fuhe report``: one self-contained page about a corpus."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fuhe.corpus.read import need_csv, rows
from fuhe.outputs.failed import failure_text
from fuhe.outputs.pages import render
from fuhe.version import version

if TYPE_CHECKING:
    from fuhe.outputs.words import Words

MOST_DOCUMENTS = 2_000
MOST_FAILURES = 2_000


def write_report(corpus: Path, page: Path, words: Words) -> Path:
    """Write the page and give its path. Raises ValueError where ``corpus`` is none."""
    need_csv(corpus, words)
    values = {**_values(corpus), "words": words, "failure_text": failure_text}
    text = render("report.html", version=version(), **values)
    try:
        page.write_text(text, encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise ValueError(f"{page} cannot be written: {error.strerror}.") from error
    return page


def _values(corpus: Path) -> dict[str, Any]:
    """What the page shows, from one pass over each table."""
    status: Counter[str] = Counter()
    years: dict[str, Counter[str]] = {}
    totals: Counter[str] = Counter()
    for row in rows(corpus, "documents"):
        status[row["status"]] += 1
        year = years.setdefault(row["year"] or "—", Counter())
        year["documents"] += 1
        totals["documents"] += 1
        for name in ("forms", "errors", "warnings"):
            year[name] += int(row[name] or 0)
            totals[name] += int(row[name] or 0)
    failures = list(_first(rows(corpus, "failures"), MOST_FAILURES))
    return {
        "totals": totals,
        "status": bars(status),
        "years": sorted(years.items()),
        "rules": _rules(corpus),
        "checks": bars(Counter(row["verdict"] for row in rows(corpus, "checks"))),
        "documents": _worst(corpus),
        "failures": failures,
    }


def _rules(corpus: Path) -> list[tuple[str, Mapping[str, int], float]]:
    """Findings by rule: counts by severity, and the share of the largest rule, 0 to 100."""
    found: dict[str, Counter[str]] = {}
    for row in rows(corpus, "findings"):
        found.setdefault(row["rule"], Counter())[row["severity"]] += 1
    grave = {rule: counts["error"] + counts["warning"] for rule, counts in found.items()}
    most = max(grave.values(), default=0) or 1
    order = sorted(found, key=lambda rule: (-grave[rule], rule))
    return [(rule, found[rule], 100 * grave[rule] / most) for rule in order]


def _worst(corpus: Path) -> list[dict[str, str]]:
    """The documents with most errors, then warnings, then in order of path."""
    numbered = enumerate(rows(corpus, "documents"))
    return [
        row
        for _, row in heapq.nsmallest(
            MOST_DOCUMENTS,
            numbered,
            key=lambda pair: (
                -int(pair[1]["errors"] or 0),
                -int(pair[1]["warnings"] or 0),
                pair[0],
            ),
        )
    ]


def bars(counts: Counter[str]) -> list[tuple[str, int, float]]:
    """Name, count and share of the largest, 0 to 100; the most frequent first."""
    most = max(counts.values(), default=0) or 1
    return [
        (name, n, 100 * n / most) for name, n in sorted(counts.items(), key=lambda x: (-x[1], x[0]))
    ]


def _first(found: Iterable[dict[str, str]], most: int) -> Iterable[dict[str, str]]:
    for number, row in enumerate(found):
        if number >= most:
            return
        yield row
