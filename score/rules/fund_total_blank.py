"""A total is blank though its parts are filled in.

What it checks
    The money columns of each total row, and of 基本支出: a blank cell or a dash above parts of
    which at least one is more than zero. A total of zero is no blank: fund-sources-sum and its
    sisters say that it is wrong. Scans are not asked: a figure may be there and not be read.

Why
    Rate and execution score rest on the total; whoever adds up takes a blank for zero.

Source
    Form layout; blank totals over filled parts occur in published forms.

Since
    0.1.0

Fails
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 |  |  |
    | 财政拨款 | 202.64 | 132.91 |
    | 其他资金 | 0 | 0 |

Passes
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 202.64 |  |
    | 财政拨款 | 202.64 |  |
    | 其他资金 | 0 |  |
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.blocks import blocks, families
from normalize.refs import ref_of
from normalize.report import MONEY_COLUMNS, Form, FundRow, Report
from score import wording
from score.cases import Said, Spot, agrees, failed
from score.check import Term, term
from score.rule import Rule, Trial, Tried

NAME = "fund-total-blank"


def trials(report: Report) -> Iterator[Tried]:
    """One check for each total and money column that has a part."""
    if report.ocr:
        return
    for form in report.forms:
        for whole, parts in _wholes(form):
            yield from _trials(form.form_no, whole, parts)


def _wholes(form: Form) -> Iterator[tuple[FundRow, tuple[FundRow, ...]]]:
    parts: dict[int, tuple[FundRow, tuple[FundRow, ...]]] = {}
    for block in blocks(form):
        earlier = parts.get(block.total.row_no, (block.total, ()))[1]
        parts[block.total.row_no] = (block.total, (*earlier, *block.parts))
    yield from parts.values()
    for parent, children in families(form):
        if parent.item == "basic" and any(c in parent.figures for c in MONEY_COLUMNS):
            yield parent, children


def _trials(form_no: int, whole: FundRow, parts: tuple[FundRow, ...]) -> Iterator[Tried]:
    for column in MONEY_COLUMNS:
        if column not in whole.cells:
            continue
        figures = [(row, row.figures[column]) for row in parts if column in row.figures]
        filled = [(row, figure) for row, figure in figures if figure.value > 0]
        if not filled or (ref := ref_of("funds", whole, column)).state == "words":
            continue
        terms = tuple([term(row.label.strip(), figure) for row, figure in filled])
        at = (ref.label, ref.place, form_no, ref.figure, terms)
        if ref.figure is not None:
            yield agrees(NAME, column, *at)
        else:
            yield _blank(Spot(NAME, column, *at), column, terms)


def _blank(spot: Spot, column: str, terms: tuple[Term, ...]) -> Trial:
    name, name_zh = wording.column_name(column)
    label = spot.label.rstrip("：: ")
    first, value = terms[0].label.rstrip("：: "), wording.stated_text("", terms[0].figure)
    said = Said(
        f"{label}: no {name} is given, though {first} has {value}.",
        f"{label}没有填写{name_zh}，而{first}为 {value}。",
    )
    return failed(spot, "warning", said, material=True)


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="A total is blank though its parts are filled in.",
    summary_zh="合计未填写，而其构成项已填写。",
    source="Form layout",
    doc=__doc__,
    over_report=trials,
)
