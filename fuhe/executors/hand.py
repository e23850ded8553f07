"""What a worker has at hand before it is asked for it: fetched copies, converted old Word files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from fuhe.executors.work import Task
from fuhe.remote import fetch, is_address

_copies: dict[str, Path] = {}
_folder: list[tempfile.TemporaryDirectory[str]] = []


def hold(tasks: Sequence[Task], seconds: float) -> None:
    """Get ready for ``tasks``, which will be asked for one by one: fetch what lies elsewhere, and
    have LibreOffice convert old Word files at one start; each may take ``seconds`` (0: any time).
    What goes wrong here goes wrong again, and is said, when the task itself is performed."""
    from extract.document import ReadError
    from extract.readers import office
    from extract.sniff import sniff

    drop()
    files: list[tuple[Path, str]] = []
    for task in tasks:
        with suppress(ReadError, OSError):
            path = _copied(task.path) if is_address(task.path) else Path(task.path)
            if (kind := sniff(path)) in office.FORMATS:
                files.append((path, kind))
    office.prepare(files, min(seconds or office.SECONDS, office.SECONDS))


def drop() -> None:
    """Take away what an earlier :func:`hold` got ready."""
    _copies.clear()
    while _folder:
        _folder.pop().cleanup()


@contextmanager
def at_hand(path: str) -> Iterator[Path]:
    """A file to open for ``path``, be it an address; ReadError where that cannot be fetched."""
    if not is_address(path):
        yield Path(path)
    elif path in _copies:
        yield _copies.pop(path)
    else:
        with tempfile.TemporaryDirectory(prefix="fuhe-", ignore_cleanup_errors=True) as folder:
            yield fetch(path, Path(folder)).path


def _copied(address: str) -> Path:
    """A copy that stays until :func:`drop`."""
    if not _folder:
        _folder.append(tempfile.TemporaryDirectory(prefix="fuhe-", ignore_cleanup_errors=True))
    room = Path(tempfile.mkdtemp(dir=_folder[0].name))
    _copies[address] = fetch(address, room).path
    return _copies[address]
