"""What one slip of a hand makes of a printed number: every value it may have been meant to be.

Pure digits: nothing here knows of forms. A number is taken as the integer of its last printed
digit (13351.2 is 133512 steps of 0.1), so every comparison is exact.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from extract.frozen import dataclass
from normalize._repair_bonds import finite, steps

# How often each slip is made, out of all slips. Only the order of size matters: the figures rank
# explanations, none is ever accepted or refused because of them.
SHARES = {
    "digit": 0.30,
    "transposed": 0.14,
    "missing-digit": 0.07,
    "doubled-digit": 0.05,
    "extra-digit": 0.02,
    "unit": 0.10,
    "shift": 0.06,
    "sign": 0.01,
}
_SHIFTS = (-1, 1, -2, 2, -3, 3)
# where 万元 are asked for, 元 get printed; the other way round is rarer, 亿元 rarer still
_UNITS = {-4: 0.6, 4: 0.3, -8: 0.05, 8: 0.05}
# a figure of a form is hardly meant to be negative: where one is, its sign is what slipped
_MINUS = 0.5
_LONGEST = 18
_FINEST = Decimal(1).scaleb(-_LONGEST)
_NEAR = 5
_DIGITS = "0123456789"
_SHORT = 10_000
_FAR = 1000  # times: a shift of three places
Bounds = Mapping[int, tuple[int, int]]
Variant = tuple[int, int, str, float]
Numbered = tuple[int, Variant]


@dataclass(frozen=True, slots=True)
class Edit:
    """``value`` is what the figure may have been meant to be, in its clean unit; ``kind`` the slip
    that turns it into what is printed; ``likely`` how often that slip gives just this print."""

    kind: str
    value: Decimal
    likely: float


def edits(
    value: Decimal,
    step: Decimal,
    low: Decimal,
    high: Decimal,
    places: int = 0,
    finest: Decimal | None = None,
    money: str = "万元",
    within: tuple[int, int] | None = None,
) -> tuple[Edit, ...]:
    """Every value in ``low .. high`` that one slip turns into ``value``, the likeliest first.

    ``step`` is one unit of the last printed digit, ``places`` the digits printed after the point
    (so that 0.38 keeps its leading zero), ``finest`` the finest step that such figures have (a
    digit lost behind the point made it coarser), ``money`` the unit of money that may have slipped, if
    any. ``within`` is the range in steps (of :mod:`normalize._repair_bonds`), where it is known so.
    Nothing for a number of more than 18 digits, nor of more than 18 decimals.
    """
    digits = value / step
    if digits != digits.to_integral_value() or abs(digits) >= 10**_LONGEST or step < _FINEST:
        return ()
    low_high = within or (steps(low), steps(high))
    one = steps(step)
    fine = steps(finest) if finest else one
    found = _digit_edits(int(digits), step, one, low_high, places, fine)
    found += _shifts(value, int(digits) * one, low_high, money)
    if finest and not places and fine * _FAR < one:
        found += _lost_point(value, step, low_high, finest)
    if len(found) < 2:
        return tuple(found)
    best: dict[Decimal, Edit] = {}
    for edit in found:
        known = best.get(edit.value)
        if known is None or known.likely < edit.likely:
            best[edit.value] = edit
    middle = (low + high) / 2 if low.is_finite() and high.is_finite() else value
    return tuple(sorted(best.values(), key=lambda e: (-e.likely, abs(e.value - middle), e.value)))


def _digit_edits(
    printed: int, step: Decimal, one: int, within: tuple[int, int], places: int, finest: int
) -> list[Edit]:
    """``one`` (the step), ``within`` and ``finest`` are whole numbers of steps (of
    :mod:`normalize._repair_bonds`); so is all that is compared, for nearly every variant is refused."""
    sign, (low, high) = (-1 if printed < 0 else 1), within
    if sign < 0:
        low, high = -high, -low
    bounds = {
        power: (-(-low * 10 // (one * by)), high * 10 // (one * by))
        if one * by >= finest * 10
        else _NONE
        for power, by in _POWERS.items()
    }
    return [
        Edit(kind, sign * other * step.scaleb(power), likely)
        for other, power, kind, likely in _within(abs(printed), places, bounds)
    ]


def _shifts(value: Decimal, own: int, within: tuple[int, int], money: str) -> list[Edit]:
    """``own`` is the value in steps, as ``within`` is."""
    low, high = within
    if not own:
        return []
    less, more = own // _NEAR, own * _NEAR
    if (less < low and high < more) if own > 0 else (more < low and high < less):
        return []  # not even ten times as much or as little
    found = []
    for kind, power, share in _MOVES[money if money in _MOVES else "万元"]:
        less, more = (10**-power, 1) if power < 0 else (1, 10**power)
        meant = own * more
        # a range as wide as the figure itself would take almost anything for a slip of the unit
        if low * less <= meant <= high * less and not (high - low) * less > abs(meant):
            found.append(Edit(kind, value.scaleb(power), SHARES[kind] * share))
    if low <= -own <= high:
        found.append(Edit("sign", -value, SHARES["sign"] if own > 0 else _MINUS))
    return found


def _lost_point(
    value: Decimal, step: Decimal, within: tuple[int, int], finest: Decimal
) -> list[Edit]:
    """The figure with the decimals that such figures have, where its point was left out: 174444746 for
    174.444746. Up to three decimals are shifts as others are."""
    power = (finest / step).adjusted()
    if power < min(_SHIFTS) and finest == step.scaleb(power):
        meant = value.scaleb(power)
        if within[0] <= steps(meant) <= within[1]:
            return [Edit("shift", meant, SHARES["shift"] / len(_SHIFTS))]
    return []


def _moves(money: str) -> tuple[tuple[str, int, float], ...]:
    way = -1 if money == "元" else 1
    units = [("unit", way * power, share) for power, share in _UNITS.items() if money]
    return (*units, *(("shift", power, 1 / len(_SHIFTS)) for power in _SHIFTS))


_MOVES = {money: _moves(money) for money in ("万元", "元", "")}
_POWERS = {-1: 1, 0: 10, 1: 100}
_NONE = (1, 0)


def _within(printed: int, places: int, bounds: Bounds) -> Iterable[Variant]:
    """The variants within bounds: of short numbers, which come again and again, picked from all."""
    if printed >= _SHORT:
        return _variants(printed, places, bounds)
    found = []
    for power, (values, variants) in _all(printed, places).items():
        low, high = bounds[power]
        found += variants[bisect_left(values, low) : bisect_right(values, high)]
    return [variant for _, variant in sorted(found)]


@lru_cache(maxsize=4096)
def _all(printed: int, places: int) -> Mapping[int, tuple[list[int], list[Numbered]]]:
    """By power: the integers in order, and the variants with their place among all."""
    every = _variants(printed, places, dict.fromkeys(_POWERS, (0, 10**_LONGEST)))
    by_power: dict[int, list[Numbered]] = {power: [] for power in _POWERS}
    for numbered in sorted(enumerate(every), key=lambda entry: entry[1][0]):
        by_power[numbered[1][1]].append(numbered)
    return {power: ([v[0] for _, v in own], own) for power, own in by_power.items()}


def _variants(printed: int, places: int, bounds: Bounds) -> list[Variant]:
    """Integers one slip away from ``printed`` within the bounds of their power: (integer, power of ten
    of its step, slip, how likely).

    A digit lost or added behind the point moves the last place, hence the power of ten.
    """
    digits = str(printed).zfill(places + 1)
    found: dict[tuple[int, int], tuple[str, float]] = {}
    for kind, text, power in _spellings(digits, places, bounds):
        if text[0] == "0" and len(text) - places + power > 1:
            continue  # nobody means 0230: what is printed with 2030 is another slip
        meant, (least, most) = (int(text), power), bounds[power]
        likely = SHARES[kind] / _outcomes(kind, len(text))
        within = least <= meant[0] <= most and meant != (printed, 0)
        if within and found.get(meant, ("", 0.0))[1] < likely:
            found[meant] = (kind, likely)
    return [(*meant, kind, likely) for meant, (kind, likely) in found.items()]


def _spellings(digits: str, places: int, bounds: Bounds) -> Iterator[tuple[str, str, int]]:
    """Each way the digits may have been meant: (slip, digits meant, power of ten of the last). Left out
    are those that the bounds refuse at a glance."""
    size, number = len(digits), int(digits)
    point = size - places
    low, high = bounds[0]
    far = max(low - number, number - high, 0)  # how much has to change at the least
    before, behind = _shorter(number, size, places, bounds)
    for i, old in enumerate(digits):
        one = 10 ** (size - 1 - i)
        if far <= 9 * one:
            above, below = number // (10 * one), number % one
            for d in _fitting(10 * above * one + below, one, bounds[0]):
                if d != old:
                    yield "digit", digits[:i] + d + digits[i + 1 :], 0
        elif not behind and (not before or i >= point):
            break
        if behind if i >= point else before:
            power = 1 if i >= point else 0
            left = number // (10 * one) * one + number % one
            if bounds[power][0] <= left <= bounds[power][1]:
                twice = old in (digits[i - 1 : i], digits[i + 1 : i + 2])
                kind = "doubled-digit" if twice else "extra-digit"
                yield kind, digits[:i] + digits[i + 1 :], power
    yield from _longer(digits, point, bounds)
    for i in range(1 if digits[0] == "0" else 0, size - 1):
        step = 10 ** (size - 2 - i)
        if far > 81 * step:
            break  # nor does any pair further back change enough
        moved = number + 9 * step * (int(digits[i + 1]) - int(digits[i]))
        if low <= moved <= high:
            yield "transposed", digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :], 0


def _shorter(number: int, size: int, places: int, bounds: Bounds) -> tuple[bool, bool]:
    """Whether a digit too many before the point, and one behind it, may be worth a look."""
    if size < 2:
        return False, False
    (low, high), (least, most) = bounds[0], bounds[1]
    before = low <= high and low < 10 ** (size - 1) and high >= 0
    if not places or least > most:
        return before, False
    one = 10 ** (places - 1)
    whole = number // (10 * one)  # what stands before the point stays
    return before, least < (whole + 1) * one and whole * one <= most


def _longer(digits: str, point: int, bounds: Bounds) -> Iterator[tuple[str, str, int]]:
    """With one digit more: up to the point, then behind it."""
    size, number = len(digits), int(digits)
    longer = 10**size  # nobody writes a 0 in front
    for i in range(point + 1) if bounds[0][0] < 10 * longer and longer <= bounds[0][1] else ():
        one = 10 ** (size - i)
        for d in _fitting(number // one * one * 10 + number % one, one, bounds[0]):
            text = digits[:i] + d + digits[i:]
            if text[0] != "0":
                yield "missing-digit", text, 0
    one = 10 ** (size - point)
    least = number // one * one * 10  # what stands before the point stays
    low, high = bounds[-1]
    for i in range(point, size) if low < least + 10 * one and least <= high else ():
        one = 10 ** (size - i)
        for d in _fitting(number // one * one * 10 + number % one, one, bounds[-1]):
            yield "missing-digit", digits[:i] + d + digits[i:], -1


def _fitting(least: int, one: int, within: tuple[int, int]) -> str:
    """The digits that a number may have in the place of ``one`` to lie within bounds; ``least`` is
    the number with a 0 there."""
    low, high = within
    if high < least or least + 9 * one < low:
        return ""
    first = -((least - low) // one) if low > least else 0
    return _DIGITS[first : (high - least) // one + 1]


def _outcomes(kind: str, length: int) -> int:
    """In how many ways a slip of ``kind`` can spoil a number of ``length`` digits."""
    if kind == "digit":
        return 9 * length
    if kind == "transposed":
        return max(1, length - 1)
    # a digit lost or typed twice: one way a digit; another one too many: ten at each place
    return 10 * (length + 1) if kind == "extra-digit" else length


def blind_likelihood(one: int, within: tuple[int, int], value: int) -> float:
    """How likely a slip of no known kind is, for a cell that should stand ``within`` some range. All
    of it in steps (of :mod:`normalize._repair_bonds`); ``one`` is the last printed digit.

    A number of n digits can be wrong in 10^n ways, so a long one that fits by mere chance is
    evidence of nothing: the share of unknown slips over the numbers of that length.
    """
    low, high = within
    closed = finite(within)
    if closed:
        least = min(abs(low), abs(high))
    else:
        least = min([abs(end) for end in within if finite((end, end))], default=value)
    # what was meant may be longer than what is printed; the longer of the two is the rarer
    length = max(2, len(str(max(least, abs(value)) // one))) if one else 2
    fits = min(10.0**length, max(1.0, (high - low) / one)) if closed and one else 1.0
    return 0.05 * fits / 10.0**length
