"""The tables of one document as bytes: for the way between processes, and for the journal.

A worker writes the lines of CSV as they will stand in the corpus, so that whoever puts tables together
has only to lay them one behind the other.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import zlib
from struct import Struct, error

from extract.document import ReadError
from extract.frozen import dataclass
from fuhe.corpus.cells import writable
from fuhe.corpus.rows import Rows

csv.field_size_limit(min(sys.maxsize, (1 << 31) - 1))

MOST_BYTES = 48 << 20
"""Bytes of the tables of one document: what keeps the parent process small."""

UNSOUND = (ValueError, TypeError, KeyError, AttributeError, RecursionError, zlib.error, error)
"""What reading bytes that :func:`pack` never made may raise."""

_SIZE = Struct(">I")
_LINES = b"2"
_ESCAPES = (b"\\u", b"\\r")  # what NUL, lone surrogates and carriage returns are in JSON

Packed = dict[str, "Lines"]


@dataclass(frozen=True, slots=True)
class Lines:
    """``count`` rows as lines of CSV (RFC 4180) in UTF-8, each with its line end."""

    count: int
    data: bytes | memoryview

    @classmethod
    def of(cls, rows: list[list[str]]) -> Lines:
        """Rows of writable texts."""
        return cls(len(rows), (_plain(rows) or _quoted(rows)).encode("utf-8"))

    def rows(self) -> list[list[str]]:
        """The texts again, exactly."""
        return list(csv.reader(io.StringIO(str(self.data, "utf-8"), newline="")))


def _plain(rows: list[list[str]]) -> str:
    """The lines of rows of which no cell needs quotes, as in most tables; else nothing."""
    lines = list(map(",".join, rows))
    text = "\r\n".join((*lines, ""))
    ends = len(lines)
    if '"' in text or not text.count("\n") == text.count("\r") == ends or "" in lines:
        return ""
    return text if text.count(",") == sum(map(len, rows)) - ends else ""


def _quoted(rows: list[list[str]]) -> str:
    if not rows:
        return ""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return file.getvalue()


def pack(made: Rows, summed: bytes = b"") -> bytes:
    """Rows as bytes, behind what documents are compared by (``summed``), which :func:`head` gives
    without unpacking. ReadError ``too-large`` where one document would take the room of thousands."""
    lines = {name: Lines.of(rows) for name, rows in made.items()}
    size = sum(len(one.data) for one in lines.values())
    if size > MOST_BYTES:
        told = f"{size >> 20} MB of tables, the limit is {MOST_BYTES >> 20} MB"
        raise ReadError("too-large", f"The document gives {told}; split it up.", "write")
    sizes = (f'["{name}", {one.count}, {len(one.data)}]' for name, one in lines.items())
    index = f"[{', '.join(sizes)}]"
    body = [_LINES, index.encode("ascii"), b"\n", *(one.data for one in lines.values())]
    return _SIZE.pack(len(summed)) + summed + zlib.compress(b"".join(body), 1)


def head(packed: bytes) -> bytes:
    """What :func:`pack` put in front."""
    size = _SIZE.unpack_from(packed)[0] if len(packed) >= _SIZE.size else 0
    return packed[_SIZE.size : _SIZE.size + size]


def unpack(packed: bytes) -> Packed:
    """What :func:`pack` packed, or an earlier version did. One of UNSOUND where nobody did: a worker
    that a hostile document took over may send anything."""
    inflater = zlib.decompressobj()
    plain = inflater.decompress(packed[_SIZE.size + len(head(packed)) :], 2 * MOST_BYTES)
    if not inflater.eof:
        raise ValueError("longer than any document may be")
    if not plain.startswith(_LINES):
        return _unpacked_json(plain)
    str(plain, "utf-8")
    end = plain.index(b"\n")
    found, at, whole = {}, end + 1, memoryview(plain)
    for name, count, size in json.loads(plain[1:end]):
        found[name] = Lines(count, whole[at : at + size])
        at += size
    if at != len(plain):
        raise ValueError("not what was announced")
    return found


def _unpacked_json(plain: bytes) -> Packed:
    """Rows as version 0.1 kept them in the journal, every cell writable."""
    made: Rows = json.loads(plain)
    if any(mark in plain for mark in _ESCAPES):
        made = {name: [[writable(c) for c in row] for row in rows] for name, rows in made.items()}
    return {name: Lines.of(rows) for name, rows in made.items()}
