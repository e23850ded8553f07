"""Findings for programs: one JSON object, written as the documents come.

Its schema is ``docs/findings.schema.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import IO, Any

from fuhe.outputs.data import document_data
from fuhe.outputs.failed import Results
from fuhe.version import version

SCHEMA = 1


def write(results: Results, file: IO[bytes]) -> None:
    """Write every document and, after them, what could not be read."""
    for piece in _pieces(results):
        file.write(piece.encode("utf-8"))


def _pieces(results: Results) -> Iterator[str]:
    yield f'{{"fuhe": {_text(version())}, "schema": {SCHEMA}, "documents": ['
    comma = "\n"
    for name, document in results.documents():
        yield comma + _text(document_data(document, name))
        comma = ",\n"
    failures = [asdict(failed) for failed in results.failures]
    yield f'\n], "failures": {_text(failures)}}}\n'


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
