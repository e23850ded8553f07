"""Why figures may disagree: the slips that explain each finding, and the findings of one cause.

A finding says that figures disagree; it never says who is guilty. The candidates attached here are
ranked readings, found by :mod:`normalize.repair`: what one slip of a hand would explain everything
that disagrees, with what the rest of the document says for and against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from normalize.repair import Explanation, explain, explain_text, text_identities
from normalize.report import Figure, Report
from score._diagnose_links import figure_refs, links
from score._diagnose_words import candidate
from score.check import Candidate, Check, Finding

__all__ = ["MOST_CANDIDATES", "diagnose", "explanations"]

MOST_CANDIDATES = 8


def diagnose(
    report: Report, findings: Iterable[Finding], checks: Iterable[Check] = ()
) -> tuple[Finding, ...]:
    """The same findings in the same order, those that some slip explains with ``candidates`` (best
    first) and all of one cause with the same ``cause``.

    ``checks`` are all checks that were tried: what agrees between narrative and table is evidence
    as well. Without them the findings' own checks are used.
    """
    known = tuple(findings)
    if not any(f.verdict == "inconsistent" for f in known):
        return known
    tried = tuple(checks) or tuple(f.check for f in known if f.check is not None)
    found = explanations(report, tried)
    own = [next((e for e in found if _is_about(e, f)), None) for f in known]
    near = [
        e or next((e for e in found if _follows(e, f)), None)
        for e, f in zip(own, known, strict=True)
    ]
    causes = _causes(known, near)
    return tuple(
        replace(f, cause=cause, candidates=_candidates(e) if e else f.candidates)
        for f, e, cause in zip(known, own, causes, strict=True)
    )


def explanations(report: Report, checks: Iterable[Check]) -> tuple[Explanation, ...]:
    """Explanations of every form and of the narrative; of both together where there is one form,
    so that what the text says settles what the table leaves open."""
    if len(report.forms) != 1:
        forms = (e for form in report.forms for e in explain(form, report))
        return (*forms, *explain_text(report))
    refs = figure_refs(report)
    more = (*text_identities(report), *links(checks, refs))
    return explain(report.forms[0], report, more)


def _causes(findings: tuple[Finding, ...], near: Sequence[Explanation | None]) -> list[str]:
    """``cause-1`` … for every explanation, given to the findings that it explains. Findings that
    none explains stay with those they were joined to before, unless these have several causes."""
    names = [f"e{id(e)}" if e else "" for e in near]
    homes: dict[str, set[str]] = {}
    for finding, name in zip(findings, names, strict=True):
        if finding.cause and name:
            homes.setdefault(finding.cause, set()).add(name)
    for position, finding in enumerate(findings):
        if finding.cause and not names[position]:
            known = homes.get(finding.cause, set())
            names[position] = next(iter(known)) if len(known) == 1 else finding.cause
    numbers = {name: f"cause-{n}" for n, name in enumerate(dict.fromkeys(filter(None, names)), 1)}
    return [numbers.get(name, "") for name in names]


def _is_about(explanation: Explanation, finding: Finding) -> bool:
    """True when the finding is one of the identities that fail together."""
    check = finding.check
    if check is None or finding.verdict != "inconsistent":
        return False
    for identity in explanation.identities:
        same = identity.rule == finding.rule and identity.result.figure == check.subject
        if same and check.subject is not None and _same_form(explanation, finding):
            return True
    return False


def _same_form(explanation: Explanation, finding: Finding) -> bool:
    return finding.form_no is None or explanation.form_no in (None, finding.form_no)


def _follows(explanation: Explanation, finding: Finding) -> bool:
    """True when a finding of another kind rests on the same figures: weights that do not add up to
    100 beside a wrong total weight, a grade drawn from a wrong total score."""
    check = finding.check
    if check is None or finding.verdict != "inconsistent" or not _same_form(explanation, finding):
        return False
    figures = {ref.figure for i in explanation.identities for ref in i.refs if ref.figure}
    doubted = _doubted(explanation)
    own: list[Figure] = [term.figure for term in check.terms]
    if check.subject is not None:
        own.append(check.subject)
    return bool(own) and (set(own) <= figures or not doubted.isdisjoint(own))


def _doubted(explanation: Explanation) -> set[Figure]:
    """The figures that the likeliest slip changes, where it is likelier than all others."""
    if not explanation.slips or explanation.slips[0].rank < 0.5:
        return set()
    return {change.figure for change in explanation.slips[0].changes}


def _candidates(explanation: Explanation) -> tuple[Candidate, ...]:
    return tuple(candidate(slip) for slip in explanation.slips[:MOST_CANDIDATES])
