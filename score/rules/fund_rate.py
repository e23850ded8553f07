"""The printed rate is not executed / budget.

What it checks
    The 执行率 of each money row against 执行数 ÷ 预算数. The denominator is the adjusted budget
    (全年预算数, 调整后预算数) where the layout has one, else the only budget there is. Where the
    printed rate is that of the initial budget, or of the money received, the message says so. A
    budget of zero has no rate.

Why
    The rate is the execution score's only source.

Source
    财预〔2020〕10号; 预算执行率=预算执行数/调整后预算数, printed in the Sichuan form.

Since
    0.1.0

Fails
    | 资金 | 全年预算数 | 全年执行数 | 执行率 |
    | 年度资金总额 | 23 | 21.16 | 95% |

Passes
    | 资金 | 全年预算数 | 全年执行数 | 执行率 |
    | 年度资金总额 | 13351.2 | 11436.27 | 86% |
"""

from __future__ import annotations

from collections.abc import Iterator

from extract.frozen import replace
from normalize.identities import Identity, Operand, evaluate, identities_of, ref_of
from normalize.report import Form
from score.rule import Rule, Trial
from score.trials import try_one

NAME = "fund-rate"
_OTHERS = {
    "budget_initial": ("initial budget", "年初预算数"),
    "arrived": ("money received", "到位数"),
}


def trials(form: Form) -> Iterator[Trial]:
    """Every check of this rule on one form."""
    for identity in identities_of(form, NAME):
        trial = try_one(identity, form.form_no)
        wrong = trial.check.verdict == "inconsistent"
        yield _named(trial, _explained(form, identity)) if wrong else trial


def _explained(form: Form, identity: Identity) -> str:
    """The other column whose rate the printed one is; empty where no other fits."""
    row = next(row for row in form.funds if row.row_no == identity.result.row_no)
    executed, budget = identity.parts
    for column in _OTHERS:
        if column == budget.ref.column or column not in row.figures:
            continue
        other = Operand(ref_of("funds", row, column), sign=-1)
        if evaluate(replace(identity, parts=(executed, other))).agrees:
            return column
    return ""


def _named(trial: Trial, column: str) -> Trial:
    if trial.finding is None or not column:
        return trial
    name, name_zh = _OTHERS[column]
    finding = replace(
        trial.finding,
        message=trial.finding.message + f" The printed rate is that of the {name}.",
        message_zh=trial.finding.message_zh + f"所填执行率是以{name_zh}为分母得出的。",
    )
    return replace(trial, finding=finding)


RULE = Rule(
    name=NAME,
    severity="error",
    summary="The printed rate is not executed divided by budget.",
    summary_zh="执行率不等于执行数除以预算数。",
    source="财预〔2020〕10号; 预算执行率=预算执行数/调整后预算数",
    doc=__doc__,
    over_form=trials,
)
