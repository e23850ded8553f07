"""What must add up in a form: one statement of each identity, for the rules and for the repairs.

Cells are bound by label and structure (item, group, parent row), never by nearness of figures. A
form is asked only for what its own layout prints: no weights, no totals, no structure block means
no identity about them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from extract.document import Place
from extract.frozen import maker
from normalize._identities_awarded import awarded
from normalize._identities_unread import unread_funds, unread_indicators, unsaid_execution
from normalize.blocks import Block, adds_up_elsewhere, blocks, families
from normalize.identity import (
    Identity,
    Operand,
    Outcome,
    Ref,
    State,
    as_printed,
    disagree,
    evaluate,
    operand,
)
from normalize.refs import amount_ref, has, is_empty, ref_of
from normalize.report import (
    MONEY_COLUMNS,
    Breakdown,
    Figure,
    Form,
    FundRow,
    IndicatorRow,
    Report,
)
from normalize.text import squeeze

_identity = maker(Identity)
_TAKEN_IN = ("arrived", "executed")

__all__ = [
    "Block",
    "Identity",
    "Operand",
    "Outcome",
    "Ref",
    "as_printed",
    "awards",
    "blocks",
    "budget_column",
    "disagree",
    "evaluate",
    "identities",
    "identities_of",
    "is_empty",
    "narrative_identities",
    "ref_of",
    "scored_executions",
]


def identities(form: Form) -> tuple[Identity, ...]:
    """Every identity of a form: money, rates, execution scores, weights, totals; stated once."""
    return form.memo.once("identities", lambda: _stated(form))


def identities_of(form: Form, rule: str) -> Sequence[Identity]:
    """Those of the identities of a form that a rule is about, in their order."""
    return form.memo.once("identities-of", lambda: _by_rule(identities(form))).get(rule, ())


def _by_rule(stated: Iterable[Identity]) -> dict[str, list[Identity]]:
    found: dict[str, list[Identity]] = {}
    for identity in stated:
        found.setdefault(identity.rule, []).append(identity)
    return found


def _stated(form: Form) -> tuple[Identity, ...]:
    return (
        *_fund_sums(form),
        *_breakdowns(form),
        *_totals_agree(form),
        *_rates(form),
        *_execution_scores(form),
        *_group_weights(form),
        *_form_totals(form),
    )


def narrative_identities(report: Report) -> tuple[Identity, ...]:
    """Every identity of the narrative: a sum of money or of people and the parts told for it."""
    return report.memo.once("narrative", lambda: _narrated(report))


def _narrated(report: Report) -> tuple[Identity, ...]:
    return tuple(_told(breakdown) for breakdown in report.breakdowns if breakdown.parts)


def _told(breakdown: Breakdown) -> Identity:
    people = breakdown.kind == "people"
    label = breakdown.whole.label
    return _identity(
        rule="staff-sum" if people else "text-sum",
        field=label,
        label=label,
        kind="sum",
        result=amount_ref(breakdown.whole),
        parts=tuple([operand(amount_ref(part), exact=people) for part in breakdown.parts]),
        relation="=" if breakdown.exhaustive else ">=",
    )


def _form_ref(column: str, figure: Figure | None, place: Place) -> Ref:
    state: State = "number" if figure else "blank"
    return Ref("form", None, column, "", figure.place if figure else place, figure, state)


# ── money ─────────────────────────────────────────────────────────────────────────────────────


def _fund_sums(form: Form) -> Iterator[Identity]:
    for block in blocks(form):
        rule = "fund-sources-sum" if block.kind == "source" else "fund-structure-sum"
        yield from _row_sums(form, rule, block.total, block.parts, block.exhaustive)


def _row_sums(
    form: Form, rule: str, whole: FundRow, parts: tuple[FundRow, ...], exhaustive: bool
) -> Iterator[Identity]:
    unread = unread_funds(form)
    for column in MONEY_COLUMNS:
        if not has(whole, column) or not any(has(part, column) for part in parts):
            continue
        complete = exhaustive or adds_up_elsewhere(whole, parts, column)
        yield _identity(
            rule=rule,
            field=column,
            label=whole.label.strip(),
            kind="sum",
            result=ref_of("funds", whole, column),
            parts=(
                *[operand(ref_of("funds", part, column)) for part in parts],
                *[row.operand(column, exact=False) for row in unread],
            ),
            relation="=" if complete else ">=",
        )


def _breakdowns(form: Form) -> Iterator[Identity]:
    for parent, children in families(form):
        items = {row.item for row in children}
        both = {"personnel", "public"} <= items and not _goes_on(form, parent, children)
        yield from _row_sums(form, "fund-breakdown-sum", parent, children, both)


def _goes_on(form: Form, parent: FundRow, children: tuple[FundRow, ...]) -> bool:
    """True where a row that no word places (对个人和家庭的补助) stands right below a 其中 list: it may
    be a part too."""
    last = max(row.row_no for row in children)
    below = next((row for row in form.funds if row.row_no == last + 1), None)
    loose = below is not None and not below.item and below.group == parent.group
    return loose and below is not None and not is_empty(below)


def _totals_agree(form: Form) -> Iterator[Identity]:
    totals: dict[str, FundRow] = {}
    for block in blocks(form):
        totals.setdefault(block.kind, block.total)
    source, structure = totals.get("source"), totals.get("structure")
    if source is None or structure is None or source.row_no == structure.row_no:
        return
    for column in MONEY_COLUMNS:
        if column in _TAKEN_IN and source.place.row == structure.place.row:
            continue  # 收入 beside 支出: what came in need not be what was spent
        if has(source, column) and has(structure, column):
            yield _identity(
                rule="fund-totals-agree",
                field=column,
                label=structure.label.strip(),
                kind="equal",
                result=ref_of("funds", structure, column),
                parts=(Operand(ref_of("funds", source, column)),),
            )


# ── rates and execution scores ───────────────────────────────────────────────────────────────


def budget_column(form: Form) -> str:
    """The denominator of the form's rates: the adjusted budget where the layout has one. A column
    预算调整数 alone may hold it, or what was changed: then no other column stands for it."""
    if any("adjustment" in row.cells for row in form.funds):
        return "budget"
    return "budget" if any(has(row, "budget") for row in form.funds) else "budget_initial"


def _rates(form: Form) -> Iterator[Identity]:
    column = budget_column(form)
    for row in form.funds:
        if "rate" in row.figures and has(row, "executed") and has(row, column):
            if _filled_up(row):
                continue
            yield _identity(
                rule="fund-rate",
                field="rate",
                label=row.label.strip(),
                kind="quotient",
                result=ref_of("funds", row, "rate"),
                parts=_quotient(row, column),
            )


def _filled_up(row: FundRow) -> bool:
    """True for a part whose points and rate are all 0: the form asks them of the total alone."""
    noughts = (row.figures.get(name) for name in ("rate", "weight", "score"))
    return row.parent_row is not None and all(f is not None and f.value == 0 for f in noughts)


def _quotient(row: FundRow, column: str) -> tuple[Operand, Operand]:
    return (
        Operand(ref_of("funds", row, "executed")),
        Operand(ref_of("funds", row, column), sign=-1),
    )


def _execution_scores(form: Form) -> Iterator[Identity]:
    """The score of the execution, in the money table or in an indicator row of its own; none where
    the form goes by another rule than weight times rate."""
    if form.promise.execution_linear:
        for table, scored, row in scored_executions(form):
            yield from _score_ways(form, table, scored, row)


def scored_executions(form: Form) -> Iterator[tuple[str, FundRow | IndicatorRow, FundRow]]:
    """Every row that scores the execution: its table, the row, and the money row that it scores."""
    for row in form.funds:
        if "score" in row.figures and has(row, "weight"):
            yield "funds", row, row
    own, total = _execution_indicator(form), _only_total(form)
    if own is not None and total is not None and "score" in own.figures and has(own, "weight"):
        yield "indicators", own, total


def _score_ways(
    form: Form, table: str, scored: FundRow | IndicatorRow, row: FundRow
) -> Iterator[Identity]:
    """Weight x rate: with the rate worked out from the amounts of ``row``, and with the one that it
    prints, which says nothing where there was no budget."""
    column = budget_column(form)
    budget = row.figures.get(column)
    no_budget = budget is not None and budget.value == 0
    weight = Operand(ref_of(table, scored, "weight"), exact=True)
    ways: list[tuple[Operand, ...]] = []
    if has(row, "executed") and has(row, column):
        ways.append((weight, *_quotient(row, column)))
    if "rate" in row.figures and not no_budget:
        ways.append((weight, Operand(ref_of("funds", row, "rate"))))
    result = ref_of(table, scored, "score")
    prefix = "" if table == "funds" else f"{table}:"
    for parts in ways:
        yield _identity(
            rule="fund-score",
            field="score",
            label=result.label,
            kind="product",
            result=result,
            parts=parts,
            capped=form.promise.execution_capped,
            either=f"fund-score:{prefix}{scored.row_no}",
        )


def _execution_indicator(form: Form) -> IndicatorRow | None:
    """The row 预算执行率 of forms that score the execution among the indicators; None where there
    is none, or several that share its points."""
    rows = [row for row in form.indicators if row.level1_code == "execution"]
    named = len(rows) == 1 and squeeze(rows[0].level3).endswith("执行率")
    return rows[0] if named else None


def _only_total(form: Form) -> FundRow | None:
    totals = [row for row in form.funds if row.item == "total"]
    return totals[0] if len(totals) == 1 else None


# ── weights and scores ───────────────────────────────────────────────────────────────────────


def _group_weights(form: Form) -> Iterator[Identity]:
    rows = {row.row_no: row for row in form.indicators} if form.groups else {}
    for position, group in enumerate(form.groups):
        members = [rows[n] for n in group.rows if n in rows]
        parts = awarded("indicators", members, "weight")
        if parts:
            unread = unread_indicators(form, members)
            parts += tuple(row.operand("weight", exact=True) for row in unread)
            label = group.label.strip()
            yield _identity(
                rule="indicator-group-weight",
                field="weight",
                label=label,
                kind="sum",
                result=Ref(
                    "groups", position, "weight", label, group.weight.place, group.weight, "number"
                ),
                parts=parts,
            )


def _form_totals(form: Form) -> Iterator[Identity]:
    for column, figure in _stated_totals(form).items():
        ways = _total_ways(form, column)
        for parts in ways:
            if figure is not None and parts:
                yield _identity(
                    rule=f"total-{column}",
                    field=f"{column}_total",
                    label="",
                    kind="sum",
                    result=_form_ref(f"{column}_total_stated", figure, form.place),
                    parts=parts,
                    either=f"total-{column}" if len(ways) > 1 else "",
                )


def _total_ways(form: Form, column: str) -> tuple[tuple[Operand, ...], ...]:
    """The parts of a total; with and without the points beside the hundred, where there are any:
    forms differ in whether their total counts them."""
    usual = awards(form, column)
    beside = [row for row in form.indicators if row.role]
    if not beside:
        return (usual,)
    return usual, awards(form, column, extra=column == "weight")


def _stated_totals(form: Form) -> Mapping[str, Figure | None]:
    return {"weight": form.weight_total_stated, "score": form.score_total_stated}


def awards(form: Form, column: str, *, extra: bool | None = None) -> tuple[Operand, ...]:
    """Every cell that counts in the form's total of ``column`` (weight or score): the execution
    score where the layout counts it, then the indicators. A cell that spans rows counts once.
    Where scores are converted by their share (折算得分) the converted ones count. ``extra`` says
    whether points beside the hundred (加分项, 扣分项) count; as a rule their scores do and their
    weights do not."""
    beside = column == "score" if extra is None else extra
    return form.memo.once(("awards", column, beside), lambda: _awards(form, column, beside))


def _awards(form: Form, column: str, beside: bool) -> tuple[Operand, ...]:
    if not form.indicators and _stated_totals(form)[column] is not None:
        return ()  # a blank form: what its total is made of is not filled in
    execution = _execution_rows(form) if form.promise.fund_in_total else ()
    converted = {"score": "converted_score", "weight": "weight_share"}.get(column, column)
    rows = [row for row in form.indicators if beside or not row.role]
    own = converted if [row for row in rows if "converted_score" in row.figures] else column
    funds = awarded("funds", execution, column)
    funds = funds or _unprinted(execution, column) or unsaid_execution(form, column)
    lost = [] if funds or not form.promise.fund_in_total else unread_funds(form)
    unread = (row.operand(column, exact=True) for row in (*lost, *unread_indicators(form)))
    parts = (*funds, *awarded("indicators", rows, own), *unread)
    return parts if any(part.ref.figure for part in parts) else ()


def _unprinted(execution: Iterable[FundRow], column: str) -> tuple[Operand, ...]:
    """The execution score of a form that prints its weight and no cell for it, or the weight of one
    that prints its score alone: it is missing."""
    other = {"score": "weight", "weight": "score"}[column]
    rows = [row for row in execution if other in row.figures]
    return tuple(Operand(ref_of("funds", row, column), exact=True) for row in rows)


def _execution_rows(form: Form) -> tuple[FundRow, ...]:
    """The rows of the money table that carry points: its totals, else whatever row does. A weight
    that only the header prints belongs to the row that also has a score. The execution counts
    once, also where both totals of a form print it or an indicator row prints it again."""
    scored = [row for row in form.funds if "weight" in row.figures or "score" in row.figures]
    totals = [row for row in scored if row.item == "total"] or scored
    full = [row for row in totals if "score" in row.figures] or totals
    kept = {_points(row): row for row in reversed(full)}
    return tuple(row for row in full if row is kept[_points(row)] and not _again(form, row))


def _points(row: FundRow) -> tuple[object, ...]:
    figures = (row.figures.get(column) for column in ("weight", "score"))
    return tuple(figure.value if figure else None for figure in figures)


def _again(form: Form, fund: FundRow) -> bool:
    """True where an indicator row (预算执行率) stands for the execution with the same weight."""
    weight = fund.figures.get("weight")
    rows = (row for row in form.indicators if row.level1_code == "execution")
    others = (row.figures.get("weight") for row in rows)
    return weight is not None and any(o is not None and o.value == weight.value for o in others)
