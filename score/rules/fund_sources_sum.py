"""A 合计 of the sources differs from the sum of the sources.

What it checks
    In each money column, the total row (合计, 年度资金总额) against its direct parts: 财政拨款,
    上年结转, 其他资金 and the like. Rows that are part of a part (其中 of a 其中) are not added
    twice. A list that closes (with 其他资金, or numbered from end to end) must make up the total;
    one that only names a part of it must not exceed it. A dash is nothing; a blank cell is
    missing, and missing is never zero: such a sum is wrong only when its printed parts alone
    exceed the total. A list that adds up as soon as 上年结转 is taken as a part of 财政拨款 (not of
    当年财政拨款, which excludes it) is a warning.

Why
    Every later figure of the form (rate, execution score) rests on this total.

Source
    Layout of the self-evaluation forms, 财预〔2020〕10号; rounding by XBRL Calculations 1.1.

Since
    0.1.0

Fails
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 13351.2 | 11436.30 |
    | 财政拨款 | 7547.08 | 6701.89 |
    | 其他资金 | 5834.54 | 4734.41 |

Passes
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 13381.62 | 11436.3 |
    | 财政拨款 | 7547.08 | 6701.89 |
    | 其他资金 | 5834.54 | 4734.41 |
"""

from __future__ import annotations

from collections.abc import Iterator

from extract.frozen import replace
from normalize.identities import Identity, evaluate, identities_of
from normalize.report import Form, FundRow
from score.rule import Rule, Trial
from score.trials import try_one

NAME = "fund-sources-sum"


def trials(form: Form) -> Iterator[Trial]:
    """Every check of this rule on one form."""
    for identity in identities_of(form, NAME):
        trial = try_one(identity, form.form_no)
        wrong = trial.check.verdict == "inconsistent"
        yield _softened(trial) if wrong and _fits_within(form, identity) else trial


def _fits_within(form: Form, identity: Identity) -> bool:
    """True when the rest adds up once 上年结转 is taken as a part of a 财政拨款 that may hold it."""
    rows = {row.row_no: row for row in form.funds}
    parts = [(part, rows[part.ref.row_no]) for part in identity.parts if part.ref.row_no in rows]
    carried = [part for part, row in parts if row.item == "carryover" and part.ref.figure]
    if not carried or not any(map(_may_hold_carryover, (row for _, row in parts))):
        return False
    rest = tuple(part for part in identity.parts if part not in carried)
    return evaluate(replace(identity, parts=rest)).agrees


def _may_hold_carryover(row: FundRow) -> bool:
    return row.item == "fiscal" and not any(w in row.label for w in ("当年", "本年", "年初"))


def _softened(trial: Trial) -> Trial:
    if trial.finding is None:
        return trial
    finding = replace(
        trial.finding,
        severity="warning",
        message=trial.finding.message + " It adds up where 财政拨款 includes 上年结转.",
        message_zh=trial.finding.message_zh + "若上年结转已包含在财政拨款内，则相符。",
    )
    return replace(trial, finding=finding)


RULE = Rule(
    name=NAME,
    severity="error",
    summary="A total of the sources of money is not the sum of the sources.",
    summary_zh="资金来源合计不等于各项来源之和。",
    source="财预〔2020〕10号, form layout",
    doc=__doc__,
    over_form=trials,
)
