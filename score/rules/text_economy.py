"""Economic classes of the text do not make up the personnel or public expenditure of the table.

What it checks
    A sentence that takes the basic expenditure (基本支出) apart by economic class (工资福利支出, 商品和服务支出,
    对个人和家庭的补助 …), completely and so that it adds up, against the rows 人员支出 and 公用支出 of the
    table. The classification says which class belongs to which: 301 and 303 are personnel, 302, 307,
    309, 310, 312 and 399 public (normalize/classification.toml). Only in a document with one form,
    and only where the table takes the basic expenditure apart in just these two rows. Where the
    sentence itself does not add up text-sum says so, and nothing is compared.

Why
    Both explain one amount; a difference moves money between staff and running costs.

Source
    政府收支分类科目 (Ministry of Finance), expenditure by economic class.

Since
    0.1.0

Fails
    | 资金 | 全年预算数 | 全年执行数 |
    | 结构/合计 | 500 | 480 |
    | 结构/基本支出 | 400 | 392.51 |
    | 结构/人员支出 | 360 | 353.38 |
    | 结构/公用支出 | 40 | 39.13 |
    | 结构/项目支出 | 100 | 87.49 |

    基本支出 392.51 = 工资福利支出 333.38 + 商品和服务支出 59.13

Passes
    | 资金 | 全年预算数 | 全年执行数 |
    | 结构/合计 | 500 | 480 |
    | 结构/基本支出 | 400 | 392.51 |
    | 结构/人员支出 | 360 | 353.38 |
    | 结构/公用支出 | 40 | 39.13 |
    | 结构/项目支出 | 100 | 87.49 |

    基本支出 392.51 = 工资福利支出 333.38 + 对个人和家庭的补助 20 + 商品和服务支出 39.13
"""

from __future__ import annotations

from collections.abc import Iterator

from extract.frozen import replace
from normalize.classification import basic_part
from normalize.identities import Identity, Operand, evaluate, narrative_identities, ref_of
from normalize.refs import amount_ref
from normalize.report import Breakdown, Form, FundRow, Report
from score.links import linked
from score.rule import Rule, Trial
from score.trials import try_all

NAME = "text-economy"
_COLUMN = "executed"
_PARTS = ("personnel", "public")


def trials(report: Report) -> Iterator[Trial]:
    """One check for each of the two rows and each sentence that takes the basic expenditure apart."""
    if len(report.forms) != 1:
        return
    form = report.forms[0]
    rows = _rows(form)
    if rows is None:
        return
    basic = {amount.amount_no for amount, link in linked(report, form) if link.item == "basic"}
    if not basic:
        return
    sound = [i.result for i in narrative_identities(report) if evaluate(i).agrees]
    for told in report.breakdowns:
        if told.whole.amount_no in basic and amount_ref(told.whole) in sound and _complete(told):
            for name, row in zip(_PARTS, rows, strict=True):
                yield from _trials(form, told, name, row)


def _rows(form: Form) -> tuple[FundRow, FundRow] | None:
    """The two rows that the table takes the basic expenditure apart in, if it does just that."""
    basic = [row for row in form.funds if row.item == "basic"]
    inner = [r for r in form.funds if basic and r.parent_row == basic[0].row_no]
    inner = inner or [row for row in form.funds if row.item in _PARTS]
    by_item = {row.item: row for row in inner}
    if len(basic) != 1 or len(inner) != len(_PARTS) or set(by_item) != set(_PARTS):
        return None
    return by_item["personnel"], by_item["public"]


def _complete(told: Breakdown) -> bool:
    money = told.kind == "money" and told.exhaustive
    return money and all(basic_part(part.label) for part in told.parts)


def _trials(form: Form, told: Breakdown, name: str, row: FundRow) -> Iterator[Trial]:
    mine = [part for part in told.parts if basic_part(part.label) == name]
    if not mine or _COLUMN not in row.figures:
        return
    identity = Identity(
        NAME,
        _COLUMN,
        row.label,
        "sum",
        ref_of("funds", row, _COLUMN),
        tuple(Operand(amount_ref(part)) for part in mine),
    )
    labels = "、".join(part.label for part in mine)
    for trial in try_all([identity], form.form_no, severity="warning"):
        yield _worded(trial, row.label, labels)


def _worded(trial: Trial, row: str, labels: str) -> Trial:
    """The finding with the classes that the classification puts under the row."""
    finding = trial.finding
    if finding is None:
        return trial
    stated, told, formula = finding.stated, finding.recomputed, trial.check.formula
    made = told if formula == told else f"{formula} = {told}"
    message = f"{row}: the table states {stated}, the text tells {made} for {labels}."
    message_zh = f"{row}：表中为 {stated}，正文所列{labels}为 {made}。"
    return replace(trial, finding=replace(finding, message=message, message_zh=message_zh))


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="Economic classes of the text differ from personnel or public expenditure of the table.",
    summary_zh="正文按经济分类所列支出与表中人员支出、公用支出不一致。",
    source="政府收支分类科目",
    doc=__doc__,
    over_report=trials,
)
