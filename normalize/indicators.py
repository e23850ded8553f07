"""Indicator lines → indicator rows: codes, targets read, points, and the weights of groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext

from extract.document import Place
from extract.form import IndicatorLine, Printed
from extract.vocabulary import Vocabulary, bare_label, extra_points, label_points
from normalize import cells
from normalize.report import Figure, GroupWeight, IndicatorRow
from normalize.target import Target, operator, read_actual, read_target
from normalize.text import is_blank, join_lines, lazy, narrow, squeeze

# 指标1：…, 指标：…, 1.…, (1)…, ①… in front of a name; "2.0版系统" keeps its number
_NAME_PREFIX = lazy(
    r"^\s*(?:指标\s*\d*\s*[:：、.．]|\d{1,2}\s*[.．、:：](?!\d)|[(（]\d{1,2}[)）])\s*"
)
_POINTS_IN_NAME = lazy(r"[(\[【][\d.]+分?[)\]】]$")
_UNITLESS = frozenset(("", "定性", "/", "-"))
_SIXTH = Decimal("0.000001")


def indicator_rows(lines: Sequence[IndicatorLine], words: Vocabulary) -> tuple[IndicatorRow, ...]:
    """The clean rows of one form, numbered from 1 as printed."""
    lines = _with_points_of_names(lines)
    return tuple(_row(number, line, words) for number, line in enumerate(lines, start=1))


def _with_points_of_names(lines: Sequence[IndicatorLine]) -> Sequence[IndicatorLine]:
    """Where no column holds weights and every name ends in its points, 相关性（5分）, those are the
    weights."""
    told = [Printed(label_points(line.level3.text), line.level3.place) for line in lines]
    if any("weight" in line.cells for line in lines) or not all(
        _POINTS_IN_NAME.search(squeeze(line.level3.text)) and cell.text
        for line, cell in zip(lines, told, strict=True)
    ):
        return lines
    return [
        replace(line, cells={**line.cells, "weight": cell})
        for line, cell in zip(lines, told, strict=True)
    ]


def _row(number: int, line: IndicatorLine, words: Vocabulary) -> IndicatorRow:
    code1, code2, level1 = _levels(line, words)
    column = _sign(line.cells)
    unit = squeeze(_text(line.cells, "target_unit"))
    unit = "" if unit in _UNITLESS else unit
    target = read_target(_text(line.cells, "target"), column, unit)
    actual = read_actual(_text(line.cells, "actual"), target.unit)
    return IndicatorRow(
        row_no=number,
        level1=level1,
        level2=join_lines(line.level2.text),
        level3=_NAME_PREFIX.sub("", join_lines(line.level3.text)),
        level1_code=code1,
        level2_code=code2,
        place=line.level3.place,
        target=_glued(line.cells, column, unit),
        actual=_shown(line.cells, "actual"),
        reason=_reason(line.cells),
        target_op=target.op,
        target_value=_value(target.value, target, line.cells.get("target")),
        target_high=_value(target.high, target, line.cells.get("target")),
        target_unit=target.unit,
        actual_value=_value(actual.value, actual, line.cells.get("actual")),
        actual_unit=actual.unit,
        attainment=_attainment(target, actual),
        direction=_direction(target, column),
        cells=line.cells,
        figures=dict(_points(line.cells)),
        shared=line.shared,
        role=_role(line, words),
    )


def _role(line: IndicatorLine, words: Vocabulary) -> str:
    named = (extra_points(level.text, words) for level in (line.level1, line.level2, line.level3))
    return next(filter(None, named), "")


def _text(printed: Mapping[str, Printed], name: str) -> str:
    return printed[name].text if name in printed else ""


def _sign(printed: Mapping[str, Printed]) -> str:
    """The operator in a column of its own; 指标方向 (大于等于) says more than 指标性质 (正向)."""
    more = operator(_text(printed, "direction_more"))
    return more or operator(_text(printed, "direction"))


def _shown(printed: Mapping[str, Printed], name: str) -> str:
    text = join_lines(_text(printed, name))
    return "" if is_blank(text) and squeeze(text) != "无" else text


def _reason(printed: Mapping[str, Printed]) -> str:
    return _shown(printed, "reason")


def _glued(printed: Mapping[str, Printed], column: str, unit: str) -> str:
    """Operator, value and unit as one text, where they stand in columns of their own."""
    value = _shown(printed, "target")
    sign = narrow(_text(printed, "direction")).strip()
    if not value or column == "qualitative" or not sign:
        return value
    glued_sign = sign if sign in ("≥", "≤", "=", ">", "<") else ""
    behind = unit if value[-1:].isdigit() else ""
    return f"{'' if value.startswith(glued_sign) else glued_sign}{value}{behind}"


def _value(value: Decimal | None, read: Target, cell: Printed | None) -> Figure | None:
    if value is None or cell is None or read.step is None:
        return None
    return Figure(value, read.step, cell.text, cell.place, read.unit, cell.confidence)


def _attainment(target: Target, actual: Target) -> Decimal | None:
    """Actual / target as a fraction of six places; None for other units, ranges, zero, and for a
    quotient of more digits than six places leave room for."""
    if target.value is None or actual.value is None or target.high is not None or not target.value:
        return None
    if actual.high is not None or (target.unit != actual.unit and target.unit and actual.unit):
        return None
    with localcontext() as context:
        context.prec = 28
        quotient = actual.value / target.value
        return quotient.quantize(_SIXTH) if quotient.adjusted() < context.prec - 6 else None


def _direction(target: Target, column: str) -> str:
    if column == "qualitative" or target.direction:
        return target.direction or "qualitative"
    return ""


def _points(printed: Mapping[str, Printed]) -> Iterator[tuple[str, Figure]]:
    full: Figure | None = None
    for name in ("weight", "score", "review_score", "converted_score", "weight_share"):
        figure = cells.points(printed[name], full) if name in printed else None
        full = figure if name == "weight" else full
        if figure is not None:
            yield name, figure


def _levels(line: IndicatorLine, words: Vocabulary) -> tuple[str, str, str]:
    """Codes of both levels and the text of level 1, which is dropped where it was inherited from a
    group that cannot hold this level 2 (its own cell is empty in the form)."""
    level1, level2 = join_lines(line.level1.text), line.level2.text
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
    )


def group_weights(lines: Sequence[IndicatorLine]) -> tuple[GroupWeight, ...]:
    """Weights printed with a level, 产出指标（50分） or in a column of their own, with the rows that
    stand under that very cell, or that repeat both on each line."""
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


def _is_same_group(above: Printed, won: Printed, name: Printed, points: Printed) -> bool:
    """True below a merged cell that a dump leaves blank, and for a name printed again with the same
    points on the next line."""
    if not points.text.strip():
        return name == above
    return squeeze(name.text) == squeeze(above.text) and squeeze(points.text) == squeeze(won.text)


def _group(level: int, name: Printed, points: Printed, rows: list[int]) -> GroupWeight | None:
    figure = cells.points(points)
    return GroupWeight(bare_label(name.text), level, figure, tuple(rows)) if figure else None
