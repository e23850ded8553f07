"""Sums of money and counts of people in a sentence, each with its value, precision and place."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from operator import attrgetter

import regex

from extract.frozen import dataclass, replace
from normalize._narrative_numerals import find_numerals
from normalize._narrative_text import holds_digit
from normalize._narrative_words import pattern, words
from normalize.number import to_decimal
from normalize.text import compiled, lazy
from normalize.unit import FACTORS, money_unit

_NUM = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_UNIT = (
    r"(?:亿|千万|百万|万|千)?\s*[元圆](?![素月旦宵件])"
    r"|[万亿](?=\s*(?:[^\p{Han}\s]|$|[和及与以等]|用于|左右|其中))"
)
_MONEY = lazy(
    rf"(?<![\d.,])(?P<sign>(?<![\d\p{{Han}}%)])-)?(?:"
    rf"(?P<yi>{_NUM})\s*亿\s*(?P<yiwan>{_NUM})\s*(?P<yiunit>万元?)"
    rf"|(?P<wan>{_NUM})\s*万\s*(?P<yuan>{_NUM})\s*(?P<yuanunit>元)"
    rf"|(?P<num>{_NUM})\s*(?P<more>[余多来])?\s*(?P<unit>{_UNIT}))"
)
# begins with a plain class of signs: the search then goes from digit to digit
_PEOPLE = lazy(
    rf"(?P<num>\d(?<![\d.,].)(?:\d{{0,2}}(?:,\d{{3}})+|\d*(?:\.\d+)?))\s*(?P<wan>万)?\s*(?P<more>[余多])?\s*"
    rf"(?:(?P<person>{pattern('quantity', 'person').pattern})|(?P<post>个))"
)
_RANGE_AFTER = lazy(rf"\s*(?:[-~～—–―至]|--|——)\s*{_NUM}\s*(?:{_UNIT}|人|名)")
_RANGE_BEFORE = lazy(rf"{_NUM}\s*(?:{_UNIT}|人|名)?\s*[-~～—–―至]+$")
_SHARED = lazy(rf"(?<![\d.,])(?:{_NUM}\s*[、和及与]\s*)+$")
_BARE_LIST = lazy(
    r"(?:其中|包括|分别为|分别是|：)[：，]?\s*((?:\p{Han}[\p{Han}()]*\s*\d[\d,]*\.\d+\s*[、，]\s*)+)\p{Han}+\s*$"
)
# what a text that matches _RANGE_BEFORE or _SHARED must end with
_RANGE_MARKS = ("-", "~", "～", "—", "–", "―", "至")
_RANGE_SIGNS = frozenset(_RANGE_MARKS)
_JOINS = ("、", "和", "及", "与")
_start = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Quantity:
    """``value`` in 万元 or heads, ``step`` one unit of its last printed digit in the same unit.

    ``about`` marks a rough figure (约, 余), ``vague`` one that gives no value at all (a range, a
    rate, a threshold): it is no amount, but the list around it is not complete.
    """

    start: int
    end: int
    kind: str
    value: Decimal
    step: Decimal
    raw: str
    unit: str
    about: bool = False
    vague: bool = False


def may_hold_any(flat: str, start: int, end: int) -> bool:
    """False for a sentence in which no quantity can be: it has no digit and names no money."""
    return holds_digit(flat, start, end) or _names_money(flat, start, end)


def _names_money(flat: str, start: int, end: int) -> bool:
    return flat.find("元", start, end) >= 0 or flat.find("圆", start, end) >= 0


def find_quantities(flat: str, start: int, end: int) -> list[Quantity]:
    """The quantities of ``flat[start:end]`` in order; offsets are those of ``flat``."""
    digits, named = holds_digit(flat, start, end), _names_money(flat, start, end)
    rounded = named or flat.find("万", start, end) >= 0 or flat.find("亿", start, end) >= 0
    found = list(_money(flat, start, end)) if digits and rounded else []
    if named:
        found += _written(flat, start, end)
    if digits:
        found += _people(flat, start, end)
    if len(found) > 1:
        found.sort(key=_start)
    return [_in_range(flat, quantity) for quantity in found]


def _money(flat: str, start: int, end: int) -> Iterator[Quantity]:
    for match in _MONEY.finditer(flat, start, end):
        quantity = _read_money(match)
        before, after = _around(flat, start, match, end)
        quantity = _qualify(quantity, before, after, match["more"] is not None)
        if quantity.unit and not quantity.vague:
            yield from _shared(flat, start, quantity)
        yield quantity


def _written(flat: str, start: int, end: int) -> Iterator[Quantity]:
    """Sums in Chinese numerals."""
    for written in find_numerals(flat, start, end):
        before, after = (
            flat[max(start, written.start - 40) : written.start],
            flat[written.end : end],
        )
        quantity = Quantity(
            written.start, written.end, "money", written.value, written.step, written.raw,
            written.unit, vague=written.vague,
        )  # fmt: skip
        yield _qualify(quantity, before, after[:40], written.more)


def _read_money(match: regex.Match[str]) -> Quantity:
    if match["num"]:
        unit = money_unit(match["unit"])
        low, step = to_decimal(match["num"])
        value, step = low * FACTORS[unit], step * FACTORS[unit]
    elif match["yi"]:
        high, (low, step), unit = to_decimal(match["yi"])[0], to_decimal(match["yiwan"]), "万元"
        value = high * FACTORS["亿元"] + low
    else:
        high, (low, step), unit = to_decimal(match["wan"])[0], to_decimal(match["yuan"]), "元"
        value, step = high + low * FACTORS["元"], step * FACTORS["元"]
    value = -value if match["sign"] else value
    return Quantity(*match.span(), "money", value, step, match[0], unit)


def _people(flat: str, start: int, end: int) -> Iterator[Quantity]:
    for match in _PEOPLE.finditer(flat, start, end):
        before, after = _around(flat, start, match, end)
        if match["post"] and not pattern("quantity", "posts").search(before):
            continue
        if pattern("quantity", "not_counted").search(before):
            continue
        value, step = to_decimal(match["num"])
        if not match["wan"] and value != value.to_integral_value():
            continue
        times = 10000 if match["wan"] else 1
        unit = match["person"] or match["post"]
        quantity = Quantity(*match.span(), "people", value * times, step * times, match[0], unit)
        yield _qualify(quantity, before, after, match["more"] is not None)


def _around(flat: str, start: int, match: regex.Match[str], end: int) -> tuple[str, str]:
    """The words near a figure; what is farther away says nothing of it."""
    left, right = match.span()
    return flat[max(start, left - 40) : left], flat[right : min(right + 40, end)]


def _qualify(quantity: Quantity, before: str, after: str, more: bool) -> Quantity:
    about = (
        more or _said_roughly(before) or pattern("quantity", "about_after").match(after) is not None
    )
    vague = (
        quantity.vague
        or pattern("quantity", "rate_after").match(after) is not None
        or (bool(before) and _limited(before, quantity.unit))
    )
    if about is quantity.about and vague is quantity.vague:
        return quantity
    return replace(quantity, about=about, vague=vague)


def _said_roughly(before: str) -> bool:
    """Whether the words before a figure make it a rough one (约, 近)."""
    bare = before.rstrip()
    last = words()["quantity"]["about_last"]
    return bare[-1:] in last and pattern("quantity", "about_before").search(bare) is not None


def _limited(before: str, unit: str) -> bool:
    """Whether the words before a figure make of it a rate (每人) or a limit (不超过)."""
    if not pattern("quantity", "limits").search(before):
        return False
    if unit in ("元", "人", "名") and pattern("quantity", "rate_before").search(before):
        return True
    return pattern("quantity", "unit_price").search(before) is not None


def _in_range(flat: str, q: Quantity) -> Quantity:
    """Both ends of ``10万元至20万元`` and ``10-20万元`` give no single value."""
    after = flat[q.end : q.end + 1]
    if (after in _RANGE_SIGNS or after.isspace()) and _RANGE_AFTER.match(flat, q.end):
        return replace(q, vague=True)
    before = flat[max(0, q.start - 24) : q.start].rstrip()
    if before[-1:] in _RANGE_SIGNS and _RANGE_BEFORE.search(before):
        return replace(q, vague=True)
    return q


def _ends_bare(before: str) -> bool:
    """False where a list of figures without unit cannot end: no figure stands before its last mark."""
    mark = max(before.rfind("、"), before.rfind("，"))
    return mark > 0 and "." in before and before[:mark].rstrip()[-1:].isdecimal()


def _shared(flat: str, start: int, last: Quantity) -> Iterator[Quantity]:
    """Figures that share the unit of the last: ``40、50和60万元``, ``A 12.3、B 4.5、C 6万元``."""
    start = max(start, last.start - 400)
    before = flat[start : last.start]
    # both patterns try every figure in turn: only where what must end or be in them is there
    run = _SHARED.search(before) if before.rstrip().endswith(_JOINS) else None
    bare = _BARE_LIST.search(before) if _ends_bare(before) else None
    if not (run or bare):
        return
    offset, text = (run.start(), run[0]) if run else (bare.start(1), bare[1]) if bare else (0, "")
    for match in compiled(_NUM).finditer(text):
        value, step = to_decimal(match[0])
        factor = FACTORS[last.unit]
        at = start + offset + match.start()
        yield Quantity(
            at, at + len(match[0]), "money", value * factor, step * factor, match[0], last.unit
        )
