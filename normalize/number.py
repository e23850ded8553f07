"""Printed numbers: Decimal with the printed precision, the unit that stands with it, never a float."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from extract.frozen import dataclass
from normalize.text import MEMORY, is_blank, lazy, narrow

# Digits with thousands separators (1,234.5) or without; the separator may be wide, hence narrow()
# first. A minus may be any dash. A bare ".5" is printed now and then.
NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_WHOLE = lazy(
    rf"\s*[¥]?\s*(?P<sign>[-−－—–+]|\()?\s*(?P<num>{NUMBER})\s*(?P<unit>[^\d\s,.][^\d]*)?\s*"
)
# 1 234.50: a space separates thousands where every group is whole; 12 .50 is one number as well
_GROUPED = lazy(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d ])")
_PLAIN = lazy(r"[0-9]+(?:\.[0-9]+)?")
_DIGITS = lazy(r"\d+(?:\.\d*)?")
_ONE = Decimal(1)
_SHORTEST_WRAPPED = 4  # digits of a line; no column of money is narrower
_BROKEN_POINT = lazy(r"(?<=\d\d) ?\. ?(?=\d)")


@dataclass(frozen=True, slots=True)
class Number:
    """``value`` as printed (86 for ``86%``), ``step`` one unit of its last digit, ``unit`` what stood
    behind it (``%``, ``万元``, ``人`` …, empty when nothing did)."""

    value: Decimal
    step: Decimal
    unit: str = ""

    @property
    def decimals(self) -> int:
        """Digits printed after the point."""
        return max(0, -int(self.step.as_tuple().exponent))


def to_decimal(digits: str) -> tuple[Decimal, Decimal]:
    """Value and step of a run of digits that :data:`NUMBER` matched: ``13,592.5360`` is
    (13592.5360, 0.0001). Raises ``decimal.InvalidOperation`` on anything else."""
    plain = digits.replace(",", "")
    point = plain.find(".")
    return Decimal(plain), _step(len(plain) - point - 1) if point >= 0 else _ONE


@lru_cache(maxsize=64)
def _step(decimals: int) -> Decimal:
    return _ONE.scaleb(-decimals)


def ungrouped(plain: str) -> str:
    """A narrowed text with the spaces that stand inside numbers gone: ``1 234.50`` is ``1234.50``."""
    if " " not in plain:
        return plain
    joined = _BROKEN_POINT.sub(".", plain)
    return _GROUPED.sub(lambda found: found[0].replace(" ", ""), joined)


def _several(lines: list[str]) -> bool:
    """True for numbers one below the other, 20 over 18. No column is so narrow that it wraps a
    number after its first three digits, but for full points and rates (10 over 0%)."""
    bare = (line.strip().replace(",", "") for line in lines)
    parts = [match[0] for line in bare if (match := _DIGITS.match(line))]
    if len(parts) < len(lines) or "".join(parts).partition(".")[0] in ("10", "100"):
        return False
    return len(parts[0]) < _SHORTEST_WRAPPED and parts[0].isdigit()


@lru_cache(maxsize=MEMORY)
def read_number(text: str) -> Number | None:
    """The number that a cell holds and nothing else beside a unit; None for a blank, a word, two
    numbers or a broken one (``7,00.0,77``): a wrong figure is worse than a missing one.

    ``( 12.5 )`` in brackets is taken as negative only when the brackets close.
    """
    if _PLAIN.fullmatch(text):  # as most are
        return Number(*to_decimal(text))
    if is_blank(text) or ("\n" in text and _several(narrow(text).strip().split("\n"))):
        return None
    plain = ungrouped(narrow(text).replace("\n", "").strip())
    match = _WHOLE.fullmatch(plain)
    if match is None:
        return None
    sign, unit = match["sign"], (match["unit"] or "").strip()
    if sign == "(":
        if unit != ")":
            return None
        unit = ""
    value, step = to_decimal(match["num"])
    return Number(-value if sign and sign != "+" else value, step, unit)
