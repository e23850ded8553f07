"""How far a stated value lies from the recomputed one, with the digits that people need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from fuhe.outputs.words import Words
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


def tolerance(field: str, room: Decimal | None, *values: str) -> str:
    """How much rounding may explain, with one decimal more than the difference of ``values``, as half
    a unit of a last digit needs; empty where nothing."""
    return _measure(room, field == "rate", _decimals(values) + 1) if room else ""


def tolerance_text(finding: Finding) -> str:
    """How much rounding may explain of a finding, as :func:`tolerance` writes it."""
    return tolerance(finding.field, finding.tolerance, finding.stated, finding.recomputed)


def stated_text(finding: Finding, words: Words) -> str:
    """What is stated; money that was printed in another unit with that unit and as printed, for the
    figures of a finding are in 万元."""
    from score.wording import is_converted

    figure = finding.check.subject if finding.check else None
    if not finding.stated or figure is None or not is_converted(figure):
        return finding.stated
    printed = " ".join(figure.raw.split())
    unit = "" if printed.endswith(figure.unit) else f" {figure.unit}"
    return finding.stated + words("check.converted", printed + unit)
