"""What tests read of a corpus that a run wrote."""

from __future__ import annotations

import csv
from pathlib import Path


def rows(corpus: Path, table: str) -> list[dict[str, str]]:
    """The rows of a CSV table."""
    with (corpus / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def paths(corpus: Path) -> list[str]:
    """The paths of the documents, in the order of the table."""
    return [row["path"] for row in rows(corpus, "documents")]


def contents(corpus: Path) -> dict[str, bytes]:
    """What people see of a corpus: everything but its work area."""
    return {path.name: path.read_bytes() for path in corpus.iterdir() if path.name != ".fuhe"}
