"""The printed total score is not the sum of the scores.

What it checks
    The 得分 of the total row against the scores of all indicators and, where the layout counts
    it, of the budget execution. Scores are awarded, so they count as exact; a total printed with
    fewer decimals than its parts (98.1 for 98.11) is rounded and only noted.

Why
    The total decides the grade and what follows from it.

Source
    财预〔2020〕10号: the total is the sum of the scores of the indicators.

Since
    0.1.0

Fails
    | 指标 | 分值 | 得分 |
    | 抚恤补助 | 60 | 60 |
    | 幸福感 | 40 | 38 |

    总得分：94

Passes
    | 指标 | 分值 | 得分 |
    | 抚恤补助 | 60 | 58.11 |
    | 幸福感 | 40 | 40 |

    总得分：98.1
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.identities import Identity, Operand, Ref, awards
from normalize.report import Form
from score.rule import Rule, Trial
from score.trials import try_all, try_rule

NAME = "total-score"


def trials(form: Form) -> Iterator[Trial]:
    """Every check of this rule on one form."""
    bands = form.promise.grade_bands
    yield from try_rule(NAME, form, bands=bands)
    yield from try_all(_printed_again(form), form.form_no, bands=bands)


def _printed_again(form: Form) -> Iterator[Identity]:
    """A total printed a second time, in the head and in the total row: the sum of all scores too, or
    of the indicators alone, whose own total it may be."""
    again = form.score_total_again
    if again is None:
        return
    result = Ref("form", None, "score_total_again", "", again.place, again, "number")
    for parts in dict.fromkeys((awards(form, "score"), _of_indicators(form))):
        if parts:
            yield Identity(
                NAME, "score_total", "", "sum", result, parts, either="total-score:again"
            )


def _of_indicators(form: Form) -> tuple[Operand, ...]:
    return tuple(part for part in awards(form, "score") if part.ref.table == "indicators")


RULE = Rule(
    name=NAME,
    severity="error",
    summary="The printed total score is not the sum of the scores.",
    summary_zh="总得分不等于各项得分之和。",
    source="财预〔2020〕10号",
    doc=__doc__,
    over_form=trials,
)
