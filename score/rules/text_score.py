"""The narrative and the form give different total scores.

What it checks
    Each total score that the narrative states against that of the form, in a document with one
    form; beside forms of projects, the score that the narrative calls that of the department
    (部门整体支出自评得分) against its only form. Where the form prints no total, against the sum of its
    scores, if none is missing and its weights make up the total that the layout promises. A score printed with fewer decimals is
    rounded, not different, unless it is the form's and to the last digit the sum of its scores; that
    of an earlier year is not the form's. Grades are compared only where the form has no total
    score; where it has one, grade-band says which grade is right.

Why
    Readers of the report see one score, readers of the form another.

Source
    Arithmetic; the report explains the form.

Since
    0.1.0

Fails
    | 指标 | 分值 | 得分 |
    | 抚恤补助 | 100 | 91.6 |

    总得分：91.6
    正文得分：91.0

Passes
    | 指标 | 分值 | 得分 |
    | 抚恤补助 | 100 | 91.6 |

    总得分：91.6
    正文得分：92
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from normalize.identities import Identity, Operand, Ref, awards
from normalize.report import Claim, Figure, Form, Report
from normalize.text import squeeze
from score.cases import Said, Spot, failed, passed, untried
from score.links import only_department
from score.policy import grade_of
from score.rule import Rule, Trial
from score.trials import try_all

NAME = "text-score"


def trials(report: Report) -> Iterator[Trial]:
    """One check for each claim of the narrative that the only form states as well."""
    department = only_department(report)
    if department is not None:
        yield from _of_department(report, department)
    if len(report.forms) != 1:
        return
    form = report.forms[0]
    for claim in report.claims:
        if not claim.is_of(form, report.year):
            continue
        if claim.kind == "score_total" and claim.figure and form.score_total_stated:
            yield from _score(form, claim, claim.figure, form.score_total_stated)
        elif claim.kind == "score_total" and claim.figure:
            yield from _sum(form, claim, claim.figure)
        elif claim.kind == "grade" and form.grade_stated and not form.score_total_stated:
            yield _grade(form, claim, form.grade_stated.text)


def _of_department(report: Report, form: Form) -> Iterator[Trial]:
    """What the narrative says of the whole department in a bundle; nothing where it tells several
    scores, which then may be those of several bodies."""
    told = [
        (claim, claim.figure)
        for claim in report.claims
        if claim.kind == "score_total" and claim.about == "department" and claim.figure
        if claim.is_of(form, report.year)
    ]
    if form.score_total_stated and len({figure.value for _, figure in told}) == 1:
        for claim, said in told:
            yield from _score(form, claim, said, form.score_total_stated)


def _score(form: Form, claim: Claim, said: Figure, stated: Figure) -> Iterator[Trial]:
    # both are awarded; the coarser print of the two is the one that may have been rounded
    coarse, fine = (said, stated) if said.step >= stated.step else (stated, said)
    told = Ref("claims", claim.section_no, "score_total", "", said.place, said, "number")
    own = Ref("form", None, "score_total_stated", "", stated.place, stated, "number")
    room = coarse.step / 2 if coarse.step > fine.step else Decimal(0)
    if coarse is stated and _is_sum(form, stated):
        room = Decimal(0)  # 97 that is the sum of the scores to the last digit was not rounded
    agree = abs(coarse.value - fine.value) <= room
    exact = not agree or coarse is said
    identity = Identity(NAME, "score_total", "", "equal", told, (Operand(own, exact=exact),))
    yield from try_all([identity], form.form_no, bands=form.promise.grade_bands)


def _is_sum(form: Form, stated: Figure) -> bool:
    """Whether the total of the form is exactly what its scores add up to."""
    parts = [part for part in awards(form, "score") if part.ref.state != "nothing"]
    given = [part.sign * figure.value for part in parts if (figure := part.ref.figure)]
    return bool(given) and len(given) == len(parts) and sum(given, Decimal(0)) == stated.value


def _sum(form: Form, claim: Claim, said: Figure) -> Iterator[Trial]:
    """The claim against the scores of a form that prints no total."""
    parts = awards(form, "score")
    weights = [part.ref.figure.value for part in awards(form, "weight") if part.ref.figure]
    if sum(weights, Decimal(0)) != form.promise.weights_to:
        return
    told = Ref("claims", claim.section_no, "score_total", "", said.place, said, "number")
    identity = Identity(NAME, "score_total", "", "sum", told, parts)
    yield from try_all([identity], form.form_no, bands=form.promise.grade_bands)


def _grade(form: Form, claim: Claim, printed: str) -> Trial:
    told, stated = squeeze(claim.text), squeeze(printed)
    spot = Spot(NAME, "grade", told, claim.place, form.form_no)
    if told == stated or (grade_of(told) and grade_of(told) == grade_of(stated)):
        return passed(spot)
    if not grade_of(told) or not grade_of(stated):
        return untried(spot, "a grade is no known word", "等级用词无法确定对应档次")
    said = Said(
        f"The text gives the grade {told}, the form {stated}.",
        f"正文中的等级为{told}，表中为{stated}。",
        told,
        stated,
    )
    return failed(spot, "error", said, material=True)


RULE = Rule(
    name=NAME,
    severity="error",
    summary="The narrative and the form give different total scores or grades.",
    summary_zh="正文与自评表的总得分或等级不一致。",
    source="Arithmetic",
    doc=__doc__,
    over_report=trials,
)
