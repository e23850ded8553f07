"""Cells of an indicator row that hold more than one thing: two points in one, several indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extract._rows import Column, Row, Slot, Spans, looks_numeric
from extract.form import Printed
from extract.frozen import replace
from extract.text import is_blank, lazy, squeeze
from extract.vocabulary import Vocabulary

_SLASHED = lazy(r"\s*(?P<weight>[\d.]+分?)\s*[/／]\s*(?P<score>[\d.]+分?)\s*")
_NAMED = lazy(r"\s*(?:指标\s*\d+\s*[:：、.．]|\d{1,2}\s*[.．、](?!\d)|[(（]\d{1,2}[)）]|[①-⑳])")
_EACH = frozenset(
    ("target", "actual", "weight", "score", "review_score", "direction", "target_unit")
)
_LEVELS = 3
_CLOSER = frozenset(("weight_score", "target_adjusted"))  # columns that tell of others
_MEASURED = ("target", "actual", "weight", "score")
_NAME_KEPT = lazy(r"(?:指标\d*|\d{1,2}(?=[:.、]))?[:.、…·—-]*")  # 指标1：, …… in an empty row
POINTS = frozenset(("weight", "score", "review_score"))
Under = tuple[tuple[str, tuple[int, ...]], ...]
"""Fields, and the slots of a row, by number, that hold them."""


class Single(NamedTuple):
    """The slot of each known column, by number, in a row that has one for each: of the levels and the
    name (-1 where there is no such column), and of the ``rest`` by field."""

    level1: int
    level2: int
    level3: int
    rest: tuple[tuple[str, int], ...]


class Cut(NamedTuple):
    """How the slots of a row fall under the columns: ``under`` the columns that are known, and which
    slots stand ``broad`` under several targets and points, right of the levels. ``single`` says it in
    short for the rows that most of them are."""

    under: Under
    broad: tuple[int, ...]
    single: Single | None = None


def singly(under: Under) -> Single | None:
    """The slot of each column; None where several stand under one, or a column takes a closer look."""
    at = {name: slots[0] for name, slots in under}
    if len(at) < len(under) or any(len(slots) > 1 for _, slots in under) or at.keys() & _CLOSER:
        return None
    level1, level2, level3 = [at.pop(name, -1) for name in ("level1", "level2", "level3")]
    return Single(level1, level2, level3, tuple(at.items()))


def points_apart(cells: dict[str, Printed]) -> dict[str, Printed]:
    """Weight and score of a column 分值/得分: ``60/58``; the very cells where there is none."""
    both = cells.get("weight_score")
    if both is None:
        return cells
    match = _SLASHED.fullmatch(both.text)
    rest = {name: cell for name, cell in cells.items() if name != "weight_score"}
    if match is None:
        return rest
    told = {name: replace(both, text=match[name]) for name in ("weight", "score")}
    return {**told, **rest}


def names_apart(row: Row, columns: Sequence[Column], words: Vocabulary) -> Sequence[Column]:
    """The columns of a row where one header stands over a level and the names (评价指标 over 产出 · 修缮
    面积): a cell merged over rows, or the name of a level, and then others beside it."""
    at = next((i for i, c in enumerate(columns) if c.field == "level3" and c.last > c.first), None)
    if at is None or row.ordinal or {"level1", "level2"} & {c.field for c in columns}:
        return columns
    wide = columns[at]
    names = [s for s in row.slots if wide.first <= s.first and s.last <= wide.last and not s.blank]
    if not 1 < len(names) <= _LEVELS or any(looks_numeric(s.text) for s in names):
        return columns
    if names[0].cell.rowspan < 2 and not words.find("level1", names[0].text):
        return columns
    fields = (*("level1", "level2")[: len(names) - 1], "level3")
    parts = [
        Column(field, slot.first, slot.last, wide.header)
        for field, slot in zip(fields, names, strict=True)
    ]
    return [*columns[:at], *parts, *columns[at + 1 :]]


def slots_apart(slots: Sequence[Slot]) -> dict[str, Slot]:
    """Weight and score told in one of these cells (100/98.5); none where no cell tells both."""
    for slot in slots:
        match = _SLASHED.fullmatch(slot.text)
        if match is not None:
            told = ((name, match[name]) for name in ("weight", "score"))
            return {name: replace(slot, cell=replace(slot.cell, text=text)) for name, text in told}
    return {}


def indicators_apart(
    name: Printed, cells: dict[str, Printed]
) -> Sequence[tuple[Printed, dict[str, Printed]]]:
    """指标1：… over 指标2：… in one cell, each with its line of every other cell; the row as it is
    where the lines of one cell do not tell whose they are."""
    as_it_is = ((name, cells),)
    if "\n" not in name.text or not _counts_up(name.text):
        return as_it_is
    names = _lines(name)
    kept = {field: cell for field, cell in cells.items() if not is_blank(cell.text)}
    split = {field: _lines(cell) for field, cell in kept.items() if field in _EACH}
    if not split or any(len(lines) != len(names) for lines in split.values()):
        return as_it_is
    return [
        (each, {**cells, **{field: lines[n] for field, lines in split.items()}})
        for n, each in enumerate(names)
    ]


def _counts_up(text: str) -> bool:
    """True for several lines that each begin with a number; most are one name that was broken."""
    lines = [line for line in text.split("\n") if line.strip()]
    return len(lines) > 1 and all(_NAMED.match(line) for line in lines)


def _lines(cell: Printed) -> list[Printed]:
    """The lines of a cell; where there are several, ``place.line`` counts them within it."""
    lines = [line for line in cell.text.split("\n") if line.strip()]
    if len(lines) < 2:
        return [replace(cell, text=line) for line in lines]
    return [
        replace(cell, text=line, place=replace(cell.place, line=n))
        for n, line in enumerate(lines, start=1)
    ]


def run_on(slots: Spans, measured: Spans, left: int) -> tuple[int, ...]:
    """Which slots of a row, by number, stand under more than one of the ``measured`` columns and right
    of ``left``: a text that begins there is no name of a row."""
    return tuple(
        n
        for n, (first, last) in enumerate(slots)
        if left < first < last and sum([first <= a and b <= last for a, b in measured]) > 1
    )


def join_text(field: str, slots: Sequence[Slot]) -> str:
    """Several cells under one column as one text; figures stay apart, line by line."""
    apart = field in POINTS or all(looks_numeric(s.text) for s in slots)
    return ("\n" if apart else "").join(s.text for s in slots)


def is_empty_group(cells: Mapping[str, Printed]) -> bool:
    """True where a row holds neither target nor actual value, as the row of a whole group."""
    return all(not squeeze(cells[f].text) for f in ("target", "actual") if f in cells)


def joined(above: Printed, cell: Printed) -> Printed:
    """Two cells of a row as one, a blank line between."""
    return Printed(f"{above.text}\n\n{cell.text}", above.place, above.confidence)


def merged(name: str, slots: Sequence[Slot]) -> Printed | None:
    """The cell of a row under the column ``name`` where several stand there, or one from above."""
    # points are given once; a reason or a level merged over rows speaks for each of them
    shown = [s for s in slots if s.own or name not in POINTS]
    filled = [s for s in shown if s.text.strip()] or shown
    if name == "level3" and len(filled) > 1:  # a serial number beside the name
        filled = [s for s in filled if not looks_numeric(s.text)] or filled
    if len(filled) > 1:
        text = join_text(name, filled)
        return Printed(text, filled[0].cell.place, filled[0].cell.confidence)
    return filled[0].printed() if filled else None


def from_above(slots: Sequence[Slot]) -> bool:
    """True where none of several cells begins in this row, and one of them says something."""
    return not any(s.own for s in slots) and not all(s.blank for s in slots)


def named(places: Sequence[int], columns: Sequence[Column]) -> Under:
    """The fields of the columns that have cells in a row, and which of its slots those are; ``places``
    are the columns, by index, that the slots stand under."""
    at: dict[int, tuple[int, ...]] = {}
    for n, place in enumerate(places):
        at[place] = (*at.get(place, ()), n)
    fields = [(i, column.field) for i, column in enumerate(columns) if column.field]
    return tuple([(name, at[i]) for i, name in fields if i in at])


def only_figure(figure: Slot, known: dict[str, Slot]) -> dict[str, Slot]:
    """One figure in the total row of a dump, whose spans are lost: what is not 100 is the score, 100
    is the weight only where it stands under the weights; else it may be either."""
    if squeeze(figure.text).rstrip("分.0%") != "1":
        return {"score": figure}
    return {"weight": figure} if "weight" in known else {}


def is_kept(name: str) -> bool:
    """True for the name in a row that is kept for one: 指标1：, …… or a number alone."""
    first = name[0]
    if first != "指" and "\u4e00" <= first <= "\u9fff":
        return False  # nearly every name begins so
    return _NAME_KEPT.fullmatch(squeeze(name)) is not None


def says_nothing(cells: Mapping[str, Printed]) -> bool:
    """True where neither a target, an actual value nor points stand in a row."""
    shown = (c.text for name, c in cells.items() if name in _MEASURED)
    return all(is_blank(text) or not squeeze(text).strip(".…") for text in shown)
