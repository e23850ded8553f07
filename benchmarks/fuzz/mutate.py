"""Changes files the way that accidents and enemies do: bits, cuts, splices, edits of the XML inside.

Everything is drawn from the ``random.Random`` that is passed in: the same seed, the same file.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

MOST = 400_000
"""Bytes that a mutated file may have; what grows beyond is given back as it was."""

NUMBERS = (
    "0", "-1", "1e9", "1e309", "99999999999999999999", "-2147483648", "65536", "0x10", "NaN", "inf",
    "1,23,4", "1.2.3", ".", "-", "9" * 400, "0." + "0" * 60 + "1", "١٢٣", "²", "½", "〇", "１２，３４５．６７",
    "(12.5)", "5%", "5‰", "100.00%", "10/10", "1 234.50", "+-3", "5-3", "1～2", "￥8",
)  # fmt: skip
WORDS = (
    "万元", "亿元", "元", "%", "其中：", "合计", "总分", "一、", "（一）", "第三章", "1.", "①", "项目支出绩效自评表", "年度资金总额",
    "一级指标", "三级指标", "分值", "得分", "执行率", "全年预算数", "全年执行数", "年初预算数", "满意度", "≥", "不低于", "、", "，", "。",
    "万", "约", "较上年增加", "2021年", "12月31日前", "100万元以上", "10至20万元", "每人500元", "\u202e", "\u200b", "\0",
    "\ufeff", "\t", "\n", "\r", "\u3000", "|", "\x1b[31m", "=1+1", "@SUM", "\U0001f600", "\ue000", "\u0301" * 9,
)  # fmt: skip
_MARKUP = (
    "<", ">", "&", "&#0;", "&#55296;", "&#1114112;", "&l;", "]]>", "<!--", "<![CDATA[", "<?x", "</a>", 'a="', "xmlns:w=''",
    "<!DOCTYPE x [<!ENTITY l 'ha'>]>", "\x00", "\ufffe",
)  # fmt: skip
_ATTRIBUTE = re.compile(rb'(?<==")[^"<>]{0,40}(?=")')
_NUMBER = re.compile(rb"\d[\d,.]*")
_ELEMENT = re.compile(rb"<[\w:]+[^<>]*>")
_LINE = re.compile(rb"[^\n]*\n")
_INTERESTING = (0, 1, 0x7F, 0x80, 0xFF)

Change = Callable[[bytes, random.Random], bytes]


def mutated(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """``data`` with one to four changes; ``other`` is a second file to splice in. A zip is taken
    apart and packed again nine times of ten, so that what is in it is reached."""
    if data.startswith(b"PK") and chance.random() < 0.9:
        found = _repacked(data, other, chance)
        if found is not None:
            return found if len(found) <= MOST else data
    changes = TEXTUAL if chance.random() < (0.85 if _is_text(data) else 0.4) else RAW
    for _ in range(chance.choice((1, 1, 2, 4))):
        data = chance.choice(changes)(data, chance) if chance.random() < 0.93 else data
    if chance.random() < 0.06:
        data = splice(data, other, chance)
    return data[:MOST]


def flip(data: bytes, chance: random.Random) -> bytes:
    """Some bits turned."""
    if not data:
        return b"\0"
    out = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 64))):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def overwrite(data: bytes, chance: random.Random) -> bytes:
    """A few neighbouring bytes set to what breaks counters."""
    if not data:
        return b"\xff"
    at, size = chance.randrange(len(data)), chance.choice((1, 2, 4, 8))
    return data[:at] + bytes([chance.choice(_INTERESTING)]) * size + data[at + size :]


def cut(data: bytes, chance: random.Random) -> bytes:
    """The end gone, as of a download that broke."""
    return data[: chance.randrange(len(data) + 1)]


def drop(data: bytes, chance: random.Random) -> bytes:
    """A stretch from within gone."""
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.choice((1, 4, 40, 400)) :]


def repeat(data: bytes, chance: random.Random) -> bytes:
    """A stretch said several times over."""
    start = chance.randrange(len(data) + 1)
    part = data[start : start + chance.choice((1, 8, 80, 800))]
    times = chance.choice((2, 3, 20, 200))
    return data if len(part) * times > MOST // 4 else data[:start] + part * times + data[start:]


def splice(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """The beginning of one file and the end of another."""
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def other_number(data: bytes, chance: random.Random) -> bytes:
    """One number replaced by one that is none, or too large, or in odd signs."""
    return _replaced(_NUMBER, data, chance.choice(NUMBERS), chance)


def other_attribute(data: bytes, chance: random.Random) -> bytes:
    """The value of one attribute replaced."""
    return _replaced(_ATTRIBUTE, data, chance.choice((*NUMBERS, *WORDS, "")), chance)


def other_element(data: bytes, chance: random.Random) -> bytes:
    """A tag taken away, said twice, or exchanged for another of the file."""
    found = _some(_ELEMENT, data, chance)
    again = _some(_ELEMENT, data, chance)
    if found is None or again is None:
        return data
    new = chance.choice((b"", found[0] * 2, again[0], again[0] + found[0]))
    return data[: found.start()] + new + data[found.end() :]


def moved_element(data: bytes, chance: random.Random) -> bytes:
    """Everything between two tags copied to a third: nested tables, rows in cells, cells in rows."""
    places = [m for m in (_some(_ELEMENT, data, chance) for _ in range(3)) if m]
    if len(places) < 3:
        return data
    one, two = sorted(m.start() for m in places[:2])
    at = places[2].start()
    return data if two - one > MOST // 8 else data[:at] + data[one:two] + data[at:]


def other_line(data: bytes, chance: random.Random) -> bytes:
    """A line taken away, said twice, or put somewhere else."""
    lines = data.splitlines(keepends=True)
    if not lines:
        return data
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    if chance.random() < 0.3:
        del lines[at]
    else:
        lines.insert(to, lines[at])
    return b"".join(lines)


def word(data: bytes, chance: random.Random) -> bytes:
    """A word of these documents, a number or a piece of markup put in somewhere."""
    new = chance.choice((*WORDS, *NUMBERS, *_MARKUP)).encode("utf-8", "surrogatepass")
    at = chance.randrange(len(data) + 1)
    found = _some(_ELEMENT, data, chance) or _some(_LINE, data, chance)
    if found and chance.random() < 0.7:
        at = found.end()
    return data[:at] + new + data[at:]


RAW: tuple[Change, ...] = (flip, flip, overwrite, cut, drop, repeat, word)
"""Changes of any bytes."""
TEXTUAL: tuple[Change, ...] = (
    other_number, other_number, other_attribute, other_element, moved_element, other_line, word, word, drop, repeat, flip,
)  # fmt: skip
"""Changes of texts and of XML, most of which leave it well-formed or nearly so."""


def _repacked(data: bytes, other: bytes, chance: random.Random) -> bytes | None:
    """A zip with one of its parts changed, gone, twice there or exchanged; None for a broken one."""
    parts = _parts(data)
    if not parts:
        return None
    at = chance.randrange(len(parts))
    heavy = [n for n, (name, _) in enumerate(parts) if _MATTERS.search(name)]
    if heavy and chance.random() < 0.8:
        at = chance.choice(heavy)
    name, body = parts[at]
    what = chance.random()
    if what < 0.04:
        del parts[at]
    elif what < 0.08:
        parts[at] = (name, chance.choice(parts)[1])
    elif what < 0.1 and (more := _parts(other)):
        parts[at] = (name, chance.choice(more)[1])
    elif what < 0.12:
        parts[at] = (chance.choice(("../../x", "/etc/x", "a\\b.xml", "x\n.txt", name * 2)), body)
    else:
        parts[at] = (name, mutated(body, other, chance))
    return _packed(parts, chance)


_MATTERS = re.compile(
    r"document\.xml$|styles\.xml|numbering\.xml|sheet\d*\.xml|sharedStrings|content\.xml|workbook\.xml$|\.txt$|\.csv$"
)


def _parts(data: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            small = [info for info in package.infolist() if info.file_size < MOST]
            return [(info.filename, package.read(info)) for info in small]
    except Exception:  # noqa: BLE001  it was broken on purpose
        return []


def _packed(parts: list[tuple[str, bytes]], chance: random.Random) -> bytes:
    buffer = io.BytesIO()
    how = chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    with zipfile.ZipFile(buffer, "w", how) as package:
        for name, body in parts:
            package.writestr(zipfile.ZipInfo(name), body, how)
    return buffer.getvalue()


def _some(pattern: re.Pattern[bytes], data: bytes, chance: random.Random) -> re.Match[bytes] | None:
    """One of the places that fit, looked for from somewhere within."""
    start = chance.randrange(len(data) + 1)
    return pattern.search(data, start) or pattern.search(data)


def _replaced(pattern: re.Pattern[bytes], data: bytes, new: str, chance: random.Random) -> bytes:
    found = _some(pattern, data, chance)
    if found is None:
        return data
    return data[: found.start()] + new.encode() + data[found.end() :]


def _is_text(data: bytes) -> bool:
    return b"\0" not in data[:4096] and not data.startswith(b"%PDF")
