"""The version of fuhe, as installed."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

_HOME = Path(__file__).resolve().parent.parent
_READING = ("extract", "normalize", "score", "fuhe/corpus", "fuhe/pipeline.py")


@lru_cache(maxsize=1)
def version() -> str:
    """Version of the installed distribution; ``0+unknown`` where it runs uninstalled."""
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
