"""Two totals of one form that must be the same are not.

What it checks
    The total of 资金来源 against the total of 资金结构, column by column.

Why
    What was received is what was spent on something: both take the same money apart.

Source
    Layout of the department forms; provincial systems demand it (资金来源 and 资金方向 must
    agree).

Since
    0.1.0

Fails
    | 资金 | 全年预算数 |
    | 来源/合计 | 3564.14 |
    | 来源/财政拨款 | 3000.14 |
    | 来源/其他资金 | 564.00 |
    | 结构/合计 | 3711.75 |
    | 结构/基本支出 | 2606.34 |
    | 结构/项目支出 | 1105.41 |

Passes
    | 资金 | 全年执行数 |
    | 来源/合计 | 11436.27 |
    | 来源/财政拨款 | 6701.87 |
    | 来源/其他资金 | 4734.40 |
    | 结构/合计 | 11436.3 |
    | 结构/基本支出 | 392.55 |
    | 结构/项目支出 | 11043.75 |
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.report import Form
from score.rule import Rule, Trial
from score.trials import try_rule

NAME = "fund-totals-agree"


def trials(form: Form) -> Iterator[Trial]:
    """Every check of this rule on one form."""
    yield from try_rule(NAME, form)


RULE = Rule(
    name=NAME,
    severity="error",
    summary="The totals of sources and structure differ.",
    summary_zh="资金来源合计与资金结构合计不一致。",
    source="Layout of the department forms",
    doc=__doc__,
    over_form=trials,
)
