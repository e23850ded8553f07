"""``fuhe rules``: what each rule checks, with its source and an example."""

from __future__ import annotations

import difflib
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

from fuhe.outputs.wrap import fill, width, wrap
from fuhe.terminal import columns, console
from fuhe.terminal import show as show_lines

_EXAMPLES = ("Fails", "Passes")

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuhe.outputs.words import Words
    from score.rule import RuleInfo


@lru_cache(maxsize=1)
def known_rules() -> dict[str, RuleInfo]:
    """Every rule by its name, in order of name."""
    from score import rules

    return {rule.name: rule for rule in sorted(rules(), key=lambda rule: rule.name)}


def show(name: str | None, words: Words) -> int:
    """Print the list of rules, or the manual page of one; the exit status."""
    if name is None:
        screen = console()
        show_lines(_list(words, columns(screen)), screen)
        return 0
    rule = known_rules().get(name)
    if rule is None:
        print(f"fuhe: {words('rules.unknown', name)}{_meant(name, words)}", file=sys.stderr)
        return 2
    _page(rule, words)
    return 0


def _meant(name: str, words: Words) -> str:
    near = difflib.get_close_matches(name, known_rules(), n=3, cutoff=0.5)
    return f" {words('rules.meant', ', '.join(near))}" if near else ""


def _list(words: Words, room: int) -> Iterator[tuple[str, str]]:
    known = known_rules()
    names = max((width(name) for name in known), default=0) + 2
    grades = max(width(words(f"severity.{rule.severity}")) for rule in known.values()) + 2
    for rule in known.values():
        head = fill(rule.name, names) + fill(words(f"severity.{rule.severity}"), grades)
        says = wrap(words.pick(rule.summary, rule.summary_zh), room - names - grades)
        yield head + says[0], ""
        for more in says[1:]:
            yield " " * (names + grades) + more, ""
    yield "", ""
    yield words("rules.hint"), "dim"


def _page(rule: RuleInfo, words: Words) -> None:
    screen = console()
    room = columns(screen)
    grade = words(f"severity.{rule.severity}")
    show_lines([(f"{rule.name}  ({grade})", "bold")], screen)
    show_lines(((line, "") for line in wrap(rule.summary_zh, room)), screen)
    show_lines(page_lines(rule.doc, room, words), screen)


def page_lines(doc: str, room: int, words: Words) -> Iterator[tuple[str, str]]:
    """A manual page as lines: headings, in the language of ``words``, stand at the margin, prose is
    wrapped, rows of tables and the examples stay as they are."""
    example = False
    for block in doc.strip().split("\n\n"):
        head, *body = block.split("\n") if not block.startswith(" ") else ("", *block.split("\n"))
        if head and not body and words.lang == "zh":
            yield "", ""  # in place of the English summary, beside the Chinese one
            continue
        if head:
            text = words(f"page.{head}") if body else head
            yield from ((line, "bold" if body else "") for line in wrap(text, room))
            example = head in _EXAMPLES
        if example or any(line.lstrip().startswith("|") for line in body):
            yield from ((line, "cyan" if example else "") for line in body)
        elif body:
            prose = " ".join(line.strip() for line in body)
            yield from (("    " + line, "") for line in wrap(prose, room - 4))
        yield "", ""
