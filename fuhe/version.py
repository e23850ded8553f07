"""The version of fuhe, as installed."""

from __future__ import annotations

import hashlib
import re
import sys
from functools import lru_cache
from pathlib import Path

_HOME = Path(__file__).resolve().parent.parent
_NOTE = re.compile(r"fuhe-([0-9][0-9a-z.]*)\.dist-info")
_READING = ("extract", "normalize", "score", "fuhe/corpus", "fuhe/pipeline.py")


@lru_cache(maxsize=1)
def version() -> str:
    """Version of the installed distribution; ``0+unknown`` where it runs uninstalled."""
    return _named() or _told()


def _named() -> str:
    """The version in the name of the folder where an installer notes it, which every check of one
    document needs: to import what reads the note takes longer than to read a form. Empty where the
    first place that has such a folder does not have just one."""
    for place in sys.path:
        try:
            names = [found.name for found in Path(place).iterdir()]
        except OSError:
            continue
        found = [name for name in names if name.lower().startswith(("fuhe-", "fuhe."))]
        notes = [name for name in found if name.endswith((".dist-info", ".egg-info", ".egg"))]
        if notes:
            only = _NOTE.fullmatch(notes[0]) if len(notes) == 1 else None
            return only[1] if only else ""
    return ""


def _told() -> str:
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("fuhe")
    except PackageNotFoundError:
        return "0+unknown"


@lru_cache(maxsize=1)
def build() -> str:
    """Sixteen hex digits that stand for the code and the data files that read documents: what
    tells two states of one version apart while someone works on fuhe."""
    state = hashlib.sha256()
    for part in _READING:
        top = _HOME / part
        found = [top] if top.is_file() else sorted(top.rglob("*"))
        for path in found:
            if path.suffix in (".py", ".toml"):
                state.update(f"{path.relative_to(_HOME).as_posix()}\n".encode())
                state.update(path.read_bytes())
    return state.hexdigest()[:16]
