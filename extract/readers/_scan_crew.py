"""Pages, and the strips of one page, worked on at once by a few threads: never more than told.

Whoever has work to share does it as well, and the others help: with the pages of a document while
there are any, then with the strips of the page that is left. What is done and in which order it is
handed back does not depend on how many there are.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar, copy_context
from typing import Generic, TypeVar

from extract.cores import cores
from extract.wanted import ALONE

Item = TypeVar("Item")
Made = TypeVar("Made")

_ROOM = 1_500  # MB for a process that reads a page, with what other documents may need after it,
_MORE = 350  # and for each further page at once
_NONE = object()


class _Job(Generic[Item, Made]):
    """Items and what becomes of them. Only one thread at a time asks for the next item."""

    def __init__(self, work: Callable[[Item], Made], items: Iterable[Item]) -> None:
        self.work = work
        self.items = iter(items)
        self.asking = threading.Lock()
        self.taken = 0
        self.made: dict[int, Made] = {}
        self.faults: dict[int, BaseException] = {}
        self.is_over = False
        self.done = threading.Condition()

    def step(self) -> bool:
        """Do one item; False where there is none left."""
        with self.asking:
            number = self.taken
            item = self._next(number)
            if item is _NONE:
                return False
            self.taken += 1
        fault: BaseException | None = None
        made: Made | None = None
        try:
            made = self.work(item)  # type: ignore[arg-type]
        except BaseException as error:  # noqa: BLE001 - it is raised where the work was given out
            fault = error
        with self.done:
            if fault is not None:
                self.faults[number] = fault
                self.is_over = True
            else:
                self.made[number] = made  # type: ignore[assignment]
            self.done.notify_all()
        return True

    def _next(self, number: int) -> object:
        if self.is_over:
            return _NONE
        try:
            item = next(self.items, _NONE)
        except BaseException as error:  # noqa: BLE001 - as above
            with self.done:
                self.faults[number] = error
            item = _NONE
        self.is_over = item is _NONE
        return item

    def result(self) -> list[Made]:
        """What was made of the items, in their order, once every one is done; the first fault."""
        with self.asking:
            started = self.taken
        with self.done:
            while len(self.made) + sum(at < started for at in self.faults) < started:
                self.done.wait()
        if self.faults:
            raise self.faults[min(self.faults)]
        return [self.made[number] for number in range(started)]


class Crew:
    """So many threads at once, the caller's included."""

    def __init__(self, size: int = 1) -> None:
        self.size = size
        self.jobs: list[_Job[object, object]] = []
        self.coming = threading.Condition()
        self.is_over = False

    def each(self, work: Callable[[Item], Made], items: Iterable[Item]) -> list[Made]:
        """``work`` done on every item; what it made, in order. Raises what the first one raised."""
        if self.size == 1:
            return [work(item) for item in items]
        job = _Job(work, items)
        with self.coming:
            self.jobs.append(job)  # type: ignore[arg-type]
            self.coming.notify_all()
        while job.step():
            pass
        with self.coming:
            if job in self.jobs:
                self.jobs.remove(job)  # type: ignore[arg-type]
        return job.result()

    def help(self) -> None:
        """Work on what others gave out, the oldest first, until the crew is dismissed."""
        while True:
            with self.coming:
                while not self.jobs and not self.is_over:
                    self.coming.wait()
                if self.is_over:
                    return
                job = self.jobs[0]
            if not job.step():
                with self.coming:
                    if job in self.jobs:
                        self.jobs.remove(job)

    def dismiss(self) -> None:
        """Let every helper go."""
        with self.coming:
            self.is_over = True
            self.coming.notify_all()


CREW: ContextVar[Crew] = ContextVar("crew", default=Crew())  # noqa: B039 - one alone keeps nothing
"""Who works on the document that is being read."""


@contextmanager
def at_work() -> Iterator[Crew]:
    """A crew for one document, known as CREW to everything called within, its helpers included."""
    crew = Crew(threads())
    before = CREW.set(crew)
    helpers = [
        threading.Thread(target=copy_context().run, args=(crew.help,), daemon=True)
        for _ in range(crew.size - 1)
    ]
    try:
        for helper in helpers:
            helper.start()
        yield crew
    finally:
        CREW.reset(before)
        crew.dismiss()
        for helper in helpers:
            if helper.ident is not None:
                helper.join()


def threads() -> int:
    """How many threads may work at once: what ``FUHE_OCR_THREADS`` says; else one for each processor
    and as memory allows where this process is alone, else one, so that processes do not fight."""
    setting = os.environ.get("FUHE_OCR_THREADS", "")
    if setting.isdecimal():
        return max(1, int(setting))
    return min(cores(), _room()) if ALONE.get() else 1


def _room() -> int:
    """Threads for which there is memory."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
        limit = resource.getrlimit(kind)[0]
        if limit != resource.RLIM_INFINITY:
            return max(1, 1 + ((limit >> 20) - _ROOM) // _MORE)
    return 8
