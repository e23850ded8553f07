"""The execution score is not weight x rate, capped at the weight.

What it checks
    The score of a money row, or of an indicator row 预算执行率 where the execution is scored among
    the indicators, against its weight times the execution rate: once with the rate
    worked out from 执行数 and 预算数, once with the rate as printed. Either way is taken; only a
    score that neither explains is reported. More than 100 % executed earns the full weight and no
    more, unless the policy says otherwise (execution_score = "uncapped"). Where the score is that
    of the initial budget, or leaves the cap out, the message says so.

Why
    The score is defined by the rate; it is a tenth of the result and the easiest one to verify.

Source
    财预〔2020〕10号; formula printed in many forms (执行率*该指标分值，最高不得超过分值上限).

Since
    0.1.0

Fails
    | 资金 | 全年预算数 | 全年执行数 | 执行率 | 分值 | 得分 |
    | 年度资金总额 | 1543 | 1455.27 | 94.31% | 10 | 10.00 |

Passes
    | 资金 | 全年预算数 | 全年执行数 | 执行率 | 分值 | 得分 |
    | 年度资金总额 | 13351.2 | 11436.27 | 86% | 10 | 8.6 |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from normalize.identities import Identity, Operand, evaluate, identities, ref_of
from normalize.report import Form
from score.rule import Rule, Trial
from score.trials import try_all

NAME = "fund-score"


def trials(form: Form) -> Iterator[Trial]:
    """Every check of this rule on one form."""
    ways: dict[str, list[Identity]] = {}
    for identity in identities(form):
        if identity.rule == NAME:
            ways.setdefault(identity.either, []).append(identity)
    for group in ways.values():
        for trial in try_all(group, form.form_no):
            wrong = trial.check.verdict == "inconsistent"
            yield _named(trial, form, group) if wrong else trial


def _named(trial: Trial, form: Form, ways: list[Identity]) -> Trial:
    """The finding with the denominator or the missing cap that explains the score."""
    if trial.finding is None:
        return trial
    more = more_zh = ""
    if any(evaluate(replace(way, capped=False)).agrees for way in ways):
        more = " The score is weight times rate without the cap."
        more_zh = "所填得分为分值乘以执行率，未以分值为上限。"
    elif any(evaluate(way).agrees for way in _of_initial(form, ways)):
        more = " The score is that of the initial budget."
        more_zh = "所填得分是以年初预算数为分母得出的。"
    finding = replace(
        trial.finding,
        message=trial.finding.message + more,
        message_zh=trial.finding.message_zh + more_zh,
    )
    return replace(trial, finding=finding)


def _of_initial(form: Form, ways: list[Identity]) -> Iterator[Identity]:
    rows = {row.row_no: row for row in form.funds}
    for way in ways:
        if len(way.parts) != 3 or way.parts[2].ref.column == "budget_initial":
            continue
        row = rows.get(way.parts[2].ref.row_no or 0)
        if row is not None and "budget_initial" in row.figures:
            initial = Operand(ref_of("funds", row, "budget_initial"), sign=-1)
            yield replace(way, parts=(*way.parts[:2], initial))


RULE = Rule(
    name=NAME,
    severity="error",
    summary="The execution score is not weight times rate, capped at the weight.",
    summary_zh="预算执行得分不等于分值乘以执行率（以分值为上限）。",
    source="财预〔2020〕10号",
    doc=__doc__,
    over_form=trials,
)
