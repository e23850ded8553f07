"""What a user may choose about the rules and the policies they go by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from normalize.report import Form, Report
from score.policy import table

SEVERITIES = ("error", "warning", "note")
EXECUTION_SCORES = ("capped", "uncapped")
_PERCENT = re.compile(r"(\d{1,2}(?:\.\d+)?)%")


@dataclass(frozen=True, slots=True)
class Policy:
    """What an office has settled otherwise than the layout of its forms says; empty: the layout
    decides. ``grade_bands`` names a policy of ``policy/grade_bands.toml``, ``execution_score`` is
    capped (at most its weight) or uncapped, ``reason_below`` the execution rate in percent (``90%``)
    under which a reason is asked for. Raises ValueError for one that does not exist."""

    grade_bands: str = ""
    execution_score: str = ""
    reason_below: str = ""

    def __post_init__(self) -> None:
        if self.grade_bands:
            _known("grade_bands", self.grade_bands, tuple(table("grade_bands")["bands"]))
        if self.execution_score:
            _known("execution_score", self.execution_score, EXECUTION_SCORES)
        if self.reason_below and not _PERCENT.fullmatch(self.reason_below):
            raise ValueError(f"reason_below: {self.reason_below!r} is no percentage such as '90%'")

    @property
    def least_rate(self) -> Decimal | None:
        """``reason_below`` as a fraction; None where nothing is settled."""
        match = _PERCENT.fullmatch(self.reason_below)
        return Decimal(match[1]) / 100 if match else None


def _known(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ValueError(f"{name}: there is no policy {value!r}, only {', '.join(known)}")


@dataclass(frozen=True, slots=True)
class Settings:
    """``select`` are the only rules to apply (empty: all), ``ignore`` those to leave out,
    ``severity`` gives a rule's findings another one (error, warning, note; notes that only say
    that figures were rounded stay notes), ``policy`` what the office has settled. Raises ValueError
    for a severity that does not exist."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    policy: Policy = Policy()

    def __post_init__(self) -> None:
        for rule, level in self.severity.items():
            if level not in SEVERITIES:
                known = ", ".join(SEVERITIES)
                raise ValueError(f"{rule}: there is no severity {level!r}, only {known}")

    def wants(self, rule: str) -> bool:
        """True where ``rule`` is to be applied."""
        return rule not in self.ignore and (not self.select or rule in self.select)

    def applied(self, report: Report) -> Report:
        """The report with forms that promise what the policy says instead of their layout."""
        if self.policy == Policy():
            return report
        return replace(report, forms=tuple(map(self._settled, report.forms)))

    def _settled(self, form: Form) -> Form:
        promise, policy = form.promise, self.policy
        capped = {"": promise.execution_capped, "capped": True, "uncapped": False}
        promise = replace(
            promise,
            grade_bands=policy.grade_bands or promise.grade_bands,
            execution_capped=capped[policy.execution_score],
            reason_below=policy.least_rate or promise.reason_below,
        )
        return replace(form, promise=promise)
