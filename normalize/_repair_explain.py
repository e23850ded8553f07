"""From failing identities to explanations: search each group, weigh, join what one slip says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import localcontext
from itertools import combinations, islice, product
from math import prod

from extract.frozen import dataclass, replace
from normalize._repair_across import together, touching
from normalize._repair_bonds import steps, values_of
from normalize._repair_model import Model, Tie, groups
from normalize._repair_rank import Court, Weighed, weigh
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
_NOTHING = 1e-12
_COMBINED = 6
_TOLD = frozenset({"amounts", "headcounts", "text"})


@dataclass(slots=True)
class _Case:
    """One contradiction while its explanations are gathered, each with its likelihood."""

    ties: tuple[Tie, ...]
    slips: list[tuple[Slip, float]]
    complete: bool = True

    @property
    def best(self) -> float:
        return max((likely for _, likely in self.slips), default=_NOTHING)


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
    often = Counter(likely for _, likely in case.slips)
    ordered = sorted(  # names are dear, and only told where two are as likely
        case.slips, key=lambda entry: (-entry[1], _name(entry[0]) if often[entry[1]] > 1 else "")
    )
    total = sum(likely for _, likely in ordered) or 1.0
    slips = tuple([replace(slip, rank=likely / total) for slip, likely in ordered[:MOST_SLIPS]])
    failing = tuple(identity for tie in case.ties for identity in tie.identities)
    told = all(ref.table in _TOLD for identity in failing for ref in identity.refs)
    complete = case.complete and len(ordered) <= MOST_SLIPS
    if len(case.ties) > MOST_TIES and not slips:
        complete = False  # too many to be taken apart
    return Explanation(None if told else form_no, failing, slips, complete)


def _name(slip: Slip) -> str:
    return repr((slip.kind, slip.keys, slip.factor))


# ── one group ────────────────────────────────────────────────────────────────────────────────


def _cases(model: Model, group: tuple[Tie, ...], witnesses: Witnesses) -> list[_Case]:
    """The contradiction of a group of failing ties, or the several that lie side by side in it."""
    found = smallest(model, group)
    if not found.freed:
        return [_alone(model, part, witnesses) for part in apart(model, group)]
    if len(found.freed[0].keys) == 1:
        return [_alone(model, Part(group, found), witnesses)]
    court = Court(model, group, witnesses)
    pairs = {freed.keys: _pair(court, freed) for freed in found.freed}
    for parts, members in sides(model, group, found.freed):
        inside = {freed.keys for freed in members}
        if 2 * _weight(pairs, inside) > _weight(pairs, set(pairs)):
            rest = [pair for keys, pair in pairs.items() if keys not in inside]
            return _side_by_side([_alone(model, part, witnesses) for part in parts], rest, found)
    return [_Case(group, list(pairs.values()), found.complete)]


def _alone(model: Model, part: Part, witnesses: Witnesses) -> _Case:
    court = Court(model, part.ties, witnesses)
    slips = [
        _single(court, freed) if len(freed.keys) == 1 else _pair(court, freed)
        for freed in part.found.freed
    ]
    return _Case(part.ties, slips, part.found.complete)


def _weight(
    pairs: Mapping[tuple[Key, ...], tuple[Slip, float]], keys: set[tuple[Key, ...]]
) -> float:
    return sum(pairs[key][1] for key in pairs if key in keys)


def _side_by_side(cases: list[_Case], rest: list[tuple[Slip, float]], found: Found) -> list[_Case]:
    """Two contradictions; pairs that do not divide that way are kept with both."""
    together = prod(case.best for case in cases) * ANOTHER_SLIP
    for case, best in [(case, case.best) for case in cases]:
        case.slips += [(slip, likely / together * best) for slip, likely in rest]
        case.complete = case.complete and found.complete
    return cases


def _single(court: Court, freed: Freed) -> tuple[Slip, float]:
    one = weigh(court, *freed.ranges[0])
    backed = Evidence("backed", count=len(court.failing))
    slip = Slip(
        one.change.kind, (one.change,), evidence=(*one.evidence, backed), settled=one.settled
    )
    return slip, one.likely


def _pair(court: Court, freed: Freed) -> tuple[Slip, float]:
    """The likelier of the two orders in which two figures can be settled."""
    orders = [_in_order(court, keys, freed) for keys in (freed.keys, freed.keys[::-1])]
    first, second = max(orders, key=lambda pair: pair[0].likely * pair[1].likely)
    changes = tuple(sorted((first.change, second.change), key=lambda c: freed.keys.index(c.key)))
    evidence = first.evidence + second.evidence
    if _carried(court, freed.keys) or _carried(court, freed.keys[::-1]):
        return Slip("carried", changes, evidence=evidence), CARRIED
    likely = first.likely * second.likely * ANOTHER_SLIP
    return Slip("two-cells", changes, evidence=evidence), likely


def _carried(court: Court, keys: tuple[Key, ...]) -> bool:
    """True when the first figure was worked out wrong and the second, a sum that agrees, was worked
    out from it: one slip, carried on."""
    wrong = any(tie.identities[0].result.key == keys[0] for tie in court.failing)
    return wrong and any(
        tie.agrees and tie.identities[0].kind == "sum" and tie.identities[0].result.key == keys[1]
        for tie in court.model.by_key[keys[0]]
    )


def _in_order(court: Court, keys: tuple[Key, ...], freed: Freed) -> tuple[Weighed, Weighed]:
    ranges = dict(freed.ranges)
    first = weigh(court, keys[0], ranges[keys[0]])
    failing, both, model = set(map(id, court.failing)), set(keys), court.model
    ties = {id(t): t for key in keys for t in model.by_key[key] if t.agrees or id(t) in failing}
    bound = tuple(ties[name] for name in sorted(ties, key=model.places.__getitem__))
    left = ranges[keys[1]]
    if any(both <= tie.keys for tie in bound):
        left = given(model, bound, keys, steps(first.change.proposed)) or left
    second = weigh(court, keys[1], left)
    # proposed goes with the first; what the figure may be at all does not
    low, high = values_of(ranges[keys[1]])
    return first, replace(second, change=replace(second.change, low=low, high=high))


# ── two groups that an agreeing identity binds ──────────────────────────────────────────────


def _consider_together(model: Model, cases: list[_Case], witnesses: Witnesses) -> None:
    """Add to each contradiction the figures that are only right together with one of another."""
    for one, other in _bound(model, cases):
        known = (_known(one), _known(other))
        courts = (Court(model, one.ties, witnesses), Court(model, other.ties, witnesses))
        for pair in together(model, one.ties, other.ties, known):
            sides = (pair.one, pair.other)
            weighed = [_single(c, Freed((side,))) for c, side in zip(courts, sides, strict=True)]
            for n, case in enumerate((one, other)):
                if sides[n][0] not in _known(case):
                    # as likely as it is itself, and as the other is among its own
                    likely = weighed[1 - n][1]
                    share = likely / max(likely, (other, one)[n].best)
                    case.slips.append((weighed[n][0], weighed[n][1] * share))


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
    return frozenset(s.changes[0].key for s, _ in case.slips if len(s.changes) == 1)


# ── several groups ───────────────────────────────────────────────────────────────────────────


def _merged(cases: list[_Case], joints: list[Joint]) -> list[_Case]:
    """Give each joint slip to the contradiction it settles; where one slip settles several and is
    likelier than as many slips apart, they are one contradiction."""
    homes = {id(tie): n for n, case in enumerate(cases) for tie in case.ties}
    spans = [(joint, span) for joint in joints if (span := _span(cases, homes, joint)) is not None]
    for joint, span in spans:
        if len(span) == 1:
            cases[span[0]].slips.append((joint.slip, joint.likely))
    wide = [(joint, span) for joint, span in spans if len(span) > 1]
    wide.sort(key=lambda entry: -entry[0].likely / _apart(cases, entry[1]))
    taken: dict[int, _Case] = {}
    for joint, span in wide:
        free = not any(n in taken for n in span)
        if free and joint.likely > _apart(cases, span):
            whole = _combined([cases[n] for n in span])
            taken.update(dict.fromkeys(span, whole))
        case = taken.get(span[0])
        if case is not None and _spans_all(taken, case, span):
            case.slips.append((joint.slip, joint.likely))
        elif case is None and free and joint.slip.kind != "row":
            _offered(cases, span, joint)
    return list({id(c): c for c in (taken.get(n, case) for n, case in enumerate(cases))}.values())


def _offered(cases: list[_Case], span: tuple[int, ...], joint: Joint) -> None:
    """A slip over several contradictions that is not likely enough to make them one: each keeps it
    among its own, weighed against what it would save."""
    apart = _apart(cases, span)
    weighed = [joint.likely / apart * cases[n].best for n in span]
    for n, likely in zip(span, weighed, strict=True):
        cases[n].slips.append((joint.slip, likely))


def _spans_all(taken: dict[int, _Case], case: _Case, span: tuple[int, ...]) -> bool:
    return {n for n, other in taken.items() if other is case} == set(span)


def _span(cases: list[_Case], homes: Mapping[int, int], joint: Joint) -> tuple[int, ...] | None:
    """The contradictions that a slip settles from end to end; None when it leaves one half open.
    ``homes`` is where each tie belongs, by id."""
    found = sorted({homes[name] for name in joint.settles if name in homes})
    if any(id(tie) not in joint.settles for n in found for tie in cases[n].ties):
        return None
    return tuple(found) or None


def _apart(cases: list[_Case], span: tuple[int, ...]) -> float:
    return prod(cases[n].best for n in span) * ANOTHER_SLIP ** (len(span) - 1)


def _combined(cases: list[_Case]) -> _Case:
    """Several contradictions as one: its ties, and the likeliest slips of each put together."""
    tops = [sorted(case.slips, key=lambda entry: -entry[1])[:_COMBINED] for case in cases]
    slips = [
        (
            Slip("several", tuple(c for slip, _ in entries for c in slip.changes)),
            prod(likely for _, likely in entries) * ANOTHER_SLIP ** (len(entries) - 1),
        )
        for entries in islice(product(*tops), _COMBINED**2)
        if all(slip.changes for slip, _ in entries)
    ]
    ties = tuple(tie for case in cases for tie in case.ties)
    return _Case(ties, slips, all(case.complete for case in cases))
