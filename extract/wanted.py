"""What of a file is to be read, and by what means, for readers that have a choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar

TABLES_ONLY: ContextVar[bool] = ContextVar("tables_only", default=False)
"""Whether scanned pages that show no table are left unread; set by :func:`extract.read`."""

ALONE: ContextVar[bool] = ContextVar("alone", default=False)
"""Whether this process is the only one at work, and may use every processor there is."""

SECONDS_LEFT: ContextVar[Callable[[], float] | None] = ContextVar("seconds_left", default=None)
"""Tells how many seconds the document may still take before it is given up; None: any time."""

UNREAD_NOTE = "{} page(s) without tables were not read (--tables-only)."
"""What the notes of a document say of such pages."""

LATE_NOTE = "Page(s) {} without tables were not read, for time ran out (see --timeout)."
"""What they say of pages, by their numbers, for which there was no time."""


def late_note(pages: Sequence[int]) -> str:
    """LATE_NOTE of these pages."""
    return LATE_NOTE.format(page_ranges(pages))


def page_ranges(pages: Sequence[int]) -> str:
    """Numbers of pages in short: ``2, 5-8``."""
    runs: list[list[int]] = []
    for page in sorted(pages):
        if runs and page == runs[-1][-1] + 1:
            runs[-1][1:] = [page]
        else:
            runs.append([page])
    return ", ".join("-".join(map(str, run)) for run in runs)
