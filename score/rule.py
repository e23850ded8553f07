"""What a rule is: a name, a manual page, and a pure function that tries checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from extract.frozen import dataclass
from normalize.report import Form, Report
from score.check import Check, Finding


@dataclass(frozen=True, slots=True)
class Trial:
    """One check that was tried and, where a person must see it, the finding it became."""

    check: Check
    finding: Finding | None = None


Tried = Trial | Check
"""What a rule tried; a check that became no finding needs no trial around it."""

FormTrials = Callable[[Form], Iterable[Tried]]
ReportTrials = Callable[[Report], Iterable[Tried]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. It looks at each form by itself (``over_form``) or at a whole document
    (``over_report``); both are pure functions. ``doc`` is its manual page, ``severity`` that of
    what it finds unless a case says otherwise."""

    name: str
    severity: str
    summary: str
    summary_zh: str
    source: str
    doc: str
    since: str = "0.1.0"
    over_form: FormTrials | None = None
    over_report: ReportTrials | None = None


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a user may know of a rule: its name, its usual severity, what it says in a line of each
    language, its manual page, where it comes from and since which version it is there."""

    name: str
    severity: str
    summary: str
    summary_zh: str
    doc: str
    source: str
    since: str = "0.1.0"
