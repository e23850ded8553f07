"""A check that became no finding needs no trial around it: rules that look at every cell yield it bare."""

from __future__ import annotations

from dataclasses import replace

import pytest

import score
from extract.document import Place
from normalize.report import Promise
from score.cases import Spot, agrees, left_open, passed, untried
from score.check import Term, term
from tests.score.builders import read

FORM = """
    | 指标 | 目标 | 实际 | 分值 | 得分 |
    | 一 | ≥5 | 5 | 60 | 60 |
    | 二 | 提高 | 提高 | 40 | 50 |
"""
BARE = ("indicator-score-range", "indicator-blank", "indicator-repeated", "indicator-attainment")


def spot() -> Spot:
    figure = read(FORM).forms[0].indicators[0].figures["score"]
    terms = (Term("weight", figure), Term("target", figure, -1))
    return Spot("fund-rate", "score", "一", Place(row=3), 1, figure, terms)


def test_a_cell_that_agrees_is_told_as_a_trial_that_passed() -> None:
    at = spot()
    assert agrees(*at) == passed(at).check
    assert at.subject is not None
    assert agrees(*at, at.subject.value) == passed(at, values=(at.subject.value,) * 2).check


def test_a_cell_left_open_is_told_as_a_trial_that_was_not_made() -> None:
    at = spot()
    rule, field, label, place, form_no, figure, terms = at
    assert figure is not None
    assert form_no is not None
    why = ("nobody knows", "无从得知")
    assert left_open(rule, field, label, place, form_no, figure, terms, why) == (
        untried(at, *why).check
    )


def test_a_term_is_the_same_made_either_way() -> None:
    figure = spot().subject
    assert figure is not None
    assert term("weight", figure) == Term("weight", figure)
    assert term("weight", figure, -1) == Term("weight", figure, -1)


@pytest.mark.parametrize("rule", BARE)
def test_bare_checks_are_kept_in_the_order_of_the_form(rule: str) -> None:
    checks = score.verify(read(FORM), score.Settings(select=(rule,))).checks
    assert {check.rule for check in checks} == {rule}
    for column in {check.field for check in checks}:
        assert [check.label for check in checks if check.field == column] == ["一", "二"]


@pytest.mark.parametrize("rule", BARE)
def test_a_form_that_wants_no_such_rule_gets_no_bare_check(rule: str) -> None:
    report = read(FORM)
    forms = tuple(replace(form, promise=Promise(rules_off=(rule,))) for form in report.forms)
    assert score.verify(replace(report, forms=forms), score.Settings(select=(rule,))).checks == ()


def test_a_score_of_nought_is_recomputed_as_nought() -> None:
    text = FORM.replace("| 60 | 60 |", "| 60 | 0.00 |")
    chosen = score.Settings(select=("indicator-score-range",))
    first, second = score.verify(read(text), chosen).checks
    assert (str(first.stated), str(first.recomputed), first.verdict) == ("0.00", "0", "exact")
    assert (second.verdict, str(second.recomputed)) == ("inconsistent", "40")
