"""What a layout promises, as an identity beside those that a form prints: weights make up 100."""

from __future__ import annotations

from collections.abc import Iterable

from normalize.identities import awards
from normalize.identity import Identity, Ref
from normalize.repair import PROMISED
from normalize.report import Figure, Form
from score import wording
from score.check import Check

PROMISE = "total-not-100"


def promises(form: Form, checks: Iterable[Check]) -> tuple[Identity, ...]:
    """The promised total of the weights, where a check held the form to it. The promise itself is
    printed nowhere and is never in doubt; where the weights keep it, they are confirmed."""
    promised, parts = form.promise.weights_to, awards(form, "weight")
    figures = [part.ref.figure for part in parts if part.ref.figure is not None]
    own = [c for c in checks if c.rule == PROMISE and c.form_no == form.form_no]
    if promised is None or not figures or not any(_settled(check) for check in own):
        return ()
    finest = min(figure.step for figure in figures)
    figure = Figure(promised, finest, wording.plain(promised), form.place)
    result = Ref(PROMISED, None, "weight_total", "", form.place, figure, "number")
    return (Identity(PROMISE, "weight_total", "", "sum", result, parts),)


def _settled(check: Check) -> bool:
    """True when the weights were found to make up the promise, or not to."""
    if check.verdict == "inconsistent":
        return True
    return check.verdict == "exact" and check.stated == check.recomputed
