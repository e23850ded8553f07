"""Files from elsewhere, fetched a few ahead: each has to be hashed before it is known what it is.

What was fetched stays in the scratch folder while there is room, so that it need not come twice; the
rest is fetched once more by the worker that reads it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from extract.document import ReadError
from extract.frozen import dataclass
from fuhe.inputs import Found, Missed
from fuhe.remote import fetch

Known = Callable[[bytes, str], tuple[str, int] | None]

KEEP_BYTES = 2 << 30
_AHEAD = 8


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that was fetched or is known: ``path`` is where it lies here, None where it has to be
    fetched again; ``fresh`` is true where it was hashed now."""

    sha256: str
    bytes: int
    path: Path | None
    fresh: bool


Coming = tuple[Found | Missed, Arrival | ReadError | None]


class Arrivals:
    """Fetches into ``folder``. ``known`` gives the hash of an origin with a stamp, or None;
    ``keep`` is how many bytes may stay."""

    def __init__(self, folder: Path, known: Known, keep: int = KEEP_BYTES) -> None:
        self.folder = folder
        self.known = known
        self.keep = keep

    def of(self, found: Iterable[Found | Missed]) -> Iterator[Coming]:
        """Each file in its order; with None where it lies here already."""
        waiting: deque[tuple[Found | Missed, Future[Arrival | ReadError] | Arrival | None]] = (
            deque()
        )
        crew = ThreadPoolExecutor(_AHEAD, thread_name_prefix="fuhe-fetch")
        try:
            for one in found:
                waiting.append((one, self._begun(one, crew)))
                while waiting and (len(waiting) > _AHEAD or waiting[0][1] is None):
                    yield self._ended(*waiting.popleft())
            while waiting:
                yield self._ended(*waiting.popleft())
        finally:
            crew.shutdown(cancel_futures=True)

    def _begun(
        self, one: Found | Missed, crew: ThreadPoolExecutor
    ) -> Future[Arrival | ReadError] | Arrival | None:
        if not (isinstance(one, Found) and one.address):
            return None
        if one.stamp and (known := self.known(one.origin, one.stamp)):
            return Arrival(*known, path=None, fresh=False)
        return crew.submit(self._fetched, one.address)

    def _fetched(self, address: str) -> Arrival | ReadError:
        room = Path(tempfile.mkdtemp(prefix="fuhe-", dir=self.folder))
        try:
            copy = fetch(address, room)
        except ReadError as error:
            shutil.rmtree(room, ignore_errors=True)
            return error
        return Arrival(copy.sha256, copy.bytes, copy.path, fresh=True)

    def _ended(
        self, one: Found | Missed, what: Future[Arrival | ReadError] | Arrival | None
    ) -> Coming:
        """The outcome; a copy for which there is no room goes again."""
        got = what.result() if isinstance(what, Future) else what
        if not isinstance(got, Arrival) or got.path is None:
            return one, got
        if got.bytes > self.keep:
            shutil.rmtree(got.path.parent, ignore_errors=True)
            return one, Arrival(got.sha256, got.bytes, None, got.fresh)
        self.keep -= got.bytes
        return one, got
