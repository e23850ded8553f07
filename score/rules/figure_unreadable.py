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

from collections.abc import Iterator

import regex

from extract.form import Printed
from normalize.number import read_number
from normalize.report import MONEY_COLUMNS, FundRow, IndicatorRow, Report
from normalize.text import narrow
from score import wording
from score.cases import Said, Spot, failed
from score.rule import Rule, Trial

NAME = "figure-unreadable"
_POINTS = ("weight", "score")
_OF_MONEY = (*MONEY_COLUMNS, "rate", *_POINTS)
# digits with points and commas among them: 12.5.3, 747,30000; blanks may be two figures
_BROKEN = regex.compile(r"[-+¥]?\d[\d.,]*[.,][\d.,]*\d(?:[万千百亿]*元|分|%)?")


def trials(report: Report) -> Iterator[Trial]:
    """One failed trial for each such cell; nothing is said of those that are numbers."""
    if report.ocr:
        return
    for form in report.forms:
        for rows, columns in ((form.funds, _OF_MONEY), (form.indicators, _POINTS)):
            for row in rows:
                figures, cells = row.figures, row.cells
                for column in columns:
                    if column not in figures and column in cells:
                        cell = cells[column]
                        if cell.text and _is_broken(cell.text):
                            yield _trial(form.form_no, row, column, cell)


def _is_broken(text: str) -> bool:
    return _BROKEN.fullmatch(narrow(text).strip()) is not None and read_number(text) is None


def _trial(form_no: int, row: FundRow | IndicatorRow, column: str, cell: Printed) -> Trial:
    label = row.label.strip() if isinstance(row, FundRow) else row.level3
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
