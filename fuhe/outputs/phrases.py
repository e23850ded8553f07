"""What is said of a document, its findings and checks: the phrases that every output shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from fuhe.corpus.cells import plain
from fuhe.names import on_screen
from fuhe.outputs.chinese import told
from fuhe.settings import SEVERITIES

if TYPE_CHECKING:
    from decimal import Decimal

    from fuhe.document import Document
    from fuhe.outputs.words import Words
    from normalize.repair import Repair
    from normalize.report import Form, Report
    from score.check import Check, Finding


def facts(document: Document, words: Words) -> Iterator[str]:
    """What a document is, in a few words each."""
    report = document.report
    yield report.format
    if report.pages:
        yield words("check.pages", report.pages)
    yield words("check.forms", len(report.forms))
    yield words("check.sections", len(report.sections))
    if report.year:
        yield words("check.year", report.year)
    if report.unit:
        yield line(report.unit)
    if report.ocr:
        yield words("check.ocr")
    if report.status != "ok":
        yield status_text(report, words)


def status_text(report: Report, words: Words) -> str:
    """How much of a document was understood, and why not all."""
    why = line(words.pick(report.reason, report.reason_zh))
    if report.status == "no_form" and why:
        return why
    left, right = ("（", "）") if words.lang == "zh" else (" (", ")")
    return words(f"status.{report.status}") + (f"{left}{why}{right}" if why else "")


def form_title(form: Form, words: Words) -> str:
    """``表 1  title  kind``."""
    kind = words(f"kind.{form.kind}") if form.kind else ""
    parts = (words("check.form", form.form_no), line(form.title or form.project), kind)
    return "  ".join(part for part in parts if part)


def headline(finding: Finding, words: Words) -> str:
    """What is wrong, in a line: the row and what the rule says of it where the arithmetic follows
    below, else the whole message, which alone says what was held against what."""
    from fuhe.manual import known_rules

    rule, check = known_rules().get(finding.rule), finding.check
    if rule is None or check is None or len(check.terms) < 2 or not check.formula:
        return words.pick(finding.message, finding.message_zh)
    name = name_of(finding.field, finding.label, words, finding.rule)
    says = words.pick(rule.summary, rule.summary_zh)
    if name in says:
        return says
    return f"{name}{'：' if words.lang == 'zh' else ': '}{says}"


def name_of(field: str, label: str, words: Words, rule: str = "") -> str:
    """A row and a column in words: ``合计的全年预算数``; ``rule`` tells what a rate is the rate of."""
    from score.wording import subject

    return words.pick(*subject(field, line(label), rule))


def check_name(check: Check, words: Words) -> str:
    """What a check looks at: the row as printed and the column."""
    return name_of(check.field, check.label, words, check.rule)


def equation(check: Check, words: Words) -> str:
    """A check on one line: ``合计的全年预算数  13351.2 = 413.73 + 12937.47``."""
    name, formula = check_name(check, words), line(check.formula)
    if check.stated is None:
        return f"{name}  {formula}"
    stated = _trimmed(check.stated * 100) + "%" if check.field == "rate" else _stated(check)
    if check.verdict == "exact" and check.recomputed is not None:
        if check.recomputed < check.stated:
            return f"{name}  {formula} ≤ {stated}"
        return f"{name}  {stated} = {formula}"
    return f"{name}  {stated} ≈ {formula}"


def _stated(check: Check) -> str:
    from score.wording import own

    if check.stated is None:
        return ""
    return own(check.stated, check.subject) if check.subject else plain(check.stated)


def _trimmed(number: Decimal) -> str:
    text = plain(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_sum(check: Check) -> bool:
    """True where the recomputed value is the sum of the terms."""
    if not check.terms or check.recomputed is None:
        return False
    return sum(term.sign * term.figure.value for term in check.terms) == check.recomputed


def agreed_title(checks: Sequence[Check], words: Words) -> str:
    """How many checks agree, and how many of them only within rounding."""
    rounded = sum(1 for check in checks if check.verdict == "rounded")
    title = words("check.agreed", len(checks))
    return title + words("check.rounded_of", rounded) if rounded else title


def note_line(note: str, words: Words) -> str:
    """What a person should know of the reading, after the word for it."""
    colon = "：" if words.lang == "zh" else ": "
    return f"{words('check.note')}{colon}{line(told(note, words))}"


def repair_text(repair: Repair, words: Words) -> str:
    """What was repaired in the clean data, from what to what, and why."""
    from score.wording import column_name

    key = "check.repair" if repair.row_no else "check.repair_total"
    table, column = words(f"table.{repair.table}"), words.pick(*column_name(repair.column))
    why = words.pick(repair.reason, repair.reason_zh)
    return words(key, table, repair.row_no, column, repair.old, repair.new, why)


def leftovers_text(document: Document, words: Words) -> str:
    """How many texts were not understood; nothing where all were."""
    left = sum(len(f.leftovers) for f in document.forms) + len(document.report.leftovers)
    return words("check.leftovers", left) if left else ""


def by_cause(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings in their order, those of one cause together where the first of them stands."""
    groups: dict[str, list[Finding]] = {}
    for number, finding in enumerate(findings):
        groups.setdefault(finding.cause or f" {number}", []).append(finding)
    return list(groups.values())


def worst(document: Document) -> str:
    """``error`` or ``warning`` where there is such a finding, else nothing."""
    return next((level for level in SEVERITIES[:2] if document.count(level)), "")


def verdict_sentence(document: Document, words: Words) -> str:
    """The sentence that a person can sign."""
    if not document.checks and not document.findings:
        return words("check.nothing")
    verdict = document.verification.verdict
    return words.pick(verdict.sentence, verdict.sentence_zh)


def line(text: str) -> str:
    """A text of the document on one line, with nothing in it that could move the cursor."""
    return on_screen(" ".join(text.split()))
