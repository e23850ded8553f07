"""Sums of money written in Chinese numerals: 三百二十万元, 一亿二千万元, 叁佰贰拾万元整.

A sum below a hundred 元 is left alone: 一元, 三元 and the like are words more often than money.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extract.frozen import dataclass
from normalize.text import lazy

_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億零两", "一二三四五六七八九十百千万亿〇二")
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_START = "一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾"
_CHARS = _START + "〇零百千万亿佰仟萬億"
_WRITTEN = lazy(
    rf"(?P<number>[{_START}](?<![第几数{_CHARS}点\d.].)[{_CHARS}]*(?:点[〇零一二三四五六七八九]+)?)"
    r"(?P<more>[余多几])?(?P<scale>[百千]?[万亿])?[元圆](?![素月旦宵件化])整?"
)
_RANGE_BEFORE = lazy(rf"[{_CHARS}][元圆]?\s*[-~～—–―至到]\s*$")
_RANGE_AFTER = lazy(rf"\s*[-~～—–―至到]\s*[{_CHARS}]")
_WAN, _YI = 10_000, 100_000_000
_LEAST = 100


@dataclass(frozen=True, slots=True)
class Written:
    """``value`` and ``step`` in 万元; ``more`` for 余 and 多, ``vague`` for one end of a range."""

    start: int
    end: int
    value: Decimal
    step: Decimal
    raw: str
    unit: str
    more: bool
    vague: bool


def find_numerals(flat: str, start: int, end: int) -> Iterator[Written]:
    """The sums in Chinese numerals of ``flat[start:end]``, in order."""
    for match in _WRITTEN.finditer(flat, start, end):
        told = _value(match["number"].translate(_FORMAL), match["scale"] or "")
        if told is None or told[0] < _LEAST:
            continue
        yuan, step, unit = told
        before, after = flat[max(start, match.start() - 8) : match.start()], flat[match.end() : end]
        yield Written(
            match.start(),
            match.end(),
            yuan / _WAN,
            step / _WAN,
            match[0],
            unit,
            match["more"] is not None,
            bool(_RANGE_BEFORE.search(before) or _RANGE_AFTER.match(after)),
        )


def _value(number: str, scale: str) -> tuple[Decimal, Decimal, str] | None:
    """Value and step in 元 and the unit that was written; None for what is no number."""
    whole, _, decimals = number.partition("点")
    if decimals:
        digits = "".join(str(_DIGITS[c]) for c in decimals)
        base = _integer(whole)
        factor = _factor(scale)
        if base is None or factor == 1:
            return None
        step = Decimal(factor).scaleb(-len(digits))
        return (base + Decimal("0." + digits)) * factor, step, scale + "元"
    full = _integer(whole + scale)
    if full is None:
        return None
    last = (whole + scale)[-1]
    unit = {"万": "万元", "亿": "亿元"}.get(last, "元")
    return Decimal(full), Decimal(_factor(last) if unit != "元" else 1), unit


def _factor(scale: str) -> int:
    factor = 1
    for char in scale:
        factor *= _WAN if char == "万" else _YI if char == "亿" else _PLACES.get(char, 1)
    return factor


def _integer(text: str) -> int | None:
    """一亿二千万 is 120000000; None where the digits do not stand as in a number (二三百)."""
    total, section, digit = 0, 0, -1
    for char in text:
        if char in _DIGITS:
            if digit > 0:
                return None
            digit = _DIGITS[char]
        elif char in _PLACES:
            section += (digit if digit > 0 else 1) * _PLACES[char]
            digit = -1
        else:
            section += max(digit, 0)
            total = (total + section) * _YI if char == "亿" else total + section * _WAN
            section, digit = 0, -1
    return total + section + max(digit, 0)
