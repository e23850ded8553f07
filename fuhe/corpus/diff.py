"""``fuhe diff``: two corpora told apart, cell by cell, by the keys of their tables."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from extract.frozen import dataclass
from fuhe.corpus.read import need_corpus, rows
from fuhe.corpus.schema import Table, tables
from fuhe.corpus.sinks import stored

if TYPE_CHECKING:
    from fuhe.outputs.words import Words

_LEFT = "select row, count from old where count > 0 order by seq"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. ``kind`` is changed (then ``column``, ``old`` and ``new`` say what), added or
    removed (then ``old`` or ``new`` is the whole row as JSON). ``key`` joins the values of the key
    columns, of all columns where the table has no key."""

    table: str
    kind: str
    key: str
    column: str = ""
    old: str = ""
    new: str = ""


def differences(old: Path, new: Path, words: Words) -> Iterator[Difference]:
    """Every difference, table by table. Memory stays flat: the old tables wait on the disk.
    Raises ValueError where one is no corpus."""
    for corpus in (old, new):
        need_corpus(corpus, words)
    for table in tables():
        yield from _table(old, new, table)


def _table(old: Path, new: Path, table: Table) -> Iterator[Difference]:
    with (
        tempfile.TemporaryDirectory(prefix="fuhe-") as folder,
        closing(sqlite3.connect(Path(folder) / "old", isolation_level=None)) as db,
    ):
        for pragma in ("journal_mode", "synchronous"):
            db.execute(f"pragma {pragma} = off")
        db.execute("create table old (key text primary key, seq integer, row text, count int)")
        db.execute("begin")
        for seq, row in enumerate(_rows(old, table)):
            db.execute(
                "insert into old values (?, ?, ?, 1) "
                "on conflict (key) do update set count = count + 1",
                (_key(row, table), seq, json.dumps(row, ensure_ascii=False)),
            )
        alike = _is_csv(old) == _is_csv(new)
        numbers = set() if alike else {c.name for c in table.columns if c.type == "number"}
        yield from _against(db, _rows(new, table), table, numbers)


def _against(
    db: sqlite3.Connection, fresh: Iterator[dict[str, str]], table: Table, numbers: set[str]
) -> Iterator[Difference]:
    """What differs from the rows in ``db``; of the columns ``numbers`` only the value counts."""
    for row in fresh:
        key = _key(row, table)
        found = db.execute("select row from old where key = ? and count > 0", (key,)).fetchone()
        if found is None:
            yield Difference(table.name, "added", _shown(row, table), new=_whole(row))
            continue
        db.execute("update old set count = count - 1 where key = ?", (key,))
        before = json.loads(found[0])
        for column in dict.fromkeys([*before, *row]):
            was, now = before.get(column, ""), row.get(column, "")
            if was != now and not (column in numbers and _value(was) == _value(now)):
                yield Difference(table.name, "changed", _shown(row, table), column, was, now)
    for text, count in db.execute(_LEFT):
        row = json.loads(text)
        for _ in range(count):
            yield Difference(table.name, "removed", _shown(row, table), old=_whole(row))


def _is_csv(corpus: Path) -> bool:
    return (corpus / "documents.csv").exists()


def _value(text: str) -> Decimal | None:
    """The number as Parquet holds it, with 12 decimals and without printed zeros."""
    return stored(text) if text else None


def _rows(corpus: Path, table: Table) -> Iterator[dict[str, str]]:
    """The rows of a table; none where a corpus of another version does not have it."""
    paths = (corpus / f"{table.name}.csv", corpus / f"{table.name}.parquet")
    return rows(corpus, table.name) if any(path.exists() for path in paths) else iter(())


def _key(row: dict[str, str], table: Table) -> str:
    return json.dumps([row.get(name, "") for name in table.key or row], ensure_ascii=False)


def _shown(row: dict[str, str], table: Table) -> str:
    return " ".join(row.get(name, "") for name in table.key or ("path",))


def _whole(row: dict[str, str]) -> str:
    return json.dumps({name: text for name, text in row.items() if text}, ensure_ascii=False)


def counted(found: Iterator[Difference], counts: Counter[str]) -> Iterator[Difference]:
    """The same, counted by table and kind (``funds changed``) as they pass."""
    for one in found:
        counts[f"{one.table} {one.kind}"] += 1
        yield one
