"""From failing identities to explanations: search each group, weigh, join what one slip says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import localcontext
from itertools import combinations, groupby, islice, product
from math import prod
from operator import itemgetter

from extract.frozen import dataclass, maker
from normalize._repair_across import Together, together, touching
from normalize._repair_bonds import Range, steps, values_of
from normalize._repair_model import Model, Tie, groups
from normalize._repair_rank import Court, Weighed, new_change, new_weighed, weigh
from normalize._repair_rows import joint_slips
from normalize._repair_search import Found, Freed, given, smallest
from normalize._repair_split import MOST_TIES, Part, apart, sides
from normalize._repair_types import Evidence, Explanation, Joint, Slip
from normalize._repair_witness import Witnesses
from normalize.identity import Key

MOST_SLIPS = 400
MOST_BOUND = 30
# enough for every quotient of figures that a model lets in
DIGITS = 80
# one slip more is a hundred times less likely
ANOTHER_SLIP = 0.01
# a figure worked out wrong, and the sum after it
CARRIED = 0.001
Side = tuple[Key, Range]
"""A figure with what it may print, in steps."""
_NOTHING = 1e-12
_COMBINED = 6
_TOLD = frozenset({"amounts", "headcounts", "text"})
_slip = maker(Slip)
_likely = itemgetter(1)


@dataclass(slots=True)
class _Case:
    """One contradiction while its explanations are gathered, each with its likelihood."""

    ties: tuple[Tie, ...]
    slips: list[tuple[Slip, float]]
    complete: bool = True
    top: float | None = None  # the best, once it is known

    @property
    def best(self) -> float:
        """How likely the likeliest explanation is."""
        if self.top is None:
            self.top = max([likely for _, likely in self.slips], default=_NOTHING)
        return self.top

    def add(self, slip: Slip, likely: float) -> None:
        """One explanation more."""
        top = self.top if self.slips else None
        self.slips.append((slip, likely))
        self.top = likely if top is not None and likely > top else top


def explanations(
    form_no: int | None, model: Model, witnesses: Witnesses
) -> tuple[Explanation, ...]:
    """Every contradiction of a model with its slips, best first."""
    if not model.failing:
        return ()
    with localcontext() as context:
        context.prec = DIGITS
        cases = [
            case for group in groups(model.failing) for case in _cases(model, group, witnesses)
        ]
        _consider_together(model, cases, witnesses)
        merged = _merged(cases, joint_slips(model, witnesses))
        return tuple(_finished(form_no, case) for case in merged)


def _finished(form_no: int | None, case: _Case) -> Explanation:
    ordered = _in_rank(case.slips)
    total = sum([likely for _, likely in ordered]) or 1.0
    slips = tuple([_ranked(slip, likely / total) for slip, likely in ordered[:MOST_SLIPS]])
    failing = tuple(identity for tie in case.ties for identity in tie.identities)
    told = all(ref.table in _TOLD for identity in failing for ref in identity.refs)
    complete = case.complete and len(ordered) <= MOST_SLIPS
    if len(case.ties) > MOST_TIES and not slips:
        complete = False  # too many to be taken apart
    return Explanation(None if told else form_no, failing, slips, complete)


def _in_rank(slips: list[tuple[Slip, float]]) -> list[tuple[Slip, float]]:
    """The likeliest first, those that are as likely by name: names are dear, and asked for only there."""
    ordered: list[tuple[Slip, float]] = []
    for _, alike in groupby(sorted(slips, key=_likely, reverse=True), key=_likely):
        members = list(alike)
        if len(members) > 1:
            members.sort(key=_name)
        ordered += members
    return ordered


def _name(entry: tuple[Slip, float]) -> str:
    slip = entry[0]
    return repr((slip.kind, slip.keys, slip.factor))


def _ranked(slip: Slip, rank: float) -> Slip:
    """The same slip with its share of all."""
    return _slip(
        slip.kind,
        slip.changes,
        rank,
        slip.rows,
        slip.amounts,
        slip.factor,
        slip.evidence,
        slip.settled,
    )


# ── one group ────────────────────────────────────────────────────────────────────────────────


def _cases(model: Model, group: tuple[Tie, ...], witnesses: Witnesses) -> list[_Case]:
    """The contradiction of a group of failing ties, or the several that lie side by side in it."""
    found = smallest(model, group)
    if not found.freed:
        return [_alone(model, part, witnesses) for part in apart(model, group)]
    if len(found.freed[0].keys) == 1:
        return [_alone(model, Part(group, found), witnesses)]
    court, worked_out = Court(model, group, witnesses), _results(group)
    pairs = {freed.keys: _pair(court, freed, worked_out) for freed in found.freed}
    for parts, members in sides(model, group, found.freed):
        inside = {freed.keys for freed in members}
        if 2 * _weight(pairs, inside) > _weight(pairs, set(pairs)):
            rest = [pair for keys, pair in pairs.items() if keys not in inside]
            return _side_by_side([_alone(model, part, witnesses) for part in parts], rest, found)
    return [_Case(group, list(pairs.values()), found.complete)]


def _alone(model: Model, part: Part, witnesses: Witnesses) -> _Case:
    court, backed = Court(model, part.ties, witnesses), _backed(part.ties)
    worked_out = _results(part.ties)
    slips = [
        _single(court, freed.ranges[0], backed)
        if len(freed.ranges) == 1
        else _pair(court, freed, worked_out)
        for freed in part.found.freed
    ]
    return _Case(part.ties, slips, part.found.complete)


def _backed(ties: tuple[Tie, ...]) -> Evidence:
    """What speaks for a figure that settles all of these."""
    return Evidence("backed", count=len(ties))


def _results(ties: tuple[Tie, ...]) -> frozenset[Key]:
    """The figures that are said to follow from the others of their tie."""
    return frozenset([tie.identities[0].result.key for tie in ties])


def _weight(
    pairs: Mapping[tuple[Key, ...], tuple[Slip, float]], keys: set[tuple[Key, ...]]
) -> float:
    return sum(pairs[key][1] for key in pairs if key in keys)


def _side_by_side(cases: list[_Case], rest: list[tuple[Slip, float]], found: Found) -> list[_Case]:
    """Two contradictions; pairs that do not divide that way are kept with both."""
    together = prod(case.best for case in cases) * ANOTHER_SLIP
    for case, best in [(case, case.best) for case in cases]:
        for slip, likely in rest:
            case.add(slip, likely / together * best)
        case.complete = case.complete and found.complete
    return cases


def _single(court: Court, side: Side, backed: Evidence) -> tuple[Slip, float]:
    one = weigh(court, *side)
    kind, evidence = one.change.kind, (*one.evidence, backed)
    slip = _slip(kind, (one.change,), evidence=evidence, settled=one.settled)
    return slip, one.likely


def _pair(court: Court, freed: Freed, worked_out: frozenset[Key]) -> tuple[Slip, float]:
    """The likelier of the two orders in which two figures can be settled. ``worked_out`` are the results
    of the failing ties."""
    one, other = freed.ranges
    bound = _bound_both(court, one[0], other[0])
    first, second = _in_order(court, one, other, bound)
    last, before = _in_order(court, other, one, bound)
    changes, evidence = (first.change, second.change), first.evidence + second.evidence
    likely = first.likely * second.likely
    if last.likely * before.likely > likely:
        changes, evidence = (before.change, last.change), last.evidence + before.evidence
        likely = last.likely * before.likely
    if _carried(court, one[0], other[0], worked_out) or _carried(
        court, other[0], one[0], worked_out
    ):
        return _slip("carried", changes, evidence=evidence), CARRIED
    return _slip("two-cells", changes, evidence=evidence), likely * ANOTHER_SLIP


def _carried(court: Court, wrong: Key, after: Key, worked_out: frozenset[Key]) -> bool:
    """True when the first figure was worked out wrong and the second, a sum that agrees, was worked
    out from it: one slip, carried on."""
    return wrong in worked_out and any(
        tie.agrees and tie.identities[0].kind == "sum" and tie.identities[0].result.key == after
        for tie in court.model.by_key[wrong]
    )


def _bound_both(court: Court, one: Key, other: Key) -> tuple[Tie, ...]:
    """The agreeing and the failing ties of two figures, in their order, where one of them binds both;
    else nothing."""
    failing, model = set(map(id, court.failing)), court.model
    ties = {
        id(tie): tie
        for key in (one, other)
        for tie in model.by_key[key]
        if tie.agrees or id(tie) in failing
    }
    if not any(one in tie.keys and other in tie.keys for tie in ties.values()):
        return ()
    return tuple([ties[name] for name in sorted(ties, key=model.places.__getitem__)])


def _in_order(
    court: Court, one: Side, other: Side, bound: tuple[Tie, ...]
) -> tuple[Weighed, Weighed]:
    first = weigh(court, *one)
    key, room = other
    left = room
    if bound:
        left = given(court.model, bound, (one[0], key), steps(first.change.proposed)) or room
    second = weigh(court, key, left)
    if left is not room:  # proposed goes with the first; what the figure may be at all does not
        change = second.change
        change = new_change(change.ref, change.kind, *values_of(room), change.proposed)
        second = new_weighed(change, second.likely, second.evidence, second.settled)
    return first, second


# ── two groups that an agreeing identity binds ──────────────────────────────────────────────


def _consider_together(model: Model, cases: list[_Case], witnesses: Witnesses) -> None:
    """Add to each contradiction the figures that are only right together with one of another."""
    known: dict[int, frozenset[Key]] = {}
    for one, other in _bound(model, cases):
        for case in (one, other):
            if id(case) not in known:
                known[id(case)] = _known(case)
        pairs = together(model, one.ties, other.ties, (known[id(one)], known[id(other)]))
        if pairs:
            _offer_pairs(model, pairs, (one, other), witnesses)
            known[id(one)], known[id(other)] = _known(one), _known(other)


def _offer_pairs(
    model: Model, pairs: list[Together], cases: tuple[_Case, _Case], witnesses: Witnesses
) -> None:
    """Add the figures of some pairs, each to its contradiction where that has it not."""
    courts = [Court(model, case.ties, witnesses) for case in cases]
    for pair in pairs:
        sides = (pair.one, pair.other)
        weighed = [
            _single(court, side, _backed(court.failing))
            for court, side in zip(courts, sides, strict=True)
        ]
        for n, case in enumerate(cases):
            if sides[n][0] not in _known(case):
                # as likely as it is itself, and as the other is among its own
                likely = weighed[1 - n][1]
                share = likely / max(likely, cases[1 - n].best)
                case.add(weighed[n][0], weighed[n][1] * share)


def _bound(model: Model, cases: list[_Case]) -> Iterator[tuple[_Case, _Case]]:
    """Contradictions that an agreeing identity binds, two by two; of very many the first ones."""
    places: dict[int, list[int]] = {}
    for n, case in enumerate(cases):
        for name in touching(model, case.ties):
            places.setdefault(name, []).append(n)
    pairs = {pair for near in places.values() for pair in combinations(near[:MOST_BOUND], 2)}
    for one, other in sorted(pairs):
        yield cases[one], cases[other]


def _known(case: _Case) -> frozenset[Key]:
    return frozenset([s.changes[0].ref.key for s, _ in case.slips if len(s.changes) == 1])


# ── several groups ───────────────────────────────────────────────────────────────────────────


def _merged(cases: list[_Case], joints: list[Joint]) -> list[_Case]:
    """Give each joint slip to the contradiction it settles; where one slip settles several and is
    likelier than as many slips apart, they are one contradiction."""
    homes = {id(tie): n for n, case in enumerate(cases) for tie in case.ties}
    spans = [(joint, span) for joint in joints if (span := _span(cases, homes, joint)) is not None]
    for joint, span in spans:
        if len(span) == 1:
            cases[span[0]].add(joint.slip, joint.likely)
    wide = [(joint, span) for joint, span in spans if len(span) > 1]
    if len(wide) > 1:
        wide.sort(key=lambda entry: -entry[0].likely / _apart(cases, entry[1]))
    taken: dict[int, _Case] = {}
    for joint, span in wide:
        free = not any(n in taken for n in span)
        if free and joint.likely > _apart(cases, span):
            whole = _combined([cases[n] for n in span])
            taken.update(dict.fromkeys(span, whole))
        case = taken.get(span[0])
        if case is not None and _spans_all(taken, case, span):
            case.add(joint.slip, joint.likely)
        elif case is None and free and joint.slip.kind != "row":
            _offered(cases, span, joint)
    return list({id(c): c for c in (taken.get(n, case) for n, case in enumerate(cases))}.values())


def _offered(cases: list[_Case], span: tuple[int, ...], joint: Joint) -> None:
    """A slip over several contradictions that is not likely enough to make them one: each keeps it
    among its own, weighed against what it would save."""
    apart = _apart(cases, span)
    weighed = [joint.likely / apart * cases[n].best for n in span]
    for n, likely in zip(span, weighed, strict=True):
        cases[n].add(joint.slip, likely)


def _spans_all(taken: dict[int, _Case], case: _Case, span: tuple[int, ...]) -> bool:
    return {n for n, other in taken.items() if other is case} == set(span)


def _span(cases: list[_Case], homes: Mapping[int, int], joint: Joint) -> tuple[int, ...] | None:
    """The contradictions that a slip settles from end to end; None when it leaves one half open.
    ``homes`` is where each tie belongs, by id."""
    settles = joint.settles
    found = sorted({homes[name] for name in settles if name in homes})
    for n in found:
        if not settles.issuperset(map(id, cases[n].ties)):
            return None
    return tuple(found) or None


def _apart(cases: list[_Case], span: tuple[int, ...]) -> float:
    return prod(cases[n].best for n in span) * ANOTHER_SLIP ** (len(span) - 1)


def _combined(cases: list[_Case]) -> _Case:
    """Several contradictions as one: its ties, and the likeliest slips of each put together."""
    tops = [sorted(case.slips, key=_likely, reverse=True)[:_COMBINED] for case in cases]
    more = ANOTHER_SLIP ** (len(cases) - 1)
    slips = [
        (
            _slip("several", tuple([c for slip, _ in entries for c in slip.changes])),
            prod([likely for _, likely in entries]) * more,
        )
        for entries in islice(product(*tops), _COMBINED**2)
        if () not in [slip.changes for slip, _ in entries]
    ]
    ties = tuple(tie for case in cases for tie in case.ties)
    return _Case(ties, slips, all(case.complete for case in cases))
