"""How figures and columns are written in messages, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from normalize.identity import Identity, Operand, Outcome
from normalize.report import Figure
from normalize.unit import FACTORS

# column: English, Chinese
_COLUMNS = {
    "budget_initial": ("initial budget", "年初预算数"),
    "budget": ("budget", "全年预算数"),
    "arrived": ("money received", "到位数"),
    "executed": ("executed", "全年执行数"),
    "rate": ("rate", "执行率"),
    "weight": ("weight", "分值"),
    "score": ("score", "得分"),
    "staff_quota": ("number of posts", "人员编制"),
    "staff_actual": ("number of people", "实有人数"),
    "converted_score": ("converted score", "折算得分"),
    "actual": ("actual value", "实际完成值"),
    "weight_total": ("total weight", "总分值"),
    "score_total": ("total score", "总得分"),
    "reason": ("reason", "原因说明"),
}
_SHOWN_ADDENDS = 8
_LONGEST = 400  # digits; a scan may give a figure of any length
_PERCENT = Decimal(100)
_CONVERTED = frozenset(FACTORS) - {"万元"}


def column_name(column: str) -> tuple[str, str]:
    """A column's name in English and Chinese; the column itself where it is a printed label."""
    return _COLUMNS.get(column, (column, column))


# percentages that the narrative tells and that are no execution rate, by the rule that asks for them
_TOLD_RATES = {
    "text-growth": ("rise or fall", "增减幅度"),
    "text-share": ("share", "占比"),
    "satisfaction-count": ("satisfaction", "满意度"),
    "indicator-completion": ("completion rate", "完成率"),
    "base-data-rate": ("rate", "比率"),
}


def column_of(field: str, rule: str) -> tuple[str, str]:
    """A column in English and Chinese as a rule means it: the rate of a growth is no execution rate."""
    return (_TOLD_RATES.get(rule) if field == "rate" else None) or column_name(field)


def subject(field: str, label: str, rule: str = "") -> tuple[str, str]:
    """What a message speaks of: the row as printed and the column, in English and Chinese."""
    name, name_zh = column_of(field, rule)
    label = label.rstrip("：: ")
    if not label:
        return name[:1].upper() + name[1:], name_zh
    return (
        (label, label)
        if label == field.rstrip("：: ")
        else (f"{label}, {name}", f"{label}的{name_zh}")
    )


def plain(value: Decimal) -> str:
    """A Decimal with its own digits, never in scientific notation."""
    text = str(value)  # in half the time
    return format(value, "f") if "E" in text else text


def trimmed(value: Decimal, places: int) -> str:
    """A computed value with at most ``places`` decimals and no zeros behind the last digit."""
    enough = _context(max(_LONGEST, value.adjusted() + places + 2))
    short = value.quantize(_last(places), ROUND_HALF_UP, enough)
    text = plain(short)
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=64)
def _last(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


@lru_cache(maxsize=8)
def _context(digits: int) -> Context:
    return Context(prec=digits)


def decimals(value: Decimal) -> int:
    """Digits behind the point of a Decimal as written."""
    return max(0, -int(value.as_tuple().exponent))


def stated_text(field: str, figure: Figure) -> str:
    """A printed figure in its clean unit: rates in percent, the rest with the digits they have."""
    rate = field == "rate"
    return percent(figure.value, decimals(figure.step)) if rate else own(figure.value, figure)


def is_converted(figure: Figure) -> bool:
    """True for money that was printed in another unit than 万元."""
    return figure.unit in _CONVERTED


def own(value: Decimal, figure: Figure) -> str:
    """A value beside a printed figure, both in the clean unit, with its own digits; without the zeros
    behind the last one where the figure was printed in another unit, for nobody printed those."""
    text = plain(value)
    if not is_converted(figure) or "." not in text:
        return text
    return text.rstrip("0").rstrip(".")


def recomputed_text(field: str, value: Decimal, stated: Figure, *, digits: bool) -> str:
    """A recomputed value beside its stated one. ``digits`` keeps the digits that it has (a sum);
    otherwise it gets a few more decimals than the stated figure (a quotient)."""
    if field == "rate":
        return percent(value, max(5, decimals(stated.step) + 2))
    if digits:
        return own(value, stated)
    return trimmed(value, max(4, decimals(stated.step) + 2))


def percent(value: Decimal, places: int) -> str:
    """A fraction as percent; ``places`` are the decimals of the fraction."""
    return trimmed(value * _PERCENT, max(0, places - 2)) + "%"


def formula(identity: Identity, used: Iterable[tuple[Operand, Figure]]) -> str:
    """The arithmetic of an identity: ``7547.08 + 5834.54``, ``10 × 86%``."""
    product = identity.kind in ("product", "quotient")
    on, off = (" × ", " ÷ ") if product else (" + ", " − ")
    said: list[str] = []
    for part, figure in used:
        said.append(on if part.sign > 0 else off)
        text = str(figure.value)
        if part.ref.column == "rate" or figure.unit in _CONVERTED or "E" in text:
            text = stated_text(part.ref.column, figure)
        said.append(text)
    return "".join(said[1:])


def shortened(text: str) -> str:
    """A long sum with its middle left out: ``6 + 2 + 3 + … + 10 (27 addends)``."""
    addends = text.split(" + ")
    if len(addends) <= _SHOWN_ADDENDS:
        return text
    return " + ".join([*addends[:3], "…", addends[-1]])


def signed(value: Decimal) -> str:
    """A difference with its sign, short: ``+0.03``, ``-30.42``."""
    text = trimmed(value, 6)
    return text if text.startswith("-") else f"+{text}"


def missing_cells(outcome: Outcome) -> str:
    """The labels of the cells that a check had to do without, each once, the first few."""
    labels = list(dict.fromkeys(ref.label or ref.column for ref in outcome.missing))
    return ", ".join(labels[:3]) + (" …" if len(labels) > 3 else "")


# reason of an outcome: English, Chinese
REASONS = {
    "result-missing": ("the stated figure is missing", "没有填写该数字"),
    "part-missing": ("a part is missing", "有组成部分没有填写"),
    "part-not-a-number": ("a part is not a number", "有组成部分不是数字"),
    "no-parts": ("no part is given", "没有填写任何组成部分"),
    "zero-denominator": ("the budget is zero", "预算数为零"),
}


def reason_texts(outcome: Outcome) -> tuple[str, str]:
    """Why a check was not possible, in English and Chinese, with the cells concerned."""
    english, chinese = REASONS.get(outcome.reason, (outcome.reason, outcome.reason))
    cells = missing_cells(outcome) if outcome.reason.startswith("part") else ""
    return (f"{english}: {cells}", f"{chinese}：{cells}") if cells else (english, chinese)
