"""A converted score (折算得分) is not the score times its share.

What it checks
    In forms that print 权重占比 and 折算得分: score × share of each row, or score ÷ weight × share,
    whichever of the two the form itself goes by in most of its rows. A form of which neither holds
    in more than half of at least three rows goes by a rule of its own and is left alone.

Why
    The converted scores, not the scores, make up the total.

Source
    Hebei form: 单项指标得分 × 权重占比 = 单项指标折算得分.

Since
    0.1.0

Fails
    | 指标 | 分值 | 得分 | 权重占比 | 折算得分 |
    | 一 | 100 | 90 | 10% | 9 |
    | 二 | 100 | 100 | 50% | 50 |
    | 三 | 100 | 80 | 40% | 34 |

Passes
    | 指标 | 分值 | 得分 | 权重占比 | 折算得分 |
    | 一 | 100 | 90 | 10% | 9 |
    | 二 | 100 | 100 | 50% | 50 |
    | 三 | 100 | 80 | 40% | 32 |
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from extract.frozen import dataclass
from normalize.interval import Interval
from normalize.report import Figure, Form, IndicatorRow
from score import wording
from score.cases import Said, Spot, failed, passed
from score.check import Term
from score.materiality import is_material
from score.rule import Rule, Trial

NAME = "indicator-converted-score"
_HUNDRED = Decimal(100)
_LEAST_ROWS = 3


@dataclass(frozen=True, slots=True)
class _Line:
    row: IndicatorRow
    score: Figure
    share: Figure
    converted: Figure

    @property
    def weight(self) -> Decimal:
        figure = self.row.figures.get("weight")
        return figure.value if figure else Decimal(0)


_WAYS: tuple[tuple[str, Callable[[_Line], Decimal | None]], ...] = (
    ("得分 × 权重占比", lambda line: line.score.value * line.share.value / _HUNDRED),
    (
        "得分 ÷ 分值 × 权重占比",
        lambda line: line.score.value / line.weight * line.share.value if line.weight else None,
    ),
)


def trials(form: Form) -> Iterator[Trial]:
    """One check for each row with a converted score, by the form's own way."""
    lines = list(_lines(form))
    if len(lines) < _LEAST_ROWS:
        return
    for name, way in _WAYS:
        fits = [line for line in lines if _fits(line, way(line))]
        if len(fits) * 2 > len(lines):
            for line in lines:
                due = way(line)
                if due is not None:
                    yield _trial(form.form_no, line, due, name)
            return


def _lines(form: Form) -> Iterator[_Line]:
    for row in form.indicators:
        converted = row.figures.get("converted_score")
        if converted is None:
            continue  # as in nearly every form
        score, share = row.figures.get("score"), row.figures.get("weight_share")
        if score is not None and share is not None:
            yield _Line(row, score, share, converted)


def _fits(line: _Line, due: Decimal | None) -> bool:
    return due is not None and Interval.from_figure(line.converted).contains(due)


def _trial(form_no: int, line: _Line, due: Decimal, way: str) -> Trial:
    row, converted = line.row, line.converted
    terms = (Term("score", line.score), Term("share", line.share))
    spot = Spot(NAME, "converted_score", row.level3, converted.place, form_no, converted, terms)
    values = (converted.value, due)
    if _fits(line, due):
        return passed(spot, "exact" if due == converted.value else "rounded", values)
    texts = (wording.plain(converted.value), wording.trimmed(due, 4))
    said = Said(
        f"{row.level3}: the converted score is {texts[0]}, but score and share give {texts[1]}.",
        f"{row.level3}的折算得分为 {texts[0]}，而按{way}应为 {texts[1]}。",
        *texts,
        values,
    )
    return failed(spot, "error", said, material=is_material("score", *values))


RULE = Rule(
    name=NAME,
    severity="error",
    summary="A converted score is not the score times its share.",
    summary_zh="折算得分不等于得分乘以权重占比。",
    source="河北自评表: 单项指标折算得分",
    doc=__doc__,
    over_form=trials,
)
