"""Bytes of a text, a web page or a CSV file as characters, whatever the encoding.

In order: a byte order mark; UTF-16 without a mark (it holds NULs, and reads as Chinese from one end only); the encoding
that the file declares of itself, if the bytes agree; UTF-8; then GB18030 or Big5, whichever makes
the more everyday characters. GB2312 and GBK are read as GB18030, which holds both.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHINESE = ("gb18030", "big5hkscs")
_SAMPLE = 200_000  # bytes that are enough to tell one Chinese encoding from the other
_PLAIN = 0.9
_EVERYDAY = re.compile("[\\t\\n\\r -~·×÷‘-”…‰′″℃①-⑳■-◿、-》〔〕㎡一-鿿！-～]")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs"}
# What a browser does too: pages that declare these are written in the wider Windows one.
_LATIN = {"iso8859-1": "cp1252", "ascii": "utf-8"}


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text of ``data`` and the name of the encoding it was read by.

    ``declared`` is what the file says of itself (a meta tag, a MIME header); a false declaration
    does no harm. Never fails: a byte that fits nothing becomes U+FFFD. NUL characters and the byte
    order mark are dropped.
    """
    name = wide(data) or _declared(data, declared) or _guessed(data)
    return data.decode(name, "replace").lstrip("\ufeff").replace("\0", ""), name


def wide(data: bytes) -> str | None:
    """The Unicode encoding that a byte order mark or the NULs of UTF-16 without one tell of
    ``data``; None where neither does."""
    return _marked(data) or _utf16(data)


def _marked(data: bytes) -> str | None:
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark. ASCII signs and line ends hold NULs, which no other text does; read
    from the right end nearly all of it is Chinese or ASCII, from the wrong one next to nothing."""
    sample = data[: min(len(data), _SAMPLE) // 2 * 2]
    if sample.count(0) < 2 or sample.count(0) * 100 < len(sample):
        return None
    ends = [(_plain(sample, name), name) for name in ("utf-16-le", "utf-16-be")]
    share, name = max(ends)
    return name if share >= _PLAIN and _fits(sample, name) else None


def _plain(sample: bytes, name: str) -> float:
    """Share of the characters that Chinese documents are made of."""
    text = sample.decode(name, "replace")
    return len(_EVERYDAY.findall(text)) / max(1, len(text))


def _declared(data: bytes, declared: str | None) -> str | None:
    try:
        name = codecs.lookup((declared or "").strip(" \"';")).name
    except LookupError:
        return None
    name = _WIDER.get(name, name)
    if name in _LATIN or name.startswith(("utf-16", "utf-32")):
        return None  # the guess below is better than these: their marks would have spoken
    return name if _fits(data[:_SAMPLE], name) else None


def _guessed(data: bytes) -> str:
    sample = data[:_SAMPLE]
    if _fits(sample, "utf-8") or _damaged_utf8(sample):
        return "utf-8"
    return max(_CHINESE, key=lambda name: _everyday(sample, name))


def _fits(sample: bytes, name: str) -> bool:
    """True where ``sample`` decodes, but for a character cut off at its end."""
    try:
        codecs.getincrementaldecoder(name)("strict").decode(sample, final=False)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _damaged_utf8(sample: bytes) -> bool:
    """UTF-8 with a few broken bytes: far more characters of several bytes than faults."""
    text = sample.decode("utf-8", "replace")
    wide = sum(c > "\x7f" and c != "\ufffd" for c in text)
    return text.count("\ufffd") * 20 < wide


def _everyday(sample: bytes, name: str) -> float:
    """Share of the characters beyond ASCII that everyday text of this encoding uses, less the
    faults: the first level of GB2312, or that of Big5, and Chinese marks."""
    text = sample.decode(name, "replace")
    wide = [c for c in text if c > "\x7f"]
    good = sum(_is_everyday(c, name) for c in wide)
    return (good - 5 * text.count("\ufffd")) / max(1, len(wide))


def _is_everyday(char: str, name: str) -> bool:
    if "\u3000" <= char <= "\u301f" or "\uff01" <= char <= "\uff5e":
        return True
    try:
        code = char.encode("gb2312" if name == "gb18030" else "big5")
    except UnicodeEncodeError:
        return False
    first, last = (0xB0, 0xD7) if name == "gb18030" else (0xA4, 0xC6)
    return len(code) == 2 and first <= code[0] <= last
