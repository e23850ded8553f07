"""Little of the budget was executed and the form's own column for the reason is empty.

What it checks
    Where the layout, or the policy of an office (reason_below = "90%"), asks for a reason below a
    rate of execution, the total row: its rate, as printed and as it follows from the amounts, and
    the cell 原因 beside it. Without such a policy nothing is asked.

Why
    The instructions of some forms say that a reason has to be given.

Source
    Sichuan form 510000_0013zp: 预算执行率低于90%的应说明原因.

Since
    0.1.0

Fails
    原因线：90%
    | 资金 | 全年预算数 | 全年执行数 | 执行率 | 原因 |
    | 总额 | 100 | 62 | 62% |  |

Passes
    原因线：90%
    | 资金 | 全年预算数 | 全年执行数 | 执行率 | 原因 |
    | 总额 | 100 | 62 | 62% | 合同尾款未到支付节点 |
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.identities import budget_column
from normalize.report import Figure, Form, FundRow
from normalize.text import is_blank
from score import wording
from score.cases import Said, Spot, failed, passed
from score.rule import Rule, Trial

NAME = "fund-reason-missing"


def trials(form: Form) -> Iterator[Trial]:
    """One check for each total below the rate that is settled."""
    floor = form.promise.reason_below
    if floor is None:
        return
    column = budget_column(form)
    for row in form.funds:
        if row.item != "total" or "reason" not in row.cells:
            continue
        rates = list(_rates(row, column))
        if rates and all(rate < floor for rate in rates):
            yield _trial(form.form_no, row, rates[0], floor)


def _rates(row: FundRow, column: str) -> Iterator[Decimal]:
    rate, executed, budget = (row.figures.get(name) for name in ("rate", "executed", column))
    if rate is not None:
        yield rate.value
    if executed is not None and budget is not None and budget.value > 0:
        yield executed.value / budget.value


def _trial(form_no: int, row: FundRow, rate: Decimal, floor: Decimal) -> Trial:
    cell = row.cells["reason"]
    stated: Figure | None = row.figures.get("rate")
    spot = Spot(NAME, "reason", row.label.strip(), cell.place, form_no, stated)
    if not is_blank(cell.text):
        return passed(spot)
    shown, line = wording.percent(rate, 4), wording.percent(floor, 4)
    said = Said(
        f"{shown} of the budget was executed; below {line} a reason has to be given.",
        f"预算执行率为 {shown}，低于 {line}，应说明原因而未填写。",
        shown,
        line,
    )
    return failed(spot, "warning", said)


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="A low execution rate without the reason that is asked for.",
    summary_zh="预算执行率偏低而未按要求说明原因。",
    source="四川 510000_0013zp",
    doc=__doc__,
    over_form=trials,
)
