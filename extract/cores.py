"""How many processors this process may use: by its affinity and by the quota of its container."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_ROOT = Path("/sys/fs/cgroup")
_GROUPS = Path("/proc/self/cgroup")


def cores() -> int:
    """Number of processors that this process may use, at least one. A container that may use one
    and a half has one: two at once would be stopped and started all the time."""
    count = os.cpu_count() or 1
    with suppress(AttributeError, OSError):
        count = len(os.sched_getaffinity(0))
    return max(1, min([count, *map(int, _quotas())]))


def _quotas() -> Iterator[float]:
    """Processors that each control group above this process may use (Linux; cgroups v2 and v1)."""
    try:
        lines = _GROUPS.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, own = line.split(":", 2)
        named = controllers.split(",")
        if controllers and "cpu" not in named:
            continue
        top = _ROOT / controllers if controllers else _ROOT
        inside = Path(own.lstrip("/"))
        for group in (inside, *inside.parents):
            quota = _quota_of(top / group)
            if quota is not None:
                yield quota


def _quota_of(folder: Path) -> float | None:
    """Processors that one control group may use; None where it has no limit of its own."""
    with suppress(OSError, ValueError, ZeroDivisionError):
        most, _, period = (folder / "cpu.max").read_text().partition(" ")
        return int(most) / int(period)
    with suppress(OSError, ValueError, ZeroDivisionError):
        quota, every = (
            int((folder / f"cpu.cfs_{name}_us").read_text()) for name in ("quota", "period")
        )
        return quota / every if quota > 0 else None
    return None
