"""A parent (基本支出) differs from its exhaustive breakdown (人员 + 公用), or a 其中 exceeds it.

What it checks
    Each row that other rows are a part of. 人员支出 and 公用支出 together make up 基本支出; any
    other 其中 list need not be complete, so its rows may add up to less than their parent, never
    to more.

Why
    人员 and 公用 are all there is in 基本支出, by definition; a part is never more than its
    whole.

Source
    Classification of government expenditure (支出经济分类); layout of the department forms.

Since
    0.1.0

Fails
    | 资金 | 全年预算数 |
    | 结构/合计 | 1616.83 |
    | 结构/基本支出 | 865.64 |
    | 结构/人员支出 | 700.00 |
    | 结构/公用支出 | 185.09 |
    | 结构/项目支出 | 751.19 |

Passes
    | 资金 | 全年预算数 |
    | 结构/合计 | 11436.27 |
    | 结构/基本支出 | 392.52 |
    | 结构/人员支出 | 353.38 |
    | 结构/公用支出 | 39.13 |
    | 结构/项目支出 | 11043.75 |
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.report import Form
from score.rule import Rule, Trial
from score.trials import try_rule

NAME = "fund-breakdown-sum"


def trials(form: Form) -> Iterator[Trial]:
    """Every check of this rule on one form."""
    yield from try_rule(NAME, form)


RULE = Rule(
    name=NAME,
    severity="error",
    summary="A row is not the sum of its parts, or its parts exceed it.",
    summary_zh="某项资金不等于其构成之和，或其中项超过该项。",
    source="支出经济分类; form layout",
    doc=__doc__,
    over_form=trials,
)
