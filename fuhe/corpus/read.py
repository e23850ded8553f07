"""Reads the tables of a corpus back, row by row."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fuhe.corpus.cells import plain
from fuhe.corpus.folder import description, waiting
from fuhe.corpus.schema import tables
from fuhe.corpus.shape import unsafe
from fuhe.outputs.words import Words

csv.field_size_limit(min(sys.maxsize, (1 << 31) - 1))


def need_corpus(corpus: Path, words: Words) -> None:
    """Raises ValueError where ``corpus`` is none, or was left while its tables were replaced."""
    if waiting(corpus):
        raise ValueError(words("report.unfinished"))
    if description(corpus) is None:
        raise ValueError(words("report.not_corpus"))


def need_csv(corpus: Path, words: Words) -> None:
    """Raises ValueError where ``corpus`` is none, or not one of CSV tables."""
    need_corpus(corpus, words)
    if not (corpus / "documents.csv").is_file():
        raise ValueError(words("report.csv_only"))


def rows(corpus: Path, table: str) -> Iterator[dict[str, str]]:
    """The rows of one table, in their order, under the columns' own names whatever the headers;
    CSV and Parquet alike, as the texts that a CSV file holds."""
    package = description(corpus) or {}
    path = corpus / f"{table}.csv"
    if not path.is_file():
        yield from _parquet(corpus / f"{table}.parquet", package, table)
        return
    safe = bool(package.get("csv_safe"))
    own = own_names(package, table)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = [own.get(name, name) for name in next(reader, [])]
        texts = {c.name for t in tables() if t.name == table for c in t.columns} - _numbers(table)
        for row in reader:
            cells = dict(zip(header, row, strict=False))
            if safe:
                cells = {n: unsafe(text) if n in texts else text for n, text in cells.items()}
            yield cells


def own_names(package: dict[str, object], table: str) -> dict[str, str]:
    """Column names as a corpus writes them -> as the schema has them, where they differ."""
    resources = package.get("resources")
    for one in resources if isinstance(resources, list) else ():
        if one.get("name") == table:
            fields = one.get("schema", {}).get("fields", [])
            return {field["name"]: field["column"] for field in fields if "column" in field}
    return {}


def _numbers(table: str) -> set[str]:
    return {c.name for t in tables() if t.name == table for c in t.columns if c.type != "string"}


def _parquet(path: Path, package: dict[str, object], table: str) -> Iterator[dict[str, str]]:
    from pyarrow import parquet

    own = own_names(package, table)
    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    for file in files:
        for batch in parquet.ParquetFile(file).iter_batches(batch_size=2_000):
            for row in batch.to_pylist():
                yield {own.get(name, name): _text(value) for name, value in row.items()}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return str(value)
    text = plain(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
