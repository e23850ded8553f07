"""Targets and actual values: ``≥95%``, ``5人``, ``不低于90%``, ``17个街道（镇）``, ``及时``.

An operator stands in its own column, in front of the value, or as a word. What is no number with a
unit is a quality and stays text: dates, grades, sentences.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import regex

from extract.frozen import dataclass
from normalize.number import NUMBER, to_decimal, ungrouped
from normalize.text import MEMORY, is_blank, lazy, narrow

_OPERATORS: tuple[tuple[str, str], ...] = (
    (
        ">=",
        r"≥|>=|大于等于|大于或等于|不少于|不低于|不小于|至少|达到?|超过或等于|高于等于|高于或等于|正向(?:指标)?",
    ),
    (
        "<=",
        r"≤|<=|小于等于|小于或等于|不超过|不高于|不大于|不多于|控制在|低于等于|小于或等于|低于或等于|至多|最多|(?:反|逆|负)向(?:指标)?|未超过",
    ),
    (">", r">|大于|超过|高于|多于"),
    ("<", r"<|小于|低于|少于"),
    ("=", r"=|等于"),
)
_AFTER = (
    (">=", regex.compile(r"(?:(?:及)?以上|或以上)$")),
    ("<=", regex.compile(r"(?:(?:及)?以内|(?:及)?以下|之内)$")),
)
_BEHIND = ("上", "下", "内")  # what all of these end with
_QUALITATIVE = ("定性",)
_UNIT_NAMES = {"百分比": "%", "%(百分比)": "%", "百分点": "%"}
DIRECTIONS = {">=": "higher", ">": "higher", "<=": "lower", "<": "lower", "=": "equal"}
_PREFIX = lazy("|".join(f"(?P<o{i}>{p})" for i, (_, p) in enumerate(_OPERATORS)))
_VALUE = lazy(rf"(?P<sign>-)?(?P<num>{NUMBER})\s*(?P<unit>(?:\D|(?<=m)[23]){{0,20}})")
_RANGE = lazy(
    rf"(?P<a>{NUMBER})\s*(?P<ua>%)?\s*(?:-|~|—|–|至|到)\s*(?P<b>{NUMBER})\s*(?P<unit>\D{{0,12}})"
)
# 12月31日前, 2021年底, 9月前: a point in time, not a quantity
_DATE = lazy(
    r"(?:19|20)\d\d\s*(?:年|[./-]\d)|\d{1,2}月(?!份?数|人)(?:\d{1,2}[日号])?(?:底|末|前|初|中旬|上旬|下旬|份|$|之前|以前)|\d{1,2}月\d{1,2}[日号]"
)
_PERCENT = lazy(r"%[(]?[\u4e00-\u9fff]{0,6}[)]?")  # 100%完成, 95%(含)
_SENTENCE = lazy(r"[，,。；;、]")


@dataclass(frozen=True, slots=True)
class Target:
    """``op`` is =, >=, <=, >, <, range or empty; ``value`` and ``step`` as printed, ``high`` the
    upper end of a range, ``unit`` what stands behind. ``direction`` is empty for a plain number."""

    op: str = ""
    value: Decimal | None = None
    step: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    direction: str = ""


@lru_cache(maxsize=MEMORY)
def operator(text: str) -> str:
    """The operator that a cell of its own holds (``≥``, 大于等于, 正向, 定性); empty when none."""
    bare = narrow(text).replace(" ", "").replace("\n", "")
    if bare in _QUALITATIVE:
        return "qualitative"
    match = _PREFIX.fullmatch(bare)
    return _named(match) if match else ""


def _named(match: regex.Match[str]) -> str:
    return next(op for i, (op, _) in enumerate(_OPERATORS) if match[f"o{i}"])


@lru_cache(maxsize=MEMORY)
def read_target(text: str, column: str = "", unit: str = "") -> Target:
    """What a target says; ``column`` is the operator printed in its own column, ``unit`` the measure
    unit printed in its own. A number without any operator is ``=`` with no direction."""
    plain = ungrouped(narrow(text).replace("\n", "").strip())
    if column == "qualitative":
        return Target(direction="qualitative")
    if is_blank(plain):
        return Target()
    op, rest = _leading(plain)
    explicit = op or column
    value = _RANGE.fullmatch(rest)
    if value and not _DATE.search(rest):
        return _range(value, unit)
    number = _VALUE.fullmatch(rest)
    if number is None or _DATE.search(rest) or not _plain_unit(number["unit"]):
        return Target(direction="qualitative")
    tail, shown = _trailing(number["unit"].strip())
    shown = "%" if _PERCENT.fullmatch(shown) else _UNIT_NAMES.get(shown, shown)
    explicit = explicit or tail
    amount, step = to_decimal(number["num"])
    amount = -amount if number["sign"] else amount
    return Target(
        explicit or "=",
        amount,
        step,
        None,
        shown or _UNIT_NAMES.get(unit, unit),
        DIRECTIONS.get(explicit, ""),
    )


def _leading(plain: str) -> tuple[str, str]:
    match = _PREFIX.match(plain)
    if match is None:
        return "", plain
    rest = plain[match.end() :].strip()
    return (_named(match), rest) if rest[:1].isdigit() or rest[:1] in "-." else ("", plain)


def _trailing(unit: str) -> tuple[str, str]:
    if not unit.endswith(_BEHIND):
        return "", unit
    for op, pattern in _AFTER:
        match = pattern.search(unit)
        if match:
            return op, unit[: match.start()]
    return "", unit


def _range(match: regex.Match[str], unit: str) -> Target:
    low, step = to_decimal(match["a"])
    high, _ = to_decimal(match["b"])
    shown = match["unit"].strip() or match["ua"] or unit
    return Target("range", low, step, high, shown, "equal")


def _plain_unit(unit: str) -> bool:
    """A unit is short and no sentence: 人次, 万元, 个街道(镇), 元/人·天."""
    return len(unit) <= 12 and not _SENTENCE.search(unit.replace("、天", ""))


def read_actual(text: str, unit: str = "") -> Target:
    """What an actual value says: its number and unit; exports glue the operator on here too."""
    return read_target(text, "", unit)
