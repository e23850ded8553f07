"""A document as read → a report of what it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.document import Document, Paragraph
from extract.form import Printed
from extract.recognise import Recognised, bare_title, is_title, recognise
from extract.vocabulary import Vocabulary, vocabulary
from normalize.bodies import body_named
from normalize.cells import heads
from normalize.forms import body_in, clean_form, year_of
from normalize.narrative import Narrative, read_narrative
from normalize.region import region_of
from normalize.report import Form, Report
from normalize.text import join_lines


def understand(document: Document, words: Vocabulary | None = None) -> Report:
    """The report of a document: forms and narrative, clean, with status ok, partial or no_form."""
    words = words or vocabulary()
    found = recognise(document, words)
    forms = tuple(clean_form(raw, n, words) for n, raw in enumerate(found.forms, start=1))
    narrative = read_narrative(document)
    named = tuple(_titles(document, words))
    titles = [title.text for title in named]
    title, year = _title(titles, forms)
    forms = _completed(forms, found, year)
    unit = _unit(forms, found, titles, narrative)
    announced = any(is_title(t, words) for t in titles)
    status, reason = _status(forms, found, announced)
    return Report(
        format=document.format,
        reader=document.reader,
        pages=document.pages,
        ocr=document.ocr,
        title=title,
        unit=unit,
        region=region_of([unit, *titles, *(f.department for f in forms)]),
        year=year,
        forms=forms,
        sections=narrative.sections,
        amounts=narrative.amounts,
        headcounts=narrative.headcounts,
        breakdowns=narrative.breakdowns,
        claims=narrative.claims,
        leftovers=found.leftovers,
        status=status,
        reason=reason,
        notes=document.notes,
        numbering_faults=narrative.numbering_faults,
        comparisons=narrative.comparisons,
        restated=narrative.restated,
        tallies=narrative.tallies,
        titles=named,
    )


def _title(titles: Sequence[str], forms: Sequence[Form]) -> tuple[str, int | None]:
    """The first title of the document, and the year that a form, it or another title names."""
    first = titles[0] if titles else next((f.title for f in forms if f.title), "")
    years = [*(f.year for f in forms), *(year_of(t) for t in titles)]
    return first, next((y for y in years if y), None)


def _completed(forms: tuple[Form, ...], found: Recognised, year: int | None) -> tuple[Form, ...]:
    """Forms with what the document says once for all of them: the year, where it names only one;
    the body that the title of a department form names; the head counts of a base-data sheet beside
    the only department form."""
    forms = tuple(
        replace(f, unit=body_named([f.title], ())) if f.kind == "department" and not f.unit else f
        for f in forms
    )
    if len({f.year for f in forms if f.year}) <= 1:
        forms = tuple(f if f.year else replace(f, year=year) for f in forms)
    departments = [f for f in forms if f.kind == "department"]
    if len(departments) != 1:
        return forms
    only, told = departments[0], found.heads
    quota = heads(told["staff_quota"]) if "staff_quota" in told else None
    actual = heads(told["staff_actual"]) if "staff_actual" in told else None
    counted = replace(
        only,
        staff_quota=only.staff_quota or quota,
        staff_actual=only.staff_actual or actual,
    )
    return tuple(counted if f is only else f for f in forms)


def _unit(
    forms: Sequence[Form], found: Recognised, titles: Sequence[str], narrative: Narrative
) -> str:
    """The body that reports: of the forms, of a cover, of a title or of the narrative."""
    told = next((f.unit for f in forms if f.unit), "") or body_in(found.heads)
    sentences = (line for s in narrative.sections for line in s.text.split("\n"))
    return told or body_named(titles, sentences)


def _titles(document: Document, words: Vocabulary) -> Iterator[Printed]:
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.kind == "body":
            text = bare_title(join_lines(block.text))
            if is_title(text, words, "form") or is_title(text, words, "report"):
                yield Printed(text, block.place)


def _status(forms: Sequence[Form], found: Recognised, announced: bool) -> tuple[str, str]:
    """``announced`` says that a title of a form stands in the document."""
    if not forms:
        return "no_form", _without_form(found, announced)
    unknown = [str(f.form_no) for f in forms if not f.template]
    if unknown:
        return (
            "partial",
            f"form {', '.join(unknown)} fits no known layout and was read by its columns",
        )
    left = sum(len(f.leftovers) for f in forms)
    if left:
        return "partial", f"{left} rows were not understood (see leftovers)"
    return "ok", ""


def _without_form(found: Recognised, announced: bool) -> str:
    if found.targets:
        return "only targets without actual values were found"
    if announced:
        return "a self-evaluation table is announced, but none that could be read was found"
    return "no self-evaluation table was found"
