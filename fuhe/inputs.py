"""Which files a user means: files, folders, globs and .zip archives, in an order of their own.

Folders are walked sorted and without following links; hidden files, lock files of office programs
and the clutter of file managers are passed over. Everything else is given, once, with the name it
has below the folder that was asked for.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import md5
from itertools import takewhile
from pathlib import Path

from extract.document import ReadError
from extract.readers.archive import unpacked
from extract.sniff import sniff
from fuhe.names import shown

_CLUTTER = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: ``path`` to open it, ``name`` as the corpus writes it.

    ``given`` is the folder, file or glob it was found by, in full; ``origin`` tells where it lies
    from every other place, in an archive as well. ``packed`` is true where ``path`` is a temporary
    copy of something in an archive.
    """

    path: Path
    name: str
    given: bytes = b""
    origin: bytes = b""
    packed: bool = False


@dataclass(frozen=True, slots=True)
class Missed:
    """Something that was found and cannot be read at all: ``error`` is a stable word, ``message``
    one plain sentence. ``path`` is given where there are bytes to tell it by; ``given`` and
    ``origin`` are those of :class:`Found`."""

    name: str
    error: str
    message: str
    stage: str = "find"
    path: Path | None = None
    given: bytes = b""
    origin: bytes = b""


def find(
    given: Iterable[str | Path],
    until: ExitStack,
    leave_out: Path | None = None,
    unpack_to: Path | None = None,
) -> Iterator[Found | Missed]:
    """Every file that ``given`` stands for, each once. What archives unpack to lies in a folder
    below ``unpack_to`` (default: the system's temporary folder) and stays until ``until`` closes;
    ``leave_out`` is a folder never to enter (the corpus itself)."""
    seen: set[bytes] = set()
    walk = _Walk(until, leave_out.resolve() if leave_out else None, unpack_to)
    for one in given:
        name = os.fspath(one)
        whole = identity(name)
        for found in walk.start(name):
            if isinstance(found, Found):
                # sixteen bytes a file, so that a million files fit
                key = md5(found.origin, usedforsecurity=False).digest()
                if key in seen:
                    continue
                seen.add(key)
            yield replace(found, given=whole)


def identity(given: str) -> bytes:
    """What tells one given folder, file or glob from every other, wherever it was typed."""
    magic = glob.has_magic(given) and not os.path.lexists(given)
    return os.fsencode(os.path.abspath(given) if magic else os.path.realpath(given))  # noqa: PTH100


def _origin(path: Path, *inside: str) -> bytes:
    parts = (os.fsencode(os.path.realpath(path)), *(p.encode("utf-8", "replace") for p in inside))
    return b"\0".join(parts)


class _Walk:
    def __init__(self, until: ExitStack, leave_out: Path | None, unpack_to: Path | None) -> None:
        self.until = until
        self.leave_out = leave_out
        self.unpack_to = unpack_to

    def start(self, given: str) -> Iterator[Found | Missed]:
        path = Path(given)
        if path.is_dir():
            yield from self.folder(path, "")
        elif os.path.lexists(path):
            yield from self.file(path, shown(path.name))
        elif glob.has_magic(given):
            yield from self.matches(given)
        else:
            yield Missed(shown(given), "missing", "There is no such file or folder.")

    def matches(self, pattern: str) -> Iterator[Found | Missed]:
        root = _fixed_part(pattern)
        hits = sorted(glob.glob(pattern, recursive=True), key=os.fsencode)  # noqa: PTH207
        if not hits:
            yield Missed(shown(pattern), "missing", "No file matches this pattern.")
        for hit in hits:
            path = Path(hit)
            name = shown(os.path.relpath(hit, root))
            if not path.is_dir():
                yield from self.file(path, name)
            elif "**" not in pattern:
                yield from self.folder(path, name + "/")

    def folder(self, top: Path, prefix: str) -> Iterator[Found | Missed]:
        """Everything below ``top``, depth first, each folder in the order of its names' bytes."""
        waiting = [(top, prefix)]
        while waiting:
            folder, before = waiting.pop()
            if folder.resolve() == self.leave_out:
                continue
            try:
                entries = sorted(os.scandir(folder), key=lambda e: os.fsencode(e.name))
            except OSError as error:
                why = error.strerror or "unknown reason"
                yield Missed(before or shown(folder.name), "unreadable", f"Not listed: {why}.")
                continue
            below = []
            for entry in entries:
                name = before + shown(entry.name)
                if _passed_over(entry.name):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    below.append((Path(entry.path), name + "/"))
                elif entry.is_symlink():
                    yield from self.link(Path(entry.path), name, top)
                else:
                    yield from self.file(Path(entry.path), name)
            waiting.extend(reversed(below))

    def link(self, path: Path, name: str, top: Path) -> Iterator[Found | Missed]:
        """A link is followed to a file below the folder that was given, and nowhere else."""
        target = path.resolve()
        if not target.is_relative_to(top.resolve()):
            message = "A link that leads out of the folder; it was not followed."
            yield Missed(name, "link-outside", message)
        elif not target.is_dir():
            yield from self.file(path, name)

    def file(self, path: Path, name: str) -> Iterator[Found | Missed]:
        try:
            mode = path.stat().st_mode
        except OSError as error:
            why = error.strerror or "unknown reason"
            yield Missed(name, "unreadable", f"The file cannot be opened: {why}.")
            return
        if not stat.S_ISREG(mode):
            yield Missed(name, "unsupported", "This is no ordinary file.")
        elif path.suffix.lower() == ".zip":
            yield from self.archive(path, name)
        else:
            yield Found(path, name, origin=_origin(path))

    def archive(self, path: Path, name: str) -> Iterator[Found | Missed]:
        """The files of a .zip, archives in it included; a .zip that is something else is a file."""
        try:
            if sniff(path) != "zip":
                yield Found(path, name, origin=_origin(path))
                return
            members = self.until.enter_context(unpacked(path, self.unpack_to))
        except ReadError as error:
            said = (error.reason, error.message, error.stage)
            yield Missed(name, *said, path, origin=_origin(path))
            return
        for number, member in enumerate(members):
            inside = f"{name}/{shown(member.path)}"
            if isinstance(member.file, ReadError):
                why = member.file
                yield Missed(inside, why.reason, why.message, why.stage)
            elif not any(_passed_over(part) for part in member.path.split("/")):
                origin = _origin(path, str(number), member.path)
                yield Found(member.file, inside, origin=origin, packed=True)
        if not members:
            empty = "The archive holds no file."
            yield Missed(name, "empty", empty, "open", path, origin=_origin(path))


def _passed_over(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _CLUTTER


def _fixed_part(pattern: str) -> Path:
    """The folder of a pattern above its first wildcard."""
    return Path(*takewhile(lambda part: not glob.has_magic(part), Path(pattern).parent.parts))
