"""A cell of money or points holds digits that make no number.

What it checks
    The cells of the money table and the weights and scores of the indicators: a cell of nothing but
    digits, points and commas (and a unit) that is no number, such as 7,473,00000 or 12.5.3. Such a cell takes
    part in no sum and no rate; whoever looks at it must say what it should have been. Scans are not
    asked: a point may be there and not be read.

Why
    A lost point or a comma too many makes a figure that programs pass over and readers do not see.

Source
    GB/T 15835—2011 (digits in groups of three, one decimal point).

Since
    0.1.0

Fails
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 934.13 | 747,30000 |

Passes
    | 资金 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 934.13 | 747.30 |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import regex

from extract.form import Printed
from normalize.number import read_number
from normalize.report import MONEY_COLUMNS, Figure, Form, Report
from normalize.text import narrow
from score import wording
from score.cases import Said, Spot, failed
from score.rule import Rule, Trial

NAME = "figure-unreadable"
_POINTS = ("weight", "score")
# digits with points and commas among them: 12.5.3, 747,30000; blanks may be two figures
_BROKEN = regex.compile(r"[-+¥]?\d[\d.,]*[.,][\d.,]*\d(?:[万千百亿]*元|分|%)?")


def trials(report: Report) -> Iterator[Trial]:
    """One failed trial for each such cell; nothing is said of those that are numbers."""
    if report.ocr:
        return
    for form in report.forms:
        for label, cells, figures, columns in _rows(form):
            for column in columns:
                cell = cells.get(column)
                if cell is not None and column not in figures and _is_broken(cell.text):
                    yield _trial(form.form_no, label, column, cell)


def _rows(
    form: Form,
) -> Iterator[tuple[str, Mapping[str, Printed], Mapping[str, Figure], tuple[str, ...]]]:
    for fund in form.funds:
        yield fund.label.strip(), fund.cells, fund.figures, (*MONEY_COLUMNS, "rate", *_POINTS)
    for row in form.indicators:
        yield row.level3, row.cells, row.figures, _POINTS


def _is_broken(text: str) -> bool:
    return _BROKEN.fullmatch(narrow(text).strip()) is not None and read_number(text) is None


def _trial(form_no: int, label: str, column: str, cell: Printed) -> Trial:
    spot = Spot(NAME, column, label, cell.place, form_no)
    subject, subject_zh = wording.subject(column, label)
    text = cell.text.strip()
    said = Said(
        f"{subject}: {text} is no number, so nothing could be checked with it.",
        f"{subject_zh}：{text} 不是规范的数字，无法参与核对。",
        text,
    )
    return failed(spot, "warning", said)


RULE = Rule(
    name=NAME,
    severity="warning",
    summary="A cell of money or points holds digits that make no number.",
    summary_zh="资金或分值、得分单元格中的数字不规范，无法识别。",
    source="GB/T 15835—2011",
    doc=__doc__,
    over_report=trials,
)
