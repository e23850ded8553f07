"""The same indicator stands twice in one form.

What it checks
    Rows with the same name and the same target under the same second level, in cells of their
    own; in a form without targets the name decides. The same name with another target may be another batch or place and is left alone.

Why
    An indicator that counts twice moves the score twice.

Source
    财预〔2020〕10号: each indicator has a weight of its own.

Since
    0.1.0

Fails
    | 指标 | 目标 | 实际 | 分值 | 得分 |
    | 培训人次 | ≥120人次 | 130人次 | 10 | 10 |
    | 验收合格率 | ≥95% | 98% | 10 | 10 |
    | 培训人次 | ≥120人次 | 125人次 | 10 | 10 |

Passes
    | 指标 | 目标 | 实际 | 分值 | 得分 |
    | 培训人次 | ≥120人次 | 130人次 | 10 | 10 |
    | 验收合格率 | ≥95% | 98% | 10 | 10 |
    | 培训人次 | ≥200人次 | 225人次 | 10 | 10 |
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from normalize.refs import is_empty
from normalize.report import Form, IndicatorRow
from normalize.text import squeeze
from score.cases import Said, Spot, agrees, failed
from score.rule import Rule, Trial, Tried

NAME = "indicator-repeated"
_NO_NAME = regex.compile(r"(?:指标)?\d*|[.…·、—-]*|其他.*|其它.*")
_NO_NAME_FIRST = frozenset(("", *"指其.…·、—-"))


def trials(form: Form) -> Iterator[Tried]:
    """One check for each indicator with a name and, in a form that has targets, a target."""
    known: dict[tuple[str, ...], IndicatorRow] = {}
    targets = any(squeeze(row.target) for row in form.indicators)
    for row in form.indicators:
        name, target = squeeze(row.level3), squeeze(row.target).lstrip("=＝")
        if (targets and not target) or _is_no_name(name) or (not row.figures and is_empty(row)):
            continue
        first = known.setdefault((squeeze(row.level1), squeeze(row.level2), name, target), row)
        if first is not row and _slot(first) != _slot(row):
            yield _failed(form.form_no, row)
        else:
            yield agrees(NAME, "level3", row.level3, row.place, form.form_no, None)


def _is_no_name(text: str) -> bool:
    """True for what numbers an indicator or stands for any: nearly every name tells it by how it
    begins."""
    first = text[:1]
    might = first in _NO_NAME_FIRST or first.isdecimal()
    return might and _NO_NAME.fullmatch(text) is not None


def _slot(row: IndicatorRow) -> tuple[object, ...]:
    """Where the name stands; a name merged over several rows is one name."""
    place = row.place
    return (place.table, place.row, place.col, place.line, row.row_no if not place.row else 0)


def _failed(form_no: int, row: IndicatorRow) -> Trial:
    spot = Spot(NAME, "level3", row.level3, row.place, form_no)
    target = squeeze(row.target)
    same, same_zh = (
        (f" with the same target ({target})", f"及目标值（{target}）") if target else ("", "")
    )
    said = Said(
        f"{row.level3}: the same indicator{same} stands twice.",
        f"{row.level3}：同一指标{same_zh}重复列出。",
        row.level3,
    )
    return failed(spot, "warning", said)


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="The same indicator stands twice in one form.",
    summary_zh="同一指标重复列出。",
    source="财预〔2020〕10号",
    doc=__doc__,
    over_form=trials,
)
