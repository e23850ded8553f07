"""The cells that identities speak of: a number, a dash, a blank or words."""

from __future__ import annotations

from normalize.identity import Ref, State
from normalize.report import Amount, Figure, FundRow, IndicatorRow, Printed
from normalize.text import squeeze

# what a form prints to say that there is none; a masked figure (**) is not among them
_NOTHING = frozenset("-－—–―─━_/／\\~～")
_NOTHING_WORDS = frozenset({"无", "不适用", "N/A", "n/a", "NA"})
# what a person fills in for an indicator; the layout itself prints the rest
_ANSWERS = ("target", "actual", "weight", "score")


def ref_of(table: str, row: FundRow | IndicatorRow, column: str) -> Ref:
    """The cell of a row. A cell that the row does not have at all is blank, at the row's place."""
    label = row.label if isinstance(row, FundRow) else row.level3
    figure, cell = row.figures.get(column), row.cells.get(column)
    place = figure.place if figure else cell.place if cell else row.place
    state = _state(figure, cell, is_empty(row))
    return Ref(table, row.row_no, column, label.strip(), place, figure, state)


def is_empty(row: FundRow | IndicatorRow) -> bool:
    """True for a row of the form that nobody filled in: no figure, and no cell with any word."""
    if isinstance(row, IndicatorRow):
        given = [row.cells[name].text for name in _ANSWERS if name in row.cells]
        return not row.figures and not any(map(squeeze, (*given, row.target, row.actual)))
    return not row.figures and not any(squeeze(cell.text) for cell in row.cells.values())


def _state(figure: Figure | None, cell: Printed | None, empty: bool) -> State:
    if figure is not None:
        return "number"
    text = squeeze(cell.text) if cell else ""
    if empty or text in _NOTHING_WORDS or (text and all(c in _NOTHING for c in text)):
        return "nothing"
    return "words" if text else "blank"


def has(row: FundRow | IndicatorRow, column: str) -> bool:
    """True where the layout gives this row such a cell, filled in or not."""
    return column in row.figures or column in row.cells


def amount_ref(amount: Amount) -> Ref:
    """The cell that stands for an amount or a number of heads of the narrative."""
    figure = amount.figure
    table = "headcounts" if amount.kind == "people" else "amounts"
    return Ref(table, amount.amount_no, "value", amount.label, figure.place, figure, "number")
