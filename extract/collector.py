"""The search for cyclic garbage, made rare while a document is read and understood."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

_RARE = (200_000, 50, 50)
_ENOUGH = 500_000
_lock = Lock()
_runs: list[tuple[int, int, int]] = []  # one for each run under way: what held before the first


@dataclass(slots=True)
class _Aged:
    """Objects that were spared since the last whole search, and how many are spared before the next."""

    objects: int = 0
    enough: int = _ENOUGH


_aged = _Aged()


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
                if gc.isenabled():
                    _grow_old()
                gc.set_threshold(*before)


@contextmanager
def collection(wanted: bool) -> Iterator[None]:
    """Turns the search for cyclic garbage on or off for a while.

    Reading a page makes no such garbage, and a quarter of its time would go into looking through
    thousands of letters and rules again and again; pdfplumber and OCR make plenty.
    """
    before = gc.isenabled()
    (gc.enable if wanted else gc.disable)()
    try:
        yield
    finally:
        if before and not wanted:
            _grow_old()
        (gc.enable if before else gc.disable)()


def _grow_old() -> None:
    """Count what was made among the old objects, so that the next new one starts no search of it.

    Freezing and thawing moves all objects to the oldest generation without looking at any; it is left
    alone where the program has objects frozen for reasons of its own. After half a million objects
    there is one whole search, and the next after as many more as were then alive: a program that keeps
    all its documents is not searched through again and again.
    """
    if gc.get_freeze_count():
        return
    _aged.objects += gc.get_count()[0]
    if _aged.objects >= _aged.enough:
        gc.collect()
        _aged.objects, _aged.enough = 0, max(_ENOUGH, len(gc.get_objects()))
        return
    gc.freeze()
    gc.unfreeze()
