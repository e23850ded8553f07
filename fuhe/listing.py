"""Which files an address stands for: a file, a folder with all below it, or a glob."""

from __future__ import annotations

import glob
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from extract.document import ReadError
from extract.frozen import dataclass
from fuhe.names import passed_over, shown
from fuhe.remote import address_in, bare, fetch, file_name, open_place

_DEEPEST = 40
_TELLS = ("ETag", "etag", "LastModified", "Last-Modified", "mtime", "modified", "updated", "md5",
          "md5Hash", "checksum", "last_modified", "created", "CRC")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A file at an address. ``name`` is its path below what was given; ``stamp`` changes when the
    file does, empty where the place does not say."""

    address: str
    name: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Something that could not be listed, and why: ``error`` and one sentence."""

    name: str
    error: str
    message: str


def listed(given: str, leave_out: str = "") -> Iterator[Listed | Unlisted]:
    """Every file that ``given`` stands for, in the order of names; ``leave_out`` is an address not
    to enter. ValueError where a package for such addresses is missing."""
    place, root = open_place(given)
    try:
        yield from _listed(given, place, root, _root_in(place, leave_out))
    except (FileNotFoundError, NotADirectoryError):
        yield Unlisted(shown(bare(given)), "missing", "There is no such file or folder.")
    except Exception as error:  # noqa: BLE001 - every place fails in its own way; it ends no run
        # the words of the error may hold the address, and that a key: its kind has to do
        why = f"It could not be listed ({type(error).__name__})."
        yield Unlisted(shown(bare(given)), "unreadable", why)


def _root_in(place: Any, address: str) -> str | None:
    """The path of ``address`` where it lies in the same place."""
    if not address:
        return None
    other, root = open_place(address)
    return root.rstrip("/") if _protocols(other) == _protocols(place) else None


def _listed(
    given: str, place: Any, root: str, leave_out: str | None
) -> Iterator[Listed | Unlisted]:
    if _is_pattern(place, root):
        yield from _matches(given, place, root)
    elif _is_file(place, root):
        address = given if _is_plain(given) else address_in(given, place, root)
        yield Listed(address, shown(_with_query(given)), _stamp(place.info(root)))
    else:
        yield from _below(given, place, root, leave_out)


def _is_pattern(place: Any, root: str) -> bool:
    """On a web server a question mark begins what is asked for, and is no wildcard."""
    return "*" in root if _is_web(place) else glob.has_magic(root)


def _is_web(place: Any) -> bool:
    return "http" in _protocols(place)


def _is_plain(given: str) -> bool:
    return "::" not in given


def _with_query(given: str) -> str:
    """The name of a file; many servers tell files by what follows ``?`` alone."""
    _, mark, query = bare(given).partition("?")
    return file_name(given) + (mark + query if mark else "")


def _is_file(place: Any, root: str) -> bool:
    if root.endswith("/") or root == "":
        return False
    return place.info(root).get("type") != "directory" and not _lists(place, root)


def _lists(place: Any, root: str) -> bool:
    """A web server says of a list that it is a file; what hangs below it says otherwise."""
    if not _is_web(place):
        return False
    last = root.partition("?")[0].rpartition("/")[2]
    return "." not in last and bool(place.ls(root, detail=False))


def _protocols(place: Any) -> tuple[str, ...]:
    said = place.protocol
    return (said,) if isinstance(said, str) else tuple(said)


def _matches(given: str, place: Any, pattern: str) -> Iterator[Listed | Unlisted]:
    fixed = pattern[: min(pattern.find(sign) for sign in "*?[" if sign in pattern)]
    root = fixed.rpartition("/")[0]
    found: dict[str, dict[str, Any]] = place.glob(pattern, detail=True)
    if not found:
        yield Unlisted(shown(bare(given)), "missing", "No file matches this pattern.")
    for path in sorted(found):
        if found[path].get("type") != "directory":
            yield _one(given, place, path, root, found[path])


def _below(given: str, place: Any, root: str, leave_out: str | None) -> Iterator[Listed]:
    """Everything below ``root``, folder by folder, so that only one list is in memory at a time."""
    top = root.rstrip("/")
    waiting, seen = [(root, 0)], {leave_out or "\0"}
    while waiting:
        folder, depth = waiting.pop()
        if folder.rstrip("/") in seen or depth > _DEEPEST:
            continue
        seen.add(folder.rstrip("/"))
        below: list[tuple[str, int]] = []
        for info in sorted(place.ls(folder, detail=True), key=lambda one: str(one["name"])):
            path = str(info["name"])
            inside = path.rstrip("/").startswith(top + "/") or not top
            if not inside or passed_over(path.rstrip("/").rpartition("/")[2]):
                continue
            if info.get("type") == "directory":
                below.append((path, depth + 1))
            elif path != folder:
                yield _one(given, place, path, top, info)
        waiting.extend(reversed(below))


def _one(given: str, place: Any, path: str, root: str, info: dict[str, Any]) -> Listed:
    name = path.removeprefix(root).lstrip("/") or path.rpartition("/")[2]
    if _is_web(place):
        name = unquote(name, errors="surrogateescape")
    return Listed(address_in(given, place, path), shown(_bare_name(name)), _stamp(info))


def _bare_name(name: str) -> str:
    """A relative name without parameters that look like keys."""
    return bare(f"x://x/{name}").removeprefix("x://x/")


def _stamp(info: dict[str, Any]) -> str:
    """What tells that a file changed; empty where only its size is known."""
    tells = {key: str(info[key]) for key in _TELLS if info.get(key) not in (None, "")}
    if not tells:
        return ""
    said = "\0".join(f"{key}={value}" for key, value in sorted(tells.items()))
    return hashlib.sha256(f"{info.get('size')}\0{said}".encode()).hexdigest()


def copied(one: Listed, folder: Path | None, until: ExitStack) -> Path | ReadError:
    """A copy of a file in ``folder`` that stays until ``until`` closes."""
    room = Path(tempfile.mkdtemp(prefix="fuhe-", dir=folder))
    until.callback(shutil.rmtree, room, ignore_errors=True)
    try:
        return fetch(one.address, room).path
    except ReadError as error:
        return error
