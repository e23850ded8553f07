"""Amounts of the narrative that name a row and column of the money table: by label and meaning."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

import regex

from extract.frozen import dataclass
from normalize.report import Amount, Form, Report
from normalize.text import MEMORY, compiled, squeeze
from score.policy import table

_BRACKETS = regex.compile(r"[(（][^)）]*[)）]")
_NUMBERED = regex.compile(
    r"^(?:20\d\d年度?|本年度?|当年|全年共|[(（]?[一二三四五六七八九十\d]+[)）、.．])"
)
_ALL_YEAR = regex.compile(r"全年(?:共|累计|合计|总)*支出(?:为|共计|合计|总计)?$")
_ALONE = "支出"
_CLOSE = 20  # characters
_BUDGET_OF = regex.compile(
    r"(?P<of>\p{Han}{2,14}?)(?:年度|年初|调整后|全年)?预算(?:数|安排|资金|总额|金额)?"
)
_YEAR = regex.compile(r"20\d\d(?=年)")
_SENTENCE_ENDS = "。；;！\n"
_NUMBER = r"(\d+|[一二两三四五六七八九十]+)"
_COUNTED = regex.compile(
    rf"(?<!子)项目(?:共|共计|合计)?{_NUMBER}个|{_NUMBER}个(?:\w{{0,6}})(?<!子)项目"
)
_DIGIT = regex.compile(r"(?<!20)(?<!\d)\d+(?:\.\d+)?(?=\s*(?:亿|万|元|%))")
_CLAUSE_ENDS = "，,：:"


@dataclass(frozen=True, slots=True)
class Link:
    """What a label means: an ``item`` of the money table and its ``columns``, the first of them
    what the label says, the others what it is also used for."""

    item: str
    columns: tuple[str, ...]


@cache
def _links() -> dict[str, Link]:
    return {
        label: Link(entry["item"], tuple(entry["columns"]))
        for entry in table("links")["links"]
        for label in entry["labels"]
    }


@lru_cache(maxsize=MEMORY)
def meaning(label: str) -> Link | None:
    """What a label of the narrative names in the money table; None for anything not listed."""
    bare = squeeze(_BRACKETS.sub("", label))
    return _links().get(bare) or _links().get(_NUMBERED.sub("", bare))


def _of_the_year(before: str) -> Link | None:
    """全年支出40万元: 支出 alone names nothing, that of the whole year does."""
    named = _ALL_YEAR.search(squeeze(before[-_CLOSE:]))
    return meaning("全年支出") if named else None


def only_department(report: Report) -> Form | None:
    """The form of the whole department beside forms of projects, where there is exactly one."""
    found = [form for form in report.forms if form.kind == "department"]
    return found[0] if len(found) == 1 < len(report.forms) else None


def linked(report: Report, form: Form) -> tuple[tuple[Amount, Link], ...]:
    """The amounts that state a figure of the form, with what they mean; worked out once."""
    kept = report.memo.once("linked", dict[int, tuple[Form, tuple[tuple[Amount, Link], ...]]])
    if form.form_no not in kept or kept[form.form_no][0] is not form:
        kept[form.form_no] = (form, tuple(_linked(report, form)))
    return kept[form.form_no][1]


def _linked(report: Report, form: Form) -> Iterator[tuple[Amount, Link]]:
    by_no = {amount.amount_no: amount for amount in report.amounts}
    texts = {0: report.loose} | {section.section_no: section.text for section in report.sections}
    for amount in report.amounts:
        link = meaning(amount.label)
        if link is None and squeeze(amount.label) != _ALONE:
            continue
        before = texts.get(amount.section_no, "")[: amount.start]
        link = link or _of_the_year(before)
        if link is None or not _stands_for_itself(amount, link, by_no):
            continue
        sentence = _behind(before, _SENTENCE_ENDS)
        if amount.parent_no is None and _of_a_change(sentence):
            continue
        if form.kind in ("project", "transfer") and _of_the_body(amount.label):
            continue
        other = link.item == "total" and (
            _of_part(sentence, amount.label)
            or _of_another_budget(amount, form, by_no, len(before) - len(sentence))
        )
        if other or (form.kind == "project" and link.item == "total" and _several(sentence)):
            continue
        part = amount.parent_no is not None
        if not _another(sentence, amount.label, link, form.year or report.year, part=part):
            yield amount, link


def _behind(text: str, ends: str) -> str:
    """What stands behind the last of some marks: a sentence up to here, or a clause of it."""
    return text[max([text.rfind(mark) for mark in ends]) + 1 :]


def _of_the_body(label: str) -> bool:
    bare = squeeze(_BRACKETS.sub("", label))
    return _NUMBERED.sub("", bare) in table("links")["skip"]["of_the_body"]


def _of_part(thought: str, label: str) -> bool:
    """True where the thought speaks of one source: 其他资金预算40万元，实际支出20万元."""
    subject = _DIGIT.split(thought)[0]
    own = subject == thought  # no figure before: the label itself is the subject
    words = table("links")["skip"]["subject_parts"]
    return any(word in subject.replace(label, "" if own else label) for word in words)


def _of_another_budget(amount: Amount, form: Form, by_no: dict[int, Amount], begins: int) -> bool:
    """True where the thought began with the budget of something else: 政府采购预算40万元，实际支出20万元.
    A name of the project or the body, or none at all, is no other thing. ``begins`` is where the
    thought does."""
    one = by_no.get(amount.amount_no - 1)
    while one is not None and one.section_no == amount.section_no and one.start >= begins:
        match = _BUDGET_OF.fullmatch(squeeze(_BRACKETS.sub("", one.label)))
        if match and meaning(one.label) is None and _is_other(match["of"], form):
            return True
        one = by_no.get(one.amount_no - 1)
    return False


def _is_other(name: str, form: Form) -> bool:
    """Whether a name is neither the form's own nor a word for the whole of it."""
    own = squeeze(form.project + form.department + form.unit)
    whole = table("links")["skip"]["names_of_whole"]
    return name not in own and not any(word in name for word in whole)


def _of_a_change(sentence: str) -> bool:
    """True in the list that takes a change apart: 追加预算100万元，其中：人员经费20万元."""
    apart = compiled(table("links")["skip"]["change_apart"])
    return apart.search(squeeze(sentence)) is not None


def _several(sentence: str) -> bool:
    """True where the sentence speaks of several projects together: 共实施项目3个，预算资金500万元."""
    return any(
        count not in ("1", "一") for pair in _COUNTED.findall(sentence) for count in pair if count
    )


def _stands_for_itself(amount: Amount, link: Link, by_no: dict[int, Amount]) -> bool:
    """True for an amount of its own, and for a part whose whole is the table's parent of it."""
    if amount.parent_no is None:
        return True
    parent = by_no.get(amount.parent_no)
    above = meaning(parent.label) if parent else None
    if above is None or not set(above.columns) & set(link.columns):
        return False
    inside = {"basic": "total", "project": "total", "personnel": "basic", "public": "basic"}
    return inside.get(link.item) == above.item


def _another(sentence: str, label: str, link: Link, year: int | None, *, part: bool) -> bool:
    """True when the words before an amount make it another year's, a plan or a change."""
    skip = table("links")["skip"]
    # 其中 before a part of the form's own whole (总支出…，其中基本支出) is no other thing
    clause = _behind(sentence, _CLAUSE_ENDS).replace(label, "")
    clause = clause.removeprefix("其中") if part else clause
    if any(word in clause for word in skip["clause"]):
        return True
    if "executed" in link.columns and any(word in clause for word in skip["clause_spending"]):
        return True
    years = _YEAR.findall(sentence)
    if year is not None and years and int(years[-1]) != year:
        return True
    told = squeeze(sentence)
    if any(compiled(one).search(told) for one in skip["sentence_patterns"]):
        return True
    for phrase in skip["sentence_but"]:
        sentence = sentence.replace(phrase, "")
    return any(word in sentence for word in skip["sentence"])
