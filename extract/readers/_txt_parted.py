"""A whole form glued together in one line, parted into the lines that it had.

Heads of columns glued to each other say where a block begins; before them stand the labels of the
form, below those of money a label follows each row of figures, and below those of the indicators a
level begins a row. Rows without a level of their own stay with the one before, which then cannot be
cut and stays whole.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import regex

from extract.frozen import dataclass
from extract.readers._txt_words import LABEL, find
from extract.vocabulary import vocabulary

_LEAST_HEADS = 3
_LEAST = 60  # letters of a form
_LONGEST = 20_000
_SHORTEST_LABEL = 4  # letters of a label of the form's head
_AFTER_FIGURES = regex.compile(r"(?<=[\d%％—－/\-])(?=[\u4e00-\u9fff（(])(?![万亿]?元)")
_DECLARED = regex.compile(r"(?:金额)?单位[:：](?:人民币)?(?:亿|万|千)?元")
_LEVEL = regex.compile(
    r"(?:产出|效益|满意度|成本|数量|质量|时效|(?:经济|社会|生态)(?:效益|成本)|可持续影响|服务对象满意度)指标"
)


@dataclass(frozen=True, slots=True)
class _Run:
    """Heads of one table, one after the other: ``text[start:end]``."""

    table: str
    start: int
    end: int


def parted(line: str) -> list[str]:
    """The lines of the form glued together in ``line``; none where it holds no heads of columns."""
    text = "".join(line.split())
    if not _LEAST <= len(text) <= _LONGEST or not any(map(str.isdigit, text)):
        return []
    runs = _runs(text)
    if not runs:
        return []
    lines = _labels(text[: runs[0].start])
    for n, run in enumerate(runs):
        end = runs[n + 1].start if n + 1 < len(runs) else len(text)
        lines.append(text[run.start : run.end])
        cut = _money if run.table == "fund" else _indicators
        lines += cut(text[run.end : end])
    return [part for part in lines if part]


def _runs(text: str) -> list[_Run]:
    """The runs of at least three heads of one table that hold what it needs."""
    found: list[_Run] = []
    at = 0
    while at < len(text):
        run = _run(text, at)
        if run is not None:
            found.append(run)
        at = run.end if run is not None else at + 1
    return found


def _run(text: str, start: int) -> _Run | None:
    for table, needed in (("indicator", "level3"), ("fund", "executed")):
        kinds: list[str] = []
        at = start
        while match := _heads(table).match(text, at):
            kind = find(table, match.group())
            if not kind or kind in kinds:
                break
            kinds.append(kind)
            at = match.end()
        if len(kinds) >= _LEAST_HEADS and needed in kinds:
            return _Run(table, start, at)
    return None


@cache
def _heads(table: str) -> regex.Pattern[str]:
    """One listed head of a column, the longest that fits, with a unit or formula behind it."""
    entries = vocabulary().raw["columns"][table].values()
    labels = {label for entry in entries for label in entry.get("labels", ())}
    listed = "|".join(map(regex.escape, sorted(labels, key=lambda label: (-len(label), label))))
    return regex.compile(rf"(?:{listed})(?:[（(][^（）()]{{1,8}}[）)])?")


def _labels(text: str) -> list[str]:
    """What stands before the first block: the title, then each label with what is filled in."""
    words = vocabulary()
    declared = _DECLARED.search(text)
    if declared is not None:  # 单位：元 stands between the title and the labels
        rest = text[declared.end() :]
        return [*_labels(text[: declared.start()]), declared.group(), *_labels(rest)]
    starts = [0]
    at = 1
    while at < len(text):
        sizes = range(min(LABEL, len(text) - at), _SHORTEST_LABEL - 1, -1)
        size = next((n for n in sizes if words.is_label("head", text[at : at + n])), 0)
        if size:
            starts.append(at)
        at += max(size, 1)
    parts = [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    last = parts[-1] if parts else ""
    title = next((n for n in range(len(last)) if find("item", last[n:]) == "total"), len(last))
    return [*parts[:-1], last[:title], last[title:]]


def _money(text: str) -> list[str]:
    """Rows of money: a label begins behind the figures of the row above."""
    return _AFTER_FIGURES.sub("\n", text).split("\n")


def _indicators(text: str) -> list[str]:
    """Rows of indicators: a level named in full begins one, and so does the total."""
    total = max((text.rfind(word) for word in ("总分", "合计", "总计")), default=-1)
    body, rest = (text[:total], text[total:]) if total > 0 else (text, "")
    starts = [m.start() for m in _LEVEL.finditer(body)]
    firsts = [s for n, s in enumerate(starts) if n == 0 or not _joins(body, starts[n - 1], s)]
    bounds = [0, *firsts, len(body)]
    return [*(body[a:b] for a, b in pairwise(bounds)), rest]


def _joins(text: str, before: int, start: int) -> bool:
    """True where a level stands right behind another: 产出指标数量指标."""
    match = _LEVEL.match(text, before)
    return match is not None and match.end() == start
