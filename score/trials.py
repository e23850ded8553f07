"""Identities tried: each becomes a check, and a finding where the figures do not agree exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from extract.frozen import maker
from normalize.identities import Identity, Outcome, evaluate, identities_of
from normalize.interval import Interval
from normalize.report import Form
from score import wording
from score.check import Check, Finding, term
from score.materiality import is_material
from score.nearly import softened
from score.rule import Trial


def try_all(
    given: Iterable[Identity], form_no: int | None, severity: str = "error", bands: str = ""
) -> Iterator[Trial]:
    """Each identity tried, once; identities that are ways to one figure (``either``) count as one,
    which agrees where any of them does. ``bands`` names the grade policy of a total score."""
    ways: dict[str | int, list[Identity]] = {}
    for position, identity in enumerate(given):
        ways.setdefault(identity.either or position, []).append(identity)
    for group in ways.values():
        yield _tried(*_best(group), form_no, severity, bands)


def try_one(identity: Identity, form_no: int | None) -> Trial:
    """An identity that is the only way to its figure, tried."""
    return _tried(identity, evaluate(identity), form_no)


def _tried(
    identity: Identity,
    outcome: Outcome,
    form_no: int | None,
    severity: str = "error",
    bands: str = "",
) -> Trial:
    check = check_of(identity, outcome, form_no)
    return Trial(check, finding_of(identity, outcome, check, severity, bands))


def try_rule(name: str, form: Form, bands: str = "") -> Iterator[Trial]:
    """Every identity of a form that the rule ``name`` is about, tried."""
    yield from try_all(identities_of(form, name), form.form_no, bands=bands)


_NONE = Decimal(0)
_made = maker(Check)
_TOLD = ("amounts", "headcounts", "claims")
_ORDER = ("exact", "rounded", "inconsistent", "not_checked")


def _best(group: list[Identity]) -> tuple[Identity, Outcome]:
    if len(group) == 1:
        return group[0], evaluate(group[0])
    tried = [(identity, evaluate(identity)) for identity in group]
    return min(tried, key=lambda pair: _ORDER.index(pair[1].verdict))


def check_of(identity: Identity, outcome: Outcome, form_no: int | None) -> Check:
    """The record of one identity that was tried."""
    reason, reason_zh = wording.reason_texts(outcome) if outcome.reason else ("", "")
    low, high = _bounds(outcome.stated_range)
    least, most = _bounds(outcome.recomputed_range)
    result, used = identity.result, outcome.used
    terms = tuple([term(part.ref.label, figure, part.sign) for part, figure in used])
    return _made(
        identity.rule, outcome.verdict, identity.field, identity.label, result.place, form_no,
        outcome.stated, low, high, outcome.recomputed, least, most,
        wording.formula(identity, used), reason, terms, result.figure, reason_zh,
    )  # fmt: skip


def _bounds(interval: Interval | None) -> tuple[Decimal | None, Decimal | None]:
    if interval is None or interval.low == interval.high:
        return None, None
    return interval.low, interval.high


def finding_of(
    identity: Identity, outcome: Outcome, check: Check, severity: str, bands: str = ""
) -> Finding | None:
    """What a person must see of a check; None where it agrees exactly or could not be made."""
    if outcome.verdict not in ("rounded", "inconsistent"):
        return None
    stated, recomputed = outcome.stated, outcome.recomputed
    figure = identity.result.figure
    if stated is None or recomputed is None or figure is None:
        return None
    wrong = outcome.verdict == "inconsistent"
    digits = identity.kind in ("sum", "equal")
    texts = (
        wording.stated_text(identity.field, figure),
        wording.recomputed_text(identity.field, recomputed, figure, digits=digits),
    )
    room = tolerance(outcome)
    apart = (stated - recomputed, room) if wrong else None
    said = _messages(identity, check, texts, apart)
    message, message_zh = softened(said, identity, outcome, figure)
    return Finding(
        rule=identity.rule,
        severity=severity if wrong else "note",
        material=wrong and is_material(identity.field, stated, recomputed, bands),
        field=identity.field,
        label=identity.label,
        place=identity.result.place,
        message=message,
        message_zh=message_zh,
        stated=texts[0],
        recomputed=texts[1],
        difference=stated - recomputed,
        tolerance=room,
        form_no=check.form_no,
        verdict=outcome.verdict,
        check=check,
    )


def tolerance(outcome: Outcome) -> Decimal:
    """How far stated and recomputed may lie apart by rounding alone: both half widths."""
    ranges = (outcome.stated_range, outcome.recomputed_range)
    return sum([wide.half for wide in ranges if wide is not None], _NONE)


def _messages(
    identity: Identity,
    check: Check,
    texts: tuple[str, str],
    apart: tuple[Decimal, Decimal] | None,
) -> tuple[str, str]:
    """Both messages; ``apart`` is the difference and the tolerance, None where rounding explains."""
    english, chinese = wording.subject(_said_field(identity), identity.label)
    if identity.result.table in _TOLD and identity.kind == "equal":
        english, chinese = f"Text: {english}", f"正文中{chinese}"
    how, how_zh = _arithmetic(identity, texts[1], wording.shortened(check.formula))
    end, end_zh = "Rounding explains the difference.", "四舍五入可以解释这一差异。"
    if apart is not None:
        gap, room = (_distance(identity.field, value) for value in apart)
        end, end_zh = f"Difference {gap}", f"相差 {gap}"
        if apart[1]:
            end += f"; rounding explains at most {room.lstrip('+')}"
            end_zh += f"，四舍五入最多能解释 {room.lstrip('+')}"
        end, end_zh = f"{end}.", f"{end_zh}。"
    return (
        f"{english}: stated {texts[0]}, but {how}. {end}",
        f"{chinese}为 {texts[0]}，而{how_zh}。{end_zh}",
    )


def _said_field(identity: Identity) -> str:
    """An amount of the narrative is named by its own label alone."""
    told = identity.result.table in ("amounts", "headcounts")
    return identity.label if told else identity.field


def _distance(field: str, value: Decimal) -> str:
    if field != "rate":
        return wording.signed(value)
    text = wording.percent(value, 7)
    return text if text.startswith("-") else f"+{text}"


def _other(identity: Identity, value: str) -> tuple[str, str]:
    ref = identity.parts[0].ref
    name, name_zh = wording.subject(identity.field, ref.label)
    if identity.result.table in _TOLD:
        return f"the form has {value} ({name})", f"表中{name_zh}为 {value}"
    return f"the other {ref.label} is {value}", f"另一个{ref.label}为 {value}"


def _arithmetic(identity: Identity, value: str, formula: str) -> tuple[str, str]:
    if identity.kind == "equal":
        return _other(identity, value)
    if identity.kind in ("quotient", "product"):
        cap = ", at most the weight" if identity.capped else ""
        cap_zh = "，不超过分值" if identity.capped else ""
        return f"{formula} = {value}{cap}", f" {formula} = {value}{cap_zh}"
    if identity.relation == ">=":
        return f"its parts alone are {value} ({formula})", f"所列各项之和已是 {value}（{formula}）"
    return f"its parts add up to {value} ({formula})", f"各项之和为 {value}（{formula}）"
