"""A sum of money in the narrative differs from the parts listed for it.

What it checks
    Each sentence that takes an amount apart (其中, 用于, 包括, 分别为). Where the list is meant
    to be complete its parts must make up the amount, within rounding; where it is not (等, 主要,
    a single 其中) they must not exceed it. A total behind its parts (…，共计30万元) is read as well.
    A list that 其中 alone opens may still leave something out: where more than a tenth of the amount
    is missing from it, that is a warning.

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
from decimal import Decimal

from extract.frozen import replace
from normalize.identities import narrative_identities
from normalize.report import Breakdown, Report
from score.rule import Rule, Trial
from score.trials import try_one

NAME = "text-sum"
# the share of an amount that a list opened by 其中 alone may leave out
_LEFT_OUT = Decimal("0.1")


def trials(report: Report) -> Iterator[Trial]:
    """Every check of this rule on one document."""
    told = [breakdown for breakdown in report.breakdowns if breakdown.parts]
    for breakdown, identity in zip(told, narrative_identities(report), strict=True):
        if identity.rule == NAME:
            yield _softened(try_one(identity, None), breakdown)


def _softened(trial: Trial, told: Breakdown) -> Trial:
    """A warning where 其中 opens the list and much of the amount is missing from it."""
    finding, check = trial.finding, trial.check
    if finding is None or finding.severity != "error" or not (told.among and told.exhaustive):
        return trial
    whole, made = check.stated, check.recomputed
    if whole is None or made is None or whole <= 0 or whole - made <= whole * _LEFT_OUT:
        return trial
    message = f"{finding.message} The list may leave something out."
    message_zh = f"{finding.message_zh}“其中”所列也可能不是全部。"
    softer = replace(finding, severity="warning", message=message, message_zh=message_zh)
    return replace(trial, finding=softer)


RULE = Rule(
    name=NAME,
    severity="error",
    summary="An amount in the narrative is not the sum of the parts told for it.",
    summary_zh="正文中的金额不等于所列各项之和。",
    source="Arithmetic",
    doc=__doc__,
    over_report=trials,
)
