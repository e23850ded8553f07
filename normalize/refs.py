"""The cells that identities speak of: a number, a dash, a blank or words."""

from __future__ import annotations

import re

from normalize.identity import Ref, State, ref_to
from normalize.report import Amount, FundRow, IndicatorRow, Printed
from normalize.text import squeeze

# what a form prints to say that there is none; a masked figure (**) is not among them
_NOTHING = frozenset("-－—–―─━_/／\\~～")
_NOTHING_WORDS = frozenset({"无", "不适用", "N/A", "n/a", "NA"})
_FIGURES = re.compile(r"\d[\d.,]*\d")
# what a person fills in for an indicator; the layout itself prints the rest
_ANSWERS = ("target", "actual", "weight", "score")


def ref_of(table: str, row: FundRow | IndicatorRow, column: str) -> Ref:
    """The cell of a row. A cell that the row does not have at all is blank, at the row's place; one
    that is merged with that of the row above holds nothing of its own."""
    label = row.label if isinstance(row, FundRow) else row.level3
    figure = row.figures.get(column)
    if figure is not None:
        return ref_to(table, row.row_no, column, label.strip(), figure.place, figure, "number")
    cell = row.cells.get(column)
    place = cell.place if cell else row.place
    merged = isinstance(row, IndicatorRow) and column in row.shared
    state = _state(cell, merged or is_empty(row))
    return ref_to(table, row.row_no, column, label.strip(), place, None, state)


def is_empty(row: FundRow | IndicatorRow) -> bool:
    """True for a row of the form that nobody filled in: no figure, and no cell with any word."""
    if row.figures:
        return False
    if isinstance(row, IndicatorRow):
        given = [row.cells[name].text for name in _ANSWERS if name in row.cells]
        return not any(map(squeeze, (*given, row.target, row.actual)))
    if any(squeeze(cell.text) for cell in row.cells.values()):
        return False
    # figures glued to the label of a text dump are filled in, though nobody can tell them apart
    return bool(row.cells) or not _FIGURES.search(row.label)


def _state(cell: Printed | None, empty: bool) -> State:
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
    return ref_to(table, amount.amount_no, "value", amount.label, figure.place, figure, "number")
