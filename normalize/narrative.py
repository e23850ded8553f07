"""What the narrative says: sections, sums of money, head counts, how they break down, and the
score and grade it claims.

A sum is money in the running text with its unit (万元, 元, 亿元, 万 without 元). A rate (50元/人),
a standard (每人500元), a threshold (100万元以上) and a range (10至20万元) are no sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

import regex

from extract.document import Document, Paragraph
from extract.frozen import dataclass, maker, replace
from extract.sections import Outline, RawSection, find_outline
from normalize._narrative_claims import Said, find_claims
from normalize._narrative_lists import Item, Parts, Reading, read_sentence
from normalize._narrative_points import read_points
from normalize._narrative_quantities import Quantity, may_hold_any
from normalize._narrative_ratios import Told, read_ratios
from normalize._narrative_tallies import disjoint, items_told, read_tallies
from normalize._narrative_text import Passage, passage, sentences
from normalize._narrative_words import pattern, words
from normalize.classification import overlap
from normalize.number import to_decimal
from normalize.report import (
    Amount,
    Breakdown,
    Claim,
    Comparison,
    Figure,
    NumberingFault,
    Restated,
    Section,
    Tally,
)
from normalize.text import compiled

__all__ = ["Narrative", "disjoint", "read_narrative"]


@dataclass(frozen=True, slots=True)
class Narrative:
    """The running text of a document as understood.

    ``amounts`` are money in 万元, ``headcounts`` people; each is numbered through the document.
    ``section_no`` 0 is the text that stands under no heading (``loose``); offsets count in the
    section's text.
    """

    sections: tuple[Section, ...] = ()
    amounts: tuple[Amount, ...] = ()
    headcounts: tuple[Amount, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    claims: tuple[Claim, ...] = ()
    numbering_faults: tuple[NumberingFault, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    restated: tuple[Restated, ...] = ()
    tallies: tuple[Tally, ...] = ()
    loose: str = ""


def read_narrative(document: Document) -> Narrative:
    """Read headings, amounts, head counts and claims of the running text; tables are left out."""
    outline = find_outline(document.blocks)
    reader = _Narrator()
    loose = reader.read(outline.loose, 0, "")
    sections: list[Section] = []
    for number, raw in enumerate(outline.sections, start=1):
        text = reader.read(raw.paragraphs, number, raw.title)
        reader.read_title(raw, number)
        sections.append(
            _section(
                number, raw.level, raw.numbering, raw.number, raw.title, text, raw.place, raw.drawn
            )
        )
    return Narrative(
        sections=tuple(sections),
        amounts=tuple(reader.amounts["money"]),
        headcounts=tuple(reader.amounts["people"]),
        breakdowns=tuple(reader.breakdowns),
        claims=tuple(reader.claims),
        numbering_faults=tuple(_faults(outline)),
        comparisons=tuple(reader.comparisons),
        restated=tuple(reader.restated),
        tallies=tuple(reader.tallies),
        loose=loose,
    )


def _faults(outline: Outline) -> Iterator[NumberingFault]:
    for f in outline.faults:
        yield NumberingFault(f.kind, f.place, f.label, f.printed, f.expected, f.level, f.lost_title)


_section, _amount, _figure = maker(Section), maker(Amount), maker(Figure)


class _Narrator:
    """Collects what the sections say; amounts of each kind are numbered through the document."""

    def __init__(self) -> None:
        self.amounts: dict[str, list[Amount]] = {"money": [], "people": []}
        self.breakdowns: list[Breakdown] = []
        self.claims: list[Claim] = []
        self.comparisons: list[Comparison] = []
        self.restated: list[Restated] = []
        self.tallies: list[Tally] = []

    def read(self, paragraphs: Sequence[Paragraph], section_no: int, title: str) -> str:
        """Read the text of one section; it is what is returned."""
        if not paragraphs:
            return ""
        page = passage(paragraphs)
        flat = page.flat
        reading = Reading(flat) if may_hold_any(flat, 0, len(flat)) else None
        for start, end in sentences(flat):
            if reading is not None:
                read_sentence(reading, start, end)
            for said in find_claims(flat, start, end, title):
                self.claims.append(_claim(page, said, section_no))
        if reading is not None:  # a grade is all that words alone tell
            if reading.items:
                self._read_items(page, reading, section_no)
            self.tallies += read_tallies(page, section_no)
            self.tallies += read_points(page, section_no)
        return page.text

    def _read_items(self, page: Passage, reading: Reading, section_no: int) -> None:
        """Number the amounts of a section, and read what is said of them."""
        made = self._number(page, reading.items, section_no)
        for parts, span in reading.lists:
            self._break_down(page, reading.items, made, parts, span)
        told = [Told(amount, reading.items[i].quantity.end) for i, amount in made.items()]
        compared, again = read_ratios(page, told)
        self.comparisons += compared
        self.restated += again

    def read_title(self, raw: RawSection, section_no: int) -> None:
        """A heading that speaks of the whole may carry the score: 自评结论（自评得分95分）."""
        if not pattern("label", "result_title").search(raw.title):
            return
        page = passage([Paragraph(raw.title, raw.place)])
        for said in find_claims(page.flat, 0, len(page.flat), raw.title):
            self.claims.append(_claim(page, said, section_no))

    def _number(self, page: Passage, items: Sequence[Item], section_no: int) -> dict[int, Amount]:
        """Amounts in reading order, by index of their item."""
        made: dict[int, Amount] = {}
        starts = [item.quantity.start for item in items]
        order = sorted(range(len(items)), key=starts.__getitem__)
        last = {kind: len(amounts) for kind, amounts in self.amounts.items()}
        numbers: dict[int, int] = {}
        for i in order:
            kind = items[i].quantity.kind
            numbers[i] = last[kind] = last[kind] + 1
        for i in order:
            item = items[i]
            q, parent = item.quantity, item.parent
            made[i] = amount = _amount(
                numbers[i], section_no, q.kind, item.label, _figure_of(page, q),
                numbers[parent] if parent is not None else None, q.start, q.about, item.change,
            )  # fmt: skip
            self.amounts[q.kind].append(amount)
        return made

    def _break_down(
        self,
        page: Passage,
        items: Sequence[Item],
        made: dict[int, Amount],
        parts: Parts,
        span: tuple[int, int],
    ) -> None:
        """A breakdown to check; none where a figure is rough or a change, or the words are open."""
        if parts.unsure or not parts.parts:
            return
        members = [items[i] for i in (parts.whole, *parts.parts)]
        for member in members:
            if member.change or member.quantity.about:
                return
        labels = [m.label for m in members]
        if overlap(labels[1:]):
            return
        some = (parts.named or parts.among) and not _names_all(labels[1:])
        told = Breakdown(
            kind=members[0].quantity.kind,
            whole=made[parts.whole],
            parts=tuple([made[i] for i in parts.parts]),
            exhaustive=len(parts.parts) > 1 and not (parts.open_ended or (parts.named and some)),
            sentence=page.text[slice(*span)].strip(),
            among=parts.among and some,
        )
        if told.kind == "people" and _may_overlap(labels):
            # one may be of two kinds: each is checked alone
            self.breakdowns += [replace(told, parts=(p,), exhaustive=False) for p in told.parts]
            return
        self.breakdowns.append(told)
        gap = (members[0].quantity.end, members[1].quantity.start)
        if told.exhaustive and gap[0] < gap[1]:
            self._count_items(page, told, gap)

    def _count_items(self, page: Passage, told: Breakdown, gap: tuple[int, int]) -> None:
        """共3个项目，分别为：… between a whole and its first part says how many parts there are."""
        said = items_told(page.flat[slice(*gap)])
        if said is None:
            return
        number, start, end = said
        at = gap[0] + start
        raw = page.text[at : gap[0] + end]
        place, sure = page.place(at), page.confidence(at)
        stated = Figure(Decimal(number), Decimal(1), raw, place, "项", sure)
        counted = Figure(Decimal(len(told.parts)), Decimal(1), raw, told.parts[0].figure.place)
        label = told.whole.label
        parts = ((label, counted),)
        self.tallies.append(
            Tally("items", label, stated, parts, True, told.whole.section_no, told.sentence)
        )


def _names_all(labels: Sequence[str]) -> bool:
    """Whether parts of these names leave nothing out: the last is 其他, or all that there is is named
    (基本支出 and 项目支出)."""
    if any(map(pattern("list", "others").search, labels)):
        return True
    return any(all(any(map(name.search, labels)) for name in names) for names in _complete())


@cache
def _complete() -> tuple[tuple[regex.Pattern[str], ...], ...]:
    sets: list[list[str]] = words()["list"]["complete"]
    return tuple([tuple(map(compiled, names)) for names in sets])


def _may_overlap(labels: Sequence[str]) -> bool:
    """Whether people of these kinds may be the same: a woman and a party member, learners of two
    courses. The posts and the staff of a unit are counted once each."""
    staff, told = pattern("list", "staff"), pattern("list", "not_staff")
    counted = staff.search(labels[0]) is not None and told.search(labels[0]) is None
    return not counted or any(pattern("list", "overlapping").search(label) for label in labels[1:])


def _figure_of(page: Passage, q: Quantity) -> Figure:
    at = q.start
    raw = "".join(page.text[at : q.end].split())
    sure = page.confidence(at) if page.sure else None
    return _figure(q.value, q.step, raw, page.place(at), q.unit, sure)


def _claim(page: Passage, said: Said, section_no: int) -> Claim:
    figure = None
    place = page.place(said.start)
    if said.number:
        value, step = to_decimal(said.number)
        raw, sure = page.text[said.start : said.end], page.confidence(said.start)
        figure = Figure(value, step, raw, place, "分", sure)
    text = page.text[said.start : said.end]
    return Claim(said.kind, section_no, text, place, figure, said.when, said.about)
