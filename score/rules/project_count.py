"""The text says how many projects were evaluated, and the document has another number.

What it checks
    Sentences such as 共对12个项目开展绩效自评 against the forms of projects in the document, or the rows of
    its list of projects. Only a number that is off by one, or by a tenth at most, is told: a report
    that shows a few of many projects means something else, and says so by a larger difference.

Why
    A project was left out of the evaluation, or out of the sentence.

Source
    财预〔2020〕10号: the evaluation covers every project.

Since
    0.1.0

Fails
    叙述：2022年共对4个项目开展绩效自评。
    项目：公路养护
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 30 | 30 |
    ----
    项目：桥梁加固
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 40 | 40 |
    ----
    项目：标线施划
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 50 | 50 |

Passes
    叙述：2022年共对3个项目开展绩效自评，其中重点项目2个。
    项目：公路养护
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 30 | 30 |
    ----
    项目：桥梁加固
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 40 | 40 |
    ----
    项目：标线施划
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 50 | 50 |
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from extract.document import Place
from normalize.report import Report
from normalize.text import compiled, narrow, squeeze
from score.cases import Said, Spot, failed, passed
from score.policy import table
from score.rule import Rule, Trial

NAME = "project-count"
_LEAST = 3
_SENTENCE = regex.compile(r"[。；\n]")


def trials(report: Report) -> Iterator[Trial]:
    """One check for each sentence that counts the projects, where the document lists some."""
    listed = _listed(report)
    if listed < _LEAST:
        return
    texts = [(report.loose, report.forms[0].place)]
    texts += [(section.text, section.place) for section in report.sections]
    for text, place in texts:
        for sentence in _SENTENCE.split(narrow(text).replace(",", "，").replace(";", "；")):
            count = _count(squeeze(sentence))
            if count is not None and abs(count - listed) <= max(1, count // 10):
                yield _trial(count, listed, sentence.strip(), place)


def _listed(report: Report) -> int:
    """The projects of the document: rows of a list of them, else forms with a name of their own."""
    for form in report.forms:
        if form.template == "project-list":
            return sum(row.item != "total" for row in form.funds)
    names = [squeeze(form.project) for form in report.forms if form.kind == "project"]
    return len(names) if all(names) and len(set(names)) == len(names) else 0


def _count(sentence: str) -> int | None:
    words = table("counts")
    for pattern in words["projects"]:
        match = compiled(pattern).search(sentence)
        if match and not any(word in sentence[: match.end()] for word in words["not"]):
            return int(match["count"])
    return None


def _trial(count: int, listed: int, sentence: str, place: Place) -> Trial:
    spot = Spot(NAME, "count", sentence[:40], place)
    if count == listed:
        return passed(spot)
    said = Said(
        f"The text speaks of {count} projects, the document has {listed}: {sentence[:60]}",
        f"文中称 {count} 个项目，文件中所列为 {listed} 个：{sentence[:60]}",
        str(count),
        str(listed),
    )
    return failed(spot, "warning", said)


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="The text says another number of projects than the document has.",
    summary_zh="正文所称项目个数与所列项目个数不符。",
    source="财预〔2020〕10号",
    doc=__doc__,
    over_report=trials,
)
