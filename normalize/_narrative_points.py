"""The total score of the text and the points it is made of: 投入19.7分，过程19.5分，产出29分，效益28分."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import regex

from extract.frozen import dataclass
from normalize._narrative_claims import Said, find_claims
from normalize._narrative_text import Passage, sentences
from normalize._narrative_words import pattern, words
from normalize.number import to_decimal
from normalize.report import Figure, Tally
from normalize.text import compiled

_HUNDRED = Decimal(100)
_FEWEST = 3  # points in a sentence that tells a total and two parts of it


@dataclass(frozen=True, slots=True)
class _Part:
    """One group of indicators with its points; ``full`` is what could be won, None when not told."""

    name: str
    got: Figure
    full: Decimal | None


def read_points(page: Passage, section_no: int) -> Iterator[Tally]:
    """One tally for each total score that a list of its groups stands beside, in one sentence or in
    the next one that 其中 opens."""
    return _points(page, section_no) if page.flat.count("分") >= _FEWEST else iter(())


def _points(page: Passage, section_no: int) -> Iterator[Tally]:
    before: Said | None = None
    for start, end in sentences(page.flat):
        sentence = page.flat[start:end]
        if sentence.count("分") == 0:
            before = None
            continue
        claims = [one for one in find_claims(page.flat, start, end) if one.number]
        told = claims[0] if len(claims) == 1 else None
        goes_on = not claims and pattern("points", "resumes").match(sentence) is not None
        total = before if goes_on else told
        before = told
        if total is None or sentence.count("分") < _FEWEST - goes_on:
            continue
        parts = _parts(page, start, end, total)
        if len(parts) > 1 and _is_whole(parts):
            yield _tally(page, total, parts, section_no, page.text[start:end].strip())


def _parts(page: Passage, start: int, end: int, total: Said) -> list[_Part]:
    """The groups of one list; none where anything stands between them that is no mark."""
    found: list[_Part] = []
    last = -1
    for match in pattern("points", "part").finditer(page.flat, start, end):
        if match.start("got") <= total.start < match.end():
            continue
        if (
            last >= 0 and pattern("points", "between").fullmatch(page.flat[last : match.start()])
        ) or not found:
            found.append(_part(page, match))
        else:
            return []
        last = match.end()
    names = [part.name for part in found]
    return found if len(set(names)) == len(names) else []


def _part(page: Passage, match: regex.Match[str]) -> _Part:
    value, step = to_decimal(match["got"])
    raw = page.text[slice(*match.span("got"))]
    place, sure = page.place(match.start("got")), page.confidence(match.start("got"))
    figure = Figure(value, step, raw, place, "分", sure)
    full = match["full"] or match["full_too"]
    return _Part(match["name"], figure, Decimal(full) if full else None)


def _tally(
    page: Passage, total: Said, parts: Sequence[_Part], section_no: int, sentence: str
) -> Tally:
    value, step = to_decimal(total.number)
    raw, place = page.text[total.start : total.end], page.place(total.start)
    whole = Figure(value, step, raw, place, "分", page.confidence(total.start))
    told = tuple((part.name, part.got) for part in parts)
    return Tally("points", "总得分", whole, told, True, section_no, sentence)


def _is_whole(parts: Sequence[_Part]) -> bool:
    """True where the groups are all there are: their full points make a hundred, or their names are
    those of a whole system of indicators."""
    full = [part.full for part in parts if part.full is not None]
    if len(full) == len(parts):
        return sum(full, Decimal(0)) == _HUNDRED
    if sum((part.got.value for part in parts), Decimal(0)) == _HUNDRED:
        return False  # 决策20分、过程20分、产出30分、效益30分: what could be won
    systems: list[list[str]] = words()["points"]["complete"]
    return any(_fits([part.name for part in parts], names) for names in systems)


def _fits(names: Sequence[str], system: Sequence[str]) -> bool:
    if len(names) != len(system):
        return False
    left = list(system)
    for name in names:
        found = next((word for word in left if compiled(word).search(name)), None)
        if found is None:
            return False
        left.remove(found)
    return True
