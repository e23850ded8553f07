"""Sums of money and counts of people in a sentence, each with its value, precision and place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from operator import attrgetter

import regex

from extract.frozen import dataclass, maker
from normalize._narrative_numerals import find_numerals
from normalize._narrative_text import holds_digit
from normalize._narrative_words import pattern, spelled, words
from normalize.number import to_decimal
from normalize.text import compiled, lazy
from normalize.unit import FACTORS, money_unit

_NUM = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_YUAN = r"(?:亿|千万|百万|万|千)?\s*[元圆](?![素月旦宵件])"
_UNIT = rf"{_YUAN}|[万亿](?=\s*(?:[^\p{{Han}}\s]|$|[和及与以等]|用于|左右|其中))"
_MONEY = lazy(
    rf"(?<![\d.,])(?:"
    rf"(?P<yi>{_NUM})\s*亿\s*(?P<yiwan>{_NUM})\s*(?P<yiunit>万元?)"
    rf"|(?P<wan>{_NUM})\s*万\s*(?P<yuan>{_NUM})\s*(?P<yuanunit>元)"
    rf"|(?P<num>{_NUM})\s*(?P<more>[余多来])?\s*(?P<unit>{_UNIT}))"
)
# before a dash they make of it another mark than the sign of a figure
_NO_SIGN_BEHIND = lazy(r"[\d\p{Han}%).,]")
# begins with a plain class of signs: the search then goes from digit to digit
_ALONE = r"\d(?<![\d.,].)(?:\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d*(?:\.\d+)?)"
_PEOPLE = lazy(
    rf"(?P<num>\d(?<![\d.,].)(?:\d{{0,2}}(?:,\d{{3}})+|\d*(?:\.\d+)?))\s*(?P<wan>万)?\s*(?P<more>[余多])?\s*"
    rf"(?:(?P<person>{pattern('quantity', 'person').pattern})|(?P<post>个))"
)
# a figure with 元 behind it, or with a word that others of these begin with
_LONG = "亿万余多来"  # _MONEY
_HEADS = "万余多个" + words()["quantity"]["person_first"]  # _PEOPLE
_FIGURE = lazy(
    rf"(?P<num>{_ALONE})\s*(?:(?P<more>[余多来])?\s*(?P<unit>{_YUAN})|(?P<word>[{_LONG}{_HEADS}]))"
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
# what the words right before a figure end with, those right behind it begin with
_LAST = _RANGE_SIGNS.union(words()["quantity"]["about_last"])
_FIRST = _RANGE_SIGNS.union(words()["quantity"]["after_first"])
_LIMITS = lazy(spelled("quantity", "limits"))
_JOINS = ("、", "和", "及", "与")
_NEAR = 40  # characters; what is farther away from a figure says nothing of it
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


_quantity = maker(Quantity)


def may_hold_any(flat: str, start: int, end: int) -> bool:
    """False for a sentence in which no quantity can be: it has no digit and names no money."""
    return holds_digit(flat, start, end) or _names_money(flat, start, end)


def _names_money(flat: str, start: int, end: int) -> bool:
    return flat.find("元", start, end) >= 0 or flat.find("圆", start, end) >= 0


def find_quantities(flat: str, start: int, end: int) -> list[Quantity]:
    """The quantities of ``flat[start:end]`` in order; offsets are those of ``flat``."""
    found, people = _figures(flat, start, end)
    if _names_money(flat, start, end):
        found += _written(flat, start, end)
    found += people
    if len(found) > 1:
        found.sort(key=_start)
    return found


def _figures(flat: str, start: int, end: int) -> tuple[list[Quantity], list[Quantity]]:
    """Sums of money and counts of people, by one look at every figure with a word behind it."""
    money: list[Quantity] = []
    people: list[Quantity] = []
    told = start  # a sum may have two figures: 1亿2000万元
    for match in _FIGURE.finditer(flat, start, end):
        left, mark = match.start(), match["word"]
        if mark is None:
            if left >= told:
                told = match.end()
                money += _sum(flat, (start, end), match, *_plain_sum(match))
            continue
        if mark in _LONG and left >= told and (long := _MONEY.match(flat, left, end)):
            told = long.end()
            money += _sum(flat, (start, end), long, *_read_money(long))
        if mark in _HEADS and (count := _PEOPLE.match(flat, left, end)):
            people += _people(flat, (start, end), count)
    return money, people


def _sum(
    flat: str,
    within: tuple[int, int],
    match: regex.Match[str],
    value: Decimal,
    step: Decimal,
    unit: str,
) -> Sequence[Quantity]:
    """The sum of money that ``match`` finds, and before it those that share its unit."""
    start, end = within
    left, right = match.span()
    if left > start and flat[left - 1] == "-" and _is_sign(flat, left - 1):
        left, value = left - 1, -value
    more = match["more"] is not None
    about, vague, ranged = _qualities(flat, (start, left), (right, end), unit, more=more)
    own = _quantity(
        left, right, "money", value, step, flat[left:right], unit, about, vague or ranged
    )
    return (own,) if vague else [*_shared(flat, start, own), own]


def _is_sign(flat: str, at: int) -> bool:
    """Whether the dash at this offset makes the figure behind it a negative one."""
    before = flat[at - 1 : at]
    return not before or _NO_SIGN_BEHIND.match(before) is None


def _written(flat: str, start: int, end: int) -> Iterator[Quantity]:
    """Sums in Chinese numerals."""
    for one in find_numerals(flat, start, end):
        left, right = one.start, one.end
        near = _qualities(flat, (start, left), (right, end), one.unit, more=one.more)
        about, vague = near[0], near[1] or near[2] or one.vague
        yield _quantity(left, right, "money", one.value, one.step, one.raw, one.unit, about, vague)


def _read_money(match: regex.Match[str]) -> tuple[Decimal, Decimal, str]:
    """Value and step of a sum in 万元, and its unit."""
    if match["num"]:
        return _plain_sum(match)
    if match["yi"]:
        high, (low, step) = to_decimal(match["yi"])[0], to_decimal(match["yiwan"])
        return high * FACTORS["亿元"] + low, step, "万元"
    high, (low, step) = to_decimal(match["wan"])[0], to_decimal(match["yuan"])
    return high + low * FACTORS["元"], step * FACTORS["元"], "元"


def _plain_sum(match: regex.Match[str]) -> tuple[Decimal, Decimal, str]:
    unit = money_unit(match["unit"])
    value, step = to_decimal(match["num"])
    factor = FACTORS[unit]
    return value * factor, step * factor, unit


def _people(flat: str, within: tuple[int, int], match: regex.Match[str]) -> Sequence[Quantity]:
    """The count of people that ``match`` finds; none where it counts something else."""
    start, end = within
    left, right = match.span()
    before = flat[max(start, left - _NEAR) : left]
    if match["post"] and not pattern("quantity", "posts").search(before):
        return ()
    if pattern("quantity", "not_counted").search(before):
        return ()
    value, step = to_decimal(match["num"])
    if match["wan"]:
        value, step = value * 10000, step * 10000
    elif value != value.to_integral_value():
        return ()
    unit = match["person"] or match["post"]
    more = match["more"] is not None
    about, vague, ranged = _qualities(flat, (start, left), (right, end), unit, more=more)
    vague = vague or ranged
    return (_quantity(left, right, "people", value, step, match[0], unit, about, vague),)


def _qualities(
    flat: str, before: tuple[int, int], after: tuple[int, int], unit: str, *, more: bool
) -> tuple[bool, bool, bool]:
    """Whether the words near a figure make it a rough one, whether a rate or a limit, and whether an
    end of a range; what is farther away says nothing of it."""
    (start, left), (right, end) = before, after
    near = max(start, left - _NEAR)
    about, vague, ranged = more, False, False
    if near < left and _LIMITS.search(flat, near, left):
        vague = _limited(flat[near:left], unit)
    last, mark = flat[left - 1 : left], flat[right : right + 1]
    if last in _LAST or last.isspace():
        about = about or (near < left and _said_roughly(flat[near:left]))
        ranged = _ends_range(flat, left)
    if mark in _FIRST or mark.isspace():
        rest = flat[right : min(right + _NEAR, end)]
        about = about or pattern("quantity", "about_after").match(rest) is not None
        vague = vague or pattern("quantity", "rate_after").match(rest) is not None
        ranged = ranged or _RANGE_AFTER.match(flat, right) is not None
    return about, vague, ranged


def _said_roughly(before: str) -> bool:
    """Whether the words before a figure make it a rough one (约, 近)."""
    bare = before.rstrip()
    return bare[-1:] in _LAST and pattern("quantity", "about_before").search(bare) is not None


def _limited(before: str, unit: str) -> bool:
    """Whether the words before a figure make of it a rate (每人) or a limit (不超过)."""
    if unit in ("元", "人", "名") and pattern("quantity", "rate_before").search(before):
        return True
    return pattern("quantity", "unit_price").search(before) is not None


def _in_range(flat: str, left: int, right: int) -> bool:
    """Both ends of ``10万元至20万元`` and ``10-20万元`` give no single value."""
    after = flat[right : right + 1]
    begins = after in _RANGE_SIGNS or after.isspace()
    return (begins and _RANGE_AFTER.match(flat, right) is not None) or _ends_range(flat, left)


def _ends_range(flat: str, left: int) -> bool:
    before = flat[max(0, left - 24) : left].rstrip()
    return before[-1:] in _RANGE_SIGNS and _RANGE_BEFORE.search(before) is not None


def _ends_bare(flat: str, start: int, end: int) -> bool:
    """False where a list of figures without unit cannot end: no figure stands before its last mark."""
    mark = max(flat.rfind("、", start, end), flat.rfind("，", start, end))
    if mark <= start:
        return False
    last = flat[mark - 1]
    if last.isspace():
        last = flat[start:mark].rstrip()[-1:]
    return last.isdecimal() and flat.find(".", start, end) >= 0


def _shared(flat: str, start: int, last: Quantity) -> Sequence[Quantity]:
    """Figures that share the unit of the last: ``40、50和60万元``, ``A 12.3、B 4.5、C 6万元``."""
    # both patterns try every figure in turn: only where what must end or be in them is there
    start, end = max(start, last.start - 400), last.start
    if start == end:
        return ()
    mark = flat[end - 1]
    joins = mark in _JOINS or (mark.isspace() and flat[start:end].rstrip().endswith(_JOINS))
    run = _SHARED.search(flat[start:end]) if joins else None
    bare = _BARE_LIST.search(flat[start:end]) if _ends_bare(flat, start, end) else None
    if not (run or bare):
        return ()
    offset, text = (run.start(), run[0]) if run else (bare.start(1), bare[1]) if bare else (0, "")
    factor, found = FACTORS[last.unit], []
    for match in compiled(_NUM).finditer(text):
        value, step = to_decimal(match[0])
        left = start + offset + match.start()
        right = left + len(match[0])
        vague = _in_range(flat, left, right)
        one = _quantity(
            left, right, "money", value * factor, step * factor, match[0], last.unit, False, vague
        )
        found.append(one)
    return found
