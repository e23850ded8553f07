"""Values as the text of a corpus cell: plain numbers, true and false, nothing for "not given"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

# A CSV reader may stop at NUL, and a lone surrogate is no text at all: both become U+FFFD.
_UNWRITABLE = {0: "\ufffd"} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")

Value = str | int | Decimal | bool | None


def plain(number: Decimal) -> str:
    """A Decimal without exponent, zero without a minus; printed zeros stay (``10.50``)."""
    text = str(number)
    if text[0].isdigit() and "E" not in text:
        return text  # nearly every figure is written so at once, in half the time
    if not number.is_finite():
        return ""
    return format(abs(number) if number == 0 else number, "f")


def cell(value: Value) -> str:
    """``value`` as the corpus writes it; line breaks inside text are ``\\n``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, int):
        return str(value)
    return writable(value)


_WRITTEN: dict[type, Callable[[Any], str]] = {int: str, Decimal: plain}


def texts(values: Iterable[Value]) -> list[str]:
    """Each value of a row, or of several, as :func:`cell` writes it; values without any odd character,
    as nearly all are, are looked at once."""
    made: list[str] = [
        value
        if value.__class__ is str
        else ""
        if value is None
        else _WRITTEN.get(value.__class__, cell)(value)
        for value in values
    ]
    return list(map(writable, made)) if _is_odd("\t".join(made)) else made


def words(values: list[str]) -> list[str]:
    """Each of many texts as :func:`cell` writes it."""
    return list(map(writable, values)) if are_odd(values) else values


def are_odd(values: Iterable[str]) -> bool:
    """True where some text holds a character that :func:`cell` does not write as it is."""
    return _is_odd("\t".join(values))


def numbers(values: list[Decimal | None]) -> list[str]:
    """Each of many numbers as :func:`cell` writes it; where none needs to be looked at (an exponent,
    a zero with a minus, what is no number), as is nearly always so, all are written at once."""
    made = ["" if value is None else str(value) for value in values]
    together = " ".join(made)
    if "E" in together or "N" in together or "I" in together or "-0" in together:
        return ["" if value is None else plain(value) for value in values]
    return made


def writable(text: str) -> str:
    """``text`` with line breaks as ``\\n`` and nothing that UTF-8 or a CSV reader cannot hold."""
    if not _is_odd(text):
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_UNWRITABLE)


def _is_odd(text: str) -> bool:
    """True where a text holds a carriage return, a NUL or a lone surrogate. To encode it is several
    times as fast as to search it for them."""
    if "\r" in text:
        return True
    try:
        return b"\0" in text.encode("utf-8")
    except UnicodeEncodeError:
        return True
