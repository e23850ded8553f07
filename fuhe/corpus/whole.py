"""Whether the tables of a corpus are what its ``datapackage.json`` says: size, SHA-256, rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fuhe.corpus.diff import Difference
from fuhe.corpus.folder import description
from fuhe.corpus.package import sha256
from fuhe.corpus.read import need_corpus

if TYPE_CHECKING:
    from fuhe.outputs.words import Words


def departures(corpus: Path, words: Words) -> Iterator[Difference]:
    """Where a file of ``corpus`` is not what its description says: ``removed`` where it is not there
    or cannot be read, else ``changed`` with ``column`` bytes, hash or row_count, ``old`` as described
    and ``new`` as it is. Raises ValueError where ``corpus`` is none."""
    need_corpus(corpus, words)
    package = description(corpus) or {}
    listed = package.get("resources")
    for resource in listed if isinstance(listed, list) else []:
        yield from _resource(corpus, resource)


def _resource(corpus: Path, said: dict[str, Any]) -> Iterator[Difference]:
    name, parts = str(said["name"]), said["path"]
    names = parts if isinstance(parts, list) else [parts]
    hashes = said["hashes"] if isinstance(parts, list) else [said["hash"]]
    size = rows = 0
    for part, expected in zip(names, hashes, strict=True):
        path = corpus / part
        try:
            found = f"sha256:{sha256(path)}"
            size, rows = size + path.stat().st_size, rows + _rows(path)
        except (OSError, ValueError, csv.Error):
            yield Difference(name, "removed", part, old=expected)
            return
        if found != expected:
            yield Difference(name, "changed", part, "hash", expected, found)
    for column, now in (("bytes", size), ("row_count", rows)):
        if said[column] != now:
            yield Difference(name, "changed", name, column, str(said[column]), str(now))


def _rows(path: Path) -> int:
    """Rows of one file, its header not counted."""
    if path.suffix == ".parquet":
        from pyarrow import parquet

        return int(parquet.read_metadata(path).num_rows)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1
