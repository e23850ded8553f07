"""How far a stated value lies from the recomputed one, with the digits that people need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from score.check import Finding


def _measure(value: Decimal, of_rate: bool, places: int) -> str:
    """A difference or tolerance with at most ``places`` decimals, of a rate in percent."""
    from score.wording import trimmed

    return trimmed(value * 100, places) + "%" if of_rate else trimmed(value, places)


def apart(field: str, difference: Decimal | None, *values: str) -> str:
    """A difference with its sign and the decimals of the values it lies between, of rates in
    percent (points); empty where there is none."""
    if not difference:
        return ""
    text = _measure(difference, field == "rate", _decimals(values))
    return text if text.startswith("-") else f"+{text}"


def _decimals(values: Iterable[str]) -> int:
    return max(len(value.rstrip("%").partition(".")[2]) for value in values)


def difference_text(finding: Finding) -> str:
    """The difference of what is stated and what was recomputed, as :func:`apart` writes it."""
    return apart(finding.field, finding.difference, finding.stated, finding.recomputed)


def tolerance_text(finding: Finding) -> str:
    """How much rounding may explain, with one decimal more than the difference, as half a unit of
    a last digit needs; empty where nothing."""
    if not finding.tolerance:
        return ""
    places = _decimals((finding.stated, finding.recomputed)) + 1
    return _measure(finding.tolerance, finding.field == "rate", places)
