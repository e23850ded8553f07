"""The printed total weight is not the sum of the weights.

What it checks
    The 分值 of the total row against the weights of all indicators and, where the layout counts
    it, of the budget execution. Weights count as exact; only a total printed with fewer decimals
    than its parts is taken as rounded.

Why
    A score out of 104 is not a score out of 100.

Source
    财预〔2020〕10号: the weights of a self-evaluation make up 100 points.

Since
    0.1.0

Fails
    | 资金 | 全年预算数 | 全年执行数 | 分值 | 得分 |
    | 年度资金总额 | 100 | 100 | 10 | 10 |

    | 指标 | 分值 | 得分 |
    | 抚恤补助 | 60 | 60 |
    | 幸福感 | 34 | 34 |

    总分值：100

Passes
    | 资金 | 全年预算数 | 全年执行数 | 分值 | 得分 |
    | 年度资金总额 | 100 | 100 | 10 | 10 |

    | 指标 | 分值 | 得分 |
    | 抚恤补助 | 60 | 60 |
    | 幸福感 | 30 | 30 |

    总分值：100
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.report import Form
from score.rule import Rule, Trial
from score.trials import try_rule

NAME = "total-weight"


def trials(form: Form) -> Iterator[Trial]:
    """Every check of this rule on one form."""
    yield from try_rule(NAME, form)


RULE = Rule(
    name=NAME,
    severity="error",
    summary="The printed total weight is not the sum of the weights.",
    summary_zh="总分值不等于各项分值之和。",
    source="财预〔2020〕10号",
    doc=__doc__,
    over_form=trials,
)
