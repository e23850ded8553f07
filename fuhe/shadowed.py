"""Whether a file of the user's hides one of the packages that fuhe is made of.

``extract``, ``normalize`` and ``score`` are importable under these names; a script called score.py
in the current folder, or beside the script that runs, is found before them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

_ROOMS = ("extract", "normalize", "score")


def check(home: Path) -> None:
    """ImportError, one line with the file in the way, where a package of ``home`` (the folder that
    holds fuhe) is not what its name imports."""
    for room in _ROOMS:
        found = _found(room)
        if found is not None and found.parent.resolve() != home.resolve():
            raise ImportError(
                f"{found} hides the package {room!r} that fuhe is made of: "
                "rename it, or run from another folder.",
                name=room,
                path=str(found),
            )


def _found(room: str) -> Path | None:
    """The file or folder that ``import room`` takes; None where that cannot be told."""
    try:
        spec = find_spec(room)
    except ValueError:  # a module made by hand, without a spec
        origin = getattr(sys.modules[room], "__file__", None)
        return Path(origin) if origin else None
    if spec is None:
        return None
    places: Sequence[str] = list(spec.submodule_search_locations or ())
    place = places[0] if places else spec.origin
    return Path(place) if place else None
