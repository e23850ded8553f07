"""What the paper says: any supported file becomes a :class:`Document`, each text with its place."""

from __future__ import annotations

from pathlib import Path

from extract.document import Block, Cell, Document, Paragraph, Place, ReadError, Table
from extract.registry import find_reader
from extract.sniff import sniff
from extract.wanted import TABLES_ONLY

__all__ = [
    "Block",
    "Cell",
    "Document",
    "Paragraph",
    "Place",
    "ReadError",
    "Table",
    "read",
    "sniff",
]


def read(path: str | Path, *, tables_only: bool = False) -> Document:
    """Read one file, whatever its suffix claims it is.

    With ``tables_only`` scanned pages that show no table are not given to OCR; ``unread`` of the
    document says how many.

    Raises :class:`ReadError`, with one plain sentence, for every file that cannot be read.
    """
    path = Path(path)
    kind = ""
    before = TABLES_ONLY.set(tables_only)
    try:
        kind = sniff(path)
        return find_reader(kind)(path, kind)
    except ReadError:
        raise
    except OSError as error:
        raise ReadError(
            "damaged", f"The file cannot be read: {error.strerror or error}."
        ) from error
    except MemoryError as error:
        message = "The file needs more memory than this machine has; split it into smaller files."
        raise ReadError("too-large", message) from error
    except Exception as error:
        message = (
            f"The {kind} file is damaged and cannot be read ({type(error).__name__}); "
            "open it in the program that made it, save it again and try once more."
        )
        raise ReadError("damaged", message) from error
    finally:
        TABLES_ONLY.reset(before)
