"""The narrative and the table give different figures for the same item.

What it checks
    Amounts of the narrative whose label names a row and column of the money table (全年执行数,
    预算安排, 基本支出, 项目支出 …) in a document with one form; beside forms of projects, 基本支出 and
    its parts against the only form of the department. Amounts are bound by label and meaning,
    never because figures are near: score/policy/links.toml lists the labels. Amounts told as part
    of something else, of another year or as a change (较上年增加) are not the table's figure. An
    execution rate that is told beside a spending alone is that of the row which has this spending.

Why
    One of the two is wrong, and readers see only one of them.

Source
    Arithmetic; the report explains the form.

Since
    0.1.0

Fails
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 23 | 21.16 |

    正文：预算安排 24.15

Passes
    | 资金 | 全年预算数 | 全年执行数 |
    | 结构/合计 | 12951.2 | 11436.27 |
    | 结构/基本支出 | 413.73 | 392.52 |
    | 结构/项目支出 | 12537.47 | 11043.75 |

    正文：项目支出 11043.76
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.identities import Identity, Operand, budget_column, evaluate, ref_of
from normalize.interval import Interval
from normalize.refs import amount_ref
from normalize.report import Amount, Comparison, Form, FundRow, Report
from score.check import Term
from score.links import Link, linked, only_department
from score.ratios import Words, rate_trial, share
from score.rule import Rule, Trial
from score.trials import check_of, finding_of

NAME = "text-table"
_OF_DEPARTMENT = frozenset(("basic", "personnel", "public"))


def trials(report: Report) -> Iterator[Trial]:
    """One check for each amount that a row of the only form states as well; of a bundle with one
    form of the whole department, for what only that has: basic, personnel and public expenditure."""
    department = only_department(report)
    if department is not None:
        for amount, link in linked(report, department):
            ways = tuple(_ways(department, amount, link)) if link.item in _OF_DEPARTMENT else ()
            if ways:
                yield _trial(department, ways)
    if len(report.forms) != 1:
        return
    form = report.forms[0]
    for amount, link in linked(report, form):
        ways = tuple(_ways(form, amount, link))
        if ways:
            yield _trial(form, ways)
    told = {amount.amount_no for amount, _ in linked(report, form)}
    for one in report.comparisons:
        if one.kind == "execution" and one.amount and one.whole is None and one.rate:
            rows = [row for row in form.funds if row.item == "total" and _spends(row, one.amount)]
            if len(rows) == 1 and one.amount.amount_no in told:
                yield from _rate_trial(form, one, rows[0])


def _spends(row: FundRow, amount: Amount) -> bool:
    spent = row.figures.get("executed")
    return spent is not None and Interval.from_figure(spent).meets(
        Interval.from_figure(amount.figure)
    )


def _rate_trial(form: Form, told: Comparison, row: FundRow) -> Iterator[Trial]:
    """The rate that the text tells of what the row says was spent; the initial budget may be meant."""
    trials = []
    for column in dict.fromkeys((budget_column(form), "budget_initial")):
        spent, budget = row.figures.get("executed"), row.figures.get(column)
        if spent is None or budget is None or budget.value <= 0 or told.rate is None:
            continue
        name = row.label.strip()
        worked = share(Term(name, spent), Term(name, budget))
        words = Words("The text gives an execution rate of", "正文中执行率为")
        label = told.amount.label if told.amount else name
        trials.append(rate_trial(NAME, "error", label, told.rate, worked, words))
    good = [trial for trial in trials if trial.check.verdict in ("exact", "rounded")]
    yield from (good or trials)[:1]


def _ways(form: Form, amount: Amount, link: Link) -> Iterator[Identity]:
    told = amount_ref(amount)
    # a blank in the column that the label means is no reason to look into another one
    meant = link.columns[0]
    has = any(meant in row.figures for row in form.funds)
    blank = has and not any(meant in row.figures for row in form.funds if row.item == link.item)
    for column in () if blank else link.columns:
        for row in form.funds:
            if row.item == link.item and column in row.figures:
                own = Operand(ref_of("funds", row, column))
                yield Identity(NAME, column, amount.label, "equal", told, (own,))


def _trial(form: Form, ways: tuple[Identity, ...]) -> Trial:
    tried = [(way, evaluate(way)) for way in ways]
    exact = [pair for pair in tried if pair[1].verdict == "exact"]
    agreeing = [pair for pair in tried if pair[1].agrees]
    identity, outcome = (exact or agreeing or tried)[0]
    check = check_of(identity, outcome, form.form_no)
    return Trial(check, finding_of(identity, outcome, check, "error"))


RULE = Rule(
    name=NAME,
    severity="error",
    summary="The narrative and the table give different figures for the same item.",
    summary_zh="正文与表格中同一项目的数字不一致。",
    source="Arithmetic",
    doc=__doc__,
    over_report=trials,
)
