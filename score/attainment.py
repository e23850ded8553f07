"""Whether a target was met, as far as every scoring policy agrees (policy/attainment.toml)."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from extract.frozen import dataclass
from normalize.interval import Interval
from normalize.report import Figure, IndicatorRow
from normalize.text import narrow, squeeze
from score.policy import table

_OPERATOR_MARKS = "≥≤><=不大小至超"
_MEANS_SAME = Decimal(1)


@dataclass(frozen=True, slots=True)
class Result:
    """``state`` is met, missed or open, then ``why`` says why nothing is claimed. ``share`` is
    actual / target (target / actual where less is better) of a target that was missed, a fraction;
    None where it cannot be computed."""

    state: str
    share: Decimal | None = None
    why: str = ""
    why_zh: str = ""


def attained(row: IndicatorRow) -> Result:
    """Whether the actual value of an indicator meets its target."""
    said = squeeze(row.actual)
    if said in table("attainment")["undone"]:
        return Result("missed", Decimal(0))
    target, actual = row.target_value, row.actual_value
    if target is None or actual is None:
        return _WORDS
    if squeeze(row.target) == said:
        return _MET
    if not same_unit(row.target_unit, row.actual_unit):
        return _open("target and actual have different units", "目标值与完成值单位不同")
    if is_limit(row):
        return _open("the actual value is a limit, not a value", "完成值不是确定的数值")
    return _by_direction(row, target, actual)


_MET = Result("met")
_WORDS = Result("open", None, "target or actual is not a number", "目标值或完成值不是数字")


def is_limit(row: IndicatorRow) -> bool:
    """True for an actual value that is told as a limit: ≥90%."""
    return squeeze(row.actual)[:1] in _OPERATOR_MARKS


def _open(why: str, why_zh: str) -> Result:
    return Result("open", None, why, why_zh)


def same_unit(one: str, other: str) -> bool:
    """True for two names of one unit, and where one of them is not told."""
    if one == other or not one or not other:
        return True
    names = table("attainment")["units"]
    a, b = (names.get(squeeze(unit), squeeze(unit)) for unit in (one, other))
    return a == b or not a or not b


def _by_direction(row: IndicatorRow, target: Figure, actual: Figure) -> Result:
    op = row.target_op
    if op in (">=", ">"):
        return _higher(row, target, actual)
    if op in ("<=", "<"):
        return _lower(row, target, actual)
    if op == "range":
        high = row.target_high
        inside = high is not None and target.value <= actual.value <= high.value
        return Result("met") if inside else _open("the target is a range", "目标值为区间")
    if op == "=":
        return _plain(row, target, actual)
    return _open("the target has no direction", "目标值没有方向")


def _plain(row: IndicatorRow, target: Figure, actual: Figure) -> Result:
    """A plain number, or an explicit =: met when equal; more is a matter of policy for an explicit
    one; less is a miss unless less is better in such an indicator."""
    if actual.value == target.value:
        return _MET
    if _less_is_better(row):
        return _open("whether less is better is not said", "未注明指标方向")
    result = _higher(row, target, actual)
    explicit = row.direction == "equal" or "=" in narrow(row.target)
    if result.state == "met" and explicit:
        return _open("more than an exact target", "超过等于型目标")
    return result


def _less_is_better(row: IndicatorRow) -> bool:
    policy = table("attainment")
    name = squeeze(row.level3)
    return row.level2_code in policy["lower_codes"] or any(w in name for w in policy["lower_words"])


def _higher(row: IndicatorRow, target: Figure, actual: Figure) -> Result:
    least = target.value
    if actual.value >= least or any(value >= least for value in _readings(row, actual)):
        if least > 0 and actual.value > least * _overshoot():
            return _open("the target was exceeded by far", "完成值远超目标值")
        return _MET
    if _rounds_to(actual, target):
        return _open("rounding may explain the difference", "差异可能来自四舍五入")
    share = max(Decimal(0), actual.value / target.value) if target.value > 0 else None
    return Result("missed", share)


def _lower(row: IndicatorRow, target: Figure, actual: Figure) -> Result:
    if any(value <= target.value for value in _readings(row, actual)):
        return _MET
    if _rounds_to(actual, target):
        return _open("rounding may explain the difference", "差异可能来自四舍五入")
    share = target.value / actual.value if target.value > 0 and actual.value > 0 else None
    return Result("missed", share)


@cache
def _overshoot() -> Decimal:
    return Decimal(table("attainment")["overshoot"])


def _readings(row: IndicatorRow, actual: Figure) -> tuple[Decimal, ...]:
    """What an actual value may mean: ``0.98`` for a target in percent may be 98 %."""
    percent = squeeze(row.target_unit) == "%" and "%" not in narrow(row.actual)
    if percent and 0 < actual.value <= _MEANS_SAME:
        return actual.value, actual.value * 100
    return (actual.value,)


def _rounds_to(actual: Figure, target: Figure) -> bool:
    """True when an actual printed with fewer decimals than the target may be the target itself."""
    return actual.step > target.step and Interval.from_figure(actual).contains(target.value)
