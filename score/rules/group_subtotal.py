"""A subtotal (小计) among the indicators is not the sum of its rows.

What it checks
    The weight and the score of each 小计 row, or of a 合计 beside the cell of a level, against the
    indicators of the level that it ends: the one that it names (产出指标小计), else the one that it
    stands in. The rows since the 小计 before it are tried as well; only a subtotal that neither
    explains is reported. Points are awarded: they add up exactly.

Why
    Subtotals are what readers compare; an indicator that was changed later leaves them behind.

Source
    The form's own rows; 财预〔2020〕10号 sets the weights of the groups.

Since
    0.1.0

Fails
    | 指标 | 分值 | 得分 |
    | 养护里程 | 30 | 30 |
    | 验收合格率 | 20 | 18 |
    | 小计 | 50 | 50 |

Passes
    | 指标 | 分值 | 得分 |
    | 养护里程 | 30 | 30 |
    | 验收合格率 | 20 | 18 |
    | 小计 | 50 | 48 |
    | 群众满意度 | 10 | 10 |
    | 小计 | 10 | 10 |
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.report import Form
from normalize.subtotals import subtotal_identities
from score.rule import Rule, Trial
from score.trials import try_all

NAME = "group-subtotal"


def trials(form: Form) -> Iterator[Trial]:
    """One check for each weight and score of a subtotal."""
    yield from try_all(subtotal_identities(form), form.form_no)


RULE = Rule(
    name=NAME,
    severity="error",
    summary="A subtotal among the indicators is not the sum of its rows.",
    summary_zh="指标小计不等于所含各项之和。",
    source="The form's own rows",
    doc=__doc__,
    over_form=trials,
)
