"""The total score and the grade that the narrative claims: 本次自评得分97.70分，自评等级为“优”."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

import regex

from extract.frozen import dataclass
from normalize._narrative_text import holds_digit
from normalize._narrative_words import pattern, words
from normalize.text import compiled

# some offices grant points beyond 100
_MOST = Decimal(120)
_FULL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Said:
    """A claim: ``kind`` is score_total or grade, ``start`` and ``end`` its offsets, ``number`` the
    digits of a score. ``when`` is past (去年) or a year (2021), ``about`` department or project, where the words
    before it say so."""

    kind: str
    start: int
    end: int
    number: str = ""
    when: str = ""
    about: str = ""


def find_claims(flat: str, start: int, end: int, title: str = "") -> Sequence[Said]:
    """Claims of one sentence of flattened text under the heading ``title``.

    A score of one indicator, one level or the points at stake (满分100分) is no claim.
    """
    scored = pattern("claim", "scored").search(flat, start, end)
    graded = pattern("claim", "graded").search(flat, start, end)
    graded = graded and pattern("claim", "grading").search(flat, start, end)
    if not (scored or graded):
        return ()
    sentence, found = flat[start:end], []
    if scored and holds_digit(flat, start, end):
        found = _without_full(list(_scores(sentence, start, title)))
    return [*found, *_grades(sentence, start)] if graded else found


def _grades(sentence: str, offset: int) -> Iterator[Said]:
    for match in pattern("claim", "grade").finditer(sentence):
        span = (offset + match.start("grade"), offset + match.end("grade"))
        before = sentence[: match.start()]
        yield Said("grade", *span, when=_when(before), about=_about(before, match[0]))


def _scores(sentence: str, offset: int, title: str) -> Iterator[Said]:
    for match in _score().finditer(sentence):
        if _is_total(sentence, match, title):
            number = offset + match.start("num")
            end = number + len(match["num"]) + len(match["unit"] or "")
            before = sentence[: match.start()]
            told = (_when(before), _about(before, match[0]))
            yield Said("score_total", number, end, match["num"], *told)


def _without_full(found: list[Said]) -> list[Said]:
    """Without 总分100分 before another score of the sentence: what could be won."""
    most = [one for one in found[:-1] if Decimal(one.number) == _FULL]
    return [one for one in found if one not in most]


def _about(before: str, name: str) -> str:
    """What a claim is about: the last of 整体支出 and 项目 before it in the sentence."""
    last = ""
    for match in pattern("claim", "body").finditer(before + name):
        last = "department" if match["whole"] else "project" if match["one"] else ""
    return last


def _when(before: str) -> str:
    """The year that the words before a claim speak of; empty where it is the document's own."""
    last = ""
    for match in pattern("claim", "time").finditer(before):
        last = "past" if match["past"] else match["year"] or ""
    return last


@cache
def _score() -> regex.Pattern[str]:
    claim = words()["claim"]
    names = f"(?:(?P<sure>{claim['score_sure']})|(?P<open>{claim['score_open']}))"
    return regex.compile(names + claim["value"])


def _is_total(sentence: str, match: regex.Match[str], title: str) -> bool:
    before, after = sentence[: match.start()], sentence[match.end() :]
    if "满分" in before[-4:] or (Decimal(match["num"]) > _MOST and not match["unit"]):
        return False  # with 分 behind it, 9770 is a score that lost its point
    if pattern("claim", "of_many").search(before[-6:]):
        return False
    if match["sure"]:
        return _is_sure(match["sure"], before, after)
    ends = compiled(r"\s*(?:[。，；)]|$)").match(after) is not None
    if not match["unit"] and (not ends or match["open"] == "自评"):
        return False
    thought = before.split("；")[-1]
    clause = compiled("[，；：、]").split(before)[-1]
    if match["open"].endswith("得分") and not compiled("自评|综合|总体|评价").search(
        thought + match[0]
    ):
        return False
    if pattern("claim", "single").search(thought) or _aspects(title):
        return False
    if _aspects(clause) == 1:
        return False
    return _aspects(thought) != 1 or pattern("claim", "grade").search(after) is not None


def _is_sure(name: str, before: str, after: str) -> bool:
    if compiled("总分值?$").search(name):
        alone = compiled("总分值?").fullmatch(name) is not None
        if pattern("claim", "won").match(after) or (
            alone and compiled("得分|评分|自评").search(after)
        ):
            return False
    return _aspects(compiled("[，；：]").split(before)[-1]) != 1


def _aspects(text: str) -> int:
    return len(set(pattern("claim", "aspect").findall(text)))
