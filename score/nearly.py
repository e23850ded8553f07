"""Small habits behind small differences: cut off instead of rounded, one unit beside, zeros added
or dropped. They soften what is said of a difference, never what counts as one."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal

from normalize.identity import Identity, Outcome
from normalize.interval import Interval
from normalize.report import Figure

Pair = tuple[str, str]

_WIDE = Context(prec=400)
_CUT: Pair = (
    "The last digits seem to be cut off rather than rounded.",
    "疑为直接舍去尾数，未四舍五入。",
)
_UNIT: Pair = (
    "It is one unit of the last digit, as a slip in rounding leaves it.",
    "仅差末位一个单位，疑为取舍尾数时的误差。",
)


def softened(said: Pair, identity: Identity, outcome: Outcome, figure: Figure) -> Pair:
    """A message in both languages with the habit that may lie behind the difference, if any."""
    habit = nearly(identity, outcome, figure)
    if habit is None:
        return said
    if outcome.verdict == "rounded":
        return f"{said[0].rstrip('.')}, {habit[0]}", f"{said[1].rstrip('。')}，{habit[1]}"
    return f"{said[0]} {habit[0]}", f"{said[1]}{habit[1]}"


def nearly(identity: Identity, outcome: Outcome, figure: Figure) -> Pair | None:
    """What habit may lie behind a difference, in English and Chinese; None where none does.

    ``figure`` is the stated one. Points and heads are awarded and counted, not measured: one more
    or less of them is no matter of rounding.
    """
    value = outcome.recomputed
    if value is None or identity.relation != "=" or identity.exact or not figure.step:
        return None
    if outcome.verdict == "rounded":
        return _dropped(identity, outcome, figure)
    if outcome.verdict != "inconsistent":
        return None
    if _to(value, figure, ROUND_DOWN) == figure.value:
        return _CUT
    zeros = _padded(outcome, figure)
    if zeros:
        short = _printed(_coarser(figure, zeros))
        return (
            f"It agrees as {short}: zeros may have been added to a rounded figure.",
            f"按 {short} 计则相符，疑在取整后补写了零。",
        )
    apart = abs(_to(value, figure, ROUND_HALF_UP) - figure.value)
    return _UNIT if apart == figure.step else None


def _printed(figure: Figure) -> str:
    from normalize.repair import printed

    return printed(figure)


def _to(value: Decimal, figure: Figure, rounding: str) -> Decimal:
    """A value with as many digits as a figure has."""
    steps = _WIDE.divide(value, figure.step).to_integral_value(rounding, _WIDE)
    return _WIDE.multiply(steps, figure.step)


def _padded(outcome: Outcome, figure: Figure) -> int:
    """How many zeros behind the point have to go for the figure to agree; 0 where that helps not."""
    text = figure.raw.strip().rstrip("%％‰")
    behind = text.partition(".")[2]
    for zeros in range(1, len(behind) - len(behind.rstrip("0")) + 1):
        wide = Interval.from_figure(_coarser(figure, zeros))
        if outcome.recomputed_range is not None and wide.meets(outcome.recomputed_range):
            return zeros
    return 0


def _coarser(figure: Figure, zeros: int) -> Figure:
    return Figure(figure.value, figure.step.scaleb(zeros), figure.raw, figure.place, figure.unit)


def _dropped(identity: Identity, outcome: Outcome, figure: Figure) -> Pair | None:
    """A total of money with fewer decimals than each of its parts may have lost a zero; the
    difference is then none of rounding."""
    if identity.kind not in ("sum", "equal") or not outcome.used:
        return None
    finest = min(other.step for _, other in outcome.used)
    if figure.step != finest.scaleb(1) or outcome.recomputed_range is None:
        return None
    if Interval.around(figure.value, finest).meets(outcome.recomputed_range):
        return None
    full = _printed(Figure(figure.value, finest, figure.raw, figure.place, figure.unit))
    return (
        f"unless a last zero was dropped ({full}).",
        f"除非末位漏写了零（{full}）。",
    )
