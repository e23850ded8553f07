"""A sum of money in the narrative differs from the parts listed for it.

What it checks
    Each sentence that takes an amount apart (其中, 用于, 包括, 分别为). Where the list is meant
    to be complete its parts must make up the amount, within rounding; where it is not (等, 主要,
    a single 其中) they must not exceed it.

Why
    The narrative explains the table; a list that does not add up explains nothing.

Source
    Arithmetic; rounding by XBRL Calculations 1.1.

Since
    0.1.0

Fails
    基本支出 392.52 = 工资福利支出 382.07 + 商品和服务支出 39.13

Passes
    项目支出 11043.76 = 商品服务支出 118.74 + 对个人和家庭的补助 10925.02
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.identities import narrative_identities
from normalize.report import Report
from score.rule import Rule, Trial
from score.trials import try_all

NAME = "text-sum"


def trials(report: Report) -> Iterator[Trial]:
    """Every check of this rule on one document."""
    mine = (identity for identity in narrative_identities(report) if identity.rule == NAME)
    yield from try_all(mine, None)


RULE = Rule(
    name=NAME,
    severity="error",
    summary="An amount in the narrative is not the sum of the parts told for it.",
    summary_zh="正文中的金额不等于所列各项之和。",
    source="Arithmetic",
    doc=__doc__,
    over_report=trials,
)
