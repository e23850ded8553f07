"""The names in the root folder of an OLE2 file (old Office), read from its directory alone."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER = 512
_ENTRY = 128
_NO_SECTOR = 0xFFFFFFFA  # this and everything above are marks, not sectors
_NO_ENTRY = 0xFFFFFFFF
_MOST_SECTORS = 4096  # of the directory; real files have a handful


class OleFile:
    """Just enough of MS-CFB to say what program wrote a file. ValueError where it is broken."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        header = stream.read(_HEADER)
        if len(header) < _HEADER or not header.startswith(MAGIC):
            raise ValueError("no OLE2 header")
        self._sector = 1 << struct.unpack_from("<H", header, 30)[0]
        if self._sector not in (512, 4096):
            raise ValueError("odd sector size")
        self._fat_sectors = self._all_fat_sectors(header)
        self._entries = self._directory(struct.unpack_from("<I", header, 48)[0])

    def root_names(self) -> frozenset[str]:
        """Names of the streams and storages that lie directly in the root."""
        return frozenset(_name(self._entries[i]) for i in self._root_children())

    def start_of(self, name: str, size: int) -> bytes:
        """The first ``size`` bytes (at most one sector) of a big stream of the root."""
        for index in self._root_children():
            entry = self._entries[index]
            if _name(entry) == name:
                return self._read(struct.unpack_from("<I", entry, 116)[0])[:size]
        return b""

    def _root_children(self) -> list[int]:
        found: list[int] = []
        waiting = [struct.unpack_from("<I", self._entries[0], 76)[0]]
        while waiting:
            index = waiting.pop()
            if index == _NO_ENTRY or index >= len(self._entries) or index in found:
                continue
            found.append(index)
            waiting.extend(struct.unpack_from("<2I", self._entries[index], 68))
        return found

    def _directory(self, first: int) -> list[bytes]:
        entries: list[bytes] = []
        sector, seen = first, 0
        while sector < _NO_SECTOR and seen < _MOST_SECTORS:
            data = self._read(sector)
            entries += [data[i : i + _ENTRY] for i in range(0, len(data), _ENTRY)]
            sector, seen = self._next(sector), seen + 1
        if not entries or len(entries[-1]) < _ENTRY:
            raise ValueError("no directory")
        return entries

    def _all_fat_sectors(self, header: bytes) -> list[int]:
        sectors = list(struct.unpack_from("<109I", header, 76))
        more, count = struct.unpack_from("<2I", header, 68)
        for _ in range(min(count, _MOST_SECTORS)):
            if more >= _NO_SECTOR:
                break
            block = struct.unpack(f"<{self._sector // 4}I", self._read(more))
            sectors += block[:-1]
            more = block[-1]
        return sectors

    def _next(self, sector: int) -> int:
        which, at = divmod(sector, self._sector // 4)
        if which >= len(self._fat_sectors) or self._fat_sectors[which] >= _NO_SECTOR:
            raise ValueError("chain leaves the file")
        entry = struct.unpack_from("<I", self._read(self._fat_sectors[which]), at * 4)
        return int(entry[0])

    def _read(self, sector: int) -> bytes:
        self._stream.seek((sector + 1) * self._sector)
        data = self._stream.read(self._sector)
        if not data:
            raise ValueError("a sector lies beyond the end of the file")
        return data.ljust(self._sector, b"\0")


def root_names(path: Path) -> frozenset[str]:
    """Names in the root folder of ``path``. ValueError where it is no whole OLE2 file."""
    with path.open("rb") as stream:
        return OleFile(stream).root_names()


def _name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
