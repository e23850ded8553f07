"""What a search for slips hands on: changes, slips, explanations and repairs; typed and frozen."""

from __future__ import annotations

from decimal import Decimal

from extract.frozen import dataclass
from normalize.identity import Identity, Key, Ref
from normalize.report import Figure

PROMISED = "promise"
"""Table of a cell that stands on no paper: what a layout promises. It is never in doubt."""


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that a slip doubts, and what it should read.

    ``low .. high`` are all values it may have (clean unit, ``±Infinity`` where open), ``proposed``
    the likeliest of them, ``kind`` the slip that turns it into the printed one (digit, transposed,
    missing-digit, doubled-digit, extra-digit, unit, shift, sign, copied, swap, row, value).
    """

    ref: Ref
    kind: str
    low: Decimal
    high: Decimal
    proposed: Decimal

    @property
    def key(self) -> Key:
        """The cell that changes."""
        return self.ref.key

    @property
    def figure(self) -> Figure:
        """The printed figure that is doubted. ValueError for a cell without one."""
        if self.ref.figure is None:
            raise ValueError(f"{self.ref.key} holds no figure")
        return self.ref.figure


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a slip: ``code`` is seen (the proposed value stands at ``ref``), confirmed
    (the doubted figure itself is said again at ``ref``), copied (it equals the figure at ``ref``),
    or backed (``count`` independent identities that the change brings to agree)."""

    code: str
    ref: Ref | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Slip:
    """One way to make everything agree again by a single slip of a hand, or by two.

    ``kind`` is digit, transposed, missing-digit, doubled-digit, extra-digit, unit, shift, sign,
    copied, swap,
    other-column, omitted-row, doubled-row, parent-counted, row (one row off in several columns by
    the same amount), carried (a result worked out wrong, and the sum after it), seen (a value that
    stands elsewhere), value (some other value), two-cells, or several (one slip for each of several
    contradictions). ``rows`` are the cells a row slip
    speaks of; ``amounts`` what an omitted row would hold, as (column, low, high). ``rank`` is the
    share of this slip among all that were found, 0 to 1. ``settled`` is true where only one value
    will do.
    """

    kind: str
    changes: tuple[Change, ...]
    rank: float = 0.0
    rows: tuple[Ref, ...] = ()
    amounts: tuple[tuple[str, Decimal, Decimal], ...] = ()
    factor: int = 0
    evidence: tuple[Evidence, ...] = ()
    settled: bool = False

    @property
    def keys(self) -> tuple[Key, ...]:
        """The cells that this slip doubts."""
        return tuple([change.ref.key for change in self.changes])


@dataclass(frozen=True, slots=True)
class Joint:
    """A slip with its likelihood and the failing ties that it settles."""

    slip: Slip
    likely: float
    settles: frozenset[int]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Contradictions with one cause: the identities that fail together, and the slips that would
    explain them all, best first. ``form_no`` is None for the narrative. ``complete`` is false where
    the search met its limit."""

    form_no: int | None
    identities: tuple[Identity, ...]
    slips: tuple[Slip, ...]
    complete: bool = True

    def range_of(self, ref: Ref) -> tuple[Decimal, Decimal]:
        """What remains possible for a figure over all smallest explanations. ValueError for a cell
        without a figure."""
        table, row, column = ref.key
        lows: list[Decimal] = []
        highs: list[Decimal] = []
        always = True
        for slip in self.slips:
            named = False
            for change in slip.changes:
                own = change.ref
                if own.row_no == row and own.column == column and own.table == table:
                    lows.append(change.low)
                    highs.append(change.high)
                    named = True
            always = always and named
        if not (always and lows):
            if ref.figure is None:
                raise ValueError(f"{ref.key} holds no figure")
            lows.append(ref.figure.value)
            highs.append(ref.figure.value)
        return min(lows), max(highs)

    @property
    def unique(self) -> bool:
        """True when there is one explanation and no other."""
        return self.complete and len(self.slips) == 1


@dataclass(frozen=True, slots=True)
class Repair:
    """One value that the clean columns change. ``table`` is funds, indicators or forms, ``row_no``
    the row there (None in forms), ``old`` and ``new`` are in the clean unit of ``column``; ``rule``
    is the contradiction it settles and ``reason`` why, ``reason_zh`` the same in Chinese."""

    form_no: int
    table: str
    row_no: int | None
    column: str
    old: str
    new: str
    rule: str
    reason: str
    reason_zh: str = ""
