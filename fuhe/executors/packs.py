"""Which documents a worker should get together: old Word files, for which LibreOffice starts once.

A pack is a few tasks for one worker; each still gives a reply of its own and keeps limits of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fuhe.executors.work import Task

Pack = tuple[Task, ...]

LARGEST = 20
"""Documents of one pack: more would save little of LibreOffice's start and wait long for it."""

_NEED_OFFICE = (".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt")


def packs(tasks: Iterable[Task], parts: int = 1) -> Iterator[Pack]:
    """Every task once, alone or with others of its kind. At most twenty tasks wait for company;
    those left at the end are dealt out to ``parts`` workers."""
    waiting: list[Task] = []
    for task in tasks:
        if not _needs_office(task):
            yield (task,)
            continue
        waiting.append(task)
        if len(waiting) == LARGEST:
            yield tuple(waiting)
            waiting = []
    share = max(1, -(-len(waiting) // parts))
    for start in range(0, len(waiting), share):
        yield tuple(waiting[start : start + share])


def _needs_office(task: Task) -> bool:
    """Whether its name says so; the worker looks at the bytes."""
    return task.path.lower().endswith(_NEED_OFFICE)
