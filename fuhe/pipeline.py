"""One file through the house: extract, normalize, repair, verify. Knows nothing of engines."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from extract.document import ReadError
from fuhe.document import Document, Provenance
from fuhe.settings import Settings
from fuhe.version import version

if TYPE_CHECKING:
    from extract.document import Document as Read
    from normalize.repair import Repair
    from normalize.report import Form, Report
    from score import Verification

T = TypeVar("T")
_CHUNK = 1 << 20


def run(path: Path, settings: Settings | None = None) -> Document:
    """Read, understand and verify one file.

    Raises :class:`ReadError`, whatever goes wrong: ``stage`` says where. With ``FUHE_DEBUG`` in
    the environment an error of fuhe itself is raised as it is.
    """
    import extract

    settings = settings or Settings()
    sha256, size = _guarded("open", lambda: digest(path))
    document = _guarded("read", lambda: extract.read(path))
    report = _guarded("understand", lambda: _understand(document, settings))
    forms, repairs = _guarded("understand", lambda: _repaired(report, settings))
    verification = _guarded("verify", lambda: _verify(report, settings))
    return Document(
        Provenance(
            path=path,
            sha256=sha256,
            bytes=size,
            format=report.format,
            reader=report.reader,
            version=version(),
            notes=report.notes,
        ),
        report,
        verification,
        forms,
        repairs,
    )


def digest(path: Path) -> tuple[str, int]:
    """SHA-256 (64 hex digits) and size in bytes of a file. Raises :class:`ReadError`."""
    if not path.exists():
        raise ReadError("missing", "There is no such file.", "open")
    if not path.is_file():
        raise ReadError("unsupported", "This is no ordinary file.", "open")
    total, state = 0, hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                state.update(chunk)
                total += len(chunk)
    except OSError as error:
        message = f"The file cannot be opened: {error.strerror or 'unknown reason'}."
        raise ReadError("unreadable", message, "open") from error
    return state.hexdigest(), total


def _understand(document: Read, settings: Settings) -> Report:
    """What the document means, its forms promising what the chosen policy says."""
    from normalize import understand

    return settings.for_rules().applied(understand(document))


def _verify(report: Report, settings: Settings) -> Verification:
    from score import verify

    return verify(report, settings.for_rules())


def _repaired(report: Report, settings: Settings) -> tuple[tuple[Form, ...], tuple[Repair, ...]]:
    """The clean forms, and what was changed in them. What a form *states* in total is never
    changed: the sum of its rows stands beside it."""
    if not settings.repair:
        return report.forms, ()
    from normalize.repair import apply, repairs

    clean: list[Form] = []
    made: list[Repair] = []
    for form in report.forms:
        found = [r for r in repairs(form, report) if not r.column.endswith("_stated")]
        clean.append(apply(form, found) if found else form)
        made += found
    return tuple(clean), tuple(made)


def _guarded(stage: str, step: Callable[[], T]) -> T:
    """``step``, with every error as a ReadError that names the stage."""
    try:
        return step()
    except ReadError:
        raise
    except MemoryError as error:
        message = "The document needs more memory than it may have; split it into smaller files."
        raise ReadError("memory", message, stage) from error
    except Exception as error:
        if os.environ.get("FUHE_DEBUG"):
            raise
        message = (
            f"fuhe itself failed on this document ({type(error).__name__}: {error}); "
            "please report it with the file if you can."
        )
        raise ReadError("internal", message, stage) from error
