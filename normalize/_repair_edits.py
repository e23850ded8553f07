"""What one slip of a hand makes of a printed number: every value it may have been meant to be.

Pure digits: nothing here knows of forms. A number is taken as the integer of its last printed
digit (13351.2 is 133512 steps of 0.1), so every comparison is exact.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from extract.frozen import dataclass
from normalize._repair_bonds import UNIT, Range, finite, steps

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
_VAST = 10**_LONGEST
_LEAST = UNIT // _VAST
_FAR = 1000  # times: a shift of three places
Meant = tuple[str, Decimal, float, int]
"""The kind of a slip, the value that was meant, how likely it is, and the value in steps."""
Typed = tuple[str, int, int, int]
"""The kind of a slip, the number that was meant, the power of ten of its last place (0 is that of the
printed number), and in how many ways the slip can spoil a number of that length."""


@dataclass(frozen=True, slots=True)
class Edit:
    """``value`` is what the figure may have been meant to be, in its clean unit; ``kind`` the slip
    that turns it into what is printed; ``likely`` how often that slip gives just this print."""

    kind: str
    value: Decimal
    likely: float


class Print(NamedTuple):
    """A printed number: its ``value`` and ``step``, one unit of its last digit, the same two in steps
    (of :mod:`normalize._repair_bonds`; ``own`` and ``one``), the digits printed after the point
    (``places``, so that 0.38 keeps its leading zero) and the ``unit`` of money that may have slipped,
    empty for none."""

    value: Decimal
    step: Decimal
    own: int
    one: int
    places: int
    unit: str


def edits(
    value: Decimal,
    step: Decimal,
    low: Decimal,
    high: Decimal,
    places: int = 0,
    finest: Decimal | None = None,
    money: str = "万元",
) -> tuple[Edit, ...]:
    """Every value in ``low .. high`` that one slip turns into ``value``, the likeliest first.

    ``step`` is one unit of the last printed digit, ``places`` the digits printed after the point,
    ``finest`` the finest step that such figures have (a digit lost behind the point made it coarser),
    ``money`` the unit of money that may have slipped, if any. Nothing for a number of more than 18
    digits, nor of more than 18 decimals.
    """
    if step < _FINEST:
        return ()
    printed = Print(value, step, steps(value), steps(step), places, money)
    found = meant(printed, (steps(low), steps(high)), steps(finest or step))
    return tuple([Edit(kind, value, likely) for kind, value, likely, _ in found])


def meant(printed: Print, within: Range, fine: int) -> list[Meant]:
    """Every value ``within`` a range that one slip turns into what is printed, the likeliest first. Of
    what :func:`edits` is given, the range and the finest step of such figures are in steps."""
    value, _, own, one, places, unit = printed
    digits, rest = divmod(abs(own), one)
    if rest or digits >= _VAST or one < _LEAST:
        return []
    low, high = within
    found = _digit_edits(printed, digits, within, fine)
    far = low > 0 and own < low * 10 and high < own * 10
    if own and not far:  # else not even ten times as much or as little
        found += _shifts(value, own, within, unit)
    if not places and fine * _FAR < one:
        found += _lost_point(printed, within, fine)
    if len(found) < 2:
        return found
    best: dict[int, Meant] = {}
    for edit in found:
        known = best.get(edit[3])
        if known is None or known[2] < edit[2]:
            best[edit[3]] = edit
    middle = low + high if finite(within) else 2 * own
    return sorted(best.values(), key=lambda e: (-e[2], abs(2 * e[3] - middle), e[3]))


def _digit_edits(printed: Print, digits: int, within: Range, fine: int) -> list[Meant]:
    """With other digits. All that is compared is a whole number, for nearly every one is refused."""
    _, step, own, one, places, _ = printed
    low, high = within if own >= 0 else (-within[1], -within[0])
    text = str(digits).zfill(places + 1)
    found: list[Typed] = []
    least, most = -(-low // one), high // one
    if least <= most:
        _of_same_length(text, digits, places, (least, most), found)
        if least < 10 ** (len(text) - 1):
            _shorter(text, digits, places, (least, most), found)
        if most >= 10 ** len(text):
            _longer(text, digits, places, (least, most), found)
    if places:
        whole = one * 10**places
        least = digits * one // whole * whole  # what stands before the point stays
        if low < least + whole and high >= least:
            _behind(text, digits, places, (low, high), (one, fine), found)
    if not found:
        return []
    sign = -1 if own < 0 else 1
    return [
        (kind, sign * other * step.scaleb(power), SHARES[kind] / outcomes, at)
        for kind, other, power, outcomes in found
        for at in (sign * other * one * 10 ** (power + 1) // 10,)
    ]


def _shifts(value: Decimal, own: int, within: Range, unit: str) -> list[Meant]:
    """With the point elsewhere, or the other sign; ``own`` is the value in steps, not zero."""
    low, high = within
    found: list[Meant] = []
    for kind, power, share in _MOVES[unit if unit in _MOVES else "万元"]:
        less, more = (10**-power, 1) if power < 0 else (1, 10**power)
        moved = own * more
        # a range as wide as the figure itself would take almost anything for a slip of the unit
        if low * less <= moved <= high * less and not (high - low) * less > abs(moved):
            found.append((kind, value.scaleb(power), SHARES[kind] * share, moved // less))
    if low <= -own <= high:
        found.append(("sign", -value, SHARES["sign"] if own > 0 else _MINUS, -own))
    return found


def _lost_point(printed: Print, within: Range, fine: int) -> list[Meant]:
    """The figure with the decimals that such figures have, where its point was left out: 174444746 for
    174.444746. Up to three decimals are shifts as others are."""
    times = printed.one // fine
    power = len(str(times)) - 1
    if power > max(_SHIFTS) and times * fine == printed.one and times == 10**power:
        at = printed.own // times
        if within[0] <= at <= within[1]:
            return [("shift", printed.value.scaleb(-power), SHARES["shift"] / len(_SHIFTS), at)]
    return []


def _moves(money: str) -> tuple[tuple[str, int, float], ...]:
    way = -1 if money == "元" else 1
    units = [("unit", way * power, share) for power, share in _UNITS.items() if money]
    return (*units, *(("shift", power, 1 / len(_SHIFTS)) for power in _SHIFTS))


_MOVES = {money: _moves(money) for money in ("万元", "元", "")}


# ── other digits ─────────────────────────────────────────────────────────────────────────────
#
# Each adds to ``found`` the numbers within bounds that one slip makes of the printed digits, and nothing
# that would be written with a 0 in front: what is printed with 2030 is another slip of 0230.


def _of_same_length(
    digits: str, number: int, places: int, within: Range, found: list[Typed]
) -> None:
    """One digit another one, or two neighbours in each other's place."""
    size = len(digits)
    below, above = within[0] - number, within[1] - number
    far, most = max(below, -above, 0), 10 * max(above, -below)  # what has to change, and may
    whole = size - places > 1
    one = 10 ** (size - 1)
    for i in range(size):
        nine = 9 * one
        if nine < far:
            return  # nor does any digit further back change enough
        if nine <= most:
            old = int(digits[i])
            if -(-below // one) <= above // one:
                found += [
                    ("digit", number + by * one, 0, 9 * size)
                    for by in _fitting(-old, 9 - old, one, below, above)
                    if by and (i or not whole or by + old)
                ]
            by = (int(digits[i + 1]) - old) * nine // 10 if i < size - 1 else 0
            if by and below <= by <= above and (i or (old and not (whole and digits[1] == "0"))):
                found.append(("transposed", number + by, 0, size - 1))
        one //= 10


def _shorter(digits: str, number: int, places: int, within: Range, found: list[Typed]) -> None:
    """Without a digit that was typed before the point, twice or by chance."""
    size, (low, high) = len(digits), within
    for i in range(size - places if size > 1 else 0):
        one = 10 ** (size - 1 - i)
        left = number // (10 * one) * one + number % one
        zero = size - 1 - places > 1 and digits[0 if i else 1] == "0"
        if low <= left <= high and left != number and not zero:
            found.append(_without(digits, i, left, 0))


def _longer(digits: str, number: int, places: int, within: Range, found: list[Typed]) -> None:
    """With a digit more before the point."""
    size, (low, high) = len(digits), within
    for i in range(size - places + 1 if digits[0] != "0" else 1):
        one = 10 ** (size - i)
        least = number // one * one * 10 + number % one
        fitting = _fitting(0 if i else 1, 9, one, low - least, high - least)
        found += [("missing-digit", least + d * one, 0, size + 1) for d in fitting]


def _behind(
    digits: str, number: int, places: int, within: Range, ones: tuple[int, int], found: list[Typed]
) -> None:
    """With a digit more or less behind the point, which moves the last place. ``within`` and ``ones``,
    the last digit of the figure and of the finest of its kind, are in steps."""
    (low, high), (one, fine), size = within, ones, len(digits)
    bounds = -(-low // (10 * one)), high // (10 * one)
    for i in range(size - places, size):
        part = 10 ** (size - 1 - i)
        left = number // (10 * part) * part + number % part
        if bounds[0] <= left <= bounds[1]:
            found.append(_without(digits, i, left, 1))
    if one < fine * 10:
        return
    bounds = -(-low * 10 // one), high * 10 // one
    for i in range(size - places, size):
        part = 10 ** (size - i)
        least = number // part * part * 10 + number % part
        fitting = _fitting(0, 9, part, bounds[0] - least, bounds[1] - least)
        found += [("missing-digit", least + d * part, -1, size + 1) for d in fitting]


def _without(digits: str, i: int, left: int, power: int) -> Typed:
    """A number without one of its digits: typed twice, or another one too many."""
    size, old = len(digits), digits[i]
    if old in (digits[i - 1 : i], digits[i + 1 : i + 2]):
        return "doubled-digit", left, power, size - 1
    return "extra-digit", left, power, 10 * size


def _fitting(first: int, last: int, one: int, below: int, above: int) -> range:
    """Of ``first`` to ``last``, how much a digit in the place of ``one`` may grow for its number to grow
    by ``below`` to ``above``."""
    return range(max(first, -(-below // one)), min(last, above // one) + 1)


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
    numbers, wide = 10.0**length, high - low
    fits = min(numbers, wide / one) if closed and wide > one > 0 else 1.0
    return 0.05 * fits / numbers
