"""The engine for a cluster: Ray hands the documents out, each machine reads them as one machine does.

Every actor of Ray holds one seat of the local engine, so a document has the same limits and the same
isolation here as there, and gives the same bytes. An actor whose process or machine dies is started
again by Ray, elsewhere if need be, and its documents are given out once more.

The machines need fuhe at the same version; files that they do not see are sent to them.
"""

from __future__ import annotations

import hashlib
import os
import socket
import tempfile
from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from extract.cores import cores
from fuhe.executors.limits import Limits
from fuhe.executors.local import Seat, timed
from fuhe.executors.packs import Pack, packs
from fuhe.executors.work import Reply, Task, failure
from fuhe.remote import is_address

MISSING = "The engine ray needs Ray: pip install 'fuhe[ray]'."
_AHEAD = 2
_TRIES = 5
_ANSWER_SECONDS = 120.0
_KNOCK_SECONDS = 10.0
_LOST = "The machines that were to read the document died {} times; the next run tries again."


def run(
    tasks: Iterable[Task],
    workers: int | None = None,
    limits: Limits | None = None,
    address: str | None = None,
) -> Generator[Reply, None, None]:
    """As :func:`fuhe.executors.local.run`, on the Ray cluster at ``address`` (``auto``: the one of
    this machine or of ``RAY_ADDRESS``; None: a small one of our own, which ends with the run).

    ``workers`` None is one a core of the cluster; 0 runs everything in this process. ValueError
    where Ray is not installed, no cluster answers, or one of its machines has another fuhe.
    """
    if workers == 0:
        yield from map(timed, tasks)
        return
    ray = _ray()
    begun = _connect(ray, address, workers)
    try:
        yield from _Crowd(ray, workers, limits or Limits()).run(tasks)
    finally:
        if begun:
            ray.shutdown()


def _ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError as error:
        raise ValueError(MISSING) from error
    return ray


def _connect(ray: Any, address: str | None, workers: int | None) -> bool:
    """Connect; True where it was not connected before, so that we are to disconnect."""
    if ray.is_initialized():
        return False
    quiet = {"log_to_driver": False, "logging_level": "ERROR"}
    try:
        if address:
            _knock(address)
            ray.init(address=address, **quiet)
        else:
            here = workers or cores()
            ray.init(address="local", num_cpus=here, include_dashboard=False, **quiet)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        where = f"at {address}" if address else "on this machine"
        raise ValueError(f"No Ray cluster {where} answers ({type(error).__name__}).") from error
    return True


def _knock(address: str) -> None:
    """OSError where nobody listens at ``host:port``: Ray itself would try for minutes."""
    host, colon, port = address.rpartition("://")[2].rpartition(":")
    if colon and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), _KNOCK_SECONDS).close()


class Bench:
    """What lives on a machine of the cluster: one seat, with its own worker process."""

    def __init__(self, limits: Limits) -> None:
        scratch = limits.scratch if limits.scratch and Path(limits.scratch).is_dir() else ""
        self.seat = Seat(replace(limits, scratch=scratch))

    def state(self) -> tuple[str, str]:
        """Version and build of fuhe on this machine."""
        from fuhe.version import build, version

        return version(), build()

    def serve(self, pack: Pack, sent: dict[str, bytes]) -> list[Reply]:
        """The replies for a pack. ``sent`` are the bytes of files that this machine may not see, by
        their SHA-256."""
        if not sent:
            return list(self.seat.serve(pack))
        with tempfile.TemporaryDirectory(prefix="fuhe-", ignore_cleanup_errors=True) as folder:
            here = tuple(_unpacked(task, sent, Path(folder)) for task in pack)
            return list(self.seat.serve(here))


def _unpacked(task: Task, sent: dict[str, bytes], folder: Path) -> Task:
    """The task with a path of this machine, where its bytes were sent."""
    if task.sha256 not in sent:
        return task
    path = folder / task.sha256 / Path(task.path).name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(sent[task.sha256])
    return replace(task, path=str(path))


class _Crowd:
    """The actors of one run, and what each is at."""

    def __init__(self, ray: Any, workers: int | None, limits: Limits) -> None:
        self.ray = ray
        size = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
        kind = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=_TRIES)(Bench)
        self.benches = [kind.remote(limits) for _ in range(size)]
        self.load = [0] * size
        self.jobs: dict[Any, tuple[int, Pack, int]] = {}
        self.send = len([n for n in ray.nodes() if n.get("Alive")]) > 1

    def run(self, tasks: Iterable[Task]) -> Iterator[Reply]:
        """Every task, in no certain order."""
        try:
            self._agree()
            for pack in packs(tasks, len(self.benches)):
                self._hand_out(pack)
                while len(self.jobs) >= _AHEAD * len(self.benches):
                    yield from self._settled()
            while self.jobs:
                yield from self._settled()
        finally:
            for bench in self.benches:
                self.ray.kill(bench)

    def _agree(self) -> None:
        """ValueError where the cluster has another fuhe than this machine: another program may give
        other results."""
        from fuhe.version import build, version

        try:
            state = self.ray.get(self.benches[0].state.remote(), timeout=_ANSWER_SECONDS)
        except self.ray.exceptions.GetTimeoutError as error:
            raise ValueError("The Ray cluster has no free processor for fuhe.") from error
        except self.ray.exceptions.RayError as error:
            raise ValueError(
                "The machines of the Ray cluster cannot run fuhe; install fuhe there as well "
                f"({type(error).__name__})."
            ) from error
        if tuple(state) != (version(), build()):
            raise ValueError(
                f"The Ray cluster has fuhe {state[0]} ({state[1]}), this machine {version()} "
                f"({build()}); install the same on all."
            )

    def _hand_out(self, pack: Pack, tries: int = 1) -> None:
        at = self.load.index(min(self.load))
        self.load[at] += 1
        sent = _read(pack) if self.send else {}
        self.jobs[self.benches[at].serve.remote(pack, sent)] = at, pack, tries

    def _settled(self) -> Iterator[Reply]:
        """The replies of the job that ends next; nothing where it has to be done once more."""
        (done,), _ = self.ray.wait(list(self.jobs), num_returns=1)
        at, pack, tries = self.jobs.pop(done)
        self.load[at] -= 1
        try:
            replies: list[Reply] = self.ray.get(done)
        except self.ray.exceptions.RayError:
            if tries < _TRIES:
                self._hand_out(pack, tries + 1)
                return
            message = _LOST.format(tries)
            replies = [failure(task, "run", "stopped", message) for task in pack]
        yield from replies


def _read(pack: Pack) -> dict[str, bytes]:
    """The bytes of the files of a pack, as they were when they were found; a file that changed or is
    gone is left for the other side to complain of."""
    found: dict[str, bytes] = {}
    for task in pack:
        if is_address(task.path):
            continue
        try:
            data = Path(task.path).read_bytes()
        except OSError:
            continue
        if hashlib.sha256(data).hexdigest() == task.sha256:
            found[task.sha256] = data
    return found
