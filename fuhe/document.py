"""What ``fuhe.read`` gives: one document as it was read, understood and verified."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from extract.frozen import dataclass

if TYPE_CHECKING:
    from normalize.repair import Repair
    from normalize.report import Amount, Form, Report, Section
    from score import Verification
    from score.check import Check, Finding


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a document comes from and what read it.

    ``path`` is the file that was opened, ``bytes`` its size, ``sha256`` its 64 hex digits;
    ``format`` is what the file really is, ``reader`` the code that read it, ``version`` that of
    fuhe. ``notes`` say in plain words what a person should know of the reading; ``late`` are the
    pages that were not read because time ran out.
    """

    path: Path
    sha256: str
    bytes: int
    format: str
    reader: str
    version: str
    notes: tuple[str, ...] = ()
    late: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its forms and narrative, every check that was tried, every finding.

    ``report`` is the document as printed; the checks and findings are about it. ``forms`` are
    the clean ones: the same, with the ``repairs`` put in.
    """

    provenance: Provenance
    report: Report
    verification: Verification
    forms: tuple[Form, ...]
    repairs: tuple[Repair, ...] = ()

    @property
    def doc_id(self) -> str:
        """The first 16 hex digits of the file's SHA-256."""
        return self.provenance.sha256[:16]

    @property
    def title(self) -> str:
        """Title of the document as printed."""
        return self.report.title

    @property
    def year(self) -> int | None:
        """Fiscal year that is reported on."""
        return self.report.year

    @property
    def status(self) -> str:
        """``ok``, ``partial`` or ``no_form``."""
        return self.report.status

    @property
    def sections(self) -> tuple[Section, ...]:
        """The numbered sections of the narrative, in reading order."""
        return self.report.sections

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """The sums of money in the narrative, in reading order."""
        return self.report.amounts

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every contradiction or question that a person should see."""
        return tuple(self.verification.findings)

    @property
    def checks(self) -> tuple[Check, ...]:
        """Every check that was tried, those that passed included."""
        return tuple(self.verification.checks)

    def form_id(self, form_no: int | None) -> str:
        """The corpus id of a form of this document; empty for None."""
        return "" if form_no is None else f"{self.doc_id}-{form_no:02d}"

    def count(self, severity: str) -> int:
        """Number of findings of one severity."""
        return sum(1 for finding in self.findings if finding.severity == severity)
