"""What is not searched could not have been found."""

from __future__ import annotations

from random import Random

from normalize import _narrative_quantities as quantities
from normalize._narrative_claims import find_claims
from normalize._narrative_text import flatten
from normalize._narrative_words import pattern
from normalize._repair_edits import _fitting

SIGNS = "12.,3、及-~至—万元 \n人其中：，费\u3000("
ENDS = ("、", "和 ", "1、", "2.5万元至", "3-", "3 和\n", "其中：经费1.5、费", "")


def _texts(count: int) -> list[str]:
    random = Random(3)  # noqa: S311 - the same texts every time
    return [
        "".join(random.choices(SIGNS, k=random.randrange(14))) + random.choice(ENDS)
        for _ in range(count)
    ]


def test_an_open_range_ends_with_one_of_the_marks_that_are_looked_for_first() -> None:
    found = [t for text in _texts(20_000) if quantities._RANGE_BEFORE.search(t := text.rstrip())]
    assert len(found) > 100
    assert all(text.endswith(quantities._RANGE_MARKS) for text in found)


def test_figures_that_share_a_unit_end_with_one_of_the_joins_that_are_looked_for_first() -> None:
    found = [text for text in _texts(20_000) if quantities._SHARED.search(text)]
    assert len(found) > 100
    assert all(text.rstrip().endswith(quantities._JOINS) for text in found)


def test_a_list_of_bare_figures_holds_a_point() -> None:
    found = [text for text in _texts(20_000) if quantities._BARE_LIST.search(text)]
    assert len(found) > 100
    assert all("." in text for text in found)


def test_the_digits_that_fit_are_those_that_keep_a_number_within_its_bounds() -> None:
    random = Random(4)  # noqa: S311 - the same numbers every time
    for _ in range(5_000):
        one, least = 10 ** random.randrange(5), random.randrange(10**6)
        low = least + random.randrange(-12 * one, 12 * one)
        high = low + random.randrange(-1, 6 * one)
        fits = [d for d in range(10) if low <= least + d * one <= high]
        assert list(_fitting(0, 9, one, low - least, high - least)) == fits


def test_a_letter_of_every_grade_is_looked_for_first() -> None:
    grades = (
        "优秀",
        "优",
        "良好",
        "良",
        "中等",
        "中",
        "合格",
        "基本合格",
        "较差",
        "差",
        "好",
        "较好",
    )
    for grade in grades:
        sentence = f"自评等级为“{grade}”。"
        found = [said for said in find_claims(sentence, 0, len(sentence)) if said.kind == "grade"]
        assert [sentence[said.start : said.end] for said in found] == [grade]
        assert pattern("claim", "graded").search(grade)


def test_a_sentence_without_digit_and_money_holds_no_quantity() -> None:
    texts = [text.replace("\n", " ") for text in _texts(5_000)]
    without = [text for text in texts if not quantities.may_hold_any(text, 0, len(text))]
    assert len(without) > 50
    assert not any(quantities.find_quantities(text, 0, len(text)) for text in without)


def test_marks_of_every_width_are_folded_one_by_one() -> None:
    wide = "（１２％）：【甲】〔乙〕；﹔﹕﹐？！\u3000\xa0\t﹪－ＡＢ"
    assert flatten(wide) == "".join(flatten(mark) for mark in wide)
    assert flatten(wide) == "(12%)：(甲)(乙)；；：，？！   %-AB"
    assert flatten("1，234 1,234 甲,乙 １，２３４") == "1，234 1,234 甲，乙 1,234"
