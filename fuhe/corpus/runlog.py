"""The run log: one line of JSON an event, for machines that watch a run or account for it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from fuhe.corpus.summary import Summary
from fuhe.executors.work import Reply, Task
from fuhe.version import version


class RunLog:
    """Writes events to ``file``. A log that cannot be written never stops a run."""

    def __init__(self, file: IO[str], run: str) -> None:
        self.file = file
        self.run = run

    def tell(self, event: str, **facts: Any) -> None:
        """One event with its facts."""
        self._write([{"time": _now(), "run": self.run, "event": event, **facts}])

    def documents(self, settled: Iterable[tuple[Task | None, Reply]]) -> None:
        """Documents were settled."""
        begin = {"time": _now(), "run": self.run, "event": "document"}
        self._write([begin | self._told(task, reply) for task, reply in settled])

    def _write(self, lines: Iterable[dict[str, Any]]) -> None:
        with suppress(OSError, ValueError):
            self.file.write("".join(json.dumps(line) + "\n" for line in lines))
            self.file.flush()

    @staticmethod
    def _told(task: Task | None, reply: Reply) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "doc_id": reply.sha256[:16],
            "status": reply.status,
            "seconds": round(reply.seconds, 3),
        }
        if task:
            facts |= {"file": task.path, "bytes": task.bytes}
        if reply.failed:
            facts |= {"stage": reply.stage, "error": reply.error, "message": reply.message}
        else:
            facts |= {"forms": reply.forms, "errors": reply.errors, "warnings": reply.warnings}
        return facts

    def state(self, event: str, summary: Summary, **facts: Any) -> None:
        """How the run stands."""
        self.tell(event, **facts, **asdict(summary))


@contextmanager
def open_log(path: Path) -> Iterator[RunLog]:
    """The log at ``path``, added to; nothing is written where it cannot be."""
    run = f"{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}"
    target = path if _can_write(path) else Path(os.devnull)
    with target.open("a", encoding="utf-8", newline="\n") as file:
        if _is_torn(target):
            file.write("\n")  # a run was cut short in the middle of a line
        log = RunLog(file, run)
        log.tell("start", version=version(), process=os.getpid())
        try:
            yield log
        except BaseException as error:
            log.tell("stopped", error=type(error).__name__, message=str(error)[:500])
            raise


def _can_write(path: Path) -> bool:
    try:
        with path.open("a", encoding="utf-8"):
            return True
    except OSError:
        return False


def _is_torn(path: Path) -> bool:
    """True where the last line has no end."""
    with suppress(OSError), path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) not in (b"\n", b"")
    return False


def _now() -> str:
    seconds = time.time()
    whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return f"{whole}.{int(seconds % 1 * 1000):03d}Z"
