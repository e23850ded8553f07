"""Findings for people, on a terminal: place, stated, recomputed, addends, explanations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from fuhe.names import on_screen
from fuhe.outputs.apart import difference_text, stated_text, tolerance_text
from fuhe.outputs.phrases import (
    agreed_title,
    by_cause,
    check_name,
    equation,
    facts,
    form_title,
    headline,
    is_sum,
    leftovers_text,
    line,
    note_line,
    repair_text,
    verdict_sentence,
    worst,
)
from fuhe.outputs.places import briefly, where
from fuhe.outputs.wrap import fill, width, wrap
from fuhe.settings import at_least

if TYPE_CHECKING:
    from fuhe.document import Document
    from fuhe.outputs.words import Words
    from score.check import Candidate, Check, Finding, Term

STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}
_LISTED_TERMS = 8
_SHOWN_CHECKS = 3
_SHOWN_CANDIDATES = 3

Line = tuple[str, str]  # text, style


def document_lines(
    document: Document, name: str, words: Words, floor: str = "note", columns: int = 80
) -> Iterator[Line]:
    """Everything about one document as lines of at most ``columns``, each with its style.

    Findings less grave than ``floor`` are counted, not shown.
    """
    page = _Page(document, words, floor, columns)
    yield from page.head(name)
    for form in document.forms:
        yield from page.chapter(form_title(form, words), form.form_no)
    yield from page.chapter(words("check.narrative"), None)
    yield from page.tail()


class _Page:
    def __init__(self, document: Document, words: Words, floor: str, columns: int) -> None:
        self.document = document
        self.words = words
        self.floor = floor
        self.columns = columns

    # ── frame ───────────────────────────────────────────────────────────────────────────────

    def head(self, name: str) -> Iterator[Line]:
        """Name, title, and what the document is."""
        yield from self.block(on_screen(name), "bold")
        report = self.document.report
        if report.title:
            yield from self.block(line(report.title))
        yield from self.block(" · ".join(facts(self.document, self.words)), "dim")
        for note in report.notes:
            yield from self.block(note_line(note, self.words), "dim")

    def chapter(self, title: str, form_no: int | None) -> Iterator[Line]:
        """What was found and checked of one form, or of the narrative."""
        findings = [f for f in self.document.findings if f.form_no == form_no]
        checks = [c for c in self.document.checks if c.form_no == form_no]
        if not findings and not checks and form_no is None:
            return
        yield "", ""
        yield from self.block(title, "bold")
        yield from self.findings(findings)
        yield from self.agreed([c for c in checks if c.verdict in ("exact", "rounded")])
        yield from self.unchecked([c for c in checks if c.verdict == "not_checked"])

    def tail(self) -> Iterator[Line]:
        """Repairs, leftovers and the verdict."""
        document, words = self.document, self.words
        yield "", ""
        if document.repairs:
            yield from self.block(words("check.repaired", len(document.repairs)), "dim")
        for repair in document.repairs:
            yield from self.block(line(repair_text(repair, words)), "dim", indent=2, hang=2)
        if left := leftovers_text(document, words):
            yield from self.block(left, "dim")
        sentence = verdict_sentence(document, words)
        style = STYLES[worst(document)] if worst(document) else "green" if document.checks else ""
        yield from self.block(f"{words('check.verdict')}  {sentence}", style, hang=6)

    def block(self, text: str, style: str = "", indent: int = 0, hang: int = 0) -> Iterator[Line]:
        """``text`` wrapped; ``indent`` blanks before a line, ``hang`` more from the second on."""
        room = self.columns - indent - hang
        first, *others = wrap(text, room) if hang == 0 else _hanging(text, room, hang)
        yield " " * indent + first, style
        for other in others:
            yield " " * (indent + hang) + other, style

    # ── findings ────────────────────────────────────────────────────────────────────────────

    def findings(self, findings: Sequence[Finding]) -> Iterator[Line]:
        """Each finding, those with one cause together, the plain notes last."""
        shown = [f for f in findings if at_least(f.severity, self.floor)]
        grave = [f for f in shown if f.severity != "note"]
        for group in by_cause(grave):
            if len(group) > 1:
                yield "", ""
                text = self.words("check.same_cause", len(group))
                yield from self.block(text, "bold", indent=2)
            for finding in group:
                yield "", ""
                yield from self.finding(finding, explain=finding is group[0])
        notes = [f for f in shown if f.severity == "note"]
        if notes:
            yield "", ""
        for finding in notes:
            yield from self.note(finding)
        if len(shown) < len(findings):
            yield "", ""
            hidden = self.words("check.hidden", len(findings) - len(shown))
            yield from self.block(hidden, "dim", indent=2)
        if not findings:
            yield from self.block(self.words("check.no_findings"), "green", indent=2)

    def finding(self, finding: Finding, explain: bool = True) -> Iterator[Line]:
        """One finding in full."""
        words = self.words
        word = fill(words(f"severity.{finding.severity}"), 8)
        text = word + line(headline(finding, words))
        yield from self.block(text, STYLES[finding.severity], indent=2, hang=8)
        place = where(finding.place, words, self.document.sections)
        yield from self.block(" · ".join(filter(None, (finding.rule, place))), "dim", indent=10)
        if finding.stated and finding.recomputed:
            yield from self.figures(finding)
        if explain:
            yield from self.candidates(finding.candidates)

    def figures(self, finding: Finding) -> Iterator[Line]:
        """Stated, recomputed with its addends, difference."""
        words = self.words
        yield from self.pair("stated", line(stated_text(finding, words)))
        yield from self.pair("recomputed", line(finding.recomputed))
        yield from self.addends(finding.check)
        if not finding.difference:
            return
        text = difference_text(finding)
        if finding.tolerance:
            text += words("check.tolerance", tolerance_text(finding))
        if finding.severity == "error" and not finding.material:
            text += f"  {words('check.immaterial')}"
        yield from self.pair("difference", text)

    def pair(self, key: str, text: str) -> Iterator[Line]:
        """A name and its value, the values of a finding in one column."""
        names = (self.words(f"check.{k}") for k in ("stated", "recomputed", "difference"))
        column = max(width(name) for name in names) + 2
        name = fill(self.words(f"check.{key}"), column)
        yield from self.block(name + text, indent=10, hang=column)

    def addends(self, check: Check | None) -> Iterator[Line]:
        """What the recomputed value is made of: labelled where it is a short sum."""
        if check is None:
            return
        if is_sum(check) and 1 < len(check.terms) <= _LISTED_TERMS:
            yield from self.listed(check.terms)
        elif len(check.terms) > 1 and check.formula:
            yield from self.block(f"= {check.formula}", "dim", indent=12, hang=2)

    def listed(self, terms: Sequence[Term]) -> Iterator[Line]:
        """One addend a line: sign, value, label, place."""
        from score.wording import own

        values = [own(term.figure.value, term.figure) for term in terms]
        room = max(len(value) for value in values)
        for at, (term, value) in enumerate(zip(terms, values, strict=True)):
            sign = "-" if term.sign < 0 else "+" if at else "="
            text = f"{sign} {value:>{room}}  {line(term.label)}"
            place = briefly(term.figure.place, self.words)
            if place and width(text) + width(place) + 2 <= self.columns - 12:
                text += f"  {place}"
            yield from self.block(text, "dim", indent=12, hang=room + 4)

    def candidates(self, candidates: Sequence[Candidate]) -> Iterator[Line]:
        """What may explain it, best first."""
        if not candidates:
            return
        yield from self.block(self.words("check.explained"), indent=10)
        for number, candidate in enumerate(candidates[:_SHOWN_CANDIDATES], 1):
            message = self.words.pick(candidate.message, candidate.message_zh)
            yield from self.block(f"{number}. {line(message)}", indent=12, hang=3)
        rest = len(candidates) - _SHOWN_CANDIDATES
        if rest > 0:
            yield from self.block(self.words("check.more", rest), "dim", indent=12)

    def note(self, finding: Finding) -> Iterator[Line]:
        """A difference that rounding explains: one line."""
        word = fill(self.words("severity.note"), 8)
        message = line(self.words.pick(finding.message, finding.message_zh))
        text = f"{word}{finding.rule}  {message}"
        yield from self.block(text, STYLES["note"], indent=2, hang=8)

    # ── checks ──────────────────────────────────────────────────────────────────────────────

    def agreed(self, checks: Sequence[Check]) -> Iterator[Line]:
        """What was checked and agrees: a few formulas of each rule."""
        if not checks:
            return
        yield "", ""
        title = agreed_title(checks, self.words)
        yield from self.block(title, "green", indent=2)
        for rule, group in _by_rule(checks):
            yield from self.block(f"{rule}  {len(group)}", "dim", indent=4)
            telling = [check for check in group if check.formula]
            for check in telling[:_SHOWN_CHECKS]:
                yield from self.block(equation(check, self.words), indent=6, hang=2)
            if telling[_SHOWN_CHECKS:]:
                more = self.words("check.more", len(telling) - _SHOWN_CHECKS)
                yield from self.block(more, "dim", indent=6)

    def unchecked(self, checks: Sequence[Check]) -> Iterator[Line]:
        """What could not be checked, by reason."""
        if not checks:
            return
        yield "", ""
        yield from self.block(self.words("check.unchecked", len(checks)), "yellow", indent=2)
        reasons: dict[tuple[str, str], list[Check]] = {}
        for check in checks:
            reason = self.words.pick(check.reason, check.reason_zh)
            reasons.setdefault((check.rule, reason), []).append(check)
        for (rule, reason), group in reasons.items():
            names = list(dict.fromkeys(check_name(check, self.words) for check in group))
            comma, colon = ("、", "：") if self.words.lang == "zh" else (", ", ": ")
            text = (
                f"{rule}  {comma.join(names[:3])}{' …' if names[3:] else ''}{colon}{line(reason)}"
            )
            yield from self.block(text, "dim", indent=4, hang=2)


def _hanging(text: str, room: int, hang: int) -> list[str]:
    """Wrapped text whose first line may be ``hang`` columns longer than the others."""
    lines = wrap(text, room + hang)
    if len(lines) == 1:
        return lines
    rest = text.removeprefix(lines[0]) if text.startswith(lines[0]) else "\n".join(lines[1:])
    return [lines[0], *wrap(rest.lstrip(), room)]


def _by_rule(checks: Iterable[Check]) -> Iterator[tuple[str, list[Check]]]:
    for rule, group in groupby(sorted(checks, key=lambda c: c.rule), key=lambda c: c.rule):
        yield rule, list(group)


def brief_line(document: Document, name: str, words: Words) -> Line:
    """One line about one document: name and counts of findings."""
    errors, warnings = document.count("error"), document.count("warning")
    checked = document.checks or errors or warnings
    counts = words("ingest.counts", errors, warnings) if checked else words("check.nothing")
    style = STYLES["error"] if errors else STYLES["warning"] if warnings else "green"
    return f"{on_screen(name)}: {counts}", style
