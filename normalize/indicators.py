"""Indicator lines → indicator rows: codes, targets read, points, and the weights of groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Context, Decimal
from functools import lru_cache

from extract.document import Place
from extract.form import IndicatorLine, Printed
from extract.frozen import maker, replace
from extract.vocabulary import Vocabulary, bare_label, extra_points, label_points
from normalize import cells
from normalize.report import Figure, GroupWeight, IndicatorRow
from normalize.target import Target, operator, read_actual, read_target
from normalize.text import MEMORY, is_blank, join_lines, lazy, narrow, squeeze

# 指标1：…, 指标：…, 1.…, (1)…, ①… in front of a name; "2.0版系统" keeps its number
_NAME_PREFIX = lazy(
    r"\s*(?:指标\s*\d*\s*[:：、.．]|\d{1,2}\s*[.．、:：](?!\d)|[(（]\d{1,2}[)）])\s*"
)
_POINTS_IN_NAME = lazy(r"[(\[【][\d.]+分?[)\]】]$")
_UNITLESS = frozenset(("", "定性", "/", "-"))
_SIXTH = Decimal("0.000001")
_WHOLE = Decimal("1.000000")
_PRECISE = Context(prec=28)
_COLUMNS_OF_POINTS = ("weight", "score", "review_score", "converted_score", "weight_share")
_Named = tuple[str, str, str, str, str]  # codes and texts of both levels, their role
_made, _figure = maker(IndicatorRow), maker(Figure)


def indicator_rows(lines: Sequence[IndicatorLine], words: Vocabulary) -> tuple[IndicatorRow, ...]:
    """The clean rows of one form, numbered from 1 as printed."""
    return tuple(
        [
            _row(number, line, words)
            for number, line in enumerate(_with_points_of_names(lines), start=1)
        ]
    )


def _with_points_of_names(lines: Sequence[IndicatorLine]) -> Sequence[IndicatorLine]:
    """Where no column holds weights and every name ends in its points, 相关性（5分）, those are the
    weights."""
    if any("weight" in line.cells for line in lines):
        return lines
    told = [Printed(label_points(line.level3.text), line.level3.place) for line in lines]
    if not all(
        _POINTS_IN_NAME.search(squeeze(line.level3.text)) and cell.text
        for line, cell in zip(lines, told, strict=True)
    ):
        return lines
    return [
        replace(line, cells={**line.cells, "weight": cell})
        for line, cell in zip(lines, told, strict=True)
    ]


def _row(number: int, line: IndicatorLine, words: Vocabulary) -> IndicatorRow:
    code1, code2, level1, level2, extra = _levels(line.level1.text, line.level2.text, words)
    printed, name = line.cells, line.level3
    aimed, done = printed.get("target"), printed.get("actual")
    signed, measured = printed.get("direction"), printed.get("target_unit")
    column = _sign(signed, printed.get("direction_more"))
    unit = squeeze(measured.text) if measured else ""
    unit = "" if unit in _UNITLESS else unit
    target = read_target(aimed.text if aimed else "", column, unit)
    actual = read_actual(done.text if done else "", target.unit)
    value, reached = target.value, actual.value
    return _made(
        row_no=number,
        level1=level1,
        level2=level2,
        level3=_without_prefix(join_lines(name.text)),
        level1_code=code1,
        level2_code=code2,
        place=name.place,
        target=_glued(_shown(aimed), signed, column, unit),
        actual=_shown(done),
        reason=_shown(printed.get("reason")),
        target_op=target.op,
        target_value=None if value is None else _value(value, target, aimed),
        target_high=None if target.high is None else _value(target.high, target, aimed),
        target_unit=target.unit,
        actual_value=None if reached is None else _value(reached, actual, done),
        actual_unit=actual.unit,
        attainment=None if value is None or reached is None else _attainment(target, actual),
        direction=target.direction or ("qualitative" if column == "qualitative" else ""),
        cells=printed,
        figures=_points(printed),
        shared=line.shared,
        role=extra or extra_points(name.text, words),
    )


def _without_prefix(name: str) -> str:
    first = name[:1]
    if first != "指" and "\u4e00" <= first <= "\u9fff":
        return name  # nearly every name begins so
    prefix = _NAME_PREFIX.match(name)
    return name[prefix.end() :] if prefix else name


def _sign(signed: Printed | None, more: Printed | None) -> str:
    """The operator in a column of its own; 指标方向 (大于等于) says more than 指标性质 (正向)."""
    told = operator(more.text) if more else ""
    return told or (operator(signed.text) if signed else "")


def _shown(cell: Printed | None) -> str:
    text = cell.text if cell else ""
    return "" if not text or (is_blank(text) and squeeze(text) != "无") else join_lines(text)


def _glued(value: str, signed: Printed | None, column: str, unit: str) -> str:
    """Operator, value and unit as one text, where they stand in columns of their own."""
    if not value or signed is None:
        return value
    sign = narrow(signed.text).strip()
    if column == "qualitative" or not sign:
        return value
    glued_sign = sign if sign in ("≥", "≤", "=", ">", "<") else ""
    behind = unit if value[-1:].isdigit() else ""
    return f"{'' if value.startswith(glued_sign) else glued_sign}{value}{behind}"


def _value(value: Decimal, read: Target, cell: Printed | None) -> Figure | None:
    if cell is None or read.step is None:
        return None
    return _figure(value, read.step, cell.text, cell.place, read.unit, cell.confidence)


def _attainment(target: Target, actual: Target) -> Decimal | None:
    """Actual / target as a fraction of six places; None for other units, ranges, zero, and for a
    quotient of more digits than six places leave room for."""
    if target.value is None or actual.value is None or target.high is not None or not target.value:
        return None
    if actual.high is not None or (target.unit != actual.unit and target.unit and actual.unit):
        return None
    if actual.value == target.value:
        return _WHOLE
    quotient = _PRECISE.divide(actual.value, target.value)
    small = quotient.adjusted() < _PRECISE.prec - 6
    return quotient.quantize(_SIXTH, context=_PRECISE) if small else None


def _points(printed: Mapping[str, Printed]) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for name in _COLUMNS_OF_POINTS:
        cell = printed.get(name)
        figure = cells.points(cell, found.get("weight")) if cell else None
        if figure is not None:
            found[name] = figure
    return found


@lru_cache(maxsize=MEMORY)
def _levels(printed1: str, printed2: str, words: Vocabulary) -> _Named:
    """Codes and texts of both levels, and whether they name points beside the hundred. The text of
    level 1 is dropped where it was inherited from a group that cannot hold this level 2 (its own
    cell is empty in the form)."""
    level1, level2 = join_lines(printed1), printed2
    extra = extra_points(printed1, words) or extra_points(printed2, words)
    code1 = words.find("level1", bare_label(level1)) if level1 else ""
    code2 = words.find("level2", bare_label(level2)) if squeeze(level2) else ""
    allowed = words.words("levels", "under", code1)
    if code1 and code2 and allowed and code2 not in allowed:
        code1, level1 = "", ""
    if not code1 and code2:
        code1 = str(words.mapping("levels", "implied").get(code2, "")) if not level1 else ""
    return (
        code1 or ("other" if level1 else ""),
        code2 or ("other" if squeeze(level2) else ""),
        level1,
        join_lines(level2),
        extra,
    )


def group_weights(lines: Sequence[IndicatorLine]) -> tuple[GroupWeight, ...]:
    """Weights printed with a level, 产出指标（50分） or in a column of their own, with the rows that
    stand under that very cell, or that repeat both on each line."""
    if not _tells_group_points(lines):
        return ()
    rows: dict[tuple[int, Place], list[int]] = {}
    printed: dict[tuple[int, Place], tuple[Printed, Printed]] = {}
    above: dict[int, tuple[Printed, Printed]] = {}
    for number, line in enumerate(lines, start=1):
        for level, name in ((1, line.level1), (2, line.level2)):
            own = line.cells.get(f"weight_level{level}")
            points = own or Printed(label_points(name.text), name.place, name.confidence)
            last = above.get(level)
            if last is not None and _is_same_group(*last, name, points):
                name, points = last  # noqa: PLW2901
            above.pop(level, None)
            if points.text.strip():
                rows.setdefault((level, points.place), []).append(number)
                printed[level, points.place] = above[level] = (name, points)
            if level == 1 and (last is None or above.get(1) != last):
                above.pop(2, None)
    found = (_group(key[0], *printed[key], numbers) for key, numbers in rows.items())
    return tuple(group for group in found if group is not None)


def _tells_group_points(lines: Sequence[IndicatorLine]) -> bool:
    texts = {text for line in lines for text in (line.level1.text, line.level2.text)}
    return any(map(label_points, texts)) or any(
        "weight_level1" in line.cells or "weight_level2" in line.cells for line in lines
    )


def _is_same_group(above: Printed, won: Printed, name: Printed, points: Printed) -> bool:
    """True below a merged cell that a dump leaves blank, and for a name printed again with the same
    points on the next line."""
    if not points.text.strip():
        return name == above
    return squeeze(name.text) == squeeze(above.text) and squeeze(points.text) == squeeze(won.text)


def _group(level: int, name: Printed, points: Printed, rows: list[int]) -> GroupWeight | None:
    figure = cells.points(points)
    return GroupWeight(bare_label(name.text), level, figure, tuple(rows)) if figure else None
