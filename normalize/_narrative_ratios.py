"""Percentages that the narrative tells of its own amounts, and amounts told twice in two units.

Amounts and percentages of a sentence are set to one sign each; patterns of ``narrative.toml`` then
have to know every word between them. What they do not know is not compared.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal

import regex

from extract.frozen import dataclass
from normalize._narrative_text import Passage, sentences
from normalize._narrative_words import pattern
from normalize.number import to_decimal
from normalize.report import Amount, Comparison, Figure, Restated
from normalize.text import lazy

_PERCENT = lazy(
    r"(?P<num>\d+(?:\.\d+)?)\s*%(?!\s*(?:[-~—–至]|(?:及)?以[上下内]|左右|上下|个?百分))"
)
_ROUGH = lazy(r"(?:约|近|超|超过|逾|不足|达?不到|≥|≤|[-~—–至])\s*$")
_YEAR = lazy(r"20\d\d(?=年)")
# a name of two signs (支出, 资金) names nothing in particular
_SHORT_NAME = 2
_AMOUNT, _RATE = "¤", "¢"
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Told:
    """An amount of a passage and where its text ends."""

    amount: Amount
    end: int


@dataclass(slots=True)
class _Line:
    """A sentence with its amounts and percentages as signs; ``marks`` tells them by position."""

    sentence: str
    text: str = ""
    marks: dict[int, Amount | Figure] = field(default_factory=dict)

    def amount(self, match: regex.Match[str], name: str) -> Amount | None:
        """The amount that a group of a match stands for."""
        found = self.marks.get(match.start(name)) if match[name] else None
        return found if isinstance(found, Amount) else None

    def rate(self, match: regex.Match[str]) -> Figure | None:
        """The percentage that the group ``rate`` of a match stands for, a fraction."""
        found = self.marks.get(match.start("rate")) if match["rate"] else None
        return found if isinstance(found, Figure) else None


def read_ratios(
    page: Passage, told: Sequence[Told]
) -> tuple[tuple[Comparison, ...], tuple[Restated, ...]]:
    """The comparisons and the amounts told twice, of one section; ``told`` in reading order."""
    compared: list[Comparison] = []
    again: list[Restated] = []
    if not told:
        return (), ()
    rates = "%" in page.flat
    if not rates and (len(told) < 2 or not pattern("ratio", "tells").search(page.flat)):
        return (), ()
    by_no = {one.amount.amount_no: one.amount for one in told} if rates else {}
    starts = [one.amount.start for one in told]
    names = Counter([_core(one.amount.label) for one in told] if rates else ())
    before: list[Amount] = []
    for start, end in sentences(page.flat):
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        mine = before
        if rates:
            before = [one.amount for one in told[first:last]]
            before = [one for one in before if names[_core(one.label)] == 1]
        rated = rates and page.flat.find("%", start, end) >= 0
        if last - first < (1 if rated else 2):
            continue  # one amount alone is compared with nothing
        if not rated and not pattern("ratio", "tells").search(page.flat, start, end):
            continue
        line = _line(page, told[first:last], start, end)
        compared += _compared(line, by_no, mine)
        again += _restated(line)
    return tuple(compared), tuple(again)


def _compared(
    line: _Line, by_no: Mapping[int, Amount], mine: Sequence[Amount]
) -> Iterator[Comparison]:
    """The comparisons of one sentence; ``mine`` are the amounts of the sentence before."""
    rated = _RATE in line.text
    yield from _growth(line)
    if rated:
        yield from _years(line)
        yield from _since(line)
    yield from _adjusted(line)
    if rated:
        yield from _shares(line, by_no, mine)
        yield from _execution(line, mine)
        yield from _arrival(line)


def _line(page: Passage, told: Sequence[Told], start: int, end: int) -> _Line:
    line = _Line(page.text[start:end].strip())
    spans: list[tuple[int, int, Amount | Figure | None]] = [
        (one.amount.start, one.end, None if one.amount.about else one.amount) for one in told
    ]
    rated = page.flat.find("%", start, end) >= 0
    for match in _PERCENT.finditer(page.flat, start, end) if rated else ():
        rough = _ROUGH.search(page.flat[max(start, match.start() - 4) : match.start()])
        spans.append((match.start(), match.end(), None if rough else _fraction(page, match)))
    at, text, length = start, [], 0
    for left, right, what in sorted(spans, key=lambda span: span[:2]):
        if left < at:
            continue
        text.append("".join(page.flat[at:left].split()))
        length += len(text[-1])
        if what is not None:
            line.marks[length] = what
            text.append(_RATE if isinstance(what, Figure) else _AMOUNT)
        else:
            text.append("?")
        length += 1
        at = right
    line.text = "".join([*text, "".join(page.flat[at:end].split())])
    return line


def _fraction(page: Passage, match: regex.Match[str]) -> Figure:
    value, step = to_decimal(match["num"])
    raw = "".join(page.text[match.start() : match.end()].split())
    place, sure = page.place(match.start()), page.confidence(match.start())
    return Figure(value / _HUNDRED, step / _HUNDRED, raw, place, "%", sure)


def _growth(line: _Line) -> Iterator[Comparison]:
    """支出1100万元，较上年1000万元增加100万元，增长10%: at least what makes something follow."""
    for match in pattern("ratio", "growth").finditer(line.text):
        now, base, change = (line.amount(match, name) for name in ("now", "base", "change"))
        rate = line.rate(match)
        given = [one for one in (now, base, change) if one is not None]
        if now is None or now.change or len(given) + (rate is not None) < 3:
            continue
        other = pattern("ratio", "against_other").search(match["against"] or "")
        if other or len({one.kind for one in given}) > 1:
            continue
        falls = pattern("ratio", "falling").search(match["verb"]) is not None
        yield Comparison(
            "growth", line.sentence, rate, amount=now, change=change, base=base, falls=falls
        )


def _years(line: _Line) -> Iterator[Comparison]:
    """2022年支出256.3万元，2021年支出240.1万元，增长6.75%: one measure of two years."""
    for match in pattern("ratio", "years").finditer(line.text):
        now, base, rate = line.amount(match, "now"), line.amount(match, "base"), line.rate(match)
        if now is None or base is None or rate is None or now.change or base.change:
            continue
        years = _YEAR.findall(line.text[: match.start("now")])
        if match["year"] and (not years or int(years[-1]) != int(match["year"]) + 1):
            continue
        if now.label == _this_year(base.label) and now.kind == base.kind:
            falls = pattern("ratio", "falling").search(match["verb"]) is not None
            yield Comparison("growth", line.sentence, rate, amount=now, base=base, falls=falls)


def _since(line: _Line) -> Iterator[Comparison]:
    """与2021年的240.1万元相比，2022年支出256.3万元，增加16.2万元，增长6.75%: last year's figure first."""
    for match in pattern("ratio", "since").finditer(line.text):
        now, base, change = (line.amount(match, name) for name in ("now", "base", "change"))
        if now is None or base is None or now.change or now.kind != base.kind:
            continue
        if _this_year(match["named"]) not in ("", now.label):
            continue
        falls = pattern("ratio", "falling").search(match["verb"]) is not None
        rate = line.rate(match)
        yield Comparison(
            "growth", line.sentence, rate, amount=now, change=change, base=base, falls=falls
        )


def _this_year(label: str) -> str:
    """What last year's figure is called, without the words that make it last year's."""
    return pattern("ratio", "last_year").sub("", label)


def _adjusted(line: _Line) -> Iterator[Comparison]:
    """年初预算120万元，追加30万元，调整后预算150万元."""
    for match in pattern("ratio", "adjusted").finditer(line.text):
        base, change, now = (line.amount(match, name) for name in ("base", "change", "now"))
        if base is None or change is None or now is None or len({base.kind, now.kind}) > 1:
            continue
        if pattern("ratio", "initial").search(base.label):
            falls = pattern("ratio", "falling").search(match["verb"]) is not None
            yield Comparison(
                "growth", line.sentence, None, amount=now, change=change, base=base, falls=falls
            )


def _shares(
    line: _Line, by_no: Mapping[int, Amount], before: Sequence[Amount]
) -> Iterator[Comparison]:
    for match in pattern("ratio", "share").finditer(line.text):
        part, rate = line.amount(match, "part"), line.rate(match)
        if part is None or rate is None or pattern("ratio", "share_open").search(match["label"]):
            continue
        whole = line.amount(match, "whole")
        whole = whole or _whole_of(line, part, match["label"], by_no, match.start())
        whole = whole or _named_before(part, match["label"], before)
        if whole is not None and whole.kind == part.kind and not (whole.about or whole.change):
            yield Comparison("share", line.sentence, rate, amount=part, whole=whole)


def _whole_of(
    line: _Line, part: Amount, label: str, by_no: Mapping[int, Amount], before: int
) -> Amount | None:
    """What a part is a share of: the amount that it is told as a part of, or the one that 占 names,
    if the sentence has exactly one of that name. A part of a part may be meant as a share of
    either whole: nothing is said of it."""
    parent = by_no.get(part.parent_no) if part.parent_no is not None else None
    if pattern("ratio", "share_of_all").search(label):
        return parent if parent is not None and parent.parent_no is None else None
    if parent is not None and _same_name(parent.label, label):
        return parent
    named = {
        one.amount_no: one
        for position, one in line.marks.items()
        if isinstance(one, Amount) and position < before and _same_name(one.label, label)
    }
    return next(iter(named.values())) if len(named) == 1 else None


def _named_before(part: Amount, label: str, before: Sequence[Amount]) -> Amount | None:
    """The amount that the sentence before gives under the very name that 占 names, if the section
    gives that name to nothing else."""
    if part.parent_no is not None or len(label) <= _SHORT_NAME:
        return None
    named = [one for one in before if _same_name(one.label, label) and one.kind == part.kind]
    return named[0] if len(named) == 1 and not (named[0].change or named[0].about) else None


def _same_name(one: str, other: str) -> bool:
    a, b = _core(one), _core(other)
    return bool(a) and a == b


def _core(name: str) -> str:
    return name.removeprefix("总").removeprefix("本年")


def _execution(line: _Line, mine: Sequence[Amount]) -> Iterator[Comparison]:
    """预算安排100万元，实际支出95万元，执行率95%: one budget and one spending before the rate, in the
    same thought (；) or, where that has no budget, in the sentence; ``mine`` are the amounts of the
    sentence before."""
    matches = list(pattern("ratio", "execution").finditer(line.text))
    begins = [line.text.rfind("；", 0, match.start()) + 1 for match in matches]
    for match, begin in zip(matches, begins, strict=True):
        found = _executed(line, begin if len(matches) > 1 else 0, match, mine)
        if found is not None and begins.count(begin) == 1:
            yield found


def _executed(
    line: _Line, begins: int, match: regex.Match[str], mine: Sequence[Amount]
) -> Comparison | None:
    marks = [(p, a) for p, a in line.marks.items() if begins <= p < match.start()]
    before = [a for _, a in marks if isinstance(a, Amount)]
    money = [a for a in before if a.kind == "money" and not a.change and a.parent_no is None]
    spent = [a for a in money if pattern("ratio", "execution_spent").search(a.label)]
    initial = [a for a in money if pattern("ratio", "execution_initial").search(a.label)]
    budget = [a for a in money if pattern("ratio", "execution_budget").search(a.label)]
    budget = [a for a in budget if a not in initial]
    rate = line.rate(match)
    if rate is None or len(spent) != 1 or len(money) != len(spent + budget + initial):
        return None
    if len(budget) == 1 and not (initial and not _is_adjusted(budget[0])):
        base = initial[0] if initial else None
        return Comparison("execution", line.sentence, rate, spent[0], budget[0], base=base)
    if len(money) > 1 or pattern("ratio", "execution_other").search(
        line.text[begins : match.start()]
    ):
        return None
    told = [a for a in mine if a.kind == "money" and not a.change and a.parent_no is None]
    sole = told[0] if len(told) == 1 and _is_budget(told[0]) else None
    return Comparison("execution", line.sentence, rate, spent[0], sole)


def _arrival(line: _Line) -> Iterator[Comparison]:
    """计划安排资金2680万元，到位资金2600万元，到位率97.01%: the only two amounts before the rate."""
    for match in pattern("ratio", "arrival").finditer(line.text):
        before = [a for p, a in line.marks.items() if p < match.start() and isinstance(a, Amount)]
        money = [a for a in before if a.kind == "money" and a.parent_no is None]
        got = [a for a in money if pattern("ratio", "arrival_got").search(a.label)]
        due = [a for a in money if pattern("ratio", "arrival_due").search(a.label)]
        rate = line.rate(match)
        if rate is not None and len(money) == 2 and len(got) == len(due) == 1:
            yield Comparison("arrival", line.sentence, rate, amount=got[0], whole=due[0])


def _is_budget(one: Amount) -> bool:
    return pattern("ratio", "execution_budget").search(one.label) is not None


def _is_adjusted(one: Amount) -> bool:
    return pattern("ratio", "execution_adjusted").search(one.label) is not None


def _restated(line: _Line) -> Iterator[Restated]:
    """202.64万元（2026400元）, 202.64万元，即2026400元."""
    for match in pattern("ratio", "restated").finditer(line.text):
        one, other = line.amount(match, "one"), line.amount(match, "other")
        sure = bool(match["sure"])
        if one is None or other is None or one.kind != "money" or other.kind != "money":
            continue
        if one.figure.unit == other.figure.unit or not (sure or match["end"]):
            continue
        yield Restated(one, other, sure, line.sentence)
