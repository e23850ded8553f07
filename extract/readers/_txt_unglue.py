"""Figures glued to each other, told apart where only one way of cutting them makes a row.

A row of money is cut so that its execution rate and its score follow from its sums: without that
proof nobody can say where one number ends. A row of indicators is cut at signs, units and
percentages, its points so that the score is no more than the weight. Where a second cut would do
as well there is none: a wrong figure is worse than a missing one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

import regex

from extract.text import BLANK_MARKS
from extract.vocabulary import fold, vocabulary

LABEL = regex.compile(
    r"(?P<label>(?:[（(]\d{1,2}[)）]|\d{1,2}[.、](?!\d))?[^\d]*?)(?P<rest>(?:\d|[-—－/](?=[\d\-—－/]|$)).*)"
)
_PLAIN = regex.compile(r"(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?")
_RATE = regex.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?%")
_LONGEST = 80  # characters of figures in a row: beyond that, ways of cutting grow without end
_MOST_POINTS = 100
_LEAST_TOTAL = 50
_MOST_TOTAL = 200
_TARGET = regex.compile(
    r"(?P<sign>[≥≤=<>＝≧≦]?)(?P<number>(?:0|[1-9]\d*)(?:\.\d+)?)(?P<unit>%|‰|[一-鿿（）]{0,6})"
)
_RUN = regex.compile(r"(?<![\d.])\d[\d.]*(?![\d.])")
_VALUE_BEFORE = regex.compile(r"\d(?:%|‰|[一-鿿（）]{1,6})$")
_MARKER = regex.compile(r"(?P<digits>(?<!\d)\d{1,2}|(?<=\d)\d{2}|\d)、")
_PAGE = regex.compile(r"(?<![\d≥≤=<>.])\d{1,2}、(?!\d)")
_LONGEST_LEVEL = 16
_ORDER = ["level3", "target", "actual", "weight", "score"]
_SIGNS = "≥≤=<>＝≧≦"
_GRADE = regex.compile(r"(?P<figures>[\d.,]+)分?(?P<grade>[一-鿿]{0,3})")


def funds(text: str, kinds: Sequence[str]) -> list[str]:
    """``text`` cut into one figure for each column of ``kinds``, or nothing where there is not just
    one cut in which the printed rate and score follow from the sums."""
    if len(text) > _LONGEST:
        return []
    cuts = {
        tuple(cut)
        for bare in _without_markers(text)
        for cut in _cuts(bare, kinds)
        if _follows(dict(zip(kinds, cut, strict=True)))
    }
    return list(cuts.pop()) if len(cuts) == 1 else []


def _without_markers(text: str) -> Iterator[str]:
    """The text without the numbers of pages that a dump has put in it (``1、``, ``12、``), in every
    way that digits before the mark may be one; the text itself where none is in it."""
    match = _MARKER.search(text)
    if match is None:
        yield text
        return
    for digits in range(1, len(match["digits"]) + 1):
        yield from _without_markers(text[: match.end("digits") - digits] + text[match.end() :])


def _cuts(text: str, kinds: Sequence[str]) -> Iterator[list[str]]:
    """Every way to cut ``text`` into numbers or blank marks, one for each of ``kinds``."""
    if not kinds:
        if not text:
            yield []
        return
    if kinds[0] in ("weight", "score"):  # an empty cell leaves nothing behind
        for rest in _cuts(text, kinds[1:]):
            yield ["", *rest]
    for end in _ends(text, kinds[0]):
        for rest in _cuts(text[end:], kinds[1:]):
            yield [text[:end], *rest]


def _ends(text: str, kind: str) -> Iterator[int]:
    if not text:
        return
    if text[0] in BLANK_MARKS:
        yield 1
        return
    if kind == "rate":
        match = _RATE.match(text)
        if match:
            yield match.end()
        return
    for end in range(1, len(text) + 1):
        if _PLAIN.fullmatch(text, 0, end):
            yield end


def _follows(row: dict[str, str]) -> bool:
    """True where rate and score are what the sums make them, and points are points."""
    values = {kind: _value(text) for kind, text in row.items()}
    rate, executed = values.get("rate"), values.get("executed")
    budget = (
        values.get("budget") if values.get("budget") is not None else values.get("budget_initial")
    )
    if rate is None or executed is None or not budget:
        return False
    if not _rounds(executed * 100 / budget, rate, row["rate"].rstrip("%")):
        return False
    if len({not row[kind] for kind in ("weight", "score") if kind in row}) > 1:
        return False  # both are printed, or neither
    weight, score = values.get("weight"), values.get("score")
    if "weight" in row and "score" in row and (weight is not None or score is not None):
        if weight is None or score is None or not 0 < weight <= _MOST_POINTS:
            return False
        return _rounds(weight * min(executed / budget, Decimal(1)), score, row["score"])
    return not (row.keys() & {"weight", "score"}) or (weight is None and score is None)


def _value(text: str) -> Decimal | None:
    return None if not text or text in BLANK_MARKS else Decimal(text.rstrip("%").replace(",", ""))


def _rounds(exact: Decimal, printed: Decimal, text: str) -> bool:
    """True where ``exact``, rounded as ``text`` is, gives ``printed``."""
    step = Decimal(1).scaleb(-len(text.partition(".")[2]))
    return exact.quantize(step, ROUND_HALF_UP) == printed


def total(text: str) -> list[str]:
    """Weight and score after the label of a total, and the grade; the score alone where one figure
    stands there; nothing where it cannot be told."""
    match = _GRADE.fullmatch(text)
    if match is None:
        return []
    grade = [match["grade"]] if match["grade"] else []
    if grade and grade[0] not in vocabulary().words("grades", "words"):
        return []
    figures = match["figures"]
    cuts = [cut for cut in _points(figures) if _LEAST_TOTAL <= Decimal(cut[0]) <= _MOST_TOTAL]
    if _PLAIN.fullmatch(figures) and Decimal(figures.replace(",", "")) <= _MOST_TOTAL:
        cuts.append((figures,))
    return [*cuts[0], *grade] if len(cuts) == 1 else []


def _points(text: str) -> Iterator[tuple[str, ...]]:
    """Every way to cut ``text`` into a weight and a score that is no more than it."""
    for at in range(1, len(text)):
        left, right = text[:at], text[at:]
        plain = "," not in text and _PLAIN.fullmatch(left) and _PLAIN.fullmatch(right)
        if plain and Decimal(right) <= Decimal(left):
            yield left, right


def indicator(text: str, kinds: Sequence[str], *, full: bool = False) -> list[str]:
    """A row of indicators cut into one text for each column of ``kinds``; levels that the row does
    not name are empty. ``full`` says that the form names its levels in full (质量指标), so that a
    bare 质量 belongs to a name. Where only the points can be told, all words before them stay together in
    the name. Nothing where they cannot, or the order of the columns is another than name, target,
    actual, weight, score, reason."""
    if [kind for kind in kinds if kind not in ("level1", "level2", "reason")] != _ORDER:
        return []
    text = _PAGE.sub("", text)
    if _MARKER.search(text):
        return []
    levels, text = _levels(text, kinds, full)
    cuts = {cut for at in range(1, len(text)) for cut in _rows(text, at, "reason" in kinds)}
    if not cuts:
        cuts = set(_pointed(text, "reason" in kinds))
    if len(cuts) != 1:
        return []
    row = levels | dict(zip((*_ORDER, "reason"), cuts.pop(), strict=True))
    return [row.get(kind, "") for kind in kinds]


def _levels(text: str, kinds: Sequence[str], full: bool) -> tuple[dict[str, str], str]:
    """The levels that ``text`` begins with, and what follows them. A word that names either level,
    such as 成本指标, is the first only where a second follows."""
    first, second = _level(text, "level1_words", full), _level(text, "level2_words", full)
    if first and "level1" in kinds:
        after = _level(text[first:], "level2_words", full) if "level2" in kinds else 0
        if after or first != second or "level2" not in kinds:
            found = {"level1": text[:first], "level2": text[first : first + after]}
            return found, text[first + after :]
    if second and "level2" in kinds:
        return {"level2": text[:second]}, text[second:]
    return {}, text


def _level(text: str, words: str, full: bool) -> int:
    """Characters of the level that ``text`` begins with; what follows may begin a name."""
    for end in range(min(len(text), _LONGEST_LEVEL), 1, -1):
        if full and not fold(text[:end]).endswith("指标"):
            continue
        if text[end : end + 1] not in ("（", "(") and vocabulary().is_word(words, text[:end]):
            return end
    return 0


def names_in_full(text: str) -> bool:
    """True for a row that begins with a level named in full: 产出指标, 质量指标."""
    return bool(_level(text, "level1_words", True) or _level(text, "level2_words", True))


def _pointed(text: str, reasoned: bool) -> Iterator[tuple[str, ...]]:
    """The cuts of a row of which only the points can be told: after a percentage, a figure with
    its unit, or a word for what was done."""
    done = vocabulary().words("glued", "done")
    for run in _RUN.finditer(text):
        words = text[: run.start()]
        if _VALUE_BEFORE.search(words) or words.endswith(done):
            for cut in _tail(text[run.start() :], reasoned):
                yield words, "", "", *cut


def _rows(text: str, at: int, reasoned: bool) -> Iterator[tuple[str, ...]]:
    """The cuts of a row whose name is its first ``at`` characters."""
    name = text[:at]
    if name[-1] in _SIGNS or name[-1].isdigit() or name[-1] == ".":
        return
    for target, unit, end in _values(text, at):
        for actual, other, stop in _values(text, end):
            if other != unit or not unit:
                continue
            for cut in _tail(text[stop:], reasoned):
                yield name, target, actual, *cut


def _values(text: str, at: int) -> Iterator[tuple[str, str, int]]:
    """Every number with its sign and unit that may begin at ``at``: text, unit, end."""
    match = _TARGET.match(text, at)
    if match is None:
        return
    for end in range(match.end("number") + 1, match.end() + 1):
        yield text[at:end], text[match.end("number") : end], end


def _tail(text: str, reasoned: bool) -> Iterator[tuple[str, str, str]]:
    """Weight, score and reason at the end of a row."""
    end = next((i for i, c in enumerate(text) if not (c.isdigit() or c == ".")), len(text))
    reason = text[end:]
    if reason and (not reasoned or reason[0] in "%‰分,、"):
        return
    for weight, score in _points(text[:end]):
        if 0 < Decimal(weight) <= _MOST_POINTS:
            yield weight, score, reason
