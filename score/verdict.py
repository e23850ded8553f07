"""The verdict: what was checked, how it came out, and how much of what is printed was looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import field, fields
from operator import attrgetter, itemgetter
from typing import TypeVar

from extract.document import Place
from extract.frozen import dataclass
from normalize.memo import Memo
from normalize.report import Figure, Form, Report
from score.check import Check, Finding

T = TypeVar("T", Check, Finding)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result in numbers and in a sentence that a person can sign.

    ``form_no`` is None for the whole document. ``exact``, ``rounded``, ``inconsistent`` and
    ``not_checked`` count checks; ``figures`` are the numbers printed, ``looked_at`` those of them
    that took part in a check that could be made, ``coverage`` the quotient, 0 to 1 (1 where none
    is printed). ``why`` says what kept checks from being made: the reason in English and in Chinese,
    and how many, the most frequent first.
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
    why: tuple[tuple[str, str, int], ...] = ()

    @property
    def coverage(self) -> float:
        """Share of the printed figures that some check looked at."""
        return self.looked_at / self.figures if self.figures else 1.0


@dataclass(frozen=True, slots=True)
class Verification:
    """Everything that was tried on a ``report``: ``checks`` (those that passed included) and
    ``findings``. The verdicts follow from them and are worked out when they are first asked for, for
    a corpus has none."""

    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    report: Report = field(repr=False, compare=False)
    memo: Memo = field(default_factory=Memo, repr=False, compare=False)

    @property
    def verdict(self) -> Verdict:
        """The verdict on the document."""
        return self._verdicts()[0]

    @property
    def forms(self) -> tuple[Verdict, ...]:
        """The verdict on each of its forms."""
        return self._verdicts()[1]

    def _verdicts(self) -> tuple[Verdict, tuple[Verdict, ...]]:
        return self.memo.once("verdicts", lambda: verdicts(self.report, self.checks, self.findings))


def verdicts(
    report: Report, checks: Sequence[Check], findings: Sequence[Finding]
) -> tuple[Verdict, tuple[Verdict, ...]]:
    """The verdict on a document and on each of its forms."""
    told = [amount.figure for amount in (*report.amounts, *report.headcounts)]
    told += [claim.figure for claim in report.claims if claim.figure is not None]
    marks = _Marks()
    printed = [marks.of(figures_of(form)) for form in report.forms]
    tried, found = _by_form(checks), _by_form(findings)
    seen = {form_no: marks.of(_looked_at(own)) for form_no, own in tried.items()}
    forms = tuple(
        _verdict(
            form.form_no,
            tried.get(form.form_no, ()),
            found.get(form.form_no, ()),
            own,
            own & seen.get(form.form_no, set()),
        )
        for form, own in zip(report.forms, printed, strict=True)
    )
    there = marks.of(told).union(*printed)
    looked_at = there.intersection(set().union(*seen.values()))
    return _verdict(None, checks, findings, there, looked_at), forms


def _by_form(tried: Iterable[T]) -> dict[int | None, list[T]]:
    """Checks or findings by the number of their form, in their order."""
    groups: defaultdict[int | None, list[T]] = defaultdict(list)
    for one in tried:
        groups[one.form_no].append(one)
    return groups


_mark = attrgetter(*(f"place.{part.name}" for part in fields(Place)), "raw", "value")


class _Marks:
    """Printed figures as marks: equal ones (same place, text and value) have the same mark, the
    identity of the first of them. Whoever holds the marks must hold the figures.

    A figure that was seen is known by its identity, so that its place is looked at once. Most are
    told apart by a glance at it, some by all of it.
    """

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}
        self._first: dict[Hashable, Figure] = {}
        self._alike: defaultdict[Hashable, list[Figure]] = defaultdict(list)

    def of(self, figures: Iterable[Figure]) -> set[int]:
        """The marks of these figures."""
        seen, settle = self._seen, self._first.setdefault
        told = list(figures)
        by_id = dict(zip(map(id, told), told, strict=True))
        for name in by_id.keys() - seen.keys():
            figure = by_id[name]
            place = figure.place
            glance = (figure.raw, place.row, place.col, place.block, place.line)
            first = settle(glance, figure)
            seen[name] = name if first is figure else self._again(glance, first, figure)
        return set(map(seen.__getitem__, by_id))

    def _again(self, glance: Hashable, first: Figure, figure: Figure) -> int:
        """The mark of a figure that looks like an earlier one at a glance."""
        alike = self._alike[glance] or [first]
        same = _same(figure, alike)
        self._alike[glance] = alike if same else [*alike, figure]
        return id(same or figure)


def _same(figure: Figure, known: Iterable[Figure]) -> Figure | None:
    """The first of some figures that has the same mark."""
    mark = _mark(figure)
    return next((other for other in known if _mark(other) == mark), None)


def figures_of(form: Form) -> list[Figure]:
    """Every number that a form prints and that was read."""
    found = [form.staff_quota, form.staff_actual, form.weight_total_stated, form.score_total_stated]
    for fund in form.funds:
        found += fund.figures.values()
    for row in form.indicators:
        found += row.figures.values()
        found += (row.target_value, row.target_high, row.actual_value)
    found += [group.weight for group in form.groups]
    for subtotal in form.subtotals:
        found += subtotal.figures.values()
    return [figure for figure in found if figure is not None]


def _verdict(
    form_no: int | None,
    checks: Sequence[Check],
    findings: Sequence[Finding],
    there: set[int],
    seen: set[int],
) -> Verdict:
    """``there`` are the figures printed, ``seen`` those of them that a check looked at."""
    verdicts = [check.verdict for check in checks]
    count = {name: verdicts.count(name) for name in _VERDICTS}
    severities = [finding.severity for finding in findings]
    errors, warnings = severities.count("error"), severities.count("warning")
    why = _why(checks) if count["not_checked"] else ()
    english, chinese = _sentences(count, why, (len(seen), len(there)), (errors, warnings))
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
        why=why,
    )


_REASONS = 3  # that the sentence names
_VERDICTS = ("exact", "rounded", "inconsistent", "not_checked")


def _looked_at(checks: Iterable[Check]) -> list[Figure]:
    """The figures that took part in checks that could be made."""
    figures: list[Figure] = []
    for check in checks:
        if check.verdict != "not_checked":
            if check.subject is not None:
                figures.append(check.subject)
            if check.terms:
                figures += [term.figure for term in check.terms]
    return figures


def _why(checks: Iterable[Check]) -> tuple[tuple[str, str, int], ...]:
    """The reasons of checks that could not be made, without the cells that each of them names."""
    told: dict[tuple[str, str], int] = {}
    for check in checks:
        if check.verdict == "not_checked":
            english, chinese = check.reason, check.reason_zh
            pair = english.partition(":")[0], (chinese or english).partition("：")[0]
            told[pair] = told.get(pair, 0) + 1
    most = sorted(told.items(), key=itemgetter(1), reverse=True)
    return tuple([(english, chinese, number) for (english, chinese), number in most])


def _sentences(
    count: dict[str, int],
    why: tuple[tuple[str, str, int], ...],
    figures: tuple[int, int],
    found: tuple[int, int],
) -> tuple[str, str]:
    seen, there = figures
    share = f"{100 * seen / there:.0f}" if there else "100"
    told = "; ".join(f"{reason}: {number}" for reason, _, number in why[:_REASONS])
    told_zh = "；".join(f"{reason} {number} 项" for _, reason, number in why[:_REASONS])
    parts = (
        f"Of {there} figures printed, {seen} ({share} %) took part in a check; of"
        f" {sum(count.values())} checks {count['exact']} agree exactly, {count['rounded']} within"
        f" rounding, {count['inconsistent']} do not agree and {count['not_checked']} could not be"
        f" made{f' ({told})' if told else ''}: {_result(*found)}."
    )
    parts_zh = (
        f"共读出 {there} 个数字，其中 {seen} 个（{share}%）参与了核对；{sum(count.values())} 项核对中，"
        f"{count['exact']} 项完全相符，{count['rounded']} 项在四舍五入范围内相符，"
        f"{count['inconsistent']} 项不符，{count['not_checked']} 项无法核对"
        f"{f'（{told_zh}）' if told_zh else ''}：{_result_zh(*found)}。"
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
    told = ((errors, "矛盾"), (warnings, "疑点"))
    return "发现 " + "、".join(f"{n} 处{what}" for n, what in told if n)
