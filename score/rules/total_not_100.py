"""The weights do not add up to 100.

What it checks
    The weights of all indicators and of the budget execution against the total that the layout
    promises (100). A printed total that is not their sum is total-weight's. A form that has no weights,
    such as the transfer forms, promises none. Where the layout counts the execution but prints no
    weight for it, and no total either, only more than 100 is wrong.

Why
    Grades are bands of a score out of 100.

Source
    财预〔2020〕10号: the total is 100 points.

Since
    0.1.0

Fails
    | 指标 | 分值 | 得分 |
    | 抚恤补助 | 61 | 61 |
    | 幸福感 | 40 | 40 |

    总分值：101

Passes
    | 指标 | 分值 | 得分 |
    | 抚恤补助 | 60 | 60 |
    | 幸福感 | 40 | 40 |

    总分值：100
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.identities import Identity, Operand, Outcome, Ref, awards, evaluate
from normalize.report import Figure, Form
from score import wording
from score.cases import Said, Spot, failed, passed, untried
from score.check import term
from score.materiality import is_material
from score.rule import Rule, Trial

NAME = "total-not-100"


def trials(form: Form) -> Iterator[Trial]:
    """One check where the layout promises a total."""
    promised, parts = form.promise.weights_to, awards(form, "weight")
    if promised is None or not parts:
        return
    printed = form.weight_total_stated
    place = printed.place if printed else form.place
    # the promise stands in as a figure of whole points
    figure = Figure(promised, Decimal(1), wording.plain(promised), place)
    result = Ref("form", None, NAME, "", place, figure, "number")
    outcome = evaluate(Identity(NAME, "weight_total", "", "sum", result, parts))
    yield _trial(form, outcome, promised, parts)


def _trial(form: Form, outcome: Outcome, promised: Decimal, parts: tuple[Operand, ...]) -> Trial:
    printed = form.weight_total_stated
    place = printed.place if printed else form.place
    terms = tuple([term(part.ref.label, figure) for part, figure in outcome.used])
    spot = Spot(NAME, "weight_total", "", place, form.form_no, printed, terms)
    total = sum([figure.value for _, figure in outcome.used], Decimal(0))
    if outcome.verdict == "not_checked":
        return untried(spot, *wording.reason_texts(outcome))
    if outcome.agrees or _execution_unseen(form, parts, total, promised):
        return passed(spot, outcome.verdict if outcome.agrees else "exact", (promised, total))
    return failed(spot, "error", _said(printed, total, promised), material=_matters(printed, total))


def _execution_unseen(
    form: Form, parts: tuple[Operand, ...], total: Decimal, promised: Decimal
) -> bool:
    """True when the rest may be the weight of an execution score that the form does not print."""
    seen = any(part.ref.table == "funds" for part in parts)
    counts = form.promise.fund_in_total and bool(form.funds)
    return counts and not seen and form.weight_total_stated is None and total < promised


def _matters(printed: Figure | None, total: Decimal) -> bool:
    stated = printed.value if printed else total
    hundred = Decimal(100)
    return is_material("weight_total", stated, hundred) or is_material(
        "weight_total", total, hundred
    )


def _said(printed: Figure | None, total: Decimal, promised: Decimal) -> Said:
    stated = wording.plain(printed.value) if printed else ""
    sum_, most = wording.plain(total), wording.plain(promised)
    same = printed is not None and printed.value == total
    shown = ", as is printed," if same else f" ({stated} is printed)," if stated else ","
    shown_zh = "，与表中所填合计一致，但" if same else f"（表中为 {stated}），" if stated else "，"
    return Said(
        f"The weights add up to {sum_}{shown} where {most} is expected.",
        f"各项分值合计 {sum_}{shown_zh}应为 {most} 分。",
        stated,
        sum_,
        (printed.value if printed else promised, total),
    )


RULE = Rule(
    name=NAME,
    severity="error",
    summary="The weights do not add up to 100.",
    summary_zh="各项分值合计不是 100 分。",
    source="财预〔2020〕10号",
    doc=__doc__,
    over_form=trials,
)
