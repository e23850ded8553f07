"""The engine for one machine: a few worker processes, each with one document at a time.

Every document runs in a process of its own kind of sandbox: a limit on time, a limit on memory,
and if the process dies the document alone is lost. A worker is a plain child process that speaks
over pipes; so a script that calls ``fuhe.ingest`` needs no ``if __name__ == "__main__"``.
"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any

from extract.cores import cores
from fuhe.executors.limits import Limits
from fuhe.executors.packs import Pack, packs
from fuhe.executors.watch import Watch
from fuhe.executors.wire import encode, receive, send
from fuhe.executors.work import OUT_OF_MEMORY, Reply, Task, failure, perform

_Message = tuple[dict[str, Any], bytes]
_START_SECONDS = 120.0
_HOME = str(Path(__file__).resolve().parents[2])
_MAY_BE_WEAR = ("crash", "memory", "too-large")
_TMP = ("TMPDIR", "TMP", "TEMP")
_STARTS = 5
_TRIES_OF_A_CRASH = 3
_TRIES_OF_A_KILL = 6
_KILLED = "(signal 9)"
_AHEAD = 2
_SHORT = 2_048
_QUICK_SECONDS = 0.05
_BOOT = (
    "import json, sys; a = json.loads(sys.argv[1]); sys.path[:] = a['path']; "
    "from fuhe.executors.worker import main; main(a['megabytes'], a['seconds'], a['alone'])"
)


def run(
    tasks: Iterable[Task], workers: int | None = None, limits: Limits | None = None
) -> Generator[Reply, None, None]:
    """Run every task and give the replies as they come, in no certain order, one for each task.

    ``workers`` None is one a core; 0 runs everything in this process, without limits.
    """
    if workers == 0:
        yield from map(timed, tasks)
        return
    yield from _Crew(workers or cores(), limits or Limits()).run(tasks)


def timed(task: Task) -> Reply:
    """Perform a task in this process; the reply says how long it took."""
    since = time.monotonic()
    reply = perform(task)
    return replace(reply, seconds=time.monotonic() - since)


class _Crew:
    """A few threads, each with a worker process of its own."""

    def __init__(self, size: int, limits: Limits) -> None:
        self.size = size
        self.limits = limits
        self.todo: SimpleQueue[Pack | None] = SimpleQueue()
        self.done: SimpleQueue[Reply | Exception] = SimpleQueue()
        self.pace = 1.0
        self.seats = [Seat(limits, alone=size == 1) for _ in range(size)]

    def run(self, tasks: Iterable[Task]) -> Iterator[Reply]:
        threads = [threading.Thread(target=self._serve, args=(s,), daemon=True) for s in self.seats]
        for thread in threads:
            thread.start()
        try:
            under_way, largest = 0, 1
            for pack in packs(tasks, self.size):
                self.todo.put(pack)
                under_way += len(pack)
                largest = max(largest, len(pack))
                while under_way >= self.size * max(2 * largest, self._depth()):
                    yield self._next()
                    under_way -= 1
            for _ in range(under_way):
                yield self._next()
        finally:
            self._dismiss(threads)

    def _next(self) -> Reply:
        reply = self.done.get()
        if isinstance(reply, Exception):
            raise reply
        self.pace += (reply.seconds - self.pace) / 16
        return reply

    def _depth(self) -> int:
        """Tasks a worker that may wait: more where they go fast, lest a worker waits for this
        process while it is busy with the disk; few where each may take minutes."""
        return 8 if self._is_quick() else 2

    def _is_quick(self) -> bool:
        return self.pace < _QUICK_SECONDS

    def _serve(self, seat: Seat) -> None:
        coming = _Coming(self.todo)

        def ahead() -> Task | None:
            # a slow one is better left to the worker that has nothing to do
            return coming.task() if self._is_quick() else None

        try:
            while (pack := coming.pack()) is not None:
                alone = len(pack) == 1
                for reply in seat.stream(pack[0], ahead) if alone else seat.serve(pack):
                    self.done.put(reply)
        except Exception as error:  # noqa: BLE001 - it reaches the caller through _next
            self.done.put(error)
        finally:
            seat.stop()

    def _dismiss(self, threads: list[threading.Thread]) -> None:
        for seat in self.seats:
            seat.close()
        for _ in threads:
            self.todo.put(None)
        for thread in threads:
            thread.join(timeout=5)


class _Coming:
    """What waits for a seat: packs, until there is None."""

    def __init__(self, todo: SimpleQueue[Pack | None]) -> None:
        self.todo = todo
        self.held: list[Pack | None] = []

    def pack(self) -> Pack | None:
        """The next pack, waited for."""
        return self.held.pop() if self.held else self.todo.get()

    def task(self) -> Task | None:
        """The next task, where one waits now and is alone."""
        with suppress(Empty):
            self.held = self.held or [self.todo.get_nowait()]
        pack = self.held[0] if self.held else None
        if not pack or len(pack) > 1:
            return None
        self.held.clear()
        return pack[0]


class Seat:
    """The place of one worker process, which is replaced whenever it dies, hangs or grows old; it
    may use every processor where it is ``alone``."""

    def __init__(self, limits: Limits, alone: bool = False) -> None:
        self.limits = limits
        self.alone = alone
        self.worker: _Worker | None = None
        self.served = 0
        self.closed = False

    def serve(self, pack: Pack) -> Iterator[Reply]:
        """A reply for each task of a pack, as they come."""
        if len(pack) > 1:
            self._prepare(pack)
        for task in pack:
            since = time.monotonic()
            reply = self.perform(task)
            yield replace(reply, seconds=time.monotonic() - since)

    def stream(self, first: Task, more: Callable[[], Task | None]) -> Iterator[Reply]:
        """A reply for each task, ``first`` and what ``more`` gives while there is any. The worker
        has the next one at hand while it is at one, so that it never waits for this process."""
        line, sent = deque([first]), 0
        while line:
            if len(line) < _AHEAD and (task := more()):
                line.append(task)
            since = time.monotonic()
            reply, sent = self._first(line, sent)
            line.popleft()
            yield replace(reply, seconds=time.monotonic() - since)

    def _first(self, line: Sequence[Task], sent: int) -> tuple[Reply, int]:
        """The reply for the first in line, of which ``sent`` have been told to the worker already,
        and how many of the others have been then."""
        task, worker = line[0], self.worker if sent else self._ready()
        if worker is None:
            return failure(task, "run", "stopped", "The run was stopped."), 0
        most = min(len(line), self.limits.per_worker - self.served)
        while sent < most and worker.tell(line[sent], ahead=sent > 0):
            sent += 1
        reply = self._heard(task, worker)
        if self.worker is None or reply.error in _MAY_BE_WEAR:
            return self._settled(task, reply), 0
        return reply, sent - 1

    def _prepare(self, pack: Pack) -> None:
        """Tell the worker what comes. Where that goes wrong, each task is on its own."""
        worker = self._ready()
        if worker is not None and not worker.prepare(pack, self.limits.seconds):
            self.stop()

    def perform(self, task: Task) -> Reply:
        """One task, in a fresh process once more where an old one broke: what a document gets must
        not depend on the documents before it. A crash is the document's own only the third time; where
        the process was killed, as no document does, only the sixth."""
        return self._settled(task, self._attempt(task))

    def _settled(self, task: Task, reply: Reply) -> Reply:
        """The reply, or that of another attempt where it may have been the process."""
        tries = 1
        while reply.error in _MAY_BE_WEAR and not self.closed:
            most = _TRIES_OF_A_KILL if _KILLED in reply.message else _TRIES_OF_A_CRASH
            again = self.served > 1 or (reply.error == "crash" and tries < most)
            self.stop()
            if not again or tries > most:
                break
            reply, tries = self._attempt(task), tries + 1
        return reply

    def _attempt(self, task: Task) -> Reply:
        worker = self._ready()
        if worker is None:
            return failure(task, "run", "stopped", "The run was stopped.")
        worker.tell(task)
        return self._heard(task, worker)

    def _heard(self, task: Task, worker: _Worker) -> Reply:
        """The answer to a task that the worker is at; why there is none, and then no worker."""
        self.served += 1
        answer, late = worker.hear(self.limits.seconds)
        if answer is not None:
            return Reply(**answer[0], rows=answer[1])
        self.worker = None
        return self._lost(task, late, worker.stop())

    def _ready(self) -> _Worker | None:
        """A worker for the next task; None when the seat was closed, be it while one started."""
        if not self.closed and (self.worker is None or self.served >= self.limits.per_worker):
            self.stop()
            self.worker = self._started()
            self.served = 0
        if self.closed:
            self.stop()
            return None
        return self.worker

    def _started(self) -> _Worker:
        """A fresh worker. RuntimeError where not even the fifth attempt gives one."""
        for attempt in range(1, _STARTS + 1):
            try:
                return _Worker(
                    self.limits.megabytes, self.limits.scratch, self.limits.seconds, self.alone
                )
            except RuntimeError:
                if attempt == _STARTS or self.closed:
                    raise
        raise AssertionError

    def _lost(self, task: Task, late: bool, code: int | None) -> Reply:
        if self.closed:
            return failure(task, "run", "stopped", "The run was stopped.")
        if late:
            spent = f"{self.limits.seconds:g}"
            message = f"Reading took longer than {spent} s and was stopped; see --timeout."
            return failure(task, "run", "timeout", message)
        if code == 1:
            return failure(task, "run", "memory", OUT_OF_MEMORY)
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        message = f"The program that read the document crashed ({how}); the file may be damaged."
        return failure(task, "run", "crash", message)

    def stop(self) -> None:
        """Let the worker go; the next task gets a fresh one."""
        worker, self.worker = self.worker, None
        if worker is not None:
            worker.stop()

    def close(self) -> None:
        """End for good: what is under way is given up."""
        self.closed = True
        if (worker := self.worker) is not None:
            worker.kill()


_watch = Watch()


class _Worker:
    """One worker process and its two pipes."""

    def __init__(
        self, megabytes: int, scratch: str = "", seconds: float = 0.0, alone: bool = False
    ) -> None:
        # our own packages first: a score.py beside the user's script is not ours
        path = [_HOME, *sys.path]
        setup = json.dumps(
            {"path": path, "megabytes": megabytes, "seconds": seconds, "alone": alone}
        )
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
            [sys.executable, "-c", _BOOT, setup],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, **dict.fromkeys(_TMP, scratch)} if scratch else None,
        )
        self.late = False
        self.tasks: IO[bytes] = self.process.stdin or io.BytesIO()
        self.answers: IO[bytes] = self.process.stdout or io.BytesIO()
        if self.hear(_START_SECONDS)[0] is None:
            self.stop()
            raise RuntimeError("A worker process could not be started.")

    def prepare(self, pack: Pack, seconds: float) -> bool:
        """Have the worker get ready for a pack; False where it died of that or took longer than the
        tasks may take together."""
        plain = {"pack": [task.as_json() for task in pack], "seconds": seconds}
        with suppress(OSError):
            send(self.tasks, plain)
        return self.hear(seconds * len(pack))[0] is not None

    def tell(self, task: Task, ahead: bool = False) -> bool:
        """Send a task. One that is sent ``ahead``, while the worker is at another, must be short:
        False where it is not, and was not sent. A pipe holds no more than that for certain, and to
        wait for its other end would be to wait for each other."""
        message = encode(task.as_json())
        if ahead and len(message) > _SHORT:
            return False
        with suppress(OSError):
            self.tasks.write(message)
            self.tasks.flush()
        return True

    def hear(self, seconds: float) -> tuple[_Message | None, bool]:
        """The next answer, None where the process died; and whether time ran out."""
        answer = None
        with _watch.over(self, seconds), suppress(OSError, ValueError):
            answer = receive(self.answers)
        return (None, True) if self.late else (answer, False)

    def kill(self) -> None:
        """End the process with everything it started."""
        if self.process.poll() is not None:
            return
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()

    def stop(self) -> int | None:
        """The exit code of the process, which is ended where it has not ended by itself."""
        with suppress(OSError):
            self.tasks.close()
        code = self._code(seconds=1)
        if code is None:
            self.kill()
            code = self._code(seconds=5)
        with suppress(OSError):
            self.answers.close()
        return code

    def _code(self, seconds: float) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            return self.process.wait(timeout=seconds)
        return None
