"""A weight printed with a group, such as 产出指标（50分）, is not the sum of its rows.

What it checks
    The points in the label of a first or second level against the weights of the indicators that
    stand under that very cell. Weights are awarded, not measured: they add up exactly.

Why
    The group weights are what the regulation sets (50/30/10); rows that miss them shift the
    result.

Source
    财预〔2020〕10号 (weights of the groups), as printed in the form's own labels.

Since
    0.1.0

Fails
    | 组 | 指标 | 分值 | 得分 |
    | 效益指标（40分） | 就业人数 | 15 | 15 |
    | 效益指标（40分） | 节水量 | 15 | 15 |

Passes
    | 组 | 指标 | 分值 | 得分 |
    | 效益指标（30分） | 就业人数 | 15 | 15 |
    | 效益指标（30分） | 节水量 | 15 | 15 |
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.report import Form
from score.rule import Rule, Trial
from score.trials import try_rule

NAME = "indicator-group-weight"


def trials(form: Form) -> Iterator[Trial]:
    """Every check of this rule on one form."""
    yield from try_rule(NAME, form)


RULE = Rule(
    name=NAME,
    severity="error",
    summary="A weight printed with a group is not the sum of its rows.",
    summary_zh="指标组标注的分值不等于组内各项分值之和。",
    source="财预〔2020〕10号; the form's own labels",
    doc=__doc__,
    over_form=trials,
)
