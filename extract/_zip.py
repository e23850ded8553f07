"""Opening a zip without being blown up by it: limits on members, size and compression."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

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


def _too_large(why: str) -> ReadError:
    return ReadError("too-large", f"The file was not opened because {why}; split it up.", "open")
