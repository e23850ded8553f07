"""What an identity is: one printed figure that follows from others, and whether it does.

An identity knows no form and no rule; :mod:`normalize.identities` states those of a form. It can
be evaluated with other figures in place of the printed ones, which is what a search for repairs
needs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Literal

from extract.document import Place
from extract.frozen import dataclass, maker
from normalize.interval import Interval, sum_of_figures
from normalize.report import Figure

_ZERO, _ONE = Decimal(0), Decimal(1)
_WHOLE = Interval.exact(_ONE)
Kind = Literal["sum", "equal", "quotient", "product"]
State = Literal["number", "nothing", "blank", "words"]
Key = tuple[str, int | None, str]


@dataclass(frozen=True, slots=True)
class Ref:
    """One cell that an identity speaks of: ``table`` is funds, indicators, groups or form,
    ``row_no`` the row there (None in form, the position from 0 in groups), ``column`` its column.

    ``state`` is number, nothing (the form says there is none: a dash, or a row that is empty from
    end to end), blank (missing, which is never zero) or words (printed, but not a number).
    """

    table: str
    row_no: int | None
    column: str
    label: str
    place: Place
    figure: Figure | None = None
    state: State = "blank"

    @property
    def key(self) -> Key:
        """What tells this cell from every other one of its form."""
        return self.table, self.row_no, self.column


ref_to = maker(Ref)  # the same at two thirds of the cost

Lookup = Callable[[Ref], Figure | None]


def as_printed(ref: Ref) -> Figure | None:
    """The lookup that changes nothing."""
    return ref.figure


@dataclass(frozen=True, slots=True)
class Operand:
    """One operand: added (``sign`` 1) or taken off (-1) in a sum, multiplied or divided by in a
    product or quotient. ``exact`` figures (weights, awarded scores, heads) stand for themselves
    alone, the others for every value that rounds to them."""

    ref: Ref
    sign: int = 1
    exact: bool = False


operand = maker(Operand)  # likewise

Used = tuple[Operand, Figure]
"""A part that took part, with its figure."""


@dataclass(frozen=True, slots=True)
class Identity:
    """``result`` follows from ``parts``.

    ``kind``      sum, equal (one part), quotient (first / second) or product.
    ``relation``  ``=``, or ``>=`` where the parts need not be all there is (其中).
    ``capped``    the result is at most the first part (an execution score at its weight).
    ``either``    identities of one form with the same name here are ways to reach one figure: it
                  agrees when one of them does. Empty for an identity that must hold by itself.
    ``field``     the column of the contract that the result belongs to.
    """

    rule: str
    field: str
    label: str
    kind: Kind
    result: Ref
    parts: tuple[Operand, ...]
    relation: str = "="
    capped: bool = False
    either: str = ""
    tried: list[Outcome] = dataclasses.field(
        default_factory=list, init=False, repr=False, compare=False
    )

    @property
    def exact(self) -> bool:
        """True when every part counts as exact."""
        for part in self.parts:  # noqa: SIM110 - the first of a sum of money tells
            if not part.exact:
                return False
        return True

    @property
    def refs(self) -> Iterator[Ref]:
        """Every cell that takes part, the result first."""
        yield self.result
        for part in self.parts:
            yield part.ref


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an identity came out. ``verdict`` is exact, rounded, inconsistent or not_checked, then
    ``reason`` is one of result-missing, part-missing, part-not-a-number, no-parts,
    zero-denominator, and ``missing`` names the cells. ``used`` are the parts that took part."""

    verdict: str
    reason: str = ""
    stated: Decimal | None = None
    stated_range: Interval | None = None
    recomputed: Decimal | None = None
    recomputed_range: Interval | None = None
    used: tuple[Used, ...] = ()
    missing: tuple[Ref, ...] = ()

    @property
    def agrees(self) -> bool:
        """True when the figures agree, exactly or by rounding."""
        return self.verdict in ("exact", "rounded")


def evaluate(identity: Identity, lookup: Lookup = as_printed) -> Outcome:
    """Try an identity, with the figures that ``lookup`` gives for its cells.

    A missing part of a sum is never taken as zero: the sum is then only wrong when what is printed
    already exceeds the stated figure, and only right when it makes it up alone. How it comes out as
    printed is worked out once and kept in ``tried``.
    """
    if lookup is not as_printed:
        return _evaluated(identity, lookup)
    if not identity.tried:
        identity.tried.append(_evaluated(identity, lookup))
    return identity.tried[0]


def disagree(stated: Iterable[Identity]) -> bool:
    """True where one of these fails as printed; without one, there is nothing to explain."""
    return any(evaluate(identity).verdict == "inconsistent" for identity in stated)


_outcome = maker(Outcome)


def _evaluated(identity: Identity, lookup: Lookup) -> Outcome:
    printed = lookup is as_printed
    stated = identity.result.figure if printed else lookup(identity.result)
    if stated is None:
        return Outcome("not_checked", "result-missing", missing=(identity.result,))
    given: list[Used] = []
    lost: list[Ref] = []
    for part in identity.parts:
        ref = part.ref
        figure = ref.figure if printed else lookup(ref)
        if figure is not None:
            given.append((part, figure))
        elif ref.state != "nothing":
            lost.append(ref)
    used, missing = tuple(given), tuple(lost)
    if not used:
        return Outcome("not_checked", "no-parts", missing=missing)
    if identity.kind in ("product", "quotient"):
        return _product(identity, stated, used, missing)
    return _sum(identity, stated, used, missing)


def range_of_result(identity: Identity, stated: Figure, used: Sequence[Used]) -> Interval:
    """What the printed result stands for. A result of exact parts is exact itself unless it is
    printed with fewer decimals than they are: then it has been rounded."""
    if identity.exact and stated.step <= min([figure.step for _, figure in used]):
        return Interval.exact(stated.value)
    return Interval.from_figure(stated)


def _range(part: Operand, figure: Figure) -> Interval:
    return Interval.exact(figure.value) if part.exact else Interval.from_figure(figure)


def _sum(
    identity: Identity,
    stated: Figure,
    used: tuple[Used, ...],
    missing: tuple[Ref, ...],
) -> Outcome:
    value, wide = sum_of_figures(used)
    own = range_of_result(identity, stated, used)
    verdict = _compare(identity.relation, stated.value, own, value, wide)
    if missing and _open(identity, verdict, own, wide, used):
        return Outcome("not_checked", _why(missing), stated.value, own, used=used, missing=missing)
    return _outcome(verdict, "", stated.value, own, value, wide, used, missing)


def _open(
    identity: Identity,
    verdict: str,
    own: Interval,
    wide: Interval,
    used: Iterable[Used],
) -> bool:
    """True when a missing part could still make a sum right: it adds, and what is printed falls
    short. With ``>=`` a missing part leaves open what otherwise holds. Where some part is negative
    (an adjustment), a missing one may be negative as well."""
    if identity.relation == ">=":
        return verdict != "inconsistent"
    below_zero = any(figure.value < 0 for _, figure in used)
    return verdict == "inconsistent" and (below_zero or wide.low <= own.high)


def _why(missing: tuple[Ref, ...]) -> str:
    words = any(ref.state == "words" for ref in missing)
    return "part-not-a-number" if words else "part-missing"


def _product(
    identity: Identity,
    stated: Figure,
    used: tuple[Used, ...],
    missing: tuple[Ref, ...],
) -> Outcome:
    own = Interval.from_figure(stated)
    if len(used) < len(identity.parts):
        nothing = tuple(p.ref for p in identity.parts if p.ref.state == "nothing")
        lost = missing or nothing
        return Outcome("not_checked", _why(lost), stated.value, own, used=used, missing=lost)
    value, wide = _ONE, _WHOLE
    for part, figure in used:
        other = _range(part, figure)
        if part.sign < 0 and (figure.value == _ZERO or other.contains(_ZERO)):
            return Outcome("not_checked", "zero-denominator", stated.value, own, used=used)
        value = value * figure.value if part.sign > 0 else value / figure.value
        wide = wide * other if part.sign > 0 else wide / other
    if identity.capped:
        first = used[0][1].value
        value, wide = min(value, first), wide.at_most(Interval.exact(first))
    verdict = _compare(identity.relation, stated.value, own, value, wide)
    return _outcome(verdict, "", stated.value, own, value, wide, used)


def _compare(relation: str, stated: Decimal, own: Interval, value: Decimal, wide: Interval) -> str:
    if stated == value or (relation == ">=" and value < stated):
        return "exact"
    return "rounded" if own.meets(wide) else "inconsistent"
