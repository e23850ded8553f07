"""Slips in words, in English and in Chinese. Figures stand in their printed unit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from normalize._repair_types import Change, Evidence, Explanation, Slip
from normalize.identity import Ref
from normalize.number import read_number
from normalize.report import Figure
from normalize.unit import FACTORS

Pair = tuple[str, str]

_COLUMNS: dict[str, Pair] = {
    "budget_initial": ("initial budget", "年初预算数"),
    "budget": ("budget", "全年预算数"),
    "arrived": ("money received", "到位数"),
    "executed": ("executed", "全年执行数"),
    "rate": ("rate", "执行率"),
    "weight": ("weight", "分值"),
    "score": ("score", "得分"),
    "weight_total": ("total weight", "总分值"),
    "score_total": ("total score", "总得分"),
    "weight_total_stated": ("total weight", "总分值"),
    "score_total_stated": ("total score", "总得分"),
    "target": ("target", "目标值"),
    "actual": ("actual value", "实际完成值"),
}
# why a figure is what it is: the end of a sentence
_KINDS: dict[str, Pair] = {
    "digit": ("one digit wrong", "一位数字有误"),
    "transposed": ("two digits transposed", "相邻两位数字颠倒"),
    "missing-digit": ("a digit is missing", "漏写一位数字"),
    "doubled-digit": ("a digit typed twice", "重复多写一位数字"),
    "extra-digit": ("a digit too many", "多写一位数字"),
    "unit": ("the unit slipped", "单位有误"),
    "shift": ("the decimal point is misplaced", "小数点错位"),
    "sign": ("the sign is missing or too many", "正负号有误"),
    "copied": ("the figure of another row was copied", "误抄了其他行的数字"),
    "other-column": ("the figure of another column was copied", "误抄了其他列的数字"),
    "seen": ("another figure was meant", "应为另一数字"),
    "value": ("another figure was meant", "应为另一数字"),
    "swap": ("two cells swapped", "两格数字互换"),
    "row": ("this row is off by the same amount in each column", "该行各列相差同一数额"),
}
_PERCENT = Decimal(100)
_LONGEST = Decimal("1e20")


def column_words(column: str) -> Pair:
    """A column in English and Chinese; empty for an amount of the narrative."""
    return _COLUMNS.get(column, ("", ""))


def kind_words(kind: str) -> Pair:
    """A kind of slip in English and Chinese."""
    return _KINDS.get(kind, (kind, kind))


def cell_words(ref: Ref) -> Pair:
    """A cell by its row and column."""
    return _cell_words(ref.table, ref.label, ref.column)


@lru_cache(maxsize=1024)
def _cell_words(table: str, label: str, column: str) -> Pair:
    name, name_zh = column_words(column)
    label = " ".join(label.split())
    if not label and table == "text":
        return f"the {name} told in the text", f"正文所述{name_zh}"
    if not label and not name:
        return "an amount in the text", "正文中的一笔金额"
    if not label:
        return name, name_zh
    if table in ("amounts", "headcounts", "text"):
        return f"“{label}” in the text", f"正文“{label}”"
    return (f"“{label}”, {name}", f"“{label}”的{name_zh}") if name else (label, label)


def printed(figure: Figure, value: Decimal | None = None) -> str:
    """A value as it would stand in the place of a figure: its unit, its decimals where they do."""
    value = figure.value if value is None else value
    if figure.unit == "%" and _counts_hundredths(figure):
        return _printed(value, figure.step, "") + figure.unit
    return _printed(value, figure.step, figure.unit)


def _counts_hundredths(figure: Figure) -> bool:
    """True for a percentage that is kept as printed, as a target of 95% or a weight of 10%: rates are
    kept as fractions."""
    number = read_number(figure.raw)
    return number is not None and number.value == figure.value


@lru_cache(maxsize=1024)
def _printed(value: Decimal, step: Decimal, unit: str) -> str:
    factor = _factor(unit)
    shown, step = value / factor, (step / factor).normalize()
    steps = shown / step if step else shown
    if step and steps == steps.to_integral_value() and abs(steps) < _LONGEST:
        shown = shown.quantize(step)
    else:
        shown = shown.normalize()
    return format(shown, "f") + (unit if unit in ("%", "‰") else "")


def _factor(unit: str) -> Decimal:
    if unit in ("%", "‰"):
        return 1 / _PERCENT if unit == "%" else Decimal("0.001")
    return FACTORS.get(unit, Decimal(1))


class Told(NamedTuple):
    """A change with its cell in both languages, and what stands there and should, as printed."""

    change: Change
    cell: Pair
    stated: str
    meant: str


def told(change: Change) -> Told:
    """A change as it is spoken of."""
    figure = change.figure
    return Told(change, cell_words(change.ref), printed(figure), printed(figure, change.proposed))


def sentence(slip: Slip, changes: Sequence[Told] | None = None) -> Pair:
    """What a slip says, in one sentence of each language; ``changes`` are its own, where they have
    been put into words before."""
    if slip.kind == "unit" and len(slip.changes) > 1:
        return _units(slip)
    known = [told(change) for change in slip.changes] if changes is None else changes
    if slip.kind in _ROW_SENTENCES:
        return _rows(slip, known)
    said = [_change(change) for change in known]
    english = "; ".join([english for english, _ in said])
    chinese = "；".join([chinese for _, chinese in said])
    if slip.kind == "carried":
        english += " (worked out wrong, and carried into the sum)"
        chinese += "（计算有误并带入合计）"
    more, more_zh = _evidence(slip.evidence)
    return f"{english}{more}", f"{chinese}{more_zh}"


def _change(known: Told) -> Pair:
    change, (cell, cell_zh), stated, meant = known
    if change.kind == "value" and not (change.low.is_finite() and change.high.is_finite()):
        most = change.high.is_finite()
        bound, bound_zh = ("at most", "不超过") if most else ("at least", "不低于")
        return (
            f"{cell}: {stated} should be {bound} {meant}",
            f"{cell_zh}：{stated} 应{bound_zh} {meant}",
        )
    why, why_zh = kind_words(change.kind)
    return (
        f"{cell}: {stated} may stand for {meant} ({why})",
        f"{cell_zh}：{stated} 或应为 {meant}（{why_zh}）",
    )


def _evidence(evidence: tuple[Evidence, ...]) -> Pair:
    english = chinese = ""
    for item in evidence:
        if item.code == "backed" and item.count > 1:
            english += f"; {item.count} identities would then agree"
            chinese += f"；改后 {item.count} 项勾稽关系同时成立"
        elif item.ref is not None and item.ref.figure is not None:
            cell, cell_zh = cell_words(item.ref)
            value = printed(item.ref.figure)
            english += _WITNESS[item.code][0].format(cell=cell, value=value)
            chinese += _WITNESS[item.code][1].format(cell=cell_zh, value=value)
    return english, chinese


_WITNESS: dict[str, Pair] = {
    "seen": ("; {cell} prints {value}", "；{cell}为 {value}"),
    "confirmed": ("; but {cell} also says {value}", "；但{cell}同为 {value}"),
    "copied": ("; {cell} is {value}, too", "；{cell}也是 {value}"),
}


def _units(slip: Slip) -> Pair:
    count, first = len(slip.changes), slip.changes[0]
    names = {change.ref.column for change in slip.changes}
    if len(names) == 1:
        name, name_zh = column_words(first.ref.column)
        where, where_zh = f"all {count} figures of the column {name}", f"“{name_zh}”整列"
    else:
        where, where_zh = f"{count} figures from “{first.ref.label}” on", f"“{first.ref.label}”整行"
        if len({change.ref.row_no for change in slip.changes}) > 1:
            where, where_zh = "the figures of the whole money table", "整个资金表"
    times, large = f"{10 ** abs(slip.factor):,}", slip.factor < 0
    size, size_zh = (
        ("large", f"放大了 {times} 倍") if large else ("small", f"缩小到 {times} 分之一")
    )
    return (
        f"{where} may be {times} times too {size} (a slip of unit or decimal point)",
        f"{where_zh}疑{size_zh}（单位或小数点有误）",
    )


_ROW_SENTENCES = frozenset({"omitted-row", "doubled-row", "parent-counted", "row"})


def _rows(slip: Slip, changes: Sequence[Told]) -> Pair:
    if slip.kind == "omitted-row":
        return _omitted(slip)
    label = slip.rows[0].label
    if slip.kind == "doubled-row":
        return f"“{label}” is counted twice", f"“{label}”重复计算"
    if slip.kind == "parent-counted":
        return (
            f"“{label}” is counted together with its own parts",
            f"“{label}”与其明细同时计入合计",
        )
    cells = [_row_cell(change) for change in changes]
    return (
        f"“{label}” may be off by the same amount in each column: "
        + ", ".join([english for english, _ in cells]),
        f"“{label}”各列可能相差同一数额：" + "，".join([chinese for _, chinese in cells]),
    )


def _row_cell(known: Told) -> Pair:
    name, name_zh = column_words(known.change.ref.column)
    both = f"{known.stated} → {known.meant}"
    return f"{name} {both}", f"{name_zh} {both}"


def _omitted(slip: Slip) -> Pair:
    amounts: dict[Pair, None] = {}  # each once: a total may be said to be too small by two rules
    for column, low, high in slip.amounts:
        name, name_zh = column_words(column.removesuffix("_total"))
        amount = format(((low + high) / 2).normalize(), "f")
        amounts[f"{amount} {name}".strip(), f"{name_zh} {amount}".strip()] = None
    return (
        f"a part of {', '.join(english for english, _ in amounts)} may be left out of the list",
        f"可能漏列一项：{'，'.join(chinese for _, chinese in amounts)}",
    )


def reason(explanation: Explanation, slip: Slip) -> Pair:
    """Why a repair was carried out, in English and Chinese."""
    rules = list(dict.fromkeys(identity.rule for identity in explanation.identities))
    english, chinese = sentence(slip)
    return (
        f"{english}; the only change that settles {', '.join(rules)}",
        f"{chinese}；只有这一改动能消除 {'、'.join(rules)} 的矛盾",
    )
