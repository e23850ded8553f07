"""The sentences in which a document says how it is scored, beside the cells of a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import regex

from normalize._narrative_words import pattern
from normalize.report import Form, Report, Section
from normalize.text import narrow, squeeze

_SENTENCE = regex.compile(r"[。\n]")
_REMARK = regex.compile(
    r"(?:注|备注|说明|填表说明|评分说明|计分说明|评分标准|计分办法)\d*[:：.、]?"
)


def with_scoring_texts(
    forms: tuple[Form, ...], loose: str, sections: Iterable[Section]
) -> tuple[Form, ...]:
    """The forms with what their remarks, or the text around them, say of how the execution is
    scored; and of indicators what a remark says."""
    told = "\n".join((loose, *(section.text for section in sections)))
    around = [squeeze(narrow(text)) for text in _SENTENCE.split(told)]
    return tuple(_with(form, around) for form in forms)


def _with(form: Form, around: list[str]) -> Form:
    notes = [squeeze(narrow(t)) for n in form.notes for t in _SENTENCE.split(n.text)]
    remarks = [*notes, *(text for text in around if _REMARK.match(text))]
    promise = replace(
        form.promise,
        execution_text=_first("execution", [*notes, *around]),
        attainment_text=_first("attainment", remarks),
        grade_text=_bands([*notes, *around]),
    )
    return form if promise == form.promise else replace(form, promise=promise)


def bands_told(report: Report) -> str:
    """The floors of 优, 良 and 中 that the text of a document tells (85-75-60); empty where it tells
    none."""
    texts = (report.loose, *(section.text for section in report.sections))
    return _bands(squeeze(narrow(text)) for told in texts for text in _SENTENCE.split(told))


def _bands(texts: Iterable[str]) -> str:
    """The floors of 优, 良 and 中 that a sentence tells (85-75-60); 60 for 中 where it leaves it out.
    Empty where none tells those of 优 and 良."""
    for text in texts:
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
