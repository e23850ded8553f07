"""The reports that a file holds one behind the other, each with its own forms.

A bundle of reports says 基本支出 in each of them, and the same figure in two of them says nothing:
what one report tells bears witness to its own forms alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import field, replace

from extract.document import Place
from extract.frozen import dataclass
from normalize.report import Amount, Breakdown, Form, Report, Section


def chapters(report: Report) -> tuple[Report, ...]:
    """The reports of a file; the file as it is where it holds one, which its memo does not hold.

    A new one begins where the outline starts again after a form: with that form's title where forms
    lead, with the heading where they follow.
    """
    return report.memo.once("chapters", lambda: _cut(report)) or (report,)


def chapter_of(report: Report, form: Form) -> Report:
    """The report that a form belongs to."""
    homes = report.memo.once("chapter-of", lambda: _homes(chapters(report)))
    n = homes.get(form.form_no)
    return report if n is None else chapters(report)[n]


def _homes(parts: Sequence[Report]) -> dict[int, int]:
    """The place of the report that each form belongs to."""
    return {form.form_no: n for n, part in enumerate(parts) for form in part.forms}


def _cut(report: Report) -> tuple[Report, ...]:
    """Its reports, where there are several."""
    starts = _starts(report) if len(report.forms) > 1 else []
    if not starts:
        return ()
    parts = [_Part() for _ in range(len(starts) + 1)]
    for form in report.forms:
        parts[_chapter(starts, form.place)].forms.append(form)
    for amount in report.amounts:
        parts[_chapter(starts, amount.figure.place)].amounts.append(amount)
    for amount in report.headcounts:
        parts[_chapter(starts, amount.figure.place)].headcounts.append(amount)
    for told in report.breakdowns:
        parts[_chapter(starts, told.whole.figure.place)].breakdowns.append(told)
    return tuple(part.of(report) for part in parts)


@dataclass(slots=True)
class _Part:
    """What one report of a file holds."""

    forms: list[Form] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)
    headcounts: list[Amount] = field(default_factory=list)
    breakdowns: list[Breakdown] = field(default_factory=list)

    def of(self, report: Report) -> Report:
        """The report with nothing but this part."""
        return replace(
            report,
            forms=tuple(self.forms),
            amounts=tuple(self.amounts),
            headcounts=tuple(self.headcounts),
            breakdowns=tuple(self.breakdowns),
        )


def _chapter(starts: Sequence[int], place: Place) -> int:
    return bisect_right(starts, place.block or 0)


def _starts(report: Report) -> list[int]:
    """The blocks with which the second and every further report begins; none where there is one."""
    heads = [section for section in report.sections if section.level == 1]
    forms = [form.place.block for form in report.forms]
    printed = [section.place.block for section in report.sections]
    if not heads or None in forms or None in printed:
        return []
    places = sorted(block for block in forms if block is not None)
    lead = places[0] < (heads[0].place.block or 0)
    titles = sorted(title.place.block or 0 for title in report.titles)
    return list(_fresh(report.sections, places, titles if lead else None))


def _fresh(
    sections: Sequence[Section], forms: Sequence[int], titles: Sequence[int] | None
) -> Iterator[int]:
    """Where the outline starts again with a form since it last did; with the title or the form
    that leads it, if ``titles`` are given."""
    last_head, began, before = 0, 0, 0
    for section in sections:
        block = section.place.block or 0
        number = _first(section)
        if section.level == 1 and number:
            if number <= last_head and number == 1 and _between(forms, began, block):
                began = block
                yield _lead(forms, titles, before, block) if titles is not None else block
            last_head = number
        before = block


def _first(section: Section) -> int:
    digits = section.number.split(".")[0]
    return int(digits) if digits.isdigit() else 0


def _between(blocks: Sequence[int], low: int, high: int) -> bool:
    at = bisect_right(blocks, low)
    return at < len(blocks) and blocks[at] < high


def _lead(forms: Sequence[int], titles: Sequence[int], low: int, high: int) -> int:
    """The first title or form behind the last heading of the report before."""
    behind = [blocks[bisect_right(blocks, low) :][:1] for blocks in (titles, forms)]
    return min((block for found in behind for block in found if block < high), default=high)
