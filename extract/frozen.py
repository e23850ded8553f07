"""Dataclasses with slots that cost little: written out when first used, filled in half the time.

``dataclass`` is that of the standard library for whoever uses it, reads it or checks its types. The
standard one compiles six methods for each class, used or not: with some two hundred classes a sixth
of the time that a small document takes from start to end. Here a method is written out when it is
called for the first time. And a frozen object is filled while it is an object of an open twin class,
for the usual way, ``object.__setattr__`` field by field, takes twice as long, and a document has
thousands of them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from dataclasses import dataclass

__all__ = ["dataclass", "maker", "replace", "whole_maker"]

P = ParamSpec("P")
T = TypeVar("T")
Method = Callable[..., Any]
_open = object.__dict__["__class__"].__set__  # turns a new object into one of its open twin
_GIVEN = object()


if not TYPE_CHECKING:

    def dataclass(made=None, /, *, frozen=False, slots=False, **others):
        """The decorator of :mod:`dataclasses`; all but plain classes with slots are left to it."""
        if not slots or others:
            return dataclasses.dataclass(made, frozen=frozen, slots=slots, **others)

        def wrap(named: type[T]) -> type[T]:
            return _light(named, frozen=frozen)

        return wrap if made is None else wrap(made)


def replace(given: T, /, **changes: Any) -> T:
    """The same object with other values in some fields: :func:`dataclasses.replace` at a sixth of its
    cost. TypeError for a field that there is not."""
    made: Any = type(given)
    fetch, places = _fetch(made)
    values = list(fetch(given))
    for name, value in changes.items():
        if name not in places:
            raise TypeError(f"{made.__name__} has no field {name!r} to give")
        values[places[name]] = value
    return cast("T", made(*values))


@cache
def _fetch(made: Any) -> tuple[Callable[[Any], tuple[Any, ...]], dict[str, int]]:
    """How to get the values of all fields that are given to a new object, and their places."""
    names = [field.name for field in dataclasses.fields(made) if field.init]
    fetch = attrgetter(*names)
    several = fetch if len(names) > 1 else lambda given: (fetch(given),)
    return several, {name: place for place, name in enumerate(names)}


def _light(named: type[T], *, frozen: bool) -> type[T]:
    own = [name for name in ("__repr__", "__eq__", "__hash__") if vars(named).get(name)]
    if not named.__doc__:  # else the standard library loads half a compiler to write one
        named.__doc__ = named.__name__
    made = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(named)
    made.__dataclass_params__ = _said(made, frozen=frozen)  # type: ignore[attr-defined]
    methods: dict[str, Any] = {
        "__init__": _first_time(made, "__init__", _written_init),
        "__repr__": _repr,
        "__eq__": _first_time(made, "__eq__", _written_eq),
        "__hash__": _first_time(made, "__hash__", _written_hash) if frozen else None,
    }
    if frozen:
        methods |= {
            "__setattr__": _refuse,
            "__delattr__": _refuse,
            "__getstate__": _getstate,
            "__setstate__": _setstate,
        }
    for name, method in methods.items():
        if name not in own:
            setattr(made, name, method)
    return made


def _said(made: Any, *, frozen: bool) -> Any:
    """What the standard library notes of how a class was made."""
    params = made.__dataclass_params__
    params.init = params.repr = params.eq = True
    params.frozen = frozen
    return params


def _first_time(made: type, name: str, write: Callable[[Any], Method]) -> Method:
    """A method that puts the real one in its place when it is called, and goes on with that."""

    def stand_in(self: Any, *given: Any, **named: Any) -> Any:
        real = write(made)
        real.__qualname__ = f"{made.__qualname__}.{name}"
        setattr(made, name, real)
        return real(self, *given, **named)

    stand_in.__name__ = name
    return stand_in


def _method(name: str, parameters: list[str], lines: list[str], scope: dict[str, Any]) -> Method:
    body = "\n ".join(lines)
    exec(f"def {name}({', '.join(parameters)}):\n {body}", scope)  # noqa: S102 - our own names only
    method: Method = scope[name]
    return method


def maker(made: Callable[P, T]) -> Callable[P, T]:
    """A function that makes an object of a frozen class at two thirds of the cost of calling the
    class; the class has no ``__post_init__``."""
    scope, parameters, lines = _filled(made, frozen=True)
    return _method("make", parameters, ["self = _twin()", *lines, "return self"], scope)


def whole_maker(made: type[T]) -> Callable[..., T]:
    """A :func:`maker` that is given every field, in their order, those too that ``__post_init__`` of
    the class works out."""
    scope, _, _ = _filled(made, frozen=True)
    names = [field.name for field in dataclasses.fields(cast("Any", made))]
    lines = [f"self.{name} = {name}" for name in names]
    lines = ["self = _twin()", *lines, "self.__class__ = _made", "return self"]
    return _method("make", names, lines, scope)


def _written_init(made: Any) -> Method:
    """``__init__`` as the standard library writes it, but for how a frozen object is filled."""
    frozen = made.__dataclass_params__.frozen
    scope, parameters, lines = _filled(made, frozen=frozen)
    lines = ["_open(self, _twin)" if frozen else "pass", *lines]
    if hasattr(made, "__post_init__"):
        lines.append("self.__post_init__()")
    return _method("__init__", ["self", *parameters], lines, scope)


def _filled(made: Any, *, frozen: bool) -> tuple[dict[str, Any], list[str], list[str]]:
    """What the lines that fill ``self`` may name, the parameters they need, and these lines."""
    scope: dict[str, Any] = {"_open": _open, "_GIVEN": _GIVEN, "_made": made}
    parameters: list[str] = []
    lines: list[str] = []
    for field in dataclasses.fields(made):
        name, value = field.name, field.name
        if field.default_factory is not dataclasses.MISSING:
            scope[f"_make_{name}"] = field.default_factory
            value = f"_make_{name}()"
            if field.init:
                parameters.append(f"{name}=_GIVEN")
                value = f"{value} if {name} is _GIVEN else {name}"
        elif field.default is not dataclasses.MISSING:
            scope[f"_usual_{name}"] = field.default
            value = name if field.init else f"_usual_{name}"
            parameters += [f"{name}=_usual_{name}"] if field.init else []
        elif field.init:
            parameters.append(name)
        else:
            continue  # __post_init__ puts it in
        lines.append(f"self.{name} = {value}")
    if frozen:
        names = tuple(field.name for field in dataclasses.fields(made))
        scope["_twin"] = type(f"_Open{made.__name__}", (), {"__slots__": names})
        lines.append("self.__class__ = _made")
    return scope, parameters, lines


def _compared(made: Any) -> list[str]:
    return [field.name for field in dataclasses.fields(made) if field.compare]


def _all_of(owner: str, names: list[str]) -> str:
    return f"({''.join(f'{owner}.{name}, ' for name in names)})"


def _written_eq(made: Any) -> Method:
    names = _compared(made)
    lines = [
        "if other.__class__ is not self.__class__: return NotImplemented",
        f"return {_all_of('self', names)} == {_all_of('other', names)}",
    ]
    return _method("__eq__", ["self", "other"], lines, {})


def _written_hash(made: Any) -> Method:
    names = [
        field.name
        for field in dataclasses.fields(made)
        if (field.compare if field.hash is None else field.hash)
    ]
    return _method("__hash__", ["self"], [f"return hash({_all_of('self', names)})"], {})


def _repr(self: Any) -> str:
    shown = [
        f"{field.name}={getattr(self, field.name)!r}"
        for field in dataclasses.fields(self)
        if field.repr
    ]
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse(self: object, name: str, _value: object = None) -> None:
    raise dataclasses.FrozenInstanceError(f"{name!r} of a frozen {type(self).__name__} stays")


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _setstate(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)
