"""The stated grade is not the band of the score.

What it checks
    The grade (优, 良, 中, 差, and words that mean the same) against the band of the stated total
    score, or of the sum of the scores where no total is printed. The bands are data: 优 from 90,
    良 from 80, 中 from 60 unless the layout names another policy. A grade that the text tells is
    tried as well where the document has one form. 好 and 一般 are used for different bands and
    left alone.

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
from normalize.report import Form, Report
from normalize.text import squeeze
from score import wording
from score.cases import Said, Spot, failed, passed, untried
from score.policy import band, grade_of
from score.rule import Rule, Trial

NAME = "grade-band"
_OUT_OF = Decimal(100)


def trials(report: Report) -> Iterator[Trial]:
    """One check for each grade that a form states, or that the text states of its only form."""
    for form in report.forms:
        if form.grade_stated is not None and squeeze(form.grade_stated.text):
            yield from _trial(form, form.grade_stated.text, form.grade_stated.place)
    if len(report.forms) == 1:
        for claim in report.claims:
            if claim.kind == "grade":
                yield from _trial(report.forms[0], claim.text, claim.place)


def _trial(form: Form, printed: str, place: Place) -> Iterator[Trial]:
    word = squeeze(printed)
    spot = Spot(NAME, "grade", word, place, form.form_no, form.score_total_stated)
    score = score_of(form)
    grade = grade_of(word)
    if not grade:
        yield untried(spot, "the grade is no known word", "等级用词无法确定对应档次")
    elif score is None or form.promise.weights_to not in (None, _OUT_OF):
        yield untried(spot, "no total score out of 100 is given", "没有百分制的总得分")
    elif band(score, form.promise.grade_bands) == grade:
        yield passed(spot)
    else:
        yield _failed(spot, word, score, form.promise.grade_bands)


def score_of(form: Form) -> Decimal | None:
    """The stated total score, else the sum of the scores where none of them is missing."""
    if form.score_total_stated is not None:
        return form.score_total_stated.value
    parts = awards(form, "score")
    figures = [part.ref.figure for part in parts if part.ref.state != "nothing"]
    given = [figure.value for figure in figures if figure is not None]
    whole = form.promise.weights_to is not None and len(given) == len(figures)
    return sum(given, Decimal(0)) if given and whole else None


def _failed(spot: Spot, word: str, score: Decimal, policy: str) -> Trial:
    points, right = wording.plain(score), band(score, policy)
    bands, bands_zh = (f" by {policy}", f"（{policy}）") if policy != "national" else ("", "")
    said = Said(
        f"The grade is stated as {word}, but a score of {points} is {right}{bands}.",
        f"等级填为{word}，而得分 {points} 对应的等级是{right}{bands_zh}。",
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
