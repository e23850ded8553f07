"""The folder a corpus lies in: whether it may be written to, and how tables get there whole."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

DESCRIPTION = "datapackage.json"
FORMATS = ("csv", "parquet")
AREA = ".fuhe"
_READY = "ready.json"
_OLD = "replaced"


def check(out: Path, format: str) -> None:
    """ValueError where tables of ``format`` cannot be written to ``out``."""
    if format not in FORMATS:
        raise ValueError(f"Unknown format {format!r}: choose csv or parquet.")
    if format == "parquet":
        _need_pyarrow()
    if out.exists() and not out.is_dir():
        raise ValueError("The output is a file; name a folder.")
    if out.is_dir() and not is_corpus(out) and any(not _ours(path) for path in out.iterdir()):
        raise ValueError(
            "The output folder holds files that are no corpus of fuhe; "
            "name an empty folder, a new one, or a corpus to go on with."
        )


def is_corpus(folder: Path) -> bool:
    """True where ``folder`` holds a corpus that fuhe wrote."""
    return description(folder) is not None


def description(folder: Path) -> dict[str, object] | None:
    """The data package of a corpus; None where there is none."""
    try:
        package = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(package, dict) or package.get("name") != "fuhe-corpus":
        return None
    return package


def make_ready(fresh: Path, out: Path, names: Iterable[str]) -> None:
    """Say that every table in ``fresh`` is whole and on the disk: from here on they go into
    ``out``, whatever happens. Names are those of files and folders below ``fresh``."""
    names = [*names, DESCRIPTION]
    plan = {"put": names, "drop": sorted(_tables(out) - set(names))}
    for path in fresh.rglob("*"):
        if path.is_file():
            _to_disk(path)
    part = fresh / f"{_READY}.part"
    part.write_text(json.dumps(plan), encoding="utf-8")
    _to_disk(part)
    part.replace(fresh / _READY)
    _to_disk(fresh)


def waiting(out: Path) -> bool:
    """True where a run was killed while it put finished tables in place."""
    return (out / AREA / "fresh" / _READY).exists()


def put_in_place(fresh: Path, out: Path) -> None:
    """Move what :func:`make_ready` announced from ``fresh`` into ``out``, the description last, and
    take away what only an earlier corpus had. Can be done again where it was cut short."""
    try:
        plan = json.loads((fresh / _READY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    old = fresh / _OLD
    old.mkdir(exist_ok=True)
    for name in plan["put"]:
        if not (fresh / name).exists():
            continue  # an earlier attempt got as far as this
        if (out / name).is_dir() or ((fresh / name).is_dir() and (out / name).exists()):
            (out / name).replace(old / f"{time.time_ns()}-{name}")
        (fresh / name).replace(out / name)
    for name in plan["drop"]:
        if (out / name).is_dir() and not (out / name).is_symlink():
            shutil.rmtree(out / name, ignore_errors=True)
        else:
            (out / name).unlink(missing_ok=True)
    _to_disk(out)
    (fresh / _READY).unlink()


def _tables(folder: Path) -> set[str]:
    """Files and folders that a corpus names as its tables; nothing outside its folder."""
    package = description(folder) or {}
    resources = package.get("resources")
    listed = resources if isinstance(resources, list) else []
    found: set[str] = set()
    for one in listed:
        path = one.get("path") if isinstance(one, dict) else None
        for each in path if isinstance(path, list) else [path]:
            if isinstance(each, str) and each:
                found.add(each.replace("\\", "/").split("/")[0])
    return {name for name in found if name and name == Path(name).name and name != AREA}


def _ours(path: Path) -> bool:
    """True for what a stopped run may have left behind."""
    return path.name == AREA or (path.is_dir() and path.name.startswith(f"{AREA}-"))


def _to_disk(path: Path) -> None:
    """Have the system write a file or folder out, where it can."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _need_pyarrow() -> None:
    try:
        import pyarrow as pa  # noqa: F401
    except ImportError as error:
        message = "Writing Parquet needs pyarrow: pip install 'fuhe[parquet]'."
        raise ValueError(message) from error
