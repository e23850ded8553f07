"""How well a figure goes with its neighbours in the row, where no identity binds them.

Nobody spends much more than the budget, most rows earn full marks, and an adjusted budget lies near
the initial one. None of this is a law; it only tells two explanations apart that are alike.
"""

from __future__ import annotations

from decimal import Context, Decimal
from heapq import nlargest

from normalize._repair_model import Model, Node

_FULL_MARKS, _SOME_LOST, _ABOVE_WEIGHT = 0.8, 0.15, 0.01
_NO_POINTS, _MORE_THAN_ANY = 0.1, 0.3
_WITHIN_BUDGET, _ABOVE_BUDGET = 1.0, 0.05
_TOO_FINE = 0.02
_NEGATIVE = 0.01
_BUDGET = "budget"
_FLOAT = Context(prec=30)  # enough for the nearest float: a logarithm of 80 digits is dear
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


def fit(model: Model, node: Node, value: Decimal, finest: Decimal) -> float:
    """How much better ``value`` goes with its row than what is printed; 1 where nothing tells.

    ``finest`` is the last digit that figures of this kind are printed with: what needs more digits
    than any other is hardly meant.
    """
    better = 1.0
    if (node.key[0], node.key[2]) in _TELLING:
        as_printed = model.once(("fit", node.key), lambda: _pairs(model, node, node.figure.value))
        better = _pairs(model, node, value) / as_printed
    better *= _signs(node.figure.value, value)
    return better if value % finest == 0 else better * _TOO_FINE


def _signs(printed: Decimal, meant: Decimal) -> float:
    """Hardly a figure of a form is meant to be negative."""
    return _NEGATIVE if meant < 0 <= printed else 1.0


def _pairs(model: Model, node: Node, value: Decimal) -> float:
    column = node.ref.column
    table, row, _ = node.key

    def other(name: str) -> Decimal | None:
        found = model.nodes.get((table, row, name))
        return found.figure.value if found else None

    if table == "indicators" and column in ("weight", "score"):
        weight, score = (value, other("score")) if column == "weight" else (other("weight"), value)
        return _marks(weight, score) * _usual(model, node, value)
    if table != "funds":
        return 1.0
    if column == "executed":
        return _spent(other(_BUDGET) or other("budget_initial"), value)
    if column == "budget_initial":
        return _near(other(_BUDGET), value)
    if column == _BUDGET:
        return _spent(value, other("executed")) * _near(value, other("budget_initial"))
    return 1.0


def _usual(model: Model, node: Node, value: Decimal) -> float:
    """Hardly a row is worth nothing, and few are worth more than every other one."""
    if value == 0:
        return _NO_POINTS
    column = node.ref.column
    top = model.once(("top", column), lambda: _top(model, column))
    others = [other.figure.value for other in top if other is not node]
    return _MORE_THAN_ANY if others and value > others[0] else 1.0


def _top(model: Model, column: str) -> list[Node]:
    """The two highest figures of a column of points."""
    nodes = model.column("indicators", column)
    return nlargest(2, nodes, key=lambda node: node.figure.value)


def _marks(weight: Decimal | None, score: Decimal | None) -> float:
    if weight is None or score is None:
        return 1.0
    if weight == score:
        return _FULL_MARKS
    return _SOME_LOST if score < weight else _ABOVE_WEIGHT


def _spent(budget: Decimal | None, executed: Decimal | None) -> float:
    if budget is None or executed is None or budget <= 0:
        return 1.0
    if executed > budget:
        return _ABOVE_BUDGET
    share = float(executed / budget)
    return _WITHIN_BUDGET * max(0.1, share)


def _near(one: Decimal | None, other: Decimal | None) -> float:
    """Falls off with the ratio of the two: 1 for equal, 0.5 for 3 to 1, 0.1 for 20 to 1."""
    if one is None or other is None or one <= 0 or other <= 0:
        return 1.0
    distance = float(_FLOAT.ln(one / other))
    return 1.0 / (1.0 + distance * distance)
