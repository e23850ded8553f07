"""Formulas whose result a workbook does not hold, as those that programs write without Excel.

Sums, rates and what a form needs beside them: ``+ - * / ^ & %``, comparisons, brackets, SUM, ROUND, ROUNDUP,
ROUNDDOWN, AVERAGE, MAX, MIN, PRODUCT, ABS, INT, COUNT, IF, IFERROR over cells of the same sheet. Anything
else has no result here, and neither has what divides by zero or goes round in a circle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Context, Decimal, DecimalException
from typing import Any

import regex

Value = Decimal | str | None  # None is an empty cell
Slot = tuple[int, int]

_TOKEN = regex.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:E[-+]?\d+)?|\.\d+)|(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<area>\$?[A-Z]{1,3}\$?\d{1,7}:\$?[A-Z]{1,3}\$?\d{1,7})|(?P<name>[A-Z][A-Z0-9.]*)(?=\()"
    r"|(?P<cell>\$?[A-Z]{1,3}\$?\d{1,7})(?![\w(!])|(?P<sign><=|>=|<>|[-+*/^&%=<>(),]))",
    regex.I,
)
_CELL = regex.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})", regex.I)
_EXCEL = Context(prec=15, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=34)
_MOST_CELLS = 100_000  # of an area
_DEEPEST = 40  # formulas that need each other, brackets in brackets
_ORDER = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))


class NoResultError(ValueError):
    """A formula that has no result here."""


def results(
    formulas: Mapping[Slot, str], values: Mapping[Slot, Value]
) -> Iterator[tuple[Slot, Value]]:
    """The result of each formula that has one; ``values`` are the other cells of the sheet."""
    book = _Book(formulas, values)
    for slot in formulas:
        try:
            yield slot, book.at(slot)
        except (NoResultError, DecimalException, OverflowError, RecursionError):
            continue


def slot_of(reference: str) -> Slot:
    """Row and column from 0 of a reference such as ``$B$3``. NoResultError for anything else."""
    match = _CELL.fullmatch(reference)
    if match is None:
        raise NoResultError(reference)
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


class _Book:
    """The cells of a sheet; a formula is worked out when it is first asked for."""

    def __init__(self, formulas: Mapping[Slot, str], values: Mapping[Slot, Value]) -> None:
        self._formulas = formulas
        self._values = values
        self._known: dict[Slot, Value] = {}
        self._asked: set[Slot] = set()

    def at(self, slot: Slot) -> Value:
        if slot in self._known or slot not in self._formulas:
            return self._known.get(slot, self._values.get(slot))
        if slot in self._asked or len(self._asked) > _DEEPEST:
            raise NoResultError("a circle")
        self._asked.add(slot)
        try:
            self._known[slot] = _rounded(_Parser(self._formulas[slot], self).whole())
        finally:
            self._asked.discard(slot)
        return self._known[slot]

    def area(self, reference: str) -> list[Value]:
        first, last = (slot_of(end) for end in reference.split(":"))
        (top, bottom), (left, right) = (sorted(pair) for pair in zip(first, last, strict=True))
        if (bottom - top + 1) * (right - left + 1) > _MOST_CELLS:
            raise NoResultError(reference)
        return [self.at((r, c)) for r in range(top, bottom + 1) for c in range(left, right + 1)]


def _rounded(value: Value) -> Value:
    return _EXCEL.plus(value) if isinstance(value, Decimal) else value


class _Parser:
    """One formula, read from the left."""

    def __init__(self, formula: str, book: _Book) -> None:
        self._book = book
        self._tokens: list[tuple[str, str]] = []
        self._at = self._depth = 0
        end = 0
        while formula[end:].strip():
            match = _TOKEN.match(formula, end)
            if match is None:
                raise NoResultError(formula)
            self._tokens.append((match.lastgroup or "", match[match.lastgroup or 0]))
            end = match.end()

    def whole(self) -> Value:
        value = self._level(0)
        if self._at < len(self._tokens):
            raise NoResultError("more than a formula")
        return Decimal(0) if value is None else value

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise NoResultError("cut short")
        self._at += 1
        return self._tokens[self._at - 1]

    def _sees(self, *signs: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at][1] in signs

    def _level(self, level: int) -> Value:
        """A chain of operations that bind as closely as ``level``."""
        if level == len(_ORDER):
            return self._percent()
        left = self._level(level + 1)
        while self._sees(*_ORDER[level]):
            _, sign = self._next()
            left = _operate(sign, left, self._level(level + 1))
        return left

    def _percent(self) -> Value:
        value = self._single()
        while self._sees("%"):
            self._next()
            value = _number(value) / 100
        return value

    def _single(self) -> Value:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NoResultError("too deep")
        try:
            return self._part(*self._next())
        finally:
            self._depth -= 1

    def _part(self, kind: str, text: str) -> Value:
        match kind:
            case "number":
                return Decimal(text)
            case "text":
                return text[1:-1].replace('""', '"')
            case "cell":
                return self._book.at(slot_of(text))
            case "name":
                return self._call(text.upper())
        if text == "(":
            value = self._level(0)
            self._close()
            return value
        if text in "+-":
            value = self._single()
            return -_number(value) if text == "-" else value
        raise NoResultError(text)

    def _close(self) -> None:
        if self._next()[1] != ")":
            raise NoResultError("a bracket is open")

    def _call(self, name: str) -> Value:
        self._next()
        if name == "IFERROR":
            return self._unless_wrong()
        arguments: list[list[Value]] = []
        while not self._sees(")"):
            if arguments and self._next()[1] != ",":
                raise NoResultError(name)
            arguments.append(self._argument())
        self._close()
        return _called(name, arguments)

    def _unless_wrong(self) -> Value:
        start = self._at
        try:
            value, wrong = self._level(0), False
        except DecimalException:
            value, wrong = None, True
        if wrong:
            self._at = self._end_of_argument(start)
        if self._next()[1] != ",":
            raise NoResultError("IFERROR")
        other = self._level(0)
        self._close()
        return other if wrong else value

    def _end_of_argument(self, start: int) -> int:
        depth = 0
        for at in range(start, len(self._tokens)):
            sign = self._tokens[at][1]
            if sign == "," and not depth:
                return at
            depth += (sign == "(") - (sign == ")")
        raise NoResultError("IFERROR")

    def _argument(self) -> list[Value]:
        if self._at < len(self._tokens) and self._tokens[self._at][0] == "area":
            return self._book.area(self._next()[1])
        return [self._level(0)]


def _number(value: Value) -> Decimal:
    if isinstance(value, str):
        try:
            return Decimal(value)
        except DecimalException:
            raise NoResultError(value) from None
    return value or Decimal(0)


def _operate(sign: str, left: Value, right: Value) -> Value:
    if sign == "&":
        return _text(left) + _text(right)
    if sign in _ORDER[0]:
        return Decimal(_compared(sign, left, right))
    a, b = _number(left), _number(right)
    match sign:
        case "+":
            return _WIDE.add(a, b)
        case "-":
            return _WIDE.subtract(a, b)
        case "*":
            return _WIDE.multiply(a, b)
        case "/":
            return _WIDE.divide(a, b)
        case _:
            return _WIDE.power(a, b)


def _text(value: Value) -> str:
    if isinstance(value, Decimal):
        value = _EXCEL.plus(value)
        return f"{value.normalize():f}"
    return value or ""


def _compared(sign: str, left: Value, right: Value) -> bool:
    if isinstance(left, str) or isinstance(right, str):
        a: Any = _text(left).lower()
        b: Any = _text(right).lower()
    else:
        a, b = _EXCEL.plus(_number(left)), _EXCEL.plus(_number(right))
    compare: dict[str, bool] = {"=": a == b, "<>": a != b, "<": a < b, ">": a > b}
    compare |= {"<=": a <= b, ">=": a >= b}
    return compare[sign]


def _called(name: str, arguments: list[list[Value]]) -> Value:
    if name == "IF":
        return _if(arguments)
    if name in _ROUNDING:
        (value,), places = arguments[0], arguments[1] if len(arguments) > 1 else [Decimal(0)]
        step = Decimal(1).scaleb(-int(_number(places[0])))
        return _EXCEL.plus(_number(value)).quantize(step, rounding=_ROUNDING[name])
    numbers = [v for argument in arguments for v in argument if isinstance(v, Decimal)]
    if name not in _OVER_NUMBERS:
        raise NoResultError(name)
    return _OVER_NUMBERS[name](numbers)


def _if(arguments: list[list[Value]]) -> Value:
    condition, *ways = (argument[0] if len(argument) == 1 else "" for argument in arguments)
    if not ways or isinstance(condition, str):
        raise NoResultError("IF")
    if condition:
        return ways[0]
    return ways[1] if len(ways) > 1 else Decimal(0)


def _one(numbers: list[Decimal]) -> Decimal:
    if len(numbers) != 1:
        raise NoResultError("one number is wanted")
    return numbers[0]


def _product(numbers: list[Decimal]) -> Decimal:
    result = Decimal(1)
    for number in numbers:
        result = _WIDE.multiply(result, number)
    return result


_ROUNDING = {"ROUND": ROUND_HALF_UP, "ROUNDUP": ROUND_UP, "ROUNDDOWN": ROUND_DOWN}
_OVER_NUMBERS: dict[str, Callable[[list[Decimal]], Decimal]] = {
    "SUM": lambda numbers: sum(numbers, Decimal(0)),
    "AVERAGE": lambda numbers: _WIDE.divide(sum(numbers, Decimal(0)), Decimal(len(numbers))),
    "MAX": lambda numbers: max(numbers, default=Decimal(0)),
    "MIN": lambda numbers: min(numbers, default=Decimal(0)),
    "COUNT": lambda numbers: Decimal(len(numbers)),
    "PRODUCT": _product,
    "ABS": lambda numbers: abs(_one(numbers)),
    "INT": lambda numbers: _one(numbers).to_integral_value(rounding="ROUND_FLOOR"),
}
