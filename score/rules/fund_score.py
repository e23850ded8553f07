"""The execution score is not weight x rate, capped at the weight.

What it checks
    The score of a money row, or of an indicator row 预算执行率 where the execution is scored among
    the indicators, against its weight times the execution rate: once with the rate
    worked out from 执行数 and 预算数, once with the rate as printed. Either way is taken; only a
    score that neither explains is reported. More than 100 % executed earns the full weight and no
    more, unless the policy says otherwise (execution_score = "uncapped"). Where no weight is printed
    beside the score, the 10 or 20 points that the total weight of 100 leaves beside the indicators
    are its weight. Where the score is that
    of the initial budget, or leaves the cap out, the message says so. A document may print a rule
    of its own (执行率90%以上得满分，每低1个百分点扣1分), an office may have settled one
    (score/policy/scoring.toml): then the score has to follow from that rule or from weight times
    rate, and a text about it that is not understood leaves the score open. The message names the
    rule that was used.

Why
    The score is defined by the rate; it is a tenth of the result and the easiest one to verify.

Source
    财预〔2020〕10号; formula printed in many forms (执行率*该指标分值，最高不得超过分值上限).

Since
    0.1.0

Fails
    | 资金 | 全年预算数 | 全年执行数 | 执行率 | 分值 | 得分 |
    | 年度资金总额 | 1543 | 1455.27 | 94.31% | 10 | 10.00 |

Passes
    | 资金 | 全年预算数 | 全年执行数 | 执行率 | 分值 | 得分 |
    | 年度资金总额 | 13351.2 | 11436.27 | 86% | 10 | 8.6 |
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extract.frozen import replace
from normalize.identities import (
    Identity,
    Operand,
    budget_column,
    evaluate,
    identities_of,
    ref_of,
    scored_executions,
)
from normalize.interval import Interval
from normalize.refs import has
from normalize.report import Figure, Form, FundRow, IndicatorRow
from score import wording
from score.cases import Said, Spot, failed, passed, untried
from score.check import Term
from score.formulas import Formula, policy
from score.materiality import is_material
from score.rule import Rule, Trial
from score.scoring import execution_rules
from score.trials import try_all

NAME = "fund-score"
_FULL = Decimal(100)
_ROOM = (10, 20)  # 财预〔2020〕10号, and the 20 + 80 forms
_LINEAR = ("capped", "uncapped")


def trials(form: Form) -> Iterator[Trial]:
    """Every check of this rule on one form."""
    ways: dict[str, list[Identity]] = {}
    for identity in identities_of(form, NAME):
        ways.setdefault(identity.either, []).append(identity)
    special = {}
    for table, scored, row in scored_executions(form):
        trial = _by_rules(form, table, scored, row)
        if trial is not None:
            special[table, scored.row_no] = trial
    for group in ways.values():
        result = group[0].result
        for trial in try_all(group, form.form_no):
            wrong = trial.check.verdict == "inconsistent"
            other = special.pop((result.table, result.row_no or 0), None) if wrong else None
            yield other or (_named(trial, form, group) if wrong else trial)
    if not form.promise.execution_linear:
        yield from special.values()
    yield from _of_room_left(form)


def _of_room_left(form: Form) -> Iterator[Trial]:
    """The score where no weight is printed beside it, and the total weight of 100 leaves it 10 or 20
    points beside the indicators."""
    scored = [row for row in form.funds if "score" in row.figures]
    if len(scored) != 1 or any(has(row, "weight") for row in form.funds):
        return
    if (weight := _room_left(form)) is None:
        return
    (row,) = scored
    rules, unread = execution_rules(form, row.cells["reason"].text if "reason" in row.cells else "")
    told = policy("execution", _LINEAR[not form.promise.execution_capped])
    rule = next(iter(rules), told)
    if unread or rule is None or not any(_plain_rates(form, row)):
        return
    score = row.figures["score"]
    spot = Spot(
        NAME,
        "score",
        row.label.strip(),
        score.place,
        form.form_no,
        score,
        tuple(_operands(form, row)),
    )
    yield _held(spot, form, row, rule, (weight, score))


def _room_left(form: Form) -> Decimal | None:
    stated = form.weight_total_stated
    if stated is None or stated.value != _FULL:
        return None
    weights = [row.figures.get("weight") for row in form.indicators]
    if not weights or not all(weights):
        return None
    if any(row.level1_code == "execution" for row in form.indicators):
        return None
    room = _FULL - sum(figure.value for figure in weights if figure)
    return room if room in _ROOM else None


def _by_rules(form: Form, table: str, scored: FundRow | IndicatorRow, row: FundRow) -> Trial | None:
    """The score by a rule other than weight times rate; None where none is told."""
    beside = scored.cells.get("reason" if table == "funds" else "basis")
    rules, unread = execution_rules(form, beside.text if beside else "")
    weight, score = scored.figures.get("weight"), scored.figures["score"]
    if weight is None or not (rules or unread):
        return None
    label = scored.label if isinstance(scored, FundRow) else scored.level3
    terms = (Term("weight", weight), *_operands(form, row))
    spot = Spot(NAME, "score", label.strip(), score.place, form.form_no, score, terms)
    if unread:
        why = ("the document's own rule for it is not understood", "文中的计分规则未能识别")
        return untried(spot, *why)
    return _held(spot, form, row, rules[0], (weight.value, score))


def _operands(form: Form, row: FundRow) -> Iterator[Term]:
    for column in ("executed", budget_column(form), "rate"):
        if column in row.figures:
            yield Term(column, row.figures[column])


def _held(
    spot: Spot, form: Form, row: FundRow, rule: Formula, points: tuple[Decimal, Figure]
) -> Trial:
    weight, score = points
    told = policy("execution", _LINEAR[not form.promise.execution_capped])
    rates = tuple(_rates(form, row))
    own = Interval.from_figure(score)
    either = (rule, told) if told and rule.own else (rule,)
    due = [(one, one.due(weight, rate)) for one in either for rate in rates]
    marks = [mark for mark in (rule.due(weight, rate) for rate in _plain_rates(form, row)) if mark]
    if any(mark is not None and own.meets(mark) for _, mark in due):
        return passed(spot)
    if not marks:
        return untried(spot, "the rule leaves this rate open", "计分规则未涵盖该执行率")
    return _failed(spot, rule, score, marks[0])


def _rates(form: Form, row: FundRow) -> Iterator[Interval]:
    executed, budget = row.figures.get("executed"), row.figures.get(budget_column(form))
    if executed is not None and budget is not None and budget.value > budget.step:
        yield Interval.from_figure(executed) / Interval.from_figure(budget)
    if "rate" in row.figures:
        yield Interval.from_figure(row.figures["rate"])


def _plain_rates(form: Form, row: FundRow) -> Iterator[Interval]:
    """The same with the figures just as printed."""
    executed, budget = row.figures.get("executed"), row.figures.get(budget_column(form))
    if executed is not None and budget is not None and budget.value > 0:
        yield Interval.exact(executed.value / budget.value)
    if "rate" in row.figures:
        yield Interval.exact(row.figures["rate"].value)


def _failed(spot: Spot, rule: Formula, score: Figure, due: Interval) -> Trial:
    low, high = (wording.trimmed(end, 4) for end in (due.low, due.high))
    shown = low if low == high else f"{low}-{high}"
    near = max(due.low, min(score.value, due.high))
    values = (score.value, near)
    got, label = wording.plain(score.value), spot.label.rstrip("：: ")
    said = Said(
        f"{label}: the execution score is {got}, but {shown} follows from {rule.says}.",
        f"{label}的得分为 {got}，而按{rule.says_zh}应为 {shown}。",
        got,
        shown,
        values,
    )
    return failed(spot, "error", said, material=is_material("score", *values))


def _named(trial: Trial, form: Form, ways: list[Identity]) -> Trial:
    """The finding with the denominator or the missing cap that explains the score."""
    if trial.finding is None:
        return trial
    capped = "capped" if ways[0].capped else "uncapped"
    used = policy("execution", form.promise.execution or capped)
    source = (f" Policy: {used.says}.", f"依据：{used.says_zh}。") if used else ("", "")
    more = more_zh = ""
    if any(evaluate(replace(way, capped=False)).agrees for way in ways):
        more = " The score is weight times rate without the cap."
        more_zh = "所填得分为分值乘以执行率，未以分值为上限。"
    elif any(evaluate(way).agrees for way in _of_initial(form, ways)):
        more = " The score is that of the initial budget."
        more_zh = "所填得分是以年初预算数为分母得出的。"
    finding = replace(
        trial.finding,
        message=trial.finding.message + more + source[0],
        message_zh=trial.finding.message_zh + more_zh + source[1],
    )
    return replace(trial, finding=finding)


def _of_initial(form: Form, ways: list[Identity]) -> Iterator[Identity]:
    rows = {row.row_no: row for row in form.funds}
    for way in ways:
        if len(way.parts) != 3 or way.parts[2].ref.column == "budget_initial":
            continue
        row = rows.get(way.parts[2].ref.row_no or 0)
        if row is not None and "budget_initial" in row.figures:
            initial = Operand(ref_of("funds", row, "budget_initial"), sign=-1)
            yield replace(way, parts=(*way.parts[:2], initial))


RULE = Rule(
    name=NAME,
    severity="error",
    summary="The execution score is not weight times rate, capped at the weight.",
    summary_zh="预算执行得分不等于分值乘以执行率（以分值为上限）。",
    source="财预〔2020〕10号",
    doc=__doc__,
    over_form=trials,
)
