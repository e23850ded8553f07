"""Files that lie elsewhere: addresses of object stores, web servers and whatever else fsspec knows.

An address is ``scheme://...`` (``s3://bucket/folder``, ``https://host/list/``, ``memory://x``), also
a chain of fsspec (``zip://*.docx::s3://bucket/all.zip``). Passwords and keys in an address are used
to fetch and never written anywhere: :func:`bare` is what the journal, the log and the tables get.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from extract.document import ReadError
from extract.frozen import dataclass

MOST_BYTES = 1 << 30
"""The largest file that is fetched."""

_ADDRESS = re.compile(r"\A[a-z][a-z0-9+.-]+(?:::[a-z0-9+.-]+)*://", re.IGNORECASE)
_SECRET = re.compile(r"sig|token|key|secret|credential|passw|auth|expire", re.IGNORECASE)
_MISSING = "Addresses such as {} need another package ({}): pip install 'fuhe[remote]'."
_CHUNK = 1 << 20
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Copy:
    """A fetched file: where it lies now, its SHA-256 (64 hex digits) and its size in bytes."""

    path: Path
    sha256: str
    bytes: int


def is_address(text: str) -> bool:
    """True for an address of fsspec, false for a path (``C:\\x`` included)."""
    return _ADDRESS.match(text) is not None


def bare(address: str) -> str:
    """``address`` without user, password and parameters that look like keys."""
    return "::".join(_bare(part) for part in address.split("::"))


def _bare(part: str) -> str:
    try:
        split = urlsplit(part)
    except ValueError:
        return part
    if not split.netloc:
        return part
    query = split.query
    if any(_SECRET.search(name) for name, _ in parse_qsl(query, keep_blank_values=True)):
        kept = parse_qsl(query, keep_blank_values=True)
        query = urlencode([(k, v) for k, v in kept if not _SECRET.search(k)])
    host = split.netloc.rpartition("@")[2]
    return urlunsplit(split._replace(netloc=host, query=query))


class Keys:
    """The addresses of a run by their bare form: with user, password and keys in memory only."""

    def __init__(self) -> None:
        self.whole: dict[str, str] = {}

    def hide(self, address: str) -> str:
        """The bare form, to write down."""
        plain = bare(address)
        if plain != address:
            self.whole[plain] = address
        return plain

    def show(self, plain: str) -> str:
        """What :meth:`hide` was given, to fetch with."""
        return self.whole.get(plain, plain)


def open_place(address: str) -> tuple[Any, str]:
    """The file system of fsspec that ``address`` lies in, and the path there. ValueError, with the
    line that installs it, where a package for it is missing, or nobody knows such addresses."""
    try:
        import fsspec.core

        place, path = fsspec.core.url_to_fs(address, use_listings_cache=False)
    except ImportError as error:
        missing = error.name or str(error)
        raise ValueError(_MISSING.format(f"{_scheme(address)}://", missing)) from error
    except ValueError as error:
        raise ValueError(f"{_scheme(address)}:// is no kind of address that is known.") from error
    return place, str(path)


def _scheme(address: str) -> str:
    return address.partition(":")[0]


def address_in(given: str, place: Any, path: str) -> str:
    """The address of ``path`` in the file system that ``given`` lies in."""
    scheme, _, rest = given.partition("::")
    if rest:
        return f"{_scheme(scheme)}://{path}::{rest}"
    whole = str(place.unstrip_protocol(path))
    user = urlsplit(given).netloc.rpartition("@")
    split = urlsplit(whole)
    if user[1] and "@" not in split.netloc and split.netloc == user[2]:
        whole = urlunsplit(split._replace(netloc=f"{user[0]}@{user[2]}"))
    return whole


def fetch(address: str, folder: Path) -> Copy:
    """A copy of the file at ``address`` in ``folder``, under its own name. ReadError ``missing``,
    ``too-large``, ``no-space`` or ``unreadable``, with nothing of the address in it."""
    target = folder / file_name(address)
    state, total = hashlib.sha256(), 0
    try:
        place, path = open_place(address)
        with place.open(path, "rb") as source, target.open("wb") as copy:
            while chunk := source.read(_CHUNK):
                total += len(chunk)
                if total > MOST_BYTES:
                    raise ReadError("too-large", "The file is larger than 1 GB.", "open")
                state.update(chunk)
                copy.write(chunk)
    except ReadError:
        target.unlink(missing_ok=True)
        raise
    except FileNotFoundError as error:
        raise ReadError("missing", "There is no such file at that address.", "open") from error
    except Exception as error:
        target.unlink(missing_ok=True)
        raise _unreadable(error, folder) from error
    return Copy(target, state.hexdigest(), total)


def _unreadable(error: Exception, folder: Path) -> ReadError:
    if isinstance(error, OSError) and shutil.disk_usage(folder).free < _CHUNK:
        return ReadError("no-space", "The disk is full.", "open")
    # the words of the error may hold the address, and that a key: its kind has to do
    message = f"The file could not be fetched ({type(error).__name__}); the next run tries again."
    return ReadError("unreadable", message, "open")


def file_name(address: str) -> str:
    """The last part of an address as the name of a file here."""
    first = bare(address).partition("::")[0]
    last = unquote(urlsplit(first).path.rstrip("/")).rpartition("/")[2]
    clean = re.sub(r"[\x00-\x1f/\\:]", "_", last).lstrip(".") or "file"
    stem, dot, suffix = clean.rpartition(".")
    return f"{stem[:_LONGEST_NAME]}{dot}{suffix[:12]}" if dot else clean[:_LONGEST_NAME]
