"""A corpus at an address: it is made in a folder here, then its tables are put there.

The folder keeps the journal, so that a later run goes on. Tables are uploaded aside and moved; while
they are moved the address has no description, so that nobody takes a half for a corpus.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from fuhe.corpus.build import Request, ingest
from fuhe.corpus.folder import DESCRIPTION, description, is_corpus
from fuhe.corpus.summary import Summary
from fuhe.remote import bare, open_place

ASIDE = ".fuhe-upload"
_OTHERS = "There are files at that address that are no corpus of fuhe; name an empty one."
_STRANGER = (
    "The corpus at that address was made with another journal ({} is empty), so its documents could "
    "not be kept. Name the folder of its journal with --journal, another address, or replace it "
    "with --only."
)
_REFUSED = (
    "The corpus could not be put there ({}); it is whole in {}. The same command tries again."
)


class NotPutError(Exception):
    """The corpus is made and could not be put where it belongs; one plain sentence."""


def home(address: str, journal: Path | None = None) -> Path:
    """The folder that the corpus of ``address`` is made in: ``journal``, or one in the user's
    cache folder that is told from every other by the address."""
    if journal:
        return journal
    plain = bare(address).rstrip("/")
    word = re.sub(r"[^0-9A-Za-z]+", "-", plain).strip("-")[-40:]
    return _cache() / "fuhe" / f"{word}-{hashlib.sha256(plain.encode()).hexdigest()[:12]}"


def _cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def ingest_to(address: str, request: Request, journal: Path | None = None) -> Summary:
    """:func:`fuhe.corpus.build.ingest` into the corpus at ``address``. ValueError where something
    else lies there, :class:`NotPutError` where the tables cannot be put there."""
    folder = home(address, journal)
    place, root = open_place(address)
    entries, corpus = _there(place, root)
    if entries and not corpus and ASIDE not in entries:
        raise ValueError(_OTHERS)
    if corpus and not is_corpus(folder) and not request.only:
        raise ValueError(_STRANGER.format(folder))
    folder.mkdir(parents=True, exist_ok=True)
    summary = ingest(replace(request, out=folder, leave_out=address))
    if summary.written:
        try:
            publish(folder, place, root)
        except Exception as error:
            # the words of the error may hold the address, and that a key
            raise NotPutError(_REFUSED.format(type(error).__name__, folder)) from error
    return summary


def _there(place: Any, root: str) -> tuple[set[str], bool]:
    """Names of what lies at an address, and whether it is a corpus."""
    try:
        found = {str(name).rstrip("/").rpartition("/")[2] for name in place.ls(root, detail=False)}
    except FileNotFoundError:
        return set(), False
    except NotADirectoryError as error:
        raise ValueError("The output is a file; name a folder.") from error
    except Exception as error:
        raise ValueError(f"The address cannot be listed ({type(error).__name__}).") from error
    return found, DESCRIPTION in found and bool(_package(place, root))


def _package(place: Any, root: str) -> dict[str, Any]:
    try:
        package = json.loads(place.cat_file(f"{root.rstrip('/')}/{DESCRIPTION}"))
    except (OSError, ValueError):
        return {}
    known = isinstance(package, dict) and package.get("name") == "fuhe-corpus"
    return package if known else {}


def publish(folder: Path, place: Any, root: str) -> None:
    """Put the tables of the corpus in ``folder`` in place of those at ``root``."""
    top = root.rstrip("/")
    aside = f"{top}/{ASIDE}"
    names = [*_files(description(folder) or {}), DESCRIPTION]
    before = set(_files(_package(place, root)))
    for name in names:
        target = f"{aside}/{name}"
        place.makedirs(target.rpartition("/")[0], exist_ok=True)
        place.put_file(str(folder / name), target)
    if place.exists(f"{top}/{DESCRIPTION}"):
        place.rm_file(f"{top}/{DESCRIPTION}")
    for name in sorted(before - set(names)):
        if place.exists(f"{top}/{name}"):
            place.rm_file(f"{top}/{name}")
    for name in names:
        target = f"{top}/{name}"
        place.makedirs(target.rpartition("/")[0], exist_ok=True)
        place.mv(f"{aside}/{name}", target)
    if place.exists(aside):
        place.rm(aside, recursive=True)


def _files(package: dict[str, Any]) -> Iterable[str]:
    """Paths of the files that a description names, none of them outside its folder."""
    for one in package.get("resources", ()):
        path = one.get("path") if isinstance(one, dict) else None
        for each in path if isinstance(path, list) else [path]:
            if isinstance(each, str) and each and ".." not in each.split("/") and each[0] != "/":
                yield each
