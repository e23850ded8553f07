"""A share of a whole is more than 100 %.

What it checks
    The actual value, in percent (its own sign, or a column of units), of indicators that name a
    share of a whole: 满意度, 合格率, 知晓率, 准确率 and the like (score/policy/attainment.toml). A rate
    of completion or growth may well exceed 100 % and is not among them.

Why
    More than all cannot be content, or pass.

Source
    Arithmetic; provincial software warns of percentages above 100.

Since
    0.1.0

Fails
    | 指标 | 目标 | 实际 | 分值 | 得分 |
    | 服务对象满意度 | ≥90% | 980% | 10 | 10 |

Passes
    | 指标 | 目标 | 实际 | 分值 | 得分 |
    | 服务对象满意度 | ≥90% | 98% | 10 | 10 |
    | 任务完成率 | ≥100% | 108% | 10 | 10 |
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from normalize.report import Figure, Form, IndicatorRow
from normalize.text import MEMORY, narrow, squeeze
from score import wording
from score.cases import Said, Spot, agrees, failed
from score.policy import table
from score.rule import Rule, Tried

NAME = "indicator-over-100"
_ALL = Decimal(100)


def trials(form: Form) -> Iterator[Tried]:
    """One check for each share of a whole with an actual value in percent."""
    for row in form.indicators:
        actual = row.actual_value
        if actual is not None and _in_percent(row) and _is_share(squeeze(row.level3)):
            yield _trial(form.form_no, row, actual)


def _in_percent(row: IndicatorRow) -> bool:
    """Whether the actual value is in percent: by its own sign, or by a column of units."""
    return "%" in narrow(row.actual) or "%" in narrow(row.actual_unit)


@lru_cache(maxsize=MEMORY)
def _is_share(name: str) -> bool:
    policy = table("attainment")
    rises = any(word in name for word in policy["changes"])
    return not rises and any(word in name for word in policy["at_most_all"])


def _trial(form_no: int, row: IndicatorRow, actual: Figure) -> Tried:
    if actual.value <= _ALL:
        return agrees(NAME, "actual", row.level3, actual.place, form_no, actual)
    spot = Spot(NAME, "actual", row.level3, actual.place, form_no, actual)
    shown = wording.plain(actual.value)
    said = Said(
        f"{row.level3}: {shown} %, but it is a share of a whole.",
        f"{row.level3}为 {shown}%，超过 100%。",
        shown,
        "100",
        (actual.value, _ALL),
    )
    return failed(spot, "warning", said, material=True)


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="A share of a whole is more than 100 %.",
    summary_zh="满意度、合格率等超过 100%。",
    source="Arithmetic",
    doc=__doc__,
    over_form=trials,
)
