"""The sentences in which a document says how it is scored, beside the cells of a row."""

from __future__ import annotations

from collections.abc import Iterable

from extract.frozen import replace
from normalize._narrative_words import pattern
from normalize.report import Form, Report, Section
from normalize.text import lazy, narrow, squeeze

_SENTENCE = lazy(r"[。\n]")
_REMARK = lazy(r"(?:注|备注|说明|填表说明|评分说明|计分说明|评分标准|计分办法)\d*[:：.、]?")


def with_scoring_texts(
    forms: tuple[Form, ...], loose: str, sections: Iterable[Section]
) -> tuple[Form, ...]:
    """The forms with what their remarks, or the text around them, say of how the execution is
    scored; and of indicators what a remark says."""
    if not forms:
        return ()
    told = "\n".join((loose, *(section.text for section in sections)))
    around = _told(told)
    remarks = [text for text in around if _REMARK.match(text)]
    # the text around the forms is the same for all of them, and searched once
    said = (_first("execution", around), _first("attainment", remarks), _bands(around))
    return tuple(_with(form, *said) for form in forms)


def _told(text: str) -> list[str]:
    """The sentences of a text that may say something of it."""
    tells = pattern("scoring", "tells").search
    return [squeeze(narrow(one)) for one in _SENTENCE.split(text) if tells(one)]


def _with(form: Form, execution: str, attainment: str, grade: str) -> Form:
    """The form with what its own remarks say, else with what the text around it does."""
    notes = [text for note in form.notes for text in _told(note.text)]
    told = (
        _first("execution", notes) or execution,
        _first("attainment", notes) or attainment,
        _bands(notes) or grade,
    )
    promise = form.promise
    if told == (promise.execution_text, promise.attainment_text, promise.grade_text):
        return form
    execution, attainment, grade = told
    promise = replace(
        promise, execution_text=execution, attainment_text=attainment, grade_text=grade
    )
    return replace(form, promise=promise)


def bands_told(report: Report) -> str:
    """The floors of 优, 良 and 中 that the text of a document tells (85-75-60); empty where it tells
    none."""
    texts = (report.loose, *(section.text for section in report.sections))
    return _bands(sentence for text in texts for sentence in _told(text))


def _bands(texts: Iterable[str]) -> str:
    """The floors of 优, 良 and 中 that a sentence tells (85-75-60); 60 for 中 where it leaves it out.
    Empty where none tells those of 优 and 良."""
    for text in texts:
        if "优" not in text or "良" not in text:
            continue
        floors: dict[str, int] = {}
        for match in pattern("scoring", "bands").finditer(text):
            ends = [int(end) for end in (match["low"], match["high"]) if end]
            floors.setdefault(match["grade"], min(ends))
        steps = [floors.get("优", 0), floors.get("良", 0), floors.get("中", 60)]
        if 100 >= steps[0] > steps[1] > steps[2]:
            return "-".join(map(str, steps))
    return ""


def _first(name: str, texts: Iterable[str]) -> str:
    told = pattern("scoring", name)
    found = next((text for text in texts if told.search(text)), "")
    return _REMARK.sub("", found, count=1) if _REMARK.match(found) else found
