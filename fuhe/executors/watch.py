"""Who ends a worker that takes too long, and what counts as its time."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

_GLANCE_SECONDS = 0.1


def queued(pid: int) -> float:
    """Seconds for which process ``pid`` was ready and had to wait for a processor, since it began; 0
    where the system (Linux) does not tell. A document does not pay for the load that others make."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_bytes().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def countdown(seconds: float) -> Callable[[], float] | None:
    """Tells how many of ``seconds`` from now this process has left, as whoever watches it counts
    them; None where there is no limit."""
    if not seconds:
        return None
    until = time.monotonic() + seconds - queued(os.getpid())
    return lambda: until + queued(os.getpid()) - time.monotonic()


class Watched(Protocol):
    """A worker: ``late`` becomes true before it is killed for that."""

    process: Any
    late: bool

    def kill(self) -> None:
        """End it at once."""


class _Term:
    """Until when a worker may be at its task, and how long it had queued when that was given."""

    def __init__(self, worker: Watched, seconds: float) -> None:
        self.worker = worker
        self.due = time.monotonic() + seconds
        self.before: float | None = None

    def is_over(self) -> bool:
        """Whether time ran out. The first look takes note of where the worker stands, so that most
        documents, which are done before any, cost nothing."""
        if self.before is None:
            self.before = queued(self.worker.process.pid)
        now = time.monotonic()
        return now > self.due and now > self.due + queued(self.worker.process.pid) - self.before


class Watch:
    """One thread for all workers, which ends those that are late; it lives while one is waited for.
    A timer for each document would cost more than all else that this process does for it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.terms: dict[int, _Term] = {}
        self.thread: threading.Thread | None = None

    @contextmanager
    def over(self, worker: Watched, seconds: float) -> Iterator[None]:
        """Watch ``worker`` for so many seconds (0: not at all), in which it does not queue."""
        if not seconds:
            yield
            return
        with self.lock:
            self.terms[id(worker)] = _Term(worker, seconds)
            if self.thread is None:
                self.thread = threading.Thread(target=self._go, daemon=True)
                self.thread.start()
        try:
            yield
        finally:
            with self.lock:
                del self.terms[id(worker)]

    def _go(self) -> None:
        idle = 0
        while True:
            time.sleep(_GLANCE_SECONDS)
            with self.lock:
                for term in self.terms.values():
                    if term.is_over():
                        term.worker.late = True
                        term.worker.kill()
                idle = 0 if self.terms else idle + 1
                if idle > 5:
                    self.thread = None
                    return
