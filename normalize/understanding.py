"""A document as read → a report of what it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.document import Document, Paragraph
from extract.form import Printed
from extract.frozen import replace
from extract.recognise import Recognised, bare_title, is_title, recognise
from extract.vocabulary import Vocabulary, vocabulary
from normalize.bodies import body_named
from normalize.cells import heads
from normalize.derived import derived
from normalize.forms import body_in, clean_form, year_of
from normalize.narrative import Narrative, read_narrative
from normalize.region import region_of
from normalize.report import Form, Report
from normalize.scoring_texts import with_scoring_texts
from normalize.text import join_lines

_BELOW = 2  # lines under a title
_TITLES = ("form", "report")
_SHORT = 14  # characters of a line that holds nothing but a year
_DOUBTS = {
    "rows": (
        "form {} has no ruling lines and its rows could not be told for certain",
        "第 {} 张表没有框线，行的划分不确定",
    ),
    "clipped": (
        "texts of form {} are cut off by their cells",
        "第 {} 张表的文字被单元格截断，显示不全",
    ),
    "spans": (
        "merged cells of form {} do not fit its rows, whose columns could not be told for certain",
        "第 {} 张表的合并单元格与各行不符，列的对应关系不确定",
    ),
}
"""What a form leaves uncertain, by ``Form.doubt``: the reason of ``partial`` in both languages."""


def understand(document: Document, words: Vocabulary | None = None) -> Report:
    """The report of a document: forms and narrative, clean, with status ok, partial or no_form."""
    words = words or vocabulary()
    found = recognise(document, words)
    forms = tuple(clean_form(raw, n, words) for n, raw in enumerate(found.forms, start=1))
    narrative = read_narrative(document)
    named = tuple(_titles(document, words))
    titles = [title.text for title in named]
    title, year = _title(titles, forms)
    year = year or _year_below(document, named)
    forms = _completed(_of_bodies(forms, titles), found, year)
    forms = with_scoring_texts(forms, narrative.loose, narrative.sections)
    unit = _unit(forms, found, titles, narrative)
    announced = not forms and any(is_title(t, words) for t in titles)
    status, reason, reason_zh = _status(forms, found, announced)
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
        loose=narrative.loose,
        reason_zh=reason_zh,
        derived=derived(found, words),
    )


def _title(titles: Sequence[str], forms: Sequence[Form]) -> tuple[str, int | None]:
    """The first title of the document, and the year that a form, it or another title names."""
    first = titles[0] if titles else next((f.title for f in forms if f.title), "")
    years = [*(f.year for f in forms), *(year_of(t) for t in titles)]
    return first, next((y for y in years if y), None)


def _year_below(document: Document, titles: Sequence[Printed]) -> int | None:
    """The year in a line of its own right under the first title: （2021年度）."""
    first = titles[0].place.block if titles else None
    if first is None:
        return None
    below = (b for b in document.blocks if isinstance(b, Paragraph) and b.place.block is not None)
    lines = [join_lines(b.text) for b in below if 0 < (b.place.block or 0) - first <= _BELOW]
    return next((year for line in lines if len(line) <= _SHORT and (year := year_of(line))), None)


def _of_bodies(forms: tuple[Form, ...], titles: Sequence[str]) -> tuple[Form, ...]:
    """Forms without a body of their own with the one that their title names (某局2021年度…自评表), the
    only department form with the one that the document's titles name."""
    named = tuple([_of_body(f, [f.title]) for f in forms])
    departments = [f for f in named if f.kind == "department"]
    if len(departments) != 1 or departments[0].unit:
        return named
    whole = _of_body(departments[0], titles)
    return tuple(whole if f is departments[0] else f for f in named)


def _of_body(form: Form, titles: Sequence[str]) -> Form:
    """The form with the body that titles name, where it has none and they name one."""
    body = "" if form.unit else body_named(titles, ())
    return replace(form, unit=body) if body else form


def _completed(forms: tuple[Form, ...], found: Recognised, year: int | None) -> tuple[Form, ...]:
    """Forms with what the document says once for all of them: the year, where it names only one;
    the head counts of a base-data sheet beside the only department form."""
    if len({f.year for f in forms if f.year}) <= 1:
        forms = tuple([f if f.year or not year else replace(f, year=year) for f in forms])
    departments = [f for f in forms if f.kind == "department"]
    if len(departments) != 1:
        return forms
    only, told = departments[0], found.heads
    if "staff_quota" not in told and "staff_actual" not in told:
        return forms
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
            if is_title(text, words, _TITLES):
                yield Printed(text, block.place)


def _status(forms: Sequence[Form], found: Recognised, announced: bool) -> tuple[str, str, str]:
    """Status and its reason in English and Chinese. ``announced`` says that a title of a form stands
    in a document without any."""
    if not forms:
        return ("no_form", *_without_form(found, announced))
    doubtful = [f for f in forms if f.doubt]
    if doubtful:
        numbers = [str(f.form_no) for f in doubtful if f.doubt == doubtful[0].doubt]
        reason, reason_zh = _DOUBTS[doubtful[0].doubt]
        return "partial", reason.format(", ".join(numbers)), reason_zh.format("、".join(numbers))
    unknown = [str(f.form_no) for f in forms if not f.template]
    if unknown:
        return (
            "partial",
            f"form {', '.join(unknown)} fits no known layout and was read by its columns",
            f"第 {'、'.join(unknown)} 张表不属于已知版式，按栏目读取",
        )
    left = sum(len(f.leftovers) for f in forms)
    if left:
        return (
            "partial",
            f"{left} rows were not understood (see leftovers)",
            f"有 {left} 行未能识别（见 leftovers）",
        )
    return "ok", "", ""


def _without_form(found: Recognised, announced: bool) -> tuple[str, str]:
    if found.targets:
        return "only targets without actual values were found", "只有绩效目标，没有实际完成值"
    if announced:
        return (
            "a self-evaluation table is announced, but none that could be read was found",
            "文中提到自评表，但没有找到可以读取的表",
        )
    return "no self-evaluation table was found", "没有找到自评表"
