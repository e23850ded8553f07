"""How well a figure goes with its neighbours in the row, where no identity binds them.

Nobody spends much more than the budget, most rows earn full marks, and an adjusted budget lies near
the initial one. None of this is a law; it only tells two explanations apart that are alike.
"""

from __future__ import annotations

from decimal import Context, Decimal
from operator import attrgetter

from normalize._repair_model import Model, Node

_FULL_MARKS, _SOME_LOST, _ABOVE_WEIGHT = 0.8, 0.15, 0.01
_NO_POINTS, _MORE_THAN_ANY = 0.1, 0.3
_WITHIN_BUDGET, _ABOVE_BUDGET = 1.0, 0.05
_TOO_FINE = 0.02
_NEGATIVE = 0.01
_BUDGET = "budget"
_FLOAT = Context(prec=30)  # enough for the nearest float: a logarithm of 80 digits is dear
_value = attrgetter("value")
# the cells that have neighbours to go with
_TELLING = frozenset(
    {
        ("indicators", "weight"),
        ("indicators", "score"),
        ("funds", "budget_initial"),
        ("funds", _BUDGET),
        ("funds", "executed"),
    }
)


def fit(model: Model, node: Node, values: list[int], fine: int) -> list[float]:
    """How much better each of some values goes with its row than what is printed; 1 where nothing
    tells.

    Each value is given as twice so many steps (of :mod:`normalize._repair_bonds`), and so are all that
    they are compared with. ``fine`` is the last digit that figures of this kind are printed with, in
    steps: what needs more digits than any other is hardly meant, and hardly a figure of a form is meant
    to be negative.
    """
    table, _, column = node.key
    found = [1.0] * len(values)
    if (table, column) in _TELLING:
        printed, *pairs = _pairs(model, node, [2 * node.value, *values])
        found = [pair / printed for pair in pairs]
    for n, value in enumerate(values):
        if value < 0 <= node.value:
            found[n] *= _NEGATIVE
        if value % (2 * fine):
            found[n] *= _TOO_FINE
    return found


def _pairs(model: Model, node: Node, values: list[int]) -> list[float]:
    """How well each of some values goes with its row."""
    column = node.key[2]
    if node.key[0] == "indicators":
        highest = _highest(model, node)
        if column == "weight":
            score = _beside(model, node, "score")
            return [_marks(value, score) * _usual(highest, value) for value in values]
        weight = _beside(model, node, "weight")
        return [_marks(weight, value) * _usual(highest, value) for value in values]
    if column == "executed":
        budget = _beside(model, node, _BUDGET) or _beside(model, node, "budget_initial")
        return [_spent(budget, value) for value in values]
    if column == "budget_initial":
        budget = _beside(model, node, _BUDGET)
        return [_near(budget, value) for value in values]
    executed, initial = _beside(model, node, "executed"), _beside(model, node, "budget_initial")
    return [_spent(value, executed) * _near(value, initial) for value in values]


def _beside(model: Model, node: Node, column: str) -> int | None:
    """Another figure of the row."""
    table, row, _ = node.key
    found = model.nodes.get((table, row, column))
    return 2 * found.value if found else None


def _usual(highest: int | None, value: int) -> float:
    """Hardly a row is worth nothing, and few are worth more than every other one."""
    if not value:
        return _NO_POINTS
    return _MORE_THAN_ANY if highest is not None and value > highest else 1.0


def _highest(model: Model, node: Node) -> int | None:
    """The highest other figure in a column of points."""
    column = node.key[2]
    for other in model.once(("top", column), lambda: _top(model, column)):
        if other is not node:
            return 2 * other.value
    return None


def _top(model: Model, column: str) -> list[Node]:
    """The two highest figures of a column of points."""
    return sorted(model.column("indicators", column), key=_value, reverse=True)[:2]


def _marks(weight: int | None, score: int | None) -> float:
    if weight is None or score is None:
        return 1.0
    if weight == score:
        return _FULL_MARKS
    return _SOME_LOST if score < weight else _ABOVE_WEIGHT


def _spent(budget: int | None, executed: int | None) -> float:
    if budget is None or executed is None or budget <= 0:
        return 1.0
    if executed > budget:
        return _ABOVE_BUDGET
    return _WITHIN_BUDGET * max(0.1, executed / budget)


def _near(one: int | None, other: int | None) -> float:
    """Falls off with the ratio of the two: 1 for equal, 0.5 for 3 to 1, 0.1 for 20 to 1."""
    if one is None or other is None or one <= 0 or other <= 0 or one == other:
        return 1.0
    distance = float(_FLOAT.ln(Decimal(one) / other))
    return 1.0 / (1.0 + distance * distance)
