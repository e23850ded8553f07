"""What the paper says: any supported file becomes a :class:`Document`, each text with its place."""

from __future__ import annotations

from pathlib import Path

from extract.document import Block, Cell, Document, Paragraph, Place, ReadError, Table
from extract.registry import find_reader
from extract.sniff import sniff

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


def read(path: str | Path) -> Document:
    """Read one file, whatever its suffix claims it is.

    Raises :class:`ReadError`, with one plain sentence, for every file that cannot be read.
    """
    path = Path(path)
    kind = ""
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
