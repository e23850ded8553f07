"""Finds the rules, lets them try every check, and puts what they found in order."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib import import_module

from extract.frozen import replace
from normalize.report import Report
from score.causes import with_causes
from score.check import Check, Finding
from score.rule import Rule, RuleInfo, Tried
from score.rules import __path__ as _rule_files
from score.settings import SEVERITIES, Settings
from score.verdict import Verification

SURE = 0.9
_ORDER = (
    "unit-slip",
    "fund-sources-sum",
    "fund-structure-sum",
    "fund-breakdown-sum",
    "fund-totals-agree",
    "fund-rate",
    "fund-overspent",
    "fund-score",
    "fund-score-range",
    "fund-total-blank",
    "fund-sides-agree",
    "fund-reason-missing",
    "indicator-score-range",
    "indicator-attainment",
    "indicator-completion",
    "indicator-score-policy",
    "indicator-qualitative-band",
    "indicator-group-weight",
    "indicator-group-score",
    "group-subtotal",
    "indicator-converted-score",
    "indicator-blank",
    "indicator-reason-missing",
    "indicator-repeated",
    "indicator-over-100",
    "total-weight",
    "total-score",
    "total-not-100",
    "grade-band",
    "text-sum",
    "text-table",
    "text-score",
    "text-score-sum",
    "text-staff",
    "text-unit-pair",
    "text-rate",
    "text-growth",
    "text-share",
    "text-count-sum",
    "text-item-count",
    "project-count",
    "staff-sum",
    "base-data-rate",
    "base-data-sum",
    "satisfaction-count",
    "year-differs",
    "figures-copied",
    "section-numbering",
)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of ``score/rules``: the known ones in the order of the manual, others behind."""
    names = [module.name for module in pkgutil.iter_modules(_rule_files)]
    found = [import_module(f"score.rules.{name}").RULE for name in names]
    place = {name: position for position, name in enumerate(_ORDER)}
    return tuple(sorted(found, key=lambda rule: (place.get(rule.name, len(place)), rule.name)))


def rule_infos() -> tuple[RuleInfo, ...]:
    """What a user may know of each rule."""
    return tuple(
        RuleInfo(r.name, r.severity, r.summary, r.summary_zh, r.doc, r.source, r.since)
        for r in all_rules()
    )


def verify(report: Report, settings: Settings | None = None) -> Verification:
    """Try every check on a report. Never raises for what a document says; the order of checks and
    findings is that of the rules, then of the document."""
    chosen = settings or Settings()
    report = chosen.applied(report)
    checks: list[Check] = []
    findings: list[Finding] = []
    for rule, told in _trials(_wanted(chosen.select, chosen.ignore), report):
        for tried in told:
            if isinstance(tried, Check):
                checks.append(tried)
                continue
            checks.append(tried.check)
            if tried.finding is not None:
                findings.append(_weighed(tried.finding, rule, chosen))
    findings = list(_softened(findings, report))
    ordered = sorted(findings, key=lambda f: (_form(f), SEVERITIES.index(f.severity)))
    every = tuple(checks)
    return Verification(every, with_causes(_explained(report, ordered, every)), report)


@lru_cache(maxsize=32)
def _wanted(select: tuple[str, ...], ignore: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules that are to be applied."""
    chosen = Settings(select, ignore)
    return tuple(rule for rule in all_rules() if chosen.wants(rule.name))


def _explained(
    report: Report, findings: list[Finding], checks: tuple[Check, ...]
) -> tuple[Finding, ...]:
    """The findings with what may explain them. Most documents need no such search; those that do
    load it."""
    if not any(finding.verdict == "inconsistent" for finding in findings):
        return tuple(findings)
    from score.diagnose import diagnose

    return diagnose(report, findings, checks)


def _form(finding: Finding) -> tuple[bool, int]:
    """Forms in their order, what concerns the narrative alone behind them."""
    return finding.form_no is None, finding.form_no or 0


def _trials(rules: Sequence[Rule], report: Report) -> Iterator[tuple[Rule, list[Tried]]]:
    """What each rule tries. One form after the other is put to all rules: what is looked at once more
    is then at hand, in a bundle of many forms too."""
    tried: list[list[Tried]] = [[] for _ in rules]
    over_forms = [(r.name, r.over_form, told) for r, told in zip(rules, tried, strict=True)]
    formal = [(name, over, told) for name, over, told in over_forms if over is not None]
    for form in report.forms:
        off = form.promise.rules_off
        for name, over_form, told in formal:
            if name not in off:
                told.extend(over_form(form))
    for rule, told in zip(rules, tried, strict=True):
        told.extend(_of_report(rule, report))
        yield rule, told


def _of_report(rule: Rule, report: Report) -> Iterable[Tried]:
    """What a rule tries on a whole document, without the forms that it is to say nothing of."""
    if rule.over_report is None:
        return ()
    tried = rule.over_report(report)
    silent = {form.form_no for form in report.forms if rule.name in form.promise.rules_off}
    return [one for one in tried if _form_no(one) not in silent] if silent else tried


def _form_no(tried: Tried) -> int | None:
    return tried.form_no if isinstance(tried, Check) else tried.check.form_no


def _weighed(finding: Finding, rule: Rule, settings: Settings) -> Finding:
    """The finding with the severity that the user asks for, and softened where a figure was read by
    OCR with little confidence."""
    if finding.severity != "note" and rule.name in settings.severity:
        finding = replace(finding, severity=settings.severity[rule.name])
    if finding.severity == "error" and _unsure(finding.check):
        finding = replace(
            finding,
            severity="warning",
            message=finding.message + " One of the figures was hard to read in the scan.",
            message_zh=finding.message_zh + "其中有数字在扫描件中不易辨认，请核对原件。",
        )
    return finding


def _softened(findings: Sequence[Finding], report: Report) -> Iterator[Finding]:
    """The findings; none is an error in a form whose rows or labels could not be told for certain."""
    doubtful = {form.form_no for form in report.forms if form.doubt}
    for finding in findings:
        if finding.severity == "error" and finding.form_no in doubtful:
            yield replace(
                finding,
                severity="warning",
                message=finding.message + " The table could not be read for certain.",
                message_zh=finding.message_zh + "该表的行列或文字未能确切辨认，请核对原件。",
            )
        else:
            yield finding


def _unsure(check: Check | None) -> bool:
    if check is None:
        return False
    told = [term.figure.confidence for term in check.terms]
    if check.subject is not None:
        told.append(check.subject.confidence)
    read = [confidence for confidence in told if confidence is not None]  # by OCR
    return bool(read) and min(read) < SURE
