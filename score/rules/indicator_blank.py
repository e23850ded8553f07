"""Weight, score or actual is missing where its neighbours have one.

What it checks
    Each indicator row that somebody filled in, in the columns 分值, 得分 and 实际完成值: a cell
    that is blank while more than half of the other rows have one. Rows of the form that are empty
    from end to end are left in many forms and say nothing; a column that the form does not have
    is not asked for, nor is a weight or score that one cell gives for several rows, nor a row of
    加分项 or 扣分项.

Why
    A missing score silently becomes zero or full marks, depending on who adds up.

Source
    Layout of the forms; 财预〔2020〕10号 asks for every indicator to be reported.

Since
    0.1.0

Fails
    | 指标 | 目标 | 实际 | 分值 | 得分 |
    | 资金使用合规率 | ≥95% |  | 5 | 5 |
    | 资金支付时间 | 及时 | 及时 | 5 | 5 |
    | 检查企业 | ≥1550家次 | 1609家次 | 6 | 6 |

Passes
    | 指标 | 目标 | 实际 | 分值 | 得分 |
    | 资金使用合规率 | ≥95% | 96% | 5 | 5 |
    | 资金支付时间 |  | 及时 | 5 | 5 |
    | 指标3： |  |  |  |  |
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.refs import is_empty
from normalize.report import Form, IndicatorRow
from normalize.text import is_blank
from score import wording
from score.cases import Said, Spot, agrees, failed
from score.rule import Rule, Trial, Tried

NAME = "indicator-blank"
COLUMNS = ("weight", "score", "actual")


def trials(form: Form) -> Iterator[Tried]:
    """One check for each cell that the form's own habit asks for."""
    filled = [row for row in form.indicators if not row.role and (row.figures or not is_empty(row))]
    for column in COLUMNS:
        rows = [row for row in filled if column not in row.shared]
        figures = [row.figures.get(column) for row in rows]
        given = [bool(f or _given(row, column)) for row, f in zip(rows, figures, strict=True)]
        there = sum(given)
        asked = {own: 0 < there - own > (len(rows) - 1) / 2 for own in (True, False)}
        for row, figure, own in zip(rows, figures, given, strict=True):
            if asked[own]:
                cell = row.cells.get(column)
                place = cell.place if cell else figure.place if figure else row.place
                if own:
                    yield agrees(NAME, column, row.level3, place, form.form_no, figure)
                else:
                    yield _blank(Spot(NAME, column, row.level3, place, form.form_no, figure))


def _given(row: IndicatorRow, column: str) -> bool:
    """Whether a cell that is no number says something."""
    cell = row.cells.get(column)
    text = row.actual if column == "actual" and row.actual else cell.text if cell else ""
    return not is_blank(text) or text.strip() == "无"


def _blank(spot: Spot) -> Trial:
    name, name_zh = wording.column_name(spot.field)
    said = Said(
        f"{spot.label}: no {name} is given, though the other indicators have one.",
        f"{spot.label}没有填写{name_zh}，而其他指标都填写了。",
    )
    return failed(spot, "warning", said)


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="Weight, score or actual value is missing where its neighbours have one.",
    summary_zh="分值、得分或实际完成值漏填。",
    source="财预〔2020〕10号, form layout",
    doc=__doc__,
    over_form=trials,
)
