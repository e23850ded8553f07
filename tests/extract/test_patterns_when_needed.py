"""Patterns of a module cost nothing until a text is held against them."""

from __future__ import annotations

import regex

from extract import text
from extract.text import compiled, lazy


def test_a_pattern_is_compiled_when_it_is_first_used_and_only_once() -> None:
    before = compiled.cache_info().currsize
    pattern = lazy(r"only (?P<here>\d+)")
    assert compiled.cache_info().currsize == before
    found = pattern.fullmatch("only 12")
    assert found is not None
    assert found["here"] == "12"
    assert pattern.sub("-", "only 1, only 2") == "-, -"
    assert compiled.cache_info().currsize == before + 1


def test_a_pattern_with_a_class_of_letters_goes_to_the_module_that_knows_it() -> None:
    assert isinstance(compiled(r"\p{Han}{3}"), regex.Pattern)
    assert lazy(r"\p{Han}+").findall("共2项目") == ["共", "项目"]


def test_what_only_one_of_the_two_modules_knows_is_still_a_pattern() -> None:
    assert text.lazy(r"(?<=a|bc)\d").search("bc7") is not None
