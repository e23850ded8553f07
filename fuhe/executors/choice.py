"""The engines by name."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from functools import partial
from importlib.util import find_spec

from fuhe.executors.limits import Limits
from fuhe.executors.work import Reply, Task

Engine = Callable[[Iterable[Task], int | None, Limits | None], Generator[Reply, None, None]]


def choose(name: str = "local", address: str | None = None) -> Engine:
    """The engine called ``name``, local or ray; ``address`` is the Ray cluster. ValueError for
    another name, an address without a cluster to go to, and where Ray is not installed."""
    if name == "local":
        if address:
            raise ValueError("Only a Ray cluster has an address: add --engine ray.")
        from fuhe.executors import local

        return local.run
    if name != "ray":
        raise ValueError(f"Unknown engine {name!r}: choose local or ray.")
    from fuhe.executors import ray

    if find_spec("ray") is None:
        raise ValueError(ray.MISSING)
    return partial(ray.run, address=address)
