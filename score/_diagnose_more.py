"""Smallest explanations where no sum is wrong: a grade, a score outside its weight, a missed target,
a blank, a number of the outline. Each looks at the few figures that its rule speaks of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from extract.frozen import replace
from normalize.identities import awards
from normalize.interval import Interval
from normalize.number import read_number
from normalize.repair import column_words, kind_words, printed, readings
from normalize.report import Figure, Form, IndicatorRow, Report
from score import wording
from score.check import Candidate, Check, Finding
from score.policy import grade_of, steps

_UPWARDS, _DOWNWARDS = frozenset({"=", ">=", ">"}), frozenset({"<=", "<"})
_HUNDRED = Decimal(100)
# where so many values of a kind will do, that one of them is near proves nothing
_MOST_OF_A_KIND = 3
# how far, as a rule, what was reached lies from its target: by a tenth of it
_USUALLY_APART = 0.1
# an entry that was meant otherwise, beside one figure mistyped
_OTHER = 0.02


def more(finding: Finding, report: Report) -> tuple[Candidate, ...]:
    """What may explain a finding that no identity explains, best first; often nothing."""
    form = next((f for f in report.forms if f.form_no == finding.form_no), None)
    found = list(_BY_RULE.get(finding.rule, _of_the_stated)(finding, form))
    # until here the rank is how likely each is; then each gets its share of them all. Of figures with
    # hundreds of digits none is likelier than nothing
    total = sum(option.rank for option in found) or 1.0
    found.sort(key=lambda option: (-option.rank, option.label, option.proposed))
    return tuple(replace(option, rank=round(option.rank / total, 4)) for option in found)


# ── one figure ───────────────────────────────────────────────────────────────────────────────


def _slips(
    figure: Figure, name: tuple[str, str], low: Decimal, high: Decimal
) -> Iterator[Candidate]:
    """Single slips of a hand that turn a value in ``low .. high`` into what is printed."""
    found = readings(figure, low, high)
    often = Counter(edit.kind for edit in found)
    for edit in found:
        if often[edit.kind] <= _MOST_OF_A_KIND:
            yield _said(figure, name, edit.kind, edit.value, edit.likely)


def _said(
    figure: Figure, name: tuple[str, str], kind: str, value: Decimal, likely: float
) -> Candidate:
    stated, meant = printed(figure), printed(figure, value)
    why, why_zh = kind_words(kind)
    return Candidate(
        kind,
        name[1],
        figure.place,
        stated,
        meant,
        f"{name[0]}: {stated} may stand for {meant} ({why})",
        f"{name[1]}：{stated} 或应为 {meant}（{why_zh}）",
        likely,
    )


def _name(label: str, column: str, rule: str = "") -> tuple[str, str]:
    told = wording.column_of(column, rule)
    name, name_zh = told if rule and told != wording.column_of(column, "") else column_words(column)
    bare = " ".join(label.split())
    if not name:
        return f"“{bare}”", f"“{bare}”"
    return (f"“{bare}”, {name}", f"“{bare}”的{name_zh}") if bare else (name, name_zh)


def _of_the_stated(finding: Finding, _: Form | None) -> Iterator[Candidate]:
    """A slip in the stated figure that leads from the recomputed value to it."""
    check = finding.check
    if check is None or check.subject is None or check.recomputed is None:
        return
    if finding.verdict != "inconsistent" or check.subject.value != check.stated:
        return
    low, high = _recomputed(check, check.subject)
    name = _name(finding.label, finding.field, finding.rule)
    yield from _slips(check.subject, name, low, high)


def _recomputed(check: Check, stated: Figure) -> tuple[Decimal, Decimal]:
    """What the stated figure may print to agree with the recomputed one."""
    value = check.recomputed or Decimal(0)
    wide = Interval.around(value, stated.step)
    low = check.recomputed_low if check.recomputed_low is not None else wide.low
    high = check.recomputed_high if check.recomputed_high is not None else wide.high
    return min(low, wide.low), max(high, wide.high)


# ── grades ───────────────────────────────────────────────────────────────────────────────────


def _grade(finding: Finding, form: Form | None) -> Iterator[Candidate]:
    """The grade of the band that the score is in, or a slip in the score."""
    stated, right = finding.stated, finding.recomputed
    yield Candidate(
        "grade",
        stated,
        finding.place,
        stated,
        right,
        f"the grade may have to read {right}, the band of the score",
        f"等级或应为{right}（得分所在档次）",
        _OTHER,
    )
    bounds = _bounds(stated, form.promise.grade_bands) if form else None
    if form is None or form.score_total_stated is None or bounds is None:
        return
    figure = form.score_total_stated
    if not _sums_up(form, figure):  # a total that its own rows confirm is no slip
        yield from _slips(figure, _name("", "score_total"), *bounds)


def _sums_up(form: Form, total: Figure) -> bool:
    figures = [part.ref.figure for part in awards(form, "score")]
    given = [figure.value for figure in figures if figure is not None]
    return bool(given) and sum(given, Decimal(0)) == total.value


def _bounds(word: str, policy: str) -> tuple[Decimal, Decimal] | None:
    """The scores that a grade stands for; a band ends just below the next."""
    known = steps(policy) or steps("national") or ()
    high = _HUNDRED
    for grade, floor in known:
        if grade == grade_of(word):
            return floor, high
        high = floor - Decimal("0.01")
    return None


# ── indicators ───────────────────────────────────────────────────────────────────────────────


def _row(finding: Finding, form: Form | None) -> IndicatorRow | None:
    """The row that a finding speaks of: by the place of its score, else by its only name."""
    if form is None:
        return None
    by_figure, by_name = form.memo.once("rows", lambda: _rows(form))
    subject = finding.check.subject if finding.check else None
    if subject is not None and subject in by_figure:
        return by_figure[subject]
    named = by_name.get(finding.label, ())
    return named[0] if len(named) == 1 else None


def _rows(form: Form) -> tuple[dict[Figure, IndicatorRow], dict[str, list[IndicatorRow]]]:
    """The rows of a form by the figures they print, and by name."""
    by_figure: dict[Figure, IndicatorRow] = {}
    by_name: dict[str, list[IndicatorRow]] = {}
    for row in form.indicators:
        by_name.setdefault(row.level3, []).append(row)
        for figure in row.figures.values():
            by_figure.setdefault(figure, row)
    return by_figure, by_name


def _outside(finding: Finding, form: Form | None) -> Iterator[Candidate]:
    """A slip in the score or in the weight of one row."""
    row = _row(finding, form)
    if row is None or "score" not in row.figures:
        return
    score, weight = row.figures["score"], row.figures.get("weight")
    if weight is None:
        yield from _slips(score, _name(row.level3, "score"), Decimal(0), _HUNDRED)
        return
    yield from _slips(score, _name(row.level3, "score"), Decimal(0), weight.value)
    limit = finding.check.recomputed if finding.check else None
    if limit is not None:
        yield _said(score, _name(row.level3, "score"), "value", limit, _OTHER)
    if score.value > weight.value:
        most = min(_HUNDRED, 2 * score.value)
        yield from _slips(weight, _name(row.level3, "weight"), score.value, most)
        yield from _exchanged(row, score, weight)


def _exchanged(row: IndicatorRow, score: Figure, weight: Figure) -> Iterator[Candidate]:
    said = f"“{row.level3}”: weight {printed(weight)} and score {printed(score)} may be swapped"
    said_zh = f"“{row.level3}”：分值 {printed(weight)} 与得分 {printed(score)} 或填反"
    both = (f"{printed(weight)}; {printed(score)}", f"{printed(score)}; {printed(weight)}")
    yield Candidate("swap", row.level3, score.place, *both, said, said_zh, _OTHER)


def _attainment(finding: Finding, form: Form | None) -> Iterator[Candidate]:
    """The score that is due, or a slip in the target or in what was reached."""
    row = _row(finding, form)
    score = row.figures.get("score") if row else None
    if row is None or score is None:
        return
    if finding.recomputed and finding.check is not None and finding.check.recomputed is not None:
        due = finding.check.recomputed
        # nobody gives full marks for a hundredth of the target: then something else is wrong
        share = (
            float(min(due, score.value) / max(due, score.value)) if due > 0 < score.value else 0.1
        )
        yield _said(score, _name(row.level3, "score"), "value", due, _OTHER * share)
    target, actual = _bare(row.target_value), _bare(row.actual_value)
    if finding.severity != "error" or target is None or actual is None:
        return
    if row.target_op not in _UPWARDS | _DOWNWARDS:
        return
    more_is_met = row.target_op in _UPWARDS
    share = row.target_value is not None and row.target_value.unit == "%"
    most = _HUNDRED if share else None
    reached = _slips(actual, _name(row.level3, "actual"), *_side(target, more_is_met, most))
    asked = _slips(target, _name(row.level3, "target"), *_side(actual, not more_is_met, most))
    yield from (_near(option, target.value) for option in reached)
    yield from (_near(option, actual.value) for option in asked)


def _near(option: Candidate, other: Decimal) -> Candidate:
    """A slip is likelier where it brings what was reached near to what was asked for: any smaller
    number is a target that was met, and proves nothing."""
    number = read_number(option.proposed)
    if number is None or number.value <= 0 or other <= 0:
        return option
    apart = float((number.value / other).ln()) / _USUALLY_APART
    return replace(option, rank=option.rank / (1 + apart * apart))


def _bare(figure: Figure | None) -> Figure | None:
    """A target as the number that is printed: its unit is no unit of money."""
    return replace(figure, unit="") if figure else None


def _side(other: Figure, above: bool, most: Decimal | None) -> tuple[Decimal, Decimal]:
    """From a figure up to its double (a share to the whole), or down to nothing."""
    if not above:
        return Decimal(0), other.value
    high = 2 * other.value
    return other.value, min(high, max(most, other.value)) if most is not None else high


def _blank(finding: Finding, form: Form | None) -> Iterator[Candidate]:
    """What the only blank of a column would have to hold for the printed total."""
    column = finding.field
    if form is None or column not in ("weight", "score"):
        return
    total = form.weight_total_stated if column == "weight" else form.score_total_stated
    parts = awards(form, column)
    blank = [part.ref for part in parts if part.ref.state == "blank"]
    if total is None or len(blank) != 1 or blank[0].label.strip() != finding.label.strip():
        return
    left = total.value - sum((p.ref.figure.value for p in parts if p.ref.figure), Decimal(0))
    if left > 0:  # nothing is left where the blank was counted as nothing
        name, name_zh = _name(finding.label, column)
        text = wording.plain(left)
        yield Candidate(
            "missing",
            name_zh,
            finding.place,
            "",
            text,
            f"{name}: {text} is missing from the printed total",
            f"{name_zh}：与合计相比，此处应为 {text}",
            1.0,
        )


# ── the outline ──────────────────────────────────────────────────────────────────────────────


def _number(finding: Finding, _: Form | None) -> Iterator[Candidate]:
    """The number that should stand there."""
    meant, stated = finding.recomputed, finding.stated
    if not meant:
        return
    read = f"{stated} may have to read {meant}" if stated else f"number {meant} may have been lost"
    read_zh = f"{stated} 或应为 {meant}" if stated else f"或漏写编号 {meant}"
    yield Candidate("number", finding.label, finding.place, stated, meant, read, read_zh, 1.0)


Reading = Callable[[Finding, Form | None], Iterable[Candidate]]
_BY_RULE: Mapping[str, Reading] = {
    "grade-band": _grade,
    "indicator-score-range": _outside,
    "indicator-attainment": _attainment,
    "indicator-blank": _blank,
    "section-numbering": _number,
}
