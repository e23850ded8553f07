"""Counts that the narrative tells: things of a kind and how they divide, how many items a list has,
how many people answered. Sentences that do not read as such from end to end are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex

from normalize._narrative_text import Passage, sentences
from normalize._narrative_words import pattern, words
from normalize.number import to_decimal
from normalize.report import Figure, Tally
from normalize.text import compiled
from normalize.unit import FACTORS, money_unit

_NUMERALS = "〇一二三四五六七八九"
_ONE = Decimal(1)
_ENDS = regex.compile(r"[。；;)\n]")


def read_tallies(page: Passage, section_no: int) -> Iterator[Tally]:
    """The counts of one section, lists of amounts aside (:func:`items_told`)."""
    flat = page.flat
    counted = pattern("tally", "counted").search(flat) is not None
    rated, summed = "%" in flat, "=" in flat
    for start, end in sentences(flat) if counted or rated or summed else ():
        if counted and pattern("tally", "counted").search(flat, start, end):
            yield from _counts(page, start, end, section_no)
        if rated and flat.find("%", start, end) >= 0:
            yield from _answers(page, start, end, section_no)
        if summed and flat.find("=", start, end) >= 0:
            yield from _products(page, start, end, section_no)


def _figure(page: Passage, start: int, end: int, unit: str = "", percent: bool = False) -> Figure:
    digits = page.flat[start:end]
    value, step = to_decimal(digits)
    scale = Decimal("0.01") if percent else _ONE
    place, sure = page.place(start), page.confidence(start)
    return Figure(value * scale, step * scale, page.text[start:end], place, unit, sure)


def _counts(page: Passage, start: int, end: int, section_no: int) -> Iterator[Tally]:
    """实施项目12个，其中新建5个、续建7个: the list has to be read whole. Posts (编制24个) are head
    counts and not counted again."""
    for match in pattern("tally", "whole").finditer(page.flat, start, end):
        if pattern("quantity", "posts").search(page.flat[start : match.start()]):
            continue
        stop = _ENDS.search(page.flat, match.end(), end)
        last = stop.start() if stop else end
        parts = _parts(page, match.end(), last, match["unit"])
        if len(parts) < 2:
            continue
        complete = pattern("tally", "complete").search(match["open"]) is not None
        whole = _figure(page, match.start("whole"), match.end("whole"), match["unit"])
        yield Tally(
            "count",
            _label(page.flat[start : match.start()], match["noun"]),
            whole,
            tuple(parts),
            exhaustive=complete,
            section_no=section_no,
            sentence=page.text[start:end].strip(),
        )


def _parts(page: Passage, start: int, end: int, unit: str) -> list[tuple[str, Figure]]:
    """The parts between two offsets; none where anything else stands there as well."""
    found: list[tuple[str, Figure]] = []
    at = start
    while at < end:
        match = pattern("tally", "part").match(page.flat, at, end)
        if match is None or match["unit"] not in (unit, None) or match.end() == at:
            return []
        name = match["name"].strip()
        if not name or pattern("tally", "not_a_part").search(name + match["noun"]):
            return []
        figure = _figure(page, match.start("count"), match.end("count"), unit)
        found.append((name, figure))
        at = match.end()
    return found


def _label(before: str, noun: str) -> str:
    own = compiled(r"\p{Han}{2,10}$").search(before.strip())
    return noun or (own[0] if own else "")


def disjoint(names: tuple[str, ...]) -> bool:
    """True where the names are of one set of which a thing has only one (优, 良, 中, 差)."""
    sets: list[str] = words()["tally"]["disjoint"]
    return any(all(compiled(one).fullmatch(name) for name in names) for one in sets)


def items_told(gap: str) -> tuple[int, int, int] | None:
    """How many items a list is said to have in the words between its whole and its first part:
    number, start and end of its text. None where nothing is said, or more than once."""
    matches = list(pattern("tally", "items").finditer(gap))
    if len(matches) != 1:
        return None
    number = _number(matches[0]["count"])
    return (number, *matches[0].span("count")) if number > 1 else None


def _number(text: str) -> int:
    """二十三 is 23; 0 for what is no number below a hundred."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _NUMERALS.find(text) if len(text) == 1 else 0
    high, low = (_NUMERALS.find(part) if part else None for part in (tens, ones))
    return 0 if -1 in (high, low) else (1 if high is None else high) * 10 + (low or 0)


def _answers(page: Passage, start: int, end: int, section_no: int) -> Iterator[Tally]:
    """收回有效问卷48份，满意度97.5%: one number of answers, one satisfaction, no average."""
    text = page.flat[start:end]
    rates = list(pattern("tally", "satisfied").finditer(page.flat, start, end))
    if len(rates) != 1 or pattern("tally", "averaged").search(text):
        return
    found = list(pattern("tally", "answers").finditer(page.flat, start, rates[0].start()))
    for name in ("valid", "back", "asked"):
        mine = [match for match in found if match[name]]
        if not mine:
            continue
        if len(mine) == 1:
            whole = _figure(page, *mine[0].span(name), "份")
            share = _figure(page, *rates[0].span("num"), "%", percent=True)
            sentence = page.text[start:end].strip()
            parts = (("满意度", share),)
            yield Tally("answers", "满意度", whole, parts, True, section_no, sentence)
        return


def _products(page: Passage, start: int, end: int, section_no: int) -> Iterator[Tally]:
    """30人×500元×12个月=18万元: factors of which exactly one is money, and the sum they make."""
    for match in pattern("tally", "product").finditer(page.flat, start, end):
        factors = [
            (page.text[slice(*one.span())].strip(), _factor(page, one))
            for one in pattern("tally", "factor").finditer(page.flat, *match.span("factors"))
        ]
        money = [figure for _, figure in factors if figure.unit in FACTORS]
        whole = _money(page, match)
        label = _label(page.flat[start : match.start()], "")
        if len(money) == 1 and len(factors) > 1:
            sentence = page.text[start:end].strip()
            yield Tally("product", label, whole, tuple(factors), True, section_no, sentence)


def _factor(page: Passage, match: regex.Match[str]) -> Figure:
    told = match["unit"] or ""  # 30×500元: a bare number of times
    unit = money_unit(compiled("[/／每]").split(told)[0])
    scale = Decimal("0.01") if told == "%" else FACTORS.get(unit, _ONE)
    value, step = to_decimal(match["num"])
    raw = page.text[slice(*match.span())].strip()
    place, sure = page.place(match.start()), page.confidence(match.start())
    return Figure(value * scale, step * scale, raw, place, unit, sure)


def _money(page: Passage, match: regex.Match[str]) -> Figure:
    unit = money_unit(match["unit"])
    value, step = to_decimal(match["sum"])
    raw = page.text[match.start("sum") : match.end("unit")]
    place, sure = page.place(match.start("sum")), page.confidence(match.start("sum"))
    return Figure(value * FACTORS[unit], step * FACTORS[unit], raw, place, unit, sure)
