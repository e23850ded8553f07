"""What a run is to read again: which earlier results still stand, for which version and choices."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from extract.frozen import dataclass
from fuhe.executors.limits import Limits
from fuhe.settings import Settings
from fuhe.version import build, version

REDO = ("changed", "failed", "all")

_LATER = (
    "missing-extra", "missing-program", "changed", "stopped", "unreadable", "missing", "no-space",
)  # fmt: skip
"""Failures that are not the document's own: it is tried again by every run."""

_OF_LIMITS = ("timeout", "memory", "crash")
"""Failures, and reasons to be read in part, that other limits may spare a document."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How one run reads. ``recipe`` stands for what the user chose (rules, severities, repairs),
    ``version`` and ``build`` for the program, ``limits`` for time and memory; ``redo`` is None or
    one of REDO."""

    recipe: str
    version: str
    build: str
    limits: str
    redo: str | None = None

    def as_text(self) -> str:
        """The plan as text; the same text is the same plan."""
        return json.dumps(asdict(self), sort_keys=True)


def plan(settings: Settings, limits: Limits | None, redo: str | None) -> Plan:
    """The plan of a run. ValueError for another word than those of REDO."""
    if redo is not None and redo not in REDO:
        raise ValueError(f"Unknown choice {redo!r} for redo: choose {', '.join(REDO)}.")
    chosen = json.dumps(asdict(settings), sort_keys=True, default=str)
    bounds = limits or Limits()
    return Plan(
        recipe=hashlib.sha256(chosen.encode()).hexdigest()[:16],
        version=version(),
        build=build(),
        limits=f"{bounds.seconds:g} s, {bounds.megabytes} MB",
        redo=redo,
    )


def stale(plan: Plan, generation: int) -> tuple[str, dict[str, object]]:
    """An SQL condition on a reply ``r`` that is to be made again, and its parameters.

    Everything is made again that has no reply, that was read with other choices or by another
    state of the same version (someone is working on fuhe), or whose failure was not its own. What
    another version read is made again only where ``redo`` says so.
    """
    listed = ", ".join(f"'{word}'" for word in _LATER)
    bounded = ", ".join(f"'{word}'" for word in _OF_LIMITS)
    parts = [
        "r.sha256 is null",
        "r.recipe <> :recipe",
        "(r.version = :version and r.build <> :build)",
        f"(r.status = 'failed' and r.error in ({listed}))",
        f"(r.error in ({bounded}) and r.limits <> :limits)",
    ]
    if plan.redo in ("changed", "all"):
        parts.append("r.version <> :version")
    if plan.redo == "failed":
        parts.append(
            "((r.status = 'failed' or r.error = 'timeout') and r.generation < :generation)"
        )
    if plan.redo == "all":
        parts.append("r.generation < :generation")
    values = {
        "recipe": plan.recipe,
        "version": plan.version,
        "build": plan.build,
        "limits": plan.limits,
        "generation": generation,
    }
    return f"({' or '.join(parts)})", values
