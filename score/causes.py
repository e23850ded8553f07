"""Findings with one cause: they share a figure, or weights and scores are over by the same points."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from extract.frozen import replace
from score.check import Finding

# sums of points: they rest on every row of the form, so that sharing one of them tells nothing
_POINTS = ("total-weight", "total-score", "indicator-group-weight", "group-subtotal")
_WEIGHTS = ("total-weight", "total-not-100")


def with_causes(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings with ``cause`` set (``cause-1`` …) on those that hang together. Notes and what
    stands alone have none. A cause that is already known (from the diagnosis) is kept together and
    decides: such findings are not joined merely because they share a figure. A note that repeats
    another one word for word is told once."""
    findings = tuple(_told_once(findings))
    groups = _Groups(len(findings))
    owners: dict[Hashable, int] = {}
    told = [position for position, f in enumerate(findings) if f.severity != "note"]
    for position in sorted(told, key=lambda n: (not findings[n].cause, n)):
        finding = findings[position]
        for mark in _bonds(finding):
            groups.join(position, owners.setdefault(mark, position))
        for mark in _figures(finding):
            owner = owners.setdefault(mark, position)
            if not finding.cause:
                groups.join(position, owner)
    names = groups.names()
    return tuple(
        finding if finding.cause == (cause := names.get(n, "")) else replace(finding, cause=cause)
        for n, finding in enumerate(findings)
    )


def _told_once(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    seen: set[Hashable] = set()
    for finding in findings:
        name = (finding.rule, finding.form_no, finding.message)
        if finding.severity == "note" and name in seen:
            continue
        seen.add(name)
        yield finding


def _bonds(finding: Finding) -> Iterator[Hashable]:
    """What makes two findings one cause for certain."""
    if finding.cause:
        yield "cause", finding.cause
    if finding.rule in _POINTS and finding.difference is not None:
        yield "points", finding.form_no, finding.difference.normalize()
    if finding.rule in _WEIGHTS:
        yield "weights", finding.form_no


def _figures(finding: Finding) -> Iterator[Hashable]:
    """The figures that a finding rests on."""
    check = finding.check
    if check is None:
        return
    counted = finding.rule in (*_POINTS, *_WEIGHTS)
    figures = [] if counted else [term.figure for term in check.terms]
    if check.subject is not None and check.verdict == "inconsistent":
        figures.append(check.subject)
    for figure in figures:
        yield "figure", figure.place, figure.raw, figure.value


class _Groups:
    """Sets of positions that grow together."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def _root(self, position: int) -> int:
        while self.parent[position] != position:
            position = self.parent[position]
        return position

    def join(self, one: int, other: int) -> None:
        a, b = self._root(one), self._root(other)
        self.parent[max(a, b)] = min(a, b)

    def names(self) -> dict[int, str]:
        """``cause-1`` … by position, in reading order, for groups of two and more."""
        members: dict[int, list[int]] = {}
        for position in range(len(self.parent)):
            members.setdefault(self._root(position), []).append(position)
        shared = [group for group in members.values() if len(group) > 1]
        return {n: f"cause-{i}" for i, group in enumerate(shared, start=1) for n in group}
