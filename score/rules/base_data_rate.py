"""A rate in the base-data sheet does not follow from the figures beside it.

What it checks
    Tables of figures beside the forms, such as 基础数据表, and the head of a form. 控制率 has to be what
    there is ÷ what was granted (实际在职人数 ÷ 编制数, 实际规模 ÷ 批复规模, 决算 ÷ 预算), 增减率 and 增减额 the
    change of this year against the year before. A rate that is told as the difference from 100 % is
    taken as well, so is a fall that is told without its sign. Where the headers leave open which
    columns are meant, one that fits is enough. Rates other than 控制率, and 100 % for less than all
    that was granted, are questions, not errors. A rate that was cut off instead of rounded is noted.

Why
    The control rates of posts, of 三公 expenses and of buildings are scored in the form itself.

Source
    Hunan's 基础数据表: 控制率 = 实际在职人数 ÷ 编制数. Arithmetic.

Since
    0.1.0

Fails
    数据表：人员 | 编制数 | 实际在职人数 | 控制率
    数据表：财政供养人员 | 143 | 136 | 85.10%

Passes
    数据表：人员 | 编制数 | 实际在职人数 | 控制率
    数据表：财政供养人员 | 143 | 136 | 95.10%
    数据表：项目 | 上年数 | 本年数 | 增减额 | 增减率
    数据表：公务接待费 | 5.00 | 4.00 | -1.00 | -20%
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from extract.frozen import replace
from normalize.interval import Interval
from normalize.report import Derived, Figure, Report
from score import wording
from score.cases import Said, Spot, failed, passed, untried
from score.check import Term
from score.materiality import is_material
from score.ratios import Worked, share
from score.rule import Rule, Trial

NAME = "base-data-rate"
_KINDS = frozenset(("control", "rate", "growth", "change"))
_ONE = Interval.exact(Decimal(1))
_Way = tuple[Worked, tuple[Interval, ...]]  # what follows, and what may be printed instead


def trials(report: Report) -> Iterator[Trial]:
    """One check for each rate or change of a sheet."""
    for one in report.derived:
        if one.kind in _KINDS:
            yield _trial(one)


def _trial(one: Derived) -> Trial:
    worked = [w for way in one.ways if (w := _worked(one.kind, way[0], way[1]))]
    figure = one.figure
    field = "amount" if one.kind == "change" else "rate"
    terms = worked[0][0].terms if worked else ()
    spot = Spot(NAME, field, one.label, figure.place, one.form_no, figure, terms)
    if not worked:
        return untried(spot, "what it is compared with is zero", "比较的基数为零")
    best = next((made for made, also in worked if _fits(figure, made, also)), None)
    if best is not None:
        return _agrees(spot, figure, best)
    if len(worked) > 1:
        return untried(spot, "several columns may be meant", "无法确定以哪一栏计算")
    return _differs(spot, one, worked[0][0])


def _worked(kind: str, now: tuple[str, Figure], base: tuple[str, Figure]) -> _Way | None:
    """What follows from two figures of a row, and what may be printed instead; None where the second
    may be zero."""
    this, before = Term(*now), Term(*base)
    upper, lower = Interval.from_figure(this.figure), Interval.from_figure(before.figure)
    left, right = wording.plain(this.figure.value), wording.plain(before.figure.value)
    if kind == "change":
        wide, change = upper - lower, this.figure.value - before.figure.value
        return Worked(change, wide, f"{left} − {right}", (this, before)), (-wide,)
    if Decimal(0) in lower:
        return None
    ratio = share(this, before)
    if kind == "growth":
        formula = f"({left} − {right}) ÷ {right}"
        rise = Worked(ratio.value - 1, ratio.wide - _ONE, formula, ratio.terms)
        return rise, (_ONE - ratio.wide,)
    return ratio, (ratio.wide - _ONE, _ONE - ratio.wide)


def _fits(figure: Figure, worked: Worked, also: Iterable[Interval]) -> bool:
    """True where the printed figure agrees, rounded or cut off."""
    own, cut = Interval.from_figure(figure), _cut(figure)
    return any(own.meets(wide) or cut.meets(wide) for wide in (worked.wide, *also))


def _cut(figure: Figure) -> Interval:
    """Every value that the figure is the beginning of."""
    ends = (figure.value, figure.value + figure.step.copy_sign(figure.value or Decimal(1)))
    return Interval(min(ends), max(ends))


def _agrees(spot: Spot, figure: Figure, worked: Worked) -> Trial:
    values = (figure.value, worked.value)
    exact = figure.value == worked.value or not Interval.from_figure(figure).meets(worked.wide)
    trial = passed(spot, "exact" if exact else "rounded", values)
    return replace(trial, check=replace(trial.check, formula=worked.formula))


def _differs(spot: Spot, one: Derived, worked: Worked) -> Trial:
    figure, field = one.figure, spot.field
    stated = wording.stated_text(field, figure)
    right = wording.recomputed_text(field, worked.value, figure, digits=field != "rate")
    said = Said(
        f"{one.label}: stated {stated}, but {worked.formula} = {right}.",
        f"{one.label}填 {stated}，而 {worked.formula} = {right}。",
        stated,
        right,
        (figure.value, worked.value),
        worked.formula,
    )
    full = figure.value == 1 > worked.value  # 100 % for 未超编
    severity = "error" if one.kind == "control" and not full else "warning"
    room = Interval.from_figure(figure).half + worked.wide.half
    material = is_material(field, figure.value, worked.value)
    return failed(spot, severity, said, material=material, tolerance=room)


RULE = Rule(
    name=NAME,
    severity="error",
    summary="A rate in the base-data sheet does not follow from the figures beside it.",
    summary_zh="基础数据表中的控制率、增减率与同行数据不符。",
    source="基础数据表 (控制率 = 实际 ÷ 编制、批复或预算); arithmetic",
    doc=__doc__,
    over_report=trials,
)
