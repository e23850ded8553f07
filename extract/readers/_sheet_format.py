"""Number formats of workbooks: the text that a cell shows for the number that it holds.

A workbook stores 0.8657 and shows 86.57%; the document is what is shown. Covered are decimals,
thousands, percent, scaling commas, literals, sections for negative and zero, exponents and dates.
Anything stranger, such as fractions, is shown as the plain number.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import cache

import regex

from extract.frozen import dataclass

# Formats that a file names by number alone; 27-36 and 50-58 as a Chinese Excel shows them.
BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: 'h"时"mm"分"',
    35: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"',
    42: '¥#,##0;-¥#,##0;"-"', 43: '#,##0.00;-#,##0.00;"-"', 44: '¥#,##0.00;-¥#,##0.00;"-"',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: 'h"时"mm"分"',
    56: 'h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip

_TOKEN = regex.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|!(?P<banged>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<ampm>AM/PM|A/P|上午/下午)|(?P<exponent>E[+-])"
    r"|(?P<number>[0#?][0#?,.]*|\.[0#?]+)|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|aaaa?)|(?P<text>@)"
    r"|(?P<other>.)",
    regex.S,
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEK = "一二三四五六日"
_DIGITS_15 = Context(prec=15, rounding=ROUND_HALF_UP)
_LARGEST = 20  # powers of ten; what is larger is shown as it is stored


@dataclass(frozen=True, slots=True)
class _Section:
    """One part of a format code, cut into tokens ``(kind, text)``."""

    tokens: tuple[tuple[str, str], ...]

    def has(self, *kinds: str) -> bool:
        return any(kind in kinds for kind, _ in self.tokens)


def plain(value: str) -> str:
    """A stored number without the dust of binary fractions: ``11436.299999999999`` is 11436.3."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite() or number.adjusted() > _LARGEST:
        return value
    number = _DIGITS_15.plus(number)
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def shown(value: str, code: str, epoch_1904: bool = False) -> str:
    """What a cell with the stored number ``value`` shows under the format ``code``."""
    try:
        number = _DIGITS_15.plus(Decimal(value))
    except InvalidOperation:
        return value
    if not number.is_finite() or number.adjusted() > _LARGEST:
        return value
    section, number = _section_for(_sections(code), number)
    if section.has("elapsed"):
        return plain(value)
    if section.has("date"):
        return _date(section, number, epoch_1904) or plain(value)
    if section.has("general") or (section.has("text") and not section.has("number")):
        return _with_literals(section, plain(str(number)))
    if not section.has("number"):
        literal = _with_literals(section, "")
        return literal if section.tokens else plain(value)
    if any(kind == "other" and text == "/" for kind, text in section.tokens):
        return plain(value)
    return _figure(section, number)


@cache
def _sections(code: str) -> tuple[_Section, ...]:
    sections: list[list[tuple[str, str]]] = [[]]
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or "space"
        text = match[kind] if match.lastgroup else ""
        if kind == "other" and text == ";":
            sections.append([])
        elif kind == "bracket":
            sections[-1].extend(_bracket(text))
        elif kind != "space":
            sections[-1].append((kind, text))
    return tuple(_Section(tuple(section)) for section in sections)


def _bracket(text: str) -> list[tuple[str, str]]:
    """What a bracket shows: a currency sign, hours beyond a day, or nothing (a colour)."""
    if text.startswith("$"):
        return [("quoted", text[1:].split("-", maxsplit=1)[0])]
    return [("elapsed", text)] if text.lower() in ("h", "hh", "m", "mm", "s", "ss") else []


def _section_for(sections: tuple[_Section, ...], number: Decimal) -> tuple[_Section, Decimal]:
    """The section for the sign of a number, and the number as that section takes it."""
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    if number == 0 and len(sections) > 2:
        return sections[2], number
    return sections[0], number


def _with_literals(section: _Section, body: str) -> str:
    out, done = "", False
    for kind, text in section.tokens:
        if kind in ("general", "text"):
            out, done = out + body, True
        elif kind in ("quoted", "escaped", "banged", "other"):
            out += text
    return out if done or not body else out + body


def _figure(section: _Section, number: Decimal) -> str:
    texts = [text for kind, text in section.tokens if kind == "number"]
    pattern = "".join(texts)
    number *= 100 ** sum(kind == "other" and text == "%" for kind, text in section.tokens)
    scale = len(pattern) - len(pattern.rstrip(","))
    number /= 1000**scale
    if section.has("exponent"):
        return f"{number:.{_places(texts[0])[1]}E}"
    body = _digits(pattern.rstrip(","), number)
    sign = "-" if body.startswith("-") else ""
    return sign + _around(section, body.lstrip("-"))


def _around(section: _Section, body: str) -> str:
    """The digits with the literals before, after and among them: ``0!.0,`` shows 12345 as 1.2."""
    texts = [text for kind, text in section.tokens if kind == "number"]
    parts = _shared_out(body, [sum(c in "0#?" for c in text) for text in texts])
    out = ""
    for kind, text in section.tokens:
        if kind == "number":
            out += parts.pop(0)
        elif kind in ("quoted", "escaped", "banged", "other"):
            out += text
    return out


def _shared_out(body: str, lengths: list[int]) -> list[str]:
    """``body`` cut from its end into pieces of the given lengths; the first takes what is left."""
    parts: list[str] = []
    for length in lengths[:0:-1]:
        cut = max(0, len(body) - length)
        parts.append(body[cut:])
        body = body[:cut]
    return [body, *parts[::-1]]


def _places(pattern: str) -> tuple[int, int]:
    """Decimals that are always shown, and at most."""
    after = pattern.partition(".")[2].replace(",", "")
    return after.count("0"), len(after)


def _digits(pattern: str, number: Decimal) -> str:
    least, most = _places(pattern)
    number = number.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    comma = "," if "," in pattern.partition(".")[0] else ""
    text = f"{number:{comma}f}"
    whole, dot, decimals = text.partition(".")
    while len(decimals) > least and decimals.endswith("0"):
        decimals = decimals[:-1]
    if number == 0 and "0" not in pattern:
        return ""
    whole = _padded(whole, pattern.partition(".")[0].count("0"))
    text = whole + (dot + decimals if decimals else "")
    return text.lstrip("-") if number == 0 else text


def _padded(whole: str, zeros: int) -> str:
    """At least so many digits."""
    sign, bare = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return sign + bare.rjust(zeros, "0")


def _date(section: _Section, number: Decimal, epoch_1904: bool) -> str:
    """A day number as the section shows it; empty where it is no date that exists."""
    if not 0 <= number < 2_958_466:
        return ""
    start = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30)  # noqa: DTZ001
    when = start + timedelta(seconds=round(float(number) * 86400))
    out, before = "", ""
    for i, (kind, text) in enumerate(section.tokens):
        if kind == "date":
            after = next((t.lower() for k, t in section.tokens[i + 1 :] if k == "date"), "")
            minute = before.startswith("h") or after.startswith("s")
            out += _date_part(text.lower(), when, minute, section.has("ampm"))
            before = text.lower()
        elif kind == "ampm":
            out += "AM" if when.hour < 12 else "PM"
        elif kind in ("quoted", "escaped", "banged", "other"):
            out += text
    return out


def _date_part(text: str, when: datetime, minute: bool, half_day: bool) -> str:
    if text[0] == "m" and not minute:
        return _month(text, when)
    hour = (when.hour - 1) % 12 + 1 if half_day else when.hour
    match text[0]:
        case "y":
            return f"{when.year % 100:02}" if len(text) < 3 else f"{when.year}"
        case "d" | "a" if len(text) > 2:
            return f"星期{_WEEK[when.weekday()]}"
        case "d":
            return f"{when.day:0{len(text)}}"
        case "h":
            return f"{hour:0{min(2, len(text))}}"
        case "m":
            return f"{when.minute:0{min(2, len(text))}}"
        case _:
            return f"{when.second:0{min(2, len(text))}}"


def _month(text: str, when: datetime) -> str:
    return f"{when.month:0{len(text)}}" if len(text) < 3 else _MONTHS[when.month - 1]
