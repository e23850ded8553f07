"""The search for cyclic garbage, made rare while a document is read and understood."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_RARE = (200_000, 50, 50)
_lock = Lock()
_runs: list[tuple[int, int, int]] = []  # one for each run under way: what held before the first


@contextmanager
def spared() -> Iterator[None]:
    """Searches for cyclic garbage are rare inside, and afterwards as frequent as before.

    What is made of a document are trees of frozen objects, which reference counts clear away; looking
    through all of them whenever 700 more were made takes up to a sixth of the time. Garbage that a
    library leaves is still found, 200,000 objects at a time. Several threads may be inside at once:
    the first one sets the limits, the last one sets them back, whatever is raised between.
    """
    with _lock:
        _runs.append(_runs[0] if _runs else gc.get_threshold())
        gc.set_threshold(*_RARE)
    try:
        yield
    finally:
        with _lock:
            before = _runs.pop()
            if not _runs:
                gc.set_threshold(*before)
