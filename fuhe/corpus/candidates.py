"""What may explain a finding, as plain data and as the JSON of a corpus cell."""

from __future__ import annotations

from json.encoder import encode_basestring as _quoted
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extract.document import Place
    from score.check import Candidate


def candidate_data(candidate: Candidate) -> dict[str, Any]:
    """An explanation as plain data, with the parts of its place that are known."""
    known = {name: at for name, at in _at(candidate.place) if at is not None}
    return {
        "kind": candidate.kind,
        "label": candidate.label,
        "stated": candidate.stated,
        "proposed": candidate.proposed,
        "message": candidate.message,
        "message_zh": candidate.message_zh,
        **known,
    }


def _at(place: Place) -> tuple[tuple[str, int | None], ...]:
    return (
        ("page", place.page),
        ("table_no", place.table),
        ("table_row", place.row),
        ("table_col", place.col),
        ("line", place.line),
    )


def as_json(candidates: tuple[Candidate, ...], known: dict[int, str]) -> str:
    """The explanations of a finding as JSON, empty for none; ``known`` holds those that were written
    before, for findings of one cause share theirs."""
    if not candidates:
        return ""
    made = [known.get(id(one)) or known.setdefault(id(one), _json(one)) for one in candidates]
    return f"[{', '.join(made)}]"


def _json(candidate: Candidate) -> str:
    """What an encoder makes of :func:`candidate_data`, at half the cost."""
    it = candidate
    where = ""
    for name, at in _at(it.place):
        if at is not None:
            where += f', "{name}": {at}'
    return (
        f'{{"kind": {_quoted(it.kind)}, "label": {_quoted(it.label)}'
        f', "stated": {_quoted(it.stated)}, "proposed": {_quoted(it.proposed)}'
        f', "message": {_quoted(it.message)}, "message_zh": {_quoted(it.message_zh)}{where}}}'
    )
