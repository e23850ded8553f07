"""The stated grade is not the band of the score.

What it checks
    The grade (优, 良, 中, 差, and words that mean the same) against the band of the stated total
    score, or of the sum of the scores where no total is printed. The bands are data: 优 from 90,
    良 from 80, 中 from 60 unless the layout, the document's own words (85分以上为优，75-85分为良) or the
    user name another policy; of the document's own and the national ones either may hold. A grade that
    the text tells is tried as well where the document has one form; where that form has no score, or
    the document no form, against the only score of the same section. 好 and 一般 are used for
    different bands and left alone.

Why
    The grade is what others read first.

Source
    财预〔2020〕10号 as applied (90/80/60); a provincial system with 80/70/60 is known, see
    score/policy/grade_bands.toml.

Since
    0.1.0

Fails
    | 指标 | 分值 | 得分 |
    | 抚恤补助 | 100 | 98.1 |

    总得分：98.1
    等级：良

Passes
    | 指标 | 分值 | 得分 |
    | 抚恤补助 | 100 | 98.1 |

    总得分：98.1
    等级：优秀
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extract.document import Place
from normalize.identities import awards
from normalize.report import Claim, Form, Report
from normalize.scoring_texts import bands_told
from normalize.text import squeeze
from score import wording
from score.cases import Said, Spot, failed, passed, untried
from score.policy import band, bands_of, bands_of_zh, grade_of
from score.rule import Rule, Trial

NAME = "grade-band"
_OUT_OF = Decimal(100)
_NATIONAL = "national"


def trials(report: Report) -> Iterator[Trial]:
    """One check for each grade that a form states, or that the text states of its only form."""
    for one in report.forms:
        if one.grade_stated is not None and squeeze(one.grade_stated.text):
            yield from _trial(one, one.grade_stated.text, one.grade_stated.place)
    if len(report.forms) > 1:
        return
    form = next(iter(report.forms), None)
    for claim in report.claims:
        if claim.kind != "grade" or _is_grade_of(form, claim):
            continue
        if form is not None and score_of(form) is not None:
            if claim.is_of(form, report.year):
                yield from _trial(form, claim.text, claim.place)
        else:
            yield from _told(report, claim, form)


def _is_grade_of(form: Form | None, claim: Claim) -> bool:
    """True for the line under a table that is read as the grade of the form already."""
    stated = form.grade_stated if form is not None else None
    return stated is not None and stated.place == claim.place


def _told(report: Report, claim: Claim, form: Form | None) -> Iterator[Trial]:
    """A grade of the text beside the one score that the text gives, where no form has a score."""
    beside = (one for one in report.claims if one.section_no == claim.section_no)
    told = {
        one.figure.value: one.figure
        for one in beside
        if one.figure and (one.when, one.about) == (claim.when, claim.about)
    }
    word, bands = squeeze(claim.text), _bands(form) if form else _bands_of_text(report)
    if len(told) != 1 or not grade_of(word):
        return
    score, figure = told.popitem()
    spot = Spot(NAME, "grade", word, claim.place, form.form_no if form else None, figure)
    if grade_of(word) in {band(score, policy) for policy in bands}:
        yield passed(spot)
    else:
        yield _failed(spot, word, score, bands[0])


def _trial(form: Form, printed: str, place: Place) -> Iterator[Trial]:
    word = squeeze(printed)
    spot = Spot(NAME, "grade", word, place, form.form_no, form.score_total_stated)
    score = score_of(form)
    grade = grade_of(word)
    if not grade:
        yield untried(spot, "the grade is no known word", "等级用词无法确定对应档次")
    elif score is None or form.promise.weights_to not in (None, _OUT_OF):
        yield untried(spot, "no total score out of 100 is given", "没有百分制的总得分")
    elif grade in {band(score, bands) for bands in _bands(form)}:
        yield passed(spot)
    else:
        yield _failed(spot, word, score, _bands(form)[0])


def _bands(form: Form) -> tuple[str, ...]:
    """The policies of which any may hold: what the document tells itself, and its layout's."""
    own, usual = form.promise.grade_text, form.promise.grade_bands
    return (own, usual) if own and own != usual else (usual,)


def _bands_of_text(report: Report) -> tuple[str, ...]:
    """The same for a document without a form: what the user settled decides."""
    own = bands_told(report)
    if report.grade_bands:
        return (report.grade_bands,)
    return (own, _NATIONAL) if own else (_NATIONAL,)


def score_of(form: Form) -> Decimal | None:
    """The stated total score, else the sum of the scores where none of them is missing."""
    if form.score_total_stated is not None:
        return form.score_total_stated.value
    parts = [part for part in awards(form, "score") if part.ref.state != "nothing"]
    given = [part.sign * figure.value for part in parts if (figure := part.ref.figure)]
    whole = form.promise.weights_to is not None and len(given) == len(parts)
    return sum(given, Decimal(0)) if given and whole else None


def _failed(spot: Spot, word: str, score: Decimal, policy: str) -> Trial:
    points, right = wording.plain(score), band(score, policy)
    steps = bands_of(policy)
    said = Said(
        f"The grade is stated as {word}, but a score of {points} is {right} (policy {steps}).",
        f"等级填为{word}，而得分 {points} 对应的等级是{right}（按 {bands_of_zh(policy)}）。",
        word,
        right,
    )
    return failed(spot, "error", said, material=True)


RULE = Rule(
    name=NAME,
    severity="error",
    summary="The stated grade is not the band of the score.",
    summary_zh="自评等级与得分所在档次不符。",
    source="财预〔2020〕10号; score/policy/grade_bands.toml",
    doc=__doc__,
    over_report=trials,
)
