"""Slips put into consistent forms, and what ought to be seen of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from benchmarks.mutation_forms import WAN, Key, Law, Sample
from extract.document import Place
from normalize.report import MONEY_COLUMNS, Amount, Figure, Form, FundRow, IndicatorRow, Report

KINDS = (
    "digit",
    "transposition",
    "missing digit",
    "doubled digit",
    "unit",
    "dropped row",
    "doubled row",
    "swapped cells",
    "copied total",
    "other column",
)
Row = tuple[str, int | None]
_FORM_FIGURES = ("weight_total_stated", "score_total_stated")
_FAR = 10_000  # rows that no form has
_CLOSERS = frozenset({"other", "own", "fiscal_local"})


@dataclass(frozen=True, slots=True)
class Mutant:
    """A spoilt sample. ``truth`` are the figures that were printed before, ``dropped`` the rows
    that are gone (table, row) with what they held, ``doubled`` the rows that stand there a second
    time with the first of each; ``blind`` says why no law can see the change."""

    kind: str
    sample: Sample
    truth: Mapping[Key, Figure] = field(default_factory=dict)
    dropped: Mapping[Row, Mapping[str, Figure]] = field(default_factory=dict)
    blind: str = ""
    doubled: Mapping[Row, Row] = field(default_factory=dict)


def cells(report: Report) -> dict[Key, Figure]:
    """Every figure of a report with one form."""
    form = report.forms[0]
    found: dict[Key, Figure] = {}
    for row in form.funds:
        found.update({("funds", row.row_no, c): f for c, f in row.figures.items()})
    for indicator in form.indicators:
        for column in ("weight", "score"):
            if column in indicator.figures:
                found["indicators", indicator.row_no, column] = indicator.figures[column]
    for column in _FORM_FIGURES:
        figure = getattr(form, column)
        if figure is not None:
            found["form", None, column] = figure
    found.update({("amounts", a.amount_no, "value"): a.figure for a in report.amounts})
    return found


def mutate(sample: Sample, kind: str, random: Random) -> Mutant | None:
    """One slip of ``kind``; None where the sample offers no place for it."""
    if kind == "dropped row":
        return _judged(_drop(sample, random))
    if kind == "doubled row":
        return _judged(_doubled(sample, random))
    if kind == "swapped cells":
        return _judged(_swap(sample, random))
    figures = cells(sample.report)
    if kind in ("unit", "copied total", "other column"):
        figures = {k: f for k, f in figures.items() if k[2] in (*MONEY_COLUMNS, "value")}
    keys = list(figures)
    for _ in range(20 if keys else 0):
        key = random.choice(keys)
        new = _new(sample, key, kind, random)
        if new is not None and new.value != figures[key].value:
            spoilt = replace(sample, report=put(sample.report, {key: new}))
            return _judged(Mutant(kind, spoilt, {key: figures[key]}))
    return None


def double(sample: Sample, random: Random) -> Mutant | None:
    """Two typing slips in two figures."""
    kinds = [random.choice(KINDS[:4]) for _ in range(2)]
    first = mutate(sample, kinds[0], random)
    second = mutate(first.sample, kinds[1], random) if first else None
    if first is None or second is None or first.truth.keys() & second.truth.keys():
        return None
    return _judged(Mutant("two typing slips", second.sample, {**first.truth, **second.truth}))


def _new(sample: Sample, key: Key, kind: str, random: Random) -> Figure | None:
    if kind == "copied total":
        return _copied(sample, key)
    if kind == "other column":
        return _beside(sample, key, random)
    return _typed(cells(sample.report)[key], kind, random)


# ── slips ────────────────────────────────────────────────────────────────────────────────────


def _typed(figure: Figure, kind: str, random: Random) -> Figure | None:
    if kind == "unit":
        power = random.choice((4, -4))
        return _printed(figure, figure.value.scaleb(power), figure.step.scaleb(min(power, 0)))
    steps = abs(int(figure.value / figure.step))
    exponent = (figure.step / _factor(figure)).normalize().as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    digits = str(steps).zfill(places + 1)
    new = _respelt(digits, kind, len(digits) - places, random)
    if new is None or int(new) == steps:
        return None
    return _printed(figure, int(new) * figure.step, figure.step)


def _respelt(digits: str, kind: str, point: int, random: Random) -> str | None:
    at = random.randrange(len(digits))
    if kind == "digit":
        return digits[:at] + random.choice("0123456789") + digits[at + 1 :]
    if kind == "transposition":
        if len(digits) < 2:
            return None
        at = random.randrange(len(digits) - 1)
        return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    at = random.randrange(point)
    if kind == "missing digit":
        return digits[:at] + digits[at + 1 :] if point > 1 else None
    return digits[:at] + digits[at] + digits[at:]


def _printed(figure: Figure, value: Decimal, step: Decimal) -> Figure:
    factor = _factor(figure)
    text = format((value / factor).quantize(step / factor), "f")
    return replace(figure, value=value, step=step, raw=text + "%" * (figure.unit == "%"))


def _factor(figure: Figure) -> Decimal:
    return WAN.get(figure.unit, Decimal(1))


def _beside(sample: Sample, key: Key, random: Random) -> Figure | None:
    """The figure of another column of the same row."""
    figures = cells(sample.report)
    near = [
        f for k, f in figures.items() if k[:2] == key[:2] and k[2] in MONEY_COLUMNS and k != key
    ]
    if not near or key[0] != "funds":
        return None
    other, own = random.choice(near), figures[key]
    return replace(own, value=other.value, step=other.step, raw=other.raw)


def _copied(sample: Sample, key: Key) -> Figure | None:
    """The figure of the total (or of the whole told in the text) that this one is a part of."""
    figures = cells(sample.report)
    for law in sample.laws:
        if law.kind == "sum" and key in law.parts and law.whole in figures:
            whole, own = figures[law.whole], figures[key]
            return replace(own, value=whole.value, step=whole.step, raw=whole.raw)
    return None


def _swap(sample: Sample, random: Random) -> Mutant | None:
    figures = cells(sample.report)
    funds = [k for k in figures if k[0] == "funds" and k[2] in MONEY_COLUMNS]
    for _ in range(20 if funds else 0):
        one = random.choice(funds)
        near = [k for k in funds if k != one and (k[1] == one[1] or k[2] == one[2])]
        if not near:
            continue
        other = random.choice(near)
        a, b = figures[one], figures[other]
        if a.value != b.value:
            new = {
                one: replace(a, value=b.value, step=b.step, raw=b.raw),
                other: replace(b, value=a.value, step=a.step, raw=a.raw),
            }
            spoilt = replace(sample, report=put(sample.report, new))
            return Mutant("swapped cells", spoilt, {one: a, other: b})
    return None


def _part(sample: Sample, random: Random) -> Row | None:
    """A row that some total counts and that is no total itself: a total may be printed twice."""
    totals = {("funds", row.row_no) for row in sample.form.funds if row.item == "total"}
    parts = {key[:2] for law in sample.laws if law.kind == "sum" for key in law.parts}
    wholes = {law.whole[:2] for law in sample.laws if law.kind == "sum"}
    rows = sorted((p for p in parts - wholes - totals if p[0] in ("funds", "indicators")), key=repr)
    return random.choice(rows) if rows else None


def _drop(sample: Sample, random: Random) -> Mutant | None:
    chosen = _part(sample, random)
    if chosen is None:
        return None
    table, number = chosen
    gone = next(r for r in getattr(sample.form, table) if r.row_no == number)
    left = tuple(r for r in getattr(sample.form, table) if r.row_no != number)
    spoilt = _with_rows(sample, table, left)
    return Mutant("dropped row", spoilt, {}, {chosen: dict(gone.figures)})


def _doubled(sample: Sample, random: Random) -> Mutant | None:
    """A row of the form printed twice, the second time under the first."""
    chosen = _part(sample, random)
    if chosen is None:
        return None
    table, number = chosen
    rows: list[FundRow | IndicatorRow] = []
    second = max(r.row_no for r in getattr(sample.form, table)) + 1
    for row in getattr(sample.form, table):
        rows.append(row)
        if row.row_no == number:
            rows.append(_again(row, second))
    spoilt = _with_rows(sample, table, tuple(rows))
    return Mutant("doubled row", spoilt, doubled={(table, second): chosen})


def _again(row: FundRow | IndicatorRow, number: int) -> FundRow | IndicatorRow:
    """The row with another number, in places of its own."""
    figures = {c: replace(f, place=_below(f.place)) for c, f in row.figures.items()}
    printed = {c: replace(p, place=_below(p.place)) for c, p in row.cells.items()}
    return replace(row, row_no=number, place=_below(row.place), cells=printed, figures=figures)


def _below(place: Place) -> Place:
    return replace(place, row=(place.row or 0) + _FAR)


def _with_rows(sample: Sample, table: str, rows: tuple[FundRow | IndicatorRow, ...]) -> Sample:
    changes = {table: rows}
    form = replace(sample.form, **changes)  # type: ignore[arg-type]
    return replace(sample, report=replace(sample.report, forms=(form,)))


def put(report: Report, new: Mapping[Key, Figure]) -> Report:
    """The report with other figures in some cells."""
    form = report.forms[0]
    funds = tuple(
        replace(r, figures={c: new.get(("funds", r.row_no, c), f) for c, f in r.figures.items()})
        for r in form.funds
    )
    indicators = tuple(
        replace(
            r, figures={c: new.get(("indicators", r.row_no, c), f) for c, f in r.figures.items()}
        )
        for r in form.indicators
    )
    weight = new.get(("form", None, "weight_total_stated"), form.weight_total_stated)
    score = new.get(("form", None, "score_total_stated"), form.score_total_stated)
    changed = replace(
        form,
        funds=funds,
        indicators=indicators,
        weight_total_stated=weight,
        score_total_stated=score,
    )
    amounts = {a.amount_no: _said(a, new) for a in report.amounts}
    breakdowns = tuple(
        replace(
            b,
            whole=amounts[b.whole.amount_no],
            parts=tuple(amounts[p.amount_no] for p in b.parts),
        )
        if b.kind == "money"
        else b
        for b in report.breakdowns
    )
    told = tuple(amounts.values())
    return replace(report, forms=(changed,), amounts=told, breakdowns=breakdowns)


def _said(amount: Amount, new: Mapping[Key, Figure]) -> Amount:
    return replace(amount, figure=new.get(("amounts", amount.amount_no, "value"), amount.figure))


# ── what ought to be seen ────────────────────────────────────────────────────────────────────


def _judged(mutant: Mutant | None) -> Mutant | None:
    if mutant is None or any(broken(law, mutant) for law in mutant.sample.laws):
        return mutant
    return replace(mutant, blind=_why(mutant))


def _why(mutant: Mutant) -> str:
    laws = mutant.sample.laws
    keys = set(mutant.truth)
    keys |= {(*row, c) for row, held in mutant.dropped.items() for c in held}
    keys |= {k for k in cells(mutant.sample.report) if k[:2] in mutant.doubled.values()}
    if not any(keys & {law.whole, *law.parts} for law in laws):
        return "follows from no other figure"
    if mutant.dropped:
        empty = all(f.value == 0 for held in mutant.dropped.values() for f in held.values())
        return "the row was empty" if empty else "the list no longer says that it is complete"
    if mutant.doubled:
        return "the row holds nothing, or its total is not printed"
    if mutant.kind == "swapped cells":
        return "both are parts of the same sums"
    return "within rounding"


def broken(law: Law, mutant: Mutant) -> bool:
    """True when a law no longer holds, beyond rounding, in exact fractions."""
    figures = cells(mutant.sample.report)
    if law.whole not in figures:
        return False
    parts = [figures[k] for k in (*law.parts, *_second(law, mutant)) if k in figures]
    lost = len(parts) < len(law.parts)
    if lost and law.kind == "sum" and not _still_closed(law, mutant.sample.form):
        return False
    if law.kind in ("sum", "within"):
        return _sum_broken(law, figures[law.whole], parts)
    rate = figures.get((*law.whole[:2], "rate"))
    if law.kind == "score" and rate is not None and _by_rate(figures[law.whole], parts[0], rate):
        return False  # worked out from the printed rate: an office may do either
    if len(parts) < len(law.parts):
        return False
    return _product_broken(law, figures[law.whole], parts)


def _second(law: Law, mutant: Mutant) -> list[Key]:
    """The cells of doubled rows that a sum now counts as well."""
    if law.kind not in ("sum", "within"):
        return []
    return [(*new, k[2]) for new, old in mutant.doubled.items() for k in law.parts if k[:2] == old]


def _still_closed(law: Law, form: Form) -> bool:
    """True when a list that lost a row still promises to be complete: an 其中 that no longer ends
    in 其他 does not, nor does a single row."""
    rows = {r.row_no: r for r in form.funds}
    left = [rows[k[1]] for k in law.parts if k[0] == "funds" and k[1] in rows]
    if law.parts[0][0] != "funds" or law.exact:
        return True
    if len(left) < 2:
        return False
    levels = all(r.item.startswith("fiscal_") for r in left) and len(left) > 2
    return levels or "其中" not in left[0].label or any(r.item in _CLOSERS for r in left)


def _ends(figure: Figure, exact: bool) -> tuple[Fraction, Fraction]:
    half = Fraction(0) if exact else Fraction(figure.step) / 2
    return Fraction(figure.value) - half, Fraction(figure.value) + half


def _sum_broken(law: Law, whole: Figure, parts: list[Figure]) -> bool:
    # a total with fewer decimals than its parts has been rounded
    low, high = _ends(whole, law.exact and whole.step <= min(part.step for part in parts))
    ends = [_ends(part, law.exact) for part in parts]
    less = law.kind == "sum" and sum(e[1] for e in ends) < low
    return less or sum(e[0] for e in ends) > high


def _by_rate(score: Figure, weight: Figure, rate: Figure) -> bool:
    own, share, points = _ends(score, False), _ends(rate, False), Fraction(weight.value)
    low, high = min(points * share[0], points), min(points * share[1], points)
    return low <= own[1] and own[0] <= high


def _product_broken(law: Law, whole: Figure, parts: list[Figure]) -> bool:
    own = _ends(whole, False)
    factor = Fraction(parts[0].value) if law.kind == "score" else Fraction(1)
    executed, budget = (_ends(part, False) for part in parts[-2:])
    if budget[0] <= 0:
        return False
    low, high = factor * executed[0] / budget[1], factor * executed[1] / budget[0]
    if law.kind == "score":
        low, high = min(low, factor), min(high, factor)
    return high < own[0] or low > own[1]
