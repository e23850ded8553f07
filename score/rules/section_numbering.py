"""A number is missing, repeated or out of order in the section numbering.

What it checks
    The numbers of the headings, level by level: each follows the one before it. A heading that
    lost its number, a number used twice and a number left out are told apart.

Why
    A lost number is often a lost passage, and every reference by number goes wrong.

Source
    GB/T 9704-2012, 7.3.3 (numbering of official documents: 一、 （一） 1. （1）).

Since
    0.1.0

Fails
    章节：(三)项目资金安排情况 3 应为 2

Passes
    正文：项目支出 11043.76
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.report import NumberingFault, Report
from score.cases import Said, Spot, failed, passed
from score.rule import Rule, Trial

NAME = "section-numbering"
_TOLD = {
    "missing": ("a number is missing before it", "前面缺少编号"),
    "repeated": ("the number is used twice", "编号重复"),
    "order": ("the number is out of order", "编号次序不对"),
}


def trials(report: Report) -> Iterator[Trial]:
    """One check for each break in the numbering, or one for all of it where there is none."""
    for fault in report.numbering_faults:
        yield _trial(fault)
    if report.sections and not report.numbering_faults:
        yield passed(Spot(NAME, "numbering", "", report.sections[0].place))


def _trial(fault: NumberingFault) -> Trial:
    spot = Spot(NAME, "numbering", fault.label, fault.place)
    what, what_zh = _TOLD.get(fault.kind, _TOLD["order"])
    lost = fault.lost_title
    if lost:
        named, named_zh = (f" “{lost}”", f"“{lost}”") if lost != fault.label else ("", "")
        what, what_zh = f"the heading{named} has no number", f"标题{named_zh}没有编号"
    printed = "" if fault.printed is None else str(fault.printed)
    said = Said(
        f"{fault.label}: {what}; {fault.expected} is expected (level {fault.level}).",
        f"{fault.label}：{what_zh}，此处应为第 {fault.level} 级第 {fault.expected} 号。",
        printed,
        str(fault.expected),
    )
    return failed(spot, "warning", said)


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="A section number is missing, repeated or out of order.",
    summary_zh="章节编号缺失、重复或次序不对。",
    source="GB/T 9704-2012",
    doc=__doc__,
    over_report=trials,
)
