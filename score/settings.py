"""What a user may choose about the rules and the policies they go by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, replace
from decimal import Decimal

from extract.frozen import dataclass
from normalize.report import Form, Report
from score.formulas import names
from score.policy import steps, table

SEVERITIES = ("error", "warning", "note")
_LINEAR = ("capped", "uncapped")  # what a layout promises by itself
_PERCENT = re.compile(r"(\d{1,2}(?:\.\d+)?)%")


@dataclass(frozen=True, slots=True)
class Policy:
    """What an office has settled otherwise than the layout of its forms says; empty: the layout
    decides. ``grade_bands`` names a policy of ``policy/grade_bands.toml`` or is one (85-75-60), ``execution_score`` and
    ``attainment`` one of ``policy/scoring.toml`` (capped: at most the weight; uncapped; …),
    ``reason_below`` the execution rate in percent (``90%``) under which a reason is asked for.
    Raises ValueError for one that does not exist."""

    grade_bands: str = ""
    execution_score: str = ""
    reason_below: str = ""
    attainment: str = ""

    def __post_init__(self) -> None:
        if self.grade_bands and steps(self.grade_bands) is None:
            _known("grade_bands", self.grade_bands, (*table("grade_bands")["bands"], "or 85-75-60"))
        if self.execution_score:
            _known("execution_score", self.execution_score, names("execution"))
        if self.attainment:
            _known("attainment", self.attainment, names("attainment"))
        if self.reason_below and not _PERCENT.fullmatch(self.reason_below):
            raise ValueError(f"reason_below: {self.reason_below!r} is no percentage such as '90%'")

    @property
    def least_rate(self) -> Decimal | None:
        """``reason_below`` as a fraction; None where nothing is settled."""
        match = _PERCENT.fullmatch(self.reason_below)
        return Decimal(match[1]) / 100 if match else None


_LAYOUT = Policy()  # settles nothing


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
    policy: Policy = _LAYOUT

    def __post_init__(self) -> None:
        for rule, level in self.severity.items():
            if level not in SEVERITIES:
                known = ", ".join(SEVERITIES)
                raise ValueError(f"{rule}: there is no severity {level!r}, only {known}")

    def wants(self, rule: str) -> bool:
        """True where ``rule`` is to be applied."""
        return rule not in self.ignore and (not self.select or rule in self.select)

    def applied(self, report: Report) -> Report:
        """The report with forms that promise what the policy says instead of their layout; the very
        same report where they promise it already."""
        if self.policy == _LAYOUT:
            return report
        forms = tuple(map(self._settled, report.forms))
        same = all(new is old for new, old in zip(forms, report.forms, strict=True))
        bands = "" if forms else self.policy.grade_bands
        if same and report.grade_bands == bands:
            return report
        return replace(report, forms=forms, grade_bands=bands)

    def _settled(self, form: Form) -> Form:
        promise, policy = form.promise, self.policy
        told = policy.execution_score
        settled = replace(
            promise,
            grade_bands=policy.grade_bands or promise.grade_bands,
            grade_text="" if policy.grade_bands else promise.grade_text,
            execution_capped=told != "uncapped" if told else promise.execution_capped,
            execution=("" if told in _LINEAR else told) if told else promise.execution,
            execution_text="" if told else promise.execution_text,
            attainment=policy.attainment or promise.attainment,
            attainment_text="" if policy.attainment else promise.attainment_text,
            reason_below=policy.least_rate or promise.reason_below,
        )
        return form if settled == promise else replace(form, promise=settled)
