"""``fuhe check`` within limits: documents are read in a forked copy of this process.

The copy costs a few milliseconds, for everything that is loaded already is shared with it. It has a
limit on memory, and this process ends it where a document takes too long; a crash costs that
document alone. What comes back is taken apart by a reader of pickles that makes nothing but the
plain types of documents, so that a copy which a hostile file took over can send nothing that runs.
Where the system cannot fork safely (Windows, macOS), documents are read in this process itself.
"""

from __future__ import annotations

import copyreg
import io
import os
import pickle
import select
import signal
import struct
import sys
import time
from contextlib import suppress
from dataclasses import is_dataclass
from decimal import Decimal
from enum import Enum
from importlib import import_module
from pathlib import Path, PosixPath, PurePosixPath
from types import TracebackType
from typing import Any, Self

from extract.document import ReadError
from extract.wanted import ALONE, SECONDS_LEFT
from fuhe import pipeline
from fuhe.document import Document
from fuhe.executors.limits import Limits
from fuhe.executors.watch import countdown, queued
from fuhe.executors.work import OUT_OF_MEMORY
from fuhe.settings import Settings

_HEAD = struct.Struct(">Q")
_MOST = 1 << 29
_OURS = ("extract.", "normalize.", "score.", "fuhe.")
_PLAIN = {
    ("builtins", "set"): set,
    ("builtins", "frozenset"): frozenset,
    ("builtins", "object"): object,
    ("collections", "OrderedDict"): dict,
    ("copyreg", "_reconstructor"): copyreg._reconstructor,  # type: ignore[attr-defined]
    ("pathlib", "PosixPath"): PosixPath,
    ("pathlib", "PurePosixPath"): PurePosixPath,
}


class Sandbox:
    """Reads documents one after the other, each within ``limits``. Use it in a ``with``."""

    def __init__(self, settings: Settings, limits: Limits) -> None:
        self.settings = settings
        self.limits = limits
        self.copy: _Copy | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def read(self, path: Path) -> Document:
        """One document. Raises :class:`ReadError`, for a crash, a time-out and a lack of memory
        as well."""
        if sys.platform != "linux" or os.environ.get("FUHE_DEBUG"):
            return _read_here(path, self.settings)
        if self.copy is None:
            _flush()
            self.copy = _Copy(self.settings, self.limits)
        answer = self.copy.ask(path, self.limits.seconds)
        if isinstance(answer, _Lost):
            raise _said(answer, self._end(), self.limits)
        if isinstance(answer, ReadError):
            raise answer
        return answer

    def _end(self) -> int:
        copy, self.copy = self.copy, None
        return copy.end() if copy else 0


def _read_here(path: Path, settings: Settings) -> Document:
    """One document in this process, which is the only one at work."""
    before = ALONE.set(True)
    try:
        return pipeline.run(path, settings)
    finally:
        ALONE.reset(before)


class _Lost:
    """No answer came; ``late`` where time ran out."""

    def __init__(self, late: bool) -> None:
        self.late = late


def _said(lost: _Lost, status: int, limits: Limits) -> ReadError:
    if lost.late:
        message = f"Reading took longer than {limits.seconds:g} s and was stopped; see --timeout."
        return ReadError("timeout", message, "run")
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 1:
        return ReadError("memory", OUT_OF_MEMORY, "run")
    how = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "no answer"
    message = f"The program that read the document crashed ({how}); the file may be damaged."
    return ReadError("crash", message, "run")


class _Copy:
    """The forked process and the two pipes to it."""

    def __init__(self, settings: Settings, limits: Limits) -> None:
        task_out, self.tasks = os.pipe()
        self.answers, answer_in = os.pipe()
        self.until: float | None = None
        self.pid = os.fork()
        if self.pid == 0:
            # nothing of the caller may run in here, its finally clauses included
            try:
                os.close(self.tasks)
                os.close(self.answers)
                _serve(task_out, answer_in, settings, limits)
            finally:
                os._exit(1)
        os.close(task_out)
        os.close(answer_in)

    def ask(self, path: Path, seconds: float) -> Document | ReadError | _Lost:
        """What became of one file."""
        # what it has to wait for a processor is not its time
        self.until = time.monotonic() + seconds - queued(self.pid) if seconds else None
        try:
            _write(self.tasks, os.fsencode(path))
            size = _HEAD.unpack(self._take(_HEAD.size))[0]
            if size > _MOST:
                return _Lost(late=False)
            found = _Plain(io.BytesIO(self._take(size))).load()
        except TimeoutError:
            return _Lost(late=True)
        except (OSError, EOFError):
            return _Lost(late=False)
        except pickle.UnpicklingError as error:
            return ReadError("internal", f"What was read cannot be taken over ({error}).", "run")
        if isinstance(found, tuple):
            reason, message, stage = (str(part) for part in found)
            return ReadError(reason, message, stage)
        return found if isinstance(found, Document) else _Lost(late=False)

    def _left(self) -> float | None:
        """Seconds that the file may still take; None: any time."""
        if self.until is None:
            return None
        return self.until + queued(self.pid) - time.monotonic()

    def _take(self, size: int) -> bytes:
        """Exactly ``size`` bytes. EOFError where the copy is gone, TimeoutError when time is up."""
        data = bytearray()
        while len(data) < size:
            left = self._left()
            if left is not None and left <= 0:
                raise TimeoutError
            if select.select([self.answers], [], [], left)[0]:
                chunk = os.read(self.answers, min(size - len(data), 1 << 20))
                if not chunk:
                    raise EOFError
                data += chunk
        return bytes(data)

    def end(self) -> int:
        """End the copy with everything it started; its wait status."""
        with suppress(OSError):
            os.close(self.tasks)
        with suppress(OSError):
            os.close(self.answers)
        status = _waited(self.pid, 0.2)
        if status is None:
            for kill in (os.killpg, os.kill):
                with suppress(OSError):
                    kill(self.pid, signal.SIGKILL)
            status = os.waitpid(self.pid, 0)[1]
        return status


def _waited(pid: int, seconds: float) -> int | None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return status
        time.sleep(0.002)
    return None


def _serve(tasks: int, answers: int, settings: Settings, limits: Limits) -> None:
    """The life of the copy: file names in, documents out, until the input ends."""
    from fuhe.executors.worker import bind_to_parent, held_memory, limit_memory

    os.setsid()
    bind_to_parent()
    # a copy begins with all that the program around us holds
    limit_memory(limits.megabytes, held_memory())
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    source = os.fdopen(tasks, "rb")
    while len(head := source.read(_HEAD.size)) == _HEAD.size:
        path = Path(os.fsdecode(source.read(_HEAD.unpack(head)[0])))
        SECONDS_LEFT.set(countdown(limits.seconds))
        _write(answers, _answer(path, settings))
    os._exit(0)


def _answer(path: Path, settings: Settings) -> bytes:
    try:
        return pickle.dumps(_read_here(path, settings), protocol=5)
    except ReadError as error:
        return pickle.dumps((error.reason, error.message, error.stage))
    except MemoryError:
        return pickle.dumps(("memory", OUT_OF_MEMORY, "run"))


def _write(pipe: int, data: bytes) -> None:
    whole = memoryview(_HEAD.pack(len(data)) + data)
    while whole:
        whole = whole[os.write(pipe, whole) :]


def _flush() -> None:
    """What waits in our streams must not be written twice."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()


class _Plain(pickle.Unpickler):
    """Makes our own dataclasses, decimals and plain containers, and refuses everything else."""

    def find_class(self, module: str, name: str) -> Any:
        """The class called ``name``; UnpicklingError for one that is no plain type of ours."""
        if (module, name) in _PLAIN:
            return _PLAIN[module, name]
        if (module, name) == ("decimal", "Decimal") or (
            module.startswith(_OURS)
            and "." not in name
            and _is_plain(found := _loaded(module, name))
        ):
            return Decimal if module == "decimal" else found
        raise pickle.UnpicklingError(f"{module}.{name} is no plain type")


def _loaded(module: str, name: str) -> object:
    """What a module of ours calls ``name``; None where there is none."""
    try:
        return getattr(import_module(module), name, None)
    except ImportError:
        return None


def _is_plain(found: object) -> bool:
    """True for a type that only holds values: a dataclass, a named tuple, an enumeration."""
    if not isinstance(found, type):
        return False
    named_tuple = issubclass(found, tuple) and hasattr(found, "_fields")
    return is_dataclass(found) or named_tuple or issubclass(found, Enum)
