"""A slip as a candidate that a person reads."""

from __future__ import annotations

from extract.frozen import maker
from normalize.identity import Ref
from normalize.repair import Explanation, Slip, column_words, printed, sentence, told
from score.check import Candidate

_made = maker(Candidate)


def candidate(slip: Slip) -> Candidate:
    """The slip in both languages, with the figures it doubts and what they should read, as printed.

    Several figures are joined by ``; `` in the same order in all columns. A slip that changes no
    figure (a row left out) has its row as label; ``proposed`` is then what the row would hold.
    """
    changes = [told(change) for change in slip.changes]
    english, chinese = sentence(slip, changes)
    first = slip.changes[0].ref if changes else slip.rows[0]
    labels = [change.cell[1] for change in changes] or [first.label]
    stated = "; ".join([change.stated for change in changes])
    proposed = "; ".join([change.meant for change in changes]) or _left_out(slip)
    return _made(
        slip.kind, "; ".join(dict.fromkeys(labels)), first.place,
        stated, proposed, english, chinese, round(slip.rank, 4),
    )  # fmt: skip


def _left_out(slip: Slip) -> str:
    found = []
    for column, low, high in slip.amounts:
        amount = format(((low + high) / 2).normalize(), "f")
        found.append(f"{column_words(column)[1]} {amount}".strip())
    return "; ".join(found)


def remaining(explanation: Explanation, total: Ref) -> tuple[str, str] | None:
    """What a total may still be over all smallest explanations, in English and Chinese; None where
    that is open, or where not all of them are known."""
    if total.figure is None or not explanation.slips or not explanation.complete:
        return None
    low, high = explanation.range_of(total)
    if not (low.is_finite() and high.is_finite()):
        return None
    least, most = printed(total.figure, low), printed(total.figure, high)
    if least == most:
        return (
            f"Over all smallest repairs the total remains {least}.",
            f"在所有最小修正方案下，合计仍为 {least}。",
        )
    return (
        f"Over all smallest repairs the total lies between {least} and {most}.",
        f"在所有最小修正方案下，合计介于 {least} 与 {most} 之间。",
    )
