"""The journal of a corpus: which files were found, and what became of each document.

It is a SQLite file (WAL) in the work area. What a run has read is in it before the next document
is begun, so that a run that is killed at any moment goes on where it was; and memory stays flat,
however many documents there are. Tables are written from it in the order of paths and ids, whatever
the order in which documents were finished.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extract.frozen import dataclass
from fuhe.corpus.cells import writable
from fuhe.corpus.packed import head
from fuhe.corpus.plan import Plan, stale
from fuhe.corpus.summary import Summary
from fuhe.executors.work import Reply

_LAYOUT = 1
_SCHEMA = """
create table meta (key text primary key, value text not null);
create table files (run integer not null, origin blob not null, given blob not null,
                    name text not null, sha256 text not null, bytes integer not null,
                    real blob not null, primary key (run, origin)) without rowid;
create index files_by_content on files (sha256, name);
create table missed (run integer not null, given blob not null, name text not null,
                     sha256 text not null, stage text not null, error text not null,
                     message text not null);
create table given (run integer not null, given blob not null, there integer not null);
create table replies (sha256 text primary key, generation integer not null,
                      recipe text not null, version text not null, build text not null,
                      limits text not null, status text not null, rows blob not null,
                      forms integer not null, errors integer not null, warnings integer not null,
                      stage text not null, error text not null, message text not null);
create table stamps (origin blob primary key, stamp text not null, sha256 text not null,
                     bytes integer not null) without rowid;
create table todo (seq integer primary key, sha256 text not null, bytes integer not null,
                   real blob not null);
create table pages (seq integer primary key, sha256 text not null, bytes integer not null);
"""
_BROKEN = (
    "The journal of this corpus ({}) cannot be read ({}). Take that file away and run the same "
    "command again: everything is read anew, the tables stay until then."
)
_TODO = """
insert into todo (sha256, bytes, real)
select f.sha256, f.bytes, f.real
from (select sha256, bytes, real, min(name) as first from files where run = :run
      group by sha256) f
left join replies r on r.sha256 = f.sha256 where {stale} order by f.first, f.sha256
"""
_STATE = """
select count(*) as total,
  coalesce(sum(settled), 0) as done,
  coalesce(sum(settled and r.status = 'failed'), 0) as failed,
  coalesce(sum(settled and r.status = 'no_form'), 0) as no_form,
  coalesce(sum(settled and r.status = 'partial'), 0) as partial,
  coalesce(sum(case when settled then r.forms end), 0) as forms,
  coalesce(sum(case when settled then r.errors end), 0) as errors,
  coalesce(sum(case when settled then r.warnings end), 0) as warnings,
  coalesce(sum(settled and r.version <> :version), 0) as older
from (select f.sha256, f.sha256 not in (select sha256 from todo) as settled
      from (select distinct sha256 from files where run = :run) f) s
left join replies r on r.sha256 = s.sha256
"""
_SUPERSEDE = """
delete from files where run < :run and (
  given in (select given from given where run = :run and there)
  or origin in (select origin from files where run = :run));
delete from missed where run < :run and given in (select given from given where run = :run);
delete from given where run < :run and given in (select given from given where run = :run);
"""
_PAGES = """
insert into pages (sha256, bytes)
select f.sha256, f.bytes from (select sha256, bytes, min(name) as first from files
                               group by sha256) f
join replies r on r.sha256 = f.sha256 order by f.first, f.sha256
"""
_FAILURES = """
select f.name, f.sha256, r.stage, r.error, r.message
from files f join replies r on r.sha256 = f.sha256 where r.status = 'failed'
union all select name, sha256, stage, error, message from missed
order by 1, 2, 3, 4, 5
"""
_REPLY = "insert or replace into replies values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_AT_ONCE = 200
_CACHE_KB = 32_000  # indices by content are filled in no order: at 2 MB, each entry is a read


@dataclass(frozen=True, slots=True)
class Settled:
    """One document with its paths, joined by ``|``, and what became of it."""

    sha256: str
    bytes: int
    path: str
    reply: Reply


class Spool:
    """The journal, for one run. Use it in one thread.

    ValueError where the file is no journal that can be read, or is in use.
    """

    def __init__(self, path: Path, plan: Plan) -> None:
        self.plan = plan
        self.db = sqlite3.connect(path, isolation_level=None, timeout=1)
        try:
            self._open()
            self.run = int(self._meta("run", "0")) + 1
            self.resumed = self._meta("open", "") == plan.as_text()
            self.generation = int(self._meta("generation", "0")) + (not self.resumed)
            self._begin()
        except sqlite3.OperationalError as error:
            self.db.close()
            if "locked" in str(error):
                from fuhe.corpus.area import busy

                raise ValueError(busy()) from error
            raise
        except sqlite3.DatabaseError as error:
            self.db.close()
            raise ValueError(_BROKEN.format(path, error)) from error

    def _open(self) -> None:
        # one writer and nobody else: no shared memory, so WAL works on a network folder too
        self.db.execute("pragma locking_mode = exclusive")
        self.db.execute("pragma journal_mode = wal")
        self.db.execute("pragma synchronous = normal")
        self.db.execute("pragma journal_size_limit = 16777216")
        self.db.execute(f"pragma cache_size = -{_CACHE_KB}")
        layout = self.db.execute("pragma user_version").fetchone()[0]
        if layout not in (0, _LAYOUT):
            raise sqlite3.DatabaseError("it was made by another version of fuhe")
        if not layout:
            self.db.executescript(f"begin;{_SCHEMA}pragma user_version = {_LAYOUT};commit;")

    def _begin(self) -> None:
        """Forget what a run that never ended had found, and note that this one is under way."""
        self.db.execute("begin immediate")
        for table in ("files", "missed", "given"):
            self.db.execute(f"delete from {table} where run >= ?", (self.run,))  # noqa: S608
        self.db.execute("delete from todo")
        self.db.execute("delete from pages")
        self._set("open", self.plan.as_text())
        self._set("generation", str(self.generation))
        self.db.execute("commit")

    def _meta(self, key: str, otherwise: str) -> str:
        row = self.db.execute("select value from meta where key = ?", (key,)).fetchone()
        return str(row[0]) if row else otherwise

    def _set(self, key: str, value: str) -> None:
        self.db.execute("insert or replace into meta values (?, ?)", (key, value))

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()

    def begin(self) -> None:
        """Hold back what follows from the disk until :meth:`commit`."""
        if not self.db.in_transaction:
            self.db.execute("begin")

    def commit(self) -> None:
        """Have everything up to here on the disk."""
        if self.db.in_transaction:
            self.db.execute("commit")

    def given(self, given: bytes, there: bool) -> None:
        """Take note of something that was asked for, and whether it is there."""
        self.db.execute("insert into given values (?, ?, ?)", (self.run, given, there))

    def found(
        self, name: str, origin: bytes, given: bytes, real: Path | str, sha256: str, size: int
    ) -> bool:
        """Take note of a file at a path or an address; False where its bytes were found before in
        this run."""
        known = self.db.execute(
            "select 1 from files where run = ? and sha256 = ? limit 1", (self.run, sha256)
        ).fetchone()
        self.db.execute(
            "insert or ignore into files values (?, ?, ?, ?, ?, ?, ?)",
            (self.run, origin, given, name, sha256, size, os.fsencode(real)),
        )
        return known is None

    def missed(self, name: str, given: bytes, stage: str, error: str, message: str) -> None:
        """Take note of a file that cannot be opened."""
        row = (self.run, given, name, "", stage, error, message)
        self.db.execute("insert into missed values (?, ?, ?, ?, ?, ?, ?)", row)

    def known(self, origin: bytes, stamp: str) -> tuple[str, int] | None:
        """SHA-256 and size of a file that has not changed since it was last hashed."""
        row = self.db.execute(
            "select sha256, bytes from stamps where origin = ? and stamp = ?", (origin, stamp)
        ).fetchone()
        return (str(row[0]), int(row[1])) if row else None

    def stamped(self, origin: bytes, stamp: str, sha256: str, size: int) -> None:
        """Keep the SHA-256 of a file with what would tell that it changed."""
        row = (origin, stamp, sha256, size)
        self.db.execute("insert or replace into stamps values (?, ?, ?, ?)", row)

    def replied(self, reply: Reply) -> None:
        """Keep what became of a document, in place of what was known before."""
        plan = self.plan
        self.db.execute(
            _REPLY,
            (
                reply.sha256, self.generation, plan.recipe, plan.version, plan.build, plan.limits,
                reply.status, reply.rows, reply.forms, reply.errors, reply.warnings,
                reply.stage, reply.error, reply.message,
            ),
        )  # fmt: skip

    def plan_work(self) -> Summary:
        """Settle what is to be read, and say how the run stands before it is."""
        where, values = stale(self.plan, self.generation)
        values["run"] = self.run
        self.db.execute(_TODO.format(stale=where), values)
        return self._state()

    def _state(self) -> Summary:
        values = {"run": self.run, "version": self.plan.version}
        cursor = self.db.execute(_STATE, values)
        names = [one[0] for one in cursor.description]
        counts = dict(zip(names, map(int, cursor.fetchone()), strict=True))
        (missed,) = self._one("select count(*) from missed where run = ?", self.run)
        return Summary(**counts, kept=counts["done"], missed=missed)

    def _one(self, query: str, *values: object) -> tuple[Any, ...]:
        row: tuple[Any, ...] = self.db.execute(query, values).fetchone()
        return row

    def work(self) -> Iterator[tuple[str, str, int]]:
        """Every document that is to be read, once: a path to open, its SHA-256 and its size; in
        order of path."""
        for sha256, size, real in self._paged("todo", "sha256, bytes, real"):
            yield os.fsdecode(real), sha256, size

    def _paged(self, table: str, columns: str) -> Iterator[tuple[Any, ...]]:
        """Rows by pages: a reader that stays open would keep the journal from being cut."""
        last = 0
        query = f"select seq, {columns} from {table} where seq > ? order by seq limit {_AT_ONCE}"  # noqa: S608
        while page := self.db.execute(query, (last,)).fetchall():
            for row in page:
                yield row[1:]
            last = page[-1][0]

    def supersede(self) -> int:
        """Within the transaction that :meth:`finish` ends: what was given again, and files that
        were found again, count as this run found them. The number of documents that earlier runs
        found and this one was not asked for."""
        self.begin()
        for statement in _SUPERSEDE.split(";"):
            if statement.strip():
                self.db.execute(statement, {"run": self.run} if ":run" in statement else {})
        self.db.execute(_PAGES)
        (others,) = self._one(
            "select count(distinct sha256) from files where run < ? and sha256 not in "
            "(select sha256 from files where run = ?)", self.run, self.run,
        )  # fmt: skip
        return int(others)

    def only_this_run(self) -> None:
        """Forget every file that this run was not asked for."""
        self.begin()
        for table in ("files", "missed", "given"):
            self.db.execute(f"delete from {table} where run < ?", (self.run,))  # noqa: S608

    def finish(self) -> None:
        """The tables are in place: what this run found is the corpus from now on."""
        self.db.execute("delete from pages")
        self.db.execute("delete from todo")
        self.db.execute("delete from meta where key = 'open'")
        self._set("run", str(self.run))
        self.commit()

    def give_up(self) -> None:
        """Nothing came of the run: leave the files of the corpus as they were."""
        if self.db.in_transaction:
            self.db.execute("rollback")
        self.db.execute("delete from meta where key = 'open'")

    @property
    def first(self) -> bool:
        """True where no run with this journal has ever ended."""
        return self.run == 1

    def holds(self, doc_id: str) -> bool:
        """Whether this run found that document."""
        query = "select 1 from files where sha256 >= ? and sha256 < ? and run = ? limit 1"
        return self.db.execute(query, (doc_id, doc_id + "g", self.run)).fetchone() is not None

    def documents(self) -> Iterator[Settled]:
        """Every settled document of the corpus, ordered by its first path and its id."""
        for sha256, size in self._paged("pages", "sha256, bytes"):
            rows, *rest = self._one(
                "select rows, status, stage, error, message from replies where sha256 = ?", sha256
            )
            status, stage, error, message = rest
            reply = Reply(sha256, status, rows, stage=stage, error=error, message=message)
            yield Settled(sha256, size, "|".join(self._names(sha256)), reply)

    def summed(self) -> Iterator[tuple[str, bytes]]:
        """The paths of every document that was read and can be compared, and what it is compared
        by; in the order of :meth:`documents`."""
        for sha256, _ in self._paged("pages", "sha256, bytes"):
            (packed,) = self._one("select rows from replies where sha256 = ?", sha256)
            if plain := head(packed):
                yield writable("|".join(self._names(sha256))), plain

    def failures(self) -> Iterator[list[str]]:
        """Rows of the failures table, in order of path."""
        for row in self.db.execute(_FAILURES):
            yield list(row)

    def versions(self) -> dict[str, int]:
        """Number of documents by the version of fuhe that read them."""
        query = (
            "select version, count(*) from pages p join replies r on r.sha256 = p.sha256 "
            "group by version order by version"
        )
        return {str(version): int(count) for version, count in self.db.execute(query)}

    def _names(self, sha256: str) -> list[str]:
        query = "select distinct name from files where sha256 = ? order by name"
        return [name for (name,) in self.db.execute(query, (sha256,))]
