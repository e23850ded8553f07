"""One file through the house: extract, normalize, verify, repair. Knows nothing of engines."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from extract.collector import spared
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


@spared()
def run(path: Path, settings: Settings | None = None) -> Document:
    """Read, understand and verify one file.

    Raises :class:`ReadError`, whatever goes wrong: ``stage`` says where. With ``FUHE_DEBUG`` in
    the environment an error of fuhe itself is raised as it is.
    """
    import extract

    chosen = settings or Settings()
    sha256, size = _guarded("open", lambda: digest(path))
    document = _guarded("read", lambda: extract.read(path, tables_only=chosen.tables_only))
    fair = _fair(chosen, document.unread, document.late)
    report = _guarded("understand", lambda: _understand(document, fair))
    if document.late:
        report = _in_part(report, document.late)
    verification = _guarded("verify", lambda: _verify(report, fair))
    forms, repairs = _guarded("verify", lambda: _repaired(report, fair, verification))
    return Document(
        Provenance(
            path=path,
            sha256=sha256,
            bytes=size,
            format=report.format,
            reader=report.reader,
            version=version(),
            notes=report.notes,
            late=document.late,
        ),
        report,
        verification,
        forms,
        repairs,
    )


def digest(path: Path) -> tuple[str, int]:
    """SHA-256 (64 hex digits) and size in bytes of a file. Raises :class:`ReadError`."""
    total, state = 0, hashlib.sha256()
    try:
        if not stat.S_ISREG((said := path.stat()).st_mode):
            raise ReadError("unsupported", "This is no ordinary file.", "open")
        room = min(said.st_size + 1, _CHUNK)
        with io.FileIO(path) as file:
            while chunk := file.read(room):
                state.update(chunk)
                total += len(chunk)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise ReadError("missing", "There is no such file.", "open") from error
    except OSError as error:
        message = f"The file cannot be opened: {error.strerror or 'unknown reason'}."
        raise ReadError("unreadable", message, "open") from error
    return state.hexdigest(), total


def _fair(settings: Settings, unread: int, late: tuple[int, ...] = ()) -> Settings:
    """The settings without the rule that would miss the headings of pages that were not read, and,
    where time ran out in the middle of a text, without those that would miss what a list goes on with.
    """
    if not unread and not late:
        return settings
    unfair = ("section-numbering", *(_OF_LISTS if late else ()))
    return replace(settings, ignore=(*settings.ignore, *unfair))


_OF_LISTS = (
    "text-sum", "text-score-sum", "text-count-sum", "text-item-count", "staff-sum", "project-count",
)  # fmt: skip
"""Rules that ask whether what a text lists is all there is."""


def _in_part(report: Report, late: tuple[int, ...]) -> Report:
    """The report of a document whose pages of these numbers were not read for lack of time."""
    from extract.wanted import page_ranges

    pages = page_ranges(late)
    reason = f"there was no time to read page(s) {pages}, which show no table (see --timeout)"
    reason_zh = f"时间用尽，第 {pages} 页没有表格，未读取（见 --timeout）"
    if report.status == "partial":
        reason = f"{report.reason}; {reason}"
        reason_zh = f"{report.reason_zh}；{reason_zh}"
    return replace(report, status="partial", reason=reason, reason_zh=reason_zh)


def _understand(document: Read, settings: Settings) -> Report:
    """What the document means, its forms promising what the chosen policy says."""
    from normalize import understand

    return settings.for_rules().applied(understand(document))


def _verify(report: Report, settings: Settings) -> Verification:
    from score import verify

    return verify(report, settings.for_rules())


def _repaired(
    report: Report, settings: Settings, verification: Verification
) -> tuple[tuple[Form, ...], tuple[Repair, ...]]:
    """The clean forms, and what was changed in them. What a form *states* in total is never
    changed: the sum of its rows stands beside it. The explanations are those of the findings."""
    if not settings.repair or _agrees(report, verification):
        return report.forms, ()
    from normalize.repair import apply, repairs
    from score.diagnose import explanations

    clean: list[Form] = []
    made: list[Repair] = []
    explained = explanations(report, verification.checks)
    for form in report.forms:
        certain = repairs(form, report, explained)
        found = [r for r in certain if not r.column.endswith("_stated")]
        clean.append(apply(form, found) if found else form)
        made += found
    return tuple(clean), tuple(made)


def _agrees(report: Report, verification: Verification) -> bool:
    """True where nothing fails: then there is nothing to repair, and nothing to load for it."""
    from normalize.identities import disagree, identities, narrative_identities

    if any(finding.verdict == "inconsistent" for finding in verification.findings):
        return False
    stated = (*map(identities, report.forms), narrative_identities(report))
    return not any(map(disagree, stated))


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
