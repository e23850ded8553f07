"""``fuhe sql`` and ``fuhe diff``: rows of corpora on standard output."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING

from fuhe.corpus.diff import Difference, counted, differences
from fuhe.corpus.sql import query, script
from fuhe.corpus.whole import departures
from fuhe.outputs.tables import write_rows

if TYPE_CHECKING:
    from fuhe.outputs.words import Words

_HEADER = ("table", "kind", "key", "column", "old", "new")


def print_views(corpus: Path, words: Words) -> None:
    """Print the views of a corpus as a script. Raises ValueError where it is none."""
    sys.stdout.write(script(corpus, words))


def ask(corpus: Path, statement: str, how: str, words: Words) -> None:
    """Print what a query gives. Raises ValueError for one that is refused."""
    header, rows = query(corpus, statement, words)
    write_rows(sys.stdout, header, rows, how)


def compare(old: Path, new: Path | None, how: str, words: Words) -> int:
    """Print every difference between two corpora, or between one and its own description, and on
    stderr how many; the exit status."""
    counts: Counter[str] = Counter()
    found = differences(old, new, words) if new else departures(old, words)
    rows = _rows(counted(found, counts))
    if how == "text":
        for row in rows:
            write_rows(sys.stdout, row, (), "text")
    else:
        write_rows(sys.stdout, _HEADER, rows, how)
    total = sum(counts.values())
    listed = ", ".join(f"{name} {count}" for name, count in counts.items())
    same = words("diff.same") if new else words("diff.whole")
    print(words("diff.counts", total, listed) if total else same, file=sys.stderr)
    return int(total > 0)


def _rows(found: Iterator[Difference]) -> Iterator[Sequence[str]]:
    for one in found:
        yield astuple(one)
