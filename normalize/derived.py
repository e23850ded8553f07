"""Figures of a base-data sheet that follow from others in it: control rates, changes, totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from extract.form import RecognisedForm
from extract.frozen import dataclass
from extract.recognise import Recognised
from extract.sheets import SheetCell, SheetLine, sheet_lines, sheet_text
from extract.text import compiled, squeeze
from extract.vocabulary import Vocabulary, bare_label
from normalize import cells
from normalize.number import read_number
from normalize.report import Derived, Figure
from normalize.text import join_lines, lazy

_MOST_ROWS = 400  # of one table; what is longer is a ledger
_NEAR = 9  # lines below a total that may be its parts
_WORTH = lazy("率|三公|增减|变动|项目支出|公用")
_CONTROL = lazy("控制")
_HEADS = lazy("编制")
_NUMBERED = lazy(r"\d{1,2}[、.．](?!\d)")
_PLAIN = frozenset(("amount", "actual", "quota"))

Part = tuple[str, Figure]
Way = tuple[Part, ...]


def derived(found: Recognised, words: Vocabulary) -> tuple[Derived, ...]:
    """Every such figure of the heads of the forms and of the tables beside them, in their order."""
    out = [one for n, raw in enumerate(found.forms, 1) for one in _of_head(raw, n)]
    for rows in found.sheets:
        first = list(islice(rows, _MOST_ROWS))
        if _WORTH.search(squeeze(sheet_text(first))):
            lines = list(sheet_lines(first, words))
            out += [one for line in lines for one in _of_line(line)]
            out += _sums(lines, words.mapping("sheet_sums"))
    return tuple(out)


def _of_head(raw: RecognisedForm, form_no: int) -> Iterator[Derived]:
    """编制数, 实有人数 and 控制率 in the head of a form."""
    names = ("staff_rate", "staff_actual", "staff_quota")
    if any(name not in raw.heads for name in names):
        return
    told, there, quota = (raw.heads[name] for name in names)
    rate, actual, granted = cells.rate(told, ""), cells.heads(there), cells.heads(quota)
    if rate and actual and granted:
        way = (("实有人数", _exact(actual)), ("编制数", _exact(granted)))
        yield Derived("control", "控制率", rate, (way,), counted=True, form_no=form_no)


# ------------------------------------------------------------ along a row
def _of_line(line: SheetLine) -> Iterator[Derived]:
    start = 0
    for at, cell in enumerate(line.cells):
        if cell.field == "rate":
            yield from _rate(line, cell, line.cells[start:at])
            start = at + 1
        elif cell.field in ("growth", "change"):
            yield from _change(line, cell)


def _rate(line: SheetLine, cell: SheetCell, before: Sequence[SheetCell]) -> Iterator[Derived]:
    """A rate of the two kinds of figures between the rate before it and itself."""
    figure = cells.rate(cell.value, cell.header)
    now = _latest(before)
    there = [c for c in now if c.field == "actual"]
    granted = [c for c in now if c.field == "quota"]
    ways = [way for a in there for q in granted if (way := _pair(a, q))]
    if figure is None or not ways:
        return
    counted = all(_HEADS.search(squeeze(c.header)) for c in granted)
    exact = [tuple((n, _exact(f)) for n, f in way) for way in ways] if counted else ways
    kind = "control" if _CONTROL.search(squeeze(cell.header)) else "rate"
    yield Derived(kind, _label(line, cell), figure, tuple(exact), counted)


def _change(line: SheetLine, cell: SheetCell) -> Iterator[Derived]:
    """A change of this year against the year before, in percent or as it is."""
    plain = [c for c in line.cells if c.field in _PLAIN]
    now = [c for c in _latest(plain) if c.period]
    base = [c for c in plain if c.period and c not in now]
    pairs = [(a, b) for a in now for b in base if a.field == b.field]
    ways = [way for a, b in pairs if (way := _pair(a, b))]
    growth = cell.field == "growth"
    figure = cells.rate(cell.value, cell.header) if growth else _number(cell)
    if figure is not None and ways:
        yield Derived(cell.field, _label(line, cell), figure, tuple(ways))


def _latest(found: Sequence[SheetCell]) -> list[SheetCell]:
    """Those that are of no year before the latest one."""
    years = [c.period for c in found if c.period.isdigit()]
    before = {"before", *(year for year in years if year != max(years))}
    return [c for c in found if c.period not in before]


def _pair(one: SheetCell, other: SheetCell) -> Way | None:
    left, right = _number(one), _number(other)
    if left is None or right is None or (left.unit and right.unit and left.unit != right.unit):
        return None
    return (join_lines(one.header), left), (join_lines(other.header), right)


def _label(line: SheetLine, cell: SheetCell) -> str:
    name, header = join_lines(line.label.text), join_lines(cell.header)
    paired = any(c.value == line.label for c in line.cells)
    return header if paired or not name else name


def _number(cell: SheetCell) -> Figure | None:
    number = read_number(cell.value.text)
    if number is None:
        return None
    said = cell.value
    return Figure(number.value, number.step, said.text, said.place, number.unit, said.confidence)


def _exact(figure: Figure) -> Figure:
    """Heads are counted, they stand for themselves."""
    shown = (figure.raw, figure.place, figure.unit, figure.confidence)
    return Figure(figure.value, Decimal(0), *shown)


# ------------------------------------------------------------ down a column
@dataclass(frozen=True, slots=True)
class _Total:
    whole: SheetLine
    parts: tuple[SheetLine, ...]
    at_most: bool


def _sums(lines: Sequence[SheetLine], groups: Mapping[str, Any]) -> Iterator[Derived]:
    names = [bare_label(line.label.text) for line in lines]
    for group in groups.values():
        whole = compiled(group["whole"])
        for at, name in enumerate(names):
            if whole.fullmatch(name):
                total = _total(lines, names, at, group)
                yield from _of_total(total) if total else ()


def _total(
    lines: Sequence[SheetLine], names: Sequence[str], at: int, group: Mapping[str, Any]
) -> _Total | None:
    """The total in line ``at`` with its parts below; None where one of them is not there."""
    below = range(at + 1, min(at + 1 + _NEAR, len(lines)))
    near = [n for n in below if lines[n].block == lines[at].block]
    found = [
        next((n for n in near if compiled(part).fullmatch(names[n])), None)
        for part in group["parts"]
    ]
    if None in found:
        return None
    numbers = [n for n in found if n is not None]
    end = max(numbers)
    more = all(_is_numbered(line) for line in lines[end : end + 2]) and end + 1 < len(lines)
    parts = tuple(lines[n] for n in numbers)
    return _Total(lines[at], parts, bool(group.get("at_most")) or more)


def _is_numbered(line: SheetLine) -> bool:
    return _NUMBERED.match(squeeze(line.label.text)) is not None


def _of_total(total: _Total) -> Iterator[Derived]:
    """One figure a column; a part that prints none leaves only that the others are not more."""
    for cell in total.whole.cells:
        figure = _number(cell) if cell.field in _PLAIN | {"change"} else None
        same = [_under(line, cell) for line in total.parts]
        parts = [(line, f) for line, f in zip(total.parts, same, strict=True) if f is not None]
        if figure is None or not parts:
            continue
        way = tuple((join_lines(line.label.text), f) for line, f in parts)
        label = f"{join_lines(total.whole.label.text)} {join_lines(cell.header)}"
        kind = "at_most" if total.at_most or len(parts) < len(same) else "sum"
        yield Derived(kind, label, figure, (way,))


def _under(line: SheetLine, cell: SheetCell) -> Figure | None:
    same = (c for c in line.cells if (c.header, c.period) == (cell.header, cell.period))
    return next((f for c in same if (f := _number(c))), None)
