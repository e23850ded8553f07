"""The total score and the grade that the narrative claims: 本次自评得分97.70分，自评等级为“优”."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import regex

from normalize._narrative_words import pattern, words

# some offices grant points beyond 100
_MOST = Decimal(120)


@dataclass(frozen=True, slots=True)
class Said:
    """A claim: ``kind`` is score_total or grade, ``start`` and ``end`` its offsets, ``number`` the
    digits of a score."""

    kind: str
    start: int
    end: int
    number: str = ""


def find_claims(flat: str, start: int, end: int, title: str = "") -> Iterator[Said]:
    """Claims of one sentence of flattened text under the heading ``title``.

    A score of one indicator, one level or the points at stake (满分100分) is no claim.
    """
    sentence = flat[start:end]
    yield from _scores(sentence, start, title)
    for match in pattern("claim", "grade").finditer(sentence):
        yield Said("grade", start + match.start("grade"), start + match.end("grade"))


def _scores(sentence: str, offset: int, title: str) -> Iterator[Said]:
    for match in _score().finditer(sentence):
        if _is_total(sentence, match, title):
            number = offset + match.start("num")
            end = number + len(match["num"]) + len(match["unit"] or "")
            yield Said("score_total", number, end, match["num"])


@cache
def _score() -> regex.Pattern[str]:
    claim = words()["claim"]
    names = f"(?:(?P<sure>{claim['score_sure']})|(?P<open>{claim['score_open']}))"
    return regex.compile(names + claim["value"])


def _is_total(sentence: str, match: regex.Match[str], title: str) -> bool:
    before, after = sentence[: match.start()], sentence[match.end() :]
    if Decimal(match["num"]) > _MOST or "满分" in before[-4:]:
        return False
    if match["sure"]:
        return _is_sure(match["sure"], before, after)
    ends = regex.match(r"\s*(?:[。，；)]|$)", after) is not None
    if not match["unit"] and (not ends or match["open"] == "自评"):
        return False
    thought = before.split("；")[-1]
    clause = regex.split("[，；：]", before)[-1]
    if match["open"].endswith("得分") and not regex.search(
        "自评|综合|总体|评价", thought + match[0]
    ):
        return False
    if pattern("claim", "single").search(thought) or _aspects(title):
        return False
    if _aspects(clause) == 1:
        return False
    return _aspects(thought) != 1 or pattern("claim", "grade").search(after) is not None


def _is_sure(name: str, before: str, after: str) -> bool:
    if regex.search("总分值?$", name):
        alone = regex.fullmatch("总分值?", name) is not None
        if pattern("claim", "won").match(after) or (
            alone and regex.search("得分|评分|自评", after)
        ):
            return False
    return _aspects(regex.split("[，；：]", before)[-1]) != 1


def _aspects(text: str) -> int:
    return len(set(pattern("claim", "aspect").findall(text)))
