"""What one slip of a hand makes of a printed number: every value it may have been meant to be.

Pure digits: nothing here knows of forms. A number is taken as the integer of its last printed
digit (13351.2 is 133512 steps of 0.1), so every comparison is exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from extract.frozen import dataclass

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
_LONGEST = 18
_DIGITS = "0123456789"


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
) -> tuple[Edit, ...]:
    """Every value in ``low .. high`` that one slip turns into ``value``, the likeliest first.

    ``step`` is one unit of the last printed digit, ``places`` the digits printed after the point
    (so that 0.38 keeps its leading zero), ``finest`` the finest step that such figures have (a
    digit lost behind the point made it coarser), ``money`` the unit of money that may have slipped, if
    any. Nothing for a number of more than 18 digits.
    """
    steps = value / step
    if steps != steps.to_integral_value() or abs(steps) >= 10**_LONGEST:
        return ()
    best: dict[Decimal, Edit] = {}
    typed = _digit_edits(int(steps), step, (low, high), places, finest or step)
    for edit in (*typed, *_shifts(value, low, high, money)):
        known = best.get(edit.value)
        if known is None or known.likely < edit.likely:
            best[edit.value] = edit
    middle = (low + high) / 2 if low.is_finite() and high.is_finite() else value
    return tuple(sorted(best.values(), key=lambda e: (-e.likely, abs(e.value - middle), e.value)))


def _digit_edits(
    steps: int, step: Decimal, within: tuple[Decimal, Decimal], places: int, finest: Decimal
) -> Iterator[Edit]:
    sign = -1 if steps < 0 else 1
    for other, power, kind, likely in _variants(abs(steps), places):
        digit = step.scaleb(power)
        meant = sign * other * digit
        if digit >= finest and within[0] <= meant <= within[1]:
            yield Edit(kind, meant, likely)


def _shifts(value: Decimal, low: Decimal, high: Decimal, money: str) -> Iterator[Edit]:
    if value == 0:
        return
    way = -1 if money == "元" else 1
    units = [("unit", way * power, share) for power, share in _UNITS.items() if money]
    points = [("shift", power, 1 / len(_SHIFTS)) for power in _SHIFTS]
    for kind, power, share in (*units, *points):
        meant = value.scaleb(power)
        # a range as wide as the figure itself would take almost anything for a slip of the unit
        if low <= meant <= high and not high - low > abs(meant):
            yield Edit(kind, meant, SHARES[kind] * share)
    if low <= -value <= high:
        yield Edit("sign", -value, SHARES["sign"])


@lru_cache(maxsize=4096)
def _variants(steps: int, places: int) -> tuple[tuple[int, int, str, float], ...]:
    """Integers one slip away from ``steps``: (integer, power of ten of its step, slip, how likely).

    A digit lost or added behind the point moves the last place, hence the power of ten.
    """
    digits = str(steps).zfill(places + 1)
    found: dict[tuple[int, int], tuple[str, float]] = {}
    for kind, text, power in _spellings(digits, places):
        if text[0] == "0" and len(text) - places + power > 1:
            continue  # nobody means 0230: what is printed with 2030 is another slip
        meant = (int(text), power)
        likely = SHARES[kind] / _outcomes(kind, len(text))
        if meant != (steps, 0) and found.get(meant, ("", 0.0))[1] < likely:
            found[meant] = (kind, likely)
    return tuple((*meant, kind, likely) for meant, (kind, likely) in found.items())


def _spellings(digits: str, places: int) -> Iterator[tuple[str, str, int]]:
    """Each way the digits may have been meant: (slip, digits meant, power of ten of the last)."""
    point = len(digits) - places
    for i, old in enumerate(digits):
        yield from (("digit", digits[:i] + d + digits[i + 1 :], 0) for d in _DIGITS if d != old)
        if len(digits) > 1:
            kind = (
                "doubled-digit"
                if old in (digits[i - 1 : i], digits[i + 1 : i + 2])
                else "extra-digit"
            )
            yield kind, digits[:i] + digits[i + 1 :], 1 if i >= point else 0
    for i in range(point + 1):
        longer = (digits[:i] + d + digits[i:] for d in _DIGITS)
        yield from (("missing-digit", text, 0) for text in longer if not text.startswith("0"))
    for i in range(point, len(digits)):
        yield from (("missing-digit", digits[:i] + d + digits[i:], -1) for d in _DIGITS)
    for i in range(1 if digits[0] == "0" else 0, len(digits) - 1):
        yield "transposed", digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :], 0


def _outcomes(kind: str, length: int) -> int:
    """In how many ways a slip of ``kind`` can spoil a number of ``length`` digits."""
    if kind == "digit":
        return 9 * length
    if kind == "transposed":
        return max(1, length - 1)
    # a digit lost or typed twice: one way a digit; another one too many: ten at each place
    return 10 * (length + 1) if kind == "extra-digit" else length


def blind_likelihood(step: Decimal, low: Decimal, high: Decimal, value: Decimal) -> float:
    """How likely a slip of no known kind is, for a cell that should stand in ``low .. high``.

    A number of n digits can be wrong in 10^n ways, so a long one that fits by mere chance is
    evidence of nothing: the share of unknown slips over the numbers of that length.
    """
    ends = [abs(end) for end in (low, high) if end.is_finite()]
    # what was meant may be longer than what is printed; the longer of the two is the rarer
    length = max(2, len(str(int(max(min(ends, default=value), abs(value)) / step))) if step else 2)
    width = high - low
    fits = 1.0 if not width.is_finite() else min(10.0**length, max(1.0, float(width / step)))
    return 0.05 * fits / 10.0**length
