"""Opening a zip without being blown up by it: limits on members, size and compression."""

from __future__ import annotations

import io
import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, cast

from extract.document import ReadError

BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, OverflowError,
    NotImplementedError, ValueError,
)  # fmt: skip
"""What reading a broken zip can raise."""

MOST_MEMBERS = 20_000
MOST_BYTES = 1 << 30
MOST_RATIO = 200
RATIO_FROM = 64 << 20  # bytes; below, a ratio means nothing: a little file of blanks presses well

_MOST_DEFLATE = 1032  # bytes out of one byte in, at the very most
_LOCAL = struct.Struct("<26sHH")  # a member's own header, and the lengths of its name and extras
_UTF8 = 1 << 11
_HARMLESS = _UTF8 | 1 << 3 | 0b110  # flags that ask nothing of a reader: sizes behind, effort
_LITTLE = 1 << 20  # bytes; a file up to that is read at once


def open_zip(path: Path, most_bytes: int = MOST_BYTES) -> zipfile.ZipFile:
    """The zip at ``path``, within limits when unpacked. ReadError ``damaged`` or ``too-large``."""
    try:
        package = zipfile.ZipFile(path)
    except BROKEN as error:
        message = "The file is cut short or damaged (a broken zip package); fetch it again."
        raise ReadError("damaged", message, "open") from error
    try:
        check_limits(package.infolist(), most_bytes)
    except ReadError:
        package.close()
        raise
    return package


def check_limits(members: Iterable[zipfile.ZipInfo], most_bytes: int = MOST_BYTES) -> None:
    """ReadError ``too-large`` where the members together would unpack to an absurd size."""
    count = unpacked = 0
    for member in members:
        count += 1
        unpacked += member.file_size
    if count > MOST_MEMBERS:
        raise _too_large(f"it holds {count} members, the limit is {MOST_MEMBERS}")
    if unpacked > most_bytes:
        raise _too_large(f"it unpacks to {unpacked >> 20} MB, the limit is {most_bytes >> 20} MB")


def is_bomb(member: zipfile.ZipInfo) -> bool:
    """Whether a member is large only once it is unpacked."""
    size = member.file_size
    return size > RATIO_FROM and size > MOST_RATIO * max(member.compress_size, 1)


def is_locked(member: zipfile.ZipInfo) -> bool:
    """Whether a member needs a password."""
    return bool(member.flag_bits & 1)


_Listed = tuple[tuple[int, ...], Sequence[zipfile.ZipInfo]]
_listed: _Listed | None = None


def note_members(package: zipfile.ZipFile) -> None:
    """Keep the list of the members of a zip for the :class:`Unzip` that is to open the same file next:
    to list them takes as long as to unpack most of them."""
    global _listed  # noqa: PLW0603 - one pair, put in place in one step
    if package.fp is not None:
        _listed = _signature(package.fp), package.infolist()


def _signature(file: IO[bytes]) -> tuple[int, ...]:
    """What tells an open file from others and from its own later states."""
    said = os.fstat(file.fileno())
    return said.st_dev, said.st_ino, said.st_size, said.st_mtime_ns


def _known_bytes(path: Path, signature: tuple[int, ...]) -> bytes:
    """All bytes of a little file that is still the one of that signature; none of any other."""
    try:
        with path.open("rb") as file:
            same = _signature(file) == signature
            return file.read() if same and signature[2] <= _LITTLE else b""
    except OSError:
        return b""


class Unzip:
    """The zip at ``path`` open for reading, within limits when unpacked; ``members`` is what it holds.
    ReadError ``damaged`` or ``too-large``."""

    def __init__(self, path: Path) -> None:
        global _listed
        known, _listed = _listed, None
        self._whole: zipfile.ZipFile | None = None
        data = b"" if known is None else _known_bytes(path, known[0])
        if known is not None and data:
            self._file: IO[bytes] = io.BytesIO(data)
            self.members = known[1]
            check_limits(self.members)
        else:
            self._whole = open_zip(path)
            self._file = cast("IO[bytes]", self._whole.fp)
            self.members = self._whole.infolist()

    def pressed(self, member: zipfile.ZipInfo) -> bytes | None:
        """The bytes of an ordinary small member as they lie in the file, not unpacked; None for any
        other. Where two are the same, and their checksums and sizes, so is what is in them."""
        return _pressed(self._file, member)

    def read(self, member: zipfile.ZipInfo) -> bytes:
        """The whole of one member; raises what ``BROKEN`` lists."""
        data = _unpacked(self._file, member)
        if data is not None:
            return data
        if self._whole is None:
            self._whole = zipfile.ZipFile(self._file)
        return self._whole.read(member)

    def close(self) -> None:
        """Close the file."""
        if self._whole is not None:
            self._whole.close()
        self._file.close()


def read_member(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The whole of one member; raises what ``ZipFile.read`` raises, see ``BROKEN``. An ordinary
    small one is unpacked in one go, at half the cost of the small steps of ``zipfile``."""
    data = None if package.fp is None else _unpacked(package.fp, member)
    return package.read(member) if data is None else data


def _unpacked(stream: IO[bytes], member: zipfile.ZipInfo) -> bytes | None:
    """A deflated member whose header, size and checksum are in order; None for any other. However
    much its size lies, it cannot unpack to more than ``RATIO_FROM`` bytes."""
    pressed = _pressed(stream, member)
    if pressed is None:
        return None
    try:
        data = zlib.decompress(pressed, -zlib.MAX_WBITS, max(member.file_size, 1))
    except zlib.error:
        return None
    whole = len(data) == member.file_size and zlib.crc32(data) == member.CRC
    return data if whole else None


def _pressed(stream: IO[bytes], member: zipfile.ZipInfo) -> bytes | None:
    """The bytes of a deflated member of an ordinary kind and size whose header is in order."""
    pressed = member.compress_size
    odd = member.compress_type != zipfile.ZIP_DEFLATED or member.flag_bits & ~_HARMLESS
    if odd or pressed > RATIO_FROM // _MOST_DEFLATE:
        return None
    stream.seek(member.header_offset)
    header = stream.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(b"PK\3\4"):
        return None
    _, name, extra = _LOCAL.unpack(header)
    rest = stream.read(name + extra + pressed)
    if not rest.startswith(member.orig_filename.encode("utf-8" if _is_utf8(member) else "cp437")):
        return None
    return rest[name + extra :]


def _is_utf8(member: zipfile.ZipInfo) -> bool:
    return bool(member.flag_bits & _UTF8)


def _too_large(why: str) -> ReadError:
    return ReadError("too-large", f"The file was not opened because {why}; split it up.", "open")
