"""Looks into .zip archives for whoever reads many files; an archive itself is no document.

No name from an archive ever reaches the disk: members go to numbered files in a temporary folder.
"""

from __future__ import annotations

import errno
import re
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from extract._zip import BROKEN, MOST_MEMBERS, is_bomb, is_locked, open_zip
from extract.document import ReadError
from extract.sniff import sniff

MOST_ARCHIVE_BYTES = 4 << 30
MOST_MEMBER_BYTES = 1 << 30
MOST_NESTING = 3  # archives between the outermost and a file: of a city, a county, an office

_TOO_DEEP = (
    "The archive lies in too many others to be opened; unpack it by hand and read what is in it."
)
_IGNORED = re.compile(r"(?:^|/)(?:__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$)")
_SUFFIX = re.compile(r"\.[0-9A-Za-z]{1,8}$")
_FIRST_CJK = "\u0800"  # UTF-8 that is really GBK decodes to signs before this one
_UTF8 = 0x800
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Member(NamedTuple):
    """A file of an archive: its path there (``/`` between folders and nested archives) and the
    temporary copy of it, or why there is none."""

    path: str
    file: Path | ReadError


def members(path: Path) -> Iterator[str]:
    """Paths of the files in a zip as people see them, in its order; nested archives count as one
    file. ReadError ``damaged`` or ``too-large``."""
    with open_zip(path, MOST_ARCHIVE_BYTES) as archive:
        yield from (name for name, _ in _files(archive))


@contextmanager
def unpacked(path: Path, within: Path | None = None) -> Iterator[list[Member]]:
    """Unpack a zip, and zips in it, to a folder that is gone after the ``with``; it lies in
    ``within`` where that is given, else where the system keeps temporary files.

    A member that is locked, broken or absurdly large comes with its ReadError in place of a file;
    ReadError is raised only for the archive as a whole (``damaged``, ``too-large``).
    """
    with tempfile.TemporaryDirectory(prefix="fuhe-", dir=within) as folder:
        unpacker = _Unpacker(Path(folder))
        unpacker.unpack(path)
        yield unpacker.found


class _Unpacker:
    """Copies members to numbered files; counts members and bytes over all nested archives."""

    def __init__(self, folder: Path) -> None:
        self.found: list[Member] = []
        self._folder = folder
        self._copied = 0
        self._bytes = 0

    def unpack(self, path: Path, prefix: str = "", nesting: int = MOST_NESTING) -> None:
        with open_zip(path, MOST_ARCHIVE_BYTES) as archive:
            for name, info in _files(archive):
                file = self._copy(archive, info)
                if isinstance(file, Path) and _is_zip(file):
                    self._unpack_nested(file, prefix + name, nesting)
                else:
                    self.found.append(Member(prefix + name, file))

    def _unpack_nested(self, file: Path, path: str, nesting: int) -> None:
        try:
            if not nesting:
                raise ReadError("unsupported", _TOO_DEEP, "open")
            self.unpack(file, f"{path}/", nesting - 1)
        except ReadError as error:
            self.found.append(Member(path, error))
        file.unlink()

    def _copy(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Path | ReadError:
        problem = self._problem(info)
        if problem:
            return problem
        self._copied += 1
        self._bytes += info.file_size
        suffix = _SUFFIX.search(info.filename)
        target = self._folder / f"{self._copied:06d}{suffix.group().lower() if suffix else ''}"
        try:
            with archive.open(info) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
        except BROKEN as error:
            target.unlink(missing_ok=True)
            if getattr(error, "errno", None) in _NO_ROOM:
                raise  # the disk is full: no fault of the file
            message = "The file is damaged inside its archive; fetch the archive again."
            return ReadError("damaged", message, "open")
        return target

    def _problem(self, info: zipfile.ZipInfo) -> ReadError | None:
        if is_locked(info):
            message = "The file is locked with a password in its archive; unpack it by hand first."
            return ReadError("encrypted", message, "open")
        too_many = self._copied >= MOST_MEMBERS
        too_big = self._bytes + info.file_size > MOST_ARCHIVE_BYTES
        if too_many or too_big or info.file_size > MOST_MEMBER_BYTES or is_bomb(info):
            message = f"The file would unpack to {info.file_size >> 10} KB and was left packed."
            return ReadError("too-large", message, "open")
        return None


def _is_zip(file: Path) -> bool:
    try:
        return sniff(file) == "zip"
    except ReadError:
        return False


def _files(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    for info in archive.infolist():
        name = _shown_name(info)
        kind = stat.S_IFMT(info.external_attr >> 16)
        # a member without any name is none: ZipFile itself fails on it
        if not name or info.is_dir() or kind not in (0, stat.S_IFREG) or _IGNORED.search(name):
            continue
        yield name, info


def _shown_name(info: zipfile.ZipInfo) -> str:
    """The path without drive, root and ``..``, ``/`` between folders."""
    name = info.filename if info.flag_bits & _UTF8 else _decoded(info.filename)
    parts = re.split(r"[/\\]+", re.sub(r"^[A-Za-z]:", "", name))
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _decoded(name: str) -> str:
    """A name without the UTF-8 mark: UTF-8 all the same (macOS), else GBK (Windows in China)."""
    if name.isascii():
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "utf-8" or max(text) >= _FIRST_CJK:
            return text
    return name
