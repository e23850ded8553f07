"""What of a file is to be read, for readers that could leave something out."""

from __future__ import annotations

from contextvars import ContextVar

TABLES_ONLY: ContextVar[bool] = ContextVar("tables_only", default=False)
"""Whether scanned pages that show no table are left unread; set by :func:`extract.read`."""

UNREAD_NOTE = "{} page(s) without tables were not read (--tables-only)."
"""What the notes of a document say of such pages."""
