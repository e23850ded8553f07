"""Rows on the terminal or for programs: an aligned table, CSV or lines of JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import IO

from fuhe.names import on_screen
from fuhe.outputs.wrap import fill, width

_LOOK_AT = 200
_WIDEST = 40


def write_rows(out: IO[str], header: Sequence[str], rows: Iterable[Sequence[str]], how: str) -> int:
    """Write rows as ``text``, ``csv`` or ``json`` (a line an object); how many there were."""
    count = 0
    if how == "csv":
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow(row)
            count += 1
        return count
    if how == "json":
        for row in rows:
            out.write(json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False) + "\n")
            count += 1
        return count
    for line in _aligned(header, rows):
        out.write(line + "\n")
        count += 1
    return max(0, count - 1)


def _aligned(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Columns as wide as their first rows need, within reason; on a terminal nothing moves the
    cursor."""
    source = ([on_screen(text) for text in row] for row in chain([header], rows))
    first = list(islice(source, _LOOK_AT))
    room = [
        min(_WIDEST, max(width(row[at]) for row in first)) if first else 0
        for at in range(len(header))
    ]
    for row in chain(first, source):
        yield "  ".join(fill(text, space) for text, space in zip(row, room, strict=True)).rstrip()
