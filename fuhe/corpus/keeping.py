"""Replies on their way into the journal, a few at a time."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from fuhe.corpus.runlog import RunLog
from fuhe.corpus.spool import Spool
from fuhe.executors.work import Reply, Task

_SECONDS = 0.05


class Keeping:
    """Puts replies into ``spool`` and tells ``log`` of those that are there to stay.

    A transaction for each would cost more than all else that is done for it. So those that come within
    a twentieth of a second share one, and whatever took longer than that to read is kept at once: a
    kill costs no more than a twentieth of a second of each worker's time.
    """

    def __init__(self, spool: Spool, log: RunLog) -> None:
        self.spool = spool
        self.log = log
        self.waiting: list[tuple[Task | None, Reply]] = []
        self.kept = 0.0

    def add(self, task: Task | None, reply: Reply) -> None:
        """Keep what became of a document. sqlite3.Error where there is no room for it."""
        self.waiting.append((task, reply))
        with self._or_none():
            self.spool.begin()
            self.spool.replied(reply)
        if reply.seconds > _SECONDS or time.monotonic() - self.kept > _SECONDS:
            self.close()

    def close(self) -> None:
        """Have everything up to here in the journal."""
        with self._or_none():
            self.spool.commit()
        self.log.documents(self.waiting)
        self.waiting.clear()
        self.kept = time.monotonic()

    @contextmanager
    def _or_none(self) -> Iterator[None]:
        """What could not be kept is not told of either."""
        try:
            yield
        except sqlite3.Error:
            self.waiting.clear()
            raise
