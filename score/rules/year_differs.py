"""The years named by the form, by another title and by the text differ.

What it checks
    In a document with one form: the fiscal year in the title of the form against the one in every
    other title (a title with two years is left alone), and against the text: where the text names
    a fiscal year at least three times, always the same one, and never that of the form.

Why
    Text that was taken over from another year brings its figures with it.

Source
    Layout of the forms: one fiscal year each.

Since
    0.1.0

Fails
    表名：2022年度项目支出绩效自评表
    标题：2021年度项目支出绩效自评报告

Passes
    表名：2022年度项目支出绩效自评表
    标题：2022年度项目支出绩效自评报告
    叙述：2022年度预算安排100万元，2021年度预算安排90万元。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import regex

from extract.document import Place
from normalize.forms import year_of
from normalize.report import Form, Report
from normalize.text import narrow, squeeze
from score.cases import Said, Spot, failed, passed
from score.rule import Rule, Trial

NAME = "year-differs"
_YEAR = regex.compile(r"20\d\d(?=\s*年)")
_FISCAL = regex.compile(
    r"20\d\d(?=\s*年(?:度|全年|年初|部门|单位|本级|预算|决算|收入|支出|总支出|整体|项目支出|基本支出))"
)
_OFTEN = 3


def trials(report: Report) -> Iterator[Trial]:
    """One check for each other title with a year, and one for the text."""
    if len(report.forms) != 1:
        return
    form = report.forms[0]
    year = _only(form.title)
    if year is None:
        return
    own = squeeze(form.title)
    for title in report.titles:
        other = _only(title.text) if squeeze(title.text) != own else None
        if other is not None:
            yield _trial(form, year, other, title.text.strip(), title.place)
    yield from _text(report, form, year)


def _only(title: str) -> int | None:
    """The year of a title that names one."""
    years = set(_YEAR.findall(narrow(title)))
    return year_of(title) if len(years) < 2 else None


def _text(report: Report, form: Form, year: int) -> Iterator[Trial]:
    told = narrow("\n".join(f"{s.title}\n{s.text}" for s in report.sections))
    named = Counter(_FISCAL.findall(told))
    if not named:
        return
    other, often = named.most_common(1)[0]
    if len(named) == 1 and often >= _OFTEN and str(year) not in told:
        yield _trial(form, year, int(other), "", report.sections[0].place)
    elif str(year) in named:
        yield passed(Spot(NAME, "year", "", report.sections[0].place, form.form_no))


def _trial(form: Form, year: int, other: int, label: str, place: Place) -> Trial:
    spot = Spot(NAME, "year", label, place, form.form_no)
    if year == other:
        return passed(spot)
    where, where_zh = (f"the title “{label}”", f"标题“{label}”") if label else ("the text", "正文")
    said = Said(
        f"The form is of {year}, {where} of {other}.",
        f"自评表为 {year} 年度，{where_zh}为 {other} 年度。",
        str(other),
        str(year),
    )
    return failed(spot, "warning", said)


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="The form, another title or the text name different years.",
    summary_zh="自评表、标题与正文的年度不一致。",
    source="Form layout",
    doc=__doc__,
    over_report=trials,
)
