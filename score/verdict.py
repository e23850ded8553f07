"""The verdict: what was checked, how it came out, and how much of what is printed was looked at."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from normalize.report import Figure, Form, Report
from score.check import Check, Finding


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result in numbers and in a sentence that a person can sign.

    ``form_no`` is None for the whole document. ``exact``, ``rounded``, ``inconsistent`` and
    ``not_checked`` count checks; ``figures`` are the numbers printed, ``looked_at`` those of them
    that took part in a check that could be made, ``coverage`` the quotient, 0 to 1 (1 where none
    is printed).
    """

    form_no: int | None
    exact: int
    rounded: int
    inconsistent: int
    not_checked: int
    figures: int
    looked_at: int
    errors: int
    warnings: int
    sentence: str
    sentence_zh: str

    @property
    def coverage(self) -> float:
        """Share of the printed figures that some check looked at."""
        return self.looked_at / self.figures if self.figures else 1.0


@dataclass(frozen=True, slots=True)
class Verification:
    """Everything that was tried on a report: ``checks`` (those that passed included), ``findings``,
    the ``verdict`` on the document and one for each form in ``forms``."""

    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    verdict: Verdict
    forms: tuple[Verdict, ...] = ()


def verification(
    report: Report, checks: tuple[Check, ...], findings: tuple[Finding, ...]
) -> Verification:
    """Checks and findings with the verdicts on them."""
    told = [amount.figure for amount in (*report.amounts, *report.headcounts)]
    said = [claim.figure for claim in report.claims if claim.figure is not None]
    printed = [*told, *said, *(f for form in report.forms for f in figures_of(form))]
    forms = tuple(
        _verdict(
            form.form_no,
            [c for c in checks if c.form_no == form.form_no],
            [f for f in findings if f.form_no == form.form_no],
            figures_of(form),
        )
        for form in report.forms
    )
    return Verification(checks, findings, _verdict(None, checks, findings, printed), forms)


def figures_of(form: Form) -> Iterator[Figure]:
    """Every number that a form prints and that was read."""
    heads = (form.staff_quota, form.staff_actual)
    totals = (form.weight_total_stated, form.score_total_stated)
    yield from (figure for figure in (*heads, *totals) if figure is not None)
    for fund in form.funds:
        yield from fund.figures.values()
    for row in form.indicators:
        yield from row.figures.values()
        parsed = (row.target_value, row.target_high, row.actual_value)
        yield from (figure for figure in parsed if figure is not None)
    for group in form.groups:
        yield group.weight


def _verdict(
    form_no: int | None,
    checks: Iterable[Check],
    findings: Iterable[Finding],
    printed: Iterable[Figure],
) -> Verdict:
    tried = list(checks)
    found = list(findings)
    count = {name: sum(c.verdict == name for c in tried) for name in _VERDICTS}
    there = {_mark(figure) for figure in printed}
    seen = there & {_mark(f) for c in tried if c.verdict != "not_checked" for f in _figures(c)}
    errors = sum(f.severity == "error" for f in found)
    warnings = sum(f.severity == "warning" for f in found)
    english, chinese = _sentences(count, len(seen), len(there), errors, warnings)
    return Verdict(
        form_no,
        exact=count["exact"],
        rounded=count["rounded"],
        inconsistent=count["inconsistent"],
        not_checked=count["not_checked"],
        figures=len(there),
        looked_at=len(seen),
        errors=errors,
        warnings=warnings,
        sentence=english,
        sentence_zh=chinese,
    )


_VERDICTS = ("exact", "rounded", "inconsistent", "not_checked")


def _mark(figure: Figure) -> Hashable:
    return figure.place, figure.raw, figure.value


def _figures(check: Check) -> Iterator[Figure]:
    if check.subject is not None:
        yield check.subject
    for term in check.terms:
        yield term.figure


def _sentences(
    count: dict[str, int], seen: int, there: int, errors: int, warnings: int
) -> tuple[str, str]:
    share = f"{100 * seen / there:.0f}" if there else "100"
    parts = (
        f"Of {there} figures printed, {seen} ({share} %) took part in a check; of"
        f" {sum(count.values())} checks {count['exact']} agree exactly, {count['rounded']} within"
        f" rounding, {count['inconsistent']} do not agree and {count['not_checked']} could not be"
        f" made: {_result(errors, warnings)}."
    )
    parts_zh = (
        f"共读出 {there} 个数字，其中 {seen} 个（{share}%）参与了核对；{sum(count.values())} 项核对中，"
        f"{count['exact']} 项完全相符，{count['rounded']} 项在四舍五入范围内相符，"
        f"{count['inconsistent']} 项不符，{count['not_checked']} 项无法核对：{_result_zh(errors, warnings)}。"
    )
    return parts, parts_zh


def _result(errors: int, warnings: int) -> str:
    if not errors and not warnings:
        return "no contradiction was found"
    found = f"{errors} contradiction{'' if errors == 1 else 's'}"
    return f"{found} and {warnings} point{'' if warnings == 1 else 's'} to look at"


def _result_zh(errors: int, warnings: int) -> str:
    if not errors and not warnings:
        return "未发现矛盾"
    return f"发现 {errors} 处矛盾、{warnings} 处疑点"
