"""The work area of a corpus: ``CORPUS/.fuhe``, where everything lies that is no table.

It holds the journal of what was read, the run log, the lock, temporary files of the workers, and
the tables while they are made. One run at a time may use it.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from extract.frozen import dataclass
from fuhe.corpus.folder import AREA, check, put_in_place, waiting


@dataclass(frozen=True, slots=True)
class Area:
    """Paths of one work area."""

    folder: Path

    @property
    def journal(self) -> Path:
        """What was found and what became of it (SQLite)."""
        return self.folder / "journal.sqlite"

    @property
    def log(self) -> Path:
        """The run log, a line of JSON an event."""
        return self.folder / "log.jsonl"

    @property
    def tmp(self) -> Path:
        """Temporary files of this run."""
        return self.folder / "tmp"

    @property
    def fresh(self) -> Path:
        """Tables that are being made."""
        return self.folder / "fresh"


@contextmanager
def work_area(out: Path, format: str) -> Iterator[Area]:
    """The work area of ``out``, held against other runs. What a killed run left half done is taken
    away, and tables that it had finished are put in place.

    Raises ValueError where ``out`` is a file, holds something other than a corpus or is written to
    by another run, where ``format`` is unknown or needs a library that is not installed.
    """
    check(out, format)
    area = Area(out / AREA)
    area.folder.mkdir(parents=True, exist_ok=True)
    if area.folder.is_symlink():
        raise ValueError(f"{AREA} in the output folder is a link; it must be a folder of its own.")
    with _alone(area.folder / "lock"):
        put_in_place(area.fresh, out)
        for left in (area.tmp, area.fresh):
            shutil.rmtree(left, ignore_errors=True)
        area.tmp.mkdir()
        try:
            yield area
        finally:
            for left in (area.tmp, area.fresh):
                if not waiting(out) or left == area.tmp:
                    shutil.rmtree(left, ignore_errors=True)
    _forget(area, out)


def forget(area: Area) -> None:
    """Take the journal away: nothing came of the run and nothing was there before."""
    for name in ("", "-wal", "-shm", "-journal"):
        (area.folder / f"{area.journal.name}{name}").unlink(missing_ok=True)
    area.log.unlink(missing_ok=True)


def _forget(area: Area, out: Path) -> None:
    """Take away folders in which nothing is left."""
    with suppress(OSError):
        if not area.journal.exists():
            (area.folder / "lock").unlink(missing_ok=True)
            area.folder.rmdir()
            out.rmdir()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold ``path`` against other runs, where the system can (elsewhere the journal's own lock
    does). ValueError where another run holds it."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ValueError(busy(_holder(file))) from error
        except OSError:
            pass  # a file system without locks
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()}, since {time.strftime('%Y-%m-%d %H:%M:%S')}")
        file.flush()
        yield


def busy(who: str = "") -> str:
    """The sentence for a corpus that another run is writing."""
    held = f" ({who})" if who else ""
    return f"Another run of fuhe{held} is writing this corpus; wait for its end, or stop it."


def _holder(file: IO[str]) -> str:
    file.seek(0)
    return file.read(200).strip()
