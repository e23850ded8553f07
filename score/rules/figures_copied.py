"""The figures of a form are those of the same project's form of an earlier year.

What it checks
    Forms of one body, of one project or for the whole department, of different years: all executed
    amounts the same to the last digit. At least two of them have four or more digits, or one has
    that was not simply the budget, and an indicator's actual value beside it that is not simply its
    target. The forms may stand in one document, or in different documents of one corpus (fuhe
    ingest). Round figures, single amounts paid as budgeted and forms whose body, project or year is
    not known are left alone.

Why
    A form that was copied from last year says nothing about this one. Two years may come out alike:
    therefore a warning.

Source
    财预〔2020〕10号: a self-evaluation is of one budget year, with that year's figures.

Since
    0.1.0

Fails
    年度：2021
    单位：公路中心
    项目：公路养护
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 1543.27 | 1455.27 |
    | 财政拨款 | 1443.27 | 1355.18 |
    | 其他资金 | 100 | 100.09 |
    ----
    年度：2022
    单位：公路中心
    项目：公路养护
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 1600.00 | 1455.27 |
    | 财政拨款 | 1500.00 | 1355.18 |
    | 其他资金 | 100 | 100.09 |

Passes
    年度：2021
    单位：公路中心
    项目：公路养护
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 128.64 | 128.64 |
    ----
    年度：2022
    单位：公路中心
    项目：公路养护
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 128.64 | 128.64 |
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.report import Form, Report
from score.cases import Said, Spot, failed, passed
from score.check import Term
from score.copies import Copied, copies, message, print_of
from score.rule import Rule, Trial

NAME = "figures-copied"


def trials(report: Report) -> Iterator[Trial]:
    """One check for each form that an earlier one of the same document may have been copied to."""
    if len(report.forms) < 2:
        return
    forms = {str(form.form_no): form for form in report.forms}
    summed = (print_of(form, "", key) for key, form in forms.items())
    prints = [one for one in summed if one is not None]
    found = {copy.later.key: copy for copy in copies(prints, across=False)}
    first = {one.series: min(p.year for p in prints if p.series == one.series) for one in prints}
    for one in prints:
        if one.year > first[one.series]:
            yield _trial(forms[one.key], found.get(one.key))


def _trial(form: Form, copy: Copied | None) -> Trial:
    rows = [row for row in form.funds if "executed" in row.figures]
    terms = tuple(Term(row.label.strip(), row.figures["executed"]) for row in rows)
    place = rows[0].place if rows else form.place
    spot = Spot(NAME, "executed", form.project, place, form.form_no, None, terms)
    if copy is None:
        return passed(spot)
    number = copy.earlier.key
    said = message(copy, f"form {number}", f"第 {number} 张自评表")
    years = str(copy.later.year), str(copy.earlier.year)
    return failed(spot, "warning", Said(*said, *years))


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="The figures of a form are those of an earlier year's form.",
    summary_zh="数字与同一项目以前年度自评表完全相同。",
    source="财预〔2020〕10号",
    doc=__doc__,
    over_report=trials,
)
