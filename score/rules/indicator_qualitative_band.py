"""A score lies outside the band of the words that say what was reached.

What it checks
    Indicators whose actual value is one of the three official answers as a whole cell: 达成年度指标
    (100-80 % of the weight), 部分达成年度指标并具有一定效果 (80-60 %), 未达成年度指标且效果较差
    (60-0 %), both ends included. Other words (基本完成, 较好) have no band and are left alone; so are
    indicators with a numeric target, and rows whose own text says how marks are given.

Why
    The three answers were made to keep judgement within bounds.

Source
    财预〔2020〕10号; footnotes printed in forms; a provincial performance system checks the same bands.

Since
    0.1.0

Fails
    | 指标 | 目标 | 实际 | 分值 | 得分 |
    | 通行条件 | 明显改善 | 部分达成年度指标并具有一定效果 | 10 | 9.5 |

Passes
    | 指标 | 目标 | 实际 | 分值 | 得分 |
    | 通行条件 | 明显改善 | 部分达成年度指标并具有一定效果 | 10 | 8 |
    | 群众出行 | 更加便利 | 达成年度指标 | 10 | 9 |
    | 环境改善 | 改善 | 基本完成 | 10 | 10 |
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from normalize.report import Figure, Form, IndicatorRow
from normalize.text import squeeze
from score import wording
from score.cases import Said, Spot, failed, passed
from score.check import Term
from score.materiality import is_material
from score.points import awarded
from score.policy import table
from score.rule import Rule, Trial
from score.scoring import rulebook

NAME = "indicator-qualitative-band"


def trials(form: Form) -> Iterator[Trial]:
    """One check for each indicator that is answered by one of the official words."""
    for row, weight, score in awarded(form):
        band = _band(row) if row.target_value is None and weight.value > 0 else None
        if band is None:
            continue
        book = rulebook(form, row)
        if not (book.open or any(formula.own for formula in book.formulas)):
            yield _trial(form.form_no, row, (weight, score), band)


def _band(row: IndicatorRow) -> tuple[Decimal, Decimal] | None:
    return _bands().get(squeeze(row.actual).rstrip("。；;"))


@cache
def _bands() -> dict[str, tuple[Decimal, Decimal]]:
    """The part of the weight that each official word earns, at least and at most."""
    return {
        word: (Decimal(entry["low"]), Decimal(entry["high"]))
        for entry in reversed(table("scoring")["bands"])  # the first that names a word has it
        for word in entry["words"]
    }


def _trial(
    form_no: int,
    row: IndicatorRow,
    points: tuple[Figure, Figure],
    band: tuple[Decimal, Decimal],
) -> Trial:
    weight, score = points
    low, high = (weight.value * end for end in band)
    terms = (Term("weight", weight),)
    spot = Spot(NAME, "score", row.level3, score.place, form_no, score, terms)
    half = score.step / 2
    if low - half <= score.value <= high + half:
        return passed(spot)
    got, shown = wording.plain(score.value), [wording.trimmed(end, 2) for end in (low, high)]
    near = low if score.value < low else high
    said = Said(
        f"{row.level3}: “{row.actual}” earns {shown[0]} to {shown[1]} of {wording.plain(weight.value)}"
        f" points (财预〔2020〕10号), the score is {got}.",
        f"{row.level3}：完成情况为“{row.actual}”，按财预〔2020〕10号应得 {shown[0]}～{shown[1]} 分，"
        f"而得分为 {got}。",
        got,
        wording.trimmed(near, 2),
        (score.value, near),
    )
    return failed(spot, "warning", said, material=is_material("score", score.value, near))


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="A score lies outside the band of the words that say what was reached.",
    summary_zh="定性指标得分与完成情况所在档次不符。",
    source="财预〔2020〕10号; score/policy/scoring.toml",
    doc=__doc__,
    over_form=trials,
)
