"""How likely each slip is, with everything else the document says: values seen again, copies.

Likelihoods order explanations and nothing more. Each is the chance that a hand which means the
proposed value makes just the print that stands there, times what other places of the document say
for or against it.
"""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

import regex

from extract.frozen import dataclass
from normalize._repair_bonds import Range, finite, values_of
from normalize._repair_edits import blind_likelihood, edits
from normalize._repair_fit import fit
from normalize._repair_model import Model, Node, Tie
from normalize._repair_types import Change, Evidence
from normalize._repair_witness import TOLD, Witness, Witnesses, kind_of, significant
from normalize.identity import Key, Ref
from normalize.report import MONEY_COLUMNS, Figure
from normalize.text import MEMORY, narrow

Values = tuple[Decimal, Decimal]
ZERO = Decimal(0)
# how often a figure is said again under the same name, in the narrative, in its own row
SAID_SAME_LABEL = 0.03
SAID_IN_TEXT = 0.01
SAID_IN_ROW = 0.005
COPIED = 0.01
_MOST_WORTH = 10_000.0
_NARROW = 20  # of how many parts of its size a range is one at the most
_DIGITS_TO_SHOW = 3
_HANDFUL = 20
_NARROWLY, _BESIDE = 8, 2  # last digits
_NO_FIGURE = 0.01
_CUSTOM = 0.02
_MOST_DIGITS = 18  # before the point: a longer middle is given as it is
_FINER = [Decimal(1).scaleb(-finer) for finer in range(9)]
_POINT = regex.compile(r"\.(\d+)")


@dataclass(frozen=True, slots=True)
class Court:
    """Before whom figures are doubted: the model, the failing ties, and who can bear witness."""

    model: Model
    failing: tuple[Tie, ...]
    witnesses: Witnesses
    known: dict[tuple[Key, Range], Weighed] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def accused(self) -> frozenset[Key]:
        """Figures of the failing ties: none is a witness in its own case."""
        name = ("accused", tuple(map(id, self.failing)))
        return self.model.once(
            name, lambda: frozenset(key for tie in self.failing for key in tie.keys)
        )

    def finest(self, ref: Ref) -> Decimal:
        """The last digit that figures of this kind are printed with in the form."""
        return self.model.once("finest", lambda: _finest(self.model))[_alike(ref)]

    def twins(self, key: Key) -> set[Key]:
        """Figures that should say the very same as this one, by a failing tie of two."""
        ties = (tie.keys for tie in self.failing if key in tie.keys and len(tie.keys) == 2)
        return {other for keys in ties for other in keys}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A change with its likelihood and what speaks for it. ``settled``: no other value will do."""

    change: Change
    likely: float
    evidence: tuple[Evidence, ...] = ()
    settled: bool = False


class _Option(NamedTuple):
    """One reading of a figure."""

    kind: str
    value: Decimal
    likely: float
    witness: Witness | None


_likely = attrgetter("likely")


def weigh(court: Court, key: Key, allowed: Range) -> Weighed:
    """The likeliest reading of one doubted figure that may print ``allowed``, in steps."""
    known = court.known.get((key, allowed))
    if known is None:
        known = court.known[key, allowed] = _weighed(court, key, allowed)
    return known


def _weighed(court: Court, key: Key, allowed: Range) -> Weighed:
    model, node = court.model, court.model.nodes[key]
    within = values_of(allowed)
    options = _options(court, node, within, allowed)
    best = max(options, key=_likely)
    likely, kind = sum(map(_likely, options)), best.kind
    copies = _copies(model, node)
    if copies:
        likely += COPIED * (_CUSTOM if _is_constant(model, node) else 1)
        kind = _copy_kind(node, copies[0]) if kind == "value" else kind
    factor, doubts = _confirmation(court, node)
    evidence = (*_evidence(best.witness), *copies, *doubts)
    change = Change(node.ref, kind, *within, best.value)
    return Weighed(change, likely * factor, evidence, _settled(node, allowed, options))


def _finest(model: Model) -> dict[tuple[str, str], Decimal]:
    found: dict[tuple[str, str], Decimal] = {}
    for node in model.nodes.values():
        name, step = _alike(node.ref), node.figure.step
        if name not in found or step < found[name]:
            found[name] = step
    return found


def _alike(ref: Ref) -> tuple[str, str]:
    """The same for cells that are printed with the same number of decimals as a rule."""
    kind = kind_of(ref)
    return kind, "" if kind == "money" else ref.column.partition("_total")[0]


def _options(court: Court, node: Node, allowed: Values, room: Range) -> list[_Option]:
    """``room`` is ``allowed`` in steps."""
    low, high = allowed
    figure, one = node.figure, 2 * node.half
    money = (figure.unit or "万元") if kind_of(node.ref) == "money" else ""
    closed = finite(room)
    seen = _seen(court, node, allowed, room) if closed else []
    known = room if closed else None
    finest = court.finest(node.ref)
    found = [
        (edit.kind, edit.value, edit.likely * gain, witness)
        for edit in edits(
            figure.value, figure.step, low, high, places(figure), finest, money, known
        )
        for witness, gain in (_near(seen, edit.value, figure.step),)
    ]
    blind = blind_likelihood(one, room, node.value)
    if figure.value == 0:
        blind *= _NO_FIGURE  # nobody means 73 and writes 0
    for witness, gain in seen[:1]:
        found.append(("seen", witness.value, blind * gain, witness))
    found.append(("value", centre(figure, low, high), blind, None))
    tight = bool(one) and closed and room[1] - room[0] <= _NARROWLY * one
    fits = fit(court.model, node, [value for _, value, _, _ in found], finest)
    return [
        _Option(
            kind,
            value,
            likely * (better * _exactly(value, allowed, figure) if tight else better),
            witness,
        )
        for (kind, value, likely, witness), better in zip(found, fits, strict=True)
    ]


def _near(
    seen: list[tuple[Witness, float]], value: Decimal, step: Decimal
) -> tuple[Witness | None, float]:
    """The first of the figures seen that is a value, to its last digit, with what that is worth."""
    for entry in seen:
        if abs(entry[0].value - value) <= step / 2:
            return entry
    return None, 1.0


def _exactly(value: Decimal, allowed: Values, figure: Figure) -> float:
    """How much likelier a value is in the middle of a narrow range, where all adds up to the last
    digit, than beside it, where rounding has to explain the rest."""
    low, high = allowed
    beside = float((value - (low + high) / 2) / figure.step) / _BESIDE
    return 1.0 / (1.0 + beside * beside)


def _settled(node: Node, room: Range, options: list[_Option]) -> bool:
    """True when one value only will do: no other can be printed there, or among a handful of
    neighbours there is one that a known slip leads to. ``room`` is in steps."""
    low, high = room
    one = 2 * node.half
    if not one or not finite(room) or high - low > _HANDFUL * one:
        return False
    typed = {o.value for o in options if o.kind not in ("value", "seen")}
    prints = _whole(high, one) + _whole(-low, one) + 1
    return len(typed) == 1 or (not typed and prints == 1)


def _whole(number: int, by: int) -> int:
    """The quotient without its fraction, towards zero."""
    return number // by if number >= 0 else -(-number // by)


def _evidence(witness: Witness | None) -> tuple[Evidence, ...]:
    return (Evidence("seen", witness.ref),) if witness else ()


# ── said again ───────────────────────────────────────────────────────────────────────────────


def _seen(court: Court, node: Node, allowed: Values, room: Range) -> list[tuple[Witness, float]]:
    """Figures elsewhere that this one may have been meant to be, with what that is worth; those
    that say the same thing first. ``room`` is ``allowed`` in steps, and has two ends."""
    low, high = allowed
    if _NARROW * (room[1] - room[0]) > max(abs(room[0]), abs(room[1])):
        return []
    near = court.witnesses.between(kind_of(node.ref), low, high)
    if not near:
        return []
    twins = court.twins(node.key)
    barred = court.accused - twins
    found = []
    for witness in near:
        if witness.ref.key in barred or significant(witness.value) < _DIGITS_TO_SHOW:
            continue
        said = SAID_SAME_LABEL * 2 if witness.ref.key in twins else _said(witness, node.ref)
        if witness.value != node.figure.value and said:
            found.append((said, witness))
    found.sort(key=lambda entry: -entry[0])
    return [(witness, worth(said, node.figure, high - low)) for said, witness in found]


def worth(said: float, figure: Figure, width: Decimal = ZERO) -> float:
    """How much likelier a value is that stands elsewhere: where ``said`` of such figures are said
    again, against the chance that a figure of that length falls into a range so wide."""
    chances = max(1.0, float(width / figure.step)) / 10.0 ** length(figure)
    return min(_MOST_WORTH, 1.0 + said / chances)


def length(figure: Figure) -> int:
    """Digits of a printed figure."""
    return len(str(abs(int(figure.value / figure.step))))


def _said(witness: Witness, ref: Ref) -> float:
    told = ref.table in TOLD
    if witness.related(ref) and (witness.told or told or witness.ref.column == ref.column):
        return SAID_SAME_LABEL
    if witness.told != told:
        return SAID_IN_TEXT
    same_row = (witness.ref.table, witness.ref.row_no) == (ref.table, ref.row_no)
    return SAID_IN_ROW if same_row else 0.0


def _confirmation(court: Court, node: Node) -> tuple[float, tuple[Evidence, ...]]:
    """How far the printed figure is said again in another room of the document."""
    value = node.figure.value
    if significant(value) < _DIGITS_TO_SHOW:
        return 1.0, ()
    told = node.ref.table in TOLD
    alike = court.witnesses.between(kind_of(node.ref), value, value)
    if not alike:
        return 1.0, ()
    accused = court.accused
    same = [w for w in alike if w.told != told and w.ref.key not in accused]
    related = [w for w in same if w.related(node.ref)]
    if related:
        doubt = 1.0 / worth(SAID_SAME_LABEL, node.figure)
        return doubt, (Evidence("confirmed", related[0].ref),)
    twins = court.model.printing(value)
    if same and sum((n.ref.table in TOLD) == told for n in twins) == 1:
        return 1.0 / worth(SAID_IN_TEXT, node.figure), (Evidence("confirmed", same[0].ref),)
    return 1.0, ()


def _copies(model: Model, node: Node) -> tuple[Evidence, ...]:
    """A neighbour that prints the very same figure, where equal neighbours are not the custom."""
    ref, value = node.ref, node.figure.value
    if ref.table == "amounts":
        return _copies_in_text(model, node)
    if ref.table != "funds" or ref.column not in MONEY_COLUMNS or value == 0:
        return ()
    tied = {k for t in model.by_key.get(ref.key, ()) if len(t.keys) == 2 for k in t.keys}
    for other in model.printing(value):
        near = other.ref.table == "funds" and other.ref.column in MONEY_COLUMNS
        if not near or other.key in tied or other.key == ref.key:
            continue
        across = other.ref.row_no == ref.row_no
        if other.figure.value != value or not (across or other.ref.column == ref.column):
            continue
        if not (across and _customary(model, ref, other.ref.column)):
            return (Evidence("copied", other.ref),)
    return ()


def _is_constant(model: Model, node: Node) -> bool:
    """True where every column of a row of money says the same: nothing was adjusted and all was spent,
    which is the custom of many rows and hardly a copy."""
    row = [other for other in model.printing(node.figure.value) if other.key[:2] == node.key[:2]]
    return node.ref.table == "funds" and len(row) > 2


def _copies_in_text(model: Model, node: Node) -> tuple[Evidence, ...]:
    """Another amount of the same list that is the same to the last of its digits."""
    if significant(node.figure.value) < _DIGITS_TO_SHOW:
        return ()
    ties = [tie for tie in model.by_key.get(node.key, ()) if len(tie.keys) > 2]
    near = {key for tie in ties for key in tie.keys}
    same = [other for other in model.printing(node.figure.value) if other.key in near]
    others = [other for other in same if other.key != node.key]
    if not others:
        return ()
    return (Evidence("copied", min(others, key=lambda other: repr(other.key)).ref),)


def _copy_kind(node: Node, evidence: Evidence) -> str:
    ref = evidence.ref
    same_row = ref is not None and ref.key[:2] == node.ref.key[:2]
    return "other-column" if same_row else "copied"


def _customary(model: Model, ref: Ref, column: str) -> bool:
    """True when other rows, too, print the same figure in both columns (all was spent)."""
    for node in model.column("funds", ref.column):
        if node.key != ref.key:
            twin = model.nodes.get(("funds", node.ref.row_no, column))
            if twin is not None and twin.figure.value == node.figure.value != 0:
                return True
    return False


def places(figure: Figure) -> int:
    """Digits printed behind the point."""
    return _places(figure.raw)


@lru_cache(maxsize=MEMORY)
def _places(raw: str) -> int:
    match = _POINT.search(narrow(raw))
    return len(match[1]) if match else 0


def centre(figure: Figure, low: Decimal, high: Decimal) -> Decimal:
    """The middle of what a figure may be, to its own last digit or the first that fits; the bound
    where one side is open."""
    if not low.is_finite() or not high.is_finite():
        return low if low.is_finite() else high if high.is_finite() else ZERO
    middle = (low + high) / 2
    steps = middle / figure.step
    for finer in _FINER if steps.adjusted() < _MOST_DIGITS else ():
        rounded = steps.quantize(finer) * figure.step
        if low <= rounded <= high:
            return rounded
    return middle
