"""A worker process of the local engine: takes tasks on its input, answers on its output."""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from extract.wanted import ALONE, SECONDS_LEFT
from fuhe.executors.hand import hold
from fuhe.executors.watch import countdown
from fuhe.executors.wire import receive, reply_head, send
from fuhe.executors.work import Task, perform

_DIE_WITH_PARENT = 1  # prctl PR_SET_PDEATHSIG


def main(megabytes: int, seconds: float = 0.0, alone: bool = False) -> None:
    """Serve until the input ends. ``megabytes`` is the memory this process may have (0: any),
    ``seconds`` the time a document may take (0: any); ``alone`` where there is no other worker.

    A message is a task, or a pack of tasks that come one by one afterwards and may be prepared
    together now."""
    spare_collector()
    answers = _private_output()
    bind_to_parent()
    limit_memory(megabytes)
    ALONE.set(alone)
    tasks = sys.stdin.buffer
    send(answers, {"ready": True})
    while (message := receive(tasks)) is not None:
        head = message[0]
        if "pack" in head:
            hold([Task.from_json(one) for one in head["pack"]], head["seconds"])
            send(answers, {"ready": True})
            continue
        SECONDS_LEFT.set(countdown(seconds))
        reply = perform(Task.from_json(head))
        send(answers, reply_head(reply), reply.rows)


def spare_collector() -> None:
    """Look for garbage in cycles a hundred times less often than Python does by itself: documents
    are trees of frozen objects, and looking takes a sixth of the time that reading one takes."""
    gc.set_threshold(100_000, 50, 50)


def _private_output() -> BinaryIO:
    """The real output, for answers only: what a library prints goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    return answers


def bind_to_parent() -> None:
    """Ctrl-C is the parent's affair; on Linux this process dies when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            import ctypes

            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def held_memory() -> int:
    """Bytes that this process can write to already; 0 where the system does not say (not Linux)."""
    with suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/self/statm").read_text().split()[5]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def limit_memory(megabytes: int, held: int = 0) -> None:
    """Bound the memory that this process can write to (where the system knows how); ``held`` are bytes
    that it had before, and that are no document's."""
    if not megabytes:
        return
    with suppress(ImportError, ValueError, OSError):
        import resource

        kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
        hard = resource.getrlimit(kind)[1]
        limit = (megabytes << 20) + held
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        resource.setrlimit(kind, (limit, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
