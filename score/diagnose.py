"""Why figures may disagree: the slips that explain each finding, and the findings of one cause.

A finding says that figures disagree; it never says who is guilty. The candidates attached here are
ranked readings, found by :mod:`normalize.repair`: what one slip of a hand would explain everything
that disagrees, with what the rest of the document says for and against it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from extract.frozen import replace
from normalize.identity import Ref
from normalize.repair import PROMISED, Explanation, Slip, explain, explain_text, text_identities
from normalize.report import Figure, Report
from score._diagnose_links import figure_refs, links
from score._diagnose_more import more
from score._diagnose_promise import PROMISE, promises
from score._diagnose_words import candidate, remaining
from score.check import Candidate, Check, Finding

__all__ = ["MOST_CANDIDATES", "diagnose", "explanations"]

MOST_CANDIDATES = 8
_RANGE = "indicator-score-range"
_LIMIT = (
    "Too many figures hang together to try every explanation.",
    "相互关联的数字过多，未逐一试遍所有解释。",
)
_SLIP = "unit-slip"  # itself an explanation of what disagrees with it
# by form and by what is printed, which is quicker to tell than the figure itself
_Speak = dict[tuple[bool, int | None, str], list[int]]


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
    index = _Index(found)
    own = [index.about(finding) for finding in known]
    near = [e or index.follows(f) for e, f in zip(own, known, strict=True)]
    causes = _causes(known, near)
    return tuple(
        _explained(f, e, n, report, index, cause)
        for f, e, n, cause in zip(known, own, near, causes, strict=True)
    )


class _Index:
    """Explanations by the results that fail and by the figures that they speak of, so that each
    finding meets only those that may be its own."""

    def __init__(self, found: Sequence[Explanation]) -> None:
        self._found = found
        self._about: dict[Hashable, list[int]] = {}
        self._speak: _Speak | None = None  # for the few findings that no explanation is about
        self._figures: dict[int, frozenset[Figure]] = {}
        self._candidates: dict[int, Candidate] = {}
        self._totals: dict[Hashable, Ref] = {}
        for n, explanation in enumerate(found):
            self._add(n, explanation)

    def _add(self, n: int, explanation: Explanation) -> None:
        for identity in explanation.identities:
            promised = identity.result.table == PROMISED
            name = (identity.rule, PROMISED if promised else identity.result.figure)
            self._about.setdefault(name, []).append(n)
            if identity.kind == "sum" and not promised:
                self._totals.setdefault((id(explanation), *name), identity.result)

    def _spoken(self) -> _Speak:
        """The explanations that speak of what is printed, by form and for all."""
        if self._speak is None:
            self._speak = {}
            for n, explanation in enumerate(self._found):
                figures = [ref.figure for i in explanation.identities for ref in i.refs]
                figures += [c.figure for slip in explanation.slips for c in slip.changes]
                for raw in {figure.raw for figure in figures if figure is not None}:
                    self._speak.setdefault((True, explanation.form_no, raw), []).append(n)
                    self._speak.setdefault((False, None, raw), []).append(n)
        return self._speak

    def about(self, finding: Finding) -> Explanation | None:
        """The first with an identity of the finding's rule that fails in the same figure."""
        if finding.check is None or finding.verdict != "inconsistent":
            return None
        subjects = [PROMISED, finding.check.subject] if finding.check.subject else [PROMISED]
        places = (n for s in subjects for n in self._about.get((finding.rule, s), ()))
        return next((e for e in self._ordered(places) if _same_form(e, finding)), None)

    def follows(self, finding: Finding) -> Explanation | None:
        """The first that speaks of the figures that a finding of another kind rests on."""
        check = finding.check
        if check is None or finding.verdict != "inconsistent":
            return None
        own = {term.figure.raw for term in check.terms}
        if check.subject is not None:
            own.add(check.subject.raw)
        homes = {(True, None), (True, finding.form_no)} if finding.form_no else {(False, None)}
        names = ((*home, raw) for home in homes for raw in own)
        spoken = self._spoken()
        near = self._ordered(n for name in names for n in spoken.get(name, ()))
        return next((e for e in near if _follows(e, finding, self._held(e))), None)

    def _held(self, explanation: Explanation) -> frozenset[Figure]:
        """The figures of the identities that fail together."""
        if id(explanation) not in self._figures:
            refs = (ref.figure for i in explanation.identities for ref in i.refs)
            self._figures[id(explanation)] = frozenset(f for f in refs if f is not None)
        return self._figures[id(explanation)]

    def candidates(self, slips: tuple[Slip, ...]) -> tuple[Candidate, ...]:
        """The first slips as candidates, each put into words once."""
        made, found = self._candidates, []
        for slip in slips[:MOST_CANDIDATES]:
            known = made.get(id(slip))
            if known is None:
                known = made[id(slip)] = candidate(slip)
            found.append(known)
        return tuple(found)

    def total(self, finding: Finding, own: Explanation | None) -> Ref | None:
        """The stated total that a finding about a sum speaks of."""
        if own is None or finding.check is None or finding.check.subject is None:
            return None
        return self._totals.get((id(own), finding.rule, finding.check.subject))

    def _ordered(self, places: Iterable[int]) -> list[Explanation]:
        return [self._found[n] for n in sorted(set(places))]


def _explained(
    finding: Finding,
    own: Explanation | None,
    near: Explanation | None,
    report: Report,
    index: _Index,
    cause: str,
) -> Finding:
    """The finding with its candidates: of the explanation that is about it, else of the one that it
    follows from, else those that its rule suggests."""
    candidates = index.candidates(own.slips if own else ()) or finding.candidates
    candidates = candidates or index.candidates(_shared(finding, near))
    candidates = candidates or _others(finding, report)
    said, total = (finding.message, finding.message_zh), index.total(finding, own)
    if own is not None and not own.complete:
        said = (f"{said[0]} {_LIMIT[0]}", f"{said[1]}{_LIMIT[1]}")
    if own is not None and total is not None and (range_ := remaining(own, total)) is not None:
        said = (f"{said[0]} {range_[0]}", f"{said[1]}{range_[1]}")
    return replace(finding, candidates=candidates, message=said[0], message_zh=said[1], cause=cause)


def _shared(finding: Finding, near: Explanation | None) -> tuple[Slip, ...]:
    """The slips that settle a finding of another kind as well: a unit that slipped, or a score that
    is then within its weight."""
    check = finding.check
    if near is None or check is None or finding.rule == _SLIP:
        return near.slips if near else ()
    if finding.rule != _RANGE or not check.terms:
        return ()
    most = check.terms[0].figure.value
    return tuple(
        slip
        for slip in near.slips
        if any(c.figure == check.subject and 0 <= c.proposed <= most for c in slip.changes)
    )


def explanations(report: Report, checks: Iterable[Check]) -> tuple[Explanation, ...]:
    """Explanations of every form and of the narrative; of both together where there is one form,
    so that what the text says settles what the table leaves open. Worked out once for the same
    checks."""
    tried = tuple(checks)
    kept = report.memo.kept.get("explanations")
    if kept is not None and kept[0] is tried:
        known: tuple[Explanation, ...] = kept[1]
        return known
    found = _explanations(report, tried)
    report.memo.kept["explanations"] = (tried, found)
    return found


def _explanations(report: Report, tried: tuple[Check, ...]) -> tuple[Explanation, ...]:
    if len(report.forms) != 1:
        held = tuple(check for check in tried if check.rule == PROMISE)
        forms = (e for f in report.forms for e in explain(f, report, promises(f, held)))
        return (*forms, *explain_text(report))
    refs = figure_refs(report, tried)
    promised = promises(report.forms[0], tried)
    more = (*promised, *text_identities(report), *links(tried, refs))
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


def _same_form(explanation: Explanation, finding: Finding) -> bool:
    return finding.form_no is None or explanation.form_no in (None, finding.form_no)


def _follows(explanation: Explanation, finding: Finding, figures: frozenset[Figure]) -> bool:
    """True when a finding of another kind rests on the same figures: weights that do not add up to
    100 beside a wrong total weight, a grade drawn from a wrong total score."""
    check = finding.check
    if check is None or not _same_form(explanation, finding):
        return False
    doubted = _doubted(explanation)
    if finding.rule == _RANGE and _shared(finding, explanation):
        return True
    own: list[Figure] = [term.figure for term in check.terms]
    if check.subject is not None:
        own.append(check.subject)
    return bool(own) and (set(own) <= figures or not doubted.isdisjoint(own))


def _doubted(explanation: Explanation) -> set[Figure]:
    """The figures that the likeliest slip changes, where it is likelier than all others."""
    if not explanation.slips or explanation.slips[0].rank < 0.5:
        return set()
    return {change.figure for change in explanation.slips[0].changes}


def _others(finding: Finding, report: Report) -> tuple[Candidate, ...]:
    return more(finding, report)[:MOST_CANDIDATES] if finding.verdict == "inconsistent" else ()
