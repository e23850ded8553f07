"""The light dataclass does whatever that of the standard library does."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, field, replace
from typing import Any

import pytest

from extract import frozen


@frozen.dataclass(frozen=True, slots=True)
class Light:
    """A class of ours."""

    name: str
    size: int = 3
    notes: dict[str, int] = field(default_factory=dict)
    memo: list[int] = field(default_factory=list, init=False, repr=False, compare=False)
    double: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "double", self.size * 2)


@frozen.dataclass(slots=True)
class Open:
    """One that may change."""

    name: str
    seen: list[int] = field(default_factory=list)


def _standard(made: type, **how: Any) -> Any:
    """The same class made by the standard library."""
    fields = [
        (f.name, f.type, field(default=f.default, init=f.init, repr=f.repr, compare=f.compare))
        if f.default_factory is dataclasses.MISSING
        else (
            f.name,
            f.type,
            field(default_factory=f.default_factory, init=f.init, repr=f.repr, compare=f.compare),
        )
        for f in dataclasses.fields(made)
    ]
    more = {"__post_init__": made.__post_init__} if hasattr(made, "__post_init__") else {}
    return dataclasses.make_dataclass(made.__name__, fields, namespace=more, slots=True, **how)


def test_objects_compare_print_and_change_as_those_of_the_standard_library() -> None:
    other = _standard(Light, frozen=True)
    one, same = Light("a", 5), other("a", 5)
    assert repr(one) == repr(same)
    assert dataclasses.asdict(one) == dataclasses.asdict(same)
    assert one == Light("a", size=5)
    assert one != Light("a", 6)
    assert one != same
    assert one.double == 10
    assert replace(one, size=7).double == 14
    assert replace(one, notes={"x": 1}) != one
    assert Light.__match_args__ == other.__match_args__


def test_every_object_gets_lists_and_mappings_of_its_own() -> None:
    one, other = Light("a"), Light("a")
    assert one.memo is not other.memo
    assert one.notes is not other.notes
    given = {"x": 1}
    assert Light("a", notes=given).notes is given


def test_a_frozen_object_can_be_hashed_and_not_changed() -> None:
    plain = frozen.dataclass(frozen=True, slots=True)(
        type("Plain", (), {"__annotations__": {"a": int}})
    )
    assert hash(plain(1)) == hash((1,))
    assert {plain(1), plain(1)} == {plain(1)}
    one = Light("a")
    with pytest.raises(FrozenInstanceError):
        one.size = 4  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del one.size
    with pytest.raises((FrozenInstanceError, AttributeError)):
        one.unknown = 4  # type: ignore[attr-defined]
    assert type(one) is Light
    assert not hasattr(one, "__dict__")


def test_what_cannot_be_hashed_by_the_standard_library_cannot_here() -> None:
    with pytest.raises(TypeError):
        hash(Open("a"))
    with pytest.raises(TypeError):
        hash(Light("a"))  # a mapping inside


def test_wrong_arguments_are_refused_from_the_first_object_on() -> None:
    made = frozen.dataclass(frozen=True, slots=True)(
        type("Made", (), {"__annotations__": {"a": int}})
    )
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'a'"):
        made()
    with pytest.raises(TypeError, match="unexpected keyword argument 'b'"):
        made(1, b=2)
    assert made(a=1).a == 1


def test_copies_and_pickles_are_equal() -> None:
    one = Light("a", 5, {"x": 1})
    for again in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):  # noqa: S301
        assert again == one
        assert again.double == 10
        assert type(again) is Light


def test_an_open_object_changes_and_compares() -> None:
    one = Open("a")
    one.seen.append(1)
    one.name = "b"
    assert one == Open("b", [1])
    assert repr(one) == repr(_standard(Open)("b", [1]))


@frozen.dataclass(frozen=True, slots=True)
class Spot:
    """A frozen class without more to do once it is filled."""

    row: int
    note: str = "none"
    seen: dict[str, int] = field(default_factory=dict)


def test_a_maker_makes_what_the_class_makes() -> None:
    make = frozen.maker(Spot)
    assert make(3) == Spot(3)
    assert make(3, note="x", seen={"a": 1}) == Spot(3, "x", {"a": 1})
    assert type(make(3)) is Spot
    assert make(3).seen is not make(3).seen
    with pytest.raises(FrozenInstanceError):
        make(3).row = 4  # type: ignore[misc]
    with pytest.raises(TypeError):
        make()


@frozen.dataclass(frozen=True, slots=True)
class Pair:
    """A frozen class that works out one of its fields."""

    parts: tuple[int, int]
    whole: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "whole", sum(self.parts))


def test_a_whole_maker_is_given_what_the_class_would_work_out() -> None:
    made = frozen.whole_maker(Pair)((2, 3), 5)
    assert made == Pair((2, 3))
    assert type(made) is Pair
    with pytest.raises(FrozenInstanceError):
        made.whole = 6  # type: ignore[misc]
    with pytest.raises(TypeError):
        frozen.whole_maker(Pair)((2, 3))
