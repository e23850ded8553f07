"""What must hold of every input, however broken: the judges of the fuzzing.

A judge raises :class:`BrokenError` for a promise that was not kept; any other exception that is no
``ReadError`` is a fault too. Time and memory are watched from outside.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from extract import Document as Read
from extract import ReadError, Table, read
from fuhe import pipeline
from fuhe.corpus.rows import rows
from fuhe.corpus.schema import table
from fuhe.document import Document
from fuhe.settings import Settings
from normalize.report import Figure, Form, Report

SLIPS = (
    AttributeError, TypeError, NameError, AssertionError, IndexError, KeyError, RecursionError, ZeroDivisionError,
)  # fmt: skip
"""What no reader lets out on purpose. ``extract.read`` makes it a ``damaged`` that names it."""

_BLANK = re.compile(r"[\s\u200b\ufeff]+")
_FLOATS = frozenset({"box", "confidence", "rank"})


class BrokenError(AssertionError):
    """A promise that an input broke."""


def judge_file(path: Path, *, again: bool = True) -> Document | None:
    """Read, understand and verify a file, and hold what comes out against every promise; None for
    a file that is refused with one plain sentence. ``again`` reads it a second time as well."""
    try:
        document = read(path)
    except ReadError as error:
        _judge_refusal(error)
        return None
    judge_read(document)
    made = _run(path, Settings())
    judge_report(document, made.report)
    judge_figures((made.verification, made.repairs))
    _judge_rows(made, path)
    if again and made != _run(path, Settings()):
        raise BrokenError("reading the same file twice gives two things")
    return made


def _run(path: Path, settings: Settings) -> Document:
    try:
        return pipeline.run(path, settings)
    except ReadError as error:
        raise error.__cause__ or BrokenError(f"read once and refused then: {error}") from error


def _judge_refusal(error: ReadError) -> None:
    if isinstance(error.__cause__, SLIPS) and type(error.__cause__).__name__ in error.message:
        raise error.__cause__
    if "Traceback" in error.message or "\n" in error.message.strip() or not error.message.strip():
        raise BrokenError(f"no plain sentence: {error.message!r}")


def judge_read(document: Read) -> None:
    """Every cell lies in its table, and no two in one slot."""
    for one in _all_tables(document.tables):
        taken: set[tuple[int, int]] = set()
        for cell in one.cells:
            row, col = cell.place.row or 0, cell.place.col or 0
            inside = min(row, col) >= 1 and row + cell.rowspan - 1 <= one.rows
            if not inside or min(cell.rowspan, cell.colspan) < 1:
                raise BrokenError(f"a cell outside its table: {cell.place}")
            if (row, col) in taken:
                raise BrokenError(f"two cells in one slot: {cell.place}")
            taken.add((row, col))


def _judge_text(text: object) -> None:
    if not isinstance(text, str) or "\0" in text:
        raise BrokenError(f"no text that a table can hold: {text!r:.80}")


def _all_tables(tables: Iterable[Table]) -> Iterator[Table]:
    for one in tables:
        yield one
        for cell in one.cells:
            yield from _all_tables(cell.tables)


def judge_report(document: Read, report: Report) -> None:
    """Every figure is a finite Decimal and was printed where it says it was."""
    judge_figures(report)
    printed = _printed(document)
    everything = "".join("".join(texts) for texts in printed.values())
    for figure in _figures(report.forms):
        raw = squeezed(figure.raw)
        here = printed.get(_slot(figure.place), ())
        row = "".join(_in_row(printed, figure.place))
        if not any(raw in text for text in here) and raw not in row:
            raise BrokenError(f"nowhere printed: {figure.raw!r} at {figure.place}")
    for amount in (*report.amounts, *report.headcounts):
        if squeezed(amount.figure.raw) not in everything:
            raise BrokenError(f"nowhere printed: {amount.figure.raw!r} of {amount.label!r}")


def _in_row(printed: Mapping[Slot, list[str]], place: Any) -> Iterator[str]:
    """The texts of a row: a label that lies in several cells has the place of the first."""
    for (table_, row, _), texts in printed.items():
        if (table_, row) == (place.table, place.row):
            yield from texts


def judge_figures(value: object) -> None:
    """No Decimal anywhere in ``value`` that is not finite, but for the open end of an interval; no
    float but in boxes,
    confidences and the ranks of explanations, none of which is a figure of the document."""
    for name, found in _leaves(value, ""):
        if isinstance(found, Decimal) and not found.is_finite() and not _is_end(name, found):
            raise BrokenError(f"{name} is {found}")
        if isinstance(found, float) and name not in _FLOATS:
            raise BrokenError(f"{name} is a float: {found!r}")


def _is_end(name: str, value: Decimal) -> bool:
    """True for an interval that is open on one side: at least so much."""
    return value.is_infinite() and name == ("high" if value > 0 else "low")


def _leaves(value: object, name: str) -> Iterator[tuple[str, object]]:
    if is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            if one.name != "memo":
                yield from _leaves(getattr(value, one.name), one.name)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{name}[{key}]" if isinstance(key, str) else name)
    elif isinstance(value, tuple | list | set | frozenset):
        for inner in value:
            yield from _leaves(inner, name)
    else:
        yield name, value


def _figures(forms: Iterable[Form]) -> Iterator[Figure]:
    for form in forms:
        yield from _figures_in(form)


def _figures_in(value: object) -> Iterator[Figure]:
    if isinstance(value, Figure):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            if one.name != "memo":
                yield from _figures_in(getattr(value, one.name))
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _figures_in(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _figures_in(inner)


Slot = tuple[int | None, int | None, int | None]


def _slot(place: Any) -> Slot:
    return place.table, place.row, place.col


def _printed(document: Read) -> dict[Slot, list[str]]:
    """The texts of a document by the slot where they stand, without blanks."""
    found: dict[Slot, list[str]] = defaultdict(list)
    for one in document.paragraphs:
        found[_slot(one.place)] += [squeezed(one.number + one.text)]
    for table_ in _all_tables(document.tables):
        for cell in table_.cells:
            found[_slot(cell.place)].append(squeezed(cell.text))
    return found


def squeezed(text: str) -> str:
    """A text without blanks."""
    return _BLANK.sub("", text)


def _judge_rows(made: Document, path: Path) -> None:
    """What the corpus writes: every cell a text that can be written, and a repair leaves the
    column as printed alone."""
    ours = rows(made)
    for found in ours.values():
        for row in found:
            for text in row:
                _judge_text(text)
                text.encode("utf-8")
    if made.repairs:
        plain = rows(_run(path, Settings(repair=False)))
        for name in ("funds", "indicators"):
            if _raw(name, ours[name]) != _raw(name, plain[name]):
                raise BrokenError(f"a repair changed what {name} prints")


def _raw(name: str, found: list[list[str]]) -> list[tuple[str, ...]]:
    return [tuple(row[n] for n in _raw_columns(name)) for row in found]


@cache
def _raw_columns(name: str) -> tuple[int, ...]:
    header = table(name).header
    return tuple(n for n, column in enumerate(header) if column.endswith("_raw"))
