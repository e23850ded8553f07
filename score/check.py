"""What a rule tried and what a person must see: checks and findings, typed and frozen."""

from __future__ import annotations

from decimal import Decimal

from extract.document import Place
from extract.frozen import dataclass, maker
from normalize.report import Figure


@dataclass(frozen=True, slots=True)
class Term:
    """One addend or operand of a recomputation, with its own place."""

    label: str
    figure: Figure
    sign: int = 1


term = maker(Term)  # the same at two thirds of the cost, for rules that look at every cell


@dataclass(frozen=True, slots=True)
class Candidate:
    """One explanation of a contradiction: ``kind`` (unit, digit, swap, omitted-row, doubled-row,
    parent-counted, other-column, …), the figure it doubts, what it should read, and the evidence in
    both languages. Best first."""

    kind: str
    label: str
    place: Place
    stated: str
    proposed: str
    message: str
    message_zh: str
    rank: float = 0.0


@dataclass(frozen=True, slots=True)
class Check:
    """One check that was tried. ``verdict`` is exact, rounded, inconsistent or not_checked (then
    ``reason`` says why). ``form_no`` is None for a check of the narrative alone. Bounds are None
    where the figure counts as exact. ``formula`` is readable: ``7547.08 + 5834.54``. ``subject`` is
    the stated figure itself; ``reason_zh`` says in Chinese what ``reason`` says in English."""

    rule: str
    verdict: str
    field: str
    label: str
    place: Place
    form_no: int | None = None
    stated: Decimal | None = None
    stated_low: Decimal | None = None
    stated_high: Decimal | None = None
    recomputed: Decimal | None = None
    recomputed_low: Decimal | None = None
    recomputed_high: Decimal | None = None
    formula: str = ""
    reason: str = ""
    terms: tuple[Term, ...] = ()
    subject: Figure | None = None
    reason_zh: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction or question for a person. ``stated`` and ``recomputed`` are texts because
    some are grades or numberings; ``cause`` is equal in findings that share one cause."""

    rule: str
    severity: str
    material: bool
    field: str
    label: str
    place: Place
    message: str
    message_zh: str
    stated: str = ""
    recomputed: str = ""
    difference: Decimal | None = None
    tolerance: Decimal | None = None
    form_no: int | None = None
    candidates: tuple[Candidate, ...] = ()
    verdict: str = ""
    cause: str = ""
    check: Check | None = None
