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


def fit(model: Model, node: Node, values: list[Decimal], finest: Decimal) -> list[float]:
    """How much better each of some values goes with its row than what is printed; 1 where nothing
    tells.

    ``finest`` is the last digit that figures of this kind are printed with: what needs more digits
    than any other is hardly meant.
    """
    printed = node.figure.value
    telling = (node.key[0], node.key[2]) in _TELLING
    pairs = _pairs(model, node, [printed, *values]) if telling else [1.0] * (len(values) + 1)
    found = []
    for value, pair in zip(values, pairs[1:], strict=True):
        better = pair / pairs[0] * _signs(printed, value)
        found.append(better if value % finest == 0 else better * _TOO_FINE)
    return found


def _signs(printed: Decimal, meant: Decimal) -> float:
    """Hardly a figure of a form is meant to be negative."""
    return _NEGATIVE if meant < 0 <= printed else 1.0


def _pairs(model: Model, node: Node, values: list[Decimal]) -> list[float]:
    """How well each of some values goes with its row."""
    column = node.ref.column
    table, row, _ = node.key
    nodes = model.nodes

    def other(name: str) -> Decimal | None:
        found = nodes.get((table, row, name))
        return found.figure.value if found else None

    if table == "indicators":
        highest = _highest(model, node)
        beside = other("score" if column == "weight" else "weight")
        if column == "weight":
            return [_marks(value, beside) * _usual(highest, value) for value in values]
        return [_marks(beside, value) * _usual(highest, value) for value in values]
    if column == "executed":
        budget = other(_BUDGET) or other("budget_initial")
        return [_spent(budget, value) for value in values]
    if column == "budget_initial":
        budget = other(_BUDGET)
        return [_near(budget, value) for value in values]
    executed, initial = other("executed"), other("budget_initial")
    return [_spent(value, executed) * _near(value, initial) for value in values]


def _usual(highest: Decimal | None, value: Decimal) -> float:
    """Hardly a row is worth nothing, and few are worth more than every other one."""
    if value == 0:
        return _NO_POINTS
    return _MORE_THAN_ANY if highest is not None and value > highest else 1.0


def _highest(model: Model, node: Node) -> Decimal | None:
    """The highest other figure in a column of points."""
    column = node.ref.column
    top = model.once(("top", column), lambda: _top(model, column))
    return next((other.figure.value for other in top if other is not node), None)


def _top(model: Model, column: str) -> list[Node]:
    """The two highest figures of a column of points."""
    return sorted(model.column("indicators", column), key=_value, reverse=True)[:2]


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
