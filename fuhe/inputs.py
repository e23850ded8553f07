"""Which files a user means: files, folders, globs, .zip archives and addresses, in order of names.

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
from dataclasses import replace
from hashlib import md5
from itertools import takewhile
from pathlib import Path

from extract.document import ReadError
from extract.frozen import dataclass
from extract.readers.archive import unpacked
from extract.sniff import sniff
from fuhe.listing import Listed, Unlisted, copied, listed
from fuhe.names import passed_over, shown
from fuhe.remote import bare, is_address


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: ``path`` to open it, ``name`` as the corpus writes it.

    ``given`` is the folder, file or glob it was found by, in full; ``origin`` tells where it lies
    from every other place, in an archive as well. ``packed`` is true where ``path`` is a temporary
    copy of something in an archive. A file that lies elsewhere has an ``address`` to fetch it from
    and a ``stamp`` that changes when it does; then ``path`` is its name alone.
    """

    path: Path
    name: str
    given: bytes = b""
    origin: bytes = b""
    packed: bool = False
    address: str = ""
    stamp: str = ""


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
    leave_out: Path | str | None = None,
    unpack_to: Path | None = None,
    *,
    fetched: bool = True,
) -> Iterator[Found | Missed]:
    """Every file that ``given`` stands for, each once. What archives unpack to lies in a folder
    below ``unpack_to`` (default: the system's temporary folder) and stays until ``until`` closes;
    ``leave_out`` is a folder or an address never to enter (the corpus itself). What lies elsewhere
    is ``fetched`` to the same place, or given with its address alone."""
    seen: set[bytes] = set()
    walk = _Walk(until, leave_out, unpack_to, fetched)
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
            yield _given(found, whole)


def _given(one: Found | Missed, given: bytes) -> Found | Missed:
    """The same, found by ``given``. For a Found not by ``replace``, which takes its time."""
    if isinstance(one, Missed):
        return replace(one, given=given)
    return Found(one.path, one.name, given, one.origin, one.packed, one.address, one.stamp)


def identity(given: str) -> bytes:
    """What tells one given folder, file, glob or address from every other, wherever it was typed."""
    if is_address(given):
        return os.fsencode(bare(given))
    magic = glob.has_magic(given) and not os.path.lexists(given)
    return os.fsencode(os.path.abspath(given) if magic else os.path.realpath(given))  # noqa: PTH100


def _origin(path: Path) -> bytes:
    return os.fsencode(os.path.realpath(path))


def _is_archive(name: str) -> bool:
    return name.lower().endswith(".zip")


def _inside(origin: bytes, *inside: str) -> bytes:
    return b"\0".join((origin, *(part.encode("utf-8", "replace") for part in inside)))


class _Walk:
    def __init__(
        self,
        until: ExitStack,
        leave_out: Path | str | None,
        unpack_to: Path | None,
        fetched: bool,
    ) -> None:
        self.until = until
        self.leave_out = leave_out.resolve() if isinstance(leave_out, Path) else None
        self.address = leave_out if isinstance(leave_out, str) else ""
        self.unpack_to = unpack_to
        self.fetched = fetched

    def start(self, given: str) -> Iterator[Found | Missed]:
        path = Path(given)
        if is_address(given):
            yield from self.elsewhere(given)
        elif path.is_dir():
            yield from self.folder(path, "")
        elif os.path.lexists(path):
            yield from self.file(path, shown(path.name))
        elif glob.has_magic(given):
            yield from self.matches(given)
        else:
            yield Missed(shown(given), "missing", "There is no such file or folder.")

    def elsewhere(self, given: str) -> Iterator[Found | Missed]:
        """What lies at an address; archives are fetched to look into them."""
        for one in listed(given, self.address):
            if isinstance(one, Unlisted):
                yield Missed(one.name, one.error, one.message)
            elif one.name.lower().endswith(".zip"):
                yield from self.archive_elsewhere(one)
            elif self.fetched:
                yield from self.copy(one)
            else:
                origin = os.fsencode(bare(one.address))
                name = Path(one.name.rpartition("/")[2])
                yield Found(name, one.name, origin=origin, address=one.address, stamp=one.stamp)

    def copy(self, one: Listed) -> Iterator[Found | Missed]:
        """A file of an address as a file here."""
        origin = os.fsencode(bare(one.address))
        path = copied(one, self.unpack_to, self.until)
        if isinstance(path, ReadError):
            yield Missed(one.name, path.reason, path.message, path.stage, origin=origin)
        else:
            yield Found(path, one.name, origin=origin, packed=True)

    def archive_elsewhere(self, one: Listed) -> Iterator[Found | Missed]:
        """The files of an archive of an address."""
        origin = os.fsencode(bare(one.address))
        path = copied(one, self.unpack_to, self.until)
        if isinstance(path, ReadError):
            yield Missed(one.name, path.reason, path.message, path.stage, origin=origin)
        else:
            for found in self.archive(path, one.name, origin):
                yield replace(found, packed=True) if isinstance(found, Found) else found

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
            below, real = [], _origin(folder)
            for entry in entries:
                name = before + shown(entry.name)
                if passed_over(entry.name):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    below.append((Path(entry.path), name + "/"))
                elif entry.is_symlink():
                    yield from self.link(Path(entry.path), name, top)
                elif entry.is_file() and not _is_archive(name):
                    origin = os.path.join(real, os.fsencode(entry.name))  # noqa: PTH118
                    yield Found(Path(entry.path), name, origin=origin)
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
        elif _is_archive(name):
            yield from self.archive(path, name)
        else:
            yield Found(path, name, origin=_origin(path))

    def archive(self, path: Path, name: str, origin: bytes = b"") -> Iterator[Found | Missed]:
        """The files of a .zip, archives in it included; a .zip that is something else is a file."""
        origin = origin or _origin(path)
        try:
            if sniff(path) != "zip":
                yield Found(path, name, origin=origin)
                return
            members = self.until.enter_context(unpacked(path, self.unpack_to))
        except ReadError as error:
            said = (error.reason, error.message, error.stage)
            yield Missed(name, *said, path, origin=origin)
            return
        for number, member in enumerate(members):
            inside = f"{name}/{shown(member.path)}"
            if isinstance(member.file, ReadError):
                why = member.file
                yield Missed(inside, why.reason, why.message, why.stage)
            elif not any(passed_over(part) for part in member.path.split("/")):
                whole = _inside(origin, str(number), member.path)
                yield Found(member.file, inside, origin=whole, packed=True)
        if not members:
            empty = "The archive holds no file."
            yield Missed(name, "empty", empty, "open", path, origin=origin)


def _fixed_part(pattern: str) -> Path:
    """The folder of a pattern above its first wildcard."""
    return Path(*takewhile(lambda part: not glob.has_magic(part), Path(pattern).parent.parts))
