"""Workbooks by calamine, in a process of its own: a damaged one can make that library end its process,
or ask for a terabyte.

The process runs this very file, which needs nothing of ours, and answers with JSON: the sheets, or
what is wrong. It writes nothing and has limits on memory and time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

SECONDS = 60
MEGABYTES = 1024


class BrokenWorkbookError(ValueError):
    """The workbook cannot be read; ``locked`` where it wants a password."""

    def __init__(self, locked: bool = False) -> None:
        super().__init__("locked" if locked else "broken")
        self.locked = locked


def read(path: Path) -> list[dict[str, Any]]:
    """The sheets in order: ``name``, ``hidden``, ``start`` (row and column from 0), ``rows`` of values,
    ``merges`` as pairs of first and last slot. :class:`BrokenWorkbookError` for any other file."""
    try:
        done = subprocess.run(  # noqa: S603  this file, by the Python that runs it
            [sys.executable, __file__, str(path.resolve())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BrokenWorkbookError from error
    if done.returncode:
        raise BrokenWorkbookError
    answer = json.loads(done.stdout)
    if isinstance(answer, str):
        raise BrokenWorkbookError(answer == "locked")
    sheets: list[dict[str, Any]] = answer
    return sheets


def _answer(path: str) -> list[dict[str, Any]] | str:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with open(path, "rb") as stream:  # noqa: PTH123  nothing more to import than there must be
            book = CalamineWorkbook.from_filelike(stream)
            hidden = {m.name: str(m.visible).rpartition(".")[2] for m in book.sheets_metadata}
            return [
                _sheet(book.get_sheet_by_name(n), n, hidden.get(n, "")) for n in book.sheet_names
            ]
    except PasswordError:
        return "locked"
    except (CalamineError, OSError, ValueError):
        return "broken"


def _sheet(source: Any, name: str, visible: str) -> dict[str, Any]:
    return {
        "name": name,
        "hidden": visible not in ("", "Visible"),
        "start": source.start or (0, 0),
        "rows": [[_value(v) for v in row] for row in source.to_python(skip_empty_area=True)],
        "merges": source.merged_cell_ranges or (),
    }


def _value(value: object) -> object:
    """A value as JSON can tell it: numbers stay numbers, dates and times are written out."""
    return value if isinstance(value, bool | int | float | str) else str(value)


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    most = MEGABYTES << 20
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard < 0 else min(most, hard), hard))


if __name__ == "__main__":
    # our own folder is first on the path of a script, and holds modules that are not for the world
    sys.path[:] = [p for p in sys.path if p != str(Path(__file__).parent)]
    _limit()
    json.dump(_answer(sys.argv[1]), sys.stdout)
