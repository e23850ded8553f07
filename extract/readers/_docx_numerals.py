"""How Word draws the number of a list: 3 as 三, （三）'s 三, ③, c, iii, 丙 …"""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_STOPPED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_IDEOGRAPH_CIRCLED = "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def drawn(kind: str, number: int) -> str:
    """``number`` in the Word number format ``kind`` (w:numFmt); arabic digits where the format is
    unknown or has no sign for it."""
    if number < 0:
        return str(number)
    return _FORMATS.get(kind, str)(number)


def _spoken(digits: str, tens: str = "十百千", ten_bare: bool = True) -> Callable[[int], str]:
    """Read aloud: 二十一, 一百零五."""
    zero = "零"
    units = ("", *tens)

    def say(number: int) -> str:
        if number <= 0 or number > 9999:
            return _by_digit(digits)(number)
        said, gap = "", False
        for power in range(3, -1, -1):
            digit = number // 10**power % 10
            if digit:
                said += (zero if gap and said else "") + digits[digit] + units[power]
            gap = not digit
        lone_ten = digits[1] + units[1]
        return said[1:] if ten_bare and number < 20 and said.startswith(lone_ten) else said

    return say


def _by_digit(digits: str) -> Callable[[int], str]:
    return lambda number: "".join(digits[int(d)] for d in str(number))


def _chinese_counting(number: int) -> str:
    return _spoken(_DIGITS)(number) if number < 100 else _by_digit("○" + _DIGITS[1:])(number)


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 1 <= number <= len(signs) else str(number)


def _letter(first: str) -> Callable[[int], str]:
    """Letters, then doubled letters (a … z, aa, bb), as Word counts on."""

    def letter(number: int) -> str:
        if number < 1:
            return str(number)
        rounds, at = divmod(number - 1, 26)
        return chr(ord(first) + at) * min(rounds + 1, 30)

    return letter


def _roman(number: int) -> str:
    if not 0 < number < 32768:
        return str(number)
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def _wide(number: int) -> str:
    return str(number).translate(_WIDE)


_FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "bullet": lambda _: "",
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "numberInDash": lambda number: f"- {number} -",
    "chineseCounting": _chinese_counting,
    "taiwaneseCounting": _chinese_counting,
    "chineseCountingThousand": _spoken(_DIGITS),
    "taiwaneseCountingThousand": _spoken(_DIGITS),
    "japaneseCounting": _spoken(_DIGITS),
    "ideographDigital": _by_digit(_DIGITS),
    "taiwaneseDigital": _by_digit("○" + _DIGITS[1:]),
    "japaneseDigitalTenThousand": _by_digit(_DIGITS),
    "chineseLegalSimplified": _spoken(_LEGAL, "拾佰仟", ten_bare=False),
    "ideographLegalTraditional": _spoken(_LEGAL_TRADITIONAL, "拾佰仟", ten_bare=False),
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "ideographEnclosedCircle": _one_of(_IDEOGRAPH_CIRCLED),
    "decimalEnclosedCircle": _one_of(_CIRCLED),
    "decimalEnclosedCircleChinese": _one_of(_CIRCLED),
    "decimalEnclosedParen": _one_of(_BRACKETED),
    "decimalEnclosedFullstop": _one_of(_STOPPED),
    "upperLetter": _letter("A"),
    "lowerLetter": _letter("a"),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}


def circled(text: str) -> str:
    """A number as a circled sign (①), other text unchanged."""
    return drawn("decimalEnclosedCircle", int(text)) if text.isascii() and text.isdigit() else text
