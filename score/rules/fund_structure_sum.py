"""A 合计 of the structure differs from basic + project.

What it checks
    In each money column, the total of 资金结构 (or 按支出性质分) against 基本支出 and 项目支出.
    人员支出 and 公用支出 are parts of 基本支出 and are not added again.

Why
    The structure is the second way to the same total; when it differs, one of the rows is wrong.

Source
    Layout of the department forms; a department budget takes expenditure apart into 基本支出 and
    项目支出.

Since
    0.1.0

Fails
    | 资金 | 全年预算数 | 全年执行数 |
    | 结构/合计 | 4400.90 | 3569.73 |
    | 结构/基本支出 | 1503.90 | 1469.73 |
    | 结构/项目支出 | 3000.00 | 2100.00 |

Passes
    | 资金 | 全年预算数 | 全年执行数 |
    | 结构/合计 | 13351.2 | 11436.3 |
    | 结构/基本支出 | 413.73 | 392.52 |
    | 结构/项目支出 | 12937.47 | 11043.75 |
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.report import Form
from score.rule import Rule, Trial
from score.trials import try_rule

NAME = "fund-structure-sum"


def trials(form: Form) -> Iterator[Trial]:
    """Every check of this rule on one form."""
    yield from try_rule(NAME, form)


RULE = Rule(
    name=NAME,
    severity="error",
    summary="A total of the structure is not basic plus project expenditure.",
    summary_zh="资金结构合计不等于基本支出与项目支出之和。",
    source="Layout of the department forms",
    doc=__doc__,
    over_form=trials,
)
