"""How a run stands, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.frozen import dataclass, replace

if TYPE_CHECKING:
    from fuhe.executors.work import Reply


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a run. ``files`` were found, ``total`` documents stand behind them (files of the
    same bytes are one), ``done`` of these are settled, ``failed`` could not be read; ``missed``
    are files that could not even be opened. ``errors`` and ``warnings`` count findings; ``written``
    is true once the tables are in place.

    ``kept`` of the settled documents were read by an earlier run, ``older`` of these by another
    version of fuhe; ``others`` are documents of the corpus that this run was not asked for."""

    files: int = 0
    total: int = 0
    done: int = 0
    failed: int = 0
    missed: int = 0
    no_form: int = 0
    partial: int = 0
    forms: int = 0
    errors: int = 0
    warnings: int = 0
    written: bool = False
    kept: int = 0
    older: int = 0
    others: int = 0

    @property
    def read(self) -> int:
        """Documents that were read."""
        return self.done - self.failed

    def plus(self, reply: Reply) -> Summary:
        """The summary with one more document settled."""
        return replace(
            self,
            done=self.done + 1,
            failed=self.failed + reply.failed,
            no_form=self.no_form + (reply.status == "no_form"),
            partial=self.partial + (reply.status == "partial"),
            forms=self.forms + reply.forms,
            errors=self.errors + reply.errors,
            warnings=self.warnings + reply.warnings,
        )
