"""``fuhe ingest``: find the files, have an engine read them, write the tables."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import field
from pathlib import Path

from extract.document import ReadError
from extract.frozen import dataclass, replace
from fuhe.corpus.area import Area, forget, work_area
from fuhe.corpus.arriving import Arrival, Arrivals, Coming
from fuhe.corpus.folder import is_corpus, make_ready, put_in_place
from fuhe.corpus.keeping import Keeping
from fuhe.corpus.plan import plan
from fuhe.corpus.read import rows
from fuhe.corpus.runlog import RunLog, open_log
from fuhe.corpus.shape import Shape
from fuhe.corpus.spool import Spool
from fuhe.corpus.summary import Summary
from fuhe.corpus.write import write
from fuhe.executors import local
from fuhe.executors.choice import Engine
from fuhe.executors.limits import Limits
from fuhe.executors.work import Task, failure
from fuhe.inputs import Found, Missed, find, identity
from fuhe.pipeline import digest
from fuhe.remote import Keys, is_address
from fuhe.settings import Settings

Progress = Callable[[Summary], None]

_FEW_BYTES = 1 << 20
_COMMIT_EVERY = 500
_RACY_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for: where from, where to, and how. ``only`` forgets the files of earlier runs
    that are not given now; ``redo`` is None, changed, failed or all. ``leave_out`` is an address
    never to enter: where the corpus goes when it is made."""

    given: tuple[str | Path, ...]
    out: Path
    workers: int | None = None
    shape: Shape = field(default_factory=Shape)
    settings: Settings = field(default_factory=Settings)
    limits: Limits = field(default_factory=Limits)
    redo: str | None = None
    only: bool = False
    progress: Progress | None = None
    lost: Callable[[Missed], None] | None = None
    engine: Engine | None = None
    leave_out: str = ""


def ingest(request: Request) -> Summary:
    """Read everything that ``request`` stands for into its corpus folder.

    What was read is in the journal within a twentieth of a second, so that a run that was stopped
    goes on where it was.
    The tables are written aside and put in place at the end; a run that is stopped, or could read
    nothing, leaves an earlier corpus as it was. ``request.engine`` is any function like
    :func:`fuhe.executors.local.run`, the default.

    Raises ValueError where ``out`` holds something other than a corpus or is in use, or for an
    unknown choice, and OSError or sqlite3.Error where it cannot be written.
    """
    request.shape.check()
    how = plan(request.settings, request.limits, request.redo)
    with ExitStack() as until:
        area = until.enter_context(work_area(request.out, request.shape.format))
        log = until.enter_context(open_log(area.log))
        spool = Spool(area.journal, how)
        until.callback(lambda: forget(area) if _nothing(request.out, area) else None)
        until.callback(spool.close)
        run = _Run(request, area, spool, log, until)
        summary = run.read(run.collect())
        return run.finish(summary)


def _nothing(out: Path, area: Area) -> bool:
    """True where neither this run nor one before it left anything worth keeping."""
    if is_corpus(out):
        return False
    import sqlite3

    try:
        with closing(sqlite3.connect(area.journal)) as db:
            return db.execute("select 1 from replies limit 1").fetchone() is None
    except sqlite3.Error:
        return False


class _Run:
    """One run: collect, read, finish."""

    def __init__(
        self, request: Request, area: Area, spool: Spool, log: RunLog, until: ExitStack
    ) -> None:
        self.request = request
        self.area = area
        self.spool = spool
        self.log = log
        self.until = until
        self.keys = Keys()
        self.tell = request.progress or _silent

    def collect(self) -> Summary:
        """Put every file that is asked for into the journal, with its SHA-256."""
        request, spool, files = self.request, self.spool, 0
        absent: set[bytes] = set()
        spool.begin()
        for one, arrival in self._coming():
            if isinstance(one, Missed):
                absent |= {one.given} if _is_away(one) else set()
                if request.lost:
                    request.lost(one)
            self._note(one, arrival)
            files += 1
            self.tell(Summary(files=files))
            if files % _COMMIT_EVERY == 0:
                spool.commit()
                spool.begin()
        for given in dict.fromkeys(identity(os.fspath(one)) for one in request.given):
            spool.given(given, given not in absent)
        self._guard_strangers()
        summary = replace(spool.plan_work(), files=files)
        spool.commit()
        self.log.state("found", summary, resumed=spool.resumed)
        self.tell(summary)
        return summary

    def _guard_strangers(self) -> None:
        """ValueError where the folder holds a corpus whose journal is not there, and documents of
        it were not given: they would be lost."""
        out = self.request.out
        if self.request.only or not self.spool.first or not is_corpus(out):
            return
        lost = sum(not self.spool.holds(row["doc_id"]) for row in rows(out, "documents"))
        if lost:
            raise ValueError(
                f"The corpus has no journal, so {lost} documents that are not given now could not "
                "be kept. Give their files too, name another folder, or replace it with --only."
            )

    def _coming(self) -> Iterator[Coming]:
        """Every file that is asked for; what lies elsewhere is fetched, a few at a time."""
        request, tmp = self.request, self.area.tmp
        out = request.leave_out or request.out
        found = find(request.given, self.until, out, tmp, fetched=False)
        return Arrivals(tmp, self.spool.known).of(found)

    def _note(self, one: Found | Missed, arrival: Arrival | ReadError | None = None) -> None:
        """Take note of one file; what cannot be opened is settled with it."""
        spool = self.spool
        if isinstance(one, Found) and one.address:
            self._note_elsewhere(one, arrival)
            return
        try:
            sha256, size = self._sha256(one) if one.path else ("", 0)
        except ReadError as error:
            spool.missed(one.name, one.given, error.stage, error.reason, error.message)
            return
        if one.path is None:
            assert isinstance(one, Missed)  # noqa: S101 - what is found has a path
            spool.missed(one.name, one.given, one.stage, one.error, one.message)
            return
        spool.found(one.name, one.origin, one.given, one.path, sha256, size)
        if isinstance(one, Missed):
            spool.replied(failure(Task("", sha256, size), one.stage, one.error, one.message))

    def _note_elsewhere(self, one: Found, arrival: Arrival | ReadError | None) -> None:
        spool = self.spool
        if isinstance(arrival, ReadError):
            if arrival.reason == "no-space":
                self._blame_a_full_disk()
            spool.missed(one.name, one.given, arrival.stage, arrival.reason, arrival.message)
            return
        assert arrival  # noqa: S101 - what has an address was fetched
        real = arrival.path or self.keys.hide(one.address)
        spool.found(one.name, one.origin, one.given, real, arrival.sha256, arrival.bytes)
        if one.stamp and arrival.fresh:
            spool.stamped(one.origin, one.stamp, arrival.sha256, arrival.bytes)

    def _sha256(self, one: Found | Missed) -> tuple[str, int]:
        """SHA-256 and size; from the journal where the file has not been touched since."""
        assert one.path  # noqa: S101 - asked for only where there is one
        if isinstance(one, Found) and one.packed:
            return digest(one.path)
        before = _stamp(one.path)
        if before and (known := self.spool.known(one.origin, before[0])):
            return known
        started = time.time()
        sha256, size = digest(one.path)
        after = _stamp(one.path)
        if before and before == after and before[1] < started - _RACY_SECONDS:
            self.spool.stamped(one.origin, before[0], sha256, size)
        return sha256, size

    def read(self, summary: Summary) -> Summary:
        """Have the engine read what is to be read and keep its replies."""
        request = self.request
        engine = request.engine or local.run
        limits = replace(request.limits, scratch=str(self.area.tmp.resolve()))
        handed: dict[str, Task] = {}

        def tasks() -> Iterator[Task]:
            for path, sha256, size in self.spool.work():
                task = Task(self.keys.show(path), sha256, size, request.settings)
                handed[sha256] = replace(task, path=path)
                yield task

        keeping = Keeping(self.spool, self.log)
        with closing(engine(tasks(), request.workers, limits)) as replies, closing(keeping):
            for reply in replies:
                if reply.failed:
                    self._blame_a_full_disk()
                keeping.add(handed.pop(reply.sha256, None), reply)
                summary = summary.plus(reply)
                self.tell(summary)
        return summary

    def _blame_a_full_disk(self) -> None:
        """A failure while no disk is left is not held against the document: the run ends instead,
        and goes on when there is room."""
        if shutil.disk_usage(self.area.folder).free < _FEW_BYTES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def finish(self, summary: Summary) -> Summary:
        """Write the tables and make what was found the corpus."""
        request, spool = self.request, self.spool
        if not (summary.read or (summary.done and not is_corpus(request.out))):
            spool.give_up()
            self.log.state("end", summary)
            return summary
        if request.only:
            spool.only_this_run()
        summary = replace(summary, others=spool.supersede())
        self.log.tell("writing")
        names = write(spool, self.area.fresh, request.shape, request.settings)
        # first the journal: tables that are behind it come right with the next run, whatever that
        # is given; a journal that is behind the tables would lose documents
        spool.finish()
        make_ready(self.area.fresh, request.out, names)
        put_in_place(self.area.fresh, request.out)
        summary = replace(summary, written=True)
        self.log.state("end", summary)
        return summary


def _is_away(one: Missed) -> bool:
    """True where what was given is not there now: that takes nothing out of the corpus."""
    return one.error == "missing" or (
        one.error == "unreadable" and one.stage == "find" and is_address(os.fsdecode(one.given))
    )


def _stamp(path: Path) -> tuple[str, float] | None:
    """What tells that a file was touched, and when it last was; None where it cannot be told."""
    try:
        found = os.stat(path)  # noqa: PTH116 - half the time of path.stat, twice for each file
    except OSError:
        return None
    told = f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino} {found.st_dev}"
    return told, max(found.st_mtime, found.st_ctime)


def _silent(summary: Summary) -> None:
    """Progress that nobody watches."""
