"""Forms of a whole corpus held against those of other years: what one document cannot tell.

Each document is summed up where it is read; the sums are put together in a temporary database, so that
memory stays flat and the rows are not read twice. What comes of it depends on the documents alone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from fuhe.corpus.cells import cell
from fuhe.corpus.rows import Rows
from fuhe.corpus.schema import table

if TYPE_CHECKING:
    from score.copies import Copied, Print
    from score.settings import Settings

NAME = "figures-copied"
Found = dict[str, list[dict[str, Any]]]
"""Rows for the findings table by doc_id, without their numbers."""


def summed(made: Rows) -> bytes:
    """What the forms of one document are told and compared by, for :func:`find_copies`."""
    plain = [
        _texts({name: getattr(one, name) for name in _FIELDS}, told) for one, told in _prints(made)
    ]
    return json.dumps(plain).encode("ascii") if plain else b""


def _texts(whole: dict[str, Any], told: dict[str, str]) -> list[str | int]:
    """What a form is found by, and the rest as texts, which nobody need look into before."""
    return [*(whole[name] for name in _KEYS), json.dumps(whole), json.dumps(told)]


def find_copies(documents: Iterable[tuple[str, bytes]], settings: Settings) -> Found:
    """The findings about figures copied from a form of another document and an earlier year;
    ``documents`` are the path and the :func:`summed` of each. Nothing where the rule is switched
    off."""
    if not settings.wants(NAME):
        return {}
    from score.copies import copies

    found: Found = {}
    with closing(sqlite3.connect("")) as db:
        _collect(db, documents)
        for prints in _series(db):
            for copy in copies(prints, across=True):
                row = _row(copy, settings.severity.get(NAME, "warning"), _told(db, copy))
                found.setdefault(copy.later.home, []).append(row)
    return found


def add(made: Rows, more: list[dict[str, Any]]) -> None:
    """Put findings behind those of their document, and count the ones that are no note."""
    header = table("findings").header
    known = made.setdefault("findings", [])
    for row in more:
        named = {"finding_no": len(known) + 1, **row}
        known.append([cell(named.get(column)) for column in header])
    documents = table("documents").header
    for column, severity in (("errors", "error"), ("warnings", "warning")):
        at, extra = documents.index(column), sum(row["severity"] == severity for row in more)
        for document in made["documents"]:
            document[at] = str(int(document[at] or 0) + extra)


_FIELDS = (
    "home", "key", "kind", "body", "project", "year", "executed", "budget", "actual",
)  # fmt: skip
_KEYS = ("kind", "body", "project", "year", "key", "home")
_TOLD = ("form_no", "project", "page", "table_no", "table_row")
_PAIRS = ("executed", "budget", "actual")
_TYPES = [str, str, str, int, str, str, str, str]
_UNSOUND = (
    ValueError, TypeError, LookupError, ArithmeticError, RecursionError, sqlite3.Error,
)  # fmt: skip
_TABLE = """
create table prints (kind text, body text, project text, year integer, key text, home text,
                     print text, told text, path text);
create index prints_by_series on prints (kind, body, project, year, key);
"""
_SERIES = """
select kind, body, project, print, told from prints natural join (
    select kind, body, project from prints group by kind, body, project
    having count(distinct year) > 1 and count(distinct home) > 1)
order by kind, body, project, year, key
"""


def _collect(db: sqlite3.Connection, documents: Iterable[tuple[str, bytes]]) -> None:
    db.executescript(_TABLE)
    insert = f"insert into prints values ({', '.join('?' * len(_TYPES))}, ?)"  # noqa: S608
    for path, plain in documents:
        # a worker that a hostile document took over may send anything, and must not end the run
        with suppress(*_UNSOUND):
            db.executemany(insert, [(*row, path) for row in _listed(plain)])


def _listed(plain: bytes) -> list[list[Any]]:
    """What :func:`summed` gave, or its earlier form. One of _UNSOUND where it cannot have."""
    found = [row if len(row) > 2 else _texts(*row) for row in json.loads(plain)]
    if any(list(map(type, row)) != _TYPES for row in found):
        raise TypeError
    return found


def _print(text: str, told: str) -> Print | None:
    """The form that stands in ``text``, where all of it is as it must be."""
    from score.copies import Print

    try:
        one, said = json.loads(text), json.loads(told)
        texts = [one[name] for name in _KEYS if name != "year"] + [said[name] for name in _TOLD]
        figures = [part for name in _PAIRS for pair in one[name] for part in pair]
        values = [Decimal(value) for name in _PAIRS for _, value in one[name]]
        whole = set(one) == set(_FIELDS) and isinstance(one["year"], int)
        plain_text = all(isinstance(text, str) for text in (*texts, *figures))
        if not (whole and plain_text and all(value.is_finite() for value in values)):
            return None
    except _UNSOUND:
        return None
    return Print(**one | {name: tuple(map(tuple, one[name])) for name in _PAIRS})


def _series(db: sqlite3.Connection) -> Iterator[list[Print]]:
    for _, group in groupby(db.execute(_SERIES), key=lambda row: row[:3]):
        found = [one for _, _, _, text, told in group if (one := _print(text, told))]
        # what it says and what it is found by are the same, but for a worker that was taken over
        yield [one for one in found if one.series == found[0].series]


def _told(db: sqlite3.Connection, copy: Copied) -> tuple[dict[str, str], dict[str, str]]:
    """What messages say of the later and of the earlier form."""
    query = "select told, path from prints where key = ?"
    found = (db.execute(query, (one.key,)).fetchone() for one in (copy.later, copy.earlier))
    later, earlier = ({**json.loads(told), "path": path} for told, path in found)
    return later, earlier


def _row(
    copy: Copied, severity: str, told: tuple[dict[str, str], dict[str, str]]
) -> dict[str, Any]:
    from score.copies import message

    later, earlier = told
    where = f"{earlier['path']} (form {earlier['form_no']})"
    where_zh = f"“{earlier['path']}”第 {earlier['form_no']} 张自评表"
    english, chinese = message(copy, where, where_zh)
    return {
        "doc_id": copy.later.home,
        "form_id": copy.later.key,
        "rule": NAME,
        "severity": severity,
        "material": False,
        "field": "executed",
        "label": later["project"],
        "stated": str(copy.later.year),
        "recomputed": str(copy.earlier.year),
        "page": later["page"],
        "table_no": later["table_no"],
        "table_row": later["table_row"],
        "message": english,
        "message_zh": chinese,
    }


def _prints(made: Rows) -> Iterator[tuple[Print, dict[str, str]]]:
    """The forms of one document that can be told apart, summed up, with what messages say of them."""
    from score.copies import Print, in_series, named

    funds, indicators = _by_form(made, "funds"), _by_form(made, "indicators")
    for form in _dicts(made, "forms"):
        body, project = named(form["unit"] or form["department"]), named(form["project"])
        rows = funds.get(form["form_id"], [])
        spent = _amounts(rows, "executed")
        year = int(form["year"]) if form["year"] else None
        if not spent or not in_series(form["kind"], body, project, year):
            continue
        reached = tuple(_reached(indicators.get(form["form_id"], [])))
        one = Print(
            form["doc_id"], form["form_id"], form["kind"], body, project, year or 0,
            spent, _amounts(rows, "budget"), reached,
        )  # fmt: skip
        first = next(row for row in rows if row["executed"])
        keep = {name: first[name] for name in ("page", "table_no", "table_row")}
        yield one, {"form_no": form["form_no"], "project": form["project"], **keep}


def _amounts(rows: list[dict[str, str]], column: str) -> tuple[tuple[str, str], ...]:
    from normalize.text import squeeze
    from score.copies import plain

    return tuple(
        (f"{row['group']}/{squeeze(row['label'])}", plain(Decimal(row[column])))
        for row in rows
        if row[column]
    )


def _reached(rows: list[dict[str, str]]) -> Iterator[tuple[str, str]]:
    from normalize.text import squeeze
    from score.copies import plain

    for row in rows:
        target, actual = row["target_value"], row["actual_value"]
        if actual and (not target or Decimal(target) != Decimal(actual)):
            yield squeeze(row["level3"]), plain(Decimal(actual))


def _dicts(made: Rows, name: str) -> Iterator[dict[str, str]]:
    header = table(name).header
    return (dict(zip(header, row, strict=True)) for row in made.get(name, []))


def _by_form(made: Rows, name: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in _dicts(made, name):
        found.setdefault(row["form_id"], []).append(row)
    return found
