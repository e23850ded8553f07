"""What a person decided on findings: ``review.sqlite`` beside the tables of a corpus.

A verdict belongs to a finding by what it says (document, form, rule, field, label, stated and
recomputed), not by its number, so that it outlives a new ingest of the same documents.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from extract.frozen import dataclass

VERDICTS = ("confirmed", "false_alarm", "unclear")
_KEY = ("doc_id", "form_id", "rule", "field", "label", "stated", "recomputed")
_SCHEMA = f"""
create table if not exists verdicts (
  {", ".join(f"{name} text not null" for name in _KEY)},
  verdict text not null, note text not null, settled_at text not null,
  primary key ({", ".join(_KEY)}))
"""


@dataclass(frozen=True, slots=True)
class Settled:
    """A verdict and a note; both empty where nobody has decided."""

    verdict: str = ""
    note: str = ""


def key_of(finding: Mapping[str, str]) -> tuple[str, ...]:
    """What tells a finding from every other, whatever its number."""
    return tuple(finding[name] for name in _KEY)


class Store:
    """The verdicts of one corpus. Safe to use from several threads: each call opens the file."""

    def __init__(self, corpus: Path) -> None:
        self.path = corpus / "review.sqlite"
        with closing(self._open()) as db, db:
            db.execute(_SCHEMA)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=10)

    def all(self) -> dict[tuple[str, ...], Settled]:
        """Every verdict by the key of its finding."""
        query = f"select {', '.join(_KEY)}, verdict, note from verdicts"  # noqa: S608
        with closing(self._open()) as db:
            return {tuple(row[:-2]): Settled(row[-2], row[-1]) for row in db.execute(query)}

    def settle(self, key: tuple[str, ...], verdict: str, note: str) -> None:
        """Keep a verdict; an empty one without a note is forgotten. Raises ValueError for another
        word than those of VERDICTS."""
        if verdict not in ("", *VERDICTS):
            raise ValueError(f"no such verdict: {verdict!r}")
        marks = ", ".join("?" * (len(_KEY) + 2))
        where = " and ".join(f"{name} = ?" for name in _KEY)
        with closing(self._open()) as db, db:
            if not verdict and not note:
                db.execute(f"delete from verdicts where {where}", key)  # noqa: S608
                return
            insert = f"insert or replace into verdicts values ({marks}, datetime('now'))"  # noqa: S608
            db.execute(insert, (*key, verdict, note))
