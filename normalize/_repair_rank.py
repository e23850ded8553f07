"""How likely each slip is, with everything else the document says: values seen again, copies.

Likelihoods order explanations and nothing more. Each is the chance that a hand which means the
proposed value makes just the print that stands there, times what other places of the document say
for or against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter

import regex

from extract.frozen import dataclass, maker
from normalize._repair_bonds import INFINITE, Range, finite, steps, value_of
from normalize._repair_edits import Print, blind_likelihood, meant
from normalize._repair_fit import fit
from normalize._repair_model import Model, Node, Tie
from normalize._repair_types import Change, Evidence
from normalize._repair_witness import (
    TOLD,
    Witness,
    Witnesses,
    kind_in,
    kind_of,
    significant,
)
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
_FAR = 10**_MOST_DIGITS
_FINER = range(9)
_LESS_THAN_NOTHING = Decimal("-0")  # what is rounded up to zero
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

    def finest(self, node: Node) -> Finest:
        """What a cell holds, and the last digit that such figures are printed with in the form."""
        model = self.model
        return model.once("finest", lambda: _finest(model))[node.key[0], node.key[2]]

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


Finest = tuple[str, int]
"""What a cell holds (money, people, points or rate), and a last digit, in steps."""
Option = tuple[str, Decimal, float, int, Witness | None]
"""One reading of a figure: the kind of its slip, the value, how likely it is, twice the value in steps,
and the figure that says the same."""

_likely = itemgetter(2)
new_change, new_weighed = maker(Change), maker(Weighed)


def weigh(court: Court, key: Key, allowed: Range) -> Weighed:
    """The likeliest reading of one doubted figure that may print ``allowed``, in steps."""
    known = court.known.get((key, allowed))
    if known is None:
        known = court.known[key, allowed] = _weighed(court, key, allowed)
    return known


def _weighed(court: Court, key: Key, room: Range) -> Weighed:
    model, node = court.model, court.model.nodes[key]
    low, high = room
    least = value_of(low)
    within = least, least if low == high else value_of(high)
    options = _options(court, node, within, room)
    kind, value, likely, _, witness = options[0]
    if len(options) > 1:
        kind, value, _, _, witness = max(options, key=_likely)
        likely = sum(map(_likely, options))
    long = _shows(node.value)
    copies = _copies(model, node, long)
    if copies:
        likely += COPIED * (_CUSTOM if _is_constant(model, node) else 1)
        kind = _copy_kind(node, copies[0]) if kind == "value" else kind
    evidence = (Evidence("seen", witness.ref), *copies) if witness else copies
    if long:
        factor, doubts = _confirmation(court, node)
        likely, evidence = likely * factor, evidence + doubts
    change = new_change(node.ref, kind, *within, value)
    return new_weighed(change, likely, evidence, _settled(node, room, options))


def _finest(model: Model) -> dict[tuple[str, str], Finest]:
    """By table and column."""
    columns: dict[tuple[str, str], int] = {}
    for (table, _, column), node in model.nodes.items():
        name = table, column
        if node.half < columns.get(name, INFINITE):
            columns[name] = node.half
    alike: dict[tuple[str, str], int] = {}
    for name, half in columns.items():
        kind = _alike(*name)
        alike[kind] = min(half, alike.get(kind, half))
    return {name: (_alike(*name)[0], 2 * alike[_alike(*name)]) for name in columns}


@lru_cache(maxsize=256)
def _alike(table: str, column: str) -> tuple[str, str]:
    """What a cell holds, and the same for all that are printed with as many decimals as a rule."""
    kind = kind_in(table, column)
    return kind, "" if kind == "money" else column.partition("_total")[0]


def _options(court: Court, node: Node, within: Values, room: Range) -> list[Option]:
    """``room`` is ``within`` in steps."""
    figure, own, one = node.figure, node.value, 2 * node.half
    kind, fine = court.finest(node)
    unit = (figure.unit or "万元") if kind == "money" else ""
    closed = finite(room)
    seen = _seen(court, node, within, room) if closed else ()
    printed = Print(figure.value, figure.step, own, one, places(figure), unit)
    found: list[Option] = []
    for slip, value, likely, at in meant(printed, room, fine):
        witness, gain = _near(seen, value, figure.step) if seen else (None, 1.0)
        found.append((slip, value, likely * gain, 2 * at, witness))
    blind = blind_likelihood(one, room, own)
    if not own:
        blind *= _NO_FIGURE  # nobody means 73 and writes 0
    for witness, gain in seen[:1]:
        found.append(("seen", witness.value, blind * gain, 2 * steps(witness.value), witness))
    value, twice = _centre(figure.step, one, within, room)
    found.append(("value", value, blind, twice, None))
    fits = fit(court.model, node, [twice for _, _, _, twice, _ in found], fine)
    if one and room[1] - room[0] <= _NARROWLY * one:
        both = room[0] + room[1]
        for n, (_, _, _, twice, _) in enumerate(found):
            if twice != both:
                fits[n] *= _exactly(twice - both, one)
    return [
        (slip, value, likely * better, twice, witness)
        for (slip, value, likely, twice, witness), better in zip(found, fits, strict=True)
    ]


def _near(
    seen: Sequence[tuple[Witness, float]], value: Decimal, step: Decimal
) -> tuple[Witness | None, float]:
    """The first of the figures seen that is a value, to its last digit, with what that is worth."""
    for entry in seen:
        if abs(entry[0].value - value) <= step / 2:
            return entry
    return None, 1.0


def _exactly(beside: int, one: int) -> float:
    """How much likelier a value is in the middle of a narrow range, where all adds up to the last
    digit, than beside it, where rounding has to explain the rest. ``beside`` is twice as far as the
    value is from the middle, in steps."""
    far = beside / (2 * one) / _BESIDE
    return 1.0 / (1.0 + far * far)


def _settled(node: Node, room: Range, options: list[Option]) -> bool:
    """True when one value only will do: no other can be printed there, or among a handful of
    neighbours there is one that a known slip leads to. ``room`` is in steps."""
    low, high = room
    one = 2 * node.half
    if not one or high - low > _HANDFUL * one:
        return False
    typed = {twice for kind, _, _, twice, _ in options if kind not in ("value", "seen")}
    if typed:
        return len(typed) == 1
    return _whole(high, one) + _whole(-low, one) + 1 == 1


def _whole(number: int, by: int) -> int:
    """The quotient without its fraction, towards zero."""
    return number // by if number >= 0 else -(-number // by)


# ── said again ───────────────────────────────────────────────────────────────────────────────


def _seen(court: Court, node: Node, within: Values, room: Range) -> Sequence[tuple[Witness, float]]:
    """Figures elsewhere that this one may have been meant to be, with what that is worth; those
    that say the same thing first. ``room`` is ``within`` in steps, and has two ends."""
    low, high = within
    if _NARROW * (room[1] - room[0]) > max(abs(room[0]), abs(room[1])):
        return ()
    near = court.witnesses.between(kind_of(node.ref), low, high)
    if not near:
        return ()
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
    """How far the printed figure, one with digits to show, is said again in another room of the
    document."""
    value, told = node.figure.value, node.ref.table in TOLD
    alike = court.witnesses.between(kind_of(node.ref), value, value)
    elsewhere = [w for w in alike if w.told != told]
    if not elsewhere:
        return 1.0, ()
    accused = court.accused
    same = [w for w in elsewhere if w.ref.key not in accused]
    related = [w for w in same if w.related(node.ref)]
    if related:
        doubt = 1.0 / worth(SAID_SAME_LABEL, node.figure)
        return doubt, (Evidence("confirmed", related[0].ref),)
    twins = court.model.printing(value)
    if same and sum((n.ref.table in TOLD) == told for n in twins) == 1:
        return 1.0 / worth(SAID_IN_TEXT, node.figure), (Evidence("confirmed", same[0].ref),)
    return 1.0, ()


def _shows(value: int) -> bool:
    """True for a figure with digits to show that are not leading or trailing zeros."""
    return len(str(abs(value)).strip("0")) >= _DIGITS_TO_SHOW


def _copies(model: Model, node: Node, long: bool) -> tuple[Evidence, ...]:
    """A neighbour that prints the very same figure, where equal neighbours are not the custom. ``long``
    tells whether the figure has digits to show."""
    ref, value = node.ref, node.figure.value
    if ref.table == "amounts":
        return _copies_in_text(model, node) if long else ()
    if ref.table != "funds" or not node.value or ref.column not in MONEY_COLUMNS:
        return ()
    same = model.printing(value)
    if len(same) < 2:
        return ()
    tied = {k for t in model.by_key.get(ref.key, ()) if len(t.keys) == 2 for k in t.keys}
    for other in same:
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
    same = model.printing(node.figure.value)
    if len(same) < 2:
        return ()
    ties = [tie for tie in model.by_key.get(node.key, ()) if len(tie.keys) > 2]
    others = [
        other
        for other in same
        if other.key != node.key and any(other.key in tie.keys for tie in ties)
    ]
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


def _centre(step: Decimal, one: int, within: Values, room: Range) -> tuple[Decimal, int]:
    """The middle of what a figure may be, to its own last digit or the first that fits; the bound
    where one side is open. With twice the value in steps; ``one`` is ``step`` in steps, ``room`` is
    ``within`` in steps."""
    low, high = room
    if not finite(room):
        if within[0].is_finite():
            return within[0], 2 * low
        return (within[1], 2 * high) if within[1].is_finite() else (ZERO, 0)
    both = low + high
    for finer in _FINER if abs(both) < 2 * _FAR * one else ():
        digit = one // 10**finer
        count, rest = divmod(both, 2 * digit)
        if rest > digit or (rest == digit and count % 2):
            count += 1
        at = count * digit
        if low <= at <= high:
            rounded = Decimal(count) if count or both >= 0 else _LESS_THAN_NOTHING
            return (rounded.scaleb(-finer) if finer else rounded) * step, 2 * at
    return (within[0] + within[1]) / 2, both
